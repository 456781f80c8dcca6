"""Money as the public page and the public fiche tell it: by college, and what remains to find.

Amounts are Decimal euros without tax.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from publication.contenu import ActionContenu, Contenu, FinancementContenu
from publication.groupes import Groupe, garnis
from publication.totaux import a_trouver, financements
from socle import francais
from socle.figures import Part

#: Colleges in their fixed order: key, label, series of the bar.
COLLEGES = (
    ("entreprises", "Entreprises", 1),
    ("collectivites", "Collectivités", 2),
    ("etat_operateurs", "État et opérateurs", 3),
    ("partenaires", "Partenaires", 4),
    ("", "Autres financeurs", 5),
)
ZERO = Decimal(0)


class Origine(NamedTuple):
    """What one college brings. `serie` 0: what remains to find, `acquis` being then 0."""

    libelle: str
    serie: int
    acquis: Decimal
    total: Decimal


def origines(actions: Iterable[ActionContenu]) -> tuple[Origine, ...]:
    """The colleges that bring something, in their order, then what remains to find."""
    actions = tuple(actions)
    lines = financements(actions)
    known = {key for key, _, _ in COLLEGES}
    found = []
    for key, label, serie in COLLEGES:
        own = [f for f in lines if (f.college if f.college in known else "") == key]
        if total := _sum(own):
            found.append(Origine(label, serie, acquis(own), total))
    if missing := sum((a_trouver(action) for action in actions), ZERO):
        found.append(Origine("À trouver", 0, ZERO, missing))
    return tuple(found)


class Croisement(NamedTuple):
    """What each college brings to each objective: a line an origin, a column a group.

    `montants` has one amount a group; `total` is their sum.
    """

    libelle: str
    serie: int
    montants: tuple[Decimal, ...]
    acquis: Decimal

    @property
    def total(self) -> Decimal:
        return sum(self.montants, ZERO)


class Tableau(NamedTuple):
    """The money of a roadmap by objective and by origin; no line when there is none."""

    groupes: tuple[Groupe, ...]
    lignes: tuple[Croisement, ...]

    @property
    def totaux(self) -> tuple[Decimal, ...]:
        """Of each group, in order."""
        return tuple(
            sum((ligne.montants[rank] for ligne in self.lignes), ZERO)
            for rank in range(len(self.groupes))
        )

    @property
    def total(self) -> Decimal:
        return sum(self.totaux, ZERO)

    @property
    def acquis(self) -> Decimal:
        return sum((ligne.acquis for ligne in self.lignes), ZERO)


def tableau(contenu: Contenu) -> Tableau:
    """Every financing line and what remains to find, added up once."""
    groupes = garnis(contenu)
    par_groupe = [{o.serie: o.total for o in origines(groupe.actions)} for groupe in groupes]
    lignes = tuple(
        Croisement(
            origine.libelle,
            origine.serie,
            tuple(found.get(origine.serie, ZERO) for found in par_groupe),
            origine.acquis,
        )
        for origine in origines(contenu.actions)
    )
    return Tableau(groupes, lignes)


def acquis(lines: Iterable[FinancementContenu]) -> Decimal:
    return _sum(line for line in lines if line.state.cle == "acquis")


def parts(lines: Iterable[Origine]) -> list[Part]:
    return [Part(line.libelle, line.total, line.serie) for line in lines]


def budget_words(action: ActionContenu) -> str:
    """« 4,2 M€, acquis à 71 % », « 310 k€ », or that it is not costed yet."""
    if action.budget is None:
        return "Pas encore chiffré"
    words = francais.euros_courts(action.budget, 2)
    granted = acquis(action.financements)
    if not granted:
        return words
    return f"{words}, acquis à {francais.pourcentage(francais.part(granted, action.budget))}"


def _sum(lines: Iterable[FinancementContenu]) -> Decimal:
    return sum((line.montant for line in lines), ZERO)
