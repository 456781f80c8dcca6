"""Actions that may be one: their titles and summaries share most of their trigrams. Pure.

Written here and not asked of the database: PostgreSQL has trigrams, SQLite has none, and both must
propose the same pairs. Accents, case, plurals and little words do not count.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from socle.francais import sans_accents, trigrammes

_WORD = re.compile(r"[^\W_]+")

#: From this likeness on, two actions are proposed as one.
NEAR = 0.3
#: How many pairs, and how many actions near a proposal, are shown at most.
MOST_PAIRS, MOST_NEAR = 100, 3
#: What the summary weighs beside the title, when both have one.
SUMMARY = 0.25
#: Below this likeness of titles, even the same summary does not make a pair.
LEAST_TITLE = (NEAR - SUMMARY) / (1 - SUMMARY)

#: Words that say nothing of what an action is about.
LITTLE_WORDS = frozenset(
    {
        "a", "afin", "ai", "ainsi", "alors", "apres", "au", "aucun", "aussi", "autre", "autres",
        "aux", "avant", "avec", "ce", "ceci", "cela", "celle", "celles", "celui", "ces", "cet",
        "cette", "ceux", "chaque", "comme", "d", "dans", "de", "des", "depuis", "deux", "donc",
        "dont", "du", "elle", "elles", "en", "encore", "entre", "est", "et", "etre", "eux",
        "fait", "faire", "il", "ils", "j", "je", "l", "la", "le", "les", "leur", "leurs", "lors",
        "lui", "m", "mais", "meme", "mes", "moins", "mon", "n", "ne", "nos", "notre", "nous",
        "on", "ont", "or", "ou", "par", "parmi", "pas", "peu", "plus", "plusieurs", "pour",
        "pouvoir", "qu", "que", "quel", "quelle", "qui", "s", "sa", "sans", "se", "sera",
        "seront", "ses", "si", "soit", "son", "sont", "sous", "sur", "t", "tant", "tous", "tout",
        "toute", "toutes", "tres", "un", "une", "vers", "vos", "votre", "vous", "y", "action",
        "actions", "projet", "projets", "territoire", "territoires", "creer", "mettre", "mise",
        "place", "developper",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texte:
    """What is compared of an action. `key` tells it from the others."""

    key: int
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Paire:
    """Two actions (keys) that look alike: how much, 0 to 1, and the words that match."""

    one: int
    other: int
    likeness: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Signs:
    """An action as numbers whose bits are trigrams: what two share is one « and »."""

    texte: Texte
    title: int
    summary: int
    n_title: int
    n_summary: int


def words_of(text: str) -> list[str]:
    """The words that count, without accents or case; all of them when none counts."""
    every = _WORD.findall(sans_accents(text))
    return [word for word in every if word not in LITTLE_WORDS] or every


@lru_cache(maxsize=16_384)
def trigrams(text: str) -> frozenset[str]:
    """Runs of three letters of the words that count, plurals as singulars."""
    return trigrammes(_stem(word) for word in words_of(text))


def likeness(one: Texte, other: Texte) -> float:
    """0 (nothing in common) to 1 (the same, but for accents, case and little words)."""
    index = _Index()
    return _likeness(index.signs(one), index.signs(other))


def doublons(
    textes: Iterable[Texte], *, told_apart: frozenset[tuple[int, int]] = frozenset()
) -> list[Paire]:
    """Every pair that may be one action, the surest first; `told_apart`: keys, smaller first."""
    pairs = _pairs(tuple(sorted(textes, key=lambda texte: texte.key)))
    return [one for one in pairs if (one.one, one.other) not in told_apart][:MOST_PAIRS]


@lru_cache(maxsize=4)
def _pairs(textes: tuple[Texte, ...]) -> list[Paire]:
    """All the pairs; read again, they cost nothing as long as no text changes."""
    index = _Index()
    known = sorted((index.signs(one) for one in textes), key=lambda one: one.n_title)
    found = []
    for at, one in enumerate(known):
        title, size = one.title, one.n_title
        # Two titles of very different lengths share too little, whatever they say.
        most = size / LEAST_TITLE
        for other in known[at + 1 :]:
            if other.n_title > most:
                break
            shared = (title & other.title).bit_count()
            if shared >= LEAST_TITLE * (size + other.n_title - shared):
                near = _likeness(one, other)
                if near >= NEAR:
                    found.append((near, *sorted((one.texte, other.texte), key=lambda t: t.key)))
    found.sort(key=lambda pair: (-pair[0], pair[1].key, pair[2].key))
    return [
        Paire(one.key, other.key, near, words_in_common(one, other))
        for near, one, other in found[: 10 * MOST_PAIRS]
    ]


def proches(wanted: Texte, textes: Sequence[Texte]) -> list[Paire]:
    """Which of these actions `wanted` may already be, the surest first; few words tell nothing."""
    if not wanted.title.strip():
        return []
    index = _Index()
    mine = index.signs(wanted)
    found = [
        (near, one)
        for one in textes
        if one.key != wanted.key and (near := _likeness(mine, index.signs(one))) >= NEAR
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].key))
    return [
        Paire(wanted.key, one.key, near, words_in_common(wanted, one))
        for near, one in found[:MOST_NEAR]
    ]


def words_in_common(one: Texte, other: Texte) -> tuple[str, ...]:
    """The words of the first, as written, that the other has too: of the titles first."""
    known = {_root(word) for word in words_of(f"{other.title} {other.summary}")}
    found: dict[str, str] = {}
    for written in _WORD.findall(unicodedata.normalize("NFC", f"{one.title} {one.summary}")):
        plain = sans_accents(written)
        if len(plain) > 2 and plain not in LITTLE_WORDS and _root(plain) in known:
            found.setdefault(_root(plain), written.lower())
    return tuple(list(found.values())[:8])


class _Index:
    """One bit a trigram, given as they come."""

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}

    def signs(self, texte: Texte) -> _Signs:
        title, summary = trigrams(texte.title), trigrams(texte.summary)
        return _Signs(texte, self._mask(title), self._mask(summary), len(title), len(summary))

    def _mask(self, found: frozenset[str]) -> int:
        mask = 0
        for one in found:
            mask |= 1 << self.bits.setdefault(one, len(self.bits))
        return mask


def _likeness(one: _Signs, other: _Signs) -> float:
    title = _share(one.title, other.title, one.n_title, other.n_title)
    if not (one.n_summary and other.n_summary):
        return title
    summary = _share(one.summary, other.summary, one.n_summary, other.n_summary)
    return (1 - SUMMARY) * title + SUMMARY * summary


def _share(one: int, other: int, n_one: int, n_other: int) -> float:
    """The share of trigrams two texts have in common; two empty texts are the same."""
    if not n_one and not n_other:
        return 1.0
    shared = (one & other).bit_count()
    return shared / (n_one + n_other - shared)


def _stem(word: str) -> str:
    """A plural is its singular."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _root(word: str) -> str:
    """What « partage » and « partager » have in common: told to the reader, not measured."""
    return _stem(word)[:7]
