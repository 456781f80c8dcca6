"""Search by words: accents, case and plurals apart, alike on SQLite and PostgreSQL.

Saving a row keeps its words in `Lexique`, each as it is written (without accents) and as its stem
(Snowball, French); a question is cut the same way, and the database only compares plain letters.
Pure, but for `Cherchable`, `index` and `matching`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import snowballstemmer
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from socle.francais import sans_accents
from socle.models import Lexique

#: Words of a question that are read; the rest of a pasted page is left.
MOST_WORDS = 8
#: From this many letters on, the last word of a question may be the beginning of another.
PREFIX = 3
#: Left out of a question that says more than them.
LITTLE_WORDS = frozenset(
    {
        "a", "au", "aux", "avec", "c", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et",
        "il", "l", "la", "le", "les", "leur", "n", "ou", "par", "pour", "qu", "que", "qui", "s",
        "sa", "se", "ses", "son", "sur", "un", "une",
    }
)  # fmt: skip
#: Plurals that no rule gives back.
IRREGULAR = {
    "baux": "bail", "emaux": "email", "enjeux": "enjeu", "feux": "feu", "jeux": "jeu",
    "lieux": "lieu", "materiaux": "materiau", "milieux": "milieu", "noyaux": "noyau",
    "travaux": "travail", "tuyaux": "tuyau", "vitraux": "vitrail", "voeux": "voeu",
}  # fmt: skip

_STEMMER = snowballstemmer.stemmer("french")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")


# Words -------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The plain words of a text; an apostrophe or a hyphen parts two words."""
    return _WORD.findall(sans_accents(text))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a plain word: the same for its singular and its plural."""
    word = IRREGULAR.get(word, word)
    if len(word) > 3 and word.endswith("s"):
        word = word[:-1]
    if word.endswith("iere"):
        word = word[:-1]  # foncière, foncier
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


def lexicon(text: str) -> str:
    """The words of a text and their stems, once each, between spaces: what `Lexique` keeps."""
    known: dict[str, None] = {}
    for word in words(text):
        known[stem(word)] = known[word] = None
    return f" {' '.join(known)} " if known else ""


class Mot(NamedTuple):
    """One word asked for. `prefix`: others may begin with it, for it may not be finished."""

    plain: str
    stem: str
    prefix: bool

    def is_in(self, word: str) -> bool:
        """Whether this plain word is one that is asked for."""
        return stem(word) == self.stem or (self.prefix and word.startswith(self.plain))


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for, by parts: each is a possible number and its words."""

    parts: tuple[tuple[str, tuple[Mot, ...]], ...]

    @classmethod
    def read(cls, text: str) -> "Question":
        """From what was typed. A question of little words only keeps them."""
        chunks = text.split()[:MOST_WORDS]
        cut = [words(chunk)[:MOST_WORDS] for chunk in chunks]
        says = any(word not in LITTLE_WORDS for part in cut for word in part)
        parts = []
        for rank, (chunk, found) in enumerate(zip(chunks, cut, strict=True), 1):
            kept = [word for word in found if not says or word not in LITTLE_WORDS]
            last = kept[-1] if kept and rank == len(chunks) and len(kept[-1]) >= PREFIX else ""
            mots = tuple(
                Mot(word, stem(word), word == last and at == len(kept))
                for at, word in enumerate(kept, 1)
            )
            number = chunk if _NUMBER.fullmatch(chunk) else ""
            if mots:
                parts.append((number, mots))
        return cls(tuple(parts))

    @property
    def mots(self) -> tuple[Mot, ...]:
        return tuple(mot for _number, mots in self.parts for mot in mots)

    @property
    def number(self) -> str:
        """The number asked for, when nothing else is: « 1.2 »."""
        return self.parts[0][0] if len(self.parts) == 1 else ""

    def __bool__(self) -> bool:
        return bool(self.parts)


# What is found, shown ----------------------------------------------------------------------------


class Segment(NamedTuple):
    """A piece of a text; `found`: one of the words asked for."""

    text: str
    found: bool


def highlight(text: str, question: Question) -> list[Segment]:
    """The text in pieces, the words asked for apart."""
    text, asked = unicodedata.normalize("NFC", text), question.mots
    segments, at = [], 0
    for match in _WORD.finditer(text):
        if any(mot.is_in(word) for word in words(match[0]) for mot in asked):
            if match.start() > at:
                segments.append(Segment(text[at : match.start()], False))
            segments.append(Segment(match[0], True))
            at = match.end()
    if text[at:]:
        segments.append(Segment(text[at:], False))
    return segments


def excerpt(texts: Iterable[str], question: Question, length: int = 200) -> list[Segment]:
    """The first of the texts that has a word asked for, about `length` characters around it.

    None has any: the beginning of the first that says something.
    """
    told = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]
    told = [text for text in told if text]
    for text in told:
        pieces = highlight(text, question)
        if any(piece.found for piece in pieces):
            before = len(pieces[0].text) if not pieces[0].found else 0
            return highlight(_around(text, before, length), question)
    return [Segment(_around(told[0], 0, length), False)] if told else []


def _around(text: str, place: int, length: int) -> str:
    """`length` characters or so around a place, cut between words."""
    start = max(0, min(place - length // 3, len(text) - length))
    if start:
        start = text.find(" ", start) + 1
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), place)
        end = end if end > start else start + length
    body = text[start:end].rstrip(" ,;:")
    return f"{'… ' if start else ''}{body}{' …' if end < len(text) else ''}"


# Rows --------------------------------------------------------------------------------------------


class Cherchable:
    """Part of a model that search finds: saving a row keeps its words, deleting it drops them.

    Rows written at once (`bulk_create`, `update`) are given to `index` by who writes them.
    """

    #: Columns whose change is worth keeping the words again.
    SEARCHED: frozenset[str] = frozenset()

    pk: Any
    _meta: Any

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)  # type: ignore[misc]  # that of the model beside it
        columns = kwargs.get("update_fields")
        if columns is None or self.SEARCHED & set(columns):
            index([self])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        Lexique.objects.of(self._meta.label_lower, [self.pk]).delete()
        deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)  # type: ignore[misc]
        return deleted

    def texts(self) -> tuple[str, str]:
        """What names the row, and the rest of what it says."""
        raise NotImplementedError


def index(rows: Iterable[Cherchable]) -> int:
    """Keep the words of these rows, those known before replaced; how many. One query for 200."""
    entries = []
    for row in rows:
        title, body = row.texts()
        entries.append(
            Lexique(
                target_type=row._meta.label_lower,
                target_id=row.pk,
                title=lexicon(title),
                body=lexicon(body),
            )
        )
    Lexique.objects.bulk_create(
        entries,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["target_type", "target_id"],
        update_fields=["title", "body"],
    )
    return len(entries)


RowsT = TypeVar("RowsT", bound="models.QuerySet[Any]")


def matching(
    rows: RowsT, question: Question, *, through: Mapping[str, str] | None = None, number: str = ""
) -> RowsT:
    """The rows that have every word of the question, none without a word; adds `found_rank`.

    It goes from 0, the best, to 4.
    `through`: column → model label: a related row whose title counts (« porteur »). `number`: the
    column a number is compared with.
    """
    if not question:
        rows = rows.none()
    label = rows.model._meta.label_lower
    related = dict(through or {})
    for part_number, mots in question.parts:
        found = Q()
        for mot in mots:
            found &= _has(label, "pk", ("title", "body"), mot) | _any(
                _has(other, column, ("title",), mot) for column, other in related.items()
            )
        if number and part_number:
            found |= Q(**{f"{number}__startswith": part_number})
        rows = rows.filter(found)
    return rows.annotate(found_rank=_rank(label, question, number))


def _rank(label: str, question: Question, number: str) -> Case | Value:
    """Its very number, then a number that begins so, every word in the title, in part, elsewhere."""
    whens = []
    if number and question.number:
        whens.append(When(**{number: question.number}, then=Value(0)))
        whens.append(When(**{f"{number}__startswith": question.number}, then=Value(1)))
    whole = [mot._replace(prefix=False) for mot in question.mots]
    if whole:
        whens.append(When(_all(_has(label, "pk", ("title",), mot) for mot in whole), then=Value(2)))
        named = _all(_has(label, "pk", ("title",), mot) for mot in question.mots)
        whens.append(When(named, then=Value(3)))
    return Case(*whens, default=Value(4)) if whens else Value(4)


def _has(label: str, column: str, parts: Sequence[str], mot: Mot) -> Q:
    """Whether the words kept of a row have this one."""
    found = Q()
    for part in parts:
        found |= Q(**{f"{part}__contains": f" {mot.stem} "})
        if mot.prefix:
            found |= Q(**{f"{part}__contains": f" {mot.plain}"})
    return Q(Exists(Lexique.objects.filter(found, target_type=label, target_id=OuterRef(column))))


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _all(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found &= condition
    return found
