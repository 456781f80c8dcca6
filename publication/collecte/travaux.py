"""The past séances: what they were, their votes, what they changed."""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.utils import timezone

from actions.models import Action, Amendement
from organisations.models import College
from publication.collecte.valeurs import choix_college
from publication.contenu import (
    AmendementContenu,
    Choix,
    EtapeSeance,
    MentionVote,
    ParticipantsCollege,
    PropositionContenu,
    ResultatVote,
    SeanceContenu,
    TableSeance,
    VoteFusionne,
)
from seances.models import Contribution, Presence, Resultat, Seance
from territoires.models import FeuilleDeRoute

MENTIONS = {
    "tres_bien": "très bien",
    "bien": "bien",
    "assez_bien": "assez bien",
    "passable": "passable",
    "insuffisant": "insuffisant",
    "a_rejeter": "à rejeter",
}
#: What became of a proposal once governance has spoken; the others are still being worked on.
DECIDED_STATES = frozenset(
    {
        *Action.SELECTED_STATES,
        Action.State.A_RETRAVAILLER,
        Action.State.ECARTEE,
        Action.State.FUSIONNEE,
        Action.State.REPORTEE,
    }
)


def past_seances(
    feuille: FeuilleDeRoute,
    votes: list[Resultat],
    published: frozenset[int],
    heirs: Mapping[int, Action],
) -> tuple[SeanceContenu, ...]:
    """Past séances; of votes and amendments, those on published actions only.

    `heirs`: key of an action → the published one that took it in (`heirs_of`).
    """
    contributions = Contribution.objects.select_related(
        "table", "amendement__action", "action__objectif", "action__fusionnee_dans"
    ).order_by("pk")
    seances = (
        feuille.seances.filter(date__lte=timezone.localdate())
        .prefetch_related("etapes", "tables", "presences", Prefetch("contributions", contributions))
        .order_by("date", "pk")
    )
    return tuple(
        _seance(s, [v for v in votes if v.seance_id == s.pk], published, heirs) for s in seances
    )


def heirs_of(feuille: FeuilleDeRoute, actions: Iterable[Action]) -> dict[int, Action]:
    """Key of an action merged → the one of `actions` that took it in, at the end of the chain."""
    merged = feuille.actions.filter(fusionnee_dans__isnull=False, is_restricted=False)
    into = dict(merged.values_list("pk", "fusionnee_dans"))
    published = {action.pk: action for action in actions}
    found = {}
    for source, last in into.items():
        while last in into:
            last = into[last]
        if last in published:
            found[source] = published[last]
    return found


def _seance(
    seance: Seance,
    votes: list[Resultat],
    published: frozenset[int],
    heirs: Mapping[int, Action],
) -> SeanceContenu:
    contributions = list(seance.contributions.all())
    return SeanceContenu(
        intitule=seance.title,
        date=seance.date,
        lieu=seance.place,
        buts=tuple(str(goal) for goal in seance.goals),
        deroule=tuple(
            EtapeSeance(
                titre=e.title, debut=f"{e.starts_at:%H:%M}", fin=f"{e.ends_at:%H:%M}", note=e.note
            )
            for e in seance.etapes.all()
        ),
        participants=_participants(seance.presences.all()),
        tables=tuple(TableSeance(numero=t.number, theme=t.theme) for t in seance.tables.all()),
        votes=tuple(_vote(v) for v in votes if v.action_id in published),
        votes_fusionnes=tuple(
            VoteFusionne(dans=heirs[v.action_id].numero, intitule=v.action.title, resultat=_vote(v))
            for v in votes
            if v.action_id in heirs
        ),
        amendements=tuple(
            _amendement(c.amendement, _group(c))
            for c in contributions
            if c.amendement
            and c.amendement.action_id in published
            and c.amendement.state not in (*Amendement.OPEN_STATES, Amendement.State.RETIRE)
        ),
        propositions=tuple(
            _proposition(c.action, _group(c), published)
            for c in contributions
            if c.action and c.action.state in DECIDED_STATES and not c.action.is_restricted
        ),
    )


def _participants(presences: Iterable[Presence]) -> tuple[ParticipantsCollege, ...]:
    people = {presence.college: presence.people for presence in presences}
    return tuple(
        ParticipantsCollege(college=choix_college(college), nombre=people[college])
        for college in College.values
        if college in people
    )


def _vote(vote: Resultat) -> ResultatVote:
    return ResultatVote(
        action=vote.action.numero,
        votants=vote.voters,
        points=vote.points,
        impact=vote.impact,
        effort=vote.effort,
        jugement=tuple(
            MentionVote(mention=Choix(key, label), nombre=int(vote.mentions[key]))
            for key, label in MENTIONS.items()
            if key in vote.mentions
        ),
    )


def _amendement(amendement: Amendement, author: str) -> AmendementContenu:
    return AmendementContenu(
        action=amendement.action.numero,
        champ=amendement.field_label,
        texte=amendement.text,
        auteur=author,
        decision=Choix(amendement.state, amendement.get_state_display()),
        motif=amendement.decision_reason,
    )


def _proposition(action: Action, author: str, published: frozenset[int]) -> PropositionContenu:
    target = action.fusionnee_dans
    return PropositionContenu(
        intitule=action.title,
        auteur=author,
        decision=Choix(action.state, action.get_state_display()),
        objectif=action.objectif.code,
        fusionnee_dans=target.numero if target and target.pk in published else "",
        motif=action.decision_reason,
    )


def _group(contribution: Contribution) -> str:
    """« Table 3 »: people spoke at a table, and their names stay there."""
    return f"Table {contribution.table.number}" if contribution.table else "En séance"
