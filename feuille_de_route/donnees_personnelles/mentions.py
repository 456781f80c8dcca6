"""What people wrote of somebody, in any text of the database: found, and written again without.

Every text and JSON column of the product is looked at, so that a new one is too. `FIGES` says which
are left as they are, and why.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Cast

from comptes.models import NOM_EFFACE
from socle.recherche import Cherchable, index

ADRESSE_EFFACEE = "adresse effacée"

#: Our apps, and those of libraries where words of people come: the back office, the versions.
APPS = frozenset(
    {
        "publication", "seances", "engagements", "actions", "territoires", "organisations",
        "comptes", "socle", "admin", "reversion",
    }
)  # fmt: skip

#: (table, column) left as it is → why. The public page says the same.
FIGES = {
    ("publication.Edition", "content"): "une édition publiée ne change jamais ; elle nomme ses seuls signataires",
    ("publication.Edition", "sha256"): "empreinte",
    ("engagements.Signature", "text"): "texte signé : le récrire casserait son empreinte",
    ("engagements.Signature", "name"): "preuve, jusqu’à la fin de sa conservation",
    ("engagements.Signature", "fonction"): "preuve, jusqu’à la fin de sa conservation",
    ("engagements.Signature", "email"): "preuve, jusqu’à la fin de sa conservation",
    ("engagements.VersionEngagement", "text"): "texte figé d’un engagement, qui se compare",
    ("seances.Scrutin", "result"): "résultat figé et haché d’un vote, sans personne",
    ("organisations.Organisation", "name"): "nom d’une organisation, même si c’est celui de quelqu’un",
    ("socle.Lexique", "title"): "mots d’une fiche, refaits quand la fiche est récrite",
    ("socle.Lexique", "body"): "mots d’une fiche, refaits quand la fiche est récrite",
    ("comptes.User", "name"): "chacun garde son nom",
    ("comptes.User", "email"): "chacun garde son adresse",
}  # fmt: skip


def plain(model: type[models.Model]) -> QuerySet[Any]:
    """The rows of a table, past what its manager refuses.

    The one way by which the end of somebody's data reaches what is append-only or frozen.
    """
    return QuerySet(model)


def words_of(name: str, email: str) -> dict[str, str]:
    """What to look for → what to write instead.

    A first name alone says nothing in a text: only a full name is looked for.
    """
    words = {email: ADRESSE_EFFACEE} if email else {}
    if len(name.split()) > 1:
        words[" ".join(name.split())] = NOM_EFFACE
    return words


def columns() -> Iterator[tuple[type[models.Model], list[models.Field]]]:
    """Every table of the product with its columns of free text, those of `FIGES` left out."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        found = [
            column
            for column in model._meta.concrete_fields
            if is_text(column) and (model._meta.label, column.name) not in FIGES
        ]
        if found:
            yield model, found


def is_text(column: models.Field) -> bool:
    """Whether people's words may be there: text or JSON, without a fixed list of values."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    if isinstance(column, models.FileField | models.SlugField):
        return False
    return isinstance(column, kinds) and not column.choices and not column.primary_key


def effacer(words: Mapping[str, str]) -> int:
    """Write again every text that holds one of `words`. Returns how many rows changed.

    Call it inside the transaction of an erasure; it reaches append-only tables too.
    """
    if not words:
        return 0
    pattern = _pattern(words)
    return sum(_rewrite(model, found, pattern, words) for model, found in columns())


def _rewrite(
    model: type[models.Model],
    found: list[models.Field],
    pattern: re.Pattern[str],
    words: Mapping[str, str],
) -> int:
    changed = []
    names = [column.name for column in found]
    for row in rows_with(plain(model), names, words).values("pk", *names):
        values = {
            column.name: replaced[: column.max_length] if column.max_length else replaced
            for column in found
            if (replaced := _replace(row[column.name], pattern, words)) != row[column.name]
        }
        if values:
            plain(model).filter(pk=row["pk"]).update(**values)
            changed.append(row["pk"])
    if issubclass(model, Cherchable):
        index(plain(model).filter(pk__in=changed))
    return len(changed)


def rows_with(rows: QuerySet[Any], names: Iterable[str], words: Iterable[str]) -> QuerySet[Any]:
    """The rows that may hold one of these words, whatever its case: a first, wide sieve.

    By the last part of each word (a family name, an address), in the few cases people type;
    JSON may be kept with escaped accents.
    """
    sought = {
        form
        for word in words
        for part in [word.split()[-1]]
        for case in {part, part.lower(), part.upper(), part.title()}
        for form in {case, json.dumps(case)[1:-1]}
    }
    text = {f"{name}_text": Cast(name, models.TextField()) for name in names}
    conditions = (Q(**{f"{name}__icontains": form}) for name in text for form in sought)
    found: QuerySet[Any] = rows.alias(**text).filter(reduce(or_, conditions))
    return found


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Whole words only; any space between the parts of a name; the longest first."""
    parts = (r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len)[::-1])
    return re.compile(rf"(?<![\w@.-])(?:{'|'.join(parts)})(?![\w@-])", re.IGNORECASE)


def _replace(value: Any, pattern: re.Pattern[str], words: Mapping[str, str]) -> Any:
    """The same value without the words, inside lists and mappings too."""
    match value:
        case str():
            plain = {key.casefold(): new for key, new in words.items()}
            return pattern.sub(lambda m: plain[" ".join(m[0].split()).casefold()], value)
        case dict():
            return {key: _replace(one, pattern, words) for key, one in value.items()}
        case list():
            return [_replace(one, pattern, words) for one in value]
    return value
