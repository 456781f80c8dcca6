"""Signing: a text is read, frozen and asked for, then confirmed by a code sent by e-mail.

Locks are taken in one order: roadmap, pledges, signatures, each by growing key. The person's
rights are read again under these locks: one who may no longer sign does not.
"""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from engagements import emails, rules, texte
from engagements.models import Engagement, Signature
from engagements.services.commun import tell
from socle.refus import Refus, refuse
from territoires.access import Access, get_access, locked

State = Engagement.State

#: Without I, O, 0 and 1, which one person reads to another over the phone as something else.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 10

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=15)


class Lot(NamedTuple):
    """What one code signs, locked: signatures and pledges side by side, and who asks."""

    access: Access
    signatures: list[Signature]
    engagements: list[Engagement]

    @property
    def empreinte(self) -> str:
        return texte.empreinte_lot(signature.text for signature in self.signatures)


@transaction.atomic
def demander_signature(
    engagements: Sequence[Engagement],
    *,
    by: Access,
    name: str,
    fonction: str,
    is_habilite: bool,
    lu: str,
) -> uuid.UUID:
    """Freeze what was read and send its code; the key of the lot, to confirm with `signer`.

    `lu` is the fingerprint of the texts the person had on screen (`texte.empreinte_lot`, by
    growing key). All pledges are those of one organisation. An older code of this person for one
    of them serves no more.
    """
    name, fonction = name.strip(), fonction.strip()
    refuse(rules.why_not_signataire(name, fonction, is_habilite=is_habilite))
    access = _access_now(by)
    fresh = _lock_engagements([engagement.pk for engagement in engagements])
    refuse(None if fresh else "Aucun engagement n’attend votre signature.")
    if len({engagement.organisation_id for engagement in fresh}) > 1:
        raise ValueError("one lot, one organisation")
    for engagement in fresh:
        refuse(rules.why_not_signer(engagement, access))
    texts = [texte.figer(engagement) for engagement in fresh]
    refuse(rules.why_not_lu(texte.empreinte_lot(texts), lu))
    now = timezone.now()
    asked = Signature.objects.asked_by(access.user, since=now - rules.DELAI_CODES)
    refuse(rules.why_not_demander_code(asked))
    Signature.objects.pending().filter(user=access.user, engagement__in=fresh).update(
        code_digest=""
    )
    lot, code = uuid.uuid4(), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    digest, expires_at = _digest(lot, texte.empreinte_lot(texts), code), now + CODE_LIFE
    for engagement, text in zip(fresh, texts, strict=True):
        Signature.objects.create(
            engagement=engagement, version=engagement.version, reference=_reference(),
            text=text, sha256=texte.empreinte(text), lot=lot,
            name=name, fonction=fonction, email=access.user.email, user=access.user,
            is_habilite=is_habilite, code_digest=digest, code_expires_at=expires_at,
        )  # fmt: skip
        tell("engagement.signature_demandee", engagement, access)
    emails.code_de_signature(fresh, access, lot=lot, code=code, expires_at=expires_at)
    return lot


@transaction.atomic
def renvoyer_code(lot: uuid.UUID, *, by: Access) -> uuid.UUID:
    """Send a new code for what was already read; the key of the new lot."""
    asked = _lock_lot(lot, by)
    first = asked.signatures[0]
    return demander_signature(
        asked.engagements,
        by=by,
        name=first.name,
        fonction=first.fonction,
        is_habilite=first.is_habilite,
        lu=asked.empreinte,
    )


def signer(lot: uuid.UUID, *, by: Access, code: str) -> list[Signature]:
    """Confirm a lot by its code: its pledges become « signé », the receipt is sent.

    Raises `Refus` with nothing changed, but for a wrong code: that try is counted, and kept.
    """
    now = timezone.now()
    with transaction.atomic():
        asked = _lock_lot(lot, by)
        reason = _why_not_now(asked, now)
        if reason is None and not _is_code(asked, code):
            reason = _count_wrong_code(asked)
        if reason is None:
            _write(asked, now)
    refuse(reason)
    return asked.signatures


def _why_not_now(asked: Lot, now: datetime) -> str | None:
    """What became of the lot since it was asked: its code, then its pledges, then their texts."""
    for signature in asked.signatures:
        if reason := rules.why_not_essayer(signature, now):
            return reason
    for signature, engagement in zip(asked.signatures, asked.engagements, strict=True):
        if engagement.state == State.SIGNE and (other := _signed(engagement)):
            return rules.already_signed(engagement, other)
        if reason := rules.why_not_signer(engagement, asked.access):
            return reason
        if reason := rules.why_not_lu(texte.figer(engagement), signature.text):
            return reason
    return None


def _is_code(asked: Lot, code: str) -> bool:
    typed = "".join(code.split())
    expected = asked.signatures[0].code_digest
    return constant_time_compare(_digest(_key(asked), asked.empreinte, typed), expected)


def _count_wrong_code(asked: Lot) -> str:
    attempts = asked.signatures[0].attempts + 1
    Signature.objects.of_lot(_key(asked)).update(attempts=attempts)
    return rules.wrong_code(attempts)


def _write(asked: Lot, now: datetime) -> None:
    for signature, engagement in zip(asked.signatures, asked.engagements, strict=True):
        signature.signed_at, signature.code_digest = now, ""
        signature.save(update_fields=["signed_at", "code_digest"])
        engagement.state = State.SIGNE
        engagement.save(update_fields=["state", "updated_at"])
        tell("engagement.signe", engagement, asked.access, version=signature.version)
    emails.recu_de_signature(asked.signatures, asked.engagements, asked.access)


# Locks -------------------------------------------------------------------------------------------


def _access_now(by: Access) -> Access:
    """The roadmap locked, and what this person may still do on it."""
    current = get_access(by.user, locked(by).feuille)
    if current is None:
        raise Refus("Vous n’avez plus accès à cette feuille de route : rien n’est signé.")
    return current


def _lock_engagements(keys: Sequence[int]) -> list[Engagement]:
    found = Engagement.objects.for_text().filter(pk__in=keys).order_by("pk")
    return list(found.select_for_update(of=("self",)))


def _lock_lot(lot: uuid.UUID, by: Access) -> Lot:
    access = _access_now(by)
    keys = Signature.objects.of_lot(lot).values_list("engagement_id", flat=True)
    engagements = _lock_engagements(list(keys))
    signatures = list(Signature.objects.of_lot(lot).select_for_update(of=("self",)))
    mine = signatures and all(one.user_id == access.user.pk for one in signatures)
    refuse(None if mine else "Ce code a été demandé par une autre personne : demandez le vôtre.")
    return Lot(access, signatures, engagements)


def _signed(engagement: Engagement) -> Signature | None:
    return engagement.signatures.signed().filter(version=engagement.version).first()


# Codes and references ----------------------------------------------------------------------------


def _key(asked: Lot) -> uuid.UUID:
    return asked.signatures[0].lot


def _digest(lot: uuid.UUID, fingerprint: str, code: str) -> str:
    """The code, bound to this lot and to the texts it signs; useless without the secret key."""
    value = f"{lot}|{fingerprint}|{code}"
    return salted_hmac(
        "engagements.signature", value, secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


def _reference() -> str:
    """32^10 of them: nobody finds one by trying, and two are never alike (the column is unique)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))
