"""What a phone of the room shows: where the séance is, the actions, what one brought."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localtime

from actions.models import Action, Amendement
from seances.access import access_of
from seances.affichage import TONES
from seances.models import Accord, Contribution, Etape, Participant, Question, Scrutin, Seance
from seances.rules import contributions as rules
from seances.rules.vote import is_in_grace
from socle import francais
from socle.diff import Segment, segments
from territoires.access import Access
from territoires.models import Objectif

Kind, State = Etape.Kind, Scrutin.State


# Where the séance is -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the séance is, for a phone. `key` changes when the phone has something else to show."""

    seance: Seance
    scrutin: Scrutin | None
    rank: int
    n_etapes: int
    at: datetime

    @property
    def etape(self) -> Etape | None:
        return self.seance.current_etape

    @property
    def kind(self) -> str:
        """The kind of the current step; « avant » and « apres » when the doors are closed."""
        if self.seance.state == Seance.State.CLOSE:
            return "apres"
        if not self.seance.is_open or self.etape is None:
            return "avant"
        return self.etape.kind

    @property
    def phase(self) -> str:
        """Where the vote of this step is: its state, « grace » while the last taps may still come,
        « mesure » once published and how the first actions hold is known; empty without a vote."""
        scrutin = self.scrutin
        if scrutin is None:
            return ""
        if scrutin.state == State.FERME and is_in_grace(scrutin, at=self.at):
            return "grace"
        if scrutin.state == State.PUBLIE and scrutin.is_measured:
            return "mesure"
        return str(scrutin.state)

    @property
    def is_voting(self) -> bool:
        """Whether this phone shows a ballot, to fill or as it was left."""
        return self.phase in ("ouvert", "grace", "ferme", "depouille")

    @property
    def is_published(self) -> bool:
        return self.phase in ("publie", "mesure")

    @property
    def key(self) -> str:
        vote = f"{self.scrutin.pk}{self.phase}" if self.scrutin else ""
        return f"{self.kind}-{self.seance.current_etape_id or 0}-{vote}"

    @property
    def annonce(self) -> str:
        """What a page that shows something older is told: « La séance est passée à … »."""
        title = f"«\u00a0{self.scrutin.title}\u00a0»" if self.scrutin else ""
        match self.phase:
            case "ouvert":
                return f"La séance est passée à un vote, {title}."
            case "grace" | "ferme":
                return f"Le vote {title} est fermé."
            case "depouille":
                return f"Le vote {title} est compté."
            case "publie" | "mesure":
                return f"Les résultats du vote {title} sont publiés."
        if self.kind == "apres":
            return "La séance est passée à la fin."
        step = f"l’étape «\u00a0{self.etape.title}\u00a0»" if self.etape else "l’accueil"
        return f"La séance est passée à {step}."

    @property
    def surtitre(self) -> str:
        """« Étape 2 sur 6 »."""
        return f"Étape {self.rank} sur {self.n_etapes}" if self.rank else ""

    @property
    def seconds(self) -> int | None:
        return self.seance.seconds_left(self.at)

    @property
    def milliseconds(self) -> int:
        """The clock of the server, that the phone follows."""
        return int(self.at.timestamp() * 1000)

    @property
    def timer_end(self) -> int:
        """When the timer ends, in milliseconds, 0 when it does not run."""
        end = self.seance.timer_ends_at
        return int(end.timestamp() * 1000) if end else 0


def moment_of(seance: Seance, at: datetime) -> Moment:
    """Two queries: the steps, and the vote of the current one."""
    keys = list(seance.etapes.values_list("pk", flat=True))
    current = seance.current_etape_id
    rank = keys.index(current) + 1 if current in keys else 0
    return Moment(seance, _scrutin_of(seance), rank, len(keys), at)


def _scrutin_of(seance: Seance) -> Scrutin | None:
    """The last vote opened during this step, else the first one prepared for it."""
    etape = seance.current_etape
    if etape is None or not seance.is_open or etape.kind != Kind.SELECTIONNER:
        return None
    found: Scrutin | None = seance.scrutins.all().of_step(etape).first()
    return found


# Actions -----------------------------------------------------------------------------------------


def actions_in_room(seance: Seance) -> list[tuple[Objectif, list[Action]]]:
    """The open actions that everybody there may read, under their objective. One query."""
    groups: dict[Objectif, list[Action]] = {}
    actions = seance.feuille.actions.open().filter(is_restricted=False)
    for action in actions.select_related("objectif", "porteur").order_by(
        "objectif__position", "rank"
    ):
        groups.setdefault(action.objectif, []).append(action)
    return list(groups.items())


def action_or_404(seance: Seance, numero: str) -> Action:
    """One action of the room; a restricted one does not exist there."""
    actions = seance.feuille.actions.filter(is_restricted=False)
    action: Action | None = (
        actions.select_related("objectif", "porteur", "feuille").filter(numero=numero).first()
    )
    if action is None:
        raise Http404("Cette page n’existe pas, ou vous n’y avez pas accès.")
    return action


def amendable_fields(action: Action) -> list[tuple[str, str, str]]:
    """(field, label, present text) of each text a table may amend."""
    return [(name, label_of(name), getattr(action, name)) for name in rules.CHAMPS]


def label_of(field: str) -> str:
    """The label of a field of an action: « Résultats attendus »."""
    label = str(Action._meta.get_field(field).verbose_name)
    return label[0].upper() + label[1:]


# What was brought --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LigneAmendement:
    """An amendment of the room, as those who may agree read it."""

    contribution: Contribution
    amendement: Amendement
    champ: str
    diff: tuple[Segment, ...]
    mine: bool | None  # whether this person agrees; None: not said

    @property
    def compte(self) -> str:
        return _count(self.contribution)

    @property
    def id(self) -> str:
        return f"amendement-{self.contribution.pk}"

    @property
    def cle(self) -> str:
        """What the phone keeps one opinion on."""
        return f"accord-{self.contribution.pk}"

    @property
    def ou(self) -> str:
        return f"Action {self.amendement.action.numero}"

    @property
    def titre(self) -> str:
        """« Action 1.3 : résultats attendus »."""
        return f"Action {self.amendement.action.numero} : {self.champ.lower()}"

    @property
    def etiquette(self) -> str:
        if self.contribution.is_contested:
            return "Plusieurs textes"
        return str(self.amendement.get_state_display()).capitalize()

    @property
    def ton(self) -> str:
        return TONES[Amendement.State(self.amendement.state)]

    @property
    def precision(self) -> str:
        """Which amendment a button is about, for those who do not see it."""
        return f"avec l’amendement de l’{self.titre[0].lower()}{self.titre[1:]}"

    @property
    def agrees(self) -> bool:
        return self.mine is True

    @property
    def disagrees(self) -> bool:
        return self.mine is False

    @property
    def is_waiting(self) -> bool:
        return self.amendement.state == Amendement.State.A_ARBITRER


def _count(contribution: Contribution) -> str:
    """« 4 d’accord, 1 pas d’accord »."""
    return f"{contribution.n_agree} d’accord, {contribution.n_disagree} pas d’accord"


def count_of(contribution: Contribution) -> str:
    """How many agree now: « 4 d’accord, 1 pas d’accord. ». One query."""
    fresh = Contribution.objects.amendements().get(pk=contribution.pk)
    return f"{_count(fresh)}."


def amendements_of(seance: Seance, participant: Participant) -> list[LigneAmendement]:
    """The amendments of the room, newest first. Two queries."""
    said = dict(
        Accord.objects.filter(participant=participant).values_list("contribution_id", "agrees")
    )
    return [
        LigneAmendement(
            contribution,
            amendement,
            label_of(amendement.field),
            segments(getattr(amendement.action, amendement.field), amendement.text, context=12),
            said.get(contribution.pk),
        )
        for contribution in reversed(seance.contributions.amendements())
        if (amendement := contribution.amendement)
    ]


@dataclass(frozen=True, slots=True)
class LigneApport:
    """One thing a person brought, and what became of it."""

    icone: str
    titre: str
    sous: str
    libelle: str
    ton: str


def brought_by(participant: Participant) -> list[LigneApport]:
    """What this person brought, latest first. One query."""
    mine = (
        Contribution.objects.filter(participant=participant)
        .select_related("amendement__action", "action", "commentaire__action", "engagement__action")
        .order_by("-created_at", "-pk")
    )
    return [_apport(contribution) for contribution in mine]


def _apport(contribution: Contribution) -> LigneApport:
    at = francais.heure(localtime(contribution.created_at))
    if amendement := contribution.amendement:
        done = amendement.state != Amendement.State.A_ARBITRER
        word = str(amendement.get_state_display()).capitalize()
        return LigneApport(
            "amendement",
            f"Amendement : {label_of(amendement.field).lower()}",
            f"Action {amendement.action.numero}, à {at}",
            word,
            "succes" if done and amendement.state != Amendement.State.REFUSE else "neutre",
        )
    if action := contribution.action:
        return LigneApport(
            "idee", action.title, f"Action {action.numero}, à {at}", "Proposée", "info"
        )
    if commentaire := contribution.commentaire:
        where = f"Action {commentaire.action.numero}, à {at}"
        return LigneApport("commentaire", "Commentaire", where, "Reçu", "succes")
    engagement = contribution.engagement
    assert engagement is not None  # noqa: S101 -- a constraint says so; for the type checker
    where = f"Action {engagement.action.numero}, à {at}"
    return LigneApport("poignee", "Engagement", where, "À confirmer", "alerte")


def access_in(moment: Moment, participant: Participant) -> Access:
    """What the current step lets this person do."""
    return access_of(participant, moment.seance)


def room_url(seance_id: int) -> str:
    return reverse("salle:salle", args=[seance_id])


# Questions ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LigneQuestion:
    """A question this person asked, and what became of it."""

    question: Question
    is_on_screen: bool

    @property
    def sous(self) -> str:
        """« Action 1.3, à 10 h 12, anonyme pour la salle »."""
        action = self.question.action
        parts = [f"Action {action.numero}"] if action and not action.is_restricted else []
        parts.append(f"à {francais.heure(localtime(self.question.created_at))}")
        parts += ["anonyme pour la salle"] if self.question.is_anonymous else []
        told = ", ".join(parts)
        return told[0].upper() + told[1:]

    @property
    def libelle(self) -> str:
        if self.is_on_screen:
            return "À l’écran"
        return str(self.question.get_state_display()).capitalize()

    @property
    def ton(self) -> str:
        if self.is_on_screen:
            return "info"
        return "succes" if self.question.state == Question.State.REPONDUE else "neutre"


def questions_of(seance: Seance, participant: Participant) -> list[LigneQuestion]:
    """What this person asked, the latest first. One query."""
    asked = seance.questions.all().for_list().asked_by(participant)
    shown = seance.screen_question_id if seance.screen == Seance.Screen.QUESTION else None
    return [LigneQuestion(question, question.pk == shown) for question in asked]
