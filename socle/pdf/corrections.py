"""Corrections of ReportLab 5.1 the document needs. Each checks what it replaces.

They patch private names, so pyproject pins the minor version and tests prove each one.
"""

import re
from collections.abc import Sequence

import reportlab
from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.pdfbase import ttfonts
from reportlab.platypus import paragraph, tables

NO_BREAK = "\u202f\u2007"  # narrow no-break space, figure space


def apply(default_font: str) -> None:
    """Patch once; `default_font` replaces Helvetica, which could not be embedded."""
    if not reportlab.Version.startswith("5.1."):
        raise RuntimeError(f"rlfix is written for ReportLab 5.1, not {reportlab.Version}")
    _keep_no_break_spaces()
    _refuse_ligatures()
    _map_drawn_signs_only()
    tables.CellStyle.fontname = default_font
    shapes.STATE_DEFAULTS["fontName"] = default_font
    rl_config.shapeChecking = 0  # 80,000 checks of our own drawings for 60 actions


def _keep_no_break_spaces() -> None:
    """ReportLab breaks lines at U+202F and rewrites it as a plain space: « 1 250 / 000 € »."""
    breaking = "".join(c for c in paragraph._wsc if c not in NO_BREAK)
    paragraph._wsc = breaking
    paragraph._wsc_re_split = re.compile(f"[{re.escape(breaking)}]+").split
    paragraph._wsc_end_search = re.compile(f"[{re.escape(breaking)}]+$").search
    paragraph.split = _split


def _split(text: str | bytes, delim: str | bytes | None = None) -> list[str]:
    if isinstance(text, bytes):
        text = text.decode()
    if isinstance(delim, bytes):
        delim = delim.decode()
    if delim is None and any(c in text for c in "\xa0" + NO_BREAK):
        words: list[str] = paragraph._wsc_re_split(text)
        return words
    return text.split(delim)


def lines_inside_a_word(lines: Sequence[tuple[float, Sequence[str]]]) -> list[bool]:
    """Which lines of a paragraph of one look end inside a word too long for a line."""
    return [
        bool(words)
        and isinstance(words[-1], paragraph._SplitWord)
        and not isinstance(words[-1], paragraph._SplitWordEnd)
        for _space, words in lines
    ]


def _refuse_ligatures() -> None:
    """Shaped ligatures map to private-use characters, which no reader can copy or search."""
    (features, *_rest) = ttfonts.shapeFragWord.__defaults__
    if "liga" not in features:
        raise RuntimeError("shapeFragWord no longer has its features as first default")
    features.update(liga=False, dlig=False, clig=False)


def _map_drawn_signs_only() -> None:
    """ReportLab maps the codes a font subset does not use to U+0000, which archives refuse."""
    if "<00> <0000>" not in ttfonts.makeToUnicodeCMap("font", [0]):
        raise RuntimeError("makeToUnicodeCMap no longer maps unused codes to U+0000")
    ttfonts.makeToUnicodeCMap = _to_unicode


def _to_unicode(_fontname: str, subset: Sequence[int]) -> str:
    """The character map of a font subset: code to sign, at most 100 lines a block."""
    lines = [
        f"<{code:02X}> <{chr(sign).encode('utf-16-be').hex().upper()}>"
        for code, sign in enumerate(subset)
        if sign
    ]
    out = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<00> <FF>", "endcodespacerange",
    ]  # fmt: skip
    for start in range(0, len(lines), 100):
        block = lines[start : start + 100]
        out += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [*out, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    )
