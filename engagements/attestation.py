"""What the public check page says of a signed fiche: does it still hold, and what is public of it.

The same for every reader, signed in or not: somebody who holds a reference learns the status, and
the rest only when the organisation made it public, when it signed and still now.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from engagements import documents
from engagements.models import Engagement, Signature, VersionEngagement
from engagements.pdf.fiche import spelled
from engagements.sceau import is_sealed
from engagements.texte import Texte
from socle import francais

Validite = Signature.Validite
Visibilite = Engagement.Visibilite

SHA256 = re.compile(r"[0-9a-f]{64}")
REFERENCE = re.compile(r"[0-9A-Z]{10}")


UNKNOWN = (
    "Aucune fiche signée ne porte cette référence. Relisez-la sur la fiche\u00a0: dix caractères, sans "
    "O ni I, sans 0 ni 1. Une empreinte SHA-256 en compte soixante-quatre."
)

#: validité → title, tone and icon of what is said, then what it means.
SAID = {
    Validite.VALIDE: (
        "Cette fiche d’engagement est valide",
        "succes",
        "coche-cercle",
        "Elle n’a été ni remplacée ni retirée depuis sa signature.",
    ),
    Validite.REMPLACEE: (
        "Cette fiche d’engagement est remplacée",
        "alerte",
        "historique",
        "L’organisation a modifié son engagement\u00a0: demandez-lui la fiche à jour.",
    ),
    Validite.RETIREE: (
        "Cette fiche d’engagement est retirée",
        "alerte",
        "annuler",
        "L’organisation a repris son engagement\u00a0: il ne compte plus.",
    ),
}
VERBS = {Validite.REMPLACEE: "remplacée", Validite.RETIREE: "retirée"}


@dataclass(frozen=True, slots=True)
class Detail:
    """What is public of a fiche, as it was signed. `quantite` is empty when it is hidden."""

    territoire: str
    organisation: str
    numero: str
    objectif: str
    action: str
    apport: str
    quantite: str


@dataclass(frozen=True, slots=True)
class Attestation:
    """What is said of one signed fiche. `since`: when it was replaced or withdrawn."""

    reference: str
    validite: Validite
    version: int
    signed_at: datetime
    since: datetime | None
    detail: Detail | None

    @property
    def changed_at(self) -> datetime:
        """When this page last changed."""
        return self.since or self.signed_at

    @property
    def titre(self) -> str:
        return SAID[self.validite][0]

    @property
    def ton(self) -> str:
        return SAID[self.validite][1]

    @property
    def icone(self) -> str:
        return SAID[self.validite][2]

    @property
    def sens(self) -> str:
        return SAID[self.validite][3]

    @property
    def epelee(self) -> str:
        """The reference as it is printed: « AB3CD-EF4GH »."""
        return spelled(self.reference)

    @property
    def signature(self) -> str:
        """« Version 1, signée électroniquement (niveau simple) le 18 novembre 2024 à 14 h 32. »"""
        moment = timezone.localtime(self.signed_at)
        day, hour = francais.date_longue(moment), francais.heure(moment)
        return f"Version {self.version}, signée électroniquement (niveau simple) le {day} à {hour}."

    @property
    def fin(self) -> str:
        """« Remplacée le 3 mars 2026. », or nothing while it holds."""
        if self.since is None or self.validite not in VERBS:
            return ""
        day = francais.date_longue(timezone.localtime(self.since))
        return f"{VERBS[self.validite].capitalize()} le {day}."


@dataclass(frozen=True, slots=True)
class Fichier:
    """The fiches whose text a dropped PDF carries.

    `is_ours`: byte for byte a file the product gave; else its pages may have been rewritten.
    """

    attestations: tuple[Attestation, ...] = ()
    unknown: int = 0  # texts attached that nobody signed
    is_ours: bool = False


def normal(typed: str) -> str:
    """A reference or a hash as it is kept, whatever the spaces, dashes and capitals typed."""
    bare = re.sub(r"[^0-9A-Za-z]", "", typed)
    return bare.lower() if SHA256.fullmatch(bare.lower()) else bare.upper()


def find(key: str) -> Attestation | None:
    """The fiche of a normal reference or hash; None when nobody signed it. One query, always."""
    found = _signed().filter(**_named(key)).order_by("-signed_at").first()
    return attest(found) if found is not None else None


def attest(signature: Any) -> Attestation:
    """What may be said of a `Signature` loaded by `_signed`, which adds `replaced_at`."""
    validite: Validite = signature.validite
    since = {
        Validite.VALIDE: None,
        Validite.REMPLACEE: signature.replaced_at,
        Validite.RETIREE: signature.engagement.withdrawn_at,
    }[validite]
    return Attestation(
        reference=signature.reference,
        validite=validite,
        version=signature.version,
        signed_at=signature.signed_at,
        since=since,
        detail=_detail(signature),
    )


def read_attached(texts: Sequence[str], data: bytes) -> Fichier:
    """What is said of the frozen texts found in a dropped PDF, `data` being its bytes."""
    prints = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    found = {one.sha256: one for one in _signed().filter(sha256__in=prints)}
    signatures = [found[one] for one in prints if one in found]
    return Fichier(
        attestations=tuple(attest(one) for one in signatures),
        unknown=len(prints) - len(signatures),
        is_ours=is_sealed(data),
    )


def _signed() -> "QuerySet[Signature]":
    """Signed ones with all that a status needs, at once."""
    replaced = VersionEngagement.objects.filter(
        engagement=OuterRef("engagement"), number=OuterRef("version")
    ).values("replaced_at")
    loaded: QuerySet[Signature] = Signature.objects.signed().for_document()
    return loaded.annotate(replaced_at=Subquery(replaced))


def _named(key: str) -> dict[str, str]:
    if SHA256.fullmatch(key):
        return {"sha256": key}
    return {"reference": key if REFERENCE.fullmatch(key) else ""}


def _detail(signature: Signature) -> Detail | None:
    """What is public, from the frozen text alone; nothing for anonymous or internal ones."""
    chosen = documents.visibilites(signature)
    if chosen & {Visibilite.ANONYME, Visibilite.INTERNE}:
        return None
    if signature.engagement.action.is_restricted:
        return None
    texte = Texte.lire(signature.text)
    shows_amount = chosen == {Visibilite.PUBLIC}
    return Detail(
        territoire=texte.territoire,
        organisation=texte.organisation,
        numero=texte.numero,
        objectif=texte.objectif,
        action=texte.action,
        apport=texte.valeur("Apport"),
        quantite=texte.valeur("Quantité") if shows_amount else "",
    )
