"""The outbox of a roadmap as its administrators read it: what left, waits or failed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.timezone import localtime

from socle import francais
from socle.models import Courriel
from territoires.access import Access

#: Messages on one page.
PER_PAGE = 25

State = Courriel.State

#: state → (word, tone of the tag, icon, word of the filter)
TAGS: dict[str, tuple[str, str, str, str]] = {
    State.ATTEND: ("En attente", "info", "sablier", "En attente"),
    State.ENVOYE: ("Envoyé", "succes", "coche", "Envoyés"),
    State.ECHOUE: ("Échoué", "erreur", "alerte", "Échoués"),
}


class Filtre(NamedTuple):
    """One view of the outbox: « Échoués, 3 »."""

    libelle: str
    query: str  # « ?etat=echoue »
    courant: bool


@dataclass(frozen=True, slots=True)
class Envoi:
    """One message, ready to print."""

    courriel: Courriel
    tag: str
    tone: str
    icone: str
    quand: str  # « 23 nov. 2026, 18 h 04, au troisième essai »
    reason: str  # of the last refusal; empty when all went well

    @property
    def etat(self) -> str:
        return f"{self.tag}. {self.quand}."

    @property
    def titre_avis(self) -> str:
        failed = self.courriel.state == State.ECHOUE
        return "Ce message n’est pas parti" if failed else "Ce message n’est pas encore parti"

    @property
    def ton_avis(self) -> str:
        return "erreur" if self.courriel.state == State.ECHOUE else "alerte"


@dataclass(frozen=True, slots=True)
class Envois:
    """A page of the outbox. `failed`: how many messages failed, on all pages."""

    lines: Sequence[Envoi]
    filtres: Sequence[Filtre]
    page: Page
    state: str
    failed: int

    @property
    def position(self) -> str:
        return f"Page {self.page.number} sur {self.page.paginator.num_pages}"

    @property
    def previous(self) -> str:
        return self._query(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        return self._query(self.page.number + 1) if self.page.has_next() else ""

    def _query(self, number: int) -> str:
        return f"?etat={self.state}&page={number}" if self.state else f"?page={number}"


def envois_of(access: Access, *, state: str = "", number: str = "") -> Envois:
    """One page of the messages of the roadmap, newest first. An unknown page is the nearest one."""
    everything = Courriel.objects.of_feuille(access.feuille.pk)
    counts = everything.counted_by_state()
    state = state if state in TAGS else ""
    shown = everything.filter(state=state) if state else everything
    page = Paginator(shown.defer("text", "html"), PER_PAGE).get_page(number)
    filtres = [Filtre(f"Tous, {sum(counts.values())}", "?", not state)] + [
        Filtre(f"{words[3]}, {counts.get(value, 0)}", f"?etat={value}", value == state)
        for value, words in TAGS.items()
    ]
    lines = [envoi(courriel) for courriel in page]
    return Envois(lines, filtres, page, state, counts.get(State.ECHOUE, 0))


def envoi(courriel: Courriel) -> Envoi:
    """One message in words."""
    word, tone, icon, _ = TAGS[courriel.state]
    return Envoi(courriel, word, tone, icon, _when(courriel), courriel.error)


def _when(courriel: Courriel) -> str:
    tries = francais.pluriel(courriel.attempts, "essai", "essais")
    if courriel.state == State.ENVOYE:
        late = f", en {tries}" if courriel.attempts > 1 else ""
        return f"{francais.date_heure(localtime(courriel.sent_at))}{late}"
    if courriel.state == State.ECHOUE:
        return f"Après {tries}"
    if courriel.attempts:
        return (
            f"{tries.capitalize()}, le prochain à {francais.heure(localtime(courriel.next_try_at))}"
        )
    return "Part dans un instant"
