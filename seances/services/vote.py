"""The verb of the room: vote. Also for somebody without a phone, and from paper.

A tap gives the value of an action, not a change of it: sent three times it counts once. Each
carries the number of its tap (`seq`, growing on the person's phones), so that an older one that
arrives late changes nothing. The journal does not tell votes.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from actions.models import Action
from seances.access import Facilitation
from seances.depouillement.methodes import clean_value, read_parameters
from seances.models import Bulletin, Emargement, Participant, Scrutin, Seance
from seances.rules import vote as rules
from seances.services.commun import bump_tally, lock_scrutin
from seances.urne import choix_of, digest_of, voter_digest
from socle.refus import Refus, refuse

Source = Bulletin.Source

#: One vote is written at a time: SQLite has one writer, PostgreSQL one row of the séance. Who finds
#: it busy there sleeps, up to 100 ms, or holds a connection; the votes of this process wait in line
#: instead. Never enter it inside a transaction.
_line = threading.Lock()


@dataclass(frozen=True, slots=True)
class Recu:
    """What the server holds now: the whole ballot, action → value, and when it was saved."""

    choix: dict[int, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Tap:
    """Values of one or several actions (None takes back), the number and the hour of the tap.

    `seq`: milliseconds of the server's clock as the phone knows it; without one, those of arrival.
    """

    values: Mapping[int, Any]
    seq: int | None = None
    cast_at: datetime | None = None


def voter(participant: Participant, scrutin: Scrutin, tap: Tap) -> Recu:
    """Save what a person, just read from the badge, votes. Raises Refus; nothing is then written.

    Three hundred of them come within two seconds: as few queries as safety allows. Raising the
    counter first locks the séance.
    """
    with _line, transaction.atomic():
        Seance.objects.filter(pk=participant.seance_id).update(tally=F("tally") + 1)
        fresh = Scrutin.objects.defer("result", "robustesse").get(pk=scrutin.pk)
        return _vote(participant, fresh, tap, Source.TELEPHONE)


@transaction.atomic
def voter_assiste(by: Facilitation, participant: Participant, scrutin: Scrutin, tap: Tap) -> Recu:
    """Save what a person without a phone says aloud to who runs the séance; émargement tells it."""
    current, fresh = lock_scrutin(by, scrutin)
    person = Participant.objects.for_room().get(pk=participant.pk, seance=current.seance)
    refuse(rules.why_not_assister(current, person))
    recu = _vote(person, fresh, tap, Source.ASSISTE)
    bump_tally(current.seance)
    return recu


@lru_cache(maxsize=64)
def _actions(scrutin_id: int, _voter_key: str) -> dict[int, Action]:
    """The actions of a ballot (by key), fixed when its vote opens: who carries them, nothing more.

    Kept by the key that each opening draws, so that a thousand taps ask for them once.
    """
    light = Action.objects.filter(scrutins=scrutin_id).order_by().only("porteur_id")
    found: dict[int, Action] = light.in_bulk()
    return found


def _vote(participant: Participant, scrutin: Scrutin, tap: Tap, source: Source) -> Recu:
    at = now()
    signed = Emargement.objects.filter(scrutin=scrutin, participant=participant).first()
    refuse(
        rules.why_not_voter(
            scrutin,
            participant,
            at=at,
            cast_at=min(tap.cast_at or at, at),
            signed=signed.source if signed else None,
        )
    )
    voter = digest_of(scrutin, participant)
    bulletin = Bulletin.objects.filter(scrutin=scrutin, voter=voter).first() or Bulletin(
        scrutin=scrutin, voter=voter
    )
    seq = tap.seq if tap.seq is not None else int(at.timestamp() * 1000)
    newer = {a: v for a, v in tap.values.items() if seq > bulletin.marks.get(str(a), -1)}
    if not newer and signed:
        return Recu(choix_of(bulletin), signed.saved_at)
    bulletin.choix = _filled(bulletin, scrutin, participant, newer)
    bulletin.marks |= {str(action): seq for action in newer}
    bulletin.college, bulletin.source = participant.college, source
    bulletin.table = participant.table.number if participant.table else None
    bulletin.save()
    signed = signed or Emargement(scrutin=scrutin, participant=participant)
    signed.source, signed.saved_at = source, at
    signed.save()
    return Recu(choix_of(bulletin), at)


def _filled(
    bulletin: Bulletin,
    scrutin: Scrutin,
    participant: Participant | None,
    values: Mapping[int, Any],
) -> dict[str, Any]:
    """The ballot with these values, checked: shape, actions, own actions, limit."""
    parameters = read_parameters(scrutin.methode, scrutin.parameters)
    actions = _actions(scrutin.pk, scrutin.voter_key)
    before: dict[str, Any] = bulletin.choix
    after = dict(before)
    for pk, value in values.items():
        try:
            kept = clean_value(scrutin.methode, parameters, value)
        except ValueError as error:
            raise Refus(str(error)) from error
        if kept is None:
            after.pop(str(pk), None)
            continue
        if participant is not None:
            own = getattr(parameters, "own", True)
            refuse(rules.why_not_recevoir(actions.get(pk), participant, own=own))
        elif pk not in actions:
            raise Refus("Cette action n’est pas dans ce vote.")
        after[str(pk)] = kept
    refuse(rules.why_not_remplir(scrutin.methode, parameters, before=before, after=after))
    return after


@transaction.atomic
def saisir_papier(
    by: Facilitation,
    scrutin: Scrutin,
    *,
    serial: str,
    college: str,
    values: Mapping[int, Any],
    table: int | None = None,
    participant: Participant | None = None,
) -> None:
    """Enter a paper ballot; the same printed number entered again replaces it.

    `participant`: whoever signed for it, if known; this person then no longer votes on a phone.
    """
    current, scrutin = lock_scrutin(by, scrutin)
    voter = voter_digest(scrutin, f"papier:{serial.strip().lower()}")
    known = Bulletin.objects.filter(scrutin=scrutin, voter=voter).first()
    signed = Emargement.objects.filter(scrutin=scrutin, participant=participant).first()
    refuse(
        rules.why_not_saisir_papier(
            current,
            scrutin,
            serial=serial,
            is_known=known is not None,
            signed=signed.source if signed else None,
        )
    )
    bulletin = known or Bulletin(scrutin=scrutin, voter=voter)
    bulletin.choix = {}
    bulletin.choix = _filled(bulletin, scrutin, participant, values)
    bulletin.college, bulletin.table, bulletin.source = college, table, Source.PAPIER
    bulletin.save()
    if participant is not None:
        Emargement.objects.update_or_create(
            scrutin=scrutin,
            participant=participant,
            defaults={"source": Source.PAPIER, "saved_at": now()},
        )
    bump_tally(current.seance)
