"""Versions of an action for their pages: who wrote what, what two of them have that differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from actions.forms.fiche import Fiche
from actions.models import Action, VersionAction
from actions.photos import values_in
from actions.versions import (
    FIELDS,
    Values,
    canonical,
    name_amendements,
    name_fields,
    values_of,
)
from socle.diff import Segment, segments

Cause = VersionAction.Cause

#: What a version says when nothing else is known of it.
PHRASES = {
    Cause.REPRISE: "première version gardée",
    Cause.PROPOSITION: "propose l’action",
    Cause.DECISION: "fait avancer l’action",
    Cause.FUSION: "réunit des actions",
    Cause.SCISSION: "partage l’action",
}


class LigneVersion(NamedTuple):
    """One line of the history of an action."""

    number: int
    at: datetime | None
    who: str
    what: str
    url: str
    compare_url: str  # to the version before it; empty for the first one


class Champ(NamedTuple):
    """A field in both versions: its label, and its two wordings word for word."""

    libelle: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Lecture:
    """One version as it was read: its number, and field → words, in the order of the fiche."""

    number: int
    champs: tuple[tuple[str, str], ...]  # label, words; empty fields left out


def lignes(action: Action, versions: Iterable[VersionAction]) -> list[LigneVersion]:
    """Those versions, as they come; `versions` loaded by `for_history`. No query."""
    return [_ligne(action, version) for version in versions]


def _ligne(action: Action, version: VersionAction) -> LigneVersion:
    here = [action.feuille.slug, action.numero]
    compare = reverse("actions:comparer_versions", args=here)
    number = version.number
    return LigneVersion(
        number=number,
        at=version.revision.date_created,
        who=str(version.revision.user or "Feuille de route"),
        what=phrase(version),
        url=reverse("actions:version", args=[*here, number]),
        compare_url=f"{compare}?de={number - 1}&a={number}" if number > 1 else "",
    )


def phrase(version: VersionAction) -> str:
    """What was done, after the name of who did it: « met à jour le titre et le budget »."""
    fields = name_fields(version.fields) if version.fields else ""
    match version.cause:
        case Cause.MODIFICATION:
            return f"met à jour {fields}"
        case Cause.IMPORT:
            source = f" «\u00a0{version.source}\u00a0»" if version.source else " de données"
            return f"met à jour {fields} depuis le fichier{source}"
        case Cause.AMENDEMENT:
            return f"intègre {name_amendements(version.amendements.all())}\u00a0: {fields}"
        case Cause.RESTAURATION:
            return f"rétablit la version {version.restored}\u00a0: {fields}"
        case Cause.FUSION | Cause.SCISSION if version.source:
            return f"{PHRASES[Cause(version.cause)]}\u00a0: {version.source}"
    return PHRASES[Cause(version.cause)]


def values_at(action: Action, number: int) -> Values:
    """The plain values of version `number`; today's are those of the row itself.

    Raises `VersionAction.DoesNotExist`, `photos.Illisible`.
    """
    if number == action.version:
        return values_of(action)
    return values_in(VersionAction.objects.select_related("revision").get(
        action=action, number=number
    ))  # fmt: skip


def lecture(action: Action, number: int) -> Lecture:
    """One version in words. Raises as `values_at`."""
    values, fiche = values_at(action, number), _fiche(action)
    champs = [(fiche.label_of(name), fiche.text_of(name, values[name])) for name in FIELDS]
    return Lecture(number, tuple((label, text) for label, text in champs if text))


def comparaison(action: Action, de: int, a: int) -> list[Champ]:
    """The fields that differ from version `de` to version `a`, word for word. Raises as `values_at`."""
    before, after, fiche = values_at(action, de), values_at(action, a), _fiche(action)
    return [
        Champ(
            fiche.label_of(name),
            segments(fiche.text_of(name, before[name]), fiche.text_of(name, after[name])),
        )
        for name in FIELDS
        if _plain(before[name]) != _plain(after[name])
    ]


def _plain(value: object) -> object:
    """A value without the keys of its lines: a line given back has another one."""
    plain = canonical(value)
    if isinstance(plain, list):
        return [{**one, "id": None} if isinstance(one, dict) else one for one in plain]
    return plain


def _fiche(action: Action) -> Fiche:
    """The form knows how each field is called and how its values are told."""
    return Fiche(action, reserved=frozenset())
