"""Any text a person may have typed, made printable: French spaces, known glyphs, nothing lost.

Nothing here is markup: blocks give these strings to ReportLab as plain fragments.
"""

import unicodedata
from decimal import Decimal
from functools import lru_cache

from socle import francais
from socle.francais import FINE, INSECABLE
from socle.pdf.theme import KNOWN_GLYPHS
from socle.unites import mesure

UNKNOWN = "[?]"  # stands visibly for signs the fonts cannot draw
SUBSTITUTES = {
    "\t": " ", "\u2009": FINE, "\u200a": FINE, "\u2007": INSECABLE, "\u2008": FINE,
    "\u2002": " ", "\u2003": " ", "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—",
    "\u2192": "->", "\u2190": "<-", "\u21d2": "=>", "\u2265": ">=", "\u2264": "<=", "\u2260": "!=",
    "\u2713": "[x]", "\u2714": "[x]", "\u2611": "[x]", "\u2610": "[ ]", "\u25cf": "•",
    "\u25cb": "•", "\u25a0": "•", "\u25aa": "•", "\u25c6": "•", "\u2023": "•", "\u2043": "•",
    "\u2032": "’", "\u2033": "”", "\u02bc": "’", "\u2044": "/", "\u2248": "~", "\u0192": "f",
}  # fmt: skip


@lru_cache(8192)
def printable(text: str) -> str:
    """The text with the glyphs our fonts have and no-break spaces where French wants them.

    Signs are replaced, never inserted or dropped: straight apostrophes and the spaces that exist
    become typographic; a run of signs without glyph becomes « [?] ». Line ends are kept.
    """
    text = francais.typographie(unicodedata.normalize("NFC", text))
    if KNOWN_GLYPHS.issuperset(text):
        return text
    out: list[str] = []
    for sign in text:
        piece = sign if sign in KNOWN_GLYPHS else _replacement(sign)
        if piece != UNKNOWN or not out or out[-1] != UNKNOWN:
            out.append(piece) if piece else None
    return "".join(out)


def unprintable_signs(text: str) -> str:
    """The distinct signs of a text that print as « [?] », in order; for a check before publishing."""
    signs = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(
        s for s in signs if s not in KNOWN_GLYPHS and s != "\n" and _replacement(s) == UNKNOWN
    )


def _replacement(sign: str) -> str:
    if sign in "\n\r":
        return "\n" if sign == "\n" else ""
    if sign in SUBSTITUTES:
        return SUBSTITUTES[sign]
    if unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me"):  # controls, joiners, lone accents
        return ""
    base = "".join(c for c in unicodedata.normalize("NFKD", sign) if c in KNOWN_GLYPHS)
    return base or UNKNOWN


def lines(text: str) -> list[str]:
    """The non-empty lines of a free text, each without its outer spaces."""
    return [line.strip() for line in printable(text).split("\n") if line.strip()]


def shorten(text: str, limit: int) -> str:
    """At most `limit` signs, cut at a space, with an ellipsis when something was cut."""
    text = " ".join(lines(text))
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ", limit * 2 // 3)
    return (head[:cut] if cut > 0 else head).rstrip(" ,;:.") + "…"


def code(text: str) -> str:
    """A number or code short enough for its column: « 1.1 »."""
    return shorten(text, 8)


def capitalised(text: str) -> str:
    """The first letter alone in upper case: « à lancer » gives « À lancer »."""
    return text[:1].upper() + text[1:]


def quantity(value: Decimal, unite: str) -> str:
    """« 150 000 € », « 6 jours », « 180 tCO₂e/an », whatever the unit's key."""
    if not unite:
        return francais.nombre(value)
    if unite.startswith("%"):
        return f"{francais.nombre(value)}{FINE}{printable(unite)}"
    return printable(mesure(value, unite))
