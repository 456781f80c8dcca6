"""The territory of a data file and its organisations."""

from collections.abc import Iterator
from typing import Any

from actions.apports import Apport
from feuille_de_route.donnees import values as v
from feuille_de_route.donnees.rows.words import COLLEGES, ORIGINE, SOURCES, UNITES, unit_remedy
from feuille_de_route.donnees.shapes import Shape, key, shape
from organisations.models import College, Organisation


@shape
class MetaRow(Shape):
    titre: str = key(v.text(300), default="")
    version: str = key(v.text(20), default="")
    langue: str = key(v.one_of({"fr": "fr"}), default="fr")
    encodage: str = key(v.one_of({"UTF-8": "UTF-8"}), default="UTF-8")
    avertissement: str = key(v.text(2000), default="")
    legende_origine: dict[str, str] = key(v.mapping(v.text(300)), default=None)
    regles: tuple[str, ...] = key(v.listed(v.text(500)), default=())


@shape
class SourceRow(Shape):
    id: str = key(v.identifier("sources"))
    titre: str = key(v.text(300))
    editeur: str = key(v.text(200), default="")
    url: str = key(v.link, default="")


@shape
class PeriodRow(Shape):
    debut: int = key(v.whole(1990, 2100))
    fin: int = key(v.whole(1990, 2100))

    def check(self) -> Iterator[tuple[str, str]]:
        if self.fin < self.debut:
            yield "fin", f"Écrivez une année à partir de {self.debut}."


@shape
class FactRow(Shape):
    cle: str = key(v.text(100, empty=False))
    valeur: Any = key(v.scalar)
    origine: str = key(ORIGINE, default="illustratif")
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class TerritoireRow(Shape):
    nom: str = key(v.text(200, empty=False))
    programme: str = key(v.text(200), default="")
    periode_feuille_de_route: PeriodRow | None = key(v.nested(PeriodRow), default=None)
    epci: tuple[str, ...] = key(v.listed(v.reference("organisations")), default=())
    faits: tuple[FactRow, ...] = key(v.objects(FactRow), default=())


@shape
class ObjectifRow(Shape):
    code: str = key(v.identifier("objectifs", 3))
    cle: str = key(v.text(40), default="")
    intitule: str = key(v.text(200, empty=False))
    origine: str = key(ORIGINE, default="illustratif")
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class AxeRow(Shape):
    code: str = key(v.identifier("axes_nationaux", 10))
    intitule: str = key(v.text(200, empty=False))
    origine: str = key(ORIGINE, default="illustratif")
    sources: tuple[str, ...] = key(SOURCES, default=())


@shape
class OrganisationKindRow(Shape):
    """A reminder for the reader of the file; the product has its own list."""

    cle: str = key(v.one_of(Organisation.Kind))
    libelle: str = key(v.text(100))
    college: College = key(v.one_of(COLLEGES))

    def check(self) -> Iterator[tuple[str, str]]:
        expected = Organisation.COLLEGE_BY_KIND[Organisation.Kind(self.cle)]
        if self.college != expected:
            yield "college", f"Ce type appartient au collège « {expected.label} »."


@shape
class EngagementKindRow(Shape):
    """A reminder for the reader of the file; the product has its own list."""

    cle: Apport = key(v.one_of(Apport))
    libelle: str = key(v.text(100))
    unite: str = key(v.text(20), default="")
    champ_quantite: bool = key(v.boolean, default=True)

    def check(self) -> Iterator[tuple[str, str]]:
        if self.unite != UNITES.get(self.cle, ""):
            yield "unite", unit_remedy(self.cle)


@shape
class OrganisationRow(Shape):
    id: str = key(v.identifier("organisations"))
    nom: str = key(v.identifier("noms", 200))
    type: Organisation.Kind = key(v.one_of(Organisation.Kind))
    commune: str = key(v.text(100), default="")
    nature: str = key(v.one_of({"reel": "reel", "fictif": "fictif"}), default="reel")
    fait_public: str = key(v.text(2000), default="")
    sources: tuple[str, ...] = key(SOURCES, default=())
    tranche_effectif: str = key(v.text(20), default="")
    siret: str | None = key(v.siret, default=None)
    role_demo: str = key(v.text(40), default="")
    peut_s_engager_dans_la_demo: bool = key(v.boolean, default=True)
