"""The look of the document: real styles, so that a council may change them all at once."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"  # every word processor has it, or one of the same widths
INK, INK_2, CHANNEL = RGBColor(0x10, 0x26, 0x2D), RGBColor(0x3F, 0x53, 0x5B), RGBColor(14, 59, 73)
LANGUAGE = "fr-FR"
CONTENT = Cm(17)  # between the margins of A4
#: style → size, space before and after, in points
HEADINGS = {
    "Heading 1": (20, 0, 12),
    "Heading 2": (14, 20, 6),
    "Heading 3": (11.5, 14, 3),
    "Heading 4": (10, 8, 2),
}
CELL, LEGEND, FACT = "Cellule", "Légende", "Repère"


def dress(document: Any) -> None:
    """Page, language, headings, table of contents, cells."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.different_first_page_header_footer = True
    styles = document.styles
    _languages(styles)
    normal = styles["Normal"]
    _font(normal, 10.5, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    _font(styles["Title"], 34, CHANNEL, bold=True)
    styles["Title"].paragraph_format.space_after = Pt(10)
    _without_border(styles["Title"])
    _font(styles["Subtitle"], 15, INK_2)
    for name, (size, before, after) in HEADINGS.items():
        style = styles[name]
        _font(style, size, CHANNEL, bold=True)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.keep_with_next = True
    styles["Heading 1"].paragraph_format.page_break_before = True
    _font(styles["Footer"], 8, INK_2)
    styles["List Bullet"].paragraph_format.space_after = Pt(3)
    for name, size, color in ((CELL, 9, INK), (LEGEND, 8.5, INK_2), (FACT, 9.5, INK)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, size, color)
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.05
    _contents_styles(styles)


def _contents_styles(styles: Any) -> None:
    for level, indent in ((1, 0.0), (2, 0.6)):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, 10.5 if level == 1 else 9.5, INK, bold=level == 1)
        style.paragraph_format.left_indent = Cm(indent)
        style.paragraph_format.space_before = Pt(6 if level == 1 else 0)
        style.paragraph_format.space_after = Pt(1)
        stops = style.paragraph_format.tab_stops
        stops.add_tab_stop(CONTENT, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _font(style: Any, size: float, color: RGBColor, *, bold: bool = False) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = color
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _without_border(style: Any) -> None:
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _languages(styles: Any) -> None:
    """French for everything: what a screen reader speaks, what a speller checks."""
    for lang in styles.element.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            lang.set(qn(f"w:{name}"), LANGUAGE)
    properties = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    if properties.find(qn("w:lang")) is None:
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), LANGUAGE)
        properties.append(lang)
