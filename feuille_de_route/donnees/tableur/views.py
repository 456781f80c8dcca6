"""Import a spreadsheet: say what its columns mean, read what it changes line by line, import."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from feuille_de_route.donnees import rules
from feuille_de_route.donnees.tableur import depot as depots
from feuille_de_route.donnees.tableur import modele, services
from feuille_de_route.donnees.tableur.depot import Depot
from feuille_de_route.donnees.tableur.entetes import fingerprint, headings_of
from feuille_de_route.donnees.tableur.forms import AccordForm, ColonnesForm, OrganisationsForm
from feuille_de_route.donnees.tableur.grille import Grid
from feuille_de_route.donnees.tableur.lexique import Directory
from feuille_de_route.donnees.tableur.plan import Plan, What
from feuille_de_route.donnees.tableur.taches import LARGE, commander
from organisations.models import Organisation
from socle.http import form_methods, posted
from socle.models import Job
from socle.pages import feuillet
from socle.refus import refuse
from territoires.access import Access, get_access_or_404

#: Faults and doubts shown at once: who has more corrects these first.
SHOWN = 200
PER_PAGE = 30
GONE = "Choisissez de nouveau le fichier\u00a0: il n’est plus gardé."


class Link(NamedTuple):
    """Another way to read the file."""

    libelle: str
    url: str
    courant: bool


def _asked(request: HttpRequest, slug: str) -> tuple[Access, Depot | None, Grid | None]:
    """The access, and the file the person is importing with its cells, if they are still kept."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_importer(access))
    depot = depots.kept(request.session, slug)
    return access, depot, depot.grid() if depot else None


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    messages.info(request, GONE)
    return redirect("importer", slug)


@form_methods
def colonnes(request: HttpRequest, slug: str) -> HttpResponse:
    """What each column means; `?feuille=` and `?ligne=` choose another sheet or row of headings."""
    access, depot, grid = _asked(request, slug)
    if depot is None or grid is None:
        return _gone(request, slug)
    if depots.point(depot, request.GET.get("feuille", ""), request.GET.get("ligne", "")):
        depots.keep(request.session, slug, depot)
        return redirect("importer_colonnes", slug)
    form = _colonnes_form(posted(request), access, depot, grid)
    if request.method == "POST" and form.is_valid():
        depot.columns = {str(column): key for column, key in form.meanings().items()}
        depot.answers = services.remembered_answers(access) | depot.answers
        depot.objectif, depot.empties = form.cleaned_data["objectif"], form.cleaned_data["vider"]
        depots.keep(request.session, slug, depot)
        return redirect("importer_apercu", slug)
    context = {"access": access, "form": form, "depot": depot, **_elsewhere(depot, grid)}
    status = 422 if form.errors else 200
    return render(request, "feuille_de_route/importer_colonnes.html", context, status=status)


def _elsewhere(depot: Depot, grid: Grid) -> dict[str, list[Link]]:
    """The sheets of the file, and the rows that may hold its headings."""
    near = [row for row in sorted(grid.rows) if abs(row - depot.header) < 4][:7]
    return {
        "feuilles": [
            Link(name, f"?{urlencode({'feuille': name})}", name == depot.sheet)
            for name in depot.sheets
        ],
        "lignes": [Link(f"Ligne {row}", f"?ligne={row}", row == depot.header) for row in near],
    }


def _colonnes_form(data: Any, access: Access, depot: Depot, grid: Grid) -> ColonnesForm:
    headings = headings_of(grid, depot.header)
    said = {int(column): key for column, key in depot.columns.items()}
    meanings = said or services.remembered_columns(access, fingerprint(headings))
    if meanings:
        meanings = {one.column: meanings.get(one.column, "") for one in headings}
    return ColonnesForm(
        data, headings=headings, grid=grid, header=depot.header, meanings=meanings,
        objectifs=dict(access.feuille.objectifs.values_list("code", "title")),
        initial={"objectif": depot.objectif, "vider": depot.empties},
    )  # fmt: skip


@form_methods
def apercu(request: HttpRequest, slug: str) -> HttpResponse:
    """Line by line, what the file would change; on POST, import what was read."""
    access, depot, grid = _asked(request, slug)
    if depot is None or grid is None:
        return _gone(request, slug)
    if not depot.columns:
        return redirect("importer_colonnes", slug)
    tableur = depot.tableur(grid)
    plan = services.plan_of(tableur, access)
    form = AccordForm(posted(request), plan=plan)
    if request.method != "POST":
        return _page(request, access, depot, plan, form)
    if plan.is_refused or not form.is_valid() or form.cleaned_data["vu"] != plan.digest():
        return _moved(request, access, depot, plan)
    agreed = services.Agreed(form.cleaned_data["vu"], form.taken())
    if len(plan.lines) > LARGE:
        return _command(request, access, depot, agreed)
    try:
        report = services.importer_tableur(tableur, access, agreed)
    except services.PlanChanged:
        return _moved(request, access, depot, services.plan_of(tableur, access))
    depots.forget(request.session, slug)
    messages.success(request, f"Liste importée. {report.phrase()}")
    return redirect("tableau", slug)


def _moved(request: HttpRequest, access: Access, depot: Depot, plan: Plan) -> HttpResponse:
    """The plan is not the one that was read: shown again, nothing written."""
    return _page(request, access, depot, plan, AccordForm(plan=plan), moved=True)


def _command(
    request: HttpRequest, access: Access, depot: Depot, agreed: services.Agreed
) -> HttpResponse:
    """A long list is written by a worker; the page of its progress tells the end."""
    depot.job = str(commander(access, depot, agreed).pk)
    depots.keep(request.session, access.feuille.slug, depot)
    return redirect("importer_suivi", access.feuille.slug)


def _page(
    request: HttpRequest,
    access: Access,
    depot: Depot,
    plan: Plan,
    form: AccordForm,
    *,
    moved: bool = False,
) -> HttpResponse:
    issues = [*plan.faults, *(issue for line in plan.lines for issue in line.faults)]
    changes = [line for line in plan.lines if line.what is What.NEW or line.sure]
    context = {
        "access": access, "depot": depot, "plan": plan, "form": form, "moved": moved,
        "faults": issues[:SHOWN], "more_faults": max(0, len(issues) - SHOWN),
        "doubts": plan.doubts[:SHOWN], "more_doubts": max(0, len(plan.doubts) - SHOWN),
        "page": feuillet(request, changes, PER_PAGE),
        "new": plan.count(What.NEW), "changed": sum(bool(line.sure) and not line.faults for line in plan.lines),
        "same": plan.count(What.SAME), "refused": plan.count(What.REFUSED),
        "kept": [line for line in plan.lines if line.kept][:SHOWN],
        "organisations": _organisations_form(None, depot, plan) if plan.unknown else None,
    }  # fmt: skip
    status = 422 if moved else 200
    return render(request, "feuille_de_route/importer_apercu.html", context, status=status)


def _organisations_form(data: Any, depot: Depot, plan: Plan) -> OrganisationsForm:
    directory = Directory(Organisation.objects.kept())
    return OrganisationsForm(data, plan=plan, directory=directory, answers=depot.answers)


@require_POST
def organisations(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what the person said of the organisations nobody knew."""
    access, depot, grid = _asked(request, slug)
    if depot is None or grid is None:
        return _gone(request, slug)
    form = _organisations_form(
        posted(request), depot, services.plan_of(depot.tableur(grid), access)
    )
    if form.is_valid():
        depot.answers = form.answers()
        depots.keep(request.session, slug, depot)
    return redirect("importer_apercu", slug)


@require_safe
def suivi(request: HttpRequest, slug: str) -> HttpResponse:
    """How far a long import is; its end, or why it stopped."""
    access, depot, _grid = _asked(request, slug)
    if depot is None or not depot.job:
        return redirect("importer", slug)
    job = get_object_or_404(Job, pk=depot.job)
    if job.state == Job.State.DONE:
        depots.forget(request.session, slug)
        messages.success(request, f"Liste «\u00a0{depot.name}\u00a0» importée.")
        return redirect("tableau", slug)
    return render(request, "feuille_de_route/importer_suivi.html", {
        "access": access, "job": job, "depot": depot, "states": Job.State,
    })  # fmt: skip


@require_safe
def modele_vide(request: HttpRequest, slug: str) -> HttpResponse:
    """A workbook to fill: headings, notes, drop-downs."""
    return _workbook(request, slug, "modele-actions.xlsx", example=False)


@require_safe
def modele_rempli(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, with one action as an example."""
    return _workbook(request, slug, "exemple-actions.xlsx", example=True)


def _workbook(request: HttpRequest, slug: str, name: str, *, example: bool) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_importer(access))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        modele.workbook(access, example=example), content_type=modele.TYPE, headers=headers
    )
