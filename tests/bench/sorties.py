"""Exports and search of 2,000 actions: seconds, ratio to a bare list, most memory held."""

import csv
import time
from collections.abc import Callable
from io import StringIO

from actions.models import Action
from feuille_de_route.export.formats import write_csv, write_json, write_xlsx
from feuille_de_route.export.tables import tables_of
from socle.recherche import index
from territoires.access import get_access
from tests.bench.mesure import forget_peak, heading, milliseconds, peak_megabytes, row
from tests.bench.peupler import peupler

ACTIONS = 2000


def main() -> None:
    feuille, user = peupler(ACTIONS)
    index(Action.objects.filter(feuille=feuille).with_words().iterator(chunk_size=200))
    access = get_access(user, feuille)
    assert access is not None

    def bare() -> None:
        """The same columns of the same rows, in one query, without their lines."""
        writer = csv.writer(StringIO())
        writer.writerows(feuille.actions.values_list())

    alone = _seconds(bare)
    heading("Exports", "sujet", "format", "secondes", "rapport", "mémoire au plus, Mo")
    for code in ("actions", "engagements"):
        tables = tables_of(code, access)
        for form, write in (
            ("XLSX", lambda t=tables: write_xlsx(t).close()),
            ("CSV", lambda t=tables: sum(map(len, write_csv(t[0], bom=True)))),
            ("JSON", lambda t=tables: sum(map(len, write_json(t, "mesure")))),
        ):
            forget_peak()
            took = _seconds(write)
            row(code, form, f"{took:.2f}", f"{took / alone:.0f}", peak_megabytes())
    heading("Recherche", "question", "actions trouvées", "ms")
    for words in ("entreprises", "promotion 77", "zzz"):
        found = feuille.actions.search(words).order_by("found_rank", "rank")
        took = milliseconds(lambda rows=found: list(rows[:20]), runs=5)
        row(words, found.count(), f"{took:.0f}")


def _seconds(work: Callable[[], object]) -> float:
    """Wall time: the machine has nothing else to do (see docs/mesures.md)."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
