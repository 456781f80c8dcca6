"""What is new on the actions a person takes part in, gathered for one message a day.

Told: comments, questions, answers and amendments that everybody who reads the action may read. The
rights are those of the moment of sending: a restricted action or a hidden comment is never told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from actions.models import Abonnement, Action, Amendement, Commentaire
from comptes.models import User
from organisations.models import OrganisationGrant
from socle import francais
from territoires.access import get_access
from territoires.models import FeuilleDeRoute

#: Lines of an action a message shows before « et 4 de plus ».
SHOWN = 6
EXCERPT = 220


class Ligne(NamedTuple):
    """One thing somebody wrote, as the message prints it."""

    at: datetime
    commentaire_id: int | None
    kind: str  # key of WORDS
    author_id: int | None
    texte: str
    sous: str
    url: str


#: What the subject of the message counts.
WORDS = {
    "question": ("question", "questions"),
    "reponse": ("réponse", "réponses"),
    "commentaire": ("commentaire", "commentaires"),
    "amendement": ("amendement", "amendements"),
}


@dataclass
class Nouvelle:
    """What is new on one action."""

    action: Action
    lignes: list[Ligne] = field(default_factory=list)

    def for_reader(self, user: User, since: datetime) -> "Nouvelle":
        """The same from `since` on, without what this person wrote."""
        kept = [one for one in self.lignes if one.at >= since and one.author_id != user.pk]
        return Nouvelle(self.action, kept)

    @property
    def titre(self) -> str:
        return f"{self.action.numero} {self.action.title}"

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.action.get_absolute_url()

    @property
    def shown(self) -> list[Ligne]:
        return self.lignes[:SHOWN]

    @property
    def reste(self) -> str:
        more = len(self.lignes) - SHOWN
        return f"Et {more} de plus sur la page de l’action." if more > 0 else ""


@dataclass
class Resume:
    """Everything new for one person, on all the roadmaps."""

    user: User
    nouvelles: list[Nouvelle]

    @property
    def feuilles(self) -> set[FeuilleDeRoute]:
        return {nouvelle.action.feuille for nouvelle in self.nouvelles}

    @property
    def objet(self) -> str:
        """« 1 question et 2 réponses sur l’action 1.1 »; empty when there is nothing new."""
        if not self.nouvelles:
            return ""
        counts: dict[str, int] = defaultdict(int)
        for nouvelle in self.nouvelles:
            for one in nouvelle.lignes:
                counts[one.kind] += 1
        said = francais.liste(
            francais.pluriel(counts[kind], *words) for kind, words in WORDS.items() if counts[kind]
        )
        if len(self.nouvelles) == 1:
            return f"{said} sur l’action {self.nouvelles[0].action.numero}"
        return f"{said} sur {francais.pluriel(len(self.nouvelles), 'action', 'actions')}"

    @property
    def content(self) -> dict[str, object]:
        return {"nouvelles": self.nouvelles}


def nouvelles_between(start: datetime, end: datetime) -> dict[int, Nouvelle]:
    """Action → what everybody who reads it may read of it, written in [start, end[."""
    found: dict[int, Nouvelle] = {}
    said = Commentaire.objects.since(start, end).select_related(
        "author", "organisation", "answers", *_ACTION
    )
    for comment in said:
        nouvelle = found.setdefault(comment.action_id, Nouvelle(comment.action))
        nouvelle.lignes.append(_of_comment(comment))
    for amendement in Amendement.objects.since(start, end).select_related(*_ACTION):
        nouvelle = found.setdefault(amendement.action_id, Nouvelle(amendement.action))
        nouvelle.lignes.append(_of_amendement(amendement))
    return found


_ACTION = ("action__objectif", "action__feuille__territoire")


def _of_comment(said: Commentaire) -> Ligne:
    if said.answers_id:
        kind, told = "reponse", "répond"
    elif said.kind == Commentaire.Kind.QUESTION:
        kind, told = "question", "demande"
    else:
        kind, told = "commentaire", "écrit"
    feuille, numero = said.action.feuille, said.action.numero
    url = reverse("actions:commentaire", args=[feuille.slug, numero, said.pk])
    return Ligne(
        said.created_at,
        said.pk,
        kind,
        said.author_id,
        f"{said.author_name} {told}\u00a0: «\u00a0{_excerpt(said.text)}\u00a0»",
        said.signature,
        settings.SITE_URL + url,
    )


def _of_amendement(amendement: Amendement) -> Ligne:
    reason = f"Motif\u00a0: {_excerpt(amendement.reason)}" if amendement.reason else ""
    return Ligne(
        amendement.created_at,
        None,
        "amendement",
        amendement.author_id,
        f"{amendement.author_label} propose un amendement\u00a0: {amendement.field_label}",
        reason,
        settings.SITE_URL + amendement.action.get_absolute_url() + "#amendements",
    )


def _excerpt(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(EXCERPT)


# For whom ----------------------------------------------------------------------------------------


def readers_of(actions: Iterable[Action]) -> dict[int, set[int]]:
    """Action → accounts to tell: who carries, wrote, follows it or took part. Four queries.

    Who said « no more » is left out, whatever he or she is for the action.
    """
    known = {action.pk: action for action in actions}
    readers: dict[int, set[int]] = defaultdict(set)
    for action in known.values():
        readers[action.pk] |= {pk for pk in (action.author_id, action.pilote_id) if pk}
    speaking: dict[int, set[int]] = defaultdict(set)
    for user, organisation in OrganisationGrant.objects.filter(
        permission__codename="representer",
        content_object__in={action.porteur_id for action in known.values() if action.porteur_id},
    ).values_list("user_id", "content_object_id"):
        speaking[organisation].add(user)
    for action in known.values():
        readers[action.pk] |= speaking[action.porteur_id or 0]
    for model, taken in ((Commentaire, {"withdrawn_at": None}), (Amendement, {})):
        rows = model._default_manager.filter(action__in=known, author__isnull=False, **taken)
        for action_id, user in rows.order_by().values_list("action_id", "author_id").distinct():
            readers[action_id].add(user)
    for one in Abonnement.objects.filter(action__in=known):
        (readers[one.action_id].add if one.follows else readers[one.action_id].discard)(one.user_id)
    return readers


def people_of(nouvelles: Mapping[int, Nouvelle]) -> dict[int, list[Nouvelle]]:
    """Account → what is new on the actions it takes part in, rights not read yet. Five queries."""
    readers = readers_of(nouvelle.action for nouvelle in nouvelles.values())
    of_user: dict[int, list[Nouvelle]] = defaultdict(list)
    for pk, nouvelle in nouvelles.items():
        for user in readers[pk]:
            of_user[user].append(nouvelle)
    accepting = User.objects.filter(pk__in=of_user, is_active=True, rappels=True)
    return {pk: of_user[pk] for pk in accepting.order_by("pk").values_list("pk", flat=True)}


def resume_of(user: User, nouvelles: Iterable[Nouvelle], since: datetime) -> Resume:
    """What this person may read of it now, in the order of the roadmaps: rights are read again."""
    told = [one.for_reader(user, since) for one in nouvelles]
    visible = _visible(user, told)
    shown = _still_shown(told)
    kept = []
    for one in told:
        lines = [line for line in one.lignes if line.commentaire_id in shown]
        if lines and one.action.pk in visible:
            kept.append(Nouvelle(one.action, lines))
    kept.sort(key=lambda one: (one.action.feuille_id, one.action.objectif.code, one.action.rank))
    return Resume(user, kept)


def _visible(user: User, nouvelles: Iterable[Nouvelle]) -> set[int]:
    """The actions of these that the person reads."""
    by_feuille: dict[FeuilleDeRoute, list[int]] = defaultdict(list)
    for one in nouvelles:
        by_feuille[one.action.feuille].append(one.action.pk)
    visible: set[int] = set()
    for feuille, pks in by_feuille.items():
        if access := get_access(user, feuille):
            actions = feuille.actions.visible_to(access).filter(pk__in=pks)
            visible |= set(actions.values_list("pk", flat=True))
    return visible


def _still_shown(nouvelles: Iterable[Nouvelle]) -> set[int | None]:
    """The comments of these that nobody hid or took back meanwhile; None stands for the rest."""
    pks = [line.commentaire_id for one in nouvelles for line in one.lignes]
    found = Commentaire.objects.shown().filter(pk__in=[pk for pk in pks if pk])
    return {None, *found.values_list("pk", flat=True)}
