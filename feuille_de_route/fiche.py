"""One action as its page prints it: facts, bars, lines, computed once from loaded rows."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from actions.affichage.amendements import Ligne as LigneAmendement
from actions.affichage.amendements import lignes_of as lignes_of_amendements
from actions.affichage.commentaires import conversation, suivre_of
from actions.affichage.soutiens import soutenir_of
from actions.feux import feux_of
from actions.forms.commentaires import CommentaireForm
from actions.models import Action, Amendement, Financement, Jalon
from actions.mots import Noms
from actions.rules import amendements as amendements_rules
from actions.rules import commentaires as commentaires_rules
from actions.rules import fusion as fusion_rules
from actions.rules import priorites as priorites_rules
from actions.rules import redaction as redaction_rules
from engagements import rules as engagements_rules
from engagements.affichage import lignes_of
from engagements.couverture import lignes_of as besoins_of
from feuille_de_route.fusions.affichage import gestes
from feuille_de_route.historique import phrases
from seances.affichage import resultats_of
from seances.fil import fil_of
from socle import francais
from socle.figures import Part, Repere
from socle.models import Journal
from territoires.access import Access
from territoires.droits import Droit

State = Financement.State
HISTORY_LINES = 30

#: State of an amendment → how one and several are counted.
COMPTES = {
    Amendement.State.A_ARBITRER: ("à arbitrer", "à arbitrer"),
    Amendement.State.PRECISION: ("à préciser", "à préciser"),
    Amendement.State.INTEGRE: ("intégré", "intégrés"),
    Amendement.State.REFUSE: ("refusé", "refusés"),
    Amendement.State.RETIRE: ("retiré", "retirés"),
}


def context(action: Action, access: Access) -> dict[str, Any]:
    """Everything the page of an action shows to one reader."""
    return {
        "access": access,
        "action": action,
        "fil": chemin(action, access),
        "etat_note": etat_note(action),
        "feux": feux_of(action),
        "duree": duree(action),
        "reperes": reperes(action),
        "parts": parts(action),
        "financements": financements(action),
        "financements_total": (total := financements_total(action)),
        "financements_part": francais.part(total, action.budget or total),
        "budgets": [(b.year, b.planned) for b in action.budgets.all()],
        "budget_precision": budget_precision(action),
        "acquis": financed_label(action),
        "indicateurs": action.indicateurs.all(),
        "besoins": besoins_of(action, access),
        "resultats_attendus": action.results.splitlines(),
        "vigilance": action.risks.splitlines(),
        "partenaires": noms(action.partenaires.all()),
        "copilotes": noms(action.copilotes.all()),
        "liees": liees(action, access),
        "pieces": action.pieces.all(),
        "engagements": lignes_of(action, access),
        "engager_url": engager_url(action, access),
        "amendements": (lignes := amendements(action, access)),
        "amendements_precision": amendements_count(lignes),
        "conversation": conversation(action, access),
        "commentaire_form": CommentaireForm(access=access),
        "votes": votes(action),
        "seances": fil_of(action, access)
        + [etape for one in action.fusionnees.all() for etape in fil_of(one, access)],
        "gestes": gestes(action),
        "historique": phrases(Journal.objects.about(action)[:HISTORY_LINES]),
    } | permissions(action, access)


def permissions(action: Action, access: Access) -> dict[str, Any]:
    """What this reader may do here: a reason, or None; and whether the role ever could."""
    return {
        "why_not_modifier": redaction_rules.why_not_modifier(action, access),
        "why_not_amender": amendements_rules.why_not_amender(action, access),
        "why_not_commenter": commentaires_rules.why_not_commenter(action, access),
        "why_not_partager": redaction_rules.why_not_partager(action, access),
        "why_not_ajuster": redaction_rules.why_not_ajuster(action, access),
        "why_not_passer_fiche_action": redaction_rules.why_not_passer_fiche_action(
            action, access, feux_of(action)
        ),
        "soutenir": soutenir_of(action, access),
        "suivre": suivre_of(action, access),
        "why_not_decider": priorites_rules.why_not_decider(action, access),
        "why_not_s_engager": engagements_rules.why_not_s_engager(action, access),
        "may_amender": access.grants(Droit.AMENDER),
        "why_not_scinder": fusion_rules.why_not_scinder(action, access),
        "may_fusionner": access.grants(Droit.FUSIONNER),
        "may_soutenir": access.grants(Droit.SOUTENIR),
        "may_decider": access.grants(Droit.DECIDER),
        "may_s_engager": access.grants(Droit.S_ENGAGER),
    }


def chemin(action: Action, access: Access) -> list[tuple[str, str]]:
    """The way to this page: pairs (label, address), the last without address."""
    tableau = reverse("tableau", args=[access.feuille.slug])
    objectif = action.objectif
    return [
        ("Actions", tableau),
        (
            f"Objectif {objectif.code}, {objectif.short_title}",
            f"{tableau}?objectif={objectif.code}",
        ),
        (f"Action {action.numero}", ""),
    ]


def engager_url(action: Action, access: Access) -> str:
    return f"{reverse('engagements:nouveau', args=[access.feuille.slug])}?action={action.numero}"


def liees(action: Action, access: Access) -> list[tuple[str, str]]:
    """The linked actions this reader may read: pairs (« 1.3 Récupérer… », address)."""
    tableau = reverse("tableau", args=[access.feuille.slug])
    return [
        (str(other), f"{tableau}{other.numero}/")
        for other in action.linked.all()
        if access.is_team or not other.is_restricted
    ]


def etat_note(action: Action) -> str:
    """When the state was decided, or where the action comes from."""
    if action.fusionnee_dans is not None:
        return f"Fusionnée dans l’action {action.fusionnee_dans.numero}"
    if action.decided_at is not None:
        return f"Décision du {francais.date_longue(timezone.localtime(action.decided_at))}"
    return action.origin


def budget_precision(action: Action) -> str:
    if action.budget is None:
        return ""
    about = ", ordre de grandeur" if action.budget_is_estimate else ""
    return f"{francais.euros(action.budget)} hors taxes{about}"


def amendements(action: Action, access: Access) -> list[LigneAmendement]:
    """The amendments, those that wait first, then the latest. Two queries, and the names they tell."""
    rows = sorted(
        action.amendements.for_list(), key=lambda one: one.state not in Amendement.OPEN_STATES
    )
    for one in rows:
        one.action = action
    return lignes_of_amendements(action, rows, access, Noms(access.feuille))


def amendements_count(lignes: Sequence[LigneAmendement]) -> str:
    """« 1 à arbitrer, 3 intégrés »: how many in each state, as far as there are some."""
    states = Counter(ligne.amendement.state for ligne in lignes)
    done = states.pop(Amendement.State.INTEGRE_MODIFIE, 0)
    states[Amendement.State.INTEGRE] += done
    return ", ".join(
        f"{states[state]} {francais.accord(states[state], one, many)}"
        for state, (one, many) in COMPTES.items()
        if states[state]
    )


def votes(action: Action) -> list[tuple[str, str]]:
    """What the séances voted: pairs (séance, result in words); on what it took in too."""
    return [
        (f"Vote du {francais.date_longue(ligne.resultat.seance.date)}{under}", ligne.words)
        for one, under in [
            (action, ""),
            *((one, f" sur la {one.numero}") for one in action.fusionnees.all()),
        ]
        for ligne in resultats_of(one)
    ]


def lue_ailleurs(action: Action, access: Access) -> bool:
    """Whether the address of a merged action leads to the one it is in; not where one may not read."""
    target = action.fusionnee_dans
    if target is None:
        return False
    return not target.is_restricted or access.is_team or redaction_rules.is_own(target, access)


def noms(organisations: Any) -> str:
    return ", ".join(organisation.name for organisation in organisations)


def duree(action: Action) -> str:
    """« Octobre 2024 à septembre 2027 », as far as it is known."""
    if action.start is None:
        return ""
    start = francais.mois(action.start).capitalize()
    if action.end is None:
        return f"À partir de {francais.mois(action.start)}"
    return f"{start} à {francais.mois(action.end)}"


def reperes(action: Action) -> list[Repere]:
    """The milestones at the middle month of their quarter, in time order, those without date last."""
    marks = [
        Repere(
            jalon.title,
            date(jalon.year, (jalon.quarter or 4) * 3 - 1, 1) if jalon.year else None,
            jalon.state if jalon.state in Jalon.State.values else "a_venir",
        )
        for jalon in action.jalons.all()
    ]
    return sorted(marks, key=lambda repere: repere.date or date.max)


def missing(action: Action) -> Decimal:
    """What the financing plan does not cover of the budget, in euros; never negative."""
    planned = sum((line.amount for line in action.financements.all()), Decimal(0))
    return max((action.budget or Decimal(0)) - planned, Decimal(0))


def parts(action: Action) -> list[Part]:
    """The segments of the funding bar, in the order of the table below it."""
    lines = [
        Part(line.financeur, line.amount, index % 5 + 1)
        for index, line in enumerate(action.financements.all())
    ]
    gap = missing(action)
    return [*lines, Part("À trouver", gap, 0)] if gap else lines


def financements(action: Action) -> list[dict[str, Any]]:
    """The lines of the financing table, each with its share of the budget in percent."""
    budget = action.budget or Decimal(0)
    lines = [
        {
            "serie": index % 5 + 1,
            "financeur": line.financeur,
            "state": line.get_state_display().capitalize(),
            "amount": line.amount,
            "part": francais.part(line.amount, budget),
        }
        for index, line in enumerate(action.financements.all())
    ]
    if gap := missing(action):
        lines.append(
            {
                "serie": 0,
                "financeur": "À trouver",
                "state": "",
                "amount": gap,
                "part": francais.part(gap, budget),
            }
        )
    return lines


def financements_total(action: Action) -> Decimal:
    """What the lines of the table add up to, « à trouver » included, in euros."""
    planned = sum((line.amount for line in action.financements.all()), Decimal(0))
    return planned + missing(action)


def financed_label(action: Action) -> str:
    """« 71 % », the granted share, for the contents of the page."""
    if not action.budget:
        return ""
    acquired = [line for line in action.financements.all() if line.state == State.ACQUIS]
    granted = sum((line.amount for line in acquired), Decimal(0))
    return francais.pourcentage(francais.part(granted, action.budget))
