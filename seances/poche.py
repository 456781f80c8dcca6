"""What a phone of the room shows: where the séance is, the actions, what one brought."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localtime

from actions.models import Action, Amendement
from seances.access import access_of
from seances.affichage import TONES
from seances.models import Accord, Contribution, Etape, Participant, Scrutin, Seance
from seances.rules import contributions as rules
from socle import francais
from socle.diff import Segment, segments
from territoires.access import Access
from territoires.models import Objectif

Kind = Etape.Kind


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
    def key(self) -> str:
        vote = f"{self.scrutin.pk}{self.scrutin.state}" if self.scrutin else ""
        return f"{self.kind}-{self.seance.current_etape_id or 0}-{vote}"

    @property
    def name(self) -> str:
        """What « La séance est passée à … » names."""
        if self.scrutin and self.scrutin.state == Scrutin.State.OUVERT:
            return f"un vote, « {self.scrutin.title} »"
        if self.kind == "apres":
            return "la fin"
        return f"l’étape « {self.etape.title} »" if self.etape else "l’accueil"

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
    """The vote underway, else the last one that was opened during this step."""
    etape = seance.current_etape
    if etape is None or not seance.is_open or etape.kind != Kind.SELECTIONNER:
        return None
    asked = seance.scrutins.exclude(state=Scrutin.State.PREPARE).filter(etape=etape)
    last: Scrutin | None = (
        asked.select_related("objectif")
        .defer("result", "robustesse")
        .order_by("-opened_at", "-pk")
        .first()
    )
    return last


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
        """« 4 d’accord, 1 pas d’accord »."""
        return f"{self.contribution.n_agree} d’accord, {self.contribution.n_disagree} pas d’accord"

    @property
    def id(self) -> str:
        return f"amendement-{self.contribution.pk}"

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
