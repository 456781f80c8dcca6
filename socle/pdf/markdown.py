"""The tree of a text of the territory as blocks of the PDF, for a reader and for a screen reader."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from socle.markdown import END, Block, Heading, Items, Paragraph, Span, parse
from socle.pdf import theme
from socle.pdf.texts import LINE_END, Run, Text, text

STEP = 12  # points between a list and the list inside it
HEADINGS = {
    1: theme.style("sub-1", theme.H3, spaceBefore=10, keepWithNext=1),
    2: theme.style("sub-2", fontName=theme.SEMIBOLD, spaceBefore=6, spaceAfter=2, keepWithNext=1),
}
#: Under the title of a chapter (H2) or of a rubric (H4): the level written is the real depth.
ROLES = {1: "H5", 2: "H6"}


def markdown(words: str, style: ParagraphStyle = theme.BODY) -> list[Flowable]:
    """The blocks of a text; `style` is that of its paragraphs."""
    return [flowable for block in parse(words) for flowable in _block(block, style, 0)]


def _block(block: Block, style: ParagraphStyle, depth: int) -> Iterator[Flowable]:
    if isinstance(block, Heading):
        yield text(_runs(block.spans), HEADINGS[block.depth], role=ROLES[block.depth])
    elif isinstance(block, Paragraph):
        yield text(_runs(block.spans), style)
    else:
        yield from _items(block, depth)


def _items(block: Items, depth: int) -> Iterator[Flowable]:
    for rank, item in enumerate(block.items, block.start):
        label = f"{rank}." if block.start else "•"
        yield from _item(item, label, depth)


def _item(blocks: Sequence[Block], label: str, depth: int) -> Iterator[Flowable]:
    """The first paragraph has the label; the next ones are lines of the same item."""
    said: list[str | Run] = []
    inside: list[Items] = []
    for block in blocks:
        if isinstance(block, Items):
            inside.append(block)
        else:
            said += [*([LINE_END] if said else []), *_runs(block.spans)]
    yield _entry(said, label, depth)
    for block in inside:
        yield from _items(block, depth + 1)


def _entry(said: list[str | Run], label: str, depth: int) -> Text:
    made = text(said, _style(depth, is_numbered=label != "•"), role="LI", bullet=label)
    made.depth, made.is_numbered = depth, label != "•"
    return made


_STYLES: dict[tuple[int, bool], ParagraphStyle] = {}


def _style(depth: int, *, is_numbered: bool) -> ParagraphStyle:
    """Indented by its depth; a number takes more room than a bullet."""
    key = depth, is_numbered
    if key not in _STYLES:
        room = 17 if is_numbered else 11
        changes: dict[str, Any] = {
            "leftIndent": room + STEP * depth,
            "bulletIndent": 1 + STEP * depth,
        }
        _STYLES[key] = theme.style(f"item-{depth}-{is_numbered}", theme.BULLET, **changes)
    return _STYLES[key]


def _runs(spans: Sequence[Span]) -> list[str | Run]:
    """The fonts have no italic: it is drawn in the semi-bold, bold in the bold."""
    return [
        LINE_END
        if span == END
        else Run(
            span.text,
            strong=span.bold,
            bold=span.italic,
            color=theme.LINK if span.link else None,
            link=span.link,
        )
        for span in spans
    ]
