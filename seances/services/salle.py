"""The verbs of the room: come in with a code, come back, sit, be there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from organisations.models import Organisation
from seances import essais
from seances.access import Facilitation
from seances.codes import (
    badge_digest,
    make_recovery_code,
    make_secret,
    normalise,
    recovery_digest,
)
from seances.models import Participant, Seance, Table
from seances.rules import console as console_rules
from seances.rules import salle as rules
from seances.services import hotes
from seances.services.commun import bump_tally, lock, lock_with, locked, milliseconds, note
from socle.refus import Refus, refuse

#: The presence of a phone is written at most this often, in seconds.
SIGN_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Entree:
    """What the phone receives once: `secret` for its cookie, `recovery` to show and note."""

    participant: Participant
    secret: str
    recovery: str


def trouver(code: str, *, address: str) -> Seance:
    """The open séance of this code. Raises Refus on a wrong code, and on too many of them."""
    refuse(essais.why_not_try("code", address))
    seance: Seance | None = Seance.objects.for_room().joinable(normalise(code), now()).first()
    if seance is None:
        essais.count_wrong("code", address)
        raise Refus(rules.UNKNOWN_CODE)
    return seance


def entrer(
    code: str,
    *,
    address: str,
    first_name: str,
    college: str,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    table: Table | None = None,
    user: Any = None,
) -> Entree:
    """Come in: a badge for this séance, without account.

    The college is that of the organisation when it is a known one. Raises Refus.
    """
    found = trouver(code, address=address)  # outside the lock: wrong codes hold nobody
    with transaction.atomic():
        seance = lock(found.pk)
        still = seance.is_open and seance.code == found.code
        entree = _register(
            seance if still else None,
            first_name=first_name,
            college=college,
            organisation=organisation,
            organisation_name=organisation_name,
            table=table,
            user=user if user and user.pk else None,
        )
        bump_tally(seance)
    return entree


@transaction.atomic
def ajouter_assiste(
    by: Facilitation,
    *,
    first_name: str,
    college: str,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    table: Table | None = None,
) -> Participant:
    """Register somebody without a phone: who runs the séance will type for this person."""
    current = locked(by)
    refuse(console_rules.why_not_conduire(current))
    entree = _register(
        current.seance,
        first_name=first_name,
        college=college,
        organisation=organisation,
        organisation_name=organisation_name,
        table=table,
        is_assisted=True,
    )
    bump_tally(current.seance)
    note("seance.assiste", current, "inscrit une personne sans téléphone", on=entree.participant)
    return entree.participant


def _register(
    seance: Seance | None,
    *,
    first_name: str,
    college: str,
    organisation: Organisation | None,
    organisation_name: str,
    table: Table | None,
    user: Any = None,
    is_assisted: bool = False,
) -> Entree:
    first_name = first_name.strip()
    name = "" if organisation else organisation_name.strip()
    college = organisation.college if organisation else college
    namesakes = seance.participants.namesakes(first_name, organisation, name) if seance else None
    refuse(
        rules.why_not_entrer(
            seance,
            first_name=first_name,
            college=college,
            table=table,
            n_namesakes=namesakes.count() if namesakes is not None else 0,
        )
    )
    assert seance is not None  # noqa: S101 -- the rule refused it; for the type checker
    secret = make_secret()
    recovery = _free_recovery_code(seance)
    participant = Participant.objects.create(
        seance=seance,
        user=user,
        first_name=first_name,
        organisation=organisation,
        organisation_name=name,
        college=college,
        table=table,
        is_assisted=is_assisted,
        badge_digest=None if is_assisted else badge_digest(secret),
        recovery_digest=recovery_digest(seance.pk, recovery),
        seen_at=now(),
    )
    hotes.resoudre(seance.pk, [participant], enters=True)
    return Entree(participant, "" if is_assisted else secret, recovery)


def _free_recovery_code(seance: Seance) -> str:
    while True:
        code = make_recovery_code()
        taken = seance.participants.filter(recovery_digest=recovery_digest(seance.pk, code))
        if not taken.exists():
            return code


def retrouver(code: str, recovery: str, *, address: str) -> Entree:
    """Come back, on another phone for instance: a new badge, the old one opens nothing more.

    The participant keeps everything, ballots of open votes included. Raises Refus.
    """
    seance = trouver(code, address=address)
    kind = f"recuperation-{seance.pk}"
    refuse(essais.why_not_try(kind, address))
    with transaction.atomic():
        seance = lock(seance.pk)
        participant = (
            Participant.objects.with_seance()
            .filter(seance=seance, recovery_digest=recovery_digest(seance.pk, recovery))
            .first()
        )
        if participant is not None:
            secret = make_secret()
            participant.badge_digest = badge_digest(secret)
            participant.is_assisted, participant.seen_at = False, now()
            participant.save(update_fields=["badge_digest", "is_assisted", "seen_at"])
            return Entree(participant, secret, recovery)
    essais.count_wrong(kind, address)
    raise Refus("Ce code personnel n’est pas celui d’une personne entrée dans cette séance.")


def signaler_presence(participant: Participant, *, at: datetime | None = None) -> None:
    """The phone gave a sign. One conditional update, nothing when it just did."""
    at = at or now()
    Participant.objects.filter(
        Q(seen_at=None) | Q(seen_at__lt=at - timedelta(seconds=SIGN_SECONDS)), pk=participant.pk
    ).update(seen_at=at)


@transaction.atomic
def s_asseoir(
    participant: Participant, table: Table | None, *, mark: int | None = None
) -> Participant:
    """Sit at a table, or leave it; the person as he or she then sits.

    `mark`: the number of the gesture (ms). One older than the last received, or than what the
    console decided since, changes nothing.
    """
    seance, person = lock_with(participant)
    mark = milliseconds(now()) if mark is None else mark
    if mark <= person.seat_mark:
        return person
    refuse(rules.why_not_placer(person, table))
    _sit(person, table, mark)
    bump_tally(seance)
    return person


@transaction.atomic
def placer(by: Facilitation, participant: Participant, table: Table | None) -> None:
    """Seat somebody, from the console."""
    current = locked(by)
    refuse(console_rules.why_not_preparer(current))
    fresh = Participant.objects.get(pk=participant.pk, seance=current.seance)
    refuse(rules.why_not_placer(fresh, table))
    _sit(fresh, table, milliseconds(now()))
    bump_tally(current.seance)


def _sit(participant: Participant, table: Table | None, mark: int) -> None:
    left = Table.objects.filter(host=participant)
    (left.exclude(pk=table.pk) if table else left).update(host=None)
    Participant.objects.filter(pk=participant.pk).update(table=table, seat_mark=mark)
    participant.table = table
    if table:
        hotes.resoudre(participant.seance_id, [participant])


@transaction.atomic
def nommer_hote(by: Facilitation, table: Table, participant: Participant | None) -> Table:
    """Say who types for a table, or nobody in particular."""
    current = locked(by)
    refuse(console_rules.why_not_preparer(current))
    table = Table.objects.get(pk=table.pk, seance=current.seance)
    people = Participant.objects.filter(seance=current.seance)
    host = people.get(pk=participant.pk) if participant else None
    refuse(rules.why_not_nommer(table, host))
    if table.host == host:
        return table
    if host:  # one person hosts one table
        Table.objects.filter(host=host).exclude(pk=table.pk).update(host=None)
    table.host = host
    table.save(update_fields=["host"])
    bump_tally(current.seance)
    return table


@transaction.atomic
def retirer_badge(by: Facilitation, participant: Participant) -> None:
    """Take a badge back: an intruder, a person counted twice."""
    current = locked(by)
    refuse(console_rules.why_not_preparer(current))
    fresh = Participant.objects.get(pk=participant.pk, seance=current.seance)
    refuse(rules.why_not_ecarter(fresh, has_voted=fresh.emargements.exists()))
    note("seance.badge_retire", current, f"retire le badge de {fresh.signature}")
    fresh.delete()
    bump_tally(current.seance)
