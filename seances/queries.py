"""Finding séances, in domain words."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    pass


class SeanceQuerySet(models.QuerySet["Seance"]):
    def with_counts(self) -> "SeanceQuerySet":
        """Adds `n_people`, how many people of all colleges were there."""
        return self.annotate(n_people=models.functions.Coalesce(models.Sum("presences__people"), 0))

    def for_page(self) -> "SeanceQuerySet":
        """One séance with its steps, tables, results and contributions, in constant queries."""
        return self.prefetch_related(
            "etapes",
            "tables",
            "presences",
            "resultats__action__objectif",
            "contributions__table",
            "contributions__amendement__action__objectif",
            "contributions__action__objectif",
            "contributions__action__fusionnee_dans",
        )
