"""The small Markdown of the texts of a territory, as real headings, lists and links."""

from publication.docx.page import Page
from socle.markdown import END, Block, Heading, Items, Paragraph, Span, parse

LISTS = 3  # depths of lists that have a style


def write(page: Page, words: str, under: int) -> None:
    """The blocks of a text; `under` is the level of the heading above it."""
    for block in parse(words):
        _block(page, block, under)


def _block(page: Page, block: Block, under: int) -> None:
    if isinstance(block, Heading):
        title = "".join(" " if span == END else span.text for span in block.spans)
        page.heading(title, min(under + block.depth, 4))
    elif isinstance(block, Paragraph):
        page.spans(block.spans)
    else:
        _items(page, block, 1)


def _items(page: Page, block: Items, depth: int) -> None:
    kind = "List Number" if block.start else "List Bullet"
    style = kind if depth == 1 else f"{kind} {min(depth, LISTS)}"
    numbering = page.numbered(block.start) if block.start else 0
    for item in block.items:
        said: list[Span] = []
        inside: list[Items] = []
        for one in item:
            if isinstance(one, Items):
                inside.append(one)
            else:
                said += [*([END] if said else []), *one.spans]
        page.spans(said, style, numbering)
        for one in inside:
            _items(page, one, depth + 1)
