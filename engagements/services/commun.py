"""What every verb on a pledge does: lock, set, record."""

from typing import Any

from comptes.models import User
from engagements import rules
from engagements.models import Engagement
from socle.journal import record
from territoires.access import Access, locked

#: What `modifier` and `garder` may write.
DETAILS = frozenset(
    {
        "besoin",
        "quantity",
        "is_mecenat",
        "text",
        "fermete",
        "condition",
        "visibilite",
        "start",
        "due",
    }
)

#: The sentences of the roadmap's journal; verbs on drafts have none and stay out of it.
PHRASES = {
    "engagement.declare": "{organisation} s’engage sur l’action {numero}",
    "engagement.modifie": "{organisation} modifie son engagement sur l’action {numero}",
    "engagement.nouvelle_version": (
        "{organisation} fait une nouvelle version de son engagement sur l’action {numero}"
    ),
    "engagement.condition_levee": (
        "{organisation} lève la condition de son engagement sur l’action {numero}"
    ),
    "engagement.confirme": "L’engagement de {organisation} sur l’action {numero} est confirmé",
    "engagement.signe": "{organisation} signe son engagement sur l’action {numero}",
    "engagement.realise": "{organisation} a réalisé son engagement sur l’action {numero}",
    "engagement.retire": "{organisation} retire son engagement sur l’action {numero}",
}


def lock(engagement: Engagement, by: Access) -> tuple[Access, Engagement]:
    """The roadmap, then the pledge as it is now, both locked until commit."""
    current = locked(by)
    fresh = Engagement.objects.for_text().select_for_update(of=("self",)).get(pk=engagement.pk)
    return current, fresh


def set_details(engagement: Engagement, details: dict[str, Any]) -> list[str]:
    """Set the details (keys of `DETAILS`) that differ, unsaved; their names."""
    if unknown := details.keys() - DETAILS:
        raise TypeError(f"not details of a pledge: {', '.join(sorted(unknown))}")
    changed = [name for name, value in details.items() if getattr(engagement, name) != value]
    for name in changed:
        setattr(engagement, name, details[name])
    return changed


def labels(names: list[str]) -> list[str]:
    """The French names of fields, for the journal."""
    known = {field.name: str(field.verbose_name) for field in Engagement._meta.fields}
    return sorted(known[name] for name in names)


def tell(verb: str, engagement: Engagement, by: Access, **details: Any) -> None:
    """One line of the pledge's history; of the roadmap's too when everybody may know of it.

    Amounts are never written there: the roadmap's journal is read by all its members.
    """
    if verb in PHRASES and not _is_discreet(engagement):
        phrase = PHRASES[verb].format(
            organisation=engagement.organisation.name, numero=engagement.action.numero
        )
        record(verb, by=by.user, on=engagement, feuille_id=by.feuille.pk, phrase=phrase, **details)
    else:
        record(verb, by=by.user, on=engagement, **details)


def named(engagement: Engagement, by: Access) -> User | None:
    """Who the action's history may name for what this pledge did to it."""
    return None if _is_discreet(engagement) else by.user


def _is_discreet(engagement: Engagement) -> bool:
    """Whether the roadmap's journal, which names who acted, must not tell of this pledge."""
    return rules.hides_name(engagement, None)
