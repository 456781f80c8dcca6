"""Fonts, colours, measures and paragraph styles of the document (DESIGN, section 9)."""

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from socle.pdf import corrections

FONTS = Path(__file__).parent / "fonts"
REGULAR, SEMIBOLD, BOLD, DISPLAY = "Hanken", "Hanken-600", "Hanken-700", "Familjen-600"
FILES = {
    REGULAR: "HankenGrotesk-400.ttf",
    SEMIBOLD: "HankenGrotesk-600.ttf",
    BOLD: "HankenGrotesk-700.ttf",
    DISPLAY: "FamiljenGrotesk-600.ttf",
}


class FontMissingError(Exception):
    """Nothing can be drawn: a font of ours is not there, or not readable. Its text is the file."""


def _register() -> frozenset[str]:
    """Register the fonts and give the signs that all of them can draw.

    Without one of them the site still serves its pages; `require_fonts` says why it cannot draw.
    """
    known: set[str] | None = None
    if missing_font():
        return frozenset()
    for name, file in FILES.items():
        font = TTFont(name, str(FONTS / file), asciiReadable=1)
        pdfmetrics.registerFont(font)
        signs = {chr(code) for code in font.face.charToGlyph if 32 <= code < 0xFFFF}
        known = signs if known is None else known & signs
    corrections.apply(REGULAR)
    return frozenset(known or ())


def missing_font() -> str:
    """The first font file that cannot be read, or nothing."""
    for file in FILES.values():
        try:
            with (FONTS / file).open("rb") as font:
                font.read(4)
        except OSError:
            return file
    return ""


def require_fonts() -> None:
    """Raise `FontMissingError` when a page could not be drawn as it must be."""
    if file := missing_font():
        raise FontMissingError(file)
    if not KNOWN_GLYPHS:
        raise FontMissingError("les polices étaient absentes au démarrage, redémarrez le produit")


KNOWN_GLYPHS = _register()

WIDTH, HEIGHT = A4
LEFT = RIGHT = 16 * mm
TOP, BOTTOM = 18 * mm, 23 * mm
CONTENT = WIDTH - LEFT - RIGHT
GUTTER = 104  # column of the section names, at the left of their content
COLUMN = CONTENT - GUTTER

INK, INK_2, INK_3 = HexColor("#10262d"), HexColor("#3f535b"), HexColor("#566970")
LINE, LINE_STRONG = HexColor("#b9c2bf"), HexColor("#74868c")
PAPER, WELL, SILT, WATER = (
    HexColor("#f4f5f0"),
    HexColor("#e9ece6"),
    HexColor("#f5ebda"),
    HexColor("#dde9e8"),
)
WHITE, CHANNEL, CHANNEL_BRIGHT = HexColor("#ffffff"), HexColor("#0e3b49"), HexColor("#175669")
BUOY, LINK = HexColor("#ffc629"), HexColor("#0b5566")
SUCCESS_TINT = HexColor("#dff0e2")
SUCCESS, WARNING, ERROR = HexColor("#1b6a3c"), HexColor("#7f5200"), HexColor("#b0251d")
SERIES = tuple(HexColor(c) for c in ("#0e3b49", "#2a7382", "#a5c9ca", "#e8c987"))
ON_SERIES = (WHITE, WHITE, INK, INK)


@dataclass(frozen=True)
class Look:
    """How one objectif is drawn: its colours and the shape of its sea mark (1, 2 or 3)."""

    shape: int
    main: Color
    tint: Color
    line: Color
    bright: Color  # on the dark channel


LOOKS = (
    Look(1, HexColor("#0b6b57"), HexColor("#ddefe8"), HexColor("#a9d2c4"), HexColor("#5cc9a7")),
    Look(2, HexColor("#b2430a"), HexColor("#fbe7da"), HexColor("#eabf9f"), HexColor("#ff9e66")),
    Look(3, HexColor("#5a3f99"), HexColor("#e9e4f5"), HexColor("#c6bbe4"), HexColor("#b9a4f5")),
)
NEUTRAL = Look(1, CHANNEL, WATER, LINE, WATER)


def look_of(code: str) -> Look:
    """Colours and shape of an objectif by its code, « 1 » to « 3 »; a neutral look for another."""
    known = {str(rank): look for rank, look in enumerate(LOOKS, 1)}
    return known.get(code, NEUTRAL)


def style(name: str, parent: ParagraphStyle | None = None, **changes: object) -> ParagraphStyle:
    base: dict[str, object] = {}
    if parent is None:
        base = {
            "fontName": REGULAR, "bulletFontName": REGULAR, "fontSize": 10, "leading": 14, "textColor": INK,
            "allowWidows": 0, "allowOrphans": 0, "splitLongWords": 1, "hyphenationLang": "",
        }  # fmt: skip
    return ParagraphStyle(name, parent=parent, **{**base, **changes})


BODY = style("body", spaceAfter=5)
LEAD = style("lead", fontSize=13, leading=19, spaceAfter=10)
BULLET = style("bullet", BODY, leftIndent=11, bulletIndent=1, spaceAfter=2.5, bulletFontSize=10)
NOTE = style("note", fontSize=8.5, leading=11.5, textColor=INK_2, spaceAfter=4)

TITLE_SHAPED = {"fontName": DISPLAY, "shaping": 1, "textColor": INK}
H1 = style("h1", fontSize=22, leading=26, spaceAfter=12, **TITLE_SHAPED)
H2 = style("h2", fontSize=15, leading=19, spaceBefore=18, spaceAfter=7, **TITLE_SHAPED)
H3 = style("h3", fontSize=12, leading=15, spaceBefore=8, spaceAfter=3, **TITLE_SHAPED)
FIGURE = style("figure", fontSize=25, leading=28, **TITLE_SHAPED)
RUBRIC = style("rubric", fontSize=12, leading=15, **TITLE_SHAPED)

CELL = style("cell", fontSize=9, leading=12)
CELL_STRONG = style("cell-strong", CELL, fontName=SEMIBOLD)
CELL_NUMBER = style("cell-number", CELL, alignment=TA_RIGHT)
CELL_TOTAL = style("cell-total", CELL_NUMBER, fontName=SEMIBOLD)
CELL_QUIET = style("cell-quiet", CELL, textColor=INK_2)
HEAD = style("head", fontSize=8.2, leading=10.5, fontName=SEMIBOLD, textColor=INK_3)
HEAD_NUMBER = style("head-number", HEAD, alignment=TA_RIGHT)
FACT_LABEL = style("fact-label", fontSize=8.2, leading=10.5, textColor=INK_3, spaceAfter=1)
FACT_VALUE = style("fact-value", fontSize=9.4, leading=12, fontName=SEMIBOLD)
LEGEND = style("legend", fontSize=8, leading=10.5, textColor=INK_2)
ORGANISATION = style("organisation", fontSize=10.5, leading=14, spaceAfter=1)
