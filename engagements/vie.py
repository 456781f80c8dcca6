"""The life of a pledge, ready to print: its steps, its versions and what changed between them."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from engagements import rules
from engagements.models import Engagement, Signature
from engagements.parcours import controle_url
from engagements.texte import Difference, Texte, differences, texte_of
from socle import francais
from socle.figures import Pas
from territoires.access import Access

State = Engagement.State


@dataclass(frozen=True, slots=True)
class Version:
    """One version: what it said, what changed since the one before, who signed it."""

    number: int
    texte: Texte
    url: str
    is_current: bool
    replaced_at: datetime | None
    signature: Signature | None
    changes: list[Difference]

    @property
    def titre(self) -> str:
        return f"Version {self.number}"

    @property
    def etiquette(self) -> str:
        """« en vigueur, signée », « remplacée »."""
        parts = ["en vigueur" if self.is_current else "remplacée"]
        if self.signature:
            parts.append("signée")
        return ", ".join(parts).capitalize()

    @property
    def ton(self) -> str:
        if not self.is_current:
            return "neutre"
        return "succes" if self.signature else "info"

    @property
    def precision(self) -> str:
        """« Signée par Inès Rabouin le 3 mars 2026. Remplacée le 12 mai 2026. »"""
        told = []
        if self.signature and self.signature.signed_at:
            told.append(f"Signée par {self.signature.name} le {_day(self.signature.signed_at)}.")
        if self.replaced_at:
            told.append(f"Remplacée le {_day(self.replaced_at)}.")
        return " ".join(told)


@dataclass(frozen=True, slots=True)
class Life:
    """All that the page of a pledge tells of its life. Words and people, only to who reads all."""

    etapes: list[Pas]
    sees_all: bool
    versions: list[Version]  # the first one first; empty for others
    signature: Signature | None  # of the version in force
    controle_url: str
    levee: str  # « Si le bail est signé. Levée le 3 mars 2026 : bail signé. »
    is_versioned: bool  # a change makes a new version
    why_not_signer: str | None  # told to a representative who may not sign what waits for it


def life_of(engagement: Engagement, access: Access) -> Life:
    """The life of one pledge as this reader may know it. Two queries."""
    versions = versions_of(engagement)
    signature, sees_all = versions[-1].signature, rules.sees_all(engagement, access)
    mine = access.represents(engagement.organisation_id)
    to_sign = mine and engagement.state == State.CONFIRME
    return Life(
        etapes=etapes_of(engagement, signature),
        sees_all=sees_all,
        versions=versions if sees_all else [],
        signature=signature if sees_all else None,
        controle_url=controle_url(signature.reference) if signature else "",
        levee=versions[-1].texte.valeur("Condition levée") if sees_all else "",
        is_versioned=engagement.state in (State.CONFIRME, State.SIGNE),
        why_not_signer=rules.why_not_signer(engagement, access) if to_sign else None,
    )


def versions_of(engagement: Engagement) -> list[Version]:
    """Every version, the first one first; the last is the pledge itself. Two queries."""
    signed = {one.version: one for one in engagement.signatures.signed()}
    past = [
        (row.number, Texte.lire(row.text), row.replaced_at) for row in engagement.versions.all()
    ]
    known = [*past, (engagement.version, texte_of(engagement), None)]
    slug = engagement.action.feuille.slug
    versions: list[Version] = []
    for number, texte, replaced_at in known:
        before = versions[-1].texte if versions else texte
        versions.append(
            Version(
                number=number,
                texte=texte,
                url=reverse("engagements:version", args=[slug, engagement.pk, number]),
                is_current=number == engagement.version,
                replaced_at=replaced_at,
                signature=signed.get(number),
                changes=differences(before, texte),
            )
        )
    return versions


def etapes_of(engagement: Engagement, signature: Signature | None) -> list[Pas]:
    """The steps of its life: those done, with their day, the next one, and those to come."""
    steps = [
        ("Déclaré", engagement.created_at, State.DECLARE),
        ("Confirmé", engagement.confirmed_at, State.CONFIRME),
        ("Signé", signature.signed_at if signature else None, State.SIGNE),
        ("Réalisé", engagement.realised_at, State.REALISE),
    ]
    if engagement.state == State.RETIRE:
        done = [Pas(word, _day(at), "fait") for word, at, _state in steps if at]
        return [*done, Pas("Retiré", _maybe(engagement.withdrawn_at), "courant")]
    reached = [state for _word, _at, state in steps]
    last = reached.index(State(engagement.state)) if engagement.state in reached else -1
    return [
        Pas(word, *_step(place, last, at, engagement, signature))
        for place, (word, at, _state) in enumerate(steps)
    ]


def _step(
    place: int, last: int, at: datetime | None, engagement: Engagement, signature: Signature | None
) -> tuple[str, str]:
    """When, and whether it is done, the next one, or to come."""
    if place <= last:
        skipped = at is None and place == 2 and signature is None
        return ("sans signature" if skipped else _maybe(at), "fait")
    if place == last + 1:
        again = place == 2 and engagement.version > 1
        return ("à signer de nouveau" if again else "à faire", "courant")
    return ("", "a_venir")


def _maybe(at: datetime | None) -> str:
    return _day(at) if at else ""


def _day(at: datetime) -> str:
    return francais.date_courte(timezone.localtime(at))
