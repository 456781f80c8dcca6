"""Import a spreadsheet: say what its columns mean, read what it changes line by line, import."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from feuille_de_route.donnees import rules
from feuille_de_route.donnees.tableur import depot as depots
from feuille_de_route.donnees.tableur import modele, services, taches
from feuille_de_route.donnees.tableur.depot import Depot
from feuille_de_route.donnees.tableur.entetes import fingerprint, headings_of
from feuille_de_route.donnees.tableur.forms import AccordForm, ColonnesForm, OrganisationsForm
from feuille_de_route.donnees.tableur.grille import Grid
from feuille_de_route.donnees.tableur.lexique import Directory
from feuille_de_route.donnees.tableur.preview import Preview, preview_of
from feuille_de_route.donnees.tableur.suivi import suivi_of
from feuille_de_route.donnees.tableur.taches import LARGE
from organisations.models import Organisation
from socle.http import form_methods, posted
from socle.models import Job
from socle.pages import feuillet
from socle.refus import refuse
from territoires.access import Access, get_access_or_404

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
        taches.reprendre(depot)
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
    if (preview := _preview(request, access, depot, grid)) is None:
        return redirect("importer_suivi", slug)
    form = AccordForm(posted(request), preview=preview, taken=depot.taken)
    if request.method != "POST":
        return _page(request, access, depot, preview, form)
    if preview.is_refused or not form.is_valid() or form.cleaned_data["vu"] != preview.digest:
        return _moved(request, access, depot, preview)
    return _import(request, access, depot, grid, services.Agreed(preview.digest, form.taken()))


def _preview(request: HttpRequest, access: Access, depot: Depot, grid: Grid) -> Preview | None:
    """What the file would change; None while a worker reads a long one."""
    if len(grid.rows) <= LARGE:
        return preview_of(services.plan_of(depot.tableur(grid), access))
    found = taches.lire_ou_commander(access, depot)
    depots.keep(request.session, access.feuille.slug, depot)
    return found


def _import(
    request: HttpRequest, access: Access, depot: Depot, grid: Grid, agreed: services.Agreed
) -> HttpResponse:
    """Write what was agreed to; a worker does it for a long list, and its page tells the end."""
    slug = access.feuille.slug
    if len(grid.rows) > LARGE:
        taches.commander(access, depot, agreed)
        depots.keep(request.session, slug, depot)
        return redirect("importer_suivi", slug)
    tableur = depot.tableur(grid)
    try:
        report = services.importer_tableur(tableur, access, agreed)
    except services.PlanChanged:
        return _moved(request, access, depot, preview_of(services.plan_of(tableur, access)))
    depots.forget(request.session, slug)
    messages.success(request, f"Liste importée. {report.phrase()}")
    return redirect("tableau", slug)


def _moved(request: HttpRequest, access: Access, depot: Depot, preview: Preview) -> HttpResponse:
    """The plan is not the one that was read: shown again, nothing written."""
    form = AccordForm(preview=preview, taken=depot.taken)
    return _page(request, access, depot, preview, form, moved=True)


def _page(
    request: HttpRequest,
    access: Access,
    depot: Depot,
    preview: Preview,
    form: AccordForm,
    *,
    moved: bool = False,
) -> HttpResponse:
    context = {
        "access": access, "depot": depot, "preview": preview, "form": form, "moved": moved,
        "page": feuillet(request, preview.changes, PER_PAGE),
        "organisations": _organisations_form(None, depot, preview) if preview.unknown else None,
    }  # fmt: skip
    status = 422 if moved else 200
    return render(request, "feuille_de_route/importer_apercu.html", context, status=status)


def _organisations_form(data: Any, depot: Depot, preview: Preview) -> OrganisationsForm:
    directory = Directory(Organisation.objects.kept())
    return OrganisationsForm(
        data, unknown=preview.unknown, directory=directory, answers=depot.answers
    )


@require_POST
def organisations(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what the person said of the organisations nobody knew."""
    access, depot, grid = _asked(request, slug)
    if depot is None or grid is None:
        return _gone(request, slug)
    if (preview := _preview(request, access, depot, grid)) is None:
        return redirect("importer_suivi", slug)
    form = _organisations_form(posted(request), depot, preview)
    if form.is_valid():
        depot.answers = form.answers()
        taches.reprendre(depot)
        depots.keep(request.session, slug, depot)
    return redirect("importer_apercu", slug)


@require_safe
def suivi(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the worker is with a long list; once it has ended, where its end is told."""
    access, depot, _grid = _asked(request, slug)
    job = taches.job_of(depot) if depot else None
    if depot is None or job is None:
        return redirect("importer", slug)
    if request.htmx and job.ended:
        return HttpResponseClientRefresh()
    if job.state != Job.State.DONE:
        told = suivi_of(job, writes=bool(depot.job))
        context = {"access": access, "depot": depot, "suivi": told}
        return render(request, "feuille_de_route/importer_suivi.html", context)
    if not depot.job:
        return redirect("importer_apercu", slug)
    depots.forget(request.session, slug)
    messages.success(request, f"Liste «\u00a0{depot.name}\u00a0» importée.")
    return redirect("tableau", slug)


@require_POST
def annuler(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop the worker. Nothing is written, the file and the answers stay."""
    _access, depot, _grid = _asked(request, slug)
    if depot and taches.annuler(depot):
        messages.success(request, "C’est arrêté\u00a0: rien n’est écrit.")
    return redirect("importer_suivi", slug)


@require_POST
def relire(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the list again: after a stop, a failure, or a change of the roadmap."""
    _access, depot, grid = _asked(request, slug)
    if depot is None or grid is None:
        return _gone(request, slug)
    taches.reprendre(depot)
    depots.keep(request.session, slug, depot)
    return redirect("importer_apercu", slug)


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
