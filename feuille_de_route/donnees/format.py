"""The format of a data file, whole: its keys at the top, and how it is read.

Described for people in donnees/format.md. Names of fields are the keys of the file, so they stay
in French whatever the glossary says. Amounts are `Decimal` euros without tax; months are the first
day of the month.
"""

from collections.abc import Iterator

from feuille_de_route.donnees import positions
from feuille_de_route.donnees import values as v
from feuille_de_route.donnees.rows.actions import ActionRow
from feuille_de_route.donnees.rows.engagements import EngagementRow
from feuille_de_route.donnees.rows.seance import ProposalRow, SeanceRow
from feuille_de_route.donnees.rows.territoire import (
    AxeRow,
    EngagementKindRow,
    MetaRow,
    ObjectifRow,
    OrganisationKindRow,
    OrganisationRow,
    SourceRow,
    TerritoireRow,
)
from feuille_de_route.donnees.shapes import (
    FileRefused,
    Place,
    Reading,
    Shape,
    key,
    read_object,
    shape,
)

MAX_BYTES = 5 * 1024 * 1024


@shape
class DataFile(Shape):
    """A whole data file, read and coherent."""

    meta: MetaRow = key(v.nested(MetaRow), default=MetaRow())
    sources: tuple[SourceRow, ...] = key(v.objects(SourceRow), default=())
    territoire: TerritoireRow | None = key(v.nested(TerritoireRow), default=None)
    objectifs: tuple[ObjectifRow, ...] = key(v.objects(ObjectifRow), default=())
    axes_nationaux: tuple[AxeRow, ...] = key(v.objects(AxeRow), default=())
    types_organisation: tuple[OrganisationKindRow, ...] = key(
        v.objects(OrganisationKindRow), default=()
    )
    types_engagement: tuple[EngagementKindRow, ...] = key(v.objects(EngagementKindRow), default=())
    organisations: tuple[OrganisationRow, ...] = key(v.objects(OrganisationRow), default=())
    actions: tuple[ActionRow, ...] = key(v.objects(ActionRow))
    seminaire: SeanceRow | None = key(v.nested(SeanceRow), default=None)
    engagements: tuple[EngagementRow, ...] = key(v.objects(EngagementRow), default=())
    listes: dict[str, tuple[str, ...]] = key(v.mapping(v.listed(v.text(60))), default=None)

    def check(self) -> Iterator[tuple[str | Place, str]]:
        rows: list[ActionRow | ProposalRow] = [*self.actions, *self.propositions]
        merged = {row.id for row in rows if row.fusionnee_dans}
        for row in rows:
            if row.fusionnee_dans in merged:
                at = row.place.inside("fusionnee_dans", row.place.line)
                yield at, "Donnez une action qui n’est pas elle-même fusionnée."
        besoins = {row.id: row.besoins for row in self.actions}
        for pledge in self.engagements:
            if pledge.besoin and pledge.besoin not in besoins.get(pledge.action, ()):
                at = pledge.place.inside("besoin", pledge.place.line)
                yield at, "Donnez les mots exacts d’un des besoins de cette action."

    @property
    def propositions(self) -> tuple[ProposalRow, ...]:
        return self.seminaire.propositions_de_seance if self.seminaire else ()


def read_file(data: bytes, known: dict[str, set[str]] | None = None) -> DataFile:
    """Read a whole file. Raises `FileRefused` with every fault found.

    `known` gives identifiers the roadmap already has: {"objectifs": …, "axes_nationaux": …}.
    """
    reading = Reading(known)
    try:
        root = positions.parse(_decode(data))
    except positions.JsonError as error:
        raise FileRefused([Place(error.line).fault(str(error))]) from error
    data_file = read_object(DataFile, root, reading, Place(root.line))
    reading.check_references()
    if reading.faults or data_file is None:
        raise FileRefused(reading.faults)
    return data_file


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise positions.JsonError("Choisissez un fichier de 5 Mo au plus.", 1)
    if not data.strip():
        raise positions.JsonError(
            "Choisissez un fichier qui contient des données : il est vide.", 1
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise positions.JsonError(
            "Enregistrez le fichier en UTF-8 : cette ligne utilise un autre encodage.", line
        ) from error
