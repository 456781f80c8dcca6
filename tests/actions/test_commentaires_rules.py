"""Who may do what of a message: tables, without a database."""

from types import SimpleNamespace

import pytest
from django.utils.timezone import now

from actions.models import Action, Commentaire
from actions.rules import commentaires as rules
from comptes.models import User
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute

ME, ELSE = User(pk=1), User(pk=2)
TEAM = {Role.ADMINISTRATEUR, Role.ANIMATEUR}
WRITERS = TEAM | {Role.PORTEUR, Role.REPRESENTANT}
MINE, THEIRS = 10, 20
State = Action.State


def an_access(role, user=ME):
    feuille = FeuilleDeRoute(phase=Phase.PARTAGE)
    held = frozenset({MINE}) if role is Role.REPRESENTANT else frozenset()
    return Access(user, feuille, frozenset({role}), held)


def said(author=ELSE, **fields):
    return Commentaire(pk=fields.pop("pk", 5), author=author, text="x", **fields)


HIDDEN = {"hidden_at": now(), "hidden_reason": "Vif."}
GONE = {"withdrawn_at": now()}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", [State.PARTAGEE, State.ECARTEE, State.FUSIONNEE])
def test_commenter(role, state):
    allowed = role in WRITERS and state != State.FUSIONNEE
    assert (rules.why_not_commenter(Action(state=state), an_access(role)) is None) == allowed


@pytest.mark.parametrize(("organisation", "allowed"), [(None, True), (MINE, True), (THEIRS, False)])
def test_one_signs_for_ones_own_organisation(organisation, allowed):
    access = an_access(Role.REPRESENTANT)
    assert (rules.why_not_commenter_pour(organisation, access) is None) == allowed


@pytest.mark.parametrize(
    ("role", "author", "fields", "allowed"),
    [
        (Role.PORTEUR, ELSE, {}, True),
        (Role.LECTEUR, ELSE, {}, False),
        (Role.PORTEUR, ELSE, {"answers_id": 4}, False),
        (Role.PORTEUR, ELSE, GONE, False),
        (Role.PORTEUR, ELSE, HIDDEN, False),
        (Role.PORTEUR, ME, HIDDEN, True),
        (Role.ANIMATEUR, ELSE, HIDDEN, True),
        (Role.PORTEUR, None, {}, True),
    ],
)
def test_repondre(role, author, fields, allowed):
    reason = rules.why_not_repondre(said(author, **fields), Action(), an_access(role))
    assert (reason is None) == allowed


@pytest.mark.parametrize(
    ("role", "author", "fields", "answered", "change", "take_back"),
    [
        (Role.PORTEUR, ME, {}, False, True, True),
        (Role.PORTEUR, ME, {}, True, False, True),
        (Role.PORTEUR, ELSE, {}, False, False, False),
        (Role.ADMINISTRATEUR, ELSE, {}, False, False, False),
        (Role.PORTEUR, None, {}, False, False, False),
        (Role.LECTEUR, ME, {}, False, False, True),
        (Role.PORTEUR, ME, HIDDEN, False, False, True),
        (Role.PORTEUR, ME, GONE, False, False, False),
    ],
)
def test_ones_own_words(role, author, fields, answered, change, take_back):
    message, access = said(author, **fields), an_access(role)
    reason = rules.why_not_modifier(message, Action(), access, answered=answered)
    assert (reason is None) == change
    assert (rules.why_not_retirer(message, access) is None) == take_back


def test_who_has_no_account_owns_nothing():
    """A badge of a séance and a message of a room have no account in common."""
    nobody = an_access(Role.PORTEUR, SimpleNamespace(pk=None))
    assert not rules.is_mine(said(None), nobody)
    assert rules.why_not_suivre(nobody)


@pytest.mark.parametrize(
    ("role", "asker", "action", "allowed"),
    [
        (Role.PORTEUR, ME, {}, True),
        (Role.PORTEUR, ELSE, {}, False),
        (Role.PORTEUR, ELSE, {"pilote_id": 1}, True),
        (Role.REPRESENTANT, ELSE, {"porteur_id": MINE}, True),
        (Role.REPRESENTANT, ELSE, {"porteur_id": THEIRS}, False),
        (Role.ANIMATEUR, ELSE, {}, True),
        (Role.ADMINISTRATEUR, ELSE, {}, True),
        (Role.LECTEUR, ME, {}, False),
    ],
)
def test_settling_a_question(role, asker, action, allowed):
    question = said(asker, kind="question")
    answer = said(ELSE, pk=6, answers_id=5)
    access = an_access(role)
    reason = rules.why_not_retenir_reponse(answer, question, Action(**action), access)
    assert (reason is None) == allowed
    question.settled_at, question.settled_by_id = now(), 6
    assert (rules.why_not_rouvrir(question, Action(**action), access) is None) == allowed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("fields", "hide", "show"), [({}, True, False), (HIDDEN, False, True), (GONE, False, False)]
)
def test_moderation(role, fields, hide, show):
    message, access, team = said(**fields), an_access(role), role in TEAM
    assert (rules.why_not_masquer(message, access) is None) == (hide and team)
    assert (rules.why_not_demasquer(message, access) is None) == (show and team)
    assert rules.reads_hidden(message, access) == team
