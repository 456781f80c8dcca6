"""The right pane of the console: what the projector shows, the tables, what needs attention."""

from collections.abc import Sequence
from dataclasses import dataclass

from organisations.models import Organisation
from seances.models import Scrutin, Seance
from seances.projection import Projection
from socle import francais

Screen = Seance.Screen
#: Names told after « 4 porteurs absents »; more would not be read.
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class LigneTable:
    """A table: how many of its people are here, or have voted."""

    titre: str
    presents: int
    inscrits: int


@dataclass(frozen=True, slots=True)
class Signal:
    icone: str
    titre: str
    texte: str
    url: str = ""


# Tables ------------------------------------------------------------------------------------------


def tables_of(
    seance: Seance, counted: dict[int | None, int], people: dict[int | None, int]
) -> list[LigneTable]:
    """Tables in order; those who sit nowhere last. One query."""
    lines = [
        LigneTable(str(table), counted.get(table.pk, 0), people.get(table.pk, 0))
        for table in seance.tables.all()
    ]
    if people.get(None):
        lines.append(LigneTable("Sans table", counted.get(None, 0), people[None]))
    return lines


# Attention ---------------------------------------------------------------------------------------


def signaux_of(seance: Seance, *, away: int, url: str) -> list[Signal]:
    """What needs attention; nothing when all is well. `away`: phones without a sign. Four queries
    at most."""
    signals = []
    if away and seance.is_open:
        told = francais.pluriel(away, "téléphone sans signe", "téléphones sans signe")
        text = "Depuis plus d’une minute et demie. Un vote déjà donné est gardé."
        signals.append(Signal("hors-ligne", told, text))
    waiting = seance.contributions.filter(amendement__state="a_arbitrer", is_sent_back=False)
    if amended := waiting.count():
        told = francais.pluriel(amended, "amendement à arbitrer", "amendements à arbitrer")
        signals.append(Signal("amendement", told, "", f"{url}?vue=amendements"))
    if asked := seance.questions.all().waiting().count():
        told = francais.pluriel(asked, "question de la salle", "questions de la salle")
        signals.append(Signal("aide", told, "", f"{url}?vue=questions"))
    if absent := _porteurs_absents(seance):
        told = francais.pluriel(len(absent), "porteur absent", "porteurs absents")
        signals.append(Signal("personne", told, _names(absent)))
    return signals


def _porteurs_absents(seance: Seance) -> list[str]:
    """Organisations that carry an action and have nobody in the room. One query."""
    if not seance.is_open:
        return []
    carried = seance.feuille.actions.open().filter(is_restricted=False).exclude(porteur=None)
    here = seance.participants.exclude(organisation=None).values("organisation")
    absent = Organisation.objects.filter(pk__in=carried.values("porteur")).exclude(pk__in=here)
    return list(absent.order_by("name").values_list("name", flat=True))


def _names(names: Sequence[str]) -> str:
    """« Région, Port de l’Estuaire et 2 autres »."""
    told, more = list(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if more > 0:
        told.append(francais.pluriel(more, "autre", "autres"))
    return francais.liste(told)


# Screen ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Apercu:
    """What the projector shows at this instant, in two lines and its timer (seconds, or None)."""

    titre: str
    sous: str = ""
    secondes: int | None = None
    court: bool = False
    noir: bool = False


def apercu_of(shown: Projection) -> Apercu:
    """The projector itself is asked, so that the console never says otherwise."""
    running = shown.seance.timer_ends_at is not None
    match shown.kind:
        case "noir":
            return Apercu("", noir=True)
        case "attente":
            return Apercu(shown.seance.title, "Le code paraîtra à l’ouverture")
        case "fin":
            return Apercu("Merci, la séance est close")
        case "code":
            return Apercu(shown.seance.spoken_code, "Entrez avec ce code")
        case "action":
            action = shown.action
            return Apercu(action.title, f"Action {action.numero}") if action else Apercu("")
        case "resultats":
            return Apercu(shown.resultat.titre if shown.resultat else "", "Résultats")
        case "engagements":
            return Apercu("Engagements", "Le mur de la salle")
        case "question":
            question = shown.seance.screen_question
            return Apercu(question.text if question else "", "Question de la salle")
        case "vote":
            title = shown.scrutin.title if shown.scrutin else ""
            answers = francais.accord(shown.voted, "réponse", "réponses")
            told = f"{shown.voted} {answers} sur {shown.people}"
            told += "" if shown.is_vote_open else ", vote fermé"
            return Apercu(title, told, shown.reste, running)
    return Apercu(shown.consigne or shown.titre_etape, shown.titre_etape, shown.reste, running)


def ecrans_of(seance: Seance, scrutins: Sequence[Scrutin]) -> list[tuple[str, str, bool]]:
    """The choices that need nothing else: value, label, whether it is shown now."""
    shown = seance.screen
    choices = [("code", "Code"), ("consigne", "Consigne"), ("engagements", "Mur"), ("noir", "Noir")]
    lines = [(f"montrer:{value}", label, shown == value) for value, label in choices]
    published = [one for one in scrutins if one.state == Scrutin.State.PUBLIE]
    if published:
        last = seance.screen_scrutin_id
        target = next((one for one in published if one.pk == last), published[-1])
        lines.insert(2, (f"montrer:resultats-{target.pk}", "Résultats", shown == Screen.RESULTATS))
    return lines
