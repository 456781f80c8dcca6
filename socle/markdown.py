"""The small Markdown of the texts of a territory: to a neutral tree, that the page and the PDF draw.

See `socle/markdown_html.py` and `socle/pdf/markdown.py`. No Django here: the PDF reads it.

Paragraphs, lists, bold, italic, links, sub-headings; nothing else, and no markup: what is not
understood stays as it was typed. Lines of a paragraph keep their ends, and « – » or « • » begin a
list as « - » does, so that texts typed before keep their meaning.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Depths of sub-headings; a deeper one is drawn as the last.
DEPTHS = 2
SCHEMES = ("https://", "http://", "mailto:")
_OTHER_BULLETS = re.compile(r"^( *)[–•](?= )", re.MULTILINE)
#: The parser drops what is nested too deep: lists go this far (spaces), and a line opens one list.
_TOO_FAR = re.compile(r"^( {16})[ \t]+", re.MULTILINE)
_TWO_MARKERS = re.compile(
    r"^([ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)([0-9]{0,9})(?=[-*+.)][ \t])", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Span:
    """Words with one look. `link` is a web or mail address; `text` « \n » alone ends a line."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`depth`: 1, then 2 under it; no depth is skipped."""

    depth: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item holds paragraphs and lists. `start`: its first number, 0 for bullets."""

    items: tuple[tuple["Block", ...], ...]
    start: int = 0


Block = Paragraph | Heading | Items

END = Span("\n")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "maxNesting": 100})
    return parser.enable(["heading", "list", "emphasis", "link", "escape", "newline"])


@lru_cache(256)
def parse(text: str) -> tuple[Block, ...]:
    """The tree of a text. Never raises: any text is a text."""
    text = _OTHER_BULLETS.sub(r"\1-", text.replace("\r\n", "\n").replace("\0", ""))
    text = _TWO_MARKERS.sub(r"\1\2\\", _TOO_FAR.sub(r"\1", text))
    tokens = _parser().parse(text)
    return tuple(_levelled(_blocks(_Reader(tokens))))


class _Reader:
    """Tokens read one after the other."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at = tokens, 0

    def next(self) -> Token | None:
        if self._at >= len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]


def _blocks(reader: _Reader, until: str = "") -> list[Block]:
    """The blocks up to the token `until`, or to the end."""
    out: list[Block] = []
    while (token := reader.next()) is not None and token.type != until:
        if token.type == "heading_open":
            out.append(Heading(int(token.tag[1:]), _inline(reader)))
        elif token.type == "inline":
            if spans := _spans(token):
                out.append(Paragraph(spans))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            out.append(_items(reader, token))
    return out


def _inline(reader: _Reader) -> tuple[Span, ...]:
    token = reader.next()
    return _spans(token) if token is not None else ()


def _items(reader: _Reader, opened: Token) -> Items:
    closed = opened.type.replace("_open", "_close")
    items = []
    while (token := reader.next()) is not None and token.type != closed:
        if token.type == "list_item_open":
            items.append(tuple(_in_item(_blocks(reader, "list_item_close"))))
    start = int(opened.attrGet("start") or 1) if opened.type.startswith("ordered") else 0
    return Items(tuple(items), start)


def _in_item(blocks: list[Block]) -> Iterator[Block]:
    """A heading inside an item is words: a list has no chapters."""
    for block in blocks:
        yield Paragraph(block.spans) if isinstance(block, Heading) else block


def _spans(token: Token) -> tuple[Span, ...]:
    out: list[Span] = []
    bold = italic = 0
    link = ""
    for child in token.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold += child.nesting
        elif child.type in ("em_open", "em_close"):
            italic += child.nesting
        elif child.type == "link_open":
            link = _safe(str(child.attrGet("href") or ""))
        elif child.type == "link_close":
            link = ""
        elif child.type in ("softbreak", "hardbreak"):
            out.append(END)
        elif child.content:
            out.append(Span(child.content, bold > 0, italic > 0, link))
    return tuple(_joined(out))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Neighbours of one look as one: the parser cuts words at signs that meant nothing."""
    held: Span | None = None
    for span in spans:
        if held is not None and span is not END and held is not END and _look(held) == _look(span):
            held = Span(held.text + span.text, *_look(span))
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _look(span: Span) -> tuple[bool, bool, str]:
    return span.bold, span.italic, span.link


def _safe(address: str) -> str:
    """The address when it leads to a site or a mailbox, else nothing: the words stay."""
    return address if address.lower().startswith(SCHEMES) else ""


def _levelled(blocks: list[Block]) -> Iterator[Block]:
    """Sub-headings from 1, none skipped, whatever the number of signs typed."""
    open_levels: list[int] = []
    for block in blocks:
        if not isinstance(block, Heading):
            yield block
            continue
        while open_levels and open_levels[-1] >= block.depth:
            open_levels.pop()
        open_levels.append(block.depth)
        if block.spans:
            yield Heading(min(len(open_levels), DEPTHS), block.spans)


# As words ----------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """The words of a text without its signs, a line a paragraph or item: what is compared."""
    return "\n".join(_lines(parse(text)))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Items):
            for rank, item in enumerate(block.items, block.start):
                words = "\n".join(_lines(item))
                yield f"{rank}. {words}" if block.start else f"- {words}"
        else:
            yield "".join(span.text for span in block.spans)
