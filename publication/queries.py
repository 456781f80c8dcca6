"""Finding editions, in domain words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from publication.models import (
        Edition,
        Projet,  # noqa: F401 -- named as text in a base class
    )


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        return self.filter(state=self.model.State.PUBLIEE)

    def known(self) -> "EditionQuerySet":
        """Those that are or were online: withdrawn ones keep their number and their place."""
        return self.filter(state__in=self.model.KNOWN_STATES)

    def pending(self) -> "EditionQuerySet":
        """The one being drawn, or drawn and waiting for its hour."""
        return self.filter(state__in=self.model.PENDING_STATES)

    def in_preparation(self) -> "EditionQuerySet":
        return self.filter(state=self.model.State.EN_COURS)

    def scheduled(self) -> "EditionQuerySet":
        return self.filter(state=self.model.State.PROGRAMMEE)

    def due(self, now: datetime) -> "EditionQuerySet":
        """Those whose hour has come."""
        return self.scheduled().filter(embargo_at__lte=now)

    def left(self) -> "EditionQuerySet":
        """Those that failed or were cancelled: never online."""
        return self.filter(state__in=self.model.LEFT_STATES)

    def without_content(self) -> "EditionQuerySet":
        """For lists: the frozen content of an edition weighs hundreds of kilobytes."""
        return self.defer("content", "audit")

    def content_of(self, pk: int) -> str:
        """The frozen content of one edition, as JSON."""
        content: str = self.values_list("content", flat=True).get(pk=pk)
        return content

    def of_slug(self, slug: str) -> "EditionQuerySet":
        """The published editions at one public address, newest first, with their roadmap."""
        return self.known_of_slug(slug).published()

    def known_of_slug(self, slug: str) -> "EditionQuerySet":
        """The same with the withdrawn ones, which leave a notice."""
        return (
            self.known()
            .filter(feuille__slug=slug)
            .select_related("feuille__territoire")
            .without_content()
        )

    def moment_of_slug(self, slug: str) -> tuple[tuple[Any, ...], ...]:
        """All that the pages of the editions at one address depend on: a light row an edition.

        Building the models and their roadmap costs a request five times as much.
        """
        around = ("name", "programme", "avertissement")
        return tuple(
            self.known()
            .filter(feuille__slug=slug)
            .values_list(
                "pk", "sha256", "state", "published_at", "withdrawn_at",
                *(f"feuille__territoire__{name}" for name in around),
            )
        )  # fmt: skip

    def numbered(self, numero: str) -> "EditionQuerySet":
        """`numero` as « 1.0 »: the address only lets this shape through."""
        major, minor = numero.split(".")
        return self.filter(major=int(major), minor=int(minor))

    def before(self, edition: "Edition") -> "EditionQuerySet":
        """The editions of lower number."""
        lower = models.Q(major=edition.major, minor__lt=edition.minor)
        return self.filter(lower | models.Q(major__lt=edition.major))


class ProjetQuerySet(models.QuerySet["Projet"]):
    def drawn(self) -> "ProjetQuerySet":
        """Those whose file may be read."""
        return self.exclude(pdf="")
