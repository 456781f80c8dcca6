"""The public pages of the editions, and the team's pages to publish them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from publication import fiche as fiches
from publication import preparation, rules, services
from publication.adresses import Adresses
from publication.collecte import collecter
from publication.contenu import Contenu
from publication.models import Edition
from publication.rendu import frozen_content, preview_body, public_body
from socle import reponses
from socle.http import form_methods, posted
from socle.refus import Refus, refuse
from socle.shell import NavItem
from territoires.access import Access, get_access_or_404

#: The parts of the public page, as a visitor's navigation.
SOMMAIRE = (
    NavItem("Objectifs", "#objectifs"),
    NavItem("Calendrier", "#calendrier"),
    NavItem("Moyens", "#moyens"),
    NavItem("Actions", "#actions"),
    NavItem("Documents", "#documents"),
)

# For everybody: drawn from frozen content only ---------------------------------------------------


@require_safe
def publique(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest edition; before the first one, members are told what comes next."""
    found = Edition.objects.of_slug(slug).first()
    if found is None:
        access = get_access_or_404(request.user, slug)
        why_not = rules.why_not_preparer(access)
        return render(
            request, "publication/attente.html", {"access": access, "why_not_preparer": why_not}
        )
    return _page(request, found)


@require_safe
def edition(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """One edition at its lasting address; it says when a newer one replaced it."""
    found = _edition_or_404(request, slug, numero)
    newest = Edition.objects.of_slug(slug).first()
    return _page(request, found, newest if newest != found else None)


@require_safe
def fiche(request: HttpRequest, slug: str, numero: str, action: str) -> HttpResponse:
    """One action of one edition."""
    found = _edition_or_404(request, slug, numero)
    adresses = Adresses.of_edition(found, slug)
    context = _fiche_context(frozen_content(found), action, adresses)
    response = render(request, "publication/fiche.html", context | {"edition": found})
    return reponses.page(request, response, found.published_at)


@require_safe
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every edition, with its documents and what changed."""
    found = list(Edition.objects.of_slug(slug))
    if not found:
        raise Http404
    request.feuille = found[0].feuille  # the surroundings of the page read it there
    pairs = [(e, Adresses.of_edition(e, slug)) for e in found]
    response = render(request, "publication/editions.html", {"editions": pairs, "slug": slug})
    return reponses.page(request, response, found[0].published_at)


@require_safe
def changements(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """What an edition changed since the one before."""
    found = _edition_or_404(request, slug, numero)
    before = Edition.objects.of_slug(slug).before(found).first()
    if before is None:
        raise Http404
    changes = preparation.changes(frozen_content(before), frozen_content(found))
    context = {"edition": found, "before": before, "changes": changes, "slug": slug}
    response = render(request, "publication/changements.html", context)
    return reponses.page(request, response, found.published_at)


@require_safe
def pdf(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    found = _edition_or_404(request, slug, numero)
    # A PDF is compressed inside; compressed again it would lose its length for nothing.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    with found.pdf.open() as stored:
        data = stored.read()
    return reponses.document(
        request, data, kind="application/pdf", name=f"feuille-de-route-{slug}-{numero}.pdf",
        tag=found.pdf_sha256, modified=found.published_at,
    )  # fmt: skip


@require_safe
def contenu(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """The frozen content itself, byte for byte: its SHA-256 is the edition's."""
    found = _edition_or_404(request, slug, numero)
    return reponses.document(
        request, found.content.encode(), kind="application/json; charset=utf-8",
        name=f"feuille-de-route-{slug}-{numero}.json",
        tag=found.sha256, modified=found.published_at,
    )  # fmt: skip


# For the team ------------------------------------------------------------------------------------


@form_methods
def preparer(request: HttpRequest, slug: str) -> HttpResponse:
    """What is left to settle, what changes, and the button that publishes."""
    access = _team_access(request, slug)
    context = preparation.context(access, posted(request))
    form, status = context["form"], 200
    if form.is_valid():
        try:
            new = services.publier(access, note=form.cleaned_data["note"], majeure=form.is_major)
        except Refus as refus:
            form.add_error(None, str(refus))
            status = 403
        else:
            messages.success(request, f"L’édition {new} est figée. Son PDF se prépare.")
            return redirect("publication:preparer", slug)
    return render(request, "publication/preparer.html", context, status=status)


@require_safe
def progression(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the drawing is, asked each second; once it has ended, the whole page comes back."""
    access = _team_access(request, slug)
    running = (
        access.feuille.editions.in_preparation().without_content().select_related("job").first()
    )
    if not request.htmx or running is None:
        response = redirect("publication:preparer", slug)
        if request.htmx:
            response = HttpResponse(headers={"HX-Refresh": "true"})
        return response
    context = {"access": access, "avancement": preparation.avancement(running)}
    return render(request, "publication/preparer.html#progression", context)


@require_POST
def relancer(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    access = _team_access(request, slug)
    failed = get_object_or_404(access.feuille.editions.numbered(numero).without_content())
    services.relancer(access, failed)
    messages.success(request, f"Le PDF de l’édition {failed} se prépare de nouveau.")
    return redirect("publication:preparer", slug)


@require_safe
def apercu(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page as it would be published now."""
    access = _team_access(request, slug)
    corps = preview_body(_content_now(access), slug)
    return render(request, "publication/publique.html", {"corps": corps, "apercu": access})


@require_safe
def fiche_apercu(request: HttpRequest, slug: str, action: str) -> HttpResponse:
    access = _team_access(request, slug)
    context = _fiche_context(_content_now(access), action, Adresses.of_preview(slug))
    return render(request, "publication/fiche.html", context | {"apercu": access})


# Shared ------------------------------------------------------------------------------------------


def _edition_or_404(request: HttpRequest, slug: str, numero: str) -> Edition:
    """A published edition; a draft or a failed one does not exist for the public."""
    found: Edition = get_object_or_404(Edition.objects.of_slug(slug).numbered(numero))
    request.feuille = found.feuille  # the surroundings of the page read it there
    return found


def _page(request: HttpRequest, found: Edition, newest: Edition | None = None) -> HttpResponse:
    # The surroundings of the page read both there.
    request.feuille, request.sommaire = found.feuille, SOMMAIRE
    context = {"corps": public_body(found), "edition": found, "newest": newest}
    response = render(request, "publication/publique.html", context)
    return reponses.page(request, response, found.published_at)


def _fiche_context(contenu: Contenu, action: str, adresses: Adresses) -> dict[str, object]:
    found = fiches.fiche(contenu, action, adresses)
    if found is None:
        raise Http404
    return {"fiche": found, "action": found.action, "contenu": contenu}


def _team_access(request: HttpRequest, slug: str) -> Access:
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_preparer(access))
    return access


def _content_now(access: Access) -> Contenu:
    last = access.feuille.editions.published().without_content().first()
    return collecter(access.feuille, numero=rules.suivants(last).mineure)
