"""What goes out comes back in unchanged, and the same rows give the same bytes."""

import csv
import datetime as dt
import json
import unicodedata
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from actions.models import Action, Besoin, BudgetAnnuel, Jalon
from actions.versions import canonical, values_of
from feuille_de_route.donnees.colonnes import COLUMNS, Kind
from feuille_de_route.donnees.tableur.classeur import read_sheets
from feuille_de_route.donnees.tableur.entetes import columns_of, headings_of
from feuille_de_route.donnees.tableur.lecture import Choices
from feuille_de_route.donnees.tableur.plan import What
from feuille_de_route.donnees.tableur.services import (
    Agreed,
    Tableur,
    importer_tableur,
    plan_of,
)
from feuille_de_route.donnees.tableur.texte import read_csv
from feuille_de_route.export.formats import write_csv, write_json, write_xlsx
from feuille_de_route.export.tables import Table, Titre, tables_of
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action, une_action_prete, une_feuille, une_organisation

HOSTILE = [
    "=1+1", "+33 6 00", "-5 %", "@SUM(A1)", "\tonglet", "'=1+1", "''-x", "'apostrophe", "=cmd|' /C calc'!A0",
    "a;b", 'un "mot"', "deux\nlignes", "_x0041_", "_x000D_", "1.2", "03/04/2025", "1e5", "e\u0301", "é",
    "Œuvre 𝟙 🌊", "\u202f espace \u00a0 fine", "x" * 20_000, "http://exemple.fr", "TRUE", "#notes",
]  # fmt: skip


def _xlsx(tables) -> bytes:
    with write_xlsx(tables) as stream:
        return stream.read()


def _csv(table, *, bom=True) -> bytes:
    return "".join(write_csv(table, bom=bom)).encode()


def _readings(table):
    """The grids the import reads from each file."""
    yield read_sheets(_xlsx([table]))[table.nom]
    yield read_csv(_csv(table))
    yield read_csv(_csv(table, bom=False))


# Cells -------------------------------------------------------------------------------------------

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=60
)
DANGER = st.builds(str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "'=", "''+"]), TEXTS)


def _table(rows, kind=Kind.TEXT) -> Table:
    titres = (Titre("a", "Colonne", kind), Titre("b", "Autre", Kind.TEXT))
    return Table("essai", "Essai", titres, lambda: ([*row, "autre"] for row in rows))


@given(st.lists(TEXTS | DANGER | st.sampled_from(HOSTILE), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
@example(HOSTILE)
def test_every_text_is_read_back(texts):
    for grid in _readings(_table([[text] for text in texts])):
        read = [grid.rows.get(at, {}).get(1) for at in range(2, len(texts) + 2)]
        assert read == [text if text.strip() else None for text in texts]


@given(st.decimals(0, 10**11, places=2))
@settings(max_examples=40, deadline=None)
def test_every_amount_is_read_back(amount):
    for grid in _readings(_table([[amount]], Kind.AMOUNT)):
        cell = grid.rows[2][1]
        assert Decimal(str(cell).replace(",", ".")) == amount


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
@settings(max_examples=30, deadline=None)
def test_every_date_is_read_back(day):
    sheet, *texts = [
        grid.rows[2][1] for grid in _readings(_table([[day.replace(day=1)]], Kind.MONTH))
    ]
    assert sheet == day.replace(day=1)
    assert set(texts) == {f"{day:01/%m/%Y}"}


@pytest.mark.parametrize("text", HOSTILE[:9])
def test_no_cell_of_a_csv_is_computed(text):
    """The first sign of a cell is never one that starts a formula."""
    lines = StringIO(_csv(_table([[text]])).decode("utf-8-sig"), newline="")
    _titles, (cell, _other) = csv.reader(lines, delimiter=";")
    assert cell[0] not in "=+-@\t\r"


def test_nothing_is_a_formula_or_a_link_in_a_workbook():
    from_file = load_workbook(BytesIO(_xlsx([_table([[text] for text in HOSTILE])])))
    for cell, _other in from_file["Essai"].iter_rows(min_row=2):
        assert cell.data_type in "sn", cell.value
        assert cell.hyperlink is None


def test_a_text_beyond_a_cell_is_said_and_never_cut():
    table = _table([["x" * 40_000], ["court"]])
    book = load_workbook(BytesIO(_xlsx([table])))["Essai"]
    assert book["A2"].value is None
    assert "trop long" in book["A2"].comment.text
    assert book["A3"].value == "court"


# Actions -----------------------------------------------------------------------------------------


@pytest.fixture
def feuille(db):
    feuille = une_feuille(Phase.PARTAGE)
    other = une_organisation("Forge « Boule » ; & fils")
    feuille.territoire.organisations.add(other)
    action = une_action_prete(feuille, porteur=other, priorite="elevee", reference="A-7")
    action.partenaires.add(other)
    action.linked.add(une_action(feuille, "2", is_restricted=True))
    Besoin.objects.create(action=action, title="Un local | sec", kind="foncier_locaux", quantity=40)
    BudgetAnnuel.objects.create(action=action, year=2025, planned=Decimal("10000.50"), spent=3)
    Jalon.objects.create(action=action, position=2, title="Sans date")
    feuille.territoire.organisations.add(action.porteur)
    return feuille


def _tableur(grid) -> Tableur:
    headings = headings_of(grid, 1)
    lost = {one.text for one in headings if not one.key}
    assert lost <= {column.heading for column in COLUMNS if not column.read}
    columns = columns_of({one.column: one.key for one in headings})
    return Tableur("export", grid, Choices(header=1, columns=columns))


def _values(feuille) -> dict[str, object]:
    actions = Action.objects.filter(feuille=feuille).for_fiche()
    return {one.numero: canonical(values_of(one)) for one in actions}


def _assert_unchanged(access):
    (table,) = tables_of("actions", access)
    for grid in _readings(table):
        plan = plan_of(_tableur(grid), access)
        assert {line.what for line in plan.lines} <= {What.SAME}, [
            (line.what, line.differences, line.faults) for line in plan.lines
        ]
        assert not plan.doubts


def test_an_export_imported_again_changes_nothing(feuille):
    access = un_access(feuille, Role.ADMINISTRATEUR)
    _assert_unchanged(access)
    before = _values(feuille)
    (table,) = tables_of("actions", access)
    tableur = _tableur(read_sheets(_xlsx([table]))["Actions"])
    importer_tableur(tableur, access, Agreed(plan_of(tableur, access).digest()))
    assert _values(feuille) == before


@given(
    title=(TEXTS | DANGER).filter(lambda text: any(sign.isalnum() for sign in text)),
    long=(TEXTS | DANGER | st.sampled_from(HOSTILE)).filter(
        lambda text: not text.strip() or any(sign.isalnum() for sign in text)
    ),
    decomposed=st.booleans(),
    budget=st.none() | st.decimals(0, 10**9, places=2),
    month=st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_action_comes_back_unchanged(feuille, title, long, decomposed, budget, month):
    access = un_access(feuille, Role.ADMINISTRATEUR)
    form = "NFD" if decomposed else "NFC"
    start = month and month.replace(day=1)
    feuille.actions.filter(reference="A-7").update(
        # As forms keep them: a title is one line, and nothing has spaces around.
        title=" ".join(unicodedata.normalize(form, title).split())[:300],
        description=unicodedata.normalize(form, long).strip(),
        budget=budget,
        start=start,
        end=None,
    )
    _assert_unchanged(access)


def test_the_same_rows_give_the_same_bytes(feuille):
    access = un_access(feuille, Role.ADMINISTRATEUR)
    for code in ("actions", "engagements", "votes", "historique", "journal"):
        tables = tables_of(code, access)
        assert _xlsx(tables) == _xlsx(tables), code
        assert _csv(tables[0]) == _csv(tables[0]), code


def test_json_holds_each_row_with_its_keys(feuille):
    access = un_access(feuille, Role.ADMINISTRATEUR)
    data = json.loads("".join(write_json(tables_of("actions", access), feuille.slug)))
    assert (data["format"], data["version"]) == ("feuille-de-route/export", 1)
    (action,) = [one for one in data["actions"] if one["reference"] == "A-7"]
    assert action["budget"] == "100000.00"
    assert action["start"] == "2024-09-01"


def test_columns_are_typed_and_the_headings_stay(feuille):
    access = un_access(feuille, Role.ADMINISTRATEUR)
    sheet = load_workbook(BytesIO(_xlsx(tables_of("actions", access))))["Actions"]
    named = {cell.value: cell.column_letter for cell in sheet[1]}
    assert isinstance(sheet[f"{named['Budget (€ HT)']}2"].value, int | float)
    assert isinstance(sheet[f"{named['Début']}2"].value, dt.datetime)
    assert isinstance(sheet[f"{named['N°']}2"].value, str)
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
