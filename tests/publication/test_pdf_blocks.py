"""The parts the PDF is made of: typography, blocks, charts, contrasts."""

import re
from decimal import Decimal

import pytest
from reportlab.lib.colors import Color

from publication.contenu import Contenu
from publication.pdf.charts import funding_bar
from socle.pdf import theme
from socle.pdf.blocks import Rubric, rubric, table
from socle.pdf.stacks import fill, stack_height
from socle.pdf.svgpath import segments
from socle.pdf.texts import body, text
from socle.pdf.typography import printable, quantity, shorten, unprintable_signs
from tests.publication.exemple import exemple


@pytest.fixture(scope="module")
def contenu() -> Contenu:
    return exemple()


# Typography --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("l'eau d'ici", "l’eau d’ici"),
        ("'cité'", "'cité'"),
        ("Quoi ? Oui ! Bien ; 12 %", "Quoi\u202f? Oui\u202f! Bien\u202f; 12\u202f%"),
        ("« a » : b", "«\u00a0a\u00a0»\u00a0: b"),
        ("1 250 000 €", "1\u202f250\u202f000\u202f€"),
        ("voir https://a.example/?b=1;c", "voir https://a.example/?b=1;c"),
        ("a ?b", "a ?b"),
        ("e\u0301te\u0301", "été"),
        ("😀😀 et 漢", "[?] et [?]"),
        ("≥ 3 ✓", ">= 3 [x]"),
        ("a\u200bb\ufeffc", "abc"),
        ("ligne\r\nsuivante", "ligne\nsuivante"),
    ],
)
def test_printable(typed: str, expected: str) -> None:
    assert printable(typed) == expected


def test_unprintable_signs_are_reported() -> None:
    assert unprintable_signs("été 😀 ő → 漢\n😀") == "😀漢"
    assert unprintable_signs("tout va bien") == ""


@pytest.mark.parametrize(
    ("value", "unite", "expected"),
    [
        (1, "jours", "1 jour"),
        (6, "jours", "6 jours"),
        (3500, "m2", "3 500 m²"),
        (180, "tCO2e/an", "180 tCO₂e/an"),
        (150_000, "EUR", "150 000 €"),
        (50, "% à l'horizon 2030", "50 % à l’horizon 2030"),
        (7, "", "7"),
    ],
)
def test_quantity(value: int, unite: str, expected: str) -> None:
    assert re.sub("[\u00a0\u202f]", " ", quantity(Decimal(value), unite)) == expected


def test_shorten_cuts_at_a_space() -> None:
    assert shorten("Accompagner quarante entreprises", 25) == "Accompagner quarante…"
    assert shorten("A" * 50, 10) == "A" * 9 + "…"
    assert shorten("court", 10) == "court"


def test_lines_never_break_inside_an_amount() -> None:
    """At every width, « 1 250 000 € » stays on one line, with its narrow spaces."""
    amount = "1\u202f250\u202f000\u202f€"
    for width in range(60, 160, 3):
        paragraph = text(f"Un budget de {amount} hors taxes et {amount} encore")
        paragraph.wrap(width, 1e6)
        shown = "\n".join(" ".join(line[1]) for line in paragraph.blPara.lines)
        assert shown.count(amount) == 2


def test_free_text_keeps_its_lists_and_paragraphs() -> None:
    blocks = body("Un.\n\n- deux\n• trois\n-quatre")
    assert [(b.role, b.frags[0].text) for b in blocks] == [
        ("P", "Un."), ("LI", "deux"), ("LI", "trois"), ("P", "-quatre"),
    ]  # fmt: skip


# Blocks and charts -------------------------------------------------------------------------------


def test_stack_fills_a_height_and_loses_nothing() -> None:
    items = [text("mot " * 200) for _ in range(3)]
    whole = stack_height(items, 300)
    head, rest = fill(items, 300, whole / 2, None)
    assert 0 < stack_height(head, 300) <= whole / 2
    lines = sum(round(item.wrap(300, 1e6)[1] / 14) for item in [*head, *rest])
    assert lines == sum(round(item.wrap(300, 1e6)[1] / 14) for item in items)


def test_rubric_never_leaves_its_name_alone() -> None:
    block = rubric("Constat", [text("mot " * 400)])
    block.wrap(theme.CONTENT, 1e6)
    assert block.split(theme.CONTENT, 10) == []
    first, second = block.split(theme.CONTENT, 100)
    assert isinstance(first, Rubric)
    assert first.title is not None
    assert second.title is None


def test_rows_are_cut_inside_only_when_they_are_tall() -> None:
    """A row that fits on the next page goes there whole; one taller than a page is cut."""
    short = table([["a"], [text("mot " * 60)], ["b"]], [300], head=0)
    short.wrap(300, 1e6)
    first, *_rest = short.split(300, 40)
    assert len(first._cellvalues) == 1
    tall = table([[text("mot " * 4000)]], [300], head=0)
    tall.wrap(300, 1e6)
    assert short.__class__ is tall.__class__
    assert len(tall.split(300, 600)) == 2
    low = table([[text("mot " * 60)]], [300], head=0)
    low.wrap(300, 1e6)
    assert low.split(300, 40) == []


def test_funding_bars_say_the_same_in_words(contenu: Contenu) -> None:
    for action in contenu.actions:
        bar = funding_bar(action, 400)
        assert bar is not None
        assert all(line.financeur in bar.alt for line in action.financements)


def test_arc_and_glued_flags_of_svg_paths() -> None:
    """A half circle of radius 5 from (0, 0) to (10, 0), written as icons write it."""
    curves = [points for op, points in segments("M0 0a5 5 0 0110 0z") if op == "C"]
    assert len(curves) == 2
    assert curves[0][-1] == pytest.approx((5, -5))
    assert curves[-1][-1] == pytest.approx((10, 0))


def luminance(color: Color) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.rgb()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((ink, back) for ink in (theme.INK, theme.INK_2, theme.INK_3) for back in (theme.WHITE, theme.PAPER)),
        *((look.main, back) for look in theme.LOOKS for back in (theme.WHITE, look.tint)),
        *((theme.INK_2, look.tint) for look in theme.LOOKS),
        *zip(theme.ON_SERIES, theme.SERIES, strict=True),
        (theme.WHITE, theme.CHANNEL),
        (theme.BUOY, theme.CHANNEL),
        (theme.INK, theme.BUOY),
        (theme.LINK, theme.WHITE),
    ],
)  # fmt: skip
def test_contrast(front: Color, back: Color) -> None:
    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
