"""What became of each named pledge from one edition to the next. Pure.

Pledges have no number of their own: those of one organisation, on one action and of one kind are
matched by their words first, then in order. Anonymous ones cannot be followed, and are not.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum

from publication.contenu import Choix, Contenu, EngagementContenu
from socle import diff
from socle.francais import euros, quantite

Cle = tuple[str, str, Choix]


class Sort(StrEnum):
    PRIS = "Nouvel engagement"
    SUIVI = "Engagement modifié"
    SIGNE = "Engagement signé"
    REALISE = "Engagement réalisé"
    RETIRE = "Engagement retiré"
    #: Neither there any more nor withdrawn: made anonymous or internal, or its action left.
    ABSENT = "Engagement qui ne paraît plus"


@dataclass(frozen=True, slots=True)
class Mouvement:
    """One pledge that entered, changed or left; `champs`: label and wordings of what changed."""

    sort: Sort
    numero: str
    organisation: str
    nature: Choix
    champs: tuple[tuple[str, tuple[diff.Segment, ...]], ...] = ()


def mouvements(before: Contenu, after: Contenu) -> tuple[Mouvement, ...]:
    """In the order of `after`, then those that left."""
    old, new = _by_key(before), _by_key(after)
    withdrawn = Counter((r.action, r.organisation, r.nature) for r in after.retraits)
    found: list[Mouvement] = []
    for key in [*new, *(key for key in old if key not in new)]:
        pairs, taken, left = _matched(old.get(key, []), new.get(key, []))
        found += [move for one, two in pairs if (move := _followed(key, one, two))]
        found += [Mouvement(Sort.PRIS, *key) for _ in range(taken)]
        for _ in range(left):
            sort = Sort.RETIRE if withdrawn[key] > 0 else Sort.ABSENT
            withdrawn[key] -= 1
            found.append(Mouvement(sort, *key))
    return tuple(found)


def _by_key(contenu: Contenu) -> dict[Cle, list[EngagementContenu]]:
    found: dict[Cle, list[EngagementContenu]] = defaultdict(list)
    for pledge in contenu.engagements:
        if not pledge.anonyme:
            found[pledge.action, pledge.organisation, pledge.nature].append(pledge)
    return dict(found)


def _matched(
    old: list[EngagementContenu], new: list[EngagementContenu]
) -> tuple[list[tuple[EngagementContenu, EngagementContenu]], int, int]:
    """Pairs, then how many entered and how many left."""
    left, entered, pairs = list(old), [], []
    for pledge in new:
        same = next((one for one in left if one.texte == pledge.texte), None)
        if same is None:
            entered.append(pledge)
        else:
            left.remove(same)
            pairs.append((same, pledge))
    n = min(len(left), len(entered))
    pairs += zip(left[:n], entered[:n], strict=True)
    return pairs, len(entered) - n, len(left) - n


def _followed(key: Cle, before: EngagementContenu, after: EngagementContenu) -> Mouvement | None:
    old, new = _words(before), _words(after)
    changed = tuple(
        (label, diff.segments(old[label], words, context=10))
        for label, words in new.items()
        if words != old[label]
    )
    if not changed:
        return None
    sort = Sort.SUIVI
    if before.state.cle != after.state.cle:
        sort = {"signe": Sort.SIGNE, "realise": Sort.REALISE}.get(after.state.cle, sort)
    return Mouvement(sort, *key, changed)


def _words(pledge: EngagementContenu) -> dict[str, str]:
    return {
        "État": pledge.state.libelle,
        "Quantité": _quantity(pledge),
        "Fermeté": pledge.fermete.libelle,
        "Condition": pledge.condition,
        "Texte": pledge.texte,
    }


def _quantity(pledge: EngagementContenu) -> str:
    if pledge.montant_masque or pledge.montant_retenu:
        return "non publiée"
    if pledge.quantite is None:
        return ""
    if pledge.unite == "EUR":
        return euros(pledge.quantite)
    return quantite(pledge.quantite, pledge.unite)
