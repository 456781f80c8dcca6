"""Finding editions, in domain words."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from publication.models import Edition


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        return self.filter(state=self.model.State.PUBLIEE)

    def in_preparation(self) -> "EditionQuerySet":
        return self.filter(state=self.model.State.EN_COURS)

    def failed(self) -> "EditionQuerySet":
        return self.filter(state=self.model.State.ECHOUEE)

    def without_content(self) -> "EditionQuerySet":
        """For lists: the frozen content of an edition weighs hundreds of kilobytes."""
        return self.defer("content", "audit")

    def content_of(self, pk: int) -> str:
        """The frozen content of one edition, as JSON."""
        content: str = self.values_list("content", flat=True).get(pk=pk)
        return content

    def of_slug(self, slug: str) -> "EditionQuerySet":
        """The published editions at one public address, newest first, with their roadmap."""
        return (
            self.published()
            .filter(feuille__slug=slug)
            .select_related("feuille__territoire")
            .without_content()
        )

    def numbered(self, numero: str) -> "EditionQuerySet":
        """`numero` as « 1.0 »: the address only lets this shape through."""
        major, minor = numero.split(".")
        return self.filter(major=int(major), minor=int(minor))

    def before(self, edition: "Edition") -> "EditionQuerySet":
        """The editions of lower number."""
        lower = models.Q(major=edition.major, minor__lt=edition.minor)
        return self.filter(lower | models.Q(major__lt=edition.major))
