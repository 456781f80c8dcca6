"""Which fiche d’engagement a reader gets, drawn from what was frozen.

The organisation and the team read all of it, and the draft of what is not signed yet. Others read
what is signed and public, without the person who signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from engagements import rules
from engagements.models import Engagement, Signature
from engagements.pdf.fiche import Fiche, Signe
from engagements.pdf.render import render
from engagements.texte import figer
from organisations.models import Organisation
from socle.refus import refuse
from territoires.access import Access

Visibilite = Engagement.Visibilite

#: How a fiche is called once downloaded: « fiche-engagement-AB3CDEF4GH.pdf ».
NAME = "fiche-engagement-{}.pdf"


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF and the name it is saved under."""

    name: str
    data: bytes


def fiche_of(engagement: Engagement, access: Access, version: int | None = None) -> Document:
    """The fiche of a pledge loaded by `for_text`; of an older version when one is named.

    Raises `Refus` when this reader may not have it; `Signature.DoesNotExist` when that version
    was never signed. One query.
    """
    sees_all = rules.sees_all(engagement, access)
    wanted = version or engagement.version
    signature = engagement.signatures.signed().filter(version=wanted).first()
    if signature is None:
        if version is not None:
            raise Signature.DoesNotExist
        refuse(why_not_projet(sees_all=sees_all))
        fiche, day = Fiche(figer(engagement)), timezone.localdate(engagement.updated_at)
        return Document(NAME.format("projet"), render([fiche], day=day))
    signature.engagement = engagement
    refuse(why_not_fiche(signature, sees_all=sees_all))
    return drawn([signature], names_person=sees_all)


def why_not_projet(*, sees_all: bool) -> str | None:
    """Whether the reader may have the draft of a fiche."""
    if sees_all:
        return None
    return "Cet engagement n’est pas signé : sa fiche paraîtra une fois signée."


def why_not_fiche(signature: Signature, *, sees_all: bool) -> str | None:
    """Whether the reader may have a signed fiche: its hash holds the whole text, hidden or not."""
    if sees_all or is_public(signature):
        return None
    return (
        "L’organisation n’a pas rendu tout cet engagement public : seules elle et l’équipe de la "
        "feuille de route lisent sa fiche."
    )


def is_public(signature: Signature) -> bool:
    """Nothing of it hidden, when it was signed nor since; on an action that others may read."""
    engagement = signature.engagement
    return visibilites(signature) == {Visibilite.PUBLIC} and not engagement.action.is_restricted


def visibilites(signature: Signature) -> set[str]:
    """What the organisation chose when it signed, and what it chooses now."""
    return {signature.content["donnees"]["visibilite"], signature.engagement.visibilite}


def fiches_of(organisation: Organisation, access: Access) -> Document | None:
    """All that an organisation signed here and that holds, in one document; None without any."""
    refuse(why_not_fiches(organisation, access))
    engagements = Engagement.objects.on_feuille(access.feuille).of_organisations(
        frozenset({organisation.pk})
    )
    holding = Signature.objects.signed().filter(
        engagement__in=engagements.exclude(state=Engagement.State.RETIRE),
        version=F("engagement__version"),
    )
    found = list(holding.for_document())
    return drawn(found, names_person=True) if found else None


def why_not_fiches(organisation: Organisation, access: Access) -> str | None:
    """Whether the reader may have the fiches of an organisation together."""
    if access.is_team or access.represents(organisation.pk):
        return None
    return "Seules l’organisation et l’équipe de la feuille de route lisent ces fiches ensemble."


def drawn(signatures: Sequence[Signature], *, names_person: bool) -> Document:
    """The document of signed pledges of one organisation, in the order of their actions."""
    signatures = sorted(signatures, key=_place)
    fiches = [Fiche(one.text, _signe(one, names_person=names_person)) for one in signatures]
    day = max(_day(one) for one in signatures)
    name = NAME.format(signatures[0].reference)
    if len(signatures) > 1:
        name = "charte-engagement.pdf"
    return Document(name, render(fiches, day=day))


def address(signature: Signature) -> str:
    """The full address of the page that says whether it still holds."""
    return f"{settings.SITE_URL}{reverse('attestation', args=[signature.reference])}"


def _place(signature: Signature) -> tuple[str, list[int], str]:
    """Where it stands in a document, from what was signed alone: the same texts, the same order."""
    content = signature.content
    numbers = [int(part) for part in content["numero"].split(".") if part.isdecimal()]
    return content["objectif"], numbers, signature.reference


def _day(signature: Signature) -> date:
    return timezone.localdate(signature.signed_at)


def _signe(signature: Signature, *, names_person: bool) -> Signe:
    return Signe(
        reference=signature.reference,
        sha256=signature.sha256,
        address=address(signature),
        moment=timezone.localtime(signature.signed_at),
        fonction=signature.fonction,
        name=signature.name if names_person else "",
        email=signature.email if names_person else "",
    )
