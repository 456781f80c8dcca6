"""Finding engagements, in domain words."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from territoires.access import Access


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def live(self) -> "EngagementQuerySet":
        """Declared and not withdrawn: what totals count."""
        return self.filter(state__in=self.model.LIVE_STATES)

    def of_organisations(self, organisations: frozenset[int]) -> "EngagementQuerySet":
        return self.filter(organisation__in=organisations)

    def visible_to(self, access: "Access") -> "EngagementQuerySet":
        """Whose existence may be shown: the team sees declared ones, others not the internal ones.

        Drafts belong to their organisation alone. Whether the amount or the name may be shown is
        asked of `rules.why_hide_*` for each line.
        """
        own = models.Q(organisation__in=access.organisations)
        declared = models.Q(state__in=self.model.LIVE_STATES)
        if access.is_team:
            return self.filter(own | declared)
        return self.filter(own | (declared & ~models.Q(visibilite="interne")))

    def for_list(self) -> "EngagementQuerySet":
        return self.select_related("action__objectif", "action__feuille", "organisation")
