"""Exports and search of 2,000 actions: seconds, ratio to a bare list, most memory held."""

import csv
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO

from actions.models import Action
from comptes.models import User
from feuille_de_route.export.formats import write_csv, write_json, write_xlsx
from feuille_de_route.export.tables import tables_of
from socle.recherche import index
from territoires.access import get_access
from territoires.models import FeuilleDeRoute
from tests.bench.mesure import heading, milliseconds, peak_megabytes, row
from tests.bench.peupler import peupler

ACTIONS = 2000
WRITE = {
    "XLSX": lambda tables: write_xlsx(tables).close(),
    "CSV": lambda tables: sum(map(len, write_csv(tables[0], bom=True))),
    "JSON": lambda tables: sum(map(len, write_json(tables, "mesure"))),
}


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
    heading("Exports", "sujet", "format", "secondes", "dont calcul", "rapport", "mémoire, Mo")
    for code in ("actions", "engagements"):
        for form in WRITE:
            wall, took = _seconds(lambda c=code, f=form: WRITE[f](tables_of(c, access)))
            memory = _in_its_own_process(feuille.slug, user.email, code, form)
            row(code, form, f"{wall:.2f}", f"{took:.2f}", f"{took / alone:.0f}", memory)
    heading("Recherche", "question", "actions trouvées", "ms")
    for words in ("entreprises", "promotion 77", "zzz"):
        found = feuille.actions.search(words).order_by("found_rank", "rank")
        took = milliseconds(lambda rows=found: list(rows[:20]), runs=5)
        row(words, found.count(), f"{took:.0f}")


def _in_its_own_process(*what: str) -> str:
    """Most memory held, in megabytes, by a process that has done one export and nothing else."""
    code = (
        "import sys, django; django.setup()\n"
        "from tests.bench.sorties import export; export(*sys.argv[1:])"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *what],
        capture_output=True,
        check=True,
        text=True,
    )
    return told.stdout.strip()


def export(slug: str, email: str, code: str, form: str) -> None:
    """One export by this process, which then prints the most memory it held."""
    feuille = FeuilleDeRoute.objects.get(slug=slug)
    access = get_access(User.objects.get(email=email), feuille)
    WRITE[form](tables_of(code, access))
    print(peak_megabytes())


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall time and processor time; only the second is the same on a busy machine."""
    start, worked = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - worked
