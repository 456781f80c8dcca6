"""Organisations that may be one: the same SIREN, or names that hardly differ. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from organisations.models import Organisation
from organisations.noms import NEAR, core, likeness, trigrams


@dataclass(frozen=True, slots=True)
class Ressemblance:
    """Why two organisations may be one. `likeness` of their names, 0 to 1."""

    one: Organisation
    other: Organisation
    same_siren: bool
    likeness: float

    @property
    def reason(self) -> str:
        """« même SIREN et noms proches »."""
        names = "même nom" if self.likeness == 1 else "noms proches"
        if not self.same_siren:
            return names
        siren = "même SIREN, établissements distincts" if self.two_sites else "même SIREN"
        return f"{siren}, {names}" if self.likeness >= NEAR else siren

    @property
    def two_sites(self) -> bool:
        """Two SIRET of one enterprise: its sites, perhaps, and not a duplicate."""
        return bool(self.one.siret and self.other.siret and self.one.siret != self.other.siret)


@dataclass(frozen=True, slots=True)
class _Known:
    organisation: Organisation
    siren: str
    signs: frozenset[str]

    @classmethod
    def of(cls, organisation: Organisation) -> "_Known":
        return cls(organisation, organisation.siren, trigrams(core(organisation.name)))


def _compare(one: _Known, other: _Known) -> Ressemblance | None:
    same_siren = bool(one.siren) and one.siren == other.siren
    if one.siren and other.siren and not same_siren:
        return None  # two enterprises, whatever their names
    near = likeness(one.signs, other.signs)
    if not same_siren and near < NEAR:
        return None
    return Ressemblance(one.organisation, other.organisation, same_siren, near)


def doublons(organisations: Iterable[Organisation]) -> list[Ressemblance]:
    """Every pair that may be one organisation, the surest first."""
    known = [_Known.of(organisation) for organisation in organisations]
    pairs = (_compare(one, other) for one, other in combinations(known, 2))
    return _sorted([pair for pair in pairs if pair])


def ressemblances(
    wanted: Organisation, organisations: Sequence[Organisation]
) -> list[Ressemblance]:
    """Which of the organisations `wanted` (unsaved, perhaps incomplete) may be, the surest first."""
    one = _Known.of(wanted)
    pairs = (_compare(one, _Known.of(other)) for other in organisations if other.pk != wanted.pk)
    return _sorted([pair for pair in pairs if pair])


def _sorted(pairs: list[Ressemblance]) -> list[Ressemblance]:
    return sorted(pairs, key=lambda p: (not p.same_siren, -p.likeness, p.one.name, p.other.name))
