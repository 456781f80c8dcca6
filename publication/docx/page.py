"""The document being written: headings, paragraphs, lists, tables, contents. Texts are as typed."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from publication.docx import styles
from socle import francais
from socle.markdown import END, Span
from socle.textes import xml_sans_danger

SPACES = nsdecls("w", "r")
NONE: Mapping[str, str] = MappingProxyType({})
EMU_TWIP, TWIPS = 635, 20  # in a twip, in a point
DASHES = "-–•*"
CONTENTS_LEVELS = 2
MARK = "sommaire_"


def said(text: str) -> str:
    """A typed text with French spaces and without what XML refuses."""
    return xml_sans_danger(francais.typographie(unicodedata.normalize("NFC", text)))


def lines(text: str) -> list[str]:
    return [line.strip() for line in said(text).splitlines() if line.strip()]


class Page:
    """What chapters write on. Headings are kept, for the table of contents."""

    def __init__(self) -> None:
        self.document = Document()
        styles.dress(self.document)
        self.entries: list[tuple[int, str, str]] = []  # level, words, bookmark
        self._contents: Any = None
        # Looked for once: python-docx would search the whole sheet of styles at each paragraph.
        self._ids = {style.name: style.style_id for style in self.document.styles}
        self._end = self.document.element.body.sectPr

    def _add(self, xml: str) -> Any:
        element = parse_xml(xml)
        self._end.addprevious(element)
        return element

    # Words -----------------------------------------------------------------------------------

    def heading(self, words: str, level: int, *, new_page: bool = False) -> None:
        """A real heading, 1 to 4; the first two levels are in the table of contents."""
        key = ""
        if level <= CONTENTS_LEVELS:
            key = f"{MARK}{len(self.entries) + 1}"
            self.entries.append((level, said(words), key))
        style = self._ids[f"Heading {level}"]
        self._add(_paragraph(style, [Span(words)], key, new_page=new_page))

    def paragraph(self, words: str, style: str = "Normal", *, lead: str = "") -> None:
        """One paragraph; `lead` comes first, in bold."""
        self.spans([*([Span(lead, bold=True)] if lead else []), Span(words)], style)

    def text(self, words: str) -> None:
        """A free text: one paragraph a line; lines typed with a dash make a list."""
        for line in lines(words):
            item = line[1:].strip() if line[0] in DASHES and line[1:2] == " " else ""
            self.paragraph(item or line, "List Bullet" if item else "Normal")

    def spans(self, spans: Sequence[Span], style: str = "Normal", numbering: int = 0) -> None:
        """One paragraph of words with their own looks; `numbering`: the list it counts in."""
        links = {span.link: self._link(span.link) for span in spans if span.link}
        self._add(_paragraph(self._ids[style], spans, links=links, numbering=numbering))

    def numbered(self, start: int) -> int:
        """A new numbered list, that counts from `start`."""
        numbers = self.document.part.numbering_part.element
        style = self.document.styles["List Number"].element
        model = next(n for n in numbers.num_lst if n.numId == style.pPr.numPr.numId.val)
        number = numbers.add_num(model.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def _link(self, address: str) -> str:
        return str(self.document.part.relate_to(said(address), RT.HYPERLINK, is_external=True))

    def bullets(self, items: Iterable[str]) -> None:
        for item in items:
            if item.strip():
                self.paragraph(" ".join(lines(item)), "List Bullet")

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Label and value, one a line."""
        for name, value in pairs:
            self.paragraph(value, styles.FACT, lead=f"{name}\u00a0: ")

    # Tables ----------------------------------------------------------------------------------

    def table(
        self,
        title: str,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float],
        *,
        numbers: Iterable[int] = (),
        total: bool = False,
        height: int = 0,
    ) -> None:
        """A table with a header row said again on each page. `widths`: shares of the page.

        `title` is what a screen reader says of it; `numbers`: columns aligned to the right;
        `total`: the last row is a sum; `height`: of a row at least, in points, to write by hand.
        """
        right = frozenset(numbers)
        body = [tuple(row) for row in rows]
        whole = styles.CONTENT / EMU_TWIP
        sizes = [round(whole * width / sum(widths)) for width in widths]
        parts = [_row(head, sizes, right, head=True)] if head else []
        for rank, row in enumerate(body, 1):
            bold = total and rank == len(body)
            parts.append(_row(row, sizes, right, bold=bold, height=height))
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        xml = (
            f"<w:tbl {SPACES}><w:tblPr>"
            f'<w:tblW w:w="{sum(sizes)}" w:type="dxa"/>{BORDERS}<w:tblLayout w:type="fixed"/>'
            f'{MARGINS}<w:tblLook w:val="0{"6" if head else "4"}20" w:firstRow="{int(bool(head))}" '
            'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(said(title))}/></w:tblPr>"
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(parts)}</w:tbl>"
        )
        self._add(xml)
        self.paragraph("", styles.LEGEND)

    # Contents --------------------------------------------------------------------------------

    def contents(self, title: str) -> None:
        """Leave the place of the table of contents; `close` writes it, once headings are known."""
        self._add(_paragraph(self._ids["Heading 1"], [Span(title)]))
        self._contents = self._add(f"<w:p {SPACES}/>")

    def close(self) -> None:
        """A TOC field with its entries written: links now, page numbers when it is updated."""
        if self._contents is None:
            return
        place = self._contents
        last = len(self.entries)
        for rank, (level, words, key) in enumerate(self.entries, 1):
            place.addprevious(parse_xml(_entry(level, words, key, rank == 1, rank == last)))
        place.getparent().remove(place)


CELL_ID = styles.CELL  # a name of one word is its own id
BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:color="0E3B49"/>'
    '<w:bottom w:val="single" w:sz="8" w:color="0E3B49"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="B9C2BF"/></w:tblBorders>'
)
MARGINS = (
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
)


def _row(
    cells: Sequence[str],
    sizes: Sequence[int],
    right: frozenset[int],
    *,
    head: bool = False,
    bold: bool = False,
    height: int = 0,
) -> str:
    tall = f'<w:trHeight w:val="{height * TWIPS}" w:hRule="atLeast"/>' if height else ""
    properties = f"<w:trPr><w:cantSplit/>{tall}{'<w:tblHeader/>' if head else ''}</w:trPr>"
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="DDE9E8"/>' if head else ""
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{shade}</w:tcPr>'
        f"{_cell(words, bold=head or bold, right=rank in right)}</w:tc>"
        for rank, (words, size) in enumerate(zip(cells, sizes, strict=True))
    )
    return f"<w:tr>{properties}{inside}</w:tr>"


def _cell(words: str, *, bold: bool, right: bool) -> str:
    """One paragraph a line."""
    side = '<w:jc w:val="right"/>' if right else ""
    properties = f'<w:pPr><w:pStyle w:val="{CELL_ID}"/>{side}</w:pPr>'
    return "".join(
        f"<w:p>{properties}{_run(Span(line, bold=bold))}</w:p>" for line in lines(words) or [""]
    )


def _paragraph(
    style: str,
    spans: Iterable[Span],
    key: str = "",
    *,
    new_page: bool = False,
    links: Mapping[str, str] = NONE,
    numbering: int = 0,
) -> str:
    """Words with their looks. `key`: bookmark of a heading; `links`: address to relation."""
    inside = "".join(_run(span, links.get(span.link, "")) for span in spans)
    if key:
        number = key.removeprefix(MARK)
        start = f'<w:bookmarkStart w:id="{number}" w:name="{key}"/>'
        inside = f'{start}{inside}<w:bookmarkEnd w:id="{number}"/>'
    before = "<w:pageBreakBefore/>" if new_page else ""
    if numbering:
        before += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'
    return f'<w:p {SPACES}><w:pPr><w:pStyle w:val="{style}"/>{before}</w:pPr>{inside}</w:p>'


def _run(span: Span, link: str = "") -> str:
    look = "<w:b/>" * span.bold + "<w:i/>" * span.italic
    look += '<w:color w:val="0B5566"/><w:u w:val="single"/>' if link else ""
    words = "<w:br/>" if span == END else _text(" ".join(said(span.text).split("\n")))
    run = f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{words}</w:r>"
    return f'<w:hyperlink r:id="{link}" w:history="1">{run}</w:hyperlink>' if link else run


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _instruction(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(words)} </w:instrText></w:r>'


def _entry(level: int, words: str, key: str, first: bool, last: bool) -> str:
    """A line of the contents; the first opens the field and the last closes it."""
    start = ""
    if first:
        toc = rf'TOC \o "1-{CONTENTS_LEVELS}" \h \z \u'
        begin = '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        start = begin + _instruction(toc) + _field("separate")
    page = (
        _field("begin") + _instruction(rf"PAGEREF {key} \h") + _field("separate")
        + _field("end")
    )  # fmt: skip
    return (
        f'<w:p {SPACES}><w:pPr><w:pStyle w:val="toc{level}"/></w:pPr>{start}'
        f'<w:hyperlink w:anchor="{key}" w:history="1"><w:r><w:t xml:space="preserve">'
        f"{escape(words)}</w:t></w:r><w:r><w:tab/></w:r>{page}</w:hyperlink>"
        f"{_field('end') if last else ''}</w:p>"
    )
