"""Finding engagements, in domain words."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Q

from actions.models import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engagements.models import Engagement
    from territoires.access import Access
    from territoires.models import FeuilleDeRoute


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def live(self) -> "EngagementQuerySet":
        """Declared and not withdrawn: what totals count."""
        return self.filter(state__in=self.model.LIVE_STATES)

    def confirmed(self) -> "EngagementQuerySet":
        """The organisation has said yes after reading again."""
        return self.filter(state__in=self.model.CONFIRMED_STATES)

    def to_finish(self) -> "EngagementQuerySet":
        """What waits for its organisation: drafts to send, declared pledges to confirm."""
        return self.filter(state__in=(self.model.State.BROUILLON, self.model.State.DECLARE))

    def on_feuille(self, feuille: "FeuilleDeRoute") -> "EngagementQuerySet":
        return self.filter(action__feuille=feuille)

    def of_organisations(self, organisations: frozenset[int]) -> "EngagementQuerySet":
        return self.filter(organisation__in=organisations)

    def answering(self, besoins: "Sequence[int]") -> "EngagementQuerySet":
        """Those that answer one of these needs (keys), with what their coverage reads."""
        return self.filter(besoin__in=besoins).only(
            "besoin_id", "organisation_id", "kind", "fermete", "state", "quantity", "visibilite"
        )

    def visible_to(self, access: "Access") -> "EngagementQuerySet":
        """Whose existence may be shown, withdrawn ones included: lists and totals add `live()`.

        Drafts belong to their organisation alone, the team reads all the rest; others read what is
        live and not internal. It says in SQL what `rules.hides_existence` says of one pledge.
        Whether the amount or the name may be shown is asked of `rules.hides_*` for each line.
        """
        own = Q(organisation__in=access.organisations)
        if access.is_team:
            return self.filter(own | ~Q(state=self.model.State.BROUILLON))
        shared = Q(state__in=self.model.LIVE_STATES) & ~Q(visibilite=self.model.Visibilite.INTERNE)
        return self.filter(own | shared)

    def readable_by(self, access: "Access") -> "EngagementQuerySet":
        """Visible, on this roadmap, and one's own or on an action this reader may open."""
        own = Q(organisation__in=access.organisations)
        actions = access.feuille.actions.visible_to(access)
        return (
            self.on_feuille(access.feuille).visible_to(access).filter(own | Q(action__in=actions))
        )

    def for_list(self) -> "EngagementQuerySet":
        return self.select_related("action__objectif", "action__feuille", "organisation")

    def for_detail(self) -> "EngagementQuerySet":
        return self.for_text().select_related("author", "confirmed_by")

    def for_text(self) -> "EngagementQuerySet":
        """With all that its frozen text names (`engagements.texte`)."""
        return self.for_list().select_related("action__feuille__territoire", "besoin")

    def to_sign(self) -> "EngagementQuerySet":
        """Confirmed and not signed, on actions that still receive pledges: `rules.is_to_sign`."""
        return self.filter(self._to_sign())

    def overdue(self, today: date) -> "EngagementQuerySet":
        """Whose last month is over, neither fulfilled nor withdrawn: `rules.is_overdue`."""
        return self.filter(self._overdue(today))

    def counted_tasks(self, today: date) -> "models.QuerySet[Engagement, Any]":
        """One row an organisation: `organisation`, `n_to_finish`, `n_overdue`, `n_to_sign`."""
        to_finish = Q(state__in=(self.model.State.BROUILLON, self.model.State.DECLARE))
        return (
            self.order_by()
            .values("organisation")
            .annotate(
                n_to_finish=Count("pk", filter=to_finish),
                n_overdue=Count("pk", filter=self._overdue(today)),
                n_to_sign=Count("pk", filter=self._to_sign()),
            )
        )

    def _to_sign(self) -> Q:
        closed = (Action.Avancement.TERMINEE, Action.Avancement.ABANDONNEE)
        return Q(state=self.model.State.CONFIRME, action__state__in=Action.OPEN_STATES) & ~Q(
            action__avancement__in=closed
        )

    def _overdue(self, today: date) -> Q:
        states = (self.model.State.CONFIRME, self.model.State.SIGNE)
        return Q(state__in=states, due__lt=today.replace(day=1))

    def counted_by_action(self) -> "models.QuerySet[Engagement, Any]":
        """One row an action that has any: its `action`, `n_live` and `n_confirmed`."""
        confirmed = Q(state__in=self.model.CONFIRMED_STATES)
        return (
            self.live()
            .order_by()
            .values("action")
            .annotate(n_live=Count("pk"), n_confirmed=Count("pk", filter=confirmed))
        )


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows whose frozen fields are never rewritten, and which are never erased."""

    def update(self, **kwargs: Any) -> int:
        if self.model.FROZEN & kwargs.keys():
            raise TypeError("Ce qui est figé ne se réécrit pas.")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("Ce qui est figé ne s’efface pas.")


class SignatureQuerySet(FrozenQuerySet):
    def signed(self) -> "SignatureQuerySet":
        """Confirmed by their code."""
        return self.filter(signed_at__isnull=False)

    def pending(self) -> "SignatureQuerySet":
        """Asked, and whose code may still be confirmed (its hour is asked by the rule)."""
        return self.filter(signed_at=None).exclude(code_digest="")

    def of_lot(self, lot: UUID) -> "SignatureQuerySet":
        """What one code signs, always in the same order: locks are taken in it."""
        return self.filter(lot=lot).order_by("engagement_id")

    def asked_on(self, access: "Access") -> "SignatureQuerySet":
        """What this person asked to sign on this roadmap."""
        return self.filter(user=access.user, engagement__action__feuille=access.feuille)

    def asked_by(self, user: Any, *, since: datetime) -> int:
        """How many codes a person asked for since then. One query."""
        return self.filter(user=user, asked_at__gt=since).values("lot").distinct().count()

    def for_document(self) -> "SignatureQuerySet":
        return self.select_related(
            "engagement__action__objectif",
            "engagement__action__feuille",
            "engagement__organisation",
        )
