"""The lines of the middle pane of the console: votes, actions, amendments, each with its buttons.

A button is a value of `gestes.py`; its id lets the keyboard stay on it when the pane is redrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localtime

from actions.models import Action, Amendement
from organisations.models import College
from seances.access import Facilitation
from seances.affichage import TONES
from seances.depouillement.methodes import read_parameters
from seances.lecture import LigneLue, Rang, ResultatLu, actions_by_key, lire, rangs
from seances.models import Contribution, Participant, Question, Scrutin, Seance, Table
from seances.models.salle import PRESENT_SECONDS
from seances.rules import vote as rules
from seances.rythme import rythme
from socle import francais

State = Scrutin.State
PAS = ("Préparé", "Ouvert", "Fermé", "Dépouillé", "Publié")


# People ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LigneCollege:
    """A college: how many answered (or are here), how many are registered."""

    serie: int
    libelle: str
    recus: int
    attendus: int


def colleges_of(here: Mapping[str, int], all_: Mapping[str, int]) -> list[LigneCollege]:
    """One line a college, in their order."""
    return [
        LigneCollege(serie, college.label, here.get(college, 0), all_.get(college, 0))
        for serie, college in enumerate(College, start=1)
    ]


class LigneHote:
    """A table, its host, and those of its people who may become it in one press."""

    def __init__(self, table: Table, people: Sequence[Participant]) -> None:
        self.titre = f"{table}, {table.theme}" if table.theme else str(table)
        waited = f"Attend {table.host_expected}" if table.host_expected else "Pas encore d’hôte"
        self.sous = f"Hôte\u00a0: {table.host.signature}" if table.host else waited
        self.libelle = f"Hôte de la table {table.number}"
        self.people = [
            (f"hote:{person.pk}", person.first_name, person.pk == table.host_id)
            for person in people
        ]


# Actions -----------------------------------------------------------------------------------------


class LigneAction:
    """One action, with the buttons that show it and decide of it."""

    def __init__(self, action: Action, by: Facilitation) -> None:
        seance = by.seance
        self.action = action
        self.titre = f"{action.numero} {action.title}"
        # Somebody from outside does not read the pages of the roadmap.
        self.url = action.get_absolute_url() if by.access.roles else ""
        self.precision = f"action {action.numero}"
        self.montrer = f"montrer:action-{action.pk}"
        self.montrer_id = f"g-montrer-{action.pk}"
        self.retenir = f"retenir:{action.pk}"
        self.retenir_id = f"g-retenir-{action.pk}"
        self.decider_url = reverse("seances:decider", args=[seance.feuille.slug, seance.pk,
                                                            action.pk])  # fmt: skip

    @property
    def sous(self) -> str:
        return Truncator(self.action.summary).chars(140)


class LigneRangee(LigneAction):
    """One action of a result, by one of the two ways of counting."""

    def __init__(self, rang: Rang, action: Action, by: Facilitation) -> None:
        super().__init__(action, by)
        self.rank, self.total, self.detail = rang.rank, rang.total, rang.detail
        self.parts, self.largeur = rang.parts, rang.largeur


# Amendments --------------------------------------------------------------------------------------


class LigneAmendement:
    """One amendment of a table; `attend`: it waits for whoever runs the séance."""

    def __init__(self, contribution: Contribution, seance: Seance) -> None:
        amendement = contribution.amendement
        assert amendement is not None  # noqa: S101 -- `amendements()` keeps those; for the type checker
        action, key = amendement.action, contribution.pk
        self.titre = f"{action.numero} {action.title}"
        self.precision = f"l’amendement de {amendement.author_label}, action {action.numero}"
        self.url = reverse("seances:amendement", args=[seance.feuille.slug, seance.pk, key])
        field = action._meta.get_field(amendement.field).verbose_name
        self.sous = (
            f"{amendement.author_label}, {field}\u00a0: "
            f"«\u00a0{Truncator(amendement.text).chars(160)}\u00a0». "
            f"{contribution.n_agree} d’accord, {contribution.n_disagree} pas d’accord."
        )
        waits = amendement.state == Amendement.State.A_ARBITRER
        self.attend = waits and not contribution.is_sent_back
        self.conteste = contribution.is_contested
        self.libelle = "Renvoyé au porteur" if waits and not self.attend else (
            amendement.get_state_display().capitalize()
        )  # fmt: skip
        self.ton = TONES[Amendement.State(amendement.state)]
        self.accepter, self.accepter_id = f"accepter:{key}", f"g-accepter-{key}"
        self.renvoyer, self.renvoyer_id = f"renvoyer:{key}", f"g-renvoyer-{key}"


# Questions ---------------------------------------------------------------------------------------


class LigneQuestion:
    """One question of the room; `attend`: nobody answered it nor put it aside."""

    def __init__(self, question: Question, seance: Seance) -> None:
        self.titre = question.text
        asker = question.participant.signature if question.participant else "Une personne partie"
        about = f"action {question.action.numero}" if question.action else ""
        hidden = "anonyme pour la salle" if question.is_anonymous else ""
        at = f"à {francais.heure(localtime(question.created_at))}"
        self.sous = ", ".join(part for part in (asker, about, at, hidden) if part)
        self.attend = question.state == Question.State.POSEE
        self.is_on_screen = (
            seance.screen == Seance.Screen.QUESTION and seance.screen_question_id == question.pk
        )
        self.may_show = question.state != Question.State.ECARTEE and not self.is_on_screen
        self.libelle = str(question.get_state_display()).capitalize()
        self.ton = {"posee": "alerte", "repondue": "succes"}.get(question.state, "neutre")
        self.precision = f"la question «\u00a0{Truncator(question.text).chars(60)}\u00a0»"
        for name in ("repondue", "ecartee", "reprise"):
            setattr(self, name, f"question-{name}:{question.pk}")
            setattr(self, f"{name}_id", f"g-question-{name}-{question.pk}")
        self.montrer = f"montrer:question-{question.pk}"
        self.montrer_id = f"g-question-montrer-{question.pk}"


# Votes -------------------------------------------------------------------------------------------


class VoteEnCours:
    """One scrutin in the middle pane. `lecture` is None until it may be read."""

    def __init__(
        self,
        by: Facilitation,
        scrutin: Scrutin,
        *,
        at: datetime,
        other: Scrutin | None,
        equal_weight: bool,
    ) -> None:
        self.scrutin, self._by, self._at, self._other = scrutin, by, at, other
        self.surtitre = _surtitre(scrutin)
        self.why_not_voir = rules.why_not_voir_resultat(by, scrutin)
        self.equal_weight = equal_weight
        self.lecture: ResultatLu | None = None
        if self.why_not_voir is None:
            self._actions = actions_by_key([scrutin])
            self.lecture = lire(scrutin, self._actions)
        for name in ("ouvrir", "fermer", "rouvrir", "depouiller", "publier"):
            setattr(self, f"geste_{name}", f"vote-{name}:{scrutin.pk}")

    @property
    def pas(self) -> list[tuple[str, str]]:
        """Each step of the vote with « fait », « courante » or nothing."""
        one = self.scrutin
        hours = (None, one.opened_at, one.closed_at, one.sealed_at, one.published_at)
        at = list(State).index(State(one.state))
        return [
            (
                f"{label} à {francais.heure(localtime(hour))}" if hour and n <= at else label,
                "fait" if n < at else "courante" if n == at else "",
            )
            for n, (label, hour) in enumerate(zip(PAS, hours, strict=True))
        ]

    @property
    def why_not(self) -> dict[str, str | None]:
        """Verb → the reason it is refused now."""
        by, one = self._by, self.scrutin
        # The actions of an objective are counted when the vote opens.
        n_actions = 2 if one.objectif_id else one.actions.count()
        return {
            "ouvrir": rules.why_not_ouvrir_scrutin(by, one, n_actions=n_actions, other=self._other),
            "fermer": rules.why_not_fermer(by, one),
            "rouvrir": rules.why_not_rouvrir(by, one, other=self._other),
            "depouiller": rules.why_not_depouiller(one, at=self._at, asked=True),
            "publier": rules.why_not_publier(by, one),
        }

    @cached_property
    def recus(self) -> int:
        return self.scrutin.bulletins.count()

    @property
    def attendus(self) -> int:
        return max(self.recus, self._by.seance.participants.count())

    @property
    def colleges(self) -> list[LigneCollege]:
        """Who signed, by college: how many, never what. Two queries."""
        people = self._by.seance.participants.all().by_college()
        return colleges_of(Scrutin.objects.participation(self.scrutin), people)

    @property
    def rythme(self) -> tuple[str, ...]:
        """How fast the room answers, while it does. Two queries."""
        one = self.scrutin
        if one.state != State.OUVERT or one.opened_at is None:
            return ()
        people = self._by.seance.participants.all()
        moved = one.emargements.filter(saved_at__gte=self._at - timedelta(minutes=1))
        return rythme(
            opened_at=one.opened_at,
            at=self._at,
            voted=self.recus,
            here=people.present(self._at, PRESENT_SECONDS).count(),
            recent=moved.count(),
        )

    @property
    def attend_le_depouillement(self) -> int:
        """Seconds after which the console asks for the count itself, 0 when it need not."""
        one = self.scrutin
        if one.state != State.FERME or one.waits_for_paper or one.closed_at is None:
            return 0
        left = one.closed_at + timedelta(seconds=one.grace) - self._at
        return max(2, int(left.total_seconds()) + 2)

    @property
    def n_papier(self) -> int:
        return n_papier(self.scrutin)

    @property
    def assistes(self) -> list[tuple[Participant, str]]:
        """Those for whom somebody votes, with the words of their button."""
        if self.scrutin.state != State.OUVERT:
            return []
        people = absents_du_vote(self._by.seance, self.scrutin)
        return [(person, f"Voter pour {person.signature}") for person in people]

    @property
    def rangees(self) -> list[LigneRangee]:
        """The lines of the result, first rank first by the way of counting asked."""
        if self.lecture is None:
            return []
        return [
            LigneRangee(rang, self._actions[rang.ligne.action], self._by)
            for rang in rangs(self.lecture, equal_weight=self.equal_weight)
        ]

    @property
    def unite(self) -> str:
        """Under the figure of a line, for points."""
        return "gommettes" if self.scrutin.method == "points" and not self.equal_weight else ""

    @property
    def fragiles(self) -> list[tuple[LigneLue, str, str, str]]:
        """The first ones that do not hold: why, then the button that shows the action."""
        weak = self.lecture.weak if self.lecture else ()
        return [(ligne, f"montrer:action-{ligne.action}", f"g-fragile-{ligne.action}",
                 f"action {ligne.numero}") for ligne in weak]  # fmt: skip

    @property
    def se_mesure(self) -> bool:
        """The robustness is not measured yet."""
        return self.scrutin.robustesse is None

    @property
    def titre_solidite(self) -> str:
        """« 12 sur 15 tiennent », and what to do of the others."""
        if self.lecture is None or not self.lecture.robustesse:
            return ""
        words = self.lecture.robustesse
        these = francais.accord(len(self.lecture.weak), "celle-ci", "celles-ci")
        return f"{words}. Discutez {these}\u00a0:" if self.lecture.weak else f"{words}."


def _surtitre(scrutin: Scrutin) -> str:
    """« Cinq gommettes par personne » for points, the name of the method for the others."""
    if scrutin.method == "points":
        parameters = read_parameters(scrutin.methode, scrutin.parameters)
        number = francais.en_lettres(parameters.points, feminin=True).capitalize()
        word = francais.accord(parameters.points, "gommette", "gommettes")
        return f"{number} {word} par personne"
    return str(scrutin.get_method_display()).capitalize()


def absents_du_vote(seance: Seance, scrutin: Scrutin) -> list[Participant]:
    """Those without a phone who have not voted yet: somebody types for them. One query."""
    voted = scrutin.emargements.values("participant")
    people = seance.participants.for_room().filter(is_assisted=True)
    return list(people.exclude(pk__in=voted))


def n_papier(scrutin: Scrutin) -> int:
    """How many paper ballots were entered. One query until the count, none after."""
    if scrutin.is_sealed:
        return int(scrutin.sources.get("papier", 0))
    return scrutin.bulletins.filter(source="papier").count()
