"""A past séance that plays by itself: its acts, done by the same verbs as those of a real room.

Invented people, drawn alike each time, vote what the past séance voted: the totals are its own. An
act taken up again after a failure changes nothing, so a job may play it twice. No action of the
roadmap changes: amendments of the room are refused with that reason, nothing is decided.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from actions.apports import Apport
from actions.models import Action
from organisations.models import College, Organisation
from seances.access import Facilitation
from seances.depouillement.jugement import KEYS
from seances.depouillement.methodes import Methode, read_parameters
from seances.models import Etape, Participant, Resultat, Scrutin, Seance
from seances.rules.contributions import CHAMPS
from seances.services import console, contributions, salle, vote
from seances.services import scrutin as votes
from socle.refus import Refus

Kind, Screen = Etape.Kind, Seance.Screen

PRENOMS = [
    "Nadia",
    "Paul",
    "Lise",
    "Karim",
    "Anne",
    "Yves",
    "Maud",
    "Théo",
    "Inès",
    "Hugo",
    "Claire",
    "Samir",
    "Léa",
    "Marc",
    "Sonia",
    "Alain",
    "Rose",
    "Éric",
    "Zoé",
    "Luc",
    "Fanny",
    "Denis",
    "Alice",
    "Omar",
    "Jeanne",
    "Rémi",
    "Elsa",
    "Bruno",
    "Aïcha",
    "Loïc",
    "Julie",
    "Pierre",
    "Manon",
    "David",
    "Carole",
    "Sami",
    "Odile",
    "Gaël",
    "Nora",
    "Tom",
    "Hélène",
    "Joël",
    "Myriam",
    "Victor",
    "Agnès",
    "Ali",
    "Diane",
    "Noé",
    "Sarah",
    "Guy",
]
#: What organisations bring in the replay: kind, sentence.
APPORTS = (
    (Apport.TEMPS, "Trois jours d’un ingénieur pour cadrer l’étude."),
    (Apport.SITE_PILOTE, "Notre atelier comme premier site d’essai."),
    (Apport.GROUPE_TRAVAIL, "Une personne au groupe de travail, chaque mois."),
    (Apport.DONNEES, "Nos relevés de consommation des deux dernières années."),
    (Apport.EMPLOI_FORMATION, "Deux apprentis accueillis à la rentrée."),
    (Apport.AMBASSADEUR, "Faire venir cinq entreprises de notre filière."),
)
MOTIF = "Séance rejouée pour la démonstration\u00a0: le texte de l’action ne change pas."
#: People who come in, and ballots that arrive, at each act.
WAVES = 3


@dataclass(frozen=True, slots=True)
class Acte:
    """One act: what it is told as, and what does it."""

    phrase: str
    jouer: Callable[[], Any]


def actes(by: Facilitation, source: Seance) -> list[Acte]:
    """All the acts of the replay `by.seance` of `source`, in order: the same list each time."""
    return Rejeu(by, source).actes()


class Rejeu:
    """One replay. `by`: in whose name the console is held."""

    def __init__(self, by: Facilitation, source: Seance) -> None:
        self.by, self.seance, self.source = by, by.seance, source
        self.random = Random(source.pk)  # noqa: S311 -- a play, drawn alike each time
        self.scrutins = list(self.seance.scrutins.select_related("objectif"))

    def actes(self) -> list[Acte]:
        people = self._people()
        waves = [people[n::WAVES] for n in range(WAVES)]
        return [
            Acte("La séance s’ouvre", self._ouvrir),
            *[Acte("La salle entre", partial(self._enter, wave)) for wave in waves],
            *self._step(Kind.PARTAGER, self._montrer),
            *self._step(Kind.AJUSTER, self._amender, self._approuver, self._arbitrer),
            *self._step(Kind.SELECTIONNER),
            *[acte for scrutin in self.scrutins for acte in self._scrutin(scrutin)],
            *self._step(
                Kind.S_ENGAGER,
                partial(self._engager, 0),
                self._mur,
                *[partial(self._engager, n) for n in range(1, len(APPORTS))],
            ),
            *self._step(Kind.CONCLURE),
            Acte("La séance se clôt", lambda: console.clore(self._now())),
        ]

    def _now(self) -> Facilitation:
        """The facilitator before the séance as it is at this act."""
        seance = Seance.objects.for_room().get(pk=self.seance.pk)
        return Facilitation(self.by.user, seance, self.by.access, self.by.has_grant)

    def _key(self, *what: object) -> UUID:
        """The same key each time the same thing is brought: received once."""
        return uuid5(NAMESPACE_URL, "-".join(map(str, (self.seance.pk, *what))))

    # Doors and steps -----------------------------------------------------------------------------

    def _ouvrir(self) -> None:
        by = self._now()
        if not by.seance.is_open:
            console.ouvrir(by)

    def _people(self) -> list[dict[str, Any]]:
        """Who comes: as many of each college as came to the past séance."""
        organisations: dict[str, list[Organisation]] = {college: [] for college in College}
        for one in self.seance.feuille.territoire.organisations.order_by("name"):
            organisations[one.college].append(one)
        tables, names = cycle(list(self.seance.tables.all()) or [None]), cycle(PRENOMS)
        rounds = {college: cycle(found or [None]) for college, found in organisations.items()}
        people = [
            {"college": presence.college, "organisation": next(rounds[presence.college])}
            for presence in self.source.presences.order_by("pk")
            for _person in range(presence.people)
        ]
        self.random.shuffle(people)
        return [
            person | {"first_name": _name(next(names), n), "table": next(tables)}
            for n, person in enumerate(people)
        ]

    def _enter(self, wave: Iterable[dict[str, Any]]) -> None:
        code = self._now().seance.code or ""
        for person in wave:
            with suppress(Refus):  # already there: this act was begun before
                salle.entrer(code, address="", **person)

    def _step(self, kind: Kind, *acts: Callable[[], Any]) -> list[Acte]:
        etape = self.seance.etapes.filter(kind=kind).first()
        if etape is None:
            return []
        told = f"Étape «\u00a0{etape.title}\u00a0»"
        return [Acte(told, partial(self._passer, etape)), *[Acte(told, act) for act in acts]]

    def _passer(self, etape: Etape) -> None:
        by = self._now()
        console.passer(by, etape, seen=by.seance.stage)

    def _montrer(self) -> None:
        if actions := self._actions():
            by = self._now()
            console.montrer(by, Screen.ACTION, seen=by.seance.stage, action=actions[0])

    def _actions(self) -> list[Action]:
        """The actions the past séance voted, the first ones first."""
        kept = [row.action for row in self._resultats() if not row.action.is_restricted]
        return [action for action in kept if action.state in Action.OPEN_STATES]

    def _resultats(self) -> list[Resultat]:
        rows = self.source.resultats.select_related("action__objectif", "action__feuille")
        return sorted(rows, key=lambda row: (-(row.points or 0), row.pk))

    # Tables --------------------------------------------------------------------------------------

    def _amender(self) -> None:
        """Hosts type again what the past séance proposed, where the field is one of the room's."""
        told = self.source.contributions.amendements()
        seated = list(self._room().exclude(table=None))
        for n, (old, person) in enumerate(zip(told, seated, strict=False)):
            past = old.amendement
            field = past.field if past.field in CHAMPS else "description"
            contributions.amender(
                person, past.action, field=field, text=past.text, client_key=self._key("a", n)
            )

    def _approuver(self) -> None:
        for contribution in self.seance.contributions.amendements():
            for n, person in enumerate(self._room()[:12]):
                contributions.approuver(person, contribution, agrees=n % 4 != 0)

    def _arbitrer(self) -> None:
        by = self._now()
        for contribution in self.seance.contributions.amendements():
            with suppress(Refus):  # settled already
                contributions.refuser(by, contribution, reason=MOTIF)

    def _room(self) -> Any:
        return self.seance.participants.with_seance().order_by("pk")

    # Votes ---------------------------------------------------------------------------------------

    def _scrutin(self, scrutin: Scrutin) -> list[Acte]:
        told = f"Vote «\u00a0{scrutin.title}\u00a0»"
        return [
            Acte(f"{told} ouvert", partial(self._verb, votes.ouvrir, scrutin)),
            *[Acte(told, partial(self._voter, scrutin, wave)) for wave in range(WAVES)],
            Acte(f"{told} fermé", partial(self._verb, votes.fermer, scrutin)),
            Acte(f"{told} dépouillé", lambda: votes.depouiller(self._now(), scrutin)),
            Acte(f"{told} publié", lambda: votes.publier(self._now(), scrutin)),
        ]

    def _verb(self, verb: Callable[..., Any], scrutin: Scrutin) -> None:
        if Scrutin.objects.get(pk=scrutin.pk).is_sealed:
            return
        by = self._now()
        verb(by, scrutin, seen=by.seance.stage)

    def _voter(self, scrutin: Scrutin, wave: int) -> None:
        """One person in three votes; all the ballots are drawn alike at each wave."""
        people = list(self._room())
        ballots = self._ballots(scrutin, people)
        for n, person in enumerate(people):
            if n % WAVES == wave and ballots[n]:
                with suppress(Refus):  # one's own action receives nothing
                    vote.voter(person, scrutin, vote.Tap(ballots[n]))

    def _ballots(self, scrutin: Scrutin, people: list[Participant]) -> list[dict[int, Any]]:
        """What each person votes, so that the whole says what the past séance said."""
        random = Random(scrutin.pk)  # noqa: S311 -- idem
        asked = {action.pk: action for action in scrutin.actions.all()}
        rows = [row for row in self._resultats() if row.action_id in asked]
        ballots: list[dict[int, Any]] = [{} for _ in people]
        if scrutin.methode is Methode.POINTS:
            limits = read_parameters(scrutin.methode, scrutin.parameters)
            for row in rows:
                action = asked[row.action_id]
                may = [n for n, one in enumerate(people)
                       if limits.own or one.organisation_id != action.porteur_id]  # fmt: skip
                _place(random, ballots, may, row, limits)
            return ballots
        for row in rows:
            for n, value in enumerate(_marks(random, scrutin.methode, row, len(people))):
                if value is not None:
                    ballots[n][row.action_id] = value
        return ballots

    # Pledges -------------------------------------------------------------------------------------

    def _mur(self) -> None:
        by = self._now()
        console.montrer(by, Screen.ENGAGEMENTS, seen=by.seance.stage)

    def _engager(self, n: int) -> None:
        kind, text = APPORTS[n]
        known = [person for person in self._room() if person.organisation_id]
        actions = self._actions()
        if known and actions:
            person, action = known[n * 5 % len(known)], actions[n % len(actions)]
            contributions.s_engager(
                person, action, kind=kind, text=text, client_key=self._key("e", n)
            )


def _name(name: str, n: int) -> str:
    """A first name nobody else bears: « Nadia », then « Nadia B. »."""
    again = n // len(PRENOMS)
    return f"{name} {chr(ord('A') + again)}." if again else name


def _place(
    random: Random, ballots: list[dict[int, Any]], may: list[int], row: Resultat, limits: Any
) -> None:
    """Place the points an action received, one by one, on ballots that still have some."""
    for _point in range(row.points or 0):
        left = [
            n for n in may
            if sum(ballots[n].values()) < limits.points
            and ballots[n].get(row.action_id, 0) < limits.per_action
        ]  # fmt: skip
        if not left:
            return
        chosen = random.choice(left)
        ballots[chosen][row.action_id] = ballots[chosen].get(row.action_id, 0) + 1


def _marks(random: Random, methode: Methode, row: Resultat, people: int) -> list[Any]:
    """One value a person: mentions as many as they were, marks around the mean they had."""
    if methode is Methode.JUGEMENT:
        drawn: list[Any] = [key for key in KEYS for _ in range(row.mentions.get(key, 0))][:people]
    else:
        pairs = zip(
            _around(random, row.impact, people), _around(random, row.effort, people), strict=True
        )
        drawn = [{"impact": impact, "effort": effort} for impact, effort in pairs]
    drawn += [None] * (people - len(drawn))
    random.shuffle(drawn)
    return drawn


def _around(random: Random, mean: Any, people: int) -> list[int]:
    """Whole marks from 1 to 5 around a mean (3 when there was none)."""
    centre = float(mean or 3)
    return [min(5, max(1, round(random.gauss(centre, 0.7)))) for _ in range(people)]
