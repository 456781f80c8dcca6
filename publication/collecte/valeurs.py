"""Small values of the frozen content, read from a row."""

from datetime import date

from django.db import models

from actions.apports import UNITS, Apport
from organisations.models import College
from publication.contenu import Choix


def choix(row: models.Model, field: str) -> Choix | None:
    """The value of a field with choices and its French label; None when it is empty."""
    key = getattr(row, field)
    return Choix(key, getattr(row, f"get_{field}_display")()) if key else None


def choix_college(college: str) -> Choix:
    return Choix(college, College(college).label)


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def nature(kind: Apport) -> Choix:
    return Choix(kind.value, kind.label)


def unite(kind: Apport) -> str:
    """« EUR », « jours »…; empty for a kind without quantity."""
    return "EUR" if kind is Apport.FINANCIER else UNITS.get(kind, "")
