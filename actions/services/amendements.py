"""The verbs on amendments: propose, withdraw, write again, say what one thinks, refuse, ask.

Integrating is in `services.integration`. Every verb locks the action first: two decisions on one
amendment wait for each other, and the second reads that it is decided.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from actions import emails
from actions.amendements import TEXTS, proposed_by
from actions.models import Action, Amendement, AvisAmendement, Brouillon
from actions.mots import Noms, mots
from actions.photos import field_at
from actions.rules import amendements as rules
from actions.services.commun import content_key, lock
from actions.versions import FIELDS, canonical
from socle.francais import de
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access

State = Amendement.State


# The author --------------------------------------------------------------------------------------


@transaction.atomic
def amender(
    action: Action,
    *,
    by: Access,
    field: str,
    value: Any,
    reason: str,
    seen: int,
    form_key: UUID,
    organisation_id: int | None = None,
    part: str = "",
) -> Amendement:
    """Propose another value for one field; sent twice, the same form proposes it once.

    `value`: the whole field, plain. `seen`: the version of the action on the page; `part`: the
    draft that ends here.
    """
    fresh, access = lock(action, by)
    refuse(rules.why_not_amender(fresh, access))
    refuse(rules.why_not_amender_pour(organisation_id, access))
    proposed, number = canonical(value), _kept_number(fresh, seen)
    said = {"action": fresh.pk, "field": field, "value": proposed, "reason": reason}
    sent = content_key(form_key, said)
    known = Amendement.objects.filter(author=access.author, form_key=sent).first()
    if known:
        return known
    base = field_at(fresh, field, number)
    refuse(rules.why_not_proposition(field=field, base=base, proposed=proposed, reason=reason))
    amendement = Amendement.objects.create(
        action=fresh,
        field=field,
        **_worded(fresh, field, proposed),
        base=base,
        base_version=number,
        reason=reason.strip(),
        author=access.author,
        author_label=str(access.user)[:200],
        organisation_id=organisation_id,
        form_key=sent,
    )
    _forget_draft(fresh, access, part)
    _tell(amendement, fresh, access, "propose", f"propose un amendement sur {FIELDS[field]}")
    emails.ecrire_propositions(fresh, access)
    return amendement


@transaction.atomic
def reecrire(
    amendement: Amendement, *, by: Access, value: Any, reason: str, seen: int, part: str = ""
) -> Amendement:
    """Answer a request for precision: the amendment says something else and waits again.

    The views given before are about the former wording; the journal keeps it.
    """
    fresh, access, action = _locked(amendement, by)
    refuse(rules.why_not_reecrire(fresh, action, access))
    proposed, number = canonical(value), _kept_number(action, seen)
    base = field_at(action, fresh.field, number)
    refuse(
        rules.why_not_proposition(field=fresh.field, base=base, proposed=proposed, reason=reason)
    )
    before = {"valeur": proposed_by(fresh), "raison": fresh.reason}
    words = _worded(action, fresh.field, proposed)
    fresh.text, fresh.value = words["text"], words["value"]
    fresh.base, fresh.base_version, fresh.reason = base, number, reason.strip()
    fresh.state, fresh.rewritten_at = State.A_ARBITRER, now()
    fresh.save(
        update_fields=["text", "value", "base", "base_version", "reason", "state", "rewritten_at"]
    )
    _forget_draft(action, access, part)
    _tell(fresh, action, access, "reecrit", f"précise {_about(fresh)}", avant=before)
    emails.ecrire_propositions(action, access)
    return fresh


@transaction.atomic
def retirer(amendement: Amendement, *, by: Access) -> Amendement:
    """Take one's amendment back; it stays on the page, withdrawn."""
    fresh, access, action = _locked(amendement, by)
    refuse(rules.why_not_retirer(fresh, access))
    fresh.state = State.RETIRE
    fresh.save(update_fields=["state"])
    _tell(fresh, action, access, "retire", f"retire {_about(fresh)}")
    return fresh


# Organisations -----------------------------------------------------------------------------------


@transaction.atomic
def donner_avis(
    amendement: Amendement, *, by: Access, choix: str, organisation_id: int | None = None
) -> AvisAmendement:
    """Say what an organisation, or a person who represents none, thinks; saying again replaces."""
    fresh, access, _action = _locked(amendement, by)
    refuse(rules.why_not_donner_avis(fresh, access))
    refuse(rules.why_not_avis_pour(organisation_id, access))
    choice = AvisAmendement.Choix(choix)
    whose: Mapping[str, Any] = (
        {"organisation_id": organisation_id}
        if organisation_id
        else {"organisation": None, "user": access.author}
    )
    avis, _created = AvisAmendement.objects.update_or_create(
        amendement=fresh, **whose, defaults={"choix": choice, "user": access.author}
    )
    record(
        "amendement.avis",
        by=access.user,
        on=fresh,
        feuille_id=access.feuille.pk,
        phrase=f"donne un avis sur un amendement\u00a0: {choice.label}",
        choix=choice.value,
        organisation=organisation_id,
    )
    return avis


# Who decides -------------------------------------------------------------------------------------


@transaction.atomic
def refuser(amendement: Amendement, *, by: Access, reason: str) -> Amendement:
    """Refuse an amendment, with the reason its author will read."""
    fresh, access, action = _locked(amendement, by)
    refuse(rules.why_not_refuser(fresh, action, access, reason))
    settle(fresh, State.REFUSE, access, reason=reason)
    _tell(fresh, action, access, "refuse", f"refuse {_about(fresh)}", motif=reason.strip())
    emails.ecrire_decisions(action, [fresh], access)
    return fresh


@transaction.atomic
def demander_precision(amendement: Amendement, *, by: Access, question: str) -> Amendement:
    """Ask the author for more before deciding; he or she answers by writing it again."""
    fresh, access, action = _locked(amendement, by)
    refuse(rules.why_not_demander_precision(fresh, action, access, question))
    fresh.state, fresh.decision_reason = State.PRECISION, question.strip()
    fresh.save(update_fields=["state", "decision_reason"])
    _tell(
        fresh, action, access, "precision", f"demande une précision sur {_about(fresh)}",
        motif=question.strip(),
    )  # fmt: skip
    emails.ecrire_decisions(action, [fresh], access)
    return fresh


def settle(amendement: Amendement, state: State, by: Access, *, reason: str = "") -> None:
    """Write a decision on the row of an amendment, the action being locked."""
    amendement.state, amendement.decision_reason = state, reason.strip()
    amendement.decided_at, amendement.decided_by = now(), by.author
    amendement.save(update_fields=["state", "decision_reason", "decided_at", "decided_by"])


# Shared ------------------------------------------------------------------------------------------


def _locked(amendement: Amendement, by: Access) -> tuple[Amendement, Access, Action]:
    action, access = lock(amendement.action, by)
    fresh = Amendement.objects.select_related("author").get(pk=amendement.pk, action=action)
    fresh.action = action
    return fresh, access, action


def _kept_number(action: Action, seen: int) -> int:
    """The version the page showed when it can still be read, else the one of today."""
    if seen == action.version or not action.versions.filter(number=seen).exists():
        return action.version
    return seen


def _worded(action: Action, field: str, proposed: Any) -> dict[str, Any]:
    """`text` and `value` of a row: a text is its own value, anything else is told in words too."""
    if field in TEXTS:
        return {"text": proposed, "value": None}
    return {"text": mots(field, proposed, Noms(action.feuille)), "value": proposed}


def _forget_draft(action: Action, access: Access, part: str) -> None:
    if part:
        Brouillon.objects.of(access).filter(action=action, part=part).delete()


def _about(amendement: Amendement) -> str:
    field = FIELDS.get(amendement.field, amendement.field_label)
    return f"l’amendement {de(amendement.author_label)} sur {field}"


def _tell(
    amendement: Amendement, action: Action, by: Access, verb: str, phrase: str, **details: Any
) -> None:
    record(
        f"amendement.{verb}",
        by=by.user,
        on=action,
        feuille_id=action.feuille_id,
        phrase=phrase,
        amendement=amendement.pk,
        **details,
    )
