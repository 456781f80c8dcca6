"""Figures and drawings: key figures, stacked bars, milestones, charts, steps of the process."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import block, component, drawn, one_of, register
from socle.figures import Part, Pas, Repere

SIGNE_REPERE = {
    "termine": ("maree-5", "terminé"),
    "en_cours": ("maree-3", "en cours"),
    "a_venir": ("maree-1", "à venir"),
    "en_retard": ("maree-retour", "en retard"),
}
FULL_NUMBER = 7  # a segment narrower than this share of the bar has no room for its number


@block
def chiffres(content: SafeString, *, bandeau: bool = False, serre: bool = False) -> None:
    """Key figures, the number first. Holds `chiffre` tags. `bandeau`: across the board."""


@component
def chiffre(*, valeur: object, libelle: str, part: int | None = None, precision: str = "") -> None:
    """One key figure; `part`: a gauge of this percent under its label."""


@component
def total(*, valeur: object, libelle: str, cache: bool = False) -> None:
    """One total; `cache`: its label is said, not shown (« de budget » beside « 9,86 M€ »)."""


@component
def empilee(
    *, parts: Sequence[Part], libelle: str = "", unite: str = "", haute: bool = False
) -> dict[str, Any]:
    """Shares of a whole, side by side. Without `libelle` it is silent: a table must follow.

    Each segment shows its percent, or its value with `unite=" points"` or `unite=" "`.
    """
    whole = sum(part.valeur for part in parts)
    segments = []
    for segment in parts:
        share = francais.part(segment.valeur, whole)
        shown = francais.nombre(segment.valeur) if unite else francais.pourcentage(share)
        if segment.serie == 0 and share >= 3 * FULL_NUMBER:
            shown = f"{shown} {segment.libelle.lower()}"
        segments.append((segment.serie, share, shown if share >= FULL_NUMBER else ""))
    told = [f"{s.libelle} {francais.nombre(s.valeur)}{unite.rstrip()}" for s in parts]
    return {
        "segments": [segment for segment in segments if segment[1]],
        "label": f"{libelle} : {', '.join(told)}" if libelle else "",
    }


@component
def legende(*, parts: Sequence[Part]) -> None:
    """The names of the series of a stacked bar, when no table gives them."""


@component
def frise(*, reperes: Sequence[Repere], premiere_annee: int, derniere_annee: int) -> dict[str, Any]:
    """The milestones of one action, on its years. The tint is that of the nearest `data-obj`."""
    years = range(premiere_annee, derniere_annee + 1)
    last = len(years) * 4
    columns = [_column(repere, premiere_annee, last) for repere in reperes]
    lines = []
    for repere, column, after in zip(reperes, columns, [*columns[1:], last + 1], strict=False):
        one_of("state", repere.state, SIGNE_REPERE)
        sign, word = SIGNE_REPERE.get(repere.state, SIGNE_REPERE["a_venir"])
        # A label needs two quarters at least; at the end of the line it starts a little earlier.
        width = min(max(after - column, 2), 4)
        start = max(1, min(column, last + 1 - width))
        when = f"{_when(repere)}, {word}"
        lines.append({"t": start, "w": width, "sign": sign, "when": when, "label": repere.libelle})
    return {"years": years, "lines": lines}


def _column(repere: Repere, first_year: int, last: int) -> int:
    """The quarter of a milestone, from 1; at the end when its date is not known."""
    if repere.date is None:
        return last
    return min(max(francais.rang_trimestre(repere.date, first_year) + 1, 1), last)


def _when(repere: Repere) -> str:
    if repere.quand or repere.date is None:
        return repere.quand or "date à préciser"
    return francais.mois_court(repere.date)


@register.simple_tag
def dessin(*, large: str, etroit: str = "") -> SafeString:
    """A chart as SVG, its words escaped by what drew it. `etroit`: the same for a phone.

    A table with the same figures must follow.
    """
    if not etroit:
        return drawn(f'<div class="dessins">{large}</div>')
    return drawn(
        f'<div class="dessins dessins--large">{large}</div>'
        f'<div class="dessins dessins--etroit">{etroit}</div>'
    )


@component
def demarche(*, pas: Sequence[Pas], titre: str = "Où en sommes-nous") -> None:
    """The steps of the process, once, on the board."""


@block
def decompte(content: SafeString) -> None:
    """The result of a vote, ranked. Holds `decompte_ligne` tags."""


@block
def decompte_ligne(
    content: SafeString,
    *,
    rang: int,
    numero: str,
    objectif: object,
    titre: str,
    url: str,
    parts: Sequence[Part],
    total: int,
    unite: str = "points",
    maximum: int = 0,
) -> dict[str, Any]:
    """One action of a result: rank, points per college on the scale of `maximum`, decision inside."""
    scale = francais.part(total, maximum) if maximum else 100
    return {"largeur": scale}
