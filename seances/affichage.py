"""A séance as its page prints it: groups and lines, computed once from prefetched rows."""

from collections import defaultdict
from dataclasses import dataclass

from actions.models import Action
from organisations.models import College
from seances.models import Contribution, Resultat, Seance
from socle import francais

#: The five mentions of the majority judgement, from best to worst, as data files name them.
MENTIONS = {
    "tres_bien": "Très bien",
    "bien": "Bien",
    "assez_bien": "Assez bien",
    "passable": "Passable",
    "insuffisant": "Insuffisant",
}


@dataclass(frozen=True, slots=True)
class LigneResultat:
    """The result of the vote on one action. `median` is the majority mention."""

    resultat: Resultat
    median: str

    @property
    def words(self) -> str:
        """« 24 points, 48 votants, impact 4,4, effort 2,6, mention Bien »."""
        resultat = self.resultat
        parts = []
        if resultat.points is not None:
            parts.append(francais.pluriel(resultat.points, "point", "points"))
        parts.append(francais.pluriel(resultat.voters, "votant", "votants"))
        if resultat.impact is not None and resultat.effort is not None:
            parts.append(f"impact {francais.nombre(resultat.impact.normalize())} sur 5")
            parts.append(f"effort {francais.nombre(resultat.effort.normalize())} sur 5")
        if self.median:
            parts.append(f"mention «\u00a0{self.median}\u00a0»")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Groupe:
    """The results of one objective, most points first."""

    code: str
    title: str
    lignes: list[LigneResultat]


@dataclass(frozen=True, slots=True)
class Page:
    groupes: list[Groupe]
    presences: list[tuple[str, int]]
    amendements: list[Contribution]
    propositions: list[Contribution]


def of_seance(seance: Seance) -> Page:
    """Group what `Seance.objects.for_page()` loaded; no query."""
    by_objectif: dict[int, list[Resultat]] = defaultdict(list)
    for resultat in seance.resultats.all():
        by_objectif[resultat.action.objectif_id].append(resultat)
    groups = []
    for resultats in by_objectif.values():
        objectif = resultats[0].action.objectif
        resultats.sort(key=lambda r: (-(r.points or 0), r.action.rank))
        lines = [LigneResultat(r, median_mention(r.mentions)) for r in resultats]
        groups.append((objectif.position, Groupe(objectif.code, objectif.short_title, lines)))
    people = {presence.college: presence.people for presence in seance.presences.all()}
    contributions = list(seance.contributions.all())
    return Page(
        groupes=[group for _, group in sorted(groups, key=lambda pair: pair[0])],
        presences=[(college.label, people[college]) for college in College if college in people],
        amendements=[c for c in contributions if c.amendement_id],
        propositions=[c for c in contributions if c.action_id],
    )


def resultats_of(action: Action) -> list[LigneResultat]:
    """What the séances voted on one action, latest first. One query."""
    resultats = action.resultats.select_related("seance").order_by("-seance__date")
    return [LigneResultat(r, median_mention(r.mentions)) for r in resultats]


def median_mention(mentions: dict[str, int]) -> str:
    """The majority mention: the median, the lower of the two middle ones when they differ.

    Source: M. Balinski and R. Laraki, « Majority Judgment », MIT Press, 2010.
    """
    total = sum(mentions.values())
    if not total:
        return ""
    at_least = 0
    for key, label in MENTIONS.items():
        at_least += mentions.get(key, 0)
        if 2 * at_least > total:
            return label
    return MENTIONS["insuffisant"]
