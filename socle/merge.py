"""Two changes of one text put together, word for word. Pure.

Our own, on the standard `difflib`: merge3 works on lines, is under the GPL and merges two changes
that touch; here a person reads the result, so whatever touches is hers to settle.
"""

from difflib import SequenceMatcher
from typing import NamedTuple

from socle.diff import words


class _Change(NamedTuple):
    """The words `start` to `end` of the base become `words`."""

    start: int
    end: int
    words: tuple[str, ...]


def merge(base: str, one: str, other: str) -> str | None:
    """Both changes of `base` in one text; None when they touch the same words, differently."""
    old = words(base)
    changes = sorted({*_changes(old, words(one)), *_changes(old, words(other))})
    parts: list[str] = []
    at = 0
    for rank, change in enumerate(changes):
        if rank and change.start <= at:
            return None
        parts += [*old[at : change.start], *change.words]
        at = change.end
    return "".join([*parts, *old[at:]])


def _changes(old: list[str], new: list[str]) -> list[_Change]:
    """From `old` to `new`; two changes with only a space between them are one."""
    spans: list[list[int]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if spans and "".join(old[spans[-1][1] : i1]).isspace():
            spans[-1][1], spans[-1][3] = i2, j2
        else:
            spans.append([i1, i2, j1, j2])
    return [_Change(i1, i2, tuple(new[j1:j2])) for i1, i2, j1, j2 in spans]
