"""The logical structure of the document: what assistive technology reads, in its order.

`outline` builds the tree from the story before anything is drawn: each block says its role, the
containers their parts. Drawing only adds to the nodes the pieces of page that show them (see
`canvas.py`); what has no node is decoration. `tags.py` writes the tree into the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from socle.pdf.typography import shorten

RANKS = {
    "H1": 1,
    "H2": 2,
    "H3": 3,
    "H4": 4,
    "H5": 5,
    "H6": 6,
}  # nominal; the level written is the real depth
LEAF_RANK = 4  # a heading of this rank or more names a few paragraphs, not a section
LONGEST = 8_000  # signs of an alternative; archives refuse strings of more than 32 kB
DISC = "/O/List/ListNumbering/Disc"
DECIMAL = "/O/List/ListNumbering/Decimal"
NO_LABEL = "/O/List/ListNumbering/None"


class Node:
    """A structure element: its type, its children, and the marks it leaves on pages."""

    __slots__ = (
        "alt", "attributes", "children", "keep", "links", "number", "once", "page", "parent", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, alt: str = "", attributes: str = "", *, keep: bool = False):
        self.tag, self.alt, self.attributes = tag, alt, attributes
        self.keep = keep  # a cell stays even when it is empty: rows keep their columns
        self.once = False  # drawn again on other pages (head rows), tagged on the first alone
        self.children: list[Node | Mark] = []
        self.links: dict[str, Node] | None = None  # by target, for those inside a paragraph
        self.parent: Node | None = None
        self.page: int | None = None  # index of the first page that shows it
        self.number = 0  # of its object in the file

    def add(self, tag: str, alt: str = "", attributes: str = "", *, keep: bool = False) -> "Node":
        child = Node(tag, alt, attributes, keep=keep)
        child.parent = self
        self.children.append(child)
        return child

    def link(self, target: str) -> "Node":
        """The link to `target` in this paragraph; one, however many lines it takes."""
        if self.links is None:
            self.links = {}
        if target not in self.links:
            self.links[target] = self.add("Link")
        return self.links[target]

    def prune(self) -> bool:
        """Drop what was never drawn; False when nothing is left of this node."""
        self.children = [c for c in self.children if isinstance(c, Mark) or c.prune()]
        return bool(self.children) or self.keep


class Mark:
    """A piece of page that shows a node: marked content, or an annotation object of the file."""

    __slots__ = ("annotation", "content", "page")

    def __init__(self, page: int, content: int = 0, annotation: Any = None):
        self.page, self.content, self.annotation = page, content, annotation


def outline(story: Iterable[Flowable]) -> Node:
    """The tree of a story. Gives each block its `node`; blocks without one are decoration."""
    root = Node("Document")
    _Outline(root).add_all(story)
    return root


class _Section:
    __slots__ = ("named", "node", "rank")

    def __init__(self, rank: int, node: Node):
        self.rank, self.node = rank, node
        self.named = False  # its heading has come


class _Outline:
    """Reads blocks in order under a root. A heading opens a section at its depth; rows of
    bullets or of labelled facts become one list."""

    def __init__(self, root: Node):
        self.sections = [_Section(1, root)]
        self.list: Node | None = None
        self.lists: list[tuple[int, Node, Node]] = []  # depth, list, last item of the open ones
        self.item: Node | None = None  # waits for the value of the label it holds

    def add_all(self, blocks: Iterable[Flowable]) -> None:
        for block in blocks:
            self._add(block)

    def _add(self, block: Any) -> None:
        role = getattr(block, "role", "")
        if role == "Sect" and (rank := _first_rank(block)):
            self._open(rank)
        if role == "Later":
            self._open(block.rank)
            block.outline = self._continued()
            self.sections.pop()  # the next one has its own place
        elif role in ROWS:
            self.list = None
            ROWS[role](block, self._here.add(role))
        elif (parts := parts_of(block)) is not None:
            self.add_all(parts)
        elif role in RANKS:
            self._heading(block, RANKS[role])
        elif role == "LI":
            item = self._item_of(block)
            block.label, block.node = item.add("Lbl"), item.add("LBody")
        elif role == "Lbl":
            self.item = self._list_of(NO_LABEL).add("LI")
            block.node = self.item.add("Lbl")
        elif role == "LBody" and self.item is not None:
            block.node, self.item = self.item.add("LBody"), None
        elif role == "Figure" and block.alt:
            self.list = None
            block.node = self._here.add("Figure", shorten(block.alt, LONGEST))
        elif role == "P":
            self.list = None
            block.node = self._here.add("P")

    def _continued(self) -> "_Outline":
        """An outline that goes on from here, whatever is added to this one meanwhile."""
        other = _Outline(self.sections[0].node)
        other.sections = list(self.sections)
        return other

    @property
    def _here(self) -> Node:
        return self.sections[-1].node

    def _open(self, rank: int) -> None:
        """A section at `rank`, or the one just opened there when it has no heading yet."""
        if self.sections[-1].rank == rank and not self.sections[-1].named:
            return
        if rank == 1:
            raise ValueError("A document has one title.")
        while self.sections[-1].rank >= rank:
            self.sections.pop()
        node = self._here.add("Sect") if rank < LEAF_RANK else self._here
        self.sections.append(_Section(rank, node))

    def _heading(self, block: Any, rank: int) -> None:
        if self._here.tag not in ("Document", "Sect"):
            raise ValueError(f"A heading cannot stand in a {self._here.tag}.")
        self._open(rank)
        self.list = None
        self.sections[-1].named = True
        block.node = self._here.add(f"H{len(self.sections)}")

    def _item_of(self, block: Any) -> Node:
        """The item of a list, which may be inside the item before it."""
        attributes = DECIMAL if block.is_numbered else DISC
        if self.list is None or (not block.depth and self.list.attributes != attributes):
            self.lists = []
        while self.lists and self.lists[-1][0] > block.depth:
            self.lists.pop()
        if self.lists and self.lists[-1][0] == block.depth:
            known = self.lists.pop()[1]
            of = known if known.attributes == attributes else None
        else:
            of = None
        if of is None:
            of = self._inside(attributes) if self.lists else self._list_of(attributes)
        item = of.add("LI")
        self.lists.append((block.depth, of, item))
        return item

    def _inside(self, attributes: str) -> Node:
        """A new list in the words of the last item."""
        *_, (_depth, _list, item) = self.lists
        body = next(c for c in item.children if isinstance(c, Node) and c.tag == "LBody")
        return body.add("L", attributes=attributes)

    def _list_of(self, attributes: str) -> Node:
        if self.list is None or self.list.attributes != attributes:
            self.list = self._here.add("L", attributes=attributes)
        return self.list


def parts_of(block: Any) -> Sequence[Any] | None:
    """The blocks inside a block that only lays them out; None when it draws itself."""
    if isinstance(block, list | tuple):
        return block
    if isinstance(block, KeepTogether):
        return block._content  # type: ignore[no-any-return]
    parts: Sequence[Any] | None = getattr(block, "parts", None)
    return parts


def _first_rank(block: Any) -> int:
    """Rank of the first heading inside a block, 0 without one."""
    if rank := RANKS.get(getattr(block, "role", "")):
        return rank
    return next((rank for part in parts_of(block) or () if (rank := _first_rank(part))), 0)


# Rows --------------------------------------------------------------------------------------------


def _table(block: Any, node: Node) -> None:
    """Cells under the heads of their column and row. An empty head belongs to the one at its left."""
    head = block.repeatRows
    for number, row in enumerate(block._cellvalues):
        line = node.add("TR")
        for column, width in _columns(block, number, row, empty_heads=number < head):
            is_head = number < head
            names_row = block.row_head is not None and (column <= block.row_head < column + width)
            names_row = names_row and not _is_empty(row[column])  # nothing names nothing
            scope = "/Scope/Column" if is_head else "/Scope/Row" if names_row else ""
            wide = f"/ColSpan {width}" if width > 1 else ""
            attributes = f"/O/Table{scope}{wide}" if scope or wide else ""
            cell = line.add("TH" if scope else "TD", attributes=attributes, keep=True)
            cell.once = is_head
            _fill_cell(cell, row[column])


def _columns(
    block: Any, number: int, row: Sequence[Any], *, empty_heads: bool
) -> Iterator[tuple[int, int]]:
    """(column, how many columns it takes) of the cells of a row."""
    spans = {
        start % len(row): end % len(row) - start % len(row) + 1
        for _command, (start, top), (end, _low) in block._spanCmds
        if top % len(block._cellvalues) == number
    }
    column = 0
    while column < len(row):
        width = spans.get(column, 1)
        if empty_heads:
            while column + width < len(row) and _is_empty(row[column + width]):
                width += 1
        yield column, width
        column += width


def _is_empty(cell: Any) -> bool:
    return not cell or (hasattr(cell, "frags") and not any(f.text for f in cell.frags))


def _fill_cell(cell: Node, content: Any) -> None:
    if isinstance(content, list | tuple) and len(content) == 1:
        (content,) = content
    if getattr(content, "role", "") in ("P", "TH"):
        content.node = cell  # one paragraph is the cell itself
        return
    inside = [content] if isinstance(content, Flowable) else content or ()
    _Outline(cell).add_all(inside)
    for child in cell.children:
        if isinstance(child, Node):
            child.once = cell.once


def _contents(block: Any, node: Node) -> None:
    """Entries of a table of contents: a label, then the words that lead there and the page."""
    for row in block._cellvalues:
        entry = node.add("TOCI")
        *labels, words, page = row
        for label in labels:
            if hasattr(label, "frags"):
                label.node = entry.add("Lbl")
        words.node = page.node = entry.add("Reference")


def _items(block: Any, node: Node) -> None:
    """A list laid out in rows."""
    node.attributes = NO_LABEL
    for row in block._cellvalues:
        inside = node.add("LI").add("LBody")
        _Outline(inside).add_all(cell for cell in row if cell)


ROWS = {"Table": _table, "TOC": _contents, "L": _items}
