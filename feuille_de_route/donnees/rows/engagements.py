"""The engagements of a data file."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from actions.apports import Apport
from engagements.models import Engagement
from feuille_de_route.donnees import values as v
from feuille_de_route.donnees.rows.words import ORIGINE, UNITES, unit_remedy
from feuille_de_route.donnees.shapes import Shape, key, shape


@shape
class EngagementRow(Shape):
    id: str = key(v.identifier("engagements"))
    action: str = key(v.reference("actions"))
    organisation: str = key(v.reference("organisations"))
    type: Apport = key(v.one_of(Apport))
    quantite: Decimal | None = key(v.amount, default=None)
    unite: str = key(v.text(20), default="")
    texte: str = key(v.text(2000, empty=False))
    fermete: Engagement.Fermete = key(v.one_of(Engagement.Fermete))
    statut: Engagement.State = key(v.one_of(Engagement.State))
    visibilite: Engagement.Visibilite = key(v.one_of(Engagement.Visibilite))
    condition: str = key(v.text(500), default="")
    echeance: dt.date | None = key(v.month, default=None)
    besoin: str = key(v.text(300), default="")
    motif_retrait: str = key(v.text(500), default="")
    origine: str = key(ORIGINE, default="illustratif")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.quantite is not None and self.type not in UNITES:
            yield "quantite", "Retirez la quantité : ce type d’apport n’en a pas."
        if self.quantite == 0:
            yield "quantite", "Écrivez une quantité plus grande que zéro, ou null."
        if self.unite != UNITES.get(self.type, ""):
            yield "unite", unit_remedy(self.type)
        if self.fermete == Engagement.Fermete.CONDITIONNEL and not self.condition.strip():
            yield "condition", "Écrivez la condition de cet engagement conditionnel."
        if self.statut == Engagement.State.RETIRE and not self.motif_retrait.strip():
            yield "motif_retrait", "Écrivez le motif du retrait."
