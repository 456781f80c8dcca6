"""Rules of prioritising, as tables: role × phase × what the object knows. No database."""

import pytest

from actions.models import Action
from actions.rules import priorites as rules
from comptes.models import User
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute

State = Action.State
ME, OTHER = User(pk=1), User(pk=2)
MINE, THEIRS = 10, 20  # organisations
VOTERS = (Role.PORTEUR, Role.REPRESENTANT)


def an_access(role: Role, phase: Phase, *more: Role, **limits: int) -> Access:
    feuille = FeuilleDeRoute(phase=phase, points_per_objectif=5, points_per_action=3)
    for name, value in limits.items():
        setattr(feuille, name, value)
    roles = frozenset({role, *more})
    organisations = {MINE} if Role.REPRESENTANT in roles else set()
    return Access(ME, feuille, roles, frozenset(organisations))


def an_action(**fields) -> Action:
    return Action(**{"state": State.PARTAGEE, "author": OTHER, "porteur_id": THEIRS} | fields)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_soutenir_by_role_and_phase(role, phase):
    allowed = role in VOTERS and phase in (
        Phase.PARTAGE,
        Phase.AJUSTEMENT,
        Phase.SELECTION,
        Phase.ENGAGEMENT,
    )
    access = an_access(role, phase)

    assert (rules.why_not_soutenir(an_action(), access) is None) == allowed
    assert (rules.why_not_retirer_soutien(access) is None) == allowed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_repartir_by_role_and_phase(role, phase):
    allowed = role in VOTERS and phase == Phase.SELECTION

    assert (rules.why_not_repartir(an_access(role, phase)) is None) == allowed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_decider_by_role_and_phase(role, phase):
    allowed = role is Role.ADMINISTRATEUR and phase in (
        Phase.AJUSTEMENT,
        Phase.SELECTION,
        Phase.ENGAGEMENT,
    )

    assert (rules.why_not_decider(an_action(), an_access(role, phase)) is None) == allowed


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_results_are_for_the_team_then_for_all_once_the_vote_is_over(role, phase):
    team = role in (Role.ADMINISTRATEUR, Role.ANIMATEUR)
    allowed = team or phase in (Phase.ENGAGEMENT, Phase.PUBLIEE)

    assert (rules.why_not_voir_resultats(an_access(role, phase)) is None) == allowed


def test_the_team_is_told_why_it_does_not_vote():
    for role in (Role.ADMINISTRATEUR, Role.ANIMATEUR):
        reason = rules.why_not_repartir(an_access(role, Phase.SELECTION))
        assert reason.startswith("L’équipe de la feuille de route ne vote pas")


def test_a_facilitator_who_represents_an_organisation_votes_for_it():
    access = an_access(Role.ANIMATEUR, Phase.SELECTION, Role.REPRESENTANT)

    assert rules.why_not_repartir(access) is None


@pytest.mark.parametrize("state", State)
def test_a_closed_action_receives_neither_support_nor_points(state):
    action, access = an_action(state=state), an_access(Role.PORTEUR, Phase.SELECTION)
    is_open = state in Action.OPEN_STATES

    assert (rules.why_not_soutenir(action, access) is None) == is_open
    assert (rules.why_not_recevoir(action, access) is None) == is_open
    if not is_open:
        assert state.label in rules.why_not_soutenir(action, access)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, None),
        ({"author": ME}, "Vous avez proposé cette action"),
        ({"pilote": ME}, "Vous suivez cette action"),
        ({"porteur_id": MINE}, "Votre organisation porte cette action"),
        ({"is_restricted": True}, "accès restreint"),
        ({"porteur_id": None, "author": None}, None),
    ],
)
def test_ones_own_action_receives_no_points(fields, words):
    access = an_access(Role.REPRESENTANT, Phase.SELECTION)

    reason = rules.why_not_recevoir(an_action(**fields), access)

    assert (reason is None) if words is None else (words in reason)


@pytest.mark.parametrize(
    ("points", "before", "elsewhere", "words"),
    [
        (1, 0, 0, None),
        (3, 0, 0, None),
        (4, 3, 0, "Placez trois gommettes au plus"),
        (3, 2, 2, None),  # the fifth
        (3, 2, 3, "Vos cinq gommettes sont placées"),
        (1, 0, 5, "Vos cinq gommettes sont placées"),
        (3, 0, 4, "Il vous reste 1\u00a0gommette "),
        (2, 3, 9, None),  # the limit was lowered meanwhile: taking back is always possible
        (0, 1, 4, None),
        (2, 2, 9, None),  # sent again
    ],
)
def test_limits(points, before, elsewhere, words):
    access = an_access(Role.REPRESENTANT, Phase.SELECTION)

    reason = rules.why_not_placer(
        an_action(), access, points=points, before=before, elsewhere=elsewhere
    )

    assert (reason is None) if words is None else (words in reason)


def test_points_are_taken_back_from_an_action_that_receives_none():
    access = an_access(Role.REPRESENTANT, Phase.SELECTION)
    for closed in (an_action(state=State.ECARTEE), an_action(porteur_id=MINE)):
        assert rules.why_not_placer(closed, access, points=1, before=2, elsewhere=0) is None
        assert rules.why_not_placer(closed, access, points=3, before=2, elsewhere=0)


def test_nothing_is_taken_back_once_the_vote_is_closed():
    access = an_access(Role.REPRESENTANT, Phase.ENGAGEMENT)

    assert rules.why_not_placer(an_action(), access, points=0, before=2, elsewhere=0)


def test_a_single_point_is_told_in_the_singular():
    access = an_access(Role.PORTEUR, Phase.SELECTION, points_per_objectif=1, points_per_action=1)

    reason = rules.why_not_placer(an_action(), access, points=1, before=0, elsewhere=1)

    assert reason.startswith("Votre gommette est placée")


@pytest.mark.parametrize(
    ("organisation", "role", "allowed"),
    [
        (MINE, Role.REPRESENTANT, True),
        (THEIRS, Role.REPRESENTANT, False),
        (None, Role.REPRESENTANT, False),
        (None, Role.PORTEUR, True),
        (MINE, Role.PORTEUR, False),
    ],
)
def test_a_support_is_for_an_organisation_the_person_represents(organisation, role, allowed):
    access = an_access(role, Phase.PARTAGE)

    assert (rules.why_not_soutenir_pour(organisation, access) is None) == allowed


@pytest.mark.parametrize(
    ("state", "decision", "reason", "words"),
    [
        (State.AJUSTEE, State.RETENUE, "", None),
        (State.AJUSTEE, State.A_RETRAVAILLER, "Précisez le budget.", None),
        (State.AJUSTEE, State.A_RETRAVAILLER, "", "Écrivez le motif"),
        (State.AJUSTEE, State.ECARTEE, " \n", "Écrivez le motif"),
        (State.AJUSTEE, State.REPORTEE, "", "Écrivez le motif"),
        (State.AJUSTEE, State.ENGAGEE, "Parce que.", "Choisissez une décision"),
        (State.AJUSTEE, State.FUSIONNEE, "Parce que.", "Choisissez une décision"),
        (State.ECARTEE, State.RETENUE, "", None),  # decided again
        (State.RETENUE, State.ECARTEE, "Sans porteur.", None),
        (State.ENGAGEE, State.RETENUE, "", None),
        (State.ENGAGEE, State.ECARTEE, "Sans porteur.", None),
        (State.ENGAGEE, State.A_RETRAVAILLER, "Précisez.", "elle reste engagée"),
        (State.ENGAGEE, State.REPORTEE, "En 2026.", "elle reste engagée"),
        (State.FUSIONNEE, State.RETENUE, "", "fusionnée dans une autre"),
    ],
)
def test_decisions(state, decision, reason, words):
    access = an_access(Role.ADMINISTRATEUR, Phase.SELECTION)

    refusal = rules.why_not_rendre(an_action(state=state), access, decision=decision, reason=reason)

    assert (refusal is None) if words is None else (words in refusal)
