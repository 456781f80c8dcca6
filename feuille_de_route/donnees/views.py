"""Import a list of actions: choose a file, read what it would change, import."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from feuille_de_route.donnees import rules, services, uploads
from feuille_de_route.donnees.forms import ImportForm, is_json
from feuille_de_route.donnees.shapes import FileRefused
from feuille_de_route.donnees.tableur import depot as depots
from feuille_de_route.donnees.tableur.grille import Unopenable
from socle.francais import pluriel
from socle.refus import refuse
from territoires.access import Access, get_access_or_404

#: Lines of a report shown at once: one who has more corrects these first.
SHOWN = 200
EXAMPLE = settings.BASE_DIR / "donnees" / "exemple-liste.json"


@require_http_methods(["GET", "HEAD", "POST"])
def importer(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose and check. A file without fault waits for its confirmation."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_importer(access))
    if request.method != "POST":
        return _page(request, access, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, access, form, status=422)
    sent = form.cleaned_data["fichier"]
    if not is_json(sent.name):
        return _spreadsheet(request, access, form)
    data = sent.read()
    try:
        services.rehearse(services.read_for(data, access.feuille), access)
    except FileRefused as refused:
        return _refused_page(request, access, form, refused)
    uploads.keep(request.session, slug, data)
    return redirect("importer_confirmer", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the checked file changes; on POST, import it."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_importer(access))
    data = uploads.kept(request.session, slug)
    if data is None:
        messages.info(request, "Choisissez le fichier à importer.")
        return redirect("importer", slug)
    write = services.importer if request.method == "POST" else services.rehearse
    try:
        report = write(services.read_for(data, access.feuille), access)
    except FileRefused as refused:
        # The roadmap has changed since the check.
        form = ImportForm({}, {})
        return _refused_page(request, access, form, refused)
    if request.method == "POST":
        messages.success(request, _told(report))
        return redirect("tableau", slug)
    return render(request, "feuille_de_route/importer_confirmer.html", {
        "access": access, "report": report,
    })  # fmt: skip


@require_safe
def exemple(request: HttpRequest, slug: str) -> HttpResponse:
    """A small file to start from."""
    refuse(rules.why_not_importer(get_access_or_404(request.user, slug)))
    headers = {"Content-Disposition": f'attachment; filename="{EXAMPLE.name}"'}
    return HttpResponse(EXAMPLE.read_bytes(), content_type="application/json", headers=headers)


def _spreadsheet(request: HttpRequest, access: Access, form: ImportForm) -> HttpResponse:
    """Open a workbook or a CSV; what its columns mean is asked next."""
    sent = form.cleaned_data["fichier"]
    try:
        depot = depots.open_upload(sent.name, sent.read())
    except Unopenable as why:
        form.add_error("fichier", str(why))
        return _page(request, access, form, status=422)
    if before := depots.kept(request.session, access.feuille.slug):
        depot.follow(before)
    depots.keep(request.session, access.feuille.slug, depot)
    return redirect("importer_colonnes", access.feuille.slug)


def _told(report: services.Report) -> str:
    if report.is_empty:
        return "Tout était déjà là\u00a0: rien n’a changé."
    return f"Liste importée. {report.phrase()}"


def _refused_page(
    request: HttpRequest, access: Access, form: ImportForm, refused: FileRefused
) -> HttpResponse:
    points = pluriel(len(refused.faults), "point", "points")
    form.errors.clear()
    form.add_error("fichier", f"Corrigez {points} dans le fichier, puis choisissez-le à nouveau.")
    return _page(request, access, form, refused=refused, status=422)


def _page(
    request: HttpRequest,
    access: Access,
    form: ImportForm,
    *,
    refused: FileRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    faults = refused.faults if refused else []
    context = {"access": access, "form": form, "faults": faults[:SHOWN]}
    context["more"] = max(0, len(faults) - SHOWN)
    return render(request, "feuille_de_route/importer.html", context, status=status)
