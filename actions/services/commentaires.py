"""The verbs of a conversation: comment, ask, answer, settle, take back, hide, follow.

Each locks the action, then the roadmap, then the message, as the verbs of writing do.
"""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from actions.models import Abonnement, Action, Commentaire
from actions.rules import commentaires as rules
from actions.services.commun import content_key, lock
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access

Kind = Commentaire.Kind


# Say ---------------------------------------------------------------------------------------------


@transaction.atomic
def commenter(
    action: Action,
    *,
    by: Access,
    text: str,
    form_key: UUID | None = None,
    organisation_id: int | None = None,
    question: bool = False,
) -> Commentaire:
    """Add a comment or a question, signed with an organisation one represents or in one's own name.

    The same form sent twice with the same text adds it once.
    """
    fresh, access = lock(action, by)
    refuse(rules.why_not_commenter(fresh, access))
    refuse(rules.why_not_commenter_pour(organisation_id, access))
    kind = Kind.QUESTION if question else Kind.COMMENTAIRE
    values: dict[str, object] = {"kind": kind, "organisation_id": organisation_id, "text": text}
    said, is_new = _say(fresh, access, form_key, values)
    if is_new and question:
        _record("action.question_posee", "pose une question", said, access)
    elif is_new:
        _record("action.commentee", "commente l’action", said, access)
    return said


@transaction.atomic
def repondre(
    to: Commentaire,
    *,
    by: Access,
    text: str,
    form_key: UUID | None = None,
    organisation_id: int | None = None,
) -> Commentaire:
    """Answer a comment or a question. Sent twice, the same form answers once."""
    first, action, access = _lock(to, by)
    refuse(rules.why_not_repondre(first, action, access))
    refuse(rules.why_not_commenter_pour(organisation_id, access))
    values: dict[str, object] = {
        "answers_id": first.pk,
        "organisation_id": organisation_id,
        "text": text,
    }
    said, is_new = _say(action, access, form_key, values)
    if is_new:
        told = "une question" if first.kind == Kind.QUESTION else "un commentaire"
        _record("action.repondue", f"répond à {told}", said, access)
    return said


def _say(
    action: Action, access: Access, form_key: UUID | None, values: dict[str, object]
) -> tuple[Commentaire, bool]:
    """The message, and whether it was not there yet."""
    key = content_key(form_key, {"action": action.pk, **values}) if form_key else None
    if key:
        already = Commentaire.objects.filter(author=access.author, form_key=key).first()
        if already:
            return already, False
    created = Commentaire.objects.create(
        action=action, author=access.author, form_key=key, **values
    )
    return created, True


# One's own words ---------------------------------------------------------------------------------


@transaction.atomic
def modifier(said: Commentaire, *, by: Access, text: str) -> Commentaire:
    """Change the words of a message nobody answered yet; it says that it was changed."""
    said, action, access = _lock(said, by)
    answered = said.reponses.shown().exists()
    refuse(rules.why_not_modifier(said, action, access, answered=answered))
    if text != said.text:
        said.text, said.edited_at = text, now()
        said.save(update_fields=["text", "edited_at"])
        _record("action.commentaire_modifie", "modifie son commentaire", said, access)
    return said


@transaction.atomic
def retirer(said: Commentaire, *, by: Access) -> Commentaire:
    """Take one's own message back: its text is erased, its place and its answers stay."""
    said, _action, access = _lock(said, by)
    refuse(rules.why_not_retirer(said, access))
    said.text, said.withdrawn_at = "", now()
    said.hidden_at, said.hidden_by, said.hidden_reason = None, None, ""
    said.save(update_fields=["text", "withdrawn_at", "hidden_at", "hidden_by", "hidden_reason"])
    _forget_answer(said)
    _record("action.commentaire_retire", "retire son commentaire", said, access)
    return said


# A question and its answer -----------------------------------------------------------------------


@transaction.atomic
def retenir_reponse(answer: Commentaire, *, by: Access) -> Commentaire:
    """Say that an answer is enough: its question is settled by it. Gives the question.

    Said twice, it is said once: a button pressed again is no mistake.
    """
    answer, action, access = _lock(answer, by)
    question = _question_of(answer)
    if question.settled_by_id == answer.pk:
        return question
    refuse(rules.why_not_retenir_reponse(answer, question, action, access))
    question.settled_at, question.settled_by = now(), answer
    question.save(update_fields=["settled_at", "settled_by"])
    _record("action.reponse_retenue", "retient une réponse", question, access)
    return question


@transaction.atomic
def rouvrir(question: Commentaire, *, by: Access) -> Commentaire:
    """Say that the answer was not enough."""
    question, action, access = _lock(question, by)
    if question.kind == Kind.QUESTION and question.settled_at is None:
        return question
    refuse(rules.why_not_rouvrir(question, action, access))
    question.settled_at = question.settled_by = None
    question.save(update_fields=["settled_at", "settled_by"])
    _record("action.question_rouverte", "rouvre une question", question, access)
    return question


def _question_of(answer: Commentaire) -> Commentaire:
    """What it answers; itself when it answers nothing, which the rule refuses."""
    if answer.answers_id is None:
        return answer
    return Commentaire.objects.select_for_update().get(pk=answer.answers_id)


def _forget_answer(answer: Commentaire) -> None:
    """A question settled by a text nobody reads any more is open again."""
    Commentaire.objects.filter(settled_by=answer).update(settled_at=None, settled_by=None)


# Moderation --------------------------------------------------------------------------------------


@transaction.atomic
def masquer(said: Commentaire, *, by: Access, reason: str) -> Commentaire:
    """Hide a message with its reason, which everybody reads. The journal keeps no text."""
    said, _action, access = _lock(said, by)
    refuse(rules.why_not_masquer(said, access))
    if not reason.strip():
        refuse("Écrivez le motif : l’auteur et les autres le lisent.")
    said.hidden_at, said.hidden_by, said.hidden_reason = now(), access.author, reason.strip()
    said.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _forget_answer(said)
    _record(
        "action.commentaire_masque", "masque un commentaire", said, access, motif=reason.strip()
    )
    return said


@transaction.atomic
def demasquer(said: Commentaire, *, by: Access) -> Commentaire:
    """Show a hidden message again."""
    said, _action, access = _lock(said, by)
    refuse(rules.why_not_demasquer(said, access))
    said.hidden_at, said.hidden_by, said.hidden_reason = None, None, ""
    said.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _record("action.commentaire_demasque", "montre de nouveau un commentaire", said, access)
    return said


# Follow ------------------------------------------------------------------------------------------


@transaction.atomic
def suivre(action: Action, *, by: Access, follows: bool) -> Abonnement:
    """Be told of what is new on an action, or no more. No line in the journal: it is one's own."""
    refuse(rules.why_not_suivre(by))
    abonnement, _created = Abonnement.objects.update_or_create(
        action=action, user=by.user, defaults={"follows": follows}
    )
    return abonnement


# Parts of the verbs ------------------------------------------------------------------------------


def _lock(said: Commentaire, by: Access) -> tuple[Commentaire, Action, Access]:
    action, access = lock(said.action, by)
    fresh = Commentaire.objects.select_for_update().get(pk=said.pk, action=action)
    return fresh, action, access


def _record(verb: str, phrase: str, said: Commentaire, access: Access, **details: str) -> None:
    record(
        verb,
        by=access.user,
        on=said.action,
        feuille_id=access.feuille.pk,
        phrase=phrase,
        commentaire=said.pk,
        **details,
    )
