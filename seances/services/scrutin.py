"""The verbs of a vote, for who runs it: prepare, open, close, count, publish."""

import logging
import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from celery import signature
from django.db import transaction
from django.utils.timezone import now

from actions.models import Action
from seances.access import Facilitation
from seances.depouillement.commun import Voix
from seances.depouillement.jugement import KEYS
from seances.depouillement.methodes import Methode, read_parameters, write_parameters
from seances.depouillement.protection import protect
from seances.depouillement.resultat import digest, freeze
from seances.models import Bulletin, Resultat, Scrutin, Seance
from seances.rules import console as console_rules
from seances.rules import vote as rules
from seances.services.commun import (
    bump_stage,
    bump_tally,
    lock,
    lock_scrutin,
    locked,
    note,
    write_move,
)
from seances.urne import actions_of, choix_of, voix_of
from socle.jobs import enqueue
from socle.journal import record
from socle.refus import Refus, refuse
from territoires.models import Objectif

log = logging.getLogger(__name__)

#: The job that measures how the first actions hold; done by `seances/tasks.py`.
JOB_ROBUSTESSE = "seances.robustesse"
#: The task that counts a vote once its grace is over.
TASK_DEPOUILLER = "seances.tasks.depouiller_ferme"

State = Scrutin.State


# Prepare -----------------------------------------------------------------------------------------


@transaction.atomic
def preparer(
    by: Facilitation,
    *,
    title: str,
    method: str,
    parameters: dict[str, Any] | None = None,
    objectif: Objectif | None = None,
    actions: Iterable[Action] = (),
    consigne: str = "",
    top: int = 5,
    grace: int = 20,
    waits_for_paper: bool = False,
    scrutin: Scrutin | None = None,
) -> Scrutin:
    """Write a question, or change `scrutin`: on an objective, or on a list of actions.

    `parameters`: those of the method (`depouillement/methodes.py`), defaults when absent. Raises
    Refus when they are wrong.
    """
    current = locked(by)
    fresh = Scrutin.objects.get(pk=scrutin.pk, seance=current.seance) if scrutin else None
    refuse(rules.why_not_ecrire(current, fresh))
    try:
        settings = write_parameters(read_parameters(Methode(method), parameters or {}))
    except ValueError as error:
        raise Refus(str(error)) from error
    seance = current.seance
    written = fresh or Scrutin(seance=seance, position=seance.scrutins.count())
    written.title, written.method, written.parameters = title, method, settings
    written.objectif, written.consigne, written.top = objectif, consigne, top
    written.grace, written.waits_for_paper = min(grace, 300), waits_for_paper
    written.save()
    feuille = seance.feuille_id
    written.actions.set(a for a in actions if a.feuille_id == feuille and not a.is_restricted)
    bump_stage(seance)
    return written


@transaction.atomic
def supprimer(by: Facilitation, scrutin: Scrutin) -> None:
    """Throw a question away before it is asked."""
    current, scrutin = lock_scrutin(by, scrutin)
    refuse(rules.why_not_ecrire(current, scrutin))
    scrutin.delete()
    bump_stage(current.seance)


# Open and close ----------------------------------------------------------------------------------


@transaction.atomic
def ouvrir(by: Facilitation, scrutin: Scrutin, *, seen: int) -> Scrutin:
    """Open the vote: its actions are fixed, its key is drawn, phones go to the ballot.

    Already open: nothing to do.
    """
    current, scrutin = lock_scrutin(by, scrutin)
    if scrutin.state == State.OUVERT:
        return scrutin
    if scrutin.objectif_id:
        votable = Action.objects.open().filter(is_restricted=False, objectif=scrutin.objectif_id)
        scrutin.actions.set(votable)
    refuse(
        rules.why_not_ouvrir_scrutin(
            current, scrutin, n_actions=scrutin.actions.count(), other=_open_one(current, scrutin)
        )
    )
    scrutin.state, scrutin.opened_at = State.OUVERT, now()
    scrutin.etape = current.seance.current_etape
    scrutin.voter_key = secrets.token_hex(32)
    scrutin.save(update_fields=["state", "opened_at", "etape", "voter_key"])
    _show(current, scrutin, seen, f"ouvre le vote « {scrutin.title} »")
    note("scrutin.ouvert", current, f"ouvre le vote « {scrutin.title} »", on=scrutin)
    return scrutin


@transaction.atomic
def fermer(by: Facilitation, scrutin: Scrutin, *, seen: int) -> Scrutin:
    """Close the vote; what was tapped before still counts for `grace` seconds, then it is counted.

    Already closed: nothing to do.
    """
    current, scrutin = lock_scrutin(by, scrutin)
    if scrutin.state == State.FERME:
        return scrutin
    refuse(rules.why_not_fermer(current, scrutin))
    scrutin.state, scrutin.closed_at = State.FERME, now()
    scrutin.save(update_fields=["state", "closed_at"])
    _show(current, scrutin, seen, f"ferme le vote « {scrutin.title} »")
    note("scrutin.ferme", current, f"ferme le vote « {scrutin.title} »", on=scrutin)
    transaction.on_commit(partial(_wake_later, scrutin.pk, scrutin.grace + 1))
    return scrutin


@transaction.atomic
def rouvrir(by: Facilitation, scrutin: Scrutin, *, seen: int) -> Scrutin:
    """Undo a closing, until the vote is counted; ballots are as they were left."""
    current, scrutin = lock_scrutin(by, scrutin)
    if scrutin.state == State.OUVERT:
        return scrutin
    refuse(rules.why_not_rouvrir(current, scrutin, other=_open_one(current, scrutin)))
    scrutin.state, scrutin.closed_at = State.OUVERT, None
    scrutin.save(update_fields=["state", "closed_at"])
    _show(current, scrutin, seen, f"rouvre le vote « {scrutin.title} »")
    note("scrutin.rouvert", current, f"rouvre le vote « {scrutin.title} »", on=scrutin)
    return scrutin


def _open_one(by: Facilitation, scrutin: Scrutin) -> Scrutin | None:
    opened = Scrutin.objects.filter(seance=by.seance, state=State.OUVERT)
    return opened.exclude(pk=scrutin.pk).first()


def _show(by: Facilitation, scrutin: Scrutin, seen: int, phrase: str) -> None:
    """Put the question on the projector, unless another console moved meanwhile."""
    refuse(console_rules.why_not_stale(by.seance, seen))
    write_move(
        by,
        phrase,
        before={},
        screen=Seance.Screen.CONSIGNE,
        screen_scrutin_id=scrutin.pk,
    )


def _wake_later(pk: int, seconds: int) -> None:
    """Ask a worker to count after the grace. Without one, the first screen that looks counts."""
    try:
        signature(TASK_DEPOUILLER, args=[pk]).apply_async(countdown=seconds)
    except Exception:
        log.exception("Le courtier ne répond pas ; la console dépouillera le scrutin %s.", pk)


# Count -------------------------------------------------------------------------------------------


@transaction.atomic
def depouiller(by: Facilitation, scrutin: Scrutin) -> Scrutin:
    """Count a closed vote, once its grace is over, and destroy the link to persons."""
    current, scrutin = lock_scrutin(by, scrutin)
    if scrutin.is_sealed:
        return scrutin
    refuse(console_rules.why_not_faciliter(current))
    at = now()
    refuse(rules.why_not_depouiller(scrutin, at=at, asked=True))
    return _seal(current.seance, scrutin, at, by=current.user)


@transaction.atomic
def depouiller_echu(pk: int) -> bool:
    """What time does: count a closed vote whose grace is over. True when it was counted."""
    scrutin = Scrutin.objects.filter(pk=pk).first()
    if scrutin is None:
        return False
    seance = lock(scrutin.seance_id)
    scrutin = Scrutin.objects.get(pk=pk)
    at = now()
    if rules.why_not_depouiller(scrutin, at=at, asked=False):
        return False
    _seal(seance, scrutin, at, by=None)
    return True


def depouiller_echus(scrutins: Iterable[Scrutin]) -> bool:
    """Count those whose grace is over: a screen that looks does it when no worker did.

    True when one was counted. No query as long as none is due; asked by several screens at once,
    each vote is counted once.
    """
    at = now()
    due = [
        one.pk
        for one in scrutins
        if one.state == State.FERME and not rules.why_not_depouiller(one, at=at, asked=False)
    ]
    counted = [depouiller_echu(pk) for pk in due]
    return any(counted)


def _seal(seance: Seance, scrutin: Scrutin, at: datetime, *, by: Any) -> Scrutin:
    """Freeze the result from ballots that no longer know anybody."""
    old = list(Bulletin.objects.filter(scrutin=scrutin))
    scrutin.sources = dict(Counter(bulletin.source for bulletin in old))
    _anonymise(scrutin, old, seance.small_group)
    parameters = read_parameters(scrutin.methode, scrutin.parameters)
    scrutin.result = freeze(scrutin.methode, parameters, actions_of(scrutin), voix_of(scrutin))
    scrutin.result_sha256 = digest(scrutin.result)
    scrutin.state, scrutin.sealed_at, scrutin.voter_key = State.DEPOUILLE, at, ""
    scrutin.save()
    bump_stage(seance)
    record(
        "scrutin.depouille",
        by=by,
        on=scrutin,
        feuille_id=seance.feuille_id,
        phrase=f"dépouille le vote « {scrutin.title} »",
        votants=len(old),
        sha256=scrutin.result_sha256,
    )
    enqueue(JOB_ROBUSTESSE, scrutin=scrutin.pk)
    return scrutin


def _anonymise(scrutin: Scrutin, old: list[Bulletin], small_group: int) -> None:
    """Write every ballot again: new identifier, random order, small groups merged."""
    voix = protect([Voix(b.college, b.table, choix_of(b)) for b in old], small_group)
    secrets.SystemRandom().shuffle(voix)
    Bulletin.objects.filter(scrutin=scrutin).delete()
    Bulletin.objects.bulk_create(
        Bulletin(
            scrutin=scrutin,
            college=one.college,
            table=one.table,
            choix={str(action): value for action, value in sorted(one.choix.items())},
            source="",
        )
        for one in voix
    )


# Publish -----------------------------------------------------------------------------------------


@transaction.atomic
def publier(by: Facilitation, scrutin: Scrutin) -> Scrutin:
    """Show the result to the room, and keep it on each action. Already public: nothing to do."""
    current, scrutin = lock_scrutin(by, scrutin)
    if scrutin.state == State.PUBLIE:
        return scrutin
    refuse(rules.why_not_publier(current, scrutin))
    scrutin.state, scrutin.published_at = State.PUBLIE, now()
    scrutin.save(update_fields=["state", "published_at"])
    _write_resultats(scrutin)
    write_move(
        current,
        f"publie le résultat « {scrutin.title} »",
        before={},
        screen=Seance.Screen.RESULTATS,
        screen_scrutin_id=scrutin.pk,
    )
    note("scrutin.publie", current, f"publie le résultat « {scrutin.title} »", on=scrutin)
    return scrutin


@transaction.atomic
def noter_robustesse(pk: int, robustesse: dict[str, Any]) -> None:
    """Keep how the first actions hold; console and projector fetch it."""
    scrutin = Scrutin.objects.get(pk=pk)
    seance = lock(scrutin.seance_id)
    Scrutin.objects.filter(pk=pk).update(robustesse=robustesse)
    bump_tally(seance)


def _write_resultats(scrutin: Scrutin) -> None:
    """The figures of the method on each action; those of another method of the séance stay."""
    result = scrutin.result or {}
    voters = sum(result["voters"])
    for line in result["raw"]:
        figures = _figures(scrutin.methode, line)
        row, created = Resultat.objects.get_or_create(
            seance_id=scrutin.seance_id,
            action_id=line["action"],
            defaults={"voters": voters, **figures},
        )
        if not created:
            row.voters = max(row.voters, voters)
            for name, value in figures.items():
                setattr(row, name, value)
            row.save(update_fields=["voters", *figures])


def _figures(methode: Methode, line: dict[str, Any]) -> dict[str, Any]:
    match methode:
        case Methode.POINTS:
            return {"points": sum(line["points"])}
        case Methode.IMPACT_EFFORT:
            scales = {name: line[name] for name in ("impact", "effort")}
            return {
                name: _hundredths(scale["mean"]) if scale["voters"] else None
                for name, scale in scales.items()
            }
        case Methode.JUGEMENT:
            return {"mentions": dict(zip(KEYS, line["counts"], strict=True))}
        case Methode.CRITERES:
            return {"score": _hundredths(line["score"])}


def _hundredths(text: str) -> Decimal:
    """« 10/3 » as 3.33, rounded half up."""
    value = Fraction(text)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
