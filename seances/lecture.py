"""A frozen result as it is read: names instead of keys, words instead of fractions. Pure.

The projector, the minutes and their PDF read the same lines, so that they say the same figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from actions.models import Action
from organisations.models import College
from seances.depouillement.impact_effort import QUADRANTS, Quadrant
from seances.depouillement.jugement import KEYS, MENTIONS
from seances.depouillement.methodes import Methode
from seances.depouillement.resultat import ranks_of
from seances.models import Scrutin
from socle import francais
from socle.figures import Part

#: Small colleges, counted as one so that nobody is found.
REGROUPES = "Collèges regroupés"
#: The group of each figure of a frozen result, with its series (0: no college).
GROUPES = (
    *((college.label, serie) for serie, college in enumerate(College, start=1)),
    (REGROUPES, 5),
)


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One action of a result.

    `figure` is the main one, `words` all that is told of it, `parts` its bar. `impact` and
    `effort`: medians from 1 to 5, None outside that method; `equal_…`: at equal weight of each
    college. `holds`: None until it is measured.
    """

    action: int
    numero: str
    objectif: str
    titre: str
    state: str
    rank: int
    equal_rank: int
    figure: str
    words: str
    equal_words: str
    parts: tuple[Part, ...]
    whole: Decimal
    impact: Decimal | None
    effort: Decimal | None
    equal_impact: Decimal | None
    equal_effort: Decimal | None
    quadrant: str
    holds: bool | None
    weak: str

    @property
    def is_retenue(self) -> bool:
        return self.state in (Action.State.RETENUE, Action.State.ENGAGEE)

    @property
    def moves(self) -> bool:
        """Whether the rank changes when each college weighs the same."""
        return self.rank != self.equal_rank

    @property
    def note(self) -> str:
        """« rang 2 à poids égal », when counting by college changes the rank."""
        return f"rang {self.equal_rank} à poids égal" if self.moves else ""


@dataclass(frozen=True, slots=True)
class ResultatLu:
    """A sealed vote, first rank first."""

    titre: str
    methode: Methode
    lignes: tuple[LigneLue, ...]
    voters: int
    by_group: tuple[tuple[str, int], ...]
    robustesse: str
    weak: tuple[LigneLue, ...]
    sha256: str

    @property
    def unite(self) -> str:
        """What the main figure counts, for the head of a column."""
        return FIGURES[self.methode]

    @property
    def legende(self) -> tuple[Part, ...]:
        """The series of the bars that have something in them."""
        present = {part.serie for ligne in self.lignes for part in ligne.parts if part.valeur}
        seen = {part.serie: part for ligne in self.lignes for part in ligne.parts}
        return tuple(seen[serie] for serie in sorted(present))


@dataclass(frozen=True, slots=True)
class Rang:
    """One line of a result by one of the two ways of counting. `largeur`: percent of the longest."""

    ligne: LigneLue
    rank: int
    total: str
    detail: str
    parts: tuple[Part, ...]
    largeur: int


def rangs(resultat: "ResultatLu", *, equal_weight: bool) -> list[Rang]:
    """The lines, first rank first by the way of counting asked; bars tell people, not weights."""
    most = max((ligne.whole for ligne in resultat.lignes), default=Decimal(0))
    lines = [
        Rang(
            ligne,
            ligne.equal_rank if equal_weight else ligne.rank,
            ligne.equal_words if equal_weight else ligne.figure,
            _beside(ligne, equal_weight=equal_weight),
            () if equal_weight else ligne.parts,
            int(100 * ligne.whole / most) if most else 0,
        )
        for ligne in resultat.lignes
    ]
    return sorted(lines, key=lambda line: line.rank)


def _beside(ligne: LigneLue, *, equal_weight: bool) -> str:
    """What is told beside the figure: all of it, or how the other way of counting moves the line."""
    if equal_weight:
        return f"rang {ligne.rank} quand chaque personne compte pour une" if ligne.moves else ""
    return ligne.note if ligne.words.startswith(ligne.figure) else ligne.words


def places(
    lignes: Sequence[LigneLue], *, equal_weight: bool = False
) -> list[tuple[str, str, int, int]]:
    """Where medians put the actions: numbers at one place, an objective, percent of effort, of impact."""
    found: dict[tuple[int, int], list[LigneLue]] = {}
    for ligne in lignes:
        pair = (ligne.equal_effort, ligne.equal_impact) if equal_weight else (
            ligne.effort, ligne.impact
        )  # fmt: skip
        if None not in pair:
            found.setdefault((_percent(pair[0]), _percent(pair[1])), []).append(ligne)
    return [
        (", ".join(ligne.numero for ligne in here), here[0].objectif, x, y)
        for (x, y), here in found.items()
    ]


def _percent(median: Decimal | None) -> int:
    """A median from 1 to 5 as a place from 8 to 92 % of the square."""
    return round(8 + 84 * (float(median or 1) - 1) / 4)


FIGURES = {
    Methode.POINTS: "Gommettes",
    Methode.IMPACT_EFFORT: "Impact et effort (médianes)",
    Methode.JUGEMENT: "Mention majoritaire",
    Methode.CRITERES: "Note sur 5",
}


def lire(scrutin: Scrutin, actions: Mapping[int, Action]) -> ResultatLu:
    """The result of a sealed vote. `actions`: by key, those that may be named."""
    result = scrutin.result or {}
    methode = Methode(result["method"])
    equal = {line["action"]: line for line in result["equal"]}
    ranks = ranks_of(result["equal"])
    # Among the first five of five actions, every action holds: nothing to say.
    says = bool(scrutin.robustesse) and len(result["actions"]) > scrutin.top
    measured = (scrutin.robustesse or {}) if says else {}
    holding = frozenset(measured["holding"]) if says else None
    tenues = {line["action"]: line for line in measured["lignes"]} if says else {}
    lignes = tuple(
        _ligne(methode, line, equal[line["action"]], ranks, actions, holding, tenues, scrutin.top)
        for line in result["raw"]
        if line["action"] in actions
    )
    groups = zip(GROUPES, result["voters"], strict=True)
    return ResultatLu(
        titre=scrutin.title,
        methode=methode,
        lignes=lignes,
        voters=sum(result["voters"]),
        by_group=tuple((label, n) for (label, _serie), n in groups if n),
        robustesse=measured.get("words", ""),
        weak=tuple(ligne for ligne in lignes if ligne.holds is False),
        sha256=scrutin.result_sha256,
    )


def _ligne(
    methode: Methode,
    raw: Mapping[str, Any],
    equal: Mapping[str, Any],
    equal_ranks: Mapping[int, int],
    actions: Mapping[int, Action],
    holding: frozenset[int] | None,
    tenues: Mapping[int, Mapping[str, Any]],
    top: int,
) -> LigneLue:
    action = actions[raw["action"]]
    tenue = tenues.get(action.pk)
    figure, words = _words(methode, raw)
    parts = _parts(methode, raw)
    scales = methode is Methode.IMPACT_EFFORT and raw["quadrant"]
    return LigneLue(
        action=action.pk,
        numero=action.numero,
        objectif=action.objectif.code,
        titre=action.title,
        state=action.state,
        rank=raw["rank"],
        equal_rank=equal_ranks[action.pk],
        figure=figure,
        words=words,
        equal_words=_equal(methode, equal),
        parts=parts,
        whole=sum((Decimal(part.valeur) for part in parts), Decimal(0)),
        impact=_decimal(raw["impact"]["median"]) if scales else None,
        effort=_decimal(raw["effort"]["median"]) if scales else None,
        equal_impact=_decimal(equal["impact"]["median"]) if scales else None,
        equal_effort=_decimal(equal["effort"]["median"]) if scales else None,
        quadrant=QUADRANTS[Quadrant(raw["quadrant"])] if scales else "",
        holds=None if holding is None or tenue is None else action.pk in holding,
        weak=_weak(tenue, top) if tenue else "",
    )


def _words(methode: Methode, line: Mapping[str, Any]) -> tuple[str, str]:
    """(the main figure, everything told)."""
    match methode:
        case Methode.POINTS:
            total = sum(line["points"])
            return francais.nombre(total), francais.pluriel(total, "gommette", "gommettes")
        case Methode.IMPACT_EFFORT:
            return _scales(line)
        case Methode.JUGEMENT:
            mention = MENTIONS[line["jauge"]["mention"]]
            counts = zip(MENTIONS.values(), line["counts"], strict=True)
            return mention, ", ".join(f"{label}\u00a0: {n}" for label, n in counts)
        case Methode.CRITERES:
            score = _short(line["score"], 2)
            return score, f"{score} sur 5"


def _scales(line: Mapping[str, Any]) -> tuple[str, str]:
    told = []
    for name in ("impact", "effort"):
        scale = line[name]
        if scale["voters"]:
            low, high = _short(scale["first_quartile"]), _short(scale["third_quartile"])
            spread = f" (de {low} à {high} pour la moitié des votants)" if low != high else ""
            told.append(f"{name} {_short(scale['median'])}{spread}")
    if not line["quadrant"]:
        return "–", ", ".join(told) or "sans vote"
    figure = f"{_short(line['impact']['median'])} et {_short(line['effort']['median'])}"
    return figure, ", ".join(told)


def _equal(methode: Methode, line: Mapping[str, Any]) -> str:
    """The same at equal weight of each college."""
    match methode:
        case Methode.POINTS:
            return francais.pourcentage(_decimal(Fraction(line["share"]) * 100, 1))
        case Methode.IMPACT_EFFORT:
            return _scales(line)[0]
        case Methode.JUGEMENT:
            return MENTIONS[line["jauge"]["mention"]]
        case Methode.CRITERES:
            return _short(line["score"], 2)


def _parts(methode: Methode, line: Mapping[str, Any]) -> tuple[Part, ...]:
    match methode:
        case Methode.POINTS:
            groups = zip(GROUPES, line["points"], strict=True)
            return tuple(Part(label, points, serie) for (label, serie), points in groups)
        case Methode.JUGEMENT:
            counts = zip(KEYS, line["counts"], strict=True)
            return tuple(Part(MENTIONS[key], n, at) for at, (key, n) in enumerate(counts, 1))
        case Methode.CRITERES:
            return (Part("Note", _decimal(line["score"], 2), 1),)
        case Methode.IMPACT_EFFORT:
            return ()


def _weak(tenue: Mapping[str, Any], top: int) -> str:
    """« Sort des 5 premières sans la table 2 », or nothing when it holds."""
    without = [f"la table {number}" for number in tenue["without_tables"]]
    colleges = {college.value: f"le collège {college.label}" for college in College}
    without += [colleges.get(c, "les collèges regroupés") for c in tenue["without_colleges"]]
    first = f"des {top} premières" if top > 1 else "de la première place"
    if without:
        return f"sort {first} sans {francais.liste(without, 'ou')}"
    drawn, kept = tenue["drawn"], tenue["kept"]
    if drawn and Fraction(kept, drawn) < Fraction(19, 20):
        out = francais.part(drawn - kept, drawn)
        return f"sort {first} dans {francais.pourcentage(out)} des salles tirées au sort"
    return ""


def _short(text: str | Fraction, decimals: int = 1) -> str:
    return francais.nombre(_decimal(text, decimals))


def _decimal(text: str | Fraction, decimals: int = 1) -> Decimal:
    value = Fraction(text)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def actions_by_key(scrutins: Sequence[Scrutin]) -> dict[int, Action]:
    """The actions of these results, restricted ones left out. One query."""
    keys = {key for scrutin in scrutins if scrutin.result for key in scrutin.result["actions"]}
    found = Action.objects.filter(pk__in=keys, is_restricted=False).select_related("objectif")
    return {action.pk: action for action in found}
