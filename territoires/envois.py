"""The outbox of a roadmap as its administrators read it: what left, waits or failed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.timezone import localtime

from socle import francais
from socle.models import Courriel
from socle.pages import Feuillet, feuillet
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
    def ecrit(self) -> str:
        """« 23 nov. 2026, 18 h 04 », on one line."""
        told = francais.date_heure(localtime(self.courriel.created_at))
        return told.replace(" ", francais.INSECABLE)

    @property
    def etat(self) -> str:
        return f"{self.tag}. {self.quand}."

    @property
    def detail(self) -> str:
        """What the list says under the state; nothing when it left at the first try."""
        if self.courriel.state == State.ENVOYE and self.courriel.attempts == 1:
            return ""
        return " ".join(text for text in (f"{self.quand}.", self.reason) if text)

    @property
    def titre_avis(self) -> str:
        failed = self.courriel.state == State.ECHOUE
        return "Ce message n’est pas parti" if failed else "Ce message n’est pas encore parti"

    @property
    def ton_avis(self) -> str:
        return "erreur" if self.courriel.state == State.ECHOUE else "alerte"


@dataclass(frozen=True, slots=True)
class Envois:
    """A page of the outbox. `may_resend`: some that failed, on any page, may leave again."""

    lines: Sequence[Envoi]
    filtres: Sequence[Filtre]
    feuillet: Feuillet
    state: str
    may_resend: bool


def envois_of(access: Access, request: HttpRequest) -> Envois:
    """One page (`?page=`) of the messages of the roadmap in one state (`?etat=`), newest first."""
    everything = Courriel.objects.of_feuille(access.feuille.pk)
    counts = everything.counted_by_state()
    state = request.GET.get("etat", "")
    state = state if state in TAGS else ""
    shown = everything.filter(state=state) if state else everything
    page = feuillet(request, shown.defer("text", "html"), PER_PAGE)
    filtres = [Filtre(f"Tous, {sum(counts.values())}", "?", not state)] + [
        Filtre(f"{words[3]}, {counts.get(value, 0)}", f"?etat={value}", value == state)
        for value, words in TAGS.items()
    ]
    lines = [envoi(courriel) for courriel in page]
    may_resend = everything.failed().resendable().exists()
    return Envois(lines, filtres, page, state, may_resend)


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
        following = localtime(courriel.next_try_at)
        return f"{tries.capitalize()}, le prochain à {francais.heure(following)}{_day(following)}"
    return "Part dans un instant"


def _day(moment: datetime) -> str:
    """« , le 24 nov. 2026 » when it is not today."""
    is_today = moment.date() == localtime().date()
    return "" if is_today else f", le {francais.date_courte(moment)}"
