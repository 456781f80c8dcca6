"""Rules of writing, as tables: role × phase × what the object knows. No database."""

import pytest

from actions.feux import Feu
from actions.models import Action
from actions.rules import redaction as rules
from comptes.models import User
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute

State = Action.State
Maturite = Action.Maturite
ME, OTHER = User(pk=1), User(pk=2)
MINE, THEIRS = 10, 20  # organisations
TEAM = (Role.ADMINISTRATEUR, Role.ANIMATEUR)
WRITERS = (*TEAM, Role.PORTEUR, Role.REPRESENTANT)
LIT = (Feu("portee", "portée", ""),)
UNLIT = (Feu("portee", "portée", "Désignez un porteur."), Feu("prete", "prête", "Un jalon."))


def an_access(role: Role, phase: Phase = Phase.PARTAGE) -> Access:
    organisations = {MINE} if role is Role.REPRESENTANT else set()
    return Access(ME, FeuilleDeRoute(phase=phase), frozenset({role}), frozenset(organisations))


def an_action(**fields) -> Action:
    return Action(**{"state": State.PARTAGEE, "author": OTHER, "porteur_id": THEIRS} | fields)


OWN = [{"author": ME}, {"pilote": ME}, {"porteur_id": MINE}]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_proposer_by_role_and_phase(role, phase):
    allowed = role in WRITERS and phase in (Phase.PREPARATION, Phase.PARTAGE, Phase.AJUSTEMENT)
    assert (rules.why_not_proposer(an_access(role, phase)) is None) == allowed


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("role", TEAM)
def test_the_team_writes_every_action_in_every_phase(role, phase):
    assert rules.why_not_modifier(an_action(), an_access(role, phase)) is None


@pytest.mark.parametrize(
    ("role", "fields", "allowed"),
    [
        (Role.PORTEUR, {"author": ME}, True),
        (Role.PORTEUR, {"pilote": ME}, True),
        (Role.PORTEUR, {"porteur_id": MINE}, False),  # represents nobody
        (Role.PORTEUR, {}, False),
        (Role.REPRESENTANT, {"porteur_id": MINE}, True),
        (Role.REPRESENTANT, {"author": ME}, True),
        (Role.REPRESENTANT, {}, False),
        (Role.REPRESENTANT, {"porteur_id": None}, False),
        (Role.LECTEUR, {"author": ME}, False),
    ],
)
def test_modifier_ones_own(role, fields, allowed):
    assert (rules.why_not_modifier(an_action(**fields), an_access(role)) is None) == allowed


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("phase", Phase)
def test_modifier_ones_own_follows_the_phase(own, phase):
    closed = (Phase.SELECTION, Phase.PUBLIEE)
    reason = rules.why_not_modifier(an_action(**own), an_access(Role.REPRESENTANT, phase))
    assert (reason is None) == (phase not in closed)
    if phase in closed:
        assert phase.label in reason


@pytest.mark.parametrize(
    ("role", "state", "allowed"),
    [
        (Role.ADMINISTRATEUR, State.ECARTEE, True),
        (Role.PORTEUR, State.ECARTEE, False),
        (Role.PORTEUR, State.A_RETRAVAILLER, True),
        (Role.ADMINISTRATEUR, State.FUSIONNEE, False),
        (Role.PORTEUR, State.FUSIONNEE, False),
    ],
)
def test_modifier_follows_the_state(role, state, allowed):
    action = an_action(author=ME, state=state)
    assert (rules.why_not_modifier(action, an_access(role)) is None) == allowed


@pytest.mark.parametrize("role", Role)
def test_the_team_alone_writes_what_gives_a_right(role):
    reserved = rules.reserved_to_others(an_access(role))
    assert reserved == (frozenset() if role in TEAM else {"priorite", "avis", "pilote"})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", State)
def test_partager_and_ajuster(role, state):
    access, action = an_access(role), an_action(state=state)
    team = role in TEAM
    assert (rules.why_not_partager(action, access) is None) == (team and state == State.PROPOSEE)
    assert (rules.why_not_ajuster(action, access) is None) == (
        team and state in (State.PARTAGEE, State.A_RETRAVAILLER)
    )


@pytest.mark.parametrize(
    ("maturite", "feux", "reason"),
    [
        (Maturite.FICHE_PROJET, LIT, None),
        (Maturite.FICHE_PROJET, UNLIT, "Désignez un porteur. Un jalon."),
        (Maturite.IDEE, LIT, "Passez d’abord l’idée en fiche-projet."),
        (Maturite.FICHE_ACTION, LIT, "C’est déjà une fiche-action."),
    ],
)
def test_fiche_action_needs_the_five_lights(maturite, feux, reason):
    action = an_action(maturite=maturite)
    access = an_access(Role.ANIMATEUR)
    assert rules.why_not_passer_fiche_action(action, access, feux) == reason


def test_fiche_action_is_for_those_who_write():
    reason = rules.why_not_passer_fiche_action(an_action(), an_access(Role.LECTEUR), LIT)
    assert "Votre rôle (lecteur)" in reason
