"""The same document as HTML for WeasyPrint: same words, same structure, same sheets and margins.

Read back from the structure of our own PDF. Figures are grey boxes with their words: WeasyPrint has
less to draw than we have.
"""

import logging
import warnings
from collections.abc import Callable
from html import escape
from typing import Any

from socle.pdf import theme
from tests.publication.balises import Element, structure

ABSENT = (
    "WeasyPrint n’est pas là (extra « dev », et les bibliothèques Pango du système, "
    "`apt-get install libpango-1.0-0 libpangoft2-1.0-0`) : comparaison sautée."
)
TAGS = {
    "Document": "main", "Sect": "section", "Table": "table", "TR": "tr", "TD": "td", "L": "ul",
    "LI": "li", "Lbl": "b", "LBody": "span", "TOC": "ul", "TOCI": "li", "Reference": "span",
    "P": "p", "Link": "a",
}  # fmt: skip
STYLE = f"""
@font-face {{ font-family: Hanken; src: url({(theme.FONTS / "HankenGrotesk-400.ttf").as_uri()}) }}
@page {{ size: A4; margin: 18mm 16mm 23mm; @bottom-right {{ content: counter(page) }} }}
body {{ font: 10pt/14pt Hanken }}
h1, h2, h3 {{ break-before: page; bookmark-level: 1; bookmark-label: content() }}
h3 ~ section h3, h4 {{ break-before: auto }}
table {{ width: 100%; font-size: 9pt; border-collapse: collapse }}
td, th {{ border-bottom: .5pt solid #b9c2bf; text-align: left; vertical-align: top }}
div {{ background: #ddd; height: 60pt }}
"""


def writer() -> Callable[[str], bytes] | None:
    """HTML to a tagged PDF/UA-1, or nothing when WeasyPrint or its libraries are absent."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from weasyprint import HTML
    except (ImportError, OSError):
        return None
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    return lambda page: HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def page(pdf: bytes) -> str:
    """A whole HTML page that says what a tagged PDF says."""
    words = _html(structure(pdf))
    return (
        f'<!doctype html><html lang="fr"><title>Feuille de route</title><style>{STYLE}</style>'
        f"<body>{words}</body></html>"
    )


def _html(element: Element) -> str:
    inside = escape(element.words) + "".join(map(_html, element.children))
    if element.tag == "Figure":
        return f'<div role="img" aria-label="{escape(element.alt)}"></div>'
    if element.tag == "TH":
        return f'<th scope="{"col" if element.scope == "Column" else "row"}">{inside}</th>'
    wide = f' colspan="{element.columns}"' if element.columns > 1 else ""
    tag: Any = TAGS.get(element.tag, element.tag.lower())
    link = ' href="#"' if tag == "a" else ""
    return f"<{tag}{wide}{link}>{inside}</{tag}>"
