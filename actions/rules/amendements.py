"""May they amend, say what they think, integrate, refuse, ask, withdraw? With the French reason.

Who may write an action decides its amendments: the team, its porteur, its referent, its author.
Pure: the objects are given, nothing is queried.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from actions.amendements import AMENDABLE, is_precise
from actions.models import Action, Amendement
from actions.rules.redaction import why_not_modifier
from territoires.access import Access
from territoires.droits import Droit

State = Amendement.State
OPEN = frozenset({State.A_ARBITRER, State.PRECISION})

#: What is decided already cannot be decided again.
DECIDED = {
    State.INTEGRE: "Cet amendement est déjà intégré à la fiche.",
    State.INTEGRE_MODIFIE: "Cet amendement est déjà intégré à la fiche, avec des retouches.",
    State.REFUSE: "Cet amendement est déjà refusé.",
    State.RETIRE: "Son auteur a retiré cet amendement.",
}


# Propose -----------------------------------------------------------------------------------------


def why_not_amender(action: Action, access: Access) -> str | None:
    """Whether this person may propose a change of this action, whatever the field."""
    if reason := access.why_not(Droit.AMENDER):
        return reason
    if action.state == Action.State.FUSIONNEE:
        return "Cette action est fusionnée dans une autre\u00a0: amendez l’action qui la contient."
    if action.state not in Action.OPEN_STATES:
        return f"Cette action est {action.get_state_display()}\u00a0: elle ne s’amende plus."
    return None


def why_not_proposition(*, field: str, base: Any, proposed: Any, reason: str) -> str | None:
    """What the proposal lacks: a field one may amend, a change, and why. Values are canonical."""
    if field not in AMENDABLE:
        return "Ce champ ne s’amende pas\u00a0: écrivez plutôt un commentaire."
    if base == proposed:
        return (
            "Votre proposition est identique à la fiche\u00a0: changez ce que vous voulez amender."
        )
    return None if reason.strip() else "Écrivez le motif\u00a0: il aide à décider."


def why_not_amender_pour(organisation_id: int | None, access: Access) -> str | None:
    """The organisation an amendment is signed with: one the person represents, or none."""
    if organisation_id is not None and not access.represents(organisation_id):
        return "Vous ne représentez pas cette organisation."
    return None


def why_not_retirer(amendement: Amendement, access: Access) -> str | None:
    """Its author takes it back, at any phase, until it is decided."""
    return _why_not_as_author(amendement, access) or DECIDED.get(State(amendement.state))


def why_not_reecrire(amendement: Amendement, action: Action, access: Access) -> str | None:
    """Its author answers a request by writing it again, at any phase."""
    if reason := _why_not_as_author(amendement, access):
        return reason
    if action.state == Action.State.FUSIONNEE:
        return "Cette action est fusionnée dans une autre\u00a0: amendez l’action qui la contient."
    if amendement.state != State.PRECISION:
        return DECIDED.get(
            State(amendement.state), "Aucune précision n’est demandée\u00a0: il attend sa décision."
        )
    return None


def _why_not_as_author(amendement: Amendement, access: Access) -> str | None:
    if access.author is None or amendement.author_id != access.author.pk:
        return "Cet amendement est celui d’une autre personne."
    return None


# Say what one thinks -----------------------------------------------------------------------------


def why_not_donner_avis(amendement: Amendement, access: Access) -> str | None:
    """Whether this person may say what he, she or the organisation thinks, until it is decided."""
    return access.why_not(Droit.DONNER_AVIS) or DECIDED.get(State(amendement.state))


def why_not_avis_pour(organisation_id: int | None, access: Access) -> str | None:
    """One view an organisation; who represents none gives his or her own."""
    if organisation_id is None and access.organisations:
        return "Choisissez l’organisation dont vous donnez l’avis."
    if organisation_id is not None and not access.represents(organisation_id):
        return "Vous ne représentez pas cette organisation."
    return None


# Decide ------------------------------------------------------------------------------------------


def why_not_arbitrer(amendement: Amendement, action: Action, access: Access) -> str | None:
    """Whether this person may decide it: who may write the action, until it is decided."""
    if reason := why_not_modifier(action, access):
        return reason
    return DECIDED.get(State(amendement.state))


def why_not_integrer_tel_quel(amendement: Amendement) -> str | None:
    """Whether its own value can be written; a sentence on a field asks for somebody to write."""
    if is_precise(amendement):
        return None
    return (
        "Cet amendement dit ce qu’il demande sans donner la valeur entière du champ\u00a0: écrivez-la, "
        "puis intégrez-le."
    )


def why_not_refuser(
    amendement: Amendement, action: Action, access: Access, reason: str
) -> str | None:
    """Whether it may be refused: with a reason, that its author will read."""
    if refusal := why_not_arbitrer(amendement, action, access):
        return refusal
    return None if reason.strip() else "Écrivez le motif du refus\u00a0: l’auteur le lira."


def why_not_interroger(amendement: Amendement, action: Action, access: Access) -> str | None:
    """Whether its author may be asked for more: somebody with an account, not asked already."""
    if refusal := why_not_arbitrer(amendement, action, access):
        return refusal
    if amendement.author_id is None:
        return "Cet amendement a été proposé sans compte\u00a0: personne ne recevrait la question."
    if amendement.state == State.PRECISION:
        return "Une précision est déjà demandée à son auteur."
    return None


def why_not_demander_precision(
    amendement: Amendement, action: Action, access: Access, question: str
) -> str | None:
    """Whether this question may be sent to its author."""
    if refusal := why_not_interroger(amendement, action, access):
        return refusal
    return None if question.strip() else "Écrivez la précision que vous attendez de son auteur."


def why_not_dates(start: date | None, end: date | None) -> str | None:
    """What would make the calendar of the action impossible."""
    if start and end and end < start:
        return (
            "La fin viendrait avant le début\u00a0: retouchez la date, ou changez d’abord l’autre."
        )
    return None


def why_not_integrer_ensemble(reasons: Iterable[str], count: int) -> str | None:
    """Whether a batch may be written: something to write, and no obstacle; all or nothing."""
    if not count:
        return "Cochez au moins un amendement."
    if found := list(dict.fromkeys(reasons)):
        return f"Rien n’est intégré. {' '.join(found)}"
    return None
