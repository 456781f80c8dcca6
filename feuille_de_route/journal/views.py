"""The journal's page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from feuille_de_route.journal.lignes import KINDS, Filtres, filtered, people, tell
from feuille_de_route.journal.rules import why_not_lire_journal
from socle.pages import feuillet
from socle.refus import refuse
from territoires.access import get_access_or_404

PER_PAGE = 50


@require_safe
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(why_not_lire_journal(access))
    filtres = Filtres.read(request.GET)
    page = feuillet(request, filtered(access, filtres), PER_PAGE)
    query = f"?{urlencode(filtres.pairs)}" if filtres.is_active else ""
    context = {
        "access": access,
        "filtres": filtres,
        "feuillet": page,
        "lignes": tell(page, access),
        "personnes": people(access),
        "genres": [(word, label) for word, (label, _verbs) in KINDS.items()],
        "exports": [
            (form.upper(), f"{reverse('exporter_fichier', args=[slug, 'journal', form])}{query}")
            for form in ("xlsx", "csv")
        ],
    }
    return render(request, "journal/journal.html", context)
