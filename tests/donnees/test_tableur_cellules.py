"""Reading one cell as people write it, and headings as they name them."""

from contextlib import nullcontext
from datetime import date
from decimal import Decimal

import pytest

from feuille_de_route.donnees.colonnes import COLUMNS
from feuille_de_route.donnees.shapes import Unreadable
from feuille_de_route.donnees.tableur import cellules, entetes
from feuille_de_route.donnees.tableur.grille import Grid, letter
from feuille_de_route.donnees.tableur.lexique import Directory, Lexicon
from organisations.models import Organisation


def lexicon(**more):
    known = [
        Organisation(pk=1, name="SARL Forge de la Boule", siret="73282932000074"),
        Organisation(pk=2, name="CC du Pays de Bouée"),
        Organisation(pk=3, name="Moulins, Filles et Cie"),
    ]
    return Lexicon(Directory(known), **more)


@pytest.mark.parametrize(
    ("cell", "euros", "doubted"),
    [
        ("1 250 000,50 €", "1250000.50", False),
        ("1\u202f250\u202f000,50\u00a0€", "1250000.50", False),
        ("45 k€", "45000", True),
        ("45 K€ HT", "45000", True),
        ("45 keuros", "45000", True),
        ("1,2 M€", "1200000", True),
        ("2 millions d’euros", "2000000", True),
        ("12 000 euros TTC", "12000", True),
        ("env. 30 000 €", "30000", True),
        (Decimal("41666.666666"), "41666.67", False),
        (Decimal("0"), "0", False),
    ],
)
def test_amounts(cell, euros, doubted):
    at = lexicon()
    assert cellules.amount(cell, at) == Decimal(euros)
    assert bool(at.take_doubts()) == doubted


@pytest.mark.parametrize(
    "cell", ["10 000 à 20 000 €", "100 000 - 150 000", "-5 €", "gratuit", date(2025, 1, 1), True, Decimal(10) ** 12]
)  # fmt: skip
def test_amounts_refused(cell):
    with pytest.raises(Unreadable):
        cellules.amount(cell, lexicon())


def test_a_bare_amount_follows_the_unit_of_its_heading():
    thousands = lexicon(unit=Decimal(1000))
    assert cellules.amount(Decimal("45.5"), thousands) == 45_500
    assert cellules.amount("45", thousands) == 45_000
    assert cellules.amount("45 000 €", thousands) == 45_000


@pytest.mark.parametrize(
    ("cell", "first", "last", "doubted"),
    [
        ("03/2025", "2025-03", "2025-03", False),
        ("mars 2025", "2025-03", "2025-03", False),
        ("Sept. 2025", "2025-09", "2025-09", False),
        ("1er mars 2025", "2025-03", "2025-03", False),
        ("31/12/2025", "2025-12", "2025-12", False),
        ("01/03/2025", "2025-03", "2025-03", False),
        ("03/04/2025", "2025-04", "2025-04", True),
        ("03/25", "2025-03", "2025-03", True),
        ("1er trimestre 2025", "2025-01", "2025-03", True),
        ("2ᵉ trimestre 2025", "2025-04", "2025-06", True),
        ("T4 2025", "2025-10", "2025-12", True),
        ("2025-T2", "2025-04", "2025-06", True),
        ("T1 2100", "2100-01", "2100-03", True),
        ("2e semestre 2025", "2025-07", "2025-12", True),
        ("fin 2026", "2026-12", "2026-12", True),
        ("2025", "2025-01", "2025-12", True),
        (Decimal(2025), "2025-01", "2025-12", True),
        (date(2025, 3, 14), "2025-03", "2025-03", False),
    ],
)
def test_months(cell, first, last, doubted):
    at = lexicon()
    assert cellules.first_month(cell, at).isoformat() == f"{first}-01"
    assert bool(at.take_doubts()) == doubted
    assert cellules.last_month(cell, lexicon()).isoformat() == f"{last}-01"


@pytest.mark.parametrize(
    "cell",
    ["bientôt", "31/31/2025", "mars", Decimal(45000), "5e trimestre 2025", "13/2025", "T1 2101"],
)
def test_months_refused(cell):
    with pytest.raises(Unreadable):
        cellules.first_month(cell, lexicon())


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("T1 2100", (2100, 1)),
        ("2025", (2025, None)),
        ("mars 2025", (2025, 1)),
        ("sans date", (None, None)),
        ("2101", None),
        ("1989", None),
    ],
)
def test_quarters_of_a_milestone(cell, due):
    with nullcontext() if due else pytest.raises(Unreadable):
        assert cellules.quarter(cell, lexicon()) == due


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("2024-2027", ("2024-01-01", "2027-12-01")),
        ("mars 2025 à juin 2026", ("2025-03-01", "2026-06-01")),
        ("03/2025 - 06/2026", ("2025-03-01", "2026-06-01")),
    ],
)
def test_periods(cell, months):
    assert tuple(one.isoformat() for one in cellules.period(cell, lexicon())) == months


@pytest.mark.parametrize(
    ("words", "pk"),
    [
        ("Forge de la Boule", 1),
        ("FORGE DE LA BOULE (S.A.R.L.)", 1),
        ("732 829 320", 1),
        ("73282932000074", 1),
        ("Communauté de communes du Pays de Bouee", 2),
    ],
)
def test_organisations_by_name_or_number(words, pk):
    assert lexicon().organisation(words) == pk


def test_an_unknown_organisation_is_asked_about_and_never_guessed():
    at = lexicon()
    with pytest.raises(Unreadable, match="Est-ce «\u00a0SARL Forge de la Boule\u00a0»"):
        at.organisation("Forge de la Boulle")
    assert at.unknown == {"forge de la boulle": "Forge de la Boulle"}
    at = lexicon(answers={"forge de la boulle": "1", "inconnue": "aucune", "neuve": "ajouter:pme"})
    assert at.organisation("Forge de la Boulle") == 1
    assert at.organisation("Inconnue") is None
    assert at.organisation("Neuve") == "ajouter:pme:Neuve"


def test_several_organisations_of_one_cell():
    both = lexicon().organisations("Forge de la Boule ; CC du Pays de Bouée")
    assert both == [1, 2]
    assert lexicon().organisations("- Forge de la Boule\n- CC du Pays de Bouée") == [1, 2]
    assert lexicon().organisations("Forge de la Boule, CC du Pays de Bouée") == [1, 2]
    # A known name may hold what elsewhere parts two names.
    assert lexicon().organisations("Moulins, Filles et Cie") == [3]


@pytest.mark.parametrize(
    ("words", "code"),
    [("1", "1"), ("Objectif n° 2", "2"), ("2 - Former aux métiers", "2"), ("décarboner l’INDUSTRIE", "1"), ("Obj. 1", "1")],
)  # fmt: skip
def test_objectives(words, code):
    at = lexicon(objectifs={"1": "Décarboner l’industrie", "2": "Former aux métiers"})
    assert at.objectif(words) == code


# Headings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Maître d'ouvrage", "porteur"),
        ("MAITRE D’OUVRAGE", "porteur"),
        ("Intitulé", "title"),
        ("Intitulé de l'action", "title"),
        ("Coût HT", "budget"),
        ("Coût total (€ HT)", "budget"),
        ("Budget prévisionnel (k€)", "budget"),
        ("Échéance", "end"),
        ("ECHEANCE", "end"),
        ("Date de démarrage", "start"),
        ("Axe", "axe"),
        ("AXE N°", "axe"),
        ("Objectif n°", "objectif"),
        ("N°", "numero"),
        ("N° action", "numero"),
        ("Numéro de l’action", "numero"),
        ("Partenaire(s)", "partenaires"),
        ("Indicateurs de suivi", "indicateurs"),
        ("Calendrier", "periode"),
        ("Porteurs de projets", "porteur"),
        ("Etat d'avancement", "avancement"),
        ("Observations", ""),
        ("Commentaires", ""),
        ("État", ""),  # written by us, never read back
    ],
)
def test_headings(heading, key):
    grid = Grid(rows={1: {1: heading}})
    assert entetes.headings_of(grid, 1)[0].key == key


def test_every_heading_of_ours_is_read_as_itself():
    grid = Grid(rows={1: {n: column.heading for n, column in enumerate(COLUMNS, 1)}})
    found = [one.key for one in entetes.headings_of(grid, 1)]
    assert found == [column.key if column.read else "" for column in COLUMNS]


def test_no_synonym_names_two_columns():
    seen = {}
    for column in COLUMNS:
        for text in (column.heading, *column.synonyms):
            mark = entetes.signature(text)
            assert seen.setdefault(mark, column.key) == column.key, text


def test_the_header_is_found_under_titles_and_empty_rows():
    grid = Grid(
        rows={
            1: {1: "Plan d’actions"},
            4: {1: "N°", 2: "Action", 3: "Porteur"},
            5: {1: "1.1", 2: "Titre"},
        }
    )
    assert entetes.find_header(grid) == 4


@pytest.mark.parametrize(
    ("heading", "factor"), [("Coût (k€)", 1000), ("Budget en M€", 10**6), ("Coût HT", 1)]
)
def test_units_of_headings(heading, factor):
    assert entetes.factor_of(heading) == factor


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (16384, "XFD")])
def test_letters(column, name):
    assert letter(column) == name
