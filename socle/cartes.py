"""The action as a card and as a line of the public page, for pages that show 2,000 of them.

Views hand over plain values; one format string draws each, everything escaped.
"""

from html import escape
from typing import NamedTuple

from socle import francais
from socle.components.signs import draw_icon, etat, etiquette, jauge, objective, plaque


class Carte(NamedTuple):
    """An action in a list. `numero` and `titre` are shown as typed; counts are whole numbers."""

    numero: str
    titre: str
    url: str
    objectif: object
    state: str  # a key of socle.components.signs.ETATS
    porteur: str
    state_libelle: str = ""  # another word than the state's own
    soutiens: int = 0
    engagements: int = 0
    commentaires: int = 0
    budget: str = ""  # « 4,2 M€ »
    finance: int | None = None  # percent of the budget that is granted
    amendements: int = 0  # waiting for a decision
    priorite: str = ""  # « 2ᵉ, 109 points »
    manque: str = ""  # « Il manque 15 jours », what its needs still miss


class ActionPubliee(NamedTuple):
    """An action of the public page: a line that opens on its summary."""

    numero: str
    titre: str
    ancre: str  # id of the line, « action-1-1 »
    objectif: object
    state: str
    avancement: int  # percent done
    resume: str = ""
    faits: tuple[tuple[str, str], ...] = ()  # label, value
    url: str = ""  # its own page
    ouverte: bool = False


def draw_carte(carte: Carte) -> str:
    """One `<li>` of the board."""
    obj = objective(carte.objectif)
    dropped = " carte--ecartee" if carte.state == "ecartee" else ""
    return (
        f'<li class="carte{dropped}" data-obj="{obj}"><div class="carte__tete">'
        f"{plaque(numero=carte.numero, objectif=obj)}"
        f"{etat(state=carte.state, libelle=carte.state_libelle)}</div>"
        f'<h3><a href="{escape(carte.url)}">{escape(carte.titre)}</a></h3>'
        f'<p class="carte__porteur">{escape(carte.porteur)}{_waiting(carte.amendements)}</p>'
        f"{_missing(carte.manque)}"
        f'<div class="carte__pied">{_count("pouce", carte.soutiens, "soutien")}'
        f"{_count('poignee', carte.engagements, 'engagement')}"
        f"{_count('commentaire', carte.commentaires, 'commentaire')}{_budget(carte)}</div>"
        f"{_priority(carte.priorite)}</li>"
    )


def _count(icon: str, number: int, word: str) -> str:
    plural = "s" if number > 1 else ""
    return (
        f"<span>{draw_icon(nom=icon)}<b>{number:d}</b>"
        f'<span class="invisible"> {word}{plural}</span></span>'
    )


def _waiting(amendements: int) -> str:
    if not amendements:
        return ""
    words = francais.pluriel(amendements, "amendement à arbitrer", "amendements à arbitrer")
    return f" {etiquette(libelle=words, ton='alerte', icone='amendement')}"


def _budget(carte: Carte) -> str:
    if not carte.budget:
        return ""
    found = ""
    if carte.finance is not None:
        share = francais.pourcentage(carte.finance)
        found = f'<span class="carte__finance"> acquis à {share}</span>'
    return f'<span class="carte__budget"><b>{escape(carte.budget)}</b>{found}</span>'


def _missing(words: str) -> str:
    if not words:
        return ""
    return f'<p class="carte__manque">{draw_icon(nom="cible")}{escape(words)}</p>'


def _priority(words: str) -> str:
    return (
        f'<p class="carte__priorite">{draw_icon(nom="barres")}{escape(words)}</p>' if words else ""
    )


def draw_action_publiee(action: ActionPubliee) -> str:
    """One `<li>` of the public page, a `<details>`."""
    facts = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        for label, value in action.faits
    )
    link = (
        f'<p><a href="{escape(action.url)}">Lire la fiche complète'
        f'<span class="invisible"> de l’action {escape(action.numero)}</span></a></p>'
        if action.url
        else ""
    )
    return (
        f'<li id="{escape(action.ancre)}"><details{" open" if action.ouverte else ""}><summary>'
        f"{plaque(numero=action.numero, objectif=action.objectif)}"
        f'<span class="actions-liste__titre">{escape(action.titre)}</span>'
        f'<span class="actions-liste__suivi">{etat(state=action.state)}</span>'
        f'<span class="actions-liste__pc">{jauge(valeur=action.avancement)}'
        f"{francais.pourcentage(action.avancement)}</span></summary>"
        f'<div class="actions-liste__corps"><div class="prose"><p>{escape(action.resume)}</p></div>'
        f'<dl class="faits faits--ligne">{facts}</dl>{link}</div></details></li>'
    )
