"""The pledges of an edition in words: what totals leave out, what each need receives and misses.

Pure. It reads frozen content only, so that nothing hidden can be in it.
"""

from collections import defaultdict
from collections.abc import Iterable

from engagements.besoins import Couverture, Demande, Reponse, couverture, manques_par_nature
from engagements.questions import quantity_words
from publication.contenu import ActionContenu, Contenu, EngagementContenu
from publication.totaux import TotalEngagement
from socle import francais

#: Said instead of what the audit refuses to print.
NON_PUBLIE = "non publié\u00a0: un montant pourrait se deviner"


def reserves(total: TotalEngagement) -> tuple[str, ...]:
    """What the sum does not say by itself: « 2 montants masqués », « dont 45 jours anonymes »."""
    hidden = ("quantité masquée", "quantités masquées")
    if total.unite == "EUR":
        hidden = ("montant masqué", "montants masqués")
    told = [francais.pluriel(total.masques, *hidden)] if total.masques else []
    if total.anonymes is not None:
        told.append(f"dont {quantity_words(total.nature.cle, total.anonymes)} de façon anonyme")
    if total.secrets:
        who = francais.pluriel(total.secrets, "engagement anonyme", "engagements anonymes")
        told.append(f"total de {who} {NON_PUBLIE}")
    if total.retenus:
        who = francais.pluriel(total.retenus, "engagement", "engagements")
        told.append(f"montant de {who} {NON_PUBLIE}")
    return tuple(told)


def couvertures_of(contenu: Contenu, action: ActionContenu) -> list[Couverture]:
    """The needs of one action; none in the editions that only held their words."""
    return couvertures(contenu, [action])[action.numero]


def couvertures(contenu: Contenu, actions: Iterable[ActionContenu]) -> dict[str, list[Couverture]]:
    """The needs of each action, by its number."""
    replies: dict[tuple[str, int], list[Reponse]] = defaultdict(list)
    for pledge in contenu.engagements:
        if pledge.besoin:
            replies[pledge.action, pledge.besoin].append(_reponse(pledge))
    return {
        action.numero: [
            couverture(
                Demande(rank, need.libelle, need.nature.cle if need.nature else "", need.quantite),
                replies[action.numero, rank],
            )
            for rank, need in enumerate(action.demandes, 1)
        ]
        for action in actions
    }


def manques(contenu: Contenu) -> tuple[str, ...]:
    """What all actions still miss, kind by kind: « 85 jours », « 12 personnes »."""
    needs = couvertures(contenu, contenu.actions).values()
    totals = manques_par_nature(one for of in needs for one in of)
    return tuple(quantity_words(kind, total) for kind, total in totals)


def _reponse(pledge: EngagementContenu) -> Reponse:
    """The amount of an anonymous pledge is in no need's sum: it would be there by itself."""
    hidden = pledge.montant_masque or pledge.montant_retenu
    hidden = bool(pledge.unite) and (hidden or (pledge.anonyme and pledge.quantite is None))
    quantity = None if pledge.anonyme else pledge.quantite
    return Reponse(pledge.nature.cle, pledge.fermete.cle, pledge.state.cle, quantity, hidden)
