"""Exports and search of 2,000 actions: seconds of work, ratio to a bare list."""

import csv
import time
from collections.abc import Callable
from io import StringIO

from actions.models import Action
from feuille_de_route.export.formats import write_csv, write_json, write_xlsx
from feuille_de_route.export.tables import tables_of
from socle.recherche import index
from territoires.access import get_access
from tests.bench.mesure import heading, milliseconds, row
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
    heading("Exports", "sujet", "format", "secondes de calcul", "rapport")
    for code in ("actions", "engagements"):
        tables = tables_of(code, access)
        for form, write in (
            ("XLSX", lambda t=tables: write_xlsx(t).close()),
            ("CSV", lambda t=tables: sum(map(len, write_csv(t[0], bom=True)))),
            ("JSON", lambda t=tables: sum(map(len, write_json(t, "mesure")))),
        ):
            took = _seconds(write)
            row(code, form, f"{took:.2f}", f"{took / alone:.0f}")
    heading("Recherche", "question", "actions trouvées", "ms")
    for words in ("entreprises", "promotion 77", "zzz"):
        found = feuille.actions.search(words).order_by("found_rank", "rank")
        took = milliseconds(lambda rows=found: list(rows[:20]), runs=5)
        row(words, found.count(), f"{took:.0f}")


def _seconds(work: Callable[[], object]) -> float:
    """Processor time: other work on the machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start
