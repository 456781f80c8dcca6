"""The export's page, and its files."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from feuille_de_route.export.affichage import SUBJECTS, sujets
from feuille_de_route.export.formats import write_csv, write_json, write_xlsx
from feuille_de_route.export.tables import tables_of
from feuille_de_route.journal.lignes import Filtres
from feuille_de_route.journal.rules import why_not_lire_journal
from socle.refus import refuse
from territoires.access import get_access_or_404


@require_safe
def exporter(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    return render(request, "export/exporter.html", {"access": access, "sujets": sujets(access)})


@require_safe
def fichier(request: HttpRequest, slug: str, code: str, form: str) -> HttpResponseBase:
    """One file, for its reader alone: nothing keeps it on the way."""
    access = get_access_or_404(request.user, slug)
    if code not in (*SUBJECTS, "journal") or form not in ("xlsx", "csv", "json"):
        raise Http404("Cet export n’existe pas.")
    if code == "journal":
        refuse(why_not_lire_journal(access))
    tables = tables_of(code, access, Filtres.read(request.GET))
    name = f"{slug}-{code}-{localdate():%Y-%m-%d}.{form}"
    response: FileResponse | StreamingHttpResponse
    if form == "xlsx":
        response = FileResponse(write_xlsx(tables), as_attachment=True, filename=name)
    elif form == "csv":
        lines = write_csv(tables[0], bom=request.GET.get("bom", "1") == "1")
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        lines = write_json(tables, access.feuille.slug)
        response = StreamingHttpResponse(lines, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
