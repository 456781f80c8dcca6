"""The addresses of an edition, or of the preview of the next one."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

from django.urls import reverse

from publication.models import Edition


@dataclass(frozen=True, slots=True)
class Adresses:
    """Where the pages of one content are. A preview has no document to take away."""

    page: str
    pdf: str = ""
    contenu: str = ""
    editions: str = ""
    donnees: str = ""
    docx: str = ""
    image: str = ""

    @classmethod
    def of_edition(cls, edition: Edition, slug: str) -> Self:
        """Documents carry their fingerprint: what is kept for a year is never another content."""
        args = [slug, edition.numero]
        return cls(
            page=reverse("publication:edition", args=args),
            pdf=f"{reverse('publication:pdf', args=args)}?v={edition.pdf_sha256[:8]}",
            contenu=f"{reverse('publication:contenu', args=args)}?v={edition.sha256[:8]}",
            editions=reverse("publication:editions", args=[slug]),
            donnees=reverse("donnees:page", args=[slug]),
            docx=reverse("donnees:docx", args=args),
            image=f"{reverse('publication:partage', args=args)}?v={edition.sha256[:8]}",
        )

    @classmethod
    def of_preview(cls, slug: str) -> Self:
        return cls(page=reverse("publication:apercu", args=[slug]))

    def fiche(self, numero: str) -> str:
        """The page of one action. Built by hand: 2,000 `reverse` would be half of the page's time."""
        return f"{self.page}actions/{quote(numero, safe='')}/"


def ancre(numero: str) -> str:
    """The id of an action's line on the page: « action-1-3 »."""
    return f"action-{numero.replace('.', '-')}"
