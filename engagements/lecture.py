"""What a signatory reads before signing: the texts as one letter, drawn from their frozen form."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from engagements.models import Engagement, Signature
from engagements.parcours import espace_url
from engagements.texte import TITRE, Texte, empreinte_lot, figer
from socle import francais


@dataclass(frozen=True, slots=True)
class Lettre:
    """Several texts of one organisation on one page, and their common fingerprint."""

    textes: list[Texte]
    empreinte: str
    date: str  # « 3 mars 2026 »

    @property
    def titre(self) -> str:
        return TITRE if len(self.textes) == 1 else "Fiches d’engagement"

    @property
    def territoire(self) -> str:
        return self.textes[0].territoire

    @property
    def organisation(self) -> str:
        return self.textes[0].organisation

    @property
    def preambule(self) -> str:
        return self.textes[0].preambule

    @property
    def mentions(self) -> tuple[str, ...]:
        return self.textes[0].mentions

    @property
    def reference(self) -> str:
        """« Version 2 », « Trois engagements »."""
        count = len(self.textes)
        if count == 1:
            return f"Version {self.textes[0].version}"
        return f"{francais.en_lettres(count).capitalize()} engagements"


def lettre_to_sign(engagements: Sequence[Engagement]) -> Lettre:
    """What the person is about to sign, as it is now, loaded by `for_text`."""
    texts = {engagement.pk: figer(engagement) for engagement in engagements}
    return _lettre([texts[e.pk] for e in engagements], [texts[pk] for pk in sorted(texts)])


def lettre_of(signatures: Sequence[Signature]) -> Lettre:
    """What was frozen when the code was asked, in the order of the lot."""
    texts = [signature.text for signature in signatures]
    return _lettre(texts, texts)


def _lettre(shown: list[str], signed: list[str]) -> Lettre:
    today = francais.date_longue(timezone.localdate())
    return Lettre([Texte.lire(text) for text in shown], empreinte_lot(signed), today)


def relire_url(asked: Sequence[Signature], slug: str) -> str:
    """Where the same pledges are read again, as they are now."""
    if len(asked) == 1:
        return reverse("engagements:signer", args=[slug, asked[0].engagement_id])
    organisation = asked[0].engagement.organisation_id
    return f"{reverse('engagements:signer_tout', args=[slug])}?organisation={organisation}"


def back_url(asked: Sequence[Signature], slug: str) -> str:
    """Where one goes once it is signed."""
    if len(asked) == 1:
        return asked[0].engagement.get_absolute_url()
    return espace_url(slug, asked[0].engagement.organisation_id)


def said_of_signature(asked: Sequence[Signature]) -> str:
    """What the signatory is told."""
    if len(asked) == 1:
        what = f"Votre engagement sur l’action {asked[0].engagement.action.numero} est signé."
    else:
        what = f"Vos {francais.en_lettres(len(asked))} engagements sont signés."
    return f"{what} Un reçu part à {asked[0].email}."
