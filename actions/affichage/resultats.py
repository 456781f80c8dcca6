"""The results of the vote on a roadmap, as the page prints them: computed once from plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from actions.depouillement import COLLEGES, Ligne, Vote, depouiller, participation, percent
from actions.electors import electors_of
from actions.models import Action, Gommettes
from organisations.models import College
from socle import francais
from socle.figures import Part
from territoires.access import Access
from territoires.models import FeuilleDeRoute, Objectif


@dataclass(frozen=True, slots=True)
class LigneResultat:
    """One action. `total` and `maximum` (that of the first rank) share the unit of the reading."""

    action: Action
    rank: int
    parts: list[Part]  # one a college, for the bar
    figures: list[str]  # one a college, for the table
    shown_total: str  # with its sign
    total: int | Decimal
    maximum: int | Decimal
    among: int  # actions of the objective

    @property
    def shown_rank(self) -> str:
        """No rank while nobody voted."""
        return str(self.rank) if self.maximum else "–"

    @property
    def unite(self) -> str:
        if isinstance(self.total, Decimal):
            return "% du vote"
        return francais.accord(self.total, "point", "points")

    @property
    def told(self) -> str:
        """« 109, rang 2 sur 5 »."""
        return f"{self.shown_total}, rang {self.shown_rank} sur {self.among}"


@dataclass(frozen=True, slots=True)
class ResultatObjectif:
    """The actions of one objective, first rank first."""

    objectif: Objectif
    lignes: list[LigneResultat]
    points: int  # placed on these actions, all colleges together
    voters: int

    @property
    def legende(self) -> str:
        return f"Résultat du vote par collège, objectif {self.objectif.short_title}"

    @property
    def precision(self) -> str:
        """« 81 votants, 405 gommettes », or nothing."""
        if not self.points:
            return ""
        voters = francais.pluriel(self.voters, "votant", "votants")
        return f"{voters}, {francais.pluriel(self.points, 'gommette', 'gommettes')}"


@dataclass(frozen=True, slots=True)
class LigneParticipation:
    """How many people of a college voted on each objective, and on how many who could."""

    college: College
    serie: int
    voters: list[int]  # one an objective
    electors: int


@dataclass(frozen=True, slots=True)
class Resultats:
    """What a reader sees of a vote. `groupes` stays empty while the results are hidden."""

    groupes: list[ResultatObjectif]
    participation: list[LigneParticipation]
    voters: int  # people who voted on one objective at least
    electors: int
    college: str  # in which the reader votes; empty for who does not
    left: list[tuple[Objectif, int]]  # points the reader has left to place, by objective

    @property
    def titre(self) -> str:
        """Without any vote, the list still serves those who decide."""
        return "Résultats" if self.voters else "Décisions"

    @property
    def turnout(self) -> str:
        """« 81 votants sur 87 »."""
        voters = francais.pluriel(self.voters, "votant", "votants")
        return f"{voters} sur {francais.nombre(self.electors)}"


#: How each reading is explained, and named at the head of its last column.
EXPLANATIONS = {
    False: (
        "Chaque gommette compte pour un point. À égalité de points, les actions partagent le rang.",
        "Points",
    ),
    True: (
        "Chaque collège qui a voté compte autant que les autres, quel que soit son nombre de "
        "personnes\u00a0: le résultat d’une action est la moyenne des parts que chaque collège lui "
        "a données de ses propres gommettes.",
        "Moyenne",
    ),
}
#: The colleges and their series, for the legend of the bars.
LEGENDE = [Part(college.label, 0, serie) for serie, college in enumerate(COLLEGES, start=1)]


def resultats_of(
    access: Access, objectifs: Sequence[Objectif], *, equal_weight: bool, revealed: bool
) -> Resultats:
    """Count the votes of a roadmap, and the reader's own. Five queries, four when hidden."""
    votes = Gommettes.objects.of_feuille(access.feuille).as_votes()
    electors = electors_of(access.feuille)
    groupes = _groupes(access.feuille, objectifs, votes, equal_weight) if revealed else []
    by_objectif = [
        participation((vote for vote in votes if vote.objectif == one.pk), electors)
        for one in objectifs
    ]
    overall = participation(votes, electors)
    return Resultats(
        groupes,
        [
            LigneParticipation(
                line.college,
                serie,
                [counted[serie - 1].voters for counted in by_objectif],
                line.electors,
            )
            for serie, line in enumerate(overall, start=1)
        ],
        sum(line.voters for line in overall),
        sum(line.electors for line in overall),
        _college_of(access, votes, electors),
        [(one, _left(access, one, votes)) for one in objectifs],
    )


def _college_of(access: Access, votes: list[Vote], electors: Mapping[int, str]) -> str:
    """That of the first vote, else the one the person would vote in."""
    user = access.user.pk
    college = next((vote.college for vote in votes if vote.user == user), electors.get(user))
    return College(college).label if college else ""


def _left(access: Access, objectif: Objectif, votes: list[Vote]) -> int:
    mine = (v.points for v in votes if v.user == access.user.pk and v.objectif == objectif.pk)
    return max(access.feuille.points_per_objectif - sum(mine), 0)


def both_readings_of(action: Action) -> tuple[LigneResultat | None, LigneResultat | None]:
    """The result of one action among those of its objective: points, equal weight. Two queries.

    None twice when it is not part of the vote.
    """
    feuille, objectif = action.feuille, action.objectif
    votes = Gommettes.objects.of_feuille(feuille).as_votes()
    actions = list(feuille.actions.in_results().filter(objectif=objectif).order_by("rank"))
    points, equal = (
        next((line for line in groupe.lignes if line.action.pk == action.pk), None)
        for groupe in (_groupe(objectif, actions, votes, weight) for weight in (False, True))
    )
    return points, equal


def _groupes(
    feuille: FeuilleDeRoute, objectifs: Sequence[Objectif], votes: list[Vote], equal_weight: bool
) -> list[ResultatObjectif]:
    actions: dict[int, list[Action]] = {one.pk: [] for one in objectifs}
    for action in feuille.actions.in_results().filter(objectif__in=objectifs).order_by("rank"):
        actions[action.objectif_id].append(action)
    return [_groupe(one, actions[one.pk], votes, equal_weight) for one in objectifs]


def _groupe(
    objectif: Objectif, actions: list[Action], votes: list[Vote], equal_weight: bool
) -> ResultatObjectif:
    by_key = {action.pk: action for action in actions}
    votes = [vote for vote in votes if vote.action in by_key]
    lines = depouiller(list(by_key), votes, equal_weight=equal_weight)
    first = lines[0] if lines else None
    maximum = _score(first, equal_weight) if first else 0
    return ResultatObjectif(
        objectif,
        [
            LigneResultat(
                by_key[line.action],
                line.rank,
                _parts(_bars(line, equal_weight)),
                _figures(line, equal_weight),
                francais.pourcentage(percent(line.share))
                if equal_weight
                else francais.nombre(line.total),
                _score(line, equal_weight),
                maximum,
                len(lines),
            )
            for line in lines
        ],
        sum(line.total for line in lines),
        len({vote.user for vote in votes}),
    )


def _score(line: Ligne, equal_weight: bool) -> int | Decimal:
    return percent(line.share) if equal_weight else line.total


def _bars(line: Ligne, equal_weight: bool) -> list[int | Decimal]:
    """What each college brings to the total, in its unit."""
    if not equal_weight:
        return list(line.points)
    whole = sum(line.parts, Fraction(0))
    return [percent(line.share * part / whole) if whole else Decimal(0) for part in line.parts]


def _parts(values: Iterable[int | Decimal]) -> list[Part]:
    return [
        Part(college.label, value, serie)
        for serie, (college, value) in enumerate(zip(COLLEGES, values, strict=True), start=1)
    ]


def _figures(line: Ligne, equal_weight: bool) -> list[str]:
    """Points; at equal weight, the part of the college's own points that went to the action."""
    if equal_weight:
        return [francais.pourcentage(percent(part)) for part in line.parts]
    return [francais.nombre(points) for points in line.points]
