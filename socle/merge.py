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
    groups = _groups(_changes(old, words(one)), _changes(old, words(other)))
    if any(len({*mine, *theirs}) > 1 for mine, theirs in groups):
        return None
    return _written(old, [(mine or theirs)[0] for mine, theirs in groups])


def settle(base: str, one: str, other: str) -> str:
    """Both changes in one text; where they touch the same words, those of `other`."""
    old = words(base)
    groups = _groups(_changes(old, words(one)), _changes(old, words(other)))
    return _written(old, [change for mine, theirs in groups for change in theirs or mine])


def _groups(one: list[_Change], other: list[_Change]) -> list[tuple[list[_Change], list[_Change]]]:
    """Changes that touch each other, together: those of the first text, those of the second."""
    groups: list[tuple[list[_Change], list[_Change]]] = []
    end = -1
    for change, side in sorted([(c, 0) for c in one] + [(c, 1) for c in other]):
        if change.start > end:
            groups.append(([], []))
        groups[-1][side].append(change)
        end = max(end, change.end)
    return groups


def _written(old: list[str], changes: list[_Change]) -> str:
    """The words once changed; the changes come in order and do not touch."""
    parts: list[str] = []
    at = 0
    for change in changes:
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
