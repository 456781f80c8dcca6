"""The drawings of the public page, as SVG, and the tables that say the same figures."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from publication import montants
from publication.adresses import ancre
from publication.calendrier import period_short
from publication.contenu import ActionContenu, Contenu
from publication.dessins.annees import annees, par_annee
from publication.dessins.budget import budget
from publication.dessins.calendrier import calendriers, jalons_dates
from publication.dessins.formes import DEMI_ECRAN, ECRAN, POCHE, Format
from publication.dessins.priorites import Jugee, jugees, priorites
from publication.dessins.svg import ensemble, svg
from publication.groupes import garnis, par_objectif
from socle import francais

ZERO = Decimal(0)


class LigneCalendrier(NamedTuple):
    """One action in the table of the calendar. `ancre` leads to its line on the page."""

    numero: str
    titre: str
    ancre: str
    periode: str
    avancement: str
    jalons: str


class Somme(NamedTuple):
    """A line of amounts and their sum. `serie`: the pattern of an origin."""

    libelle: str
    serie: int
    montants: tuple[Decimal, ...]
    total: Decimal
    acquis: Decimal = ZERO


class Vote(NamedTuple):
    """The plane of one séance."""

    titre: str
    date: date
    svg: str
    jugees: tuple[Jugee, ...]


class Illustrations:
    """What is drawn of one content, each at first use."""

    def __init__(self, contenu: Contenu) -> None:
        self.contenu = contenu

    # Calendar --------------------------------------------------------------------------------

    @cached_property
    def calendrier(self) -> str:
        return self._calendars("calendrier", ECRAN)

    @cached_property
    def calendrier_etroit(self) -> str:
        return self._calendars("calendrier-poche", POCHE)

    def _calendars(self, ident: str, form: Format) -> str:
        return ensemble(calendriers(self.contenu, form), ident)

    @cached_property
    def lignes_calendrier(self) -> list[LigneCalendrier]:
        return [_line(action) for groupe in par_objectif(self.contenu) for action in groupe.actions]

    # Money -----------------------------------------------------------------------------------

    @cached_property
    def budget(self) -> str:
        picture = budget(self.contenu, DEMI_ECRAN)
        return svg(picture, "dessin-budget") if picture else ""

    @cached_property
    def _money(self) -> montants.Tableau:
        return montants.tableau(self.contenu)

    @property
    def colonnes(self) -> list[str]:
        """The groups a table of money tells, in their order."""
        return [groupe.nom for groupe in garnis(self.contenu)]

    @property
    def origines(self) -> list[Somme]:
        return [
            Somme(line.libelle, line.serie, line.montants, line.total, line.acquis)
            for line in self._money.lignes
        ]

    @property
    def total_origines(self) -> Somme:
        money = self._money
        return Somme("Total", 0, money.totaux, money.total, money.acquis)

    @cached_property
    def annees(self) -> str:
        picture = annees(self.contenu, DEMI_ECRAN)
        return svg(picture, "dessin-annees") if picture else ""

    @property
    def lignes_annees(self) -> list[Somme]:
        years = par_annee(self.contenu)
        return [Somme(str(year), 0, sums, sum(sums, ZERO)) for year, sums in years.items()]

    # Votes -----------------------------------------------------------------------------------

    @cached_property
    def votes(self) -> list[Vote]:
        return list(self._votes())

    def _votes(self) -> Iterable[Vote]:
        for rank, seance in enumerate(self.contenu.seances, 1):
            placed = jugees(self.contenu, seance)
            if picture := priorites(placed, DEMI_ECRAN):
                drawn = svg(picture, f"dessin-vote-{rank}")
                yield Vote(seance.intitule, seance.date, drawn, placed)


def _line(action: ActionContenu) -> LigneCalendrier:
    state = action.avancement.libelle if action.avancement else ""
    done = action.avancement_pourcent
    share = francais.pourcentage(done) if done else ""
    return LigneCalendrier(
        action.numero,
        action.intitule,
        ancre(action.numero),
        period_short(action),
        ", ".join(word for word in (state, share) if word),
        jalons_dates(action),
    )
