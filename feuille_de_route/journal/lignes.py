"""Lines of the journal, filtered, told in sentences with the object they are about.

A number of queries that does not grow with the lines: each kind of object is looked up once.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse

from actions.models import Action, Amendement
from engagements.models import Engagement
from feuille_de_route.historique import raconter
from publication.models import Edition
from seances.models import Seance
from socle.models import Journal, JournalQuerySet
from territoires.access import Access

#: Word of the address → label, and the beginning of the verbs.
KINDS = {
    "actions": ("Actions", ("action.",)),
    "amendements": ("Amendements", ("amendement.",)),
    "engagements": ("Engagements", ("engagement.",)),
    "seances": ("Séances et votes", ("seance.", "scrutin.", "participant.")),
    "publication": ("Publication", ("edition.",)),
    "membres": ("Membres et réglages", ("membre.", "feuille.", "compte.", "courriel.")),
    "organisations": ("Organisations", ("organisation.", "lettre.")),
}
#: How many lines are told at once when the journal is exported.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the reader asked for; unknown values are dropped, never an error.

    `person` is a key, « 0 » the product itself; `numero` an action; days are both included.
    """

    person: str = ""
    kind: str = ""
    numero: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filtres":
        """From the query string of the page."""
        person, kind = query.get("personne", ""), query.get("genre", "")
        return cls(
            person=person if person.isdecimal() and len(person) < 16 else "",
            kind=kind if kind in KINDS else "",
            numero=query.get("action", "").strip()[:12],
            since=_day(query.get("du", "")),
            until=_day(query.get("au", "")),
        )

    @property
    def is_active(self) -> bool:
        return self != Filtres()

    @property
    def pairs(self) -> dict[str, str]:
        """What the address of the same choice holds."""
        told = {
            "personne": self.person,
            "genre": self.kind,
            "action": self.numero,
            "du": self.since.isoformat() if self.since else "",
            "au": self.until.isoformat() if self.until else "",
        }
        return {key: value for key, value in told.items() if value}


class LigneJournal(NamedTuple):
    """One line, ready to print. `url` is empty when the object has no page any more."""

    at: dt.datetime
    who: str
    what: str
    objet: str
    url: str
    why: str


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def readable(access: Access) -> JournalQuerySet:
    """The lines of this roadmap that the reader may know, newest first.

    A pledge not sent yet belongs to its organisation: nothing tells that it exists.
    """
    drafts = Engagement.objects.on_feuille(access.feuille).filter(state=Engagement.State.BROUILLON)
    secret = drafts.exclude(organisation__in=access.organisations).annotate(
        key=Cast("pk", CharField())
    )
    return Journal.objects.of_feuille(access.feuille.pk).exclude(
        target_type="engagements.engagement", target_id__in=secret.values("key")
    )


def filtered(access: Access, filtres: Filtres) -> QuerySet[Journal]:
    """The lines these filters keep, newest first."""
    lines: QuerySet[Journal] = readable(access)
    if filtres.person:
        lines = lines.filter(user_id=None if filtres.person == "0" else int(filtres.person))
    if filtres.kind:
        verbs = Q()
        for start in KINDS[filtres.kind][1]:
            verbs |= Q(verb__startswith=start)
        lines = lines.filter(verbs)
    if filtres.numero:
        lines = lines.filter(_about(access, filtres.numero))
    if filtres.since:
        lines = lines.filter(at__date__gte=filtres.since)
    if filtres.until:
        lines = lines.filter(at__date__lte=filtres.until)
    return lines


def _about(access: Access, numero: str) -> Q:
    """About an action, its amendments or its pledges."""
    found = Q()
    for model, path in ((Action, ""), (Amendement, "action__"), (Engagement, "action__")):
        rows = model._default_manager.filter(
            **{f"{path}feuille": access.feuille, f"{path}numero": numero}
        ).annotate(key=Cast("pk", CharField()))
        found |= Q(target_type=model._meta.label_lower, target_id__in=rows.values("key"))
    return found


def people(access: Access) -> list[tuple[str, str]]:
    """Who wrote in the journal, by name: (key, name). One query."""
    known = Journal.objects.filter(feuille_id=access.feuille.pk).exclude(user_id=None)
    names = dict(known.order_by("pk").values_list("user_id", "user_name").distinct())
    found = sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: pair[1])
    return [*found, ("0", "Feuille de route (automatique)")]


def tell(lines: Iterable[Journal], access: Access) -> list[LigneJournal]:
    """The lines in sentences, in the same order. At most five queries."""
    lines = list(lines)
    objects = _objects(lines, access)
    told = []
    for line in lines:
        objet, url = objects.get((line.target_type, line.target_id), ("", ""))
        phrase = raconter(line)
        told.append(LigneJournal(line.at, phrase.who, phrase.what, objet, url, phrase.why))
    return told


def told_in_chunks(lines: QuerySet[Journal], access: Access) -> Iterator[LigneJournal]:
    """All the lines, told some at a time, for an export."""
    chunk: list[Journal] = []
    for line in lines.iterator(chunk_size=CHUNK):
        chunk.append(line)
        if len(chunk) == CHUNK:
            yield from tell(chunk, access)
            chunk = []
    yield from tell(chunk, access)


def _objects(lines: Sequence[Journal], access: Access) -> dict[tuple[str, str], tuple[str, str]]:
    """(type, key) → what the object is called and where it is read."""
    keys: dict[str, set[str]] = {}
    for line in lines:
        keys.setdefault(line.target_type, set()).add(line.target_id)
    slug, found = access.feuille.slug, {}

    def rows(model: type, *columns: str) -> Iterator[tuple]:
        wanted = keys.get(model._meta.label_lower, set())
        pks = [int(key) for key in wanted if key.isdecimal()]
        return iter(model._default_manager.filter(pk__in=pks).values_list("pk", *columns))

    def keep(model: type, pk: int, name: str, url: str) -> None:
        found[model._meta.label_lower, str(pk)] = (name, url)

    for pk, numero, title in rows(Action, "numero", "title"):
        keep(Action, pk, f"{numero} {title}", reverse("action", args=[slug, numero]))
    for pk, numero, title in rows(Amendement, "action__numero", "action__title"):
        keep(Amendement, pk, f"{numero} {title}", reverse("action", args=[slug, numero]))
    for pk, numero, title in rows(Engagement, "action__numero", "action__title"):
        url = reverse("engagements:detail", args=[slug, pk])
        keep(Engagement, pk, f"{numero} {title}", url)
    for pk, title in rows(Seance, "title"):
        keep(Seance, pk, title, reverse("seances:seance", args=[slug, pk]))
    for pk, major, minor in rows(Edition, "major", "minor"):
        keep(Edition, pk, f"Édition {major}.{minor}", reverse("publication:editions", args=[slug]))
    return found
