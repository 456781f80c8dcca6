"""Flowables one under the other inside a block: what platypus does in a frame."""

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.platypus import Flowable

#: Roles that never end a page: what they name follows them.
SUB_HEADINGS = ("H5", "H6")


def stack_height(items: Sequence[Flowable], width: float, canvas: Any = None) -> float:
    """Height of flowables one under the other, the spaces between them included."""
    return sum(space + height for _item, space, height in _stack(items, width, canvas))


def draw_stack(items: Sequence[Flowable], canvas: Any, x: float, top: float, width: float) -> None:
    for item, space, height in _stack(items, width, canvas):
        top -= space + height
        item.drawOn(canvas, x, top)


def fill(
    items: Sequence[Flowable], width: float, height: float, canvas: Any
) -> tuple[list[Flowable], list[Flowable]]:
    """Items that fit in `height`, the last one split if it can be, and the items left over."""
    rest, head = list(items), []
    for item, space, tall in _stack(items, width, canvas):
        if space + tall > height + 1e-6:
            parts = item.splitOn(canvas, width, height - space) if height > space else []
            if len(parts) > 1:
                head.append(parts[0])
                rest = [*parts[1:], *rest[1:]]
            break
        height -= space + tall
        head.append(rest.pop(0))
    while rest and head and getattr(head[-1], "role", "") in SUB_HEADINGS:
        rest.insert(0, head.pop())
    return head, rest


def _stack(
    items: Sequence[Flowable], width: float, canvas: Any
) -> Iterable[tuple[Flowable, float, float]]:
    after = None
    for item in items:
        _, height = item.wrapOn(canvas, width, 1e6)
        space = 0 if after is None else max(after, item.getSpaceBefore())
        after = item.getSpaceAfter()
        yield item, space, height
