"""The minutes of a séance, as plain values: the page and its PDF say the same.

Votes come from frozen results; pledges as anybody may read them, so that the minutes may go round.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from actions.models import Action, Amendement
from actions.rules.priorites import DECISIONS
from engagements.affichage import lignes as pledge_lines
from organisations.models import College
from seances import lecture
from seances.affichage import LigneResultat, median_mention
from seances.lecture import ResultatLu
from seances.models import (
    Bulletin,
    Contribution,
    Etape,
    Participant,
    Question,
    Scrutin,
    Seance,
)
from seances.projection import regle
from socle import francais
from socle.models import Journal


@dataclass(frozen=True, slots=True)
class Presence:
    """A college or a table, and how many people; None when nobody counted."""

    libelle: str
    people: int | None


@dataclass(frozen=True, slots=True)
class Temps:
    """A step: its planned hours, the real ones (empty when it was not run live)."""

    titre: str
    prevu: str
    reel: str

    @property
    def quand(self) -> str:
        return f"{self.reel}, prévu {self.prevu}" if self.reel else self.prevu


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote: how it was held, then its frozen result."""

    ancre: str
    resultat: ResultatLu
    methode: str
    regle: str
    quand: str
    participation: str
    provenance: str


@dataclass(frozen=True, slots=True)
class Decision:
    numero: str
    objectif: str
    titre: str
    decision: str
    motif: str
    quand: str


@dataclass(frozen=True, slots=True)
class Apport:
    """An amendment or a proposal of the room, and what became of it."""

    numero: str
    objectif: str
    titre: str
    texte: str
    de: str
    suite: str
    motif: str
    ancre: str


@dataclass(frozen=True, slots=True)
class EngagementPris:
    numero: str
    objectif: str
    organisation: str
    phrase: str
    etat: str
    pk: int | None


@dataclass(frozen=True, slots=True)
class QuestionPosee:
    """A question of the room that was not put aside. `numero`: the action it is about, or nothing."""

    texte: str
    de: str
    numero: str
    objectif: str
    quand: str
    suite: str


@dataclass(frozen=True, slots=True)
class Ancien:
    """The result on one action of a vote that was not held here: words only."""

    numero: str
    objectif: str
    titre: str
    resultat: str


@dataclass(frozen=True, slots=True)
class CompteRendu:
    """All of it. `is_draft` until the séance is closed."""

    titre: str
    territoire: str
    feuille: str
    jour: date
    quand: str
    lieu: str
    buts: tuple[str, ...]
    is_draft: bool
    at: str
    colleges: tuple[Presence, ...]
    tables: tuple[Presence, ...]
    temps: tuple[Temps, ...]
    votes: tuple[Vote, ...]
    resultats: tuple[Ancien, ...]
    decisions: tuple[Decision, ...]
    amendements: tuple[Apport, ...]
    propositions: tuple[Apport, ...]
    commentaires: int
    engagements: tuple[EngagementPris, ...]
    questions: tuple[QuestionPosee, ...]
    avertissement: str

    @property
    def intitule(self) -> str:
        return f"Compte rendu, {self.titre}"

    @property
    def intro(self) -> str:
        return ", ".join(part for part in (self.quand, self.lieu) if part)

    @property
    def people(self) -> int:
        return sum(presence.people or 0 for presence in self.colleges)


def collecter(seance: Seance, now: datetime) -> CompteRendu:
    """Read a séance (from `for_room`) in a constant number of queries."""
    contributions = list(_contributions(seance))
    scrutins = list(seance.scrutins.all())
    published = [scrutin for scrutin in scrutins if scrutin.state == Scrutin.State.PUBLIE]
    actions = lecture.actions_by_key(published)
    closed = seance.state == Seance.State.CLOSE
    at = seance.closed_at if closed else now
    return CompteRendu(
        titre=seance.title,
        territoire=seance.feuille.territoire.name,
        feuille=str(seance.feuille),
        jour=seance.date,
        quand=", ".join(
            part for part in (francais.date_longue(seance.date), seance.moment) if part
        ),
        lieu=seance.place,
        buts=tuple(seance.goals),
        is_draft=not closed,
        at=francais.date_heure(localtime(at)) if at else "",
        colleges=_colleges(seance, closed=closed),
        tables=_tables(seance),
        temps=tuple(_temps(etape) for etape in seance.etapes.all()),
        votes=tuple(_vote(scrutin, actions, seance) for scrutin in published),
        resultats=() if published else _anciens(seance),
        decisions=_decisions(seance),
        amendements=tuple(_amendement(c) for c in contributions if c.amendement_id),
        propositions=tuple(_proposition(c) for c in contributions if c.action_id),
        commentaires=sum(1 for c in contributions if c.commentaire_id),
        engagements=_engagements([c for c in contributions if c.engagement_id]),
        questions=_questions(seance),
        avertissement=seance.feuille.territoire.avertissement,
    )


def _contributions(seance: Seance) -> list[Contribution]:
    told = seance.contributions.select_related(
        "table",
        "participant",
        "amendement__action__objectif",
        "action__objectif",
        "action__fusionnee_dans",
        "engagement__action__objectif",
        "engagement__action__feuille",
        "engagement__organisation",
    )
    return [c for c in told.order_by("created_at", "pk") if not _is_restricted(c)]


def _is_restricted(contribution: Contribution) -> bool:
    """What touches a restricted action does not go round."""
    about = contribution.amendement or contribution.engagement
    action = about.action if about else contribution.action
    return action is not None and action.is_restricted


def _colleges(seance: Seance, *, closed: bool) -> tuple[Presence, ...]:
    """Counted when the séance was closed; people as they come before."""
    people = {one.college: one.people for one in seance.presences.all()}
    if not people or not closed:
        people = Participant.objects.filter(seance=seance).by_college() or people
    return tuple(Presence(c.label, people[c]) for c in College if people.get(c))


def _tables(seance: Seance) -> tuple[Presence, ...]:
    people = Participant.objects.filter(seance=seance).by_table()
    return tuple(
        Presence(
            f"{table}\u00a0: {table.theme}" if table.theme else str(table),
            people.get(table.pk, 0) if people else None,
        )
        for table in seance.tables.all()
    )


def _temps(etape: Etape) -> Temps:
    reel = ""
    if etape.started_at:
        start = localtime(etape.started_at)
        reel = f"à partir de {francais.heure(start)}"
        if etape.ended_at:
            end = localtime(etape.ended_at)
            minutes = max(1, round((end - start) / timedelta(minutes=1)))
            spent = francais.pluriel(minutes, "minute", "minutes")
            reel = f"{francais.heure(start)} à {francais.heure(end)} ({spent})"
    return Temps(etape.title, etape.hours, reel)


def _vote(scrutin: Scrutin, actions: dict[int, Action], seance: Seance) -> Vote:
    result = lecture.lire(scrutin, actions)
    when = ""
    if scrutin.opened_at and scrutin.closed_at:
        start, end = localtime(scrutin.opened_at), localtime(scrutin.closed_at)
        when = f"Ouvert à {francais.heure(start)}, fermé à {francais.heure(end)}"
    by_group = ", ".join(f"{label}\u00a0: {number}" for label, number in result.by_group)
    voters = francais.pluriel(result.voters, "votant", "votants")
    labels = dict(Bulletin.Source.choices)
    return Vote(
        ancre=f"vote-{scrutin.pk}",
        resultat=result,
        methode=scrutin.get_method_display(),
        regle=regle(scrutin),
        quand=when,
        participation=f"{voters} ({by_group})" if by_group else voters,
        provenance=", ".join(
            f"{labels[s]}\u00a0: {n}" for s, n in sorted(scrutin.sources.items()) if s in labels
        ),
    )


def _anciens(seance: Seance) -> tuple[Ancien, ...]:
    rows = seance.resultats.filter(action__is_restricted=False).select_related("action__objectif")
    return tuple(
        Ancien(
            row.action.numero,
            row.action.objectif.code,
            row.action.title,
            LigneResultat(row, median_mention(row.mentions)).words,
        )
        for row in rows
    )


def _decisions(seance: Seance) -> tuple[Decision, ...]:
    """What was decided while the séance was held, told by the journal: what comes later is not.

    For a séance that was not run here, the decisions of its day. Two queries.
    """
    actions = seance.feuille.actions.filter(is_restricted=False).select_related("objectif")
    if not seance.opened_at:
        return tuple(
            _decision(action, action.get_state_display(), action.decision_reason, "")
            for action in actions.decided_on(seance.date)
        )
    lines = Journal.objects.of_feuille(seance.feuille_id).filter(
        verb__in=[f"action.{decision}" for decision in DECISIONS],
        at__gte=seance.opened_at,
        at__lte=seance.closed_at or localtime(),
    )
    last = {line.target_id: line for line in reversed(lines)}
    found = [(action, last[str(action.pk)]) for action in actions if str(action.pk) in last]
    return tuple(
        _decision(
            action,
            line.details.get("vers", ""),
            line.details.get("motif", ""),
            francais.heure(localtime(line.at)),
        )
        for action, line in found
    )


def _decision(action: Action, decision: str, reason: str, when: str) -> Decision:
    return Decision(
        action.numero, action.objectif.code, action.title, decision.capitalize(), reason, when
    )


def _amendement(contribution: Contribution) -> Apport:
    amendement = contribution.amendement
    assert amendement is not None  # noqa: S101 -- filtered; for the type checker
    state = amendement.get_state_display().capitalize()
    if amendement.state == Amendement.State.A_ARBITRER and contribution.is_sent_back:
        state = "Renvoyé au porteur"
    return Apport(
        numero=amendement.action.numero,
        objectif=amendement.action.objectif.code,
        titre=amendement.action.title,
        texte=f"{amendement.field_label}\u00a0: {amendement.text}",
        de=_from(contribution),
        suite=state,
        motif=amendement.decision_reason,
        ancre=f"amendement-{amendement.pk}",
    )


def _proposition(contribution: Contribution) -> Apport:
    action = contribution.action
    assert action is not None  # noqa: S101 -- filtered; for the type checker
    into = action.fusionnee_dans
    return Apport(
        numero=action.numero,
        objectif=action.objectif.code,
        titre=action.title,
        texte=action.summary,
        de=_from(contribution),
        suite=f"Fusionnée dans {into.numero}" if into else action.get_state_display().capitalize(),
        motif=action.decision_reason,
        ancre="",
    )


def _engagements(contributions: list[Contribution]) -> tuple[EngagementPris, ...]:
    """Pledges as the public may read them; internal ones are not there."""
    shown = pledge_lines([c.engagement for c in contributions if c.engagement], None)
    by_action: dict[str, list[EngagementPris]] = defaultdict(list)
    for ligne in shown:
        named = bool(ligne.text)
        by_action[ligne.numero].append(
            EngagementPris(
                ligne.numero,
                ligne.objectif,
                ligne.organisation,
                ligne.phrase,
                ligne.tag.replace(" ", "\u00a0"),
                ligne.pk if named else None,
            )
        )
    return tuple(one for numero in sorted(by_action) for one in by_action[numero])


def _questions(seance: Seance) -> tuple[QuestionPosee, ...]:
    """What the room asked, without what was put aside nor who wished not to be named. One query."""
    asked = seance.questions.all().for_list().exclude(state=Question.State.ECARTEE)
    told = []
    for question in asked:
        action = question.action if question.action and not question.action.is_restricted else None
        told.append(
            QuestionPosee(
                question.text,
                question.asker,
                action.numero if action else "",
                action.objectif.code if action else "",
                francais.heure(localtime(question.created_at)),
                str(question.get_state_display()).capitalize(),
            )
        )
    return tuple(told)


def _from(contribution: Contribution) -> str:
    return str(contribution.table) if contribution.table else "En séance"
