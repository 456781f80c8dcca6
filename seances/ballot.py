"""The ballot as a phone shows it: its questions, what this person answered, what was received."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from actions.models import Action
from seances.depouillement.criteres import HIGH, LOW
from seances.depouillement.jugement import MENTIONS
from seances.depouillement.methodes import Methode, read_parameters
from seances.models import Emargement, Participant, Scrutin
from seances.rules import vote as rules
from seances.urne import my_bulletin
from socle import francais

IMPACT = ("Très faible", "Faible", "Moyen", "Fort", "Très fort")
EFFORT = ("Très léger", "Léger", "Moyen", "Lourd", "Très lourd")


@dataclass(frozen=True, slots=True)
class Echelle:
    """One scale of a question: its name in the form, its choices, what is chosen now."""

    name: str
    legende: str
    choix: list[tuple[Any, str]]
    valeur: Any


@dataclass(frozen=True, slots=True)
class Question:
    """One action put to the vote, and what this person answered. `dots`: points to draw."""

    rank: int
    action: Action
    valeur: Any
    why_not: str | None
    words: str
    dots: int
    echelles: list[Echelle]
    is_last: bool

    @property
    def anchor(self) -> str:
        return f"q{self.rank}"

    @property
    def url(self) -> str:
        """Where it is asked alone."""
        return f"#{self.anchor}"

    @property
    def before(self) -> str:
        """Where the question before is, empty for the first."""
        return f"#q{self.rank - 1}" if self.rank > 1 else ""

    @property
    def next(self) -> str:
        return "fin" if self.is_last else f"q{self.rank + 1}"

    @property
    def onward(self) -> str:
        return "Voir mes réponses" if self.is_last else "Action suivante"


@dataclass(frozen=True, slots=True)
class Ballot:
    """The ballot of one person: its questions, what is left, when it was saved last."""

    scrutin: Scrutin
    questions: list[Question]
    parameters: Any
    saved_at: datetime | None
    source: str

    @property
    def is_open(self) -> bool:
        return self.scrutin.state == Scrutin.State.OUVERT

    @property
    def is_points(self) -> bool:
        return self.scrutin.methode is Methode.POINTS

    @property
    def is_matrix(self) -> bool:
        return self.scrutin.methode is Methode.IMPACT_EFFORT

    @property
    def is_mention(self) -> bool:
        return self.scrutin.methode is Methode.JUGEMENT

    @property
    def given(self) -> list[Question]:
        return [question for question in self.questions if question.valeur]

    @property
    def left(self) -> int:
        """Points not placed yet."""
        return int(self.parameters.points) - sum(question.dots for question in self.questions)

    @property
    def saved(self) -> str:
        """« 14 h 32 », empty when nothing is."""
        return francais.heure(localtime(self.saved_at)) if self.saved_at else ""

    @property
    def closed(self) -> str:
        at = self.scrutin.closed_at
        return francais.heure(localtime(at)) if at else ""

    @property
    def titre(self) -> str:
        """« Placez vos cinq gommettes »."""
        if not self.is_points:
            return self.scrutin.title
        number = self.parameters.points
        if number == 1:
            return "Placez votre gommette"
        return f"Placez vos {francais.en_lettres(number, feminin=True)} gommettes"

    @property
    def titre_clos(self) -> str:
        return "Le vote est compté" if self.scrutin.is_sealed else "Le vote est fermé"

    @property
    def recu(self) -> str:
        """What was received, in words: « Vos cinq gommettes sont comptées. »."""
        if not self.saved_at:
            return "Nous n’avons pas reçu de réponse de votre part."
        if not self.given:
            return "Votre participation est enregistrée."
        if not self.is_points:
            done = francais.accord(len(self.given), "Votre réponse est comptée", "Vos réponses sont comptées")  # fmt: skip
            return f"{done} : {len(self.given)} sur {len(self.questions)}."
        number = sum(question.dots for question in self.given)
        word = francais.en_lettres(number, feminin=True)
        return (
            f"Vos {word} gommettes sont comptées." if number > 1 else "Votre gommette est comptée."
        )


def _echelles(methode: Methode, parameters: Any, value: Any) -> list[Echelle]:
    """The scales of one question, none for points."""
    marks = value or {}
    match methode:
        case Methode.IMPACT_EFFORT:
            return [
                _echelle("impact", "Impact pour le territoire", [*enumerate(IMPACT, 1)], marks),
                _echelle("effort", "Effort à fournir", [*enumerate(EFFORT, 1)], marks),
            ]
        case Methode.CRITERES:
            notes = [(n, str(n)) for n in range(LOW, HIGH + 1)]
            return [
                _echelle(c.key, f"{c.label}, de {LOW} à {HIGH}", notes, marks)
                for c in parameters.criteres
            ]
        case Methode.JUGEMENT:
            return [Echelle("mention", "Votre avis sur cette action", [*MENTIONS.items()], value)]
    return []


def _echelle(name: str, legende: str, choix: list[tuple[int, str]], marks: Any) -> Echelle:
    return Echelle(f"note-{name}", legende, [*choix], marks.get(name))


def ballot_of(scrutin: Scrutin, participant: Participant) -> Ballot:
    """The ballot as this person finds it again. Three queries; two once it is sealed."""
    parameters = read_parameters(scrutin.methode, scrutin.parameters)
    values = my_bulletin(scrutin, participant)
    own = getattr(parameters, "own", True)
    ordered = scrutin.actions.select_related("objectif").order_by("objectif__position", "rank")
    actions = list(ordered)
    signed = Emargement.objects.filter(scrutin=scrutin, participant=participant).first()
    is_points = scrutin.methode is Methode.POINTS
    questions = [
        Question(
            rank,
            action,
            value := values.get(action.pk),
            rules.why_not_recevoir(action, participant, own=own),
            _words(scrutin.methode, parameters, value),
            (value or 0) if is_points else 0,
            _echelles(scrutin.methode, parameters, value),
            rank == len(actions),
        )
        for rank, action in enumerate(actions, 1)
    ]
    return Ballot(
        scrutin,
        questions,
        parameters,
        signed.saved_at if signed else None,
        signed.source if signed else "",
    )


def _words(methode: Methode, parameters: Any, value: Any) -> str:
    """What was answered on one action, in a few words; empty for nothing."""
    if not value:
        return ""
    match methode:
        case Methode.POINTS:
            return francais.pluriel(value, "gommette", "gommettes")
        case Methode.JUGEMENT:
            return MENTIONS[value]
        case Methode.IMPACT_EFFORT:
            named = [("Impact", IMPACT, "impact"), ("effort", EFFORT, "effort")]
            parts = [f"{word} {scale[value[k] - 1].lower()}" for word, scale, k in named if k in value]  # fmt: skip
            return ", ".join(parts)
        case Methode.CRITERES:
            labels = {c.key: c.label for c in parameters.criteres}
            return ", ".join(f"{labels[key]} {mark} sur {HIGH}" for key, mark in value.items())
    return ""
