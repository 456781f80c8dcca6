"""Finding letters, in domain words."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from territoires.models import FeuilleDeRoute


class LettreQuerySet(models.QuerySet["Lettre"]):
    def of(self, feuille: "FeuilleDeRoute", organisation_id: int) -> "LettreQuerySet":
        """The letters of an organisation on a roadmap, the latest first, history included."""
        return self.filter(feuille=feuille, organisation=organisation_id)

    def holding(self) -> "LettreQuerySet":
        """Neither replaced nor withdrawn."""
        return self.filter(replaced_by=None, withdrawn_at=None)

    def for_list(self) -> "LettreQuerySet":
        return self.select_related("user", "replaced_by")
