"""A long list cut in pages; the address keeps the filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict


@dataclass(frozen=True, slots=True)
class Feuillet:
    """One page of a list: its rows, its rank, and the addresses of its neighbours, if any."""

    page: Page
    precedente: str
    suivante: str

    def __iter__(self) -> Iterator[Any]:
        return iter(self.page)

    @property
    def numero(self) -> int:
        return int(self.page.number)

    @property
    def sur(self) -> int:
        return int(self.page.paginator.num_pages)


def feuillet(request: HttpRequest, rows: Any, size: int) -> Feuillet:
    """The page `?page=` of `rows`, the nearest one for a wrong number. Two queries."""
    return cut(rows, size, request.GET.get("page"), request.GET)


def cut(rows: Any, size: int, number: object, query: QueryDict, path: str = "") -> Feuillet:
    """The page `number` of `rows`; its neighbours are at `path` with the pairs of `query`."""
    page = Paginator(rows, size).get_page(number)

    def address(neighbour: int) -> str:
        pairs = query.copy()
        pairs["page"] = str(neighbour)
        return f"{path}?{pairs.urlencode()}"

    before = address(page.number - 1) if page.has_previous() else ""
    after = address(page.number + 1) if page.has_next() else ""
    return Feuillet(page, before, after)
