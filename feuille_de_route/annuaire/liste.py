"""The directory page: organisations by college, in a number of queries that does not grow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from feuille_de_route.annuaire.queries import (
    carried_by_organisation,
    directory,
    pledges_by_organisation,
)
from organisations.models import College, Organisation
from organisations.noms import plain
from territoires.access import Access


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the reader asked for; unknown values are dropped, never an error."""

    words: str = ""
    college: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filtres":
        """From the query string of the page."""
        college = query.get("college", "")
        return cls(
            words=query.get("q", "").strip()[:200],
            college=college if college in College.values else "",
        )

    @property
    def is_active(self) -> bool:
        return self != Filtres()

    @property
    def query_string(self) -> str:
        pairs = {"q": self.words, "college": self.college}
        text = urlencode({key: value for key, value in pairs.items() if value})
        return f"?{text}" if text else ""

    def keeps(self, organisation: Organisation) -> bool:
        """Whether every word typed is somewhere in the sheet, accents and case apart."""
        if self.college and organisation.college != self.college:
            return False
        sheet = plain(
            f"{organisation.name} {organisation.commune} {organisation.activite} "
            f"{organisation.get_kind_display()} {organisation.siret or ''} {organisation.siren}"
        )
        return all(word in sheet for word in plain(self.words).split())


class Ligne(NamedTuple):
    """One organisation of the directory."""

    nom: str
    url: str
    genre: str
    commune: str
    engagements: int
    actions: int
    mienne: bool


class Groupe(NamedTuple):
    """The organisations of one college."""

    code: str
    nom: str
    lignes: list[Ligne]


@dataclass(frozen=True, slots=True)
class Annuaire:
    """What the page shows; `found` organisations of `total`."""

    groupes: list[Groupe]
    found: int
    total: int


def build(access: Access, filtres: Filtres) -> Annuaire:
    """The directory as this reader may see it. Three queries."""
    everybody = list(directory(access))
    pledges, carried = pledges_by_organisation(access), carried_by_organisation(access)
    groups: dict[str, list[Ligne]] = {college: [] for college in College.values}
    for organisation in sorted(everybody, key=lambda one: plain(one.name)):
        if filtres.keeps(organisation):
            groups[organisation.college].append(
                Ligne(
                    nom=organisation.name,
                    url=reverse(
                        "organisations:organisation", args=[access.feuille.slug, organisation.pk]
                    ),
                    genre=organisation.get_kind_display(),
                    commune=organisation.commune,
                    engagements=pledges[organisation.pk],
                    actions=carried[organisation.pk],
                    mienne=access.represents(organisation.pk),
                )
            )
    groupes = [
        Groupe(college.value, str(college.label), groups[college.value])
        for college in College
        if groups[college.value]
    ]
    return Annuaire(groupes, sum(len(groupe.lignes) for groupe in groupes), len(everybody))
