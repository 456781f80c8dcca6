"""Finding actions, in domain words. No decision on rights here beyond what a reader may see."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, DecimalField, Exists, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from actions.depouillement import Vote
from socle.recherche import Question, matching

if TYPE_CHECKING:
    from actions.models import (  # noqa: F401 -- types
        Abonnement,
        Action,
        Amendement,
        Brouillon,
        Commentaire,
        Gommettes,
        VersionAction,
    )
    from territoires.access import Access
    from territoires.models import FeuilleDeRoute


def _rows(model: type[models.Model], relation: str) -> Any:
    """The rows of another table that point to the outer action, by the name of the relation."""
    related: type[models.Model] = getattr(model, relation).rel.related_model
    return related._default_manager.filter(action=OuterRef("pk")).order_by()


def _avis(model: type[models.Model]) -> models.QuerySet[Any]:
    """What was said of amendments."""
    related: type[models.Model] = model.avis.rel.related_model  # type: ignore[attr-defined]
    return related._default_manager.all()


def _total(rows: models.QuerySet[Any], value: Count | Sum) -> Subquery:
    """One figure over `_rows`; no join, so that figures never multiply each other."""
    return Subquery(rows.values("action").annotate(total=value).values("total"))


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    return Coalesce(_total(rows, Count("pk")), 0)


def _own(model: type[models.Model], access: "Access") -> Q:
    """What the person wrote, follows, or whose porteur he or she represents: `rules.is_own` in SQL."""
    merged = model._default_manager.filter(author=access.user, fusionnee_dans__isnull=False)
    wrote = Q(author=access.user) | Q(pk__in=merged.values("fusionnee_dans"))
    return wrote | Q(pilote=access.user) | Q(porteur__in=access.organisations)


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        """Still on the way to the roadmap, or in it."""
        return self.filter(state__in=self.model.OPEN_STATES)

    def selected(self) -> "ActionQuerySet":
        """Part of the roadmap to publish; restricted ones stay inside."""
        return self.filter(state__in=self.model.SELECTED_STATES, is_restricted=False)

    def visible_to(self, access: "Access") -> "ActionQuerySet":
        """A restricted action is read by the team, its author, its referent and its porteur."""
        if access.is_team:
            return self
        return self.filter(Q(is_restricted=False) | _own(self.model, access))

    def mine(self, access: "Access") -> "ActionQuerySet":
        return self.filter(_own(self.model, access))

    def to_settle(self) -> "ActionQuerySet":
        """With at least one amendment that waits for a decision."""
        return self.filter(Exists(_rows(self.model, "amendements").filter(state="a_arbitrer")))

    def with_unanswered_question(self) -> "ActionQuerySet":
        """With at least one question nobody answered."""
        return self.filter(Exists(_rows(self.model, "commentaires").unanswered()))

    def to_decide(self, keys: Iterable[int] | None = None) -> "ActionQuerySet":
        """With an amendment that waits, for a decision or for its author; one of `keys`, if given."""
        waiting = _rows(self.model, "amendements").filter(state__in=("a_arbitrer", "precision"))
        return self.filter(Exists(waiting if keys is None else waiting.filter(pk__in=list(keys))))

    def with_waiting_amendements(self, keys: Iterable[int] | None = None) -> "ActionQuerySet":
        """Adds `waiting`: those amendments, oldest first, as their lists show them."""
        rows = self.model._meta.get_field("amendements").related_model.objects.waiting()
        rows = rows if keys is None else rows.filter(pk__in=list(keys))
        ordered = rows.for_list().order_by("created_at", "pk")
        return self.prefetch_related(models.Prefetch("amendements", ordered, to_attr="waiting"))

    def search(self, words: str) -> "ActionQuerySet":
        """Every word typed, in what the action says, its number or its porteur's name."""
        return self.found_by(Question.read(words))

    def found_by(self, question: Question) -> "ActionQuerySet":
        """What a question finds, with its `found_rank`, 0 for the best (socle/recherche.py)."""
        porteur = {"porteur": "organisations.organisation"}
        return matching(self, question, through=porteur, number="numero")

    def with_words(self) -> "ActionQuerySet":
        """With the lines whose words search reads."""
        return self.prefetch_related("jalons", "besoins", "financements")

    def with_tallies(self) -> "ActionQuerySet":
        """Adds `n_soutiens`, `n_commentaires`, `n_a_arbitrer`, `n_points` and `acquired` (€)."""
        model = self.model
        acquired = _rows(model, "financements").filter(state="acquis")
        return self.annotate(
            n_soutiens=_count(_rows(model, "soutiens")),
            n_commentaires=_count(_rows(model, "commentaires").shown()),
            n_a_arbitrer=_count(_rows(model, "amendements").filter(state="a_arbitrer")),
            n_points=Coalesce(_total(_rows(model, "gommettes"), Sum("points")), 0),
            acquired=Coalesce(
                _total(acquired, Sum("amount")),
                0,
                output_field=DecimalField(max_digits=14, decimal_places=2),
            ),
        )

    def decided_on(self, day: date) -> "ActionQuerySet":
        """Actions whose decision was taken that day."""
        return self.filter(decided_at__date=day).order_by("objectif__position", "rank")

    def in_results(self) -> "ActionQuerySet":
        """Those a vote is about and governance decides; a merged one only if it received points."""
        voted = Exists(_rows(self.model, "gommettes"))
        return self.filter(~Q(state="fusionnee") | voted, is_restricted=False)

    def on_ballot_of(self, user: Any) -> "ActionQuerySet":
        """Actions that may receive points, and those that hold points of this person; adds `my_points`."""
        mine = _rows(self.model, "gommettes").filter(user=user).values("points")
        votable = Q(state__in=self.model.OPEN_STATES, is_restricted=False) | Q(my_points__gt=0)
        rows = self.annotate(my_points=Coalesce(Subquery(mine), 0)).filter(votable)
        return rows.with_writers()

    def with_writers(self) -> "ActionQuerySet":
        """With what `writers` reads of the actions each one took in. One query more."""
        return self.prefetch_related("fusionnees")

    def with_confirmed_engagement(self) -> "ActionQuerySet":
        """Those at least one organisation has confirmed a pledge on."""
        pledges = _rows(self.model, "engagements")
        return self.filter(Exists(pledges.filter(state__in=pledges.model.CONFIRMED_STATES)))

    def with_my_soutien(self, user: Any) -> "ActionQuerySet":
        """Adds `is_soutenue`: whether this person supports it."""
        return self.annotate(is_soutenue=Exists(_rows(self.model, "soutiens").filter(user=user)))

    def for_decision(self) -> "ActionQuerySet":
        """One action with what its lights look at."""
        return self.select_related("objectif", "decided_by").prefetch_related(
            "jalons", "financements", "indicateurs"
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
            "fusionnees",
        )


class VersionActionQuerySet(models.QuerySet["VersionAction"]):
    def for_history(self) -> "VersionActionQuerySet":
        """Versions with who wrote them and the amendments they took in. Two queries."""
        return self.select_related("revision__user").prefetch_related("amendements")


class AmendementQuerySet(models.QuerySet["Amendement"]):
    def waiting(self) -> "AmendementQuerySet":
        """Somebody still has to do something."""
        return self.filter(state__in=self.model.OPEN_STATES)

    def to_settle(self) -> "AmendementQuerySet":
        """A decision is due."""
        return self.filter(state=self.model.State.A_ARBITRER)

    def by(self, user: Any) -> "AmendementQuerySet":
        return self.filter(author=user)

    def for_list(self) -> "AmendementQuerySet":
        """With who proposed, who decided and what organisations think. Two queries."""
        return self.select_related("author", "organisation", "decided_by").prefetch_related(
            models.Prefetch(
                "avis",
                queryset=_avis(self.model).select_related("organisation", "user").order_by("pk"),
            )
        )

    def since(self, start: datetime, end: datetime) -> "AmendementQuerySet":
        """Those proposed in [start, end[ and not taken back, oldest first."""
        dated = self.filter(created_at__gte=start, created_at__lt=end)
        return dated.exclude(state=self.model.State.RETIRE).order_by("created_at", "pk")


class BrouillonQuerySet(models.QuerySet["Brouillon"]):
    def of(self, access: "Access") -> "BrouillonQuerySet":
        """What the person typed on this roadmap and did not send, latest first."""
        return self.filter(user=access.user, feuille=access.feuille).select_related(
            "feuille", "action__objectif"
        )

    def on(self, action: "Action") -> "Brouillon | None":
        """The draft of a change of this action."""
        return self.on_fiche(action).first()

    def on_fiche(self, action: "Action") -> "BrouillonQuerySet":
        """The draft of the whole fiche; those of amendments are apart."""
        return self.filter(action=action, part="")

    def on_part(self, action: "Action", part: str) -> "Brouillon | None":
        """The draft of an amendment (`Brouillon.part`)."""
        return self.filter(action=action, part=part).first()

    def propositions(self) -> "BrouillonQuerySet":
        """Drafts of actions that do not exist yet."""
        return self.filter(action=None)


class GommettesQuerySet(models.QuerySet["Gommettes"]):
    def of_feuille(self, feuille: "FeuilleDeRoute") -> "GommettesQuerySet":
        return self.filter(action__feuille=feuille)

    def of_ballot(self, user: Any, objectif_id: int) -> "GommettesQuerySet":
        """What one person put on the actions of one objective."""
        return self.filter(user=user, action__objectif=objectif_id)

    def last_saved_at(self) -> datetime | None:
        return self.aggregate(last=Max("updated_at"))["last"]  # type: ignore[no-any-return]

    def as_votes(self) -> list[Vote]:
        """Plain rows for the count, which leaves out actions that are not part of the results."""
        fields = ("user_id", "action__objectif_id", "action_id", "college", "points")
        return [Vote(*row) for row in self.values_list(*fields)]


class CommentaireQuerySet(models.QuerySet["Commentaire"]):
    def shown(self) -> "CommentaireQuerySet":
        """Those everybody reads: neither hidden nor withdrawn."""
        return self.filter(hidden_at=None, withdrawn_at=None)

    def unanswered(self) -> "CommentaireQuerySet":
        """Questions that no answer settles and that nobody but their author answered."""
        answers = self.model._default_manager.filter(answers=OuterRef("pk")).shown()
        asker = Coalesce(OuterRef("author"), 0)
        return (
            self.shown()
            .filter(kind=self.model.Kind.QUESTION, settled_at=None)
            .exclude(Exists(answers.exclude(author=asker)))
        )

    def threads(self) -> "CommentaireQuerySet":
        """What answers nothing, newest first."""
        return self.filter(answers=None).order_by("-created_at", "-pk")

    def newer_than(self, thread: "Commentaire") -> int:
        """How many threads are above this one."""
        same = Q(created_at=thread.created_at, pk__gt=thread.pk)
        return self.threads().filter(Q(created_at__gt=thread.created_at) | same).count()

    def tallies(self) -> tuple[int, int]:
        """How many are shown, how many of them are questions without answer. One query."""
        found = self.shown().aggregate(
            shown=Count("pk"), waiting=Count("pk", filter=Q(pk__in=self.unanswered().values("pk")))
        )
        return found["shown"], found["waiting"]

    def written_by(self, user: Any) -> bool:
        """Whether this person wrote one of them that is not taken back."""
        return self.filter(author=user, withdrawn_at=None).exists()

    def for_list(self) -> "CommentaireQuerySet":
        """With who wrote: an account, or somebody who came to a séance without one."""
        return self.select_related("author", "organisation").annotate(
            first_name_in_room=F("contribution__participant__first_name"),
            organisation_in_room=F("contribution__participant__organisation_name"),
        )

    def with_replies(self) -> "CommentaireQuerySet":
        """As `for_list`, with their replies, oldest first. One more query."""
        replies = self.model._default_manager.for_list().order_by("created_at", "pk")
        return self.for_list().prefetch_related(models.Prefetch("reponses", queryset=replies))

    def since(self, start: datetime, end: datetime) -> "CommentaireQuerySet":
        """Those everybody reads, written in [start, end[, oldest first."""
        dated = self.shown().filter(created_at__gte=start, created_at__lt=end)
        return dated.for_list().order_by("created_at", "pk")


class AbonnementQuerySet(models.QuerySet["Abonnement"]):
    def choice_of(self, user: Any) -> "bool | None":
        """True: follows; False: no more; None: said nothing. On the actions of this queryset."""
        found = self.filter(user=user).first()
        return found.follows if found else None
