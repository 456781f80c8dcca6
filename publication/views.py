"""The public pages of the editions, and their previews."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from publication import fiche as fiches
from publication import metadonnees, parution, preparation, rendu, rules
from publication.adresses import Adresses
from publication.collecte import collecter
from publication.contenu import Contenu
from publication.models import Edition
from publication.views_vie import team_access
from socle import reponses
from socle.pdf.theme import FontMissingError
from socle.shell import NavItem
from territoires.access import Access, get_access, get_access_or_404
from territoires.models import FeuilleDeRoute

#: The parts of the public page, as a visitor's navigation.
SOMMAIRE = (
    NavItem("Objectifs", "#objectifs"),
    NavItem("Calendrier", "#calendrier"),
    NavItem("Moyens", "#moyens"),
    NavItem("Actions", "#actions"),
    NavItem("Documents", "#documents"),
)


def on_edition(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the edition of its address in place of the number.

    A draft, a failed one or one that waits does not exist; a withdrawn one answers its notice.
    """

    @wraps(view)
    def answer(request: HttpRequest, slug: str, numero: str, **kwargs: str) -> HttpResponse:
        found: Edition = get_object_or_404(Edition.objects.known_of_slug(slug).numbered(numero))
        request.feuille = found.feuille  # the surroundings of the page read it there
        if found.state == Edition.State.RETIREE:
            return _notice(request, found)
        return view(request, slug, found, **kwargs)

    return answer


def kept_for_visitors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a visitor with the page as it was last drawn, while nothing it depends on has moved."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str, **kwargs: str) -> HttpResponse:
        request.kept_as = rendu.visitor_key(request, slug)  # `_page` keeps it under this key
        if kept := rendu.whole_page(request.kept_as):
            return reponses.page_gardee(request, kept)
        return view(request, slug, **kwargs)

    return answer


# For everybody: drawn from frozen content only ---------------------------------------------------


@require_safe
@kept_for_visitors
def publique(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest edition; before the first one, members are told what comes next."""
    known = list(Edition.objects.known_of_slug(slug))
    if not known:
        access = get_access_or_404(request.user, slug)
        context = {
            "access": access,
            "why_not_preparer": rules.why_not_preparer(access),
            "annonce": access.feuille.editions.scheduled().without_content().first(),
        }
        return render(request, "publication/attente.html", context)
    found = next((e for e in known if e.state == Edition.State.PUBLIEE), None)
    if found is None:
        return _notice(request, known[0])
    return _page(request, found, known)


@require_safe
@kept_for_visitors
@on_edition
def edition(request: HttpRequest, slug: str, found: Edition) -> HttpResponse:
    """One edition at its lasting address; it says when a newer one replaced it."""
    return _page(request, found, list(Edition.objects.known_of_slug(slug)))


@require_safe
@on_edition
def fiche(request: HttpRequest, slug: str, found: Edition, action: str) -> HttpResponse:
    """One action of one edition."""
    adresses = Adresses.of_edition(found, slug)
    context = _fiche_context(rendu.frozen_content(found), action, adresses)
    shown = context["action"]
    context["partage"] = metadonnees.de_la_fiche(
        found, f"{shown.numero} {shown.intitule}", shown.resume or shown.intitule, request.path
    )
    response = render(request, "publication/fiche.html", context | {"edition": found})
    return reponses.page(request, response, found.published_at)


@require_safe
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every edition, with its documents and what changed; the withdrawn ones say why."""
    found = list(Edition.objects.known_of_slug(slug))
    if not found:
        raise Http404
    request.feuille = found[0].feuille  # the surroundings of the page read it there
    context = {"editions": parution.lignes(found, slug), "slug": slug}
    response = render(request, "publication/editions.html", context)
    return reponses.page(request, response, max(e.changed_at for e in found))


@require_safe
@on_edition
def changements(request: HttpRequest, slug: str, found: Edition) -> HttpResponse:
    """What an edition changed since the one before, whole."""
    before = Edition.objects.of_slug(slug).before(found).first()
    if before is None:
        raise Http404
    changes = preparation.changes(
        rendu.frozen_content(before), rendu.frozen_content(found), limit=None
    )
    context = {"edition": found, "before": before, "changes": changes, "slug": slug}
    response = render(request, "publication/changements.html", context)
    return reponses.page(request, response, found.published_at)


@require_safe
@on_edition
def pdf(request: HttpRequest, slug: str, found: Edition) -> HttpResponse:
    # A PDF is compressed inside; compressed again it would lose its length for nothing.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    with found.pdf.open() as stored:
        data = stored.read()
    return reponses.document(
        request, data, kind="application/pdf", name=f"feuille-de-route-{slug}-{found}.pdf",
        tag=found.pdf_sha256, modified=found.published_at,
    )  # fmt: skip


@require_safe
@on_edition
def contenu(request: HttpRequest, slug: str, found: Edition) -> HttpResponse:
    """The frozen content itself, byte for byte: its SHA-256 is the edition's."""
    return reponses.document(
        request, found.content.encode(), kind="application/json; charset=utf-8",
        name=f"feuille-de-route-{slug}-{found}.json",
        tag=found.sha256, modified=found.published_at,
    )  # fmt: skip


@require_safe
@on_edition
def partage(request: HttpRequest, slug: str, found: Edition) -> HttpResponse:
    """The picture other sites show when the address of an edition is shared."""
    try:
        data = rendu.shared_image(found)
    except FontMissingError as error:
        raise Http404 from error
    return reponses.document(
        request, data, kind="image/png", name=f"feuille-de-route-{slug}-{found}.png",
        tag=found.sha256, modified=found.published_at,
    )  # fmt: skip


# Previews, for the team ------------------------------------------------------------------------------------


@require_safe
def apercu(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page as it would be published now."""
    access = team_access(request, slug)
    corps = rendu.preview_body(_content_now(access), slug)
    return render(request, "publication/publique.html", {"corps": corps, "apercu": access})


@require_safe
def fiche_apercu(request: HttpRequest, slug: str, action: str) -> HttpResponse:
    access = team_access(request, slug)
    context = _fiche_context(_content_now(access), action, Adresses.of_preview(slug))
    return render(request, "publication/fiche.html", context | {"apercu": access})


# Shared ------------------------------------------------------------------------------------------


def _page(request: HttpRequest, found: Edition, known: list[Edition]) -> HttpResponse:
    """The page of an edition; `known`: all of its roadmap, newest first."""
    avis = parution.avis(found, known)
    modified = max([found.published_at, *(e.withdrawn_at for e in known if e.withdrawn_at)])
    # The surroundings of the page read both there.
    request.feuille, request.sommaire = found.feuille, SOMMAIRE
    corps = rendu.public_body(found)
    is_latest = request.resolver_match.url_name == "publique"
    context = {
        "corps": corps.html,
        "edition": found,
        "avis": avis,
        "annonce": _announced(request, found.feuille),
        "partage": metadonnees.de_l_edition(found, corps.description, is_latest=is_latest),
    }
    response = render(request, "publication/publique.html", context)
    rendu.keep_page(request.kept_as, request, response, modified)
    return reponses.page(request, response, modified)


def _announced(request: HttpRequest, feuille: FeuilleDeRoute) -> Edition | None:
    """The edition that waits for its hour, which members alone are told of."""
    if not request.user.is_authenticated or get_access(request.user, feuille) is None:
        return None
    return feuille.editions.scheduled().without_content().first()


def _notice(request: HttpRequest, found: Edition) -> HttpResponse:
    """Gone, and why: the page, the PDF and the data of a withdrawn edition answer it."""
    request.feuille = found.feuille
    slug = found.feuille.slug
    newest = Edition.objects.of_slug(slug).first()
    context = {
        "edition": found,
        "titre": f"L’édition {found} a été retirée",
        "newest": newest,
        "lire": f"Lire l’édition {newest}",
        "slug": slug,
    }
    return render(request, "publication/retiree.html", context, status=410)


def _fiche_context(contenu: Contenu, action: str, adresses: Adresses) -> dict[str, Any]:
    found = fiches.fiche(contenu, action, adresses)
    if found is None:
        raise Http404
    return {"fiche": found, "action": found.action, "contenu": contenu}


def _content_now(access: Access) -> Contenu:
    last = access.feuille.editions.known().without_content().first()
    return collecter(access.feuille, numero=rules.suivants(last).mineure)
