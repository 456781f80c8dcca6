"""The public page of an edition, drawn once per process: its content never changes.

Every cache is keyed by the fingerprint of the content, so nothing has to be invalidated.
"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from publication.adresses import Adresses
from publication.contenu import Contenu, from_json
from publication.models import Edition
from publication.page import Page
from publication.partage import image
from socle import reponses
from socle.reponses import Gardee

#: Contents and pages kept: the current edition of a few roadmaps, and the one before.
CONTENTS, PAGES, IMAGES = 4, 8, 16


class Corps(NamedTuple):
    """The page of an edition without what surrounds it, and one sentence that tells it."""

    html: SafeString
    description: str


def frozen_content(edition: Edition) -> Contenu:
    """The content of an edition, read at most once while it stays among the last used."""
    return _content(edition.pk, edition.sha256)


def public_body(edition: Edition) -> Corps:
    """The page of an edition. No query when it is known."""
    return _body(edition.pk, edition.sha256, edition.feuille.slug)


def preview_body(contenu: Contenu, slug: str) -> SafeString:
    """The page as it would be published now; nothing is kept."""
    return draw_body(Page(contenu, Adresses.of_preview(slug)), published=False)


def draw_body(page: Page, *, published: bool) -> SafeString:
    """The part `corps` of the public page; a preview has no document to take away."""
    context = {"page": page, "published": published}
    return render_to_string("publication/publique.html#corps", context)


@lru_cache(maxsize=CONTENTS)
def _content(pk: int, _sha256: str) -> Contenu:
    return from_json(Edition.objects.content_of(pk))


@lru_cache(maxsize=PAGES)
def _body(pk: int, _sha256: str, slug: str) -> Corps:
    edition = Edition.objects.get(pk=pk)
    page = Page(
        from_json(edition.content),
        Adresses.of_edition(edition, slug),
        pages=edition.pages,
        octets=edition.pdf_size,
    )
    return Corps(draw_body(page, published=True), page.chapeau)


def shared_image(edition: Edition) -> bytes:
    """The PNG that stands for an edition elsewhere. Raises `FontMissingError`."""
    return _image(edition.pk, edition.sha256)


@lru_cache(maxsize=IMAGES)
def _image(pk: int, sha256: str) -> bytes:
    return image(_content(pk, sha256))


# Whole pages, for visitors -----------------------------------------------------------------------

_whole: OrderedDict[Hashable, Gardee] = OrderedDict()
_lock = Lock()


def visitor_key(request: HttpRequest, slug: str) -> Hashable | None:
    """All that the page of a visitor depends on; None when it is for this reader only. One query."""
    if request.user.is_authenticated or len(get_messages(request)):
        return None
    return request.path, Edition.objects.moment_of_slug(slug)


def whole_page(key: Hashable | None) -> Gardee | None:
    """The page as it was last drawn for a visitor, if it is still among the last used."""
    with _lock:
        if key is None or key not in _whole:
            return None
        _whole.move_to_end(key)
        return _whole[key]


def keep_page(
    key: Hashable | None, request: HttpRequest, response: HttpResponse, modified: datetime
) -> None:
    """Keep a drawn page for the next visitors, unless it holds a form with a token of this one."""
    if key is None or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return
    with _lock:
        _whole[key] = reponses.gardee(response, modified)
        while len(_whole) > PAGES:
            _whole.popitem(last=False)


def forget() -> None:
    """Empty every cache: for tests, whose databases come and go."""
    with _lock:
        _whole.clear()
    for cache in (_content, _body, _image):
        cache.cache_clear()
