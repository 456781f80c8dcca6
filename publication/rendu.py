"""The public page of an edition, drawn once per process: its content never changes.

Both caches are keyed by the fingerprint of the content, so nothing has to be invalidated.
"""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from publication.adresses import Adresses
from publication.contenu import Contenu, from_json
from publication.models import Edition
from publication.page import Page

#: Contents and pages kept: the current edition of a few roadmaps, and the one before.
CONTENTS, PAGES = 4, 8


def frozen_content(edition: Edition) -> Contenu:
    """The content of an edition, read at most once while it stays among the last used."""
    return _content(edition.pk, edition.sha256)


def public_body(edition: Edition) -> SafeString:
    """The page of an edition, without what surrounds it. No query when it is known."""
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
def _body(pk: int, _sha256: str, slug: str) -> SafeString:
    edition = Edition.objects.get(pk=pk)
    page = Page(
        from_json(edition.content),
        Adresses.of_edition(edition, slug),
        pages=edition.pages,
        octets=edition.pdf_size,
    )
    return draw_body(page, published=True)
