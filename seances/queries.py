"""Finding séances, participants and scrutins, in domain words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

if TYPE_CHECKING:
    from actions.models import Action
    from seances.models import (  # noqa: F401 -- names of the rows, for the type checker
        Contribution,
        Etape,
        Participant,
        Question,
        Scrutin,
        Seance,
    )


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
            "contributions__engagement__action__objectif",
            "contributions__engagement__action__feuille",
            "contributions__engagement__organisation",
        )

    def for_room(self) -> "SeanceQuerySet":
        """One séance with its roadmap and what is on screen."""
        return self.select_related(
            "feuille__territoire",
            "current_etape",
            "screen_action",
            "screen_scrutin",
            "screen_question",
        )

    def past(self) -> "SeanceQuerySet":
        """Closed ones, latest first."""
        return self.filter(state="close").order_by("-date", "-pk")

    def original(self) -> "SeanceQuerySet":
        """Those that replay no other."""
        return self.filter(source=None)

    def opened(self) -> "SeanceQuerySet":
        """Those whose room is open now."""
        return self.filter(state="ouverte")

    def run_by(self, user: Any) -> "SeanceQuerySet":
        """Those this person was given to run, and that are not over, latest first. One query."""
        granted = self.filter(grants__user=user, grants__permission__codename="faciliter")
        return granted.exclude(state="close").select_related("feuille__territoire")

    def joinable(self, code: str, now: datetime) -> "SeanceQuerySet":
        """The séance this code opens at this instant, if any."""
        return self.filter(code=code, state="ouverte", code_expires_at__gt=now)

    def versions(self, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Key → (stage, tally): what the live channel watches. One query."""
        rows = self.filter(pk__in=list(keys)).values_list("pk", "stage", "tally")
        return {pk: (stage, tally) for pk, stage, tally in rows}


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def for_room(self) -> "ParticipantQuerySet":
        return self.select_related("organisation", "table")

    def with_seance(self) -> "ParticipantQuerySet":
        """Participants with what their phone shows: séance, step, roadmap."""
        return self.select_related(
            "organisation",
            "table",
            "user",
            "seance__feuille__territoire",
            "seance__current_etape",
            "seance__screen_scrutin",
        )

    def namesakes(self, first_name: str, organisation: object, name: str) -> "ParticipantQuerySet":
        """Who already came under this first name for this organisation."""
        return self.filter(
            first_name__iexact=first_name, organisation=organisation, organisation_name__iexact=name
        )

    def present(self, now: datetime, seconds: int) -> "ParticipantQuerySet":
        """Those whose phone gave a sign in the last `seconds`, and those without a phone."""
        since = now - timedelta(seconds=seconds)
        return self.filter(Q(seen_at__gte=since) | Q(is_assisted=True))

    def by_college(self) -> dict[str, int]:
        """College → how many; colleges without anybody are absent. One query."""
        return dict(self.order_by().values_list("college").annotate(n=Count("pk")))

    def by_table(self) -> dict[int | None, int]:
        """Table (key, None for no table) → how many. One query."""
        return dict(self.order_by().values_list("table").annotate(n=Count("pk")))


class ScrutinQuerySet(models.QuerySet["Scrutin"]):
    def for_list(self) -> "ScrutinQuerySet":
        """Scrutins with their objective, without the heavy columns; adds `n_voters`."""
        return (
            self.select_related("objectif", "etape")
            .defer("result", "robustesse")
            .annotate(n_voters=Count("bulletins", distinct=True))
        )

    def underway(self) -> "ScrutinQuerySet":
        """Open, or closed and not sealed yet."""
        return self.filter(state__in=("ouvert", "ferme"))

    def of_step(self, etape: "Etape") -> "ScrutinQuerySet":
        """What a phone shows of this step, first: the last opened, else what is prepared.

        Adds `is_measured`: how the first actions hold is known. Without the heavy columns.
        """
        asked = Q(etape=etape) & ~Q(state="prepare")
        prepared = Q(state="prepare") & (Q(etape=etape) | Q(etape=None))
        return (
            self.filter(asked | prepared)
            .select_related("objectif")
            .annotate(is_measured=Q(robustesse__isnull=False))
            .defer("result", "robustesse")
            .order_by(F("opened_at").desc(nulls_last=True), "position", "pk")
        )

    def published(self) -> "ScrutinQuerySet":
        """Those whose result everybody reads, the latest first."""
        return self.filter(state="publie").select_related("objectif").order_by("-published_at")

    def participation(self, scrutin: "Scrutin") -> dict[str, int]:
        """College → how many people have voted, on a phone or assisted. One query."""
        signed = scrutin.emargements.order_by().values_list("participant__college")
        return dict(signed.annotate(n=Count("pk")))

    def by_table(self, scrutin: "Scrutin") -> dict[int | None, int]:
        """Table (key, None for no table) → how many of its people have voted. One query."""
        signed = scrutin.emargements.order_by().values_list("participant__table")
        return dict(signed.annotate(n=Count("pk")))


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def amendements(self) -> "ContributionQuerySet":
        """Amendments of the room with `n_agree`, `n_disagree` and `is_contested`.

        Contested: another amendment to settle touches the same field of the same action. One
        query; the newest last.
        """
        others = (
            self.model.objects.filter(
                amendement__action=OuterRef("amendement__action"),
                amendement__field=OuterRef("amendement__field"),
                amendement__state="a_arbitrer",
                seance=OuterRef("seance"),
            )
            .exclude(pk=OuterRef("pk"))
            .order_by()
        )
        return (
            self.filter(amendement__isnull=False)
            .select_related("amendement__action__objectif", "table", "participant")
            .annotate(
                n_agree=Count("accords", filter=Q(accords__agrees=True)),
                n_disagree=Count("accords", filter=Q(accords__agrees=False)),
                is_contested=Exists(others) & Q(amendement__state="a_arbitrer"),
            )
            .order_by("created_at", "pk")
        )

    def engagements(self) -> "ContributionQuerySet":
        """Pledges of the room for the wall, newest first. One query."""
        return (
            self.filter(engagement__isnull=False)
            .select_related(
                "engagement__action__objectif", "engagement__organisation", "participant"
            )
            .order_by("-created_at", "-pk")
        )

    def to_confirm(self) -> "ContributionQuerySet":
        """Pledges of the room still to confirm, whose author left an address. One query."""
        return (
            self.filter(engagement__state="declare")
            .exclude(confirm_email="")
            .select_related(
                "engagement__action__objectif",
                "engagement__action__feuille",
                "engagement__organisation",
                "participant",
            )
            .order_by("pk")
        )

    def declared_by(self, address: str) -> "ContributionQuerySet":
        """Pledges of the room left with this address, whatever became of them. One query."""
        return (
            self.filter(engagement__isnull=False, confirm_email__iexact=address)
            .select_related(
                "engagement__action__objectif",
                "engagement__action__feuille",
                "engagement__organisation",
                "participant",
            )
            .order_by("pk")
        )

    def about(self, action: "Action") -> "ContributionQuerySet":
        """What the séances brought to one action, oldest first. One query."""
        return (
            self.filter(
                Q(amendement__action=action) | Q(action=action) | Q(engagement__action=action)
            )
            .select_related(
                "seance",
                "table",
                "amendement",
                "engagement__organisation",
                "engagement__action__objectif",
                "engagement__action__feuille",
            )
            .order_by("created_at", "pk")
        )


class QuestionQuerySet(models.QuerySet["Question"]):
    def for_list(self) -> "QuestionQuerySet":
        """Questions with who asked and about what, the oldest first. One query."""
        return self.select_related("participant__organisation", "action__objectif")

    def waiting(self) -> "QuestionQuerySet":
        """Those nobody answered nor put aside yet."""
        return self.filter(state="posee")

    def asked_by(self, participant: "Participant") -> "QuestionQuerySet":
        """Those of one person, the latest first."""
        return self.filter(participant=participant).order_by("-created_at", "-pk")

    def since(self, instant: datetime) -> "QuestionQuerySet":
        return self.filter(created_at__gte=instant)
