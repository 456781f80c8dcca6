"""Writes the structure tree into the file: one object an element, and who shows what on each page.

Elements are formatted as text: the tree of 150 actions has thousands of them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from socle.pdf.structure import Mark, Node

PLAIN_SPACES = str.maketrans("\u00a0\u202f", "  ")
Parent = Node | Sequence[Node]  # of an annotation, or of each piece of a page


class _Late(PDFObject):  # type: ignore[misc]
    """An object of the file whose text is made when all objects have their numbers."""

    __RefOnly__ = 1
    __slots__ = ("__InternalName__", "arguments", "text")

    def __init__(self, text: Callable[..., str], *arguments: Any):
        self.text, self.arguments = text, arguments

    def format(self, _document: PDFDocument) -> bytes:
        return self.text(*self.arguments).encode("ascii")


def write(document: PDFDocument, root: Node, parents: Sequence[Parent], page_count: int) -> None:
    """Add the tree to a document about to be saved. `parents[n]` is what StructParent(s) n names."""
    root.prune()
    pages = [_number(document, f"Page{index + 1}") for index in range(page_count)]
    top = _Late(lambda: f"<</Type/StructTreeRoot/K {root.number} 0 R/ParentTree {tree} 0 R"
                        f"/ParentTreeNextKey {len(parents)}>>")  # fmt: skip
    above = _add(document, top)
    shared: dict[str, int] = {}  # attributes, said once in the file, and their objects
    for node in _elements(root):
        if node.attributes and node.attributes not in shared:
            words = f"<<{node.attributes}>>"
            shared[node.attributes] = _add(document, _Late(words.__str__))
        node.number = _add(document, _Late(_element, node, pages, above, shared))
    tree = _add(document, _Late(_parent_tree, parents))
    document.Catalog.StructTreeRoot = top


def _elements(root: Node) -> Sequence[Node]:
    """All nodes, in the order they are read."""
    found: list[Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += [child for child in reversed(node.children) if isinstance(child, Node)]
    return found


def _element(node: Node, pages: Sequence[int], top: int, shared: dict[str, int]) -> str:
    above = node.parent.number if node.parent is not None else top
    out = f"<</S/{node.tag}/P {above} 0 R"
    if node.page is not None:
        out += f"/Pg {pages[node.page]} 0 R"
    if len(node.children) == 1:
        out += f"/K {_child(node, node.children[0], pages)}"
    elif node.children:
        out += f"/K[{' '.join(_child(node, child, pages) for child in node.children)}]"
    if node.alt:
        out += f"/Alt{text_string(node.alt)}"
    if node.attributes:
        out += f"/A {shared[node.attributes]} 0 R"
    return out + ">>"


def _child(node: Node, child: Node | Mark, pages: Sequence[int]) -> str:
    if isinstance(child, Node):
        return f"{child.number} 0 R"
    page = pages[child.page]
    if child.annotation:
        return f"<</Type/OBJR/Pg {page} 0 R/Obj {child.annotation} 0 R>>"
    if child.page == node.page:
        return str(child.content)
    return f"<</Type/MCR/Pg {page} 0 R/MCID {child.content}>>"


def _parent_tree(parents: Sequence[Parent]) -> str:
    lines = (
        f"{key} {parent.number} 0 R"
        if isinstance(parent, Node)
        else f"{key}[{' '.join(f'{node.number} 0 R' for node in parent)}]"
        for key, parent in enumerate(parents)
    )
    return "<</Nums[" + "\n".join(lines) + "]>>"


def text_string(words: str) -> str:
    """A PDF text string, hexadecimal so that nothing in it needs escaping.

    Heard, not seen: its spaces need not hold lines together.
    """
    words = words.translate(PLAIN_SPACES)
    try:
        return f"<{words.encode('pdfdoc_pikepdf').hex()}>"
    except UnicodeEncodeError:
        return f"<feff{words.encode('utf-16-be').hex()}>"


def _add(document: PDFDocument, obj: PDFObject) -> int:
    return _number(document, document.Reference(obj).name)


def _number(document: PDFDocument, name: str) -> int:
    """The number of a named object."""
    number: int = document.idToObjectNumberAndVersion[name][0]
    return number
