"""What waits for each person, in one message a week at most: the digest and who receives it.

It names what the person may do now: a pledge to confirm when the phase lets one confirm, to sign
for those who may sign. Nobody is written to for nothing, nor when he or she refused reminders.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from actions.models import Action, Jalon
from comptes.models import User
from engagements.affichage import ligne
from engagements.models import Engagement
from organisations.models import OrganisationGrant
from socle import francais
from territoires.access import Access
from territoires.droits import DROITS_PAR_PHASE, Droit, Role
from territoires.models import FeuilleDeRoute, FeuilleGrant

#: Days left to act without being reminded.
PATIENCE = 3
#: Weeks during which a pledge that nobody confirms is recalled to its organisation, so as many
#: times at most; then, during as many, it is told to the administrators alone.
RECALLS = 4
#: Days before an end at which it is spoken of, and after it at which it is no longer.
AHEAD, BEHIND = 30, 60
#: Lines of one part; the message says how many more there are.
SHOWN = 6

State = Engagement.State


class Part(StrEnum):
    """The parts of the message, in their order. The value is their title."""

    CONFIRMER = "À confirmer"
    OUBLIE = "Jamais confirmés par leur organisation"
    SIGNER = "À signer"
    ECHEANCE = "Échéances"
    JALON = "Étapes à mettre à jour"


#: part → its things in the subject: « un engagement à confirmer ».
WORDS = {
    Part.CONFIRMER: ("engagement à confirmer", "engagements à confirmer"),
    Part.OUBLIE: ("engagement jamais confirmé", "engagements jamais confirmés"),
    Part.SIGNER: ("engagement à signer", "engagements à signer"),
    Part.ECHEANCE: ("échéance", "échéances"),
    Part.JALON: ("étape à mettre à jour", "étapes à mettre à jour"),
}


class Ligne(NamedTuple):
    """One thing that waits."""

    numero: str
    objectif: str
    texte: str
    sous: str
    url: str


@dataclass
class Rappel:
    """Everything that waits for one person, on all the roadmaps."""

    user: User
    feuilles: set[FeuilleDeRoute] = field(default_factory=set)
    parts: dict[Part, list[Ligne]] = field(default_factory=lambda: defaultdict(list))

    @property
    def objet(self) -> str:
        """« 2 engagements à confirmer et 1 étape à mettre à jour »."""
        return francais.liste(
            francais.pluriel(len(self.parts[part]), *WORDS[part])
            for part in Part
            if self.parts[part]
        )

    @property
    def content(self) -> dict[str, object]:
        """`parties`: the parts that have lines, as the template reads them."""
        parties = [
            {
                "titre": part.value,
                "lignes": lines[:SHOWN],
                "reste": max(0, len(lines) - SHOWN),
                "suite": f"Et {len(lines) - SHOWN} de plus sur la page.",
            }
            for part in Part
            if (lines := self.parts[part])
        ]
        return {"parties": parties}


def rappels_of(today: date) -> list[Rappel]:
    """What waits today, for each person who accepts reminders. Four queries."""
    speaking, signing = _people()
    administering = _administrators()
    rappels: dict[int, Rappel] = {}

    def add(users: Iterable[User], part: Part, feuille: FeuilleDeRoute, line: Ligne) -> None:
        for user in users:
            rappel = rappels.setdefault(user.pk, Rappel(user))
            rappel.feuilles.add(feuille)
            rappel.parts[part].append(line)

    for engagement in _engagements(today):
        feuille, owner = engagement.action.feuille, engagement.organisation_id
        part = _part(engagement, today)
        if part is Part.SIGNER:
            add(signing[owner], part, feuille, _line(engagement))
            rest = [user for user in speaking[owner] if user not in signing[owner]]
            if _is_near(engagement.due, today):
                add(rest, Part.ECHEANCE, feuille, _line(engagement, today))
        elif part is Part.OUBLIE:
            add(administering[feuille.pk], part, feuille, _line(engagement))
        elif part:
            told = today if part is Part.ECHEANCE else None
            add(speaking[owner], part, feuille, _line(engagement, told))
    for jalon in _jalons(today):
        action = jalon.action
        add(speaking[action.porteur_id or 0], Part.JALON, action.feuille, _step(jalon, today))
    return sorted(rappels.values(), key=lambda rappel: rappel.user.pk)


def _people() -> tuple[dict[int, list[User]], dict[int, list[User]]]:
    """Organisation → who represents it, who signs for it, among those who accept reminders."""
    held: dict[str, dict[int, list[User]]] = {
        "representer": defaultdict(list),
        "signer": defaultdict(list),
    }
    grants = OrganisationGrant.objects.filter(
        user__is_active=True, user__rappels=True, permission__codename__in=held
    )
    for grant in grants.select_related("user", "permission").order_by("pk"):
        held[grant.permission.codename][grant.content_object_id].append(grant.user)
    return held["representer"], held["signer"]


def _administrators() -> dict[int, list[User]]:
    """Roadmap → who administers it, among those who accept reminders."""
    held: dict[int, list[User]] = defaultdict(list)
    grants = FeuilleGrant.objects.filter(
        user__is_active=True,
        user__rappels=True,
        permission__codename=Role.ADMINISTRATEUR.value,
    )
    for grant in grants.select_related("user").order_by("pk"):
        held[grant.content_object_id].append(grant.user)
    return held


def _open_phases(droit: Droit) -> list[str]:
    return [phase.value for phase, opened in DROITS_PAR_PHASE.items() if droit in opened]


def _engagements(today: date) -> Iterator[Engagement]:
    """Pledges that ask for something of their organisation, nearest end first."""
    lasting = Engagement.objects.for_list().filter(
        state__in=(State.DECLARE, State.CONFIRME, State.SIGNE),
        action__state__in=Action.OPEN_STATES,
        action__feuille__phase__in=_open_phases(Droit.S_ENGAGER),
    )
    ended = (Action.Avancement.TERMINEE, Action.Avancement.ABANDONNEE)
    rows = lasting.exclude(action__avancement__in=ended).select_related(
        "action__feuille__territoire"
    )
    yield from sorted(rows, key=lambda one: (one.due or date.max, one.pk))


def _part(engagement: Engagement, today: date) -> Part | None:
    """What the pledge asks for, or nothing yet."""
    age = (today - timezone.localdate(engagement.updated_at)).days - PATIENCE
    is_old, weeks = age >= 0, age // 7
    if engagement.state == State.DECLARE and is_old:
        if weeks < RECALLS:
            return Part.CONFIRMER
        return Part.OUBLIE if weeks < 2 * RECALLS else None
    if engagement.state == State.CONFIRME and is_old:
        return Part.SIGNER
    if engagement.state != State.DECLARE and _is_near(engagement.due, today):
        return Part.ECHEANCE
    return None


def _is_near(end: date | None, today: date) -> bool:
    return end is not None and -BEHIND <= (end - today).days <= AHEAD


def _line(engagement: Engagement, today: date | None = None) -> Ligne:
    """A pledge as its own organisation reads it; with its end when `today` is given."""
    feuille = engagement.action.feuille
    own = frozenset({engagement.organisation_id})
    told = ligne(engagement, Access(None, feuille, frozenset({Role.REPRESENTANT}), own))
    sous = told.organisation
    if today and engagement.due:
        sous = f"{sous}. {_end_words(engagement.due, today)}"
    return Ligne(told.numero, told.objectif, told.phrase, sous, settings.SITE_URL + told.url)


def _jalons(today: date) -> Iterator[Jalon]:
    """Milestones whose quarter is over and which nobody closed, on actions one may still modify."""
    rows = Jalon.objects.filter(
        action__state__in=Action.OPEN_STATES,
        action__feuille__phase__in=_open_phases(Droit.MODIFIER_SIENNES),
        action__porteur__isnull=False,
        year__range=(today.year - 1, today.year),
    ).exclude(state=Jalon.State.TERMINE)
    rows = rows.exclude(
        action__avancement__in=(Action.Avancement.TERMINEE, Action.Avancement.ABANDONNEE)
    ).select_related("action__objectif", "action__feuille__territoire")
    yield from (jalon for jalon in rows if _quarter_end(jalon) <= today)


def _quarter_end(jalon: Jalon) -> date:
    """The day after its quarter, or after its year when it has none."""
    year, quarter = jalon.year or date.max.year - 1, jalon.quarter or 4
    return date(year + 1, 1, 1) if quarter == 4 else date(year, quarter * 3 + 1, 1)


def _step(jalon: Jalon, today: date) -> Ligne:
    action = jalon.action
    end = _quarter_end(jalon) - timedelta(days=1)
    planned = francais.trimestre(end) if jalon.quarter else str(jalon.year)
    return Ligne(
        action.numero,
        action.objectif.code,
        jalon.title,
        f"Prévue pour {'le ' if jalon.quarter else ''}{planned}, {jalon.get_state_display()}",
        settings.SITE_URL + action.get_absolute_url(),
    )


def _end_words(end: date, today: date) -> str:
    day = francais.date_longue(end)
    return f"Échéance passée le {day}" if end < today else f"Échéance le {day}"
