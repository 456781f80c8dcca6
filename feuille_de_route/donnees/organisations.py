"""Organisations of a file: found in the directory, or added to it."""

from django.db.models import Q

from comptes.models import User
from feuille_de_route.donnees.format import DataFile
from feuille_de_route.donnees.report import Tally
from feuille_de_route.donnees.rows.territoire import OrganisationRow
from feuille_de_route.donnees.shapes import Fault
from organisations.models import Organisation
from socle.journal import record
from territoires.models import Territoire

#: Key of the file → column of the directory.
COLUMNS = {
    "nom": "name",
    "type": "kind",
    "commune": "commune",
    "fait_public": "fait_public",
    "tranche_effectif": "effectif",
    "siret": "siret",
}


class Directory:
    """The organisations that may be those of the file, read in one query.

    A SIRET names an organisation for sure; then its name; then its reference in this territory,
    because references such as « f01 » mean something inside one file only. One that was merged
    since leads to the organisation that was kept.
    """

    def __init__(self, data_file: DataFile, territoire: Territoire | None):
        rows = data_file.organisations
        here = Q(territoires=territoire) if territoire else Q(pk=None)
        found = Organisation.objects.filter(
            Q(siret__in=[row.siret for row in rows if row.siret])
            | Q(name__in=[row.nom for row in rows])
            | (here & Q(reference__in=[row.id for row in rows]))
        )
        found = found.select_related("merged_into").distinct()
        members = (
            set(territoire.organisations.values_list("pk", flat=True)) if territoire else set()
        )
        self._by_siret = {org.siret: org.merged_into or org for org in found if org.siret}
        self._by_name = {org.name: org.merged_into or org for org in found}
        self._by_reference = {
            org.reference: org for org in found if org.reference and org.pk in members
        }
        self._merged = {org.siret for org in found if org.siret and org.merged_into}
        self._merged |= {org.name for org in found if org.merged_into}

    def find(self, row: OrganisationRow) -> Organisation | None:
        return (
            (self._by_siret.get(row.siret) if row.siret else None)
            or self._by_name.get(row.nom)
            or self._by_reference.get(row.id)
        )

    def was_merged(self, row: OrganisationRow) -> bool:
        """Whether the row describes a sheet that was merged into another: the kept one prevails."""
        return row.siret in self._merged or row.nom in self._merged

    def faults(self, data_file: DataFile) -> list[Fault]:
        """What the file says of an organisation that the directory contradicts."""
        faults: list[Fault] = []
        taken: dict[int, OrganisationRow] = {}
        for row in data_file.organisations:
            known = self.find(row)
            if known is None or self.was_merged(row):
                continue
            named = self._by_name.get(row.nom)
            at = row.place.inside("siret", row.place.line)
            if row.siret and named and named.pk != known.pk:
                faults.append(
                    at.fault(
                        f"Vérifiez ce SIRET : il est celui de « {known.name} » dans l’annuaire."
                    )
                )
            elif row.siret and known.siret and known.siret != row.siret:
                faults.append(
                    at.fault(f"Vérifiez ce SIRET : l’annuaire donne {known.siret} à « {known} ».")
                )
            elif (other := taken.setdefault(known.pk, row)) is not row:
                faults.append(row.place.fault(f"Retirez-la : « {other.id} » est la même."))
        return faults


def write_organisations(
    data_file: DataFile, territoire: Territoire, *, by: User | None, tally: Tally
) -> dict[str, Organisation]:
    """Add the organisations of the file to the territory. Gives them by their id in the file.

    One that another territory knows, or that somebody represents, is linked and never changed
    from here: its sheet is theirs.
    """
    directory = Directory(data_file, territoire)
    elsewhere = Q(pk__in=Organisation.objects.exclude(territoires=territoire)) & Q(
        territoires__isnull=False
    )
    kept = set(
        Organisation.objects.filter(elsewhere | Q(grants__isnull=False)).values_list(
            "pk", flat=True
        )
    )
    written: dict[str, Organisation] = {}
    for row in data_file.organisations:
        known = directory.find(row)
        if known is None:
            written[row.id] = add_organisation(row, by)
            tally.added += 1
            continue
        written[row.id] = known
        is_kept = known.pk in kept or directory.was_merged(row)
        if not is_kept and _update(known, row, by):
            tally.changed += 1
        else:
            tally.same += 1
    territoire.organisations.add(*written.values())
    return written


def _values(row: OrganisationRow) -> dict[str, object]:
    values = {column: getattr(row, name) for name, column in COLUMNS.items() if name in row.given}
    if "nature" in row.given:
        values["is_fictif"] = row.nature == "fictif"
    return {
        **values,
        "college": Organisation.COLLEGE_BY_KIND[row.type],
        "reference": row.id,
    }


def add_organisation(row: OrganisationRow, by: User | None) -> Organisation:
    """Add one organisation of a file to the directory."""
    organisation = Organisation.objects.create(**_values(row))
    record("organisation.importee", by=by, on=organisation, reference=row.id)
    return organisation


def _update(organisation: Organisation, row: OrganisationRow, by: User | None) -> bool:
    values = _values(row)
    changed = [name for name, value in values.items() if getattr(organisation, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(organisation, name, values[name])
    organisation.save(update_fields=changed)
    record("organisation.fiche", by=by, on=organisation, champs=changed)
    return True
