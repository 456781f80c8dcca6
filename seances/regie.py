"""What the console shows, computed once for its three panes.

Nothing here tells who voted what: a live vote is a count of people, by college.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from seances.access import Facilitation
from seances.models import Contribution, Etape, Participant, Scrutin
from seances.models.salle import PRESENT_SECONDS
from seances.projection import Projection, address
from seances.regie_cote import (
    Apercu,
    LigneTable,
    Signal,
    apercu_of,
    ecrans_of,
    signaux_of,
    tables_of,
)
from seances.regie_lignes import (
    LigneAction,
    LigneAmendement,
    LigneCollege,
    LigneHote,
    LigneQuestion,
    VoteEnCours,
    colleges_of,
)
from seances.rules import console as rules
from seances.rules.console import mot_annuler
from socle import francais

Kind, State = Etape.Kind, Scrutin.State

#: The views of the middle pane, and that of each kind of step.
VUES = {
    "salle": "Salle",
    "actions": "Actions",
    "amendements": "Amendements",
    "votes": "Votes",
    "engagements": "Engagements",
    "questions": "Questions",
}
VUE_PAR_ETAPE = {
    Kind.ACCUEIL: "salle",
    Kind.PARTAGER: "actions",
    Kind.AJUSTER: "amendements",
    Kind.SELECTIONNER: "votes",
    Kind.S_ENGAGER: "engagements",
    Kind.CONCLURE: "actions",
    Kind.LIBRE: "salle",
}


@dataclass(frozen=True, slots=True)
class LigneScrutin:
    titre: str
    url: str
    texte: str
    objectif: str
    courant: bool


@dataclass(frozen=True, slots=True)
class Voisine:
    """The step before or after the current one, as a button."""

    geste: str
    passer: str
    revenir: str


@dataclass(frozen=True, slots=True)
class LigneEtape:
    etape: Etape
    heure: str
    sous: str
    state: str
    scrutins: list[LigneScrutin]


class Regie:
    """The console of one séance for one person, at one instant. Read by its templates."""

    def __init__(
        self, by: Facilitation, *, now: datetime, vue: str, vote: str, poids: str, host: str
    ) -> None:
        self.by, self.seance, self.now = by, by.seance, now
        self.equal_weight = poids == "egal"
        self.etapes = list(self.seance.etapes.all())
        self.scrutins = list(self.seance.scrutins.for_list())
        self.asked = vue if vue in VUES else ""
        self.vue = self.asked or self._vue_of_step()
        self._underway = [s for s in self.scrutins if s.state in (State.OUVERT, State.FERME)]
        self.inscrits = self.seance.participants.all()
        self.people = self.inscrits.count()
        self.vote_asked = vote
        self.rejoindre = f"{host}/rejoindre"
        self.url = reverse("seances:regie", args=[self.seance.feuille.slug, self.seance.pk])

    def _vue_of_step(self) -> str:
        etape = self.seance.current_etape
        return VUE_PAR_ETAPE[Kind(etape.kind)] if etape else "salle"

    # Bar ------------------------------------------------------------------------------------------

    @property
    def sous(self) -> str:
        when = francais.date_longue(self.seance.date)
        return ", ".join(part for part in (when, self.seance.place) if part)

    @property
    def secondes(self) -> int | None:
        return self.seance.seconds_left(self.now)

    @property
    def court(self) -> bool:
        return self.seance.timer_ends_at is not None

    @property
    def caches(self) -> dict[str, object]:
        """What every button sends: the stage shown, where one is looking."""
        kept: dict[str, object] = {"seen": self.seance.stage}
        kept |= {"vue": self.asked} if self.asked else {}
        kept |= {"vote": self.vote_asked} if self.vote_asked else {}
        return kept | ({"poids": "egal"} if self.equal_weight else {})

    @property
    def address(self) -> str:
        """The page as it is looked at, to fetch it again."""
        pairs = [f"{name}={value}" for name, value in self.caches.items() if name != "seen"]
        return self.url + (f"?{'&'.join(pairs)}" if pairs else "")

    # Steps ----------------------------------------------------------------------------------------

    @property
    def lignes_etapes(self) -> list[LigneEtape]:
        current = self.seance.current_etape_id
        position = next((e.position for e in self.etapes if e.pk == current), -1)
        first = next((e for e in self.etapes if e.kind == Kind.SELECTIONNER), None)
        return [
            LigneEtape(
                etape,
                francais.heure(etape.starts_at),
                f"{etape.minutes} min",
                "courante" if etape.pk == current and self.seance.is_open
                else "fait" if etape.position < position or etape.ended_at else "a_venir",
                [self._ligne_scrutin(s) for s in self.scrutins
                 if s.etape_id == etape.pk or (s.etape_id is None and etape == first)],
            )
            for etape in self.etapes
        ]  # fmt: skip

    def _ligne_scrutin(self, scrutin: Scrutin) -> LigneScrutin:
        return LigneScrutin(
            scrutin.objectif.short_title if scrutin.objectif else scrutin.title,
            f"{self.url}?vue=votes&vote={scrutin.pk}",
            scrutin.get_state_display(),
            scrutin.objectif.code if scrutin.objectif else "0",
            scrutin.state in (State.OUVERT, State.FERME),
        )

    def _neighbour(self, step: int) -> Voisine | None:
        at = next(
            (n for n, e in enumerate(self.etapes) if e.pk == self.seance.current_etape_id), None
        )
        if at is None or not 0 <= at + step < len(self.etapes):
            return None
        etape = self.etapes[at + step]
        title = f"«\u00a0{etape.title}\u00a0»"
        return Voisine(f"etape:{etape.pk}", f"Passer à {title}", f"Revenir à {title}")

    @property
    def suivante(self) -> Voisine | None:
        return self._neighbour(1)

    @property
    def precedente(self) -> Voisine | None:
        return self._neighbour(-1)

    @property
    def why_not_passer(self) -> str | None:
        """Why the steps hold, whichever one is asked."""
        return rules.why_not_passer(self.by, self.etapes[0], underway=self._underway)

    @property
    def why_not_ouvrir(self) -> str | None:
        return rules.why_not_ouvrir(self.by, n_etapes=len(self.etapes))

    @property
    def why_not_clore(self) -> str | None:
        return rules.why_not_clore(self.by, underway=self._underway)

    @property
    def a_l_heure(self) -> tuple[str, str] | None:
        """« 6 min de retard » and its tone, from the planned end of the current step.

        Of a séance played again, the hours are those of another day.
        """
        etape = self.seance.current_etape
        if (
            etape is None
            or not self.seance.is_open
            or self.seance.source_id
            or localtime(self.now).date() != self.seance.date
        ):
            return None
        at = localtime(self.now).time()
        late = (at.hour * 60 + at.minute) - (etape.ends_at.hour * 60 + etape.ends_at.minute)
        return (f"{late} min de retard", "alerte") if late > 0 else ("À l’heure", "succes")

    # Room -----------------------------------------------------------------------------------------

    @property
    def presents(self) -> Any:
        return self.inscrits.present(self.now, PRESENT_SECONDS)

    @cached_property
    def n_presents(self) -> int:
        return int(self.presents.count())

    @property
    def tables(self) -> list[LigneTable]:
        """Tables in order: who is here, or who has voted while a vote is open. Three queries."""
        people = self.inscrits.by_table()
        if self.vote_ouvert:
            return tables_of(self.seance, Scrutin.objects.by_table(self.vote_ouvert), people)
        return tables_of(self.seance, self.presents.by_table(), people)

    @property
    def vote_ouvert(self) -> Scrutin | None:
        return next((one for one in self._underway if one.state == State.OUVERT), None)

    @cached_property
    def hotes(self) -> list[LigneHote]:
        """Each table with its host, and one button a person who could be. Two queries."""
        seated: dict[int | None, list[Participant]] = {}
        for person in self.inscrits.for_room():
            seated.setdefault(person.table_id, []).append(person)
        tables = self.seance.tables.select_related("host__organisation", "host_organisation")
        return [LigneHote(table, seated.get(table.pk, [])) for table in tables]

    @property
    def colleges(self) -> list[LigneCollege]:
        """Who is here, by college. Two queries."""
        return colleges_of(self.presents.by_college(), self.inscrits.by_college())

    @property
    def signaux(self) -> list[Signal]:
        """What needs attention; nothing when all is well. Four queries at most."""
        return signaux_of(self.seance, away=self.people - self.n_presents, url=self.url)

    # Screen ---------------------------------------------------------------------------------------

    @cached_property
    def apercu(self) -> Apercu:
        return apercu_of(Projection(self.seance, self.now, self.rejoindre))

    @property
    def ecrans(self) -> list[tuple[str, str, bool]]:
        return ecrans_of(self.seance, self.scrutins)

    @property
    def annuler(self) -> str:
        """What « undo » gives back, empty when there is nothing to give back."""
        return mot_annuler(self.seance)

    @property
    def ecran_url(self) -> str:
        """The page of the projector: whoever has its address sees what the room sees."""
        return address(self.seance)

    # Middle pane ----------------------------------------------------------------------------------

    @property
    def onglets(self) -> list[tuple[str, str, bool]]:
        """Label, address, whether it is looked at."""
        return [(label, f"{self.url}?vue={vue}", vue == self.vue) for vue, label in VUES.items()]

    @property
    def why_not_decider(self) -> str | None:
        return rules.why_not_decider(self.by)

    @property
    def template(self) -> str:
        return f"seances/regie/{self.vue}.html"

    @property
    def objectif(self) -> str:
        """The objective that tints the pane: that of the vote looked at."""
        vote = self.vote if self.vue == "votes" else None
        return vote.scrutin.objectif.code if vote and vote.scrutin.objectif else ""

    @property
    def lignes_actions(self) -> list[LigneAction]:
        """Every open action of the roadmap everybody in the room may read. One query."""
        actions = self.seance.feuille.actions.open().filter(is_restricted=False)
        ordered = actions.select_related("objectif", "feuille").order_by(
            "objectif__position", "rank"
        )
        return [LigneAction(action, self.by) for action in ordered]

    @cached_property
    def lignes_amendements(self) -> list[LigneAmendement]:
        """Those that wait first. One query."""
        lines = [LigneAmendement(c, self.seance) for c in self.seance.contributions.amendements()]
        return sorted(lines, key=lambda line: not line.attend)

    @cached_property
    def propositions(self) -> list[tuple[Contribution, str]]:
        """Each with the address of its action, empty for who may not read it. One query."""
        proposed = self.seance.contributions.filter(action__isnull=False)
        lines = proposed.select_related("action__objectif", "action__feuille", "table")
        reads = bool(self.by.access.roles)
        return [(c, c.action.get_absolute_url() if reads and c.action else "") for c in lines]

    @cached_property
    def engagements(self) -> list[Contribution]:
        return list(self.seance.contributions.engagements())

    @cached_property
    def questions(self) -> list[LigneQuestion]:
        """Those that wait first. One query."""
        lines = [LigneQuestion(q, self.seance) for q in self.seance.questions.all().for_list()]
        return sorted(lines, key=lambda line: not line.attend)

    @property
    def is_raw(self) -> bool:
        return not self.equal_weight

    @property
    def url_brut(self) -> str:
        return f"{self.url}?vue=votes&vote={self.vote.scrutin.pk}" if self.vote else self.url

    @property
    def url_egal(self) -> str:
        return f"{self.url_brut}&poids=egal"

    @cached_property
    def vote(self) -> VoteEnCours | None:
        """The vote asked for; else the one underway; else the first not yet published."""
        asked = [s for s in self.scrutins if str(s.pk) == self.vote_asked]
        on_screen = [s for s in self.scrutins if s.pk == self.seance.screen_scrutin_id]
        waiting = [s for s in self.scrutins if s.state == State.PREPARE]
        ordered = [*asked, *self._underway, *on_screen, *waiting, *self.scrutins]
        if not ordered:
            return None
        chosen = self.seance.scrutins.select_related("objectif", "etape").get(pk=ordered[0].pk)
        opened = (s for s in self._underway if s.state == State.OUVERT and s.pk != chosen.pk)
        return VoteEnCours(
            self.by,
            chosen,
            at=self.now,
            other=next(opened, None),
            equal_weight=self.equal_weight,
        )
