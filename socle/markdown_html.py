"""The tree of a text as HTML, for pages."""

from collections.abc import Sequence

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from socle.markdown import END, Block, Heading, Paragraph, Span, parse

TAGS = frozenset({"p", "br", "strong", "em", "a", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6"})


def html(text: str, *, level: int) -> SafeString:
    """The text as HTML; its first sub-headings are of `level`, under the title of their chapter.

    Every word is escaped when it is written, then what was written is read again by a cleaner that
    knows these tags alone: two locks, of different makers.
    """
    drawn = "".join(_html(block, level) for block in parse(text))
    clean = nh3.clean(
        drawn,
        tags=set(TAGS),
        attributes={"a": {"href", "rel"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308 -- escaped, then cleaned; tests type hostile markup


def _html(block: Block, level: int) -> str:
    if isinstance(block, Heading):
        tag = f"h{min(level + block.depth - 1, 6)}"
        return f"<{tag}>{_words(block.spans)}</{tag}>"
    if isinstance(block, Paragraph):
        return f"<p>{_words(block.spans)}</p>"
    inside = "".join(f"<li>{_item(item, level)}</li>" for item in block.items)
    if not block.start:
        return f"<ul>{inside}</ul>"
    start = f' start="{block.start}"' if block.start != 1 else ""
    return f"<ol{start}>{inside}</ol>"


def _item(blocks: Sequence[Block], level: int) -> str:
    """One paragraph stands alone in its item, without a tag of its own."""
    first, *rest = blocks or (Paragraph(()),)
    head = _words(first.spans) if isinstance(first, Paragraph) else _html(first, level)
    return head + "".join(_html(block, level) for block in rest)


def _words(spans: Sequence[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    if span == END:
        return "<br>"
    words: str = escape(span.text)
    if span.italic:
        words = f"<em>{words}</em>"
    if span.bold:
        words = f"<strong>{words}</strong>"
    if span.link:
        words = f'<a href="{escape(span.link)}" rel="noopener">{words}</a>'
    return words
