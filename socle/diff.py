"""Two wordings, word for word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

#: A word (with its hyphens, apostrophes and no-break spaces), a space, or a punctuation mark.
_TOKEN = re.compile(r"\w(?:\w|[-’'\u202f\u00a0](?=\w))*|\s+|[^\w\s]")
_CHUNK = re.compile(r"\S+\s*")
#: Above this many words, the comparison goes line by line: a person cannot read more anyway.
LIMIT = 3000

Segment = tuple[str, str]  # « egal », « ajout » or « retrait »; the text


def words(text: str) -> list[str]:
    """Words, spaces and marks; line by line beyond `LIMIT`. Joined, they are the text again."""
    found = _TOKEN.findall(text)
    return found if len(found) <= LIMIT else text.splitlines(keepends=True)


def segments(before: str, after: str, *, context: int | None = None) -> tuple[Segment, ...]:
    """What was kept, removed and added, in order; joined without « ajout », it is `before` again.

    `context`: how many words of unchanged text stay beside a change, the rest becoming « … ».
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > LIMIT:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Segment] = []
    removed = added = ""
    for kind, i1, i2, j1, j2 in _opcodes(old, new):
        same = "".join(old[i1:i2])
        # A space kept between two changed words would cut one change into pieces.
        if kind != "equal" or ((removed or added) and same.isspace() and j2 < len(new)):
            removed += same
            added += "".join(new[j1:j2])
            continue
        found += [*_changed(removed, added), ("egal", same)]
        removed = added = ""
    found += _changed(removed, added)
    return tuple(found) if context is None else tuple(_shortened(found, context))


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """As `SequenceMatcher` gives them, the common start and end put aside: exact and fast there."""
    start, shortest = 0, min(len(old), len(new))
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    last_old, last_new = len(old) - end, len(new) - end
    if start:
        yield "equal", 0, start, 0, start
    middle = SequenceMatcher(None, old[start:last_old], new[start:last_new])
    for kind, i1, i2, j1, j2 in middle.get_opcodes():
        yield kind, i1 + start, i2 + start, j1 + start, j2 + start
    if end:
        yield "equal", last_old, len(old), last_new, len(new)


def _changed(removed: str, added: str) -> list[Segment]:
    pairs = [("retrait", removed), ("ajout", added)]
    return [(kind, text) for kind, text in pairs if text]


def _shortened(found: list[Segment], context: int) -> list[Segment]:
    last = len(found) - 1
    return [
        (kind, _cut(text, context, start=i == 0, end=i == last) if kind == "egal" else text)
        for i, (kind, text) in enumerate(found)
    ]


def _cut(text: str, context: int, *, start: bool, end: bool) -> str:
    """The words near the changes: the end of the first text, the start of the last one."""
    words = _CHUNK.findall(text)
    head = [] if start else words[:context]
    tail = [] if end else words[-context:]
    if len(words) <= len(head) + len(tail) or (start and end):
        return text
    lead = text[: len(text) - len(text.lstrip())]
    return f"{lead}{''.join(head).rstrip()} … {''.join(tail)}".lstrip(" " if start else "")
