"""Looking for words in the whole database: every text and JSON column of every table."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models import QuerySet


def found(*words: str) -> set[tuple[str, str]]:
    """(table, column) where one of these words is still written, libraries and sessions included."""
    return {place for place, text in texts() if any(w.casefold() in text.casefold() for w in words)}


def texts() -> Iterator[tuple[tuple[str, str], str]]:
    """Every text of the database, with where it is."""
    for model in apps.get_models(include_auto_created=True):
        columns = [
            column.name
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField | models.JSONField)
        ]
        for row in QuerySet(model).values(*columns):
            if model._meta.label == "sessions.Session":
                row["session_data"] = str(model(**row).get_decoded())
            for column in columns:
                value = row[column]
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                yield (model._meta.label, column), text
