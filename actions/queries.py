"""Finding actions, in domain words. No decision on rights here beyond what a reader may see."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, DecimalField, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from territoires.access import Access


def _count_of(model: type[models.Model], **conditions: Any) -> Coalesce:
    """How many rows of `model` point to the outer action; no join, so counts never multiply."""
    rows = model.objects.filter(action=OuterRef("pk"), **conditions).order_by()  # type: ignore[attr-defined]
    return Coalesce(Subquery(rows.values("action").annotate(n=Count("pk")).values("n")), 0)


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        """Still on the way to the roadmap, or in it."""
        return self.filter(state__in=self.model.OPEN_STATES)

    def selected(self) -> "ActionQuerySet":
        """Part of the roadmap to publish; restricted ones stay inside."""
        return self.filter(state__in=self.model.SELECTED_STATES, is_restricted=False)

    def visible_to(self, access: "Access") -> "ActionQuerySet":
        """A restricted action is read by the team, its author, its referent and its porteur."""
        from_team = access.is_team
        if from_team:
            return self
        mine = Q(author=access.user) | Q(pilote=access.user) | Q(porteur__in=access.organisations)
        return self.filter(Q(is_restricted=False) | mine)

    def mine(self, access: "Access") -> "ActionQuerySet":
        """Actions the person wrote, follows, or whose porteur he or she represents."""
        return self.filter(
            Q(author=access.user) | Q(pilote=access.user) | Q(porteur__in=access.organisations)
        )

    def search(self, words: str) -> "ActionQuerySet":
        """Every word in the title, the summary, the number, the porteur or the place."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(numero__startswith=word)
                | Q(porteur__name__icontains=word)
                | Q(location__icontains=word)
            )
        return found

    def with_tallies(self) -> "ActionQuerySet":
        """Adds `n_soutiens`, `n_commentaires`, `n_a_arbitrer`, `n_points` and `acquired` (€)."""
        parts = self.model
        financements = parts.financements.rel.related_model
        gommettes = parts.gommettes.rel.related_model
        amendements = parts.amendements.rel.related_model
        acquired = (
            financements.objects.filter(action=OuterRef("pk"), state="acquis")
            .order_by()
            .values("action")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        points = (
            gommettes.objects.filter(action=OuterRef("pk"))
            .order_by()
            .values("action")
            .annotate(total=Sum("points"))
            .values("total")
        )
        return self.annotate(
            n_soutiens=_count_of(parts.soutiens.rel.related_model),
            n_commentaires=_count_of(parts.commentaires.rel.related_model),
            n_a_arbitrer=_count_of(amendements, state="a_arbitrer"),
            n_points=Coalesce(Subquery(points), 0),
            acquired=Coalesce(
                Subquery(acquired), 0, output_field=DecimalField(max_digits=14, decimal_places=2)
            ),
        )

    def with_my_soutien(self, user: Any) -> "ActionQuerySet":
        """Adds `is_soutenue`: whether this person supports it."""
        soutiens = self.model.soutiens.rel.related_model
        return self.annotate(
            is_soutenue=Exists(soutiens.objects.filter(action=OuterRef("pk"), user=user))
        )

    def for_fiche(self) -> "ActionQuerySet":
        """One action with all its parts, in a constant number of queries."""
        return self.select_related(
            "objectif", "axe", "porteur", "author", "pilote", "decided_by", "fusionnee_dans"
        ).prefetch_related(
            "copilotes",
            "partenaires",
            "linked",
            "jalons",
            "budgets",
            "financements__organisation",
            "indicateurs",
            "besoins",
            "pieces",
        )
