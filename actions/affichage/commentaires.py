"""The conversation on an action as one reader sees it: threads, gestures, pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localtime

from actions.models import Abonnement, Action, Commentaire
from actions.rules import commentaires as rules
from actions.rules import redaction
from socle import francais
from socle.pages import Feuillet, cut
from territoires.access import Access

#: Threads on a page.
PAGE = 20

QUESTION = Commentaire.Kind.QUESTION
MASQUE = "Commentaire masqué par l’animation."
RETIRE = "Retiré par son auteur."


@dataclass(frozen=True, slots=True)
class Geste:
    """One thing the reader may do of a message. `is_open`: it first shows a form or a question."""

    nom: str  # last part of its address
    libelle: str
    icone: str
    url: str
    precision: str
    id: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the page prints it; `absence` takes the place of a text not shown."""

    pk: int
    nom: str
    role: str
    quand: str
    texte: str
    absence: str
    motif: str
    etiquette: str
    ton: str
    gestes: tuple[Geste, ...]

    @property
    def ancre(self) -> str:
        return f"commentaire-{self.pk}"

    @property
    def lieu_des_gestes(self) -> str:
        return f"gestes-{self.pk}"

    @property
    def cible_des_gestes(self) -> str:
        return f"#{self.lieu_des_gestes}"


@dataclass(frozen=True, slots=True)
class Fil:
    """A message and its answers, oldest first."""

    premier: Message
    reponses: tuple[Message, ...]

    @property
    def id(self) -> str:
        return f"fil-{self.premier.pk}"

    @property
    def cible(self) -> str:
        return f"#{self.id}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One page of the conversation on an action."""

    fils: tuple[Fil, ...]
    total: int
    sans_reponse: int
    questions_only: bool
    url: str
    page: Feuillet

    def __iter__(self) -> Iterator[Fil]:
        return iter(self.fils)

    @property
    def whole(self) -> bool:
        return not self.questions_only

    @property
    def tout_libelle(self) -> str:
        return francais.pluriel(self.total, "message", "messages")

    @property
    def questions_libelle(self) -> str:
        return francais.pluriel(
            self.sans_reponse, "question sans réponse", "questions sans réponse"
        )

    @property
    def questions_url(self) -> str:
        return f"{self.url}?questions=1"


def conversation(
    action: Action, access: Access, *, number: object = 1, questions_only: bool = False
) -> Conversation:
    """The threads of one page, newest first, as this reader sees them. Four queries."""
    total, waiting = action.commentaires.tallies()
    rows = action.commentaires.threads().with_replies()
    url = reverse("actions:commentaires", args=[access.feuille.slug, action.numero])
    query = QueryDict("questions=1" if questions_only else "")
    page = cut(rows.unanswered() if questions_only else rows, PAGE, number, query, url)
    fils = tuple(fil(first, action, access) for first in page)
    return Conversation(fils, total, waiting, questions_only, url, page)


def place_of(said: Commentaire, action: Action, access: Access) -> str:
    """The address where a message is read: the fiche when its thread is on the first page."""
    first = said.answers or said
    number = action.commentaires.newer_than(first) // PAGE + 1
    anchor = f"#commentaire-{said.pk}"
    if number == 1:
        return action.get_absolute_url() + anchor
    url = reverse("actions:commentaires", args=[access.feuille.slug, action.numero])
    return f"{url}?page={number}{anchor}"


def fil(first: Commentaire, action: Action, access: Access) -> Fil:
    """One thread; `first` comes from `with_replies`."""
    replies = list(first.reponses.all())
    told = [_message(one, first, (), action, access) for one in replies]
    return Fil(_message(first, first, replies, action, access), tuple(told))


def message_of(said: Commentaire, action: Action, access: Access) -> Message:
    """One message alone, as its page quotes it."""
    return _message(said, said.answers or said, (), action, access)


def _message(
    said: Commentaire,
    first: Commentaire,
    replies: list[Commentaire] | tuple[()],
    action: Action,
    access: Access,
) -> Message:
    readable = said.withdrawn_at is None and (
        said.hidden_at is None or rules.reads_hidden(said, access)
    )
    label, tone = _label(said, first, replies)
    return Message(
        pk=said.pk,
        nom=said.author_name,
        role=said.signature,
        quand=francais.date_heure(localtime(said.created_at))
        + (", modifié" if said.edited_at else ""),
        texte=said.text if readable else "",
        absence=RETIRE if said.withdrawn_at else MASQUE if said.hidden_at else "",
        motif=said.hidden_reason,
        etiquette=label,
        ton=tone,
        gestes=tuple(_gestes(said, first, bool(replies), action, access)),
    )


def _label(
    said: Commentaire, first: Commentaire, replies: list[Commentaire] | tuple[()]
) -> tuple[str, str]:
    """« Question sans réponse », « Réponse retenue »… and its tone."""
    if not said.is_shown:
        return "", "neutre"
    if said.pk != first.pk:
        return ("Réponse retenue", "succes") if first.settled_by_id == said.pk else ("", "neutre")
    if said.kind != QUESTION:
        return "", "neutre"
    if said.settled_at:
        return "Question réglée", "succes"
    others = [one for one in replies if one.is_shown and not _same_author(one, said)]
    return ("Question", "info") if others else ("Question sans réponse", "alerte")


def _same_author(one: Commentaire, other: Commentaire) -> bool:
    return one.author_id is not None and one.author_id == other.author_id


def _gestes(
    said: Commentaire, first: Commentaire, answered: bool, action: Action, access: Access
) -> Iterator[Geste]:
    """What the reader may do of this message; what is refused is not offered."""
    is_first = said.pk == first.pk
    to = f"à {said.author_name}"
    of = f"le message de {said.author_name}"
    offers: tuple[tuple[str | None, str, str, str, str, bool], ...] = (
        (rules.why_not_repondre(said, action, access), "repondre", "Répondre", "commentaire", to, True),
        (
            "" if is_first else rules.why_not_retenir_reponse(said, first, action, access),
            "retenir", "Retenir cette réponse", "coche", f"de {said.author_name}", False,
        ),
        (
            rules.why_not_rouvrir(said, action, access) if said.kind == QUESTION else "",
            "rouvrir", "Rouvrir la question", "annuler", f"de {said.author_name}", False,
        ),
        (
            rules.why_not_modifier(said, action, access, answered=answered),
            "modifier", "Modifier", "crayon", of, True,
        ),
        (rules.why_not_retirer(said, access), "retirer", "Retirer", "corbeille", of, True),
        (rules.why_not_masquer(said, access), "masquer", "Masquer", "interdit", of, True),
        (rules.why_not_demasquer(said, access), "demasquer", "Montrer de nouveau", "oeil", of, False),
    )  # fmt: skip
    for why_not, name, label, icon, precision, is_open in offers:
        if why_not is None:
            url = reverse(
                f"actions:{name}_commentaire",
                args=[access.feuille.slug, action.numero, said.pk],
            )
            yield Geste(name, label, icon, url, precision, f"{name}-{said.pk}", is_open)


# Follow ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suivre:
    """The button with two states: told of what is new on an action, or not."""

    is_on: bool
    why_not: str | None

    @property
    def libelle(self) -> str:
        return "Vous suivez" if self.is_on else "Suivre"

    @property
    def precision(self) -> str:
        return "cette action : arrêter" if self.is_on else "cette action par courriel"

    @property
    def wanted(self) -> int:
        """What a press asks for: 1 to follow, 0 to stop."""
        return 0 if self.is_on else 1


def suivre_of(action: Action, access: Access) -> Suivre | None:
    """The button for one reader: what he or she chose, else whether he or she takes part."""
    why_not = rules.why_not_suivre(access)
    if access.author is None:
        return None
    chosen: Any = Abonnement.objects.filter(action=action).choice_of(access.user)
    if chosen is None:
        chosen = redaction.is_own(action, access) or action.commentaires.written_by(access.user)
    return Suivre(chosen, why_not)
