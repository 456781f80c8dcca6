"""The signatures of the demonstration: invented signatories sign by the way everybody signs.

A file says « signé » of a pledge; only a signature proves it. So the demonstration loads such a
pledge as confirmed, then its signatory asks for a code, reads it in the message, and signs: its
fiche and its check page are true ones.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from comptes.models import User
from engagements import services, texte
from engagements.models import Engagement
from feuille_de_route.donnees.format import DataFile
from organisations.models import Organisation
from organisations.services import accorder
from socle.models import Courriel
from territoires.access import get_access
from territoires.models import FeuilleDeRoute

State = Engagement.State


@dataclass(frozen=True, slots=True)
class Signataire:
    """An invented person who signs for one invented organisation of the file (its reference)."""

    organisation: str
    email: str
    name: str
    fonction: str


SIGNATAIRES = (
    Signataire(
        "f01", "solene.hamon@chaudronnerie-sillon.example", "Solène Hamon", "Directrice générale"
    ),
    Signataire("f04", "erwan.thoby@bascule-verte.example", "Erwan Thoby", "Gérant"),
    Signataire("f05", "lucie.perraud@cuves-temple.example", "Lucie Perraud", "Directrice du site"),
    Signataire("f07", "malo.guihard@amarrage44.example", "Malo Guihard", "Président"),
    Signataire("f08", "nora.belkacem@atelier-donnees.example", "Nora Belkacem", "Cofondatrice"),
    Signataire("f09", "rene.allaire@reemploi-prinquiau.example", "René Allaire", "Directeur"),
)


def unsigned(data_file: DataFile) -> tuple[DataFile, frozenset[str]]:
    """The file with its signed pledges as confirmed ones, and the references of those."""
    signed = frozenset(row.id for row in data_file.engagements if row.statut == State.SIGNE)
    rows = tuple(
        replace(row, statut=State.CONFIRME) if row.id in signed else row
        for row in data_file.engagements
    )
    return replace(data_file, engagements=rows), signed


def sign(feuille: FeuilleDeRoute, references: Iterable[str], *, by: User) -> None:
    """Sign these pledges (references of the file), one lot an organisation.

    `by` gives the right to sign. Raises LookupError for an organisation without signatory.
    """
    pledges = Engagement.objects.on_feuille(feuille).filter(reference__in=references)
    left = set(pledges.values_list("organisation__reference", flat=True))
    for one in SIGNATAIRES:
        if one.organisation in left:
            organisation = feuille.territoire.organisations.get(reference=one.organisation)
            _sign_for(
                organisation, one, list(pledges.filter(organisation=organisation)), feuille, by
            )
            left.remove(one.organisation)
    if left:
        raise LookupError(f"nobody signs for {', '.join(sorted(left))}")


def _sign_for(
    organisation: Organisation,
    one: Signataire,
    engagements: list[Engagement],
    feuille: FeuilleDeRoute,
    by: User,
) -> None:
    user = User.objects.create_user(one.email, one.name, fonction=one.fonction)
    accorder(organisation, user, by=by, signer=True)
    access = get_access(user, feuille)
    if access is None:
        raise LookupError(f"{one.name} has no role on the demonstration's roadmap")
    read = Engagement.objects.for_text().filter(pk__in=[e.pk for e in engagements]).order_by("pk")
    lot = services.demander_signature(
        engagements,
        by=access,
        name=one.name,
        fonction=one.fonction,
        is_habilite=True,
        lu=texte.empreinte_lot(texte.figer(engagement) for engagement in read),
    )
    services.signer(lot, by=access, code=_code_for(user))


def _code_for(user: User) -> str:
    """The code in the message that waits; the message is dropped, for it has been read."""
    message = Courriel.objects.get(kind="engagement.code", user_id=user.pk)
    found = re.search(r"^ *([0-9]{6})$", message.text, re.MULTILINE)
    if found is None:
        raise LookupError(f"no code in the message to {user}")
    message.delete()
    return found[1]
