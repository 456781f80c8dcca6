"""One place where the product holds something of a person, and the person as they are all asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import Model, Q, QuerySet

from comptes.models import User


@dataclass(frozen=True, slots=True)
class Personne:
    """Whom one looks for: an account, as it is before anything is erased."""

    pk: int
    name: str
    email: str

    @classmethod
    def of(cls, user: User) -> "Personne":
        return cls(user.pk, user.name, user.email)


class Sort(StrEnum):
    """What erasure does of the rows of a part."""

    EFFACE = "efface"  # the rows go
    VIDE = "vide"  # the rows stay, without what says who (`blank`)
    GARDE = "garde"  # the rows stay; their author is now « Compte effacé »
    PREUVE = "preuve"  # kept as they are until the end of their legal retention


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of what is known of a person.

    `links`: columns that hold the key of the account, a path through relations included.
    `addresses`: columns that hold an e-mail address. `columns`: JSON key of the export → lookup.
    `more`: a condition on the rows themselves. `blank`: column → value, for `Sort.VIDE`.
    """

    key: str  # key of the JSON file
    title: str  # « Commentaires »
    sense: str  # what the export says of it
    model: type[Model]
    sort: Sort
    columns: Mapping[str, str]
    links: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    more: Q = field(default_factory=Q)
    blank: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, personne: Personne) -> QuerySet[Any]:
        """The rows on this person. A plain queryset: it may touch what is append-only."""
        found = Q(pk__in=())
        for link in self.links:
            found |= Q(**{link: personne.pk})
        for address in self.addresses:
            found |= Q(**{f"{address}__iexact": personne.email})
        return QuerySet(self.model).filter(found).filter(self.more)
