"""A séance as its page prints it: groups and lines, computed once from prefetched rows."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from actions.affichage.amendements import TONES
from actions.models import Action, Amendement
from engagements.affichage import lignes
from organisations.models import College
from seances.depouillement.jugement import MENTIONS, of_counts
from seances.models import Contribution, Resultat, Seance
from socle import francais
from territoires.models import FeuilleDeRoute


@dataclass(frozen=True, slots=True)
class LigneResultat:
    """The result of the vote on one action. `median` is the majority mention."""

    resultat: Resultat
    median: str

    @property
    def impact(self) -> str:
        return _mark(self.resultat.impact)

    @property
    def effort(self) -> str:
        return _mark(self.resultat.effort)

    @property
    def words(self) -> str:
        """« 24 points, 48 votants, impact 4,4 sur 5, effort 2,6 sur 5, mention « Bien » »."""
        resultat = self.resultat
        parts = []
        if resultat.points is not None:
            parts.append(francais.pluriel(resultat.points, "point", "points"))
        parts.append(francais.pluriel(resultat.voters, "votant", "votants"))
        if self.impact and self.effort:
            parts.append(f"impact {self.impact} sur 5")
            parts.append(f"effort {self.effort} sur 5")
        if self.median:
            parts.append(f"mention «\u00a0{self.median}\u00a0»")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Groupe:
    """The results of one objective, most points first."""

    code: str
    title: str
    lignes: list[LigneResultat]

    @property
    def legende(self) -> str:
        return f"Résultats du vote, objectif {self.title}"


@dataclass(frozen=True, slots=True)
class LigneContribution:
    """An amendment or a proposal of a table, with the address of the action it is now part of."""

    titre: str
    sous: str
    url: str
    state: str
    libelle: str
    tone: str


@dataclass(frozen=True, slots=True)
class Page:
    intro: str
    presences: list[tuple[str, int]]
    groupes: list[Groupe]
    amendements: list[LigneContribution]
    propositions: list[LigneContribution]
    engagements: list[LigneContribution]


def of_seance(seance: Seance) -> Page:
    """Group what `Seance.objects.for_page()` loaded; no query."""
    people = {presence.college: presence.people for presence in seance.presences.all()}
    contributions = list(seance.contributions.all())
    tableau = reverse("tableau", args=[seance.feuille.slug])
    when = francais.date_longue(seance.date)
    return Page(
        intro=", ".join(part for part in (when, seance.moment, seance.place) if part),
        presences=[(college.label, people[college]) for college in College if college in people],
        groupes=_groups(seance),
        amendements=[_amendement(c, tableau) for c in contributions if c.amendement_id],
        propositions=[_proposition(c, tableau) for c in contributions if c.action_id],
        engagements=_engagements(contributions, tableau),
    )


def resultats_by_seance(feuille: FeuilleDeRoute) -> list[tuple[Seance, list[Groupe]]]:
    """Each séance of the roadmap that voted, latest first, with its results by objective."""
    seances = feuille.seances.prefetch_related("resultats__action__objectif")
    return [(seance, groups) for seance in seances if (groups := _groups(seance))]


def resultats_of(action: Action) -> list[LigneResultat]:
    """What the séances voted on one action, latest first. One query."""
    resultats = action.resultats.select_related("seance").order_by("-seance__date")
    return [LigneResultat(r, median_mention(r.mentions)) for r in resultats]


def median_mention(mentions: dict[str, int]) -> str:
    """The majority mention of counts by mention, empty when nobody voted."""
    gauge = of_counts(mentions)
    return MENTIONS[gauge.mention] if gauge else ""


def _groups(seance: Seance) -> list[Groupe]:
    by_objectif: dict[int, list[Resultat]] = defaultdict(list)
    for resultat in seance.resultats.all():
        by_objectif[resultat.action.objectif.position].append(resultat)
    groups = []
    for _position, resultats in sorted(by_objectif.items()):
        objectif = resultats[0].action.objectif
        resultats.sort(key=lambda r: (-(r.points or 0), r.action.rank))
        lines = [LigneResultat(r, median_mention(r.mentions)) for r in resultats]
        groups.append(Groupe(objectif.code, objectif.short_title, lines))
    return groups


def _amendement(contribution: Contribution, tableau: str) -> LigneContribution:
    amendement = contribution.amendement
    action = amendement.action
    reason = f" {amendement.decision_reason}" if amendement.decision_reason else ""
    return LigneContribution(
        titre=amendement.text,
        sous=f"{_table(contribution)}, action {action.numero}.{reason}",
        url=f"{tableau}{action.numero}/#amendement-{amendement.pk}",
        state=amendement.state,
        libelle=amendement.get_state_display().capitalize(),
        tone=TONES[Amendement.State(amendement.state)],
    )


def _proposition(contribution: Contribution, tableau: str) -> LigneContribution:
    action = contribution.action
    into = action.fusionnee_dans
    reason = action.decision_reason or (f"Fusionnée dans l’action {into.numero}" if into else "")
    return LigneContribution(
        titre=action.title,
        sous=f"{_table(contribution)}. {reason}",
        url=f"{tableau}{action.numero}/",
        state=action.state,
        libelle=action.get_state_display().capitalize(),
        tone="neutre",
    )


def _engagements(contributions: list[Contribution], tableau: str) -> list[LigneContribution]:
    """Pledges of the room as the public may read them."""
    shown = lignes([c.engagement for c in contributions if c.engagement], None)
    return [
        LigneContribution(
            titre=one.organisation,
            sous=f"Action {one.numero}. {one.phrase}",
            url=f"{tableau}{one.numero}/#engagements",
            state=one.state,
            libelle=one.tag,
            tone=one.tone,
        )
        for one in shown
    ]


def _table(contribution: Contribution) -> str:
    return str(contribution.table) if contribution.table else "En séance"


def _mark(value: Decimal | None) -> str:
    """A mean mark from 1 to 5, always with one decimal so that columns align."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")
