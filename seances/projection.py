"""What the projector shows, as plain values: nothing that the whole room may not read.

The address of a projector is signed, so that the machine of the room needs no account; it shows
what `Seance.screen` says, and the reader is the public (`access` None) for pledges and actions.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import segno
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.urls import reverse

from actions.models import Action
from organisations.models import College
from seances import lecture
from seances.depouillement import criteres
from seances.depouillement.methodes import Methode, read_parameters
from seances.models import Etape, Participant, Question, Scrutin, Seance
from seances.mur import Mur, mur_of
from socle import francais
from socle.figures import Part

Screen = Seance.Screen

#: Lines of a result that can be read from ten metres.
MOST_LINES = 8

_signer = Signer(salt="seances.ecran", sep="~")


# Address -----------------------------------------------------------------------------------------


def address(seance: Seance) -> str:
    """The path of the projector of a séance: whoever has it sees what the room sees."""
    return reverse("seances:ecran", args=[seance.feuille.slug, _signer.sign(str(seance.pk))])


def read_address(jeton: str) -> int | None:
    """The séance (key) of a signed address, None for one we did not sign."""
    try:
        return int(_signer.unsign(jeton))
    except (BadSignature, ValueError):
        return None


def seance_at(slug: str, jeton: str) -> Seance:
    """The séance of a signed address, as its screen needs it; Http404 for any other address."""
    key = read_address(jeton)
    seance = Seance.objects.for_room().filter(pk=key, feuille__slug=slug).first()
    if seance is None:
        raise Http404("Cette adresse d’écran n’existe pas.")
    return seance


# What is shown -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compte:
    """How many people of one college; `of` them have voted, out of `people`."""

    libelle: str
    serie: int
    people: int
    voted: int = 0

    @property
    def mot(self) -> str:
        """« 46 entreprises », « 1 entreprise »: the word alone."""
        if self.libelle.startswith("État"):
            return self.libelle
        many = self.libelle.lower()
        return francais.accord(self.people, many.removesuffix("s"), many)

    @property
    def part(self) -> int:
        return min(100, francais.part(self.voted, self.people)) if self.people else 0


class Projection:
    """One screen of a séance at an instant; each part is read when its screen is shown."""

    def __init__(self, seance: Seance, now: datetime, salle: str) -> None:
        """`seance` from `for_room`; `salle`: the absolute address where phones enter."""
        self.seance, self.now, self.salle = seance, now, salle

    @cached_property
    def kind(self) -> str:
        """The name of the template part: `Seance.Screen`, or attente, vote, fin."""
        if self.seance.state == Seance.State.PREPARATION:
            return "attente"
        if self.seance.state == Seance.State.CLOSE:
            return "fin"
        match self.seance.screen:
            case Screen.CONSIGNE if self.scrutin:
                return "vote"
            case Screen.ACTION if not self.action:
                return Screen.CONSIGNE.value
            case Screen.RESULTATS if not self.resultat:
                return Screen.CONSIGNE.value
            case Screen.QUESTION if not self.question:
                return Screen.CONSIGNE.value
        return self.seance.screen

    # Head and welcome ----------------------------------------------------------------------------

    @property
    def territoire(self) -> str:
        return self.seance.feuille.territoire.name

    @property
    def adresse(self) -> str:
        """« feuille.example/rejoindre », as it is typed."""
        return self.salle.split("://", 1)[-1].rstrip("/")

    @property
    def qr(self) -> str:
        """The path of a drawing, one unit a module, of the address with the code in it."""
        rows = _qr(f"{self.salle}?code={self.seance.code}").matrix
        return "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )

    @property
    def qr_size(self) -> int:
        return len(_qr(f"{self.salle}?code={self.seance.code}").matrix)

    @cached_property
    def etapes(self) -> list[Etape]:
        return list(self.seance.etapes.all())

    @property
    def quand(self) -> str:
        """« Jeudi 14 novembre 2024, 9 h à 12 h 30 »."""
        day = francais.date_jour(self.seance.date)
        day = f"{day[:1].upper()}{day[1:]} {self.seance.date.year}"
        if not self.etapes:
            return day
        first, last = self.etapes[0].starts_at, self.etapes[-1].ends_at
        return f"{day}, {_heure(first)} à {_heure(last)}"

    @cached_property
    def presence(self) -> list[Compte]:
        """People who came in, by college, those without anybody too. One query."""
        people = Participant.objects.filter(seance=self.seance).by_college()
        return [
            Compte(college.label, serie, people.get(college, 0))
            for serie, college in enumerate(College, 1)
        ]

    @property
    def people(self) -> int:
        return sum(compte.people for compte in self.presence)

    @property
    def mot_salle(self) -> str:
        return francais.accord(self.people, "personne dans la salle", "personnes dans la salle")

    @property
    def colleges(self) -> list[tuple[int, str]]:
        """Who is in the room: (46, « entreprises »)."""
        return [(compte.people, compte.mot) for compte in self.presence if compte.people]

    # Step and timer ------------------------------------------------------------------------------

    @property
    def etape(self) -> Etape | None:
        return self.seance.current_etape

    @property
    def rang(self) -> str:
        """« Étape 3 sur 8 »."""
        for place, etape in enumerate(self.etapes, 1):
            if etape.pk == self.seance.current_etape_id:
                return f"Étape {place} sur {len(self.etapes)}"
        return ""

    @property
    def titre_etape(self) -> str:
        return self.etape.title if self.etape else self.seance.title

    @property
    def consigne(self) -> str:
        return self.etape.consigne if self.etape else ""

    @property
    def reste(self) -> int | None:
        return self.seance.seconds_left(self.now)

    @property
    def en_pause(self) -> bool:
        return self.seance.timer_left is not None

    # Action, vote, result ------------------------------------------------------------------------

    @cached_property
    def action(self) -> Action | None:
        """The current action; a restricted one is not shown to a room. One query."""
        found = Action.objects.filter(pk=self.seance.screen_action_id, is_restricted=False)
        return found.select_related("objectif", "porteur").first()

    @cached_property
    def question(self) -> Question | None:
        """The question of the room on screen, with who asks if the room may know. One query."""
        asked = Question.objects.for_list().filter(pk=self.seance.screen_question_id)
        return asked.exclude(state=Question.State.ECARTEE).first()

    @property
    def faits(self) -> list[tuple[str, str]]:
        """A few facts of the current action: (label, value)."""
        action = self.action
        if action is None:
            return []
        faits = [("Porteur", str(action.porteur) if action.porteur else "À trouver")]
        if action.budget:
            faits.append(("Budget prévisionnel", francais.euros_courts(action.budget)))
        if action.start and action.end:
            faits.append(("Calendrier", f"{action.start.year} à {action.end.year}"))
        return faits

    @cached_property
    def scrutin(self) -> Scrutin | None:
        """The vote of the current step, while it is open or waits to be published."""
        scrutin = self.seance.screen_scrutin
        if scrutin is None or scrutin.etape_id != self.seance.current_etape_id:
            return None
        states = Scrutin.State
        shown = (states.OUVERT, states.FERME, states.DEPOUILLE)
        return scrutin if scrutin.state in shown else None

    @property
    def is_vote_open(self) -> bool:
        return self.scrutin is not None and self.scrutin.state == Scrutin.State.OUVERT

    @property
    def regle(self) -> str:
        """How one votes, in a sentence."""
        return regle(self.scrutin) if self.scrutin else ""

    @cached_property
    def participation(self) -> list[Compte]:
        """How many have voted, by college; never for what. Two queries."""
        voted = Scrutin.objects.participation(self.scrutin) if self.scrutin else {}
        return [
            Compte(compte.libelle, compte.serie, compte.people, voted.get(college, 0))
            for college, compte in zip(College, self.presence, strict=True)
            if compte.people
        ]

    @property
    def voted(self) -> int:
        return sum(compte.voted for compte in self.participation)

    @property
    def mot_voted(self) -> str:
        """« réponses », or « réponses, vote fermé »."""
        mot = francais.accord(self.voted, "réponse", "réponses")
        return mot if self.is_vote_open else f"{mot}, vote fermé,"

    @property
    def part_voted(self) -> int:
        return francais.part(min(self.voted, self.people), self.people)

    @cached_property
    def resultat(self) -> lecture.ResultatLu | None:
        """The result on screen, once published. One query."""
        scrutin = self.seance.screen_scrutin
        if scrutin is None or scrutin.state != Scrutin.State.PUBLIE:
            return None
        return lecture.lire(scrutin, lecture.actions_by_key([scrutin]))

    @property
    def lignes(self) -> list[lecture.LigneLue]:
        return list(self.resultat.lignes[:MOST_LINES]) if self.resultat else []

    @property
    def others(self) -> int:
        """Lines of the result that the screen has no room for."""
        return max(0, len(self.resultat.lignes) - MOST_LINES) if self.resultat else 0

    @property
    def objectif(self) -> str:
        """The objective of the result when all its actions share one, else nothing."""
        codes = {ligne.objectif for ligne in self.resultat.lignes} if self.resultat else set()
        return codes.pop() if len(codes) == 1 else ""

    @property
    def surtitre(self) -> str:
        return f"Objectif {self.objectif}" if self.objectif else ""

    @property
    def legende(self) -> tuple[Part, ...]:
        """The series of the bars; nothing for a single one."""
        parts = self.resultat.legende if self.resultat else ()
        return parts if len(parts) > 1 else ()

    @property
    def scale(self) -> int:
        """The longest bar, in the unit of the result; a mark is read on 5."""
        if self.resultat and self.resultat.methode is Methode.CRITERES:
            return criteres.HIGH
        return int(max((ligne.whole for ligne in self.lignes), default=0)) or 1

    @property
    def is_matrice(self) -> bool:
        return bool(self.resultat and self.resultat.methode is Methode.IMPACT_EFFORT)

    @property
    def is_mots(self) -> bool:
        """Whether the main figure is a mention."""
        return bool(self.resultat and self.resultat.methode is Methode.JUGEMENT)

    @property
    def points(self) -> list[tuple[str, str, int, int]]:
        """Where the square of impact and effort holds each action (`lecture.places`)."""
        return lecture.places(self.lignes)

    @property
    def noms(self) -> list[tuple[str, str, str, str]]:
        return [(li.numero, li.objectif, li.titre, li.quadrant or "–") for li in self.lignes]

    @property
    def reponses(self) -> str:
        """« 81 réponses sur 87, 405 gommettes »."""
        if not self.resultat:
            return ""
        told = francais.pluriel(self.resultat.voters, "réponse", "réponses")
        if self.people:
            told = f"{told} sur {francais.nombre(self.people)}"
        if self.resultat.methode is Methode.POINTS:
            placed = int(sum(ligne.whole for ligne in self.resultat.lignes))
            told = f"{told}, {francais.pluriel(placed, 'gommette', 'gommettes')}"
        if self.others:
            more = francais.pluriel(self.others, "autre action", "autres actions")
            told = f"{told}, {more} au compte rendu"
        return told

    @property
    def solidite(self) -> str:
        """« 4 sur 5 tiennent », once it is measured."""
        return self.resultat.robustesse if self.resultat else ""

    @property
    def detail(self) -> str:
        """Which ones do not hold: the discussion goes there."""
        if not self.resultat or not self.resultat.robustesse:
            return ""
        weak = [ligne.numero for ligne in self.resultat.weak]
        if not weak:
            return "Chaque table et chaque collège mis de côté tour à tour, le choix reste le même."
        return f"À discuter\u00a0: {francais.liste(weak)}"

    # Wall ----------------------------------------------------------------------------------------

    @cached_property
    def mur(self) -> Mur:
        """Pledges of this séance as the public may read them. Two queries."""
        return mur_of(self.seance, self.now)


def regle(scrutin: Scrutin) -> str:
    """« 5 gommettes par personne, 3 au plus sur une action. »"""
    parameters = read_parameters(scrutin.methode, scrutin.parameters)
    match scrutin.methode:
        case Methode.POINTS:
            count = francais.pluriel(parameters.points, "gommette", "gommettes")
            own = "" if parameters.own else ", aucune sur les siennes"
            return f"{count} par personne, {parameters.per_action} au plus sur une action{own}."
        case Methode.IMPACT_EFFORT:
            return (
                "Deux notes de 1 à 5 par action\u00a0: son impact, puis l’effort qu’elle demande."
            )
        case Methode.JUGEMENT:
            return "Une mention par action, de très bien à insuffisant."
        case Methode.CRITERES:
            names = [
                f"{critere.label}\u00a0(poids\u00a0{critere.weight})"
                for critere in parameters.criteres
            ]
            return f"Une note de 0 à 5 par critère\u00a0: {francais.liste(names)}."


def _qr(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")


def _heure(value: object) -> str:
    return francais.heure(value)  # type: ignore[arg-type]  # a time of day is enough
