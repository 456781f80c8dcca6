"""The charts: one geometry, in the PDF and on the page; what they show is what the content says."""

import io
import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from publication import totaux
from publication.contenu import (
    ActionContenu,
    BudgetAnnee,
    Choix,
    Contenu,
    FinancementContenu,
    ObjectifContenu,
    Periode,
    TerritoireContenu,
)
from publication.dessins.annees import annees, par_annee
from publication.dessins.budget import budget
from publication.dessins.calendrier import calendriers
from publication.dessins.formes import (
    DEMI_ECRAN,
    DEMI_PAGE,
    ECRAN,
    PAGE,
    POCHE,
    Box,
    Format,
    Picture,
    Strokes,
)
from publication.dessins.mots import width_of
from publication.dessins.palette import COULEURS
from publication.dessins.priorites import jugees, priorites
from publication.dessins.svg import svg
from publication.illustrations import Illustrations
from publication.montants import tableau
from publication.pdf.dessin import figure
from socle import francais
from socle.pdf import theme
from tests.publication.exemple import agrandir, exemple
from tests.publication.test_pdf import read, squash

CSS = (Path(__file__).parents[2] / "static" / "feuille.css").read_text()
LONG = "Accompagner " + "très longuement " * 20 + "Anticonstitutionnellement" * 4
SVG = "{http://www.w3.org/2000/svg}"


def _plan(contenu: Contenu, form: Format) -> Picture | None:
    return priorites(jugees(contenu, contenu.seances[0]), form) if contenu.seances else None


#: Each chart, with the formats it is drawn in.
CHARTS: dict[str, tuple[Callable[[Contenu, Format], list[Picture | None]], tuple[Format, ...]]] = {
    "calendrier": (lambda c, f: list(calendriers(c, f)), (PAGE, ECRAN, POCHE)),
    "budget": (lambda c, f: [budget(c, f)], (DEMI_PAGE, DEMI_ECRAN)),
    "annees": (lambda c, f: [annees(c, f)], (DEMI_PAGE, DEMI_ECRAN)),
    "priorites": (lambda c, f: [_plan(c, f)], (DEMI_PAGE, DEMI_ECRAN)),
}


def _printed(picture: Picture) -> str:
    """What is read of the picture alone on a page of PDF."""
    out = io.BytesIO()
    canvas: Any = Canvas(out, pagesize=(picture.width + 40, picture.height + 40))
    canvas.showing = lambda _node: nullcontext()  # what tags a document has
    chart = figure(picture)
    chart.wrapOn(canvas, picture.width, picture.height)
    chart.drawOn(canvas, 20, 20)
    canvas.save()
    return squash("".join(read(out.getvalue())))


def _hostile() -> Contenu:
    """Longest names, a late action, one done, one undated, one of no objective."""
    known = exemple()
    late = Choix("en_retard", "en retard")
    changes = (
        {"intitule": LONG, "avancement": late, "avancement_pourcent": 7},
        {"intitule": "<b>&\"'</b> 🌊", "debut": "", "fin": ""},
        {"objectif": "9", "avancement_pourcent": 100},
        {"debut": "2031-01", "fin": "2032-01"},
    )
    actions = [replace(a, **c) for a, c in zip(known.actions, changes, strict=False)]
    objectifs = [replace(o, titre=LONG) for o in known.objectifs[:1]]
    return replace(
        known,
        actions=(*actions, *known.actions[len(changes) :]),
        objectifs=(*objectifs, *known.objectifs[1:]),
    )


CONTENTS = {"exemple": exemple, "hostile": _hostile, "150": lambda: agrandir(exemple(), 150)}


def _pictures(content: str) -> list[Picture]:
    contenu = CONTENTS[content]()
    drawn = [p for draw, forms in CHARTS.values() for form in forms for p in draw(contenu, form)]
    return [picture for picture in drawn if picture is not None]


@pytest.mark.parametrize("content", CONTENTS)
def test_nothing_leaves_its_frame(content: str) -> None:
    for picture in _pictures(content):
        for words in picture.words:
            wide = width_of(words.text, words.size, words.weight)
            left = words.x - {"start": 0, "middle": wide / 2, "end": wide}[words.anchor]
            assert left >= -0.5, (picture.titre, words)
            assert left + wide <= picture.width + 0.5, (picture.titre, words)
            assert words.size * 0.7 <= words.y <= picture.height, (picture.titre, words)
        for shape in picture.shapes:
            if isinstance(shape, Box):
                assert shape.x >= -0.01
                assert shape.x + shape.width <= picture.width + 0.5, (picture.titre, shape)


@pytest.mark.parametrize("content", ["exemple", "hostile"])
def test_the_web_page_gets_well_formed_svg_without_style(content: str) -> None:
    for picture in _pictures(content):
        text = svg(picture, "essai")
        root = ElementTree.fromstring(text)  # noqa: S314 -- we wrote it
        assert "style" not in {name for element in root.iter() for name in element.attrib}
        assert root.attrib["role"] == "img"
        parts = {element.attrib["id"]: element.text for element in root if "id" in element.attrib}
        assert parts[root.attrib["aria-labelledby"]] == picture.titre
        assert parts[root.attrib["aria-describedby"]] == picture.alternative
        assert "<b>" not in text
        used = set(re.findall(r"[ft]-[a-z0-9-]+", " ".join(re.findall(r'class="([^"]*)"', text))))
        assert not [name for name in used if f".{name} {{" not in CSS]


def test_both_outputs_say_the_same_words(contenu: Contenu) -> None:
    """The same picture to both, then the formats of both: names may be cut, labels are the same."""
    for draw, forms in CHARTS.values():
        said = []
        for form in forms:
            pictures = [picture for picture in draw(contenu, form) if picture is not None]
            assert pictures
            for picture in pictures:
                root = ElementTree.fromstring(svg(picture, "a"))  # noqa: S314 -- we wrote it
                web = [element.text for element in root if element.tag == "text"]
                printed = _printed(picture)
                assert [words for words in web if squash(words or "") not in printed] == []
                assert figure(picture).alt == picture.alternative
            said.append(sorted(label for p in pictures for label in p.labels if label.strip()))
        percents = re.compile(rf"^\d+{francais.FINE}%$")  # shown where there is room
        told = [[label for label in labels if not percents.match(label)] for labels in said]
        assert all(labels == told[0] for labels in told)


def test_colours_are_those_of_the_stylesheet_and_of_the_pdf() -> None:
    day = CSS[CSS.index(":root {") : CSS.index("@media (prefers-color-scheme: dark)")]
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})", day))

    def long(value: str) -> str:
        return value if len(value) == 7 else "#" + "".join(2 * sign for sign in value[1:])

    assert {name: long(tokens[name]) for name in COULEURS} == COULEURS
    for rank, look in enumerate(theme.LOOKS, 1):
        assert COULEURS[f"o{rank}"] == f"#{look.main.hexval()[2:]}"
        assert COULEURS[f"o{rank}-fond"] == f"#{look.tint.hexval()[2:]}"


def test_every_segment_reads_without_colour(contenu: Contenu) -> None:
    """Each college has its own pattern or its own darkness; each objective its shape or its name."""
    drawn = budget(contenu, PAGE)
    assert drawn is not None
    series = {shape.fill for shape in drawn.shapes if isinstance(shape, Box)}
    patterns = {shape.color for shape in drawn.shapes if isinstance(shape, Strokes)}
    assert {"c3", "c5"} <= series
    assert {"c2", "encre-2"} <= patterns
    for line in tableau(contenu).lignes:
        assert line.libelle in drawn.labels
    late = calendriers(_hostile(), PAGE)[0]
    assert "en retard" in late.labels
    assert "en retard." in late.alternative


def test_what_is_not_dated_or_not_costed_is_said() -> None:
    contenu = _hostile()
    assert "dates à préciser" in calendriers(contenu, PAGE)[0].labels
    assert "Autres" in calendriers(contenu, PAGE)[0].labels
    bare = replace(contenu, actions=(), engagements=(), seances=())
    assert calendriers(bare, PAGE) == []
    assert budget(bare, PAGE) is None
    assert annees(bare, PAGE) is None
    assert priorites((), PAGE) is None


def test_many_actions_make_several_drawings_that_fit_a_page() -> None:
    room = theme.HEIGHT - theme.TOP - theme.BOTTOM - 60
    pictures = calendriers(agrandir(exemple(), 150), PAGE)
    assert len(pictures) > 1
    assert all(picture.height < room for picture in pictures)


def test_plates_of_the_plane_do_not_cover_each_other(contenu: Contenu) -> None:
    plane = _plan(contenu, DEMI_ECRAN)
    assert plane is not None
    plates = [shape for shape in plane.shapes if isinstance(shape, Box) and shape.edge[:1] == "o"]
    assert len(plates) == len(contenu.seances[0].votes)
    for rank, one in enumerate(plates):
        for other in plates[rank + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y


# Sums --------------------------------------------------------------------------------------------

AMOUNTS = st.integers(0, 50_000_000).map(lambda cents: Decimal(cents) / 100)
COLLEGES = ("entreprises", "collectivites", "etat_operateurs", "partenaires", "", "inconnu")
LINES = st.builds(
    FinancementContenu,
    financeur=st.just("Un financeur"),
    montant=AMOUNTS,
    state=st.sampled_from([Choix("acquis", "acquis"), Choix("sollicite", "sollicité")]),
    college=st.sampled_from(COLLEGES),
)
YEARS = st.builds(BudgetAnnee, annee=st.integers(2023, 2028), montant=AMOUNTS)
ACTIONS = st.builds(
    ActionContenu,
    numero=st.just("1.1"),
    objectif=st.sampled_from(["1", "2", "9"]),
    intitule=st.just("Une action"),
    porteur=st.just(""),
    budget=st.none() | AMOUNTS,
    financements=st.lists(LINES, max_size=4).map(tuple),
    budget_par_annee=st.lists(YEARS, max_size=3).map(tuple),
)


@given(st.lists(ACTIONS, max_size=6))
def test_sums_shown_are_those_of_the_content(actions: list[ActionContenu]) -> None:
    contenu = replace(
        _empty(), actions=tuple(replace(a, numero=f"1.{n}") for n, a in enumerate(actions))
    )
    found = totaux.financements(contenu.actions)
    missing = sum(map(totaux.a_trouver, contenu.actions))
    money = tableau(contenu)
    assert money.total == sum(line.montant for line in found) + missing
    assert money.acquis == sum(f.montant for f in found if f.state.cle == "acquis")
    assert sum(line.total for line in money.lignes) == sum(money.totaux)
    picture = budget(contenu, DEMI_PAGE)
    assert (picture is None) == (not money.total)
    shown = Illustrations(contenu)
    assert shown.total_origines.total == money.total
    if picture:
        said = [francais.euros_courts(amount, 2) for amount in money.totaux]
        assert not set(said) - set(picture.labels)
        width = sum(
            shape.width
            for shape in picture.shapes
            if isinstance(shape, Box) and 14 < shape.height < 16 and not shape.radius
        )
        assert width <= 2 * DEMI_PAGE.width + 5
    planned = sum(year.montant for a in contenu.actions for year in a.budget_par_annee)
    assert sum(sum(amounts) for amounts in par_annee(contenu).values()) == planned
    assert sum(line.total for line in shown.lignes_annees) == planned


def _empty() -> Contenu:
    known = exemple()
    return Contenu(
        edition="1.0",
        date=known.date,
        territoire=TerritoireContenu(nom="Un territoire"),
        periode=Periode(debut=2024, fin=2027),
        objectifs=tuple(
            ObjectifContenu(code=code, titre=f"Objectif {code}", intitule="") for code in "12"
        ),
    )


@pytest.fixture(scope="module")
def contenu() -> Contenu:
    return exemple()
