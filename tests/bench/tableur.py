"""A list of actions in a workbook: opened, read, compared, written; time, growth, memory.

Each size in a process of its own, so that the most memory it held is told.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO

from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from comptes.models import User
from feuille_de_route.donnees.tableur import classeur, services
from feuille_de_route.donnees.tableur.depot import dump_grid, load_grid
from feuille_de_route.donnees.tableur.entetes import columns_of, find_header, headings_of
from feuille_de_route.donnees.tableur.lecture import Choices
from feuille_de_route.donnees.tableur.preview import load_preview, preview_of
from feuille_de_route.donnees.tableur.services import Agreed, Tableur
from organisations.models import Organisation
from territoires.access import get_access
from territoires.services import creer_territoire
from tests.bench.mesure import heading, peak_megabytes, row

#: Django is set up before the models are imported.
ALONE = (
    "import sys, django; django.setup(); from tests.bench.tableur import one; one(int(sys.argv[1]))"
)
SIZES = (100, 1000, 10_000)
HEADINGS = (
    "N°", "Objectif", "Titre", "Résumé", "Porteur", "Partenaires", "Description", "Coût HT",
    "Démarrage", "Échéance", "Jalons", "Plan de financement", "Indicateurs", "Résultats attendus",
    "Bénéficiaires", "Localisation", "Observations",
)  # fmt: skip
TEXT = (
    "Un lieu et deux techniciens, ouverts aux entreprises du parc deux jours par semaine. " * 4
).strip()


def main() -> None:
    heading(
        "Import of a workbook (10,000 rows: opening at most 3 × openpyxl alone, 600 MB)",
        "rows", "kB", "openpyxl alone, s", "opening, s", "ratio", "plan, s", "page, s", "writing, s",
        "unchanged again, s", "peak MB",
    )  # fmt: skip
    for n in SIZES:
        alone = [sys.executable, "-c", ALONE, str(n)]
        with tempfile.TemporaryDirectory() as folder:
            env = os.environ | {"VAR_DIR": folder}
            told = subprocess.run(alone, capture_output=True, check=True, text=True, env=env)
        row(*told.stdout.splitlines()[-1].split())


def _list_of(n: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Actions")
    sheet.append(HEADINGS)
    for i in range(n):
        sheet.append([
            None, 1 + i % 3, f"Action {i} du plan", TEXT, f"Organisation 1 {i % 20}",
            f"Organisation 1 {(i + 1) % 20}\nOrganisation 1 {(i + 2) % 20}", TEXT, 45_000 + i,
            "03/2025", "décembre 2026", "T1 2025 | Choisir\nT2 2026 | Ouvrir",
            "Région | 20 000 | sollicité", "Entreprises | réalisation | entreprises | 0 | 12",
            "Un résultat\nUn autre", "Les entreprises du parc", "Savenay", "vu en réunion",
        ])  # fmt: skip
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _bare(data: bytes) -> None:
    """What openpyxl takes to give the same cells, checking nothing."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    for _cells in book.active.iter_rows(values_only=True):
        pass


def one(n: int) -> None:
    """Measure one size, told as cells apart by spaces."""
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("mesure@essai.example", "Mesure")
    organisations = [
        Organisation.objects.create(
            name=f"Organisation 1 {i}", kind="collectivite", college="collectivites"
        )
        for i in range(20)
    ]
    feuille = creer_territoire(name="Mesure", epci=organisations[:2], administrateur=user)
    access = get_access(user, feuille)
    data = _list_of(n)
    bare, _ = _timed(lambda: _bare(data))
    opening, grids = _timed(lambda: classeur.read_sheets(data))
    grid = load_grid(dump_grid(grids["Actions"]))
    header = find_header(grid)
    headings = headings_of(grid, header)
    columns = columns_of({one.column: one.key for one in headings})
    sheet = Tableur("mesure.xlsx", grid, Choices(header, columns))
    planning, plan = _timed(lambda: services.plan_of(sheet, access))
    assert not plan.is_refused, [line.faults for line in plan.lines if line.faults][:3]
    digest, shown = plan.digest(), preview_of(plan).dump()
    del plan
    showing, _ = _timed(lambda: load_preview(shown).changes[:30])
    writing, _ = _timed(lambda: services.importer_tableur(sheet, access, Agreed(digest)))
    again, plan = _timed(lambda: services.plan_of(sheet, access))
    assert plan.is_empty
    assert feuille.actions.count() == n
    seconds = [f"{one:.2f}" for one in (bare, opening)]
    rest = [f"{one:.2f}" for one in (planning, showing, writing, again)]
    print(n, len(data) // 1000, *seconds, f"{opening / bare:.2f}", *rest, peak_megabytes())
