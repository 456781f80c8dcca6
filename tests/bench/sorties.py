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

    _wall, alone = _seconds(bare)
    heading(
        "Exports", "sujet", "format", "secondes", "dont calcul", "rapport", "mémoire de plus, Mo"
    )
    for code in ("actions", "engagements"):
        tables = tables_of(code, access)
        for form, write in (
            ("XLSX", lambda t=tables: write_xlsx(t).close()),
            ("CSV", lambda t=tables: sum(map(len, write_csv(t[0], bom=True)))),
            ("JSON", lambda t=tables: sum(map(len, write_json(t, "mesure")))),
        ):
            forget_peak()
            held = peak_megabytes()
            wall, took = _seconds(write)
            ratio = f"{took / alone:.0f}"
            row(code, form, f"{wall:.2f}", f"{took:.2f}", ratio, peak_megabytes() - held)
    heading("Recherche", "question", "actions trouvées", "ms")
    for words in ("entreprises", "promotion 77", "zzz"):
        found = feuille.actions.search(words).order_by("found_rank", "rank")
        took = milliseconds(lambda rows=found: list(rows[:20]), runs=5)
        row(words, found.count(), f"{took:.0f}")


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall time and processor time; only the second is the same on a busy machine."""
    start, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - worked
