"""Who may do what to a pledge, and who sees what of it: tables, without database."""

import pytest

from actions.models import Action
from comptes.models import User
from engagements import rules
from engagements.models import Engagement
from territoires.access import Access
from territoires.droits import DROITS_PAR_ROLE, Droit, Phase, Role
from territoires.models import FeuilleDeRoute

OWN, OTHER = 1, 2
State = Engagement.State
V = Engagement.Visibilite

ME = Role.REPRESENTANT
OPEN_PHASES = {Phase.ENGAGEMENT, Phase.PUBLIEE}


def an_access(*roles: Role, phase: Phase = Phase.ENGAGEMENT) -> Access:
    """Representatives act for organisation 1."""
    own = frozenset({OWN}) if Role.REPRESENTANT in roles else frozenset()
    return Access(User(pk=9), FeuilleDeRoute(phase=phase), frozenset(roles), own)


def a_pledge(state: State = State.DECLARE, organisation: int = OWN, **fields) -> Engagement:
    fields = {"kind": "temps", "quantity": 5, "text": "Prêter.", "fermete": "ferme"} | fields
    return Engagement(
        organisation_id=organisation,
        action=Action(numero="1.1", state=Action.State.RETENUE),
        state=state,
        **fields,
    )


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("role", list(Role))
def test_only_representatives_pledge_and_only_while_the_phase_is_open(role, phase):
    action = Action(numero="1.1", state=Action.State.RETENUE)
    allowed = rules.why_not_s_engager(action, an_access(role, phase=phase)) is None
    assert allowed == (role is Role.REPRESENTANT and phase in OPEN_PHASES)


@pytest.mark.parametrize(
    ("state", "avancement", "said"),
    [
        ("proposee", "a_lancer", None),
        ("partagee", "a_lancer", None),
        ("ajustee", "a_lancer", None),
        ("retenue", "en_cours", None),
        ("engagee", "en_retard", None),
        ("a_retravailler", "a_lancer", None),
        ("ecartee", "a_lancer", "L’action 1.1 est écartée"),
        ("fusionnee", "a_lancer", "L’action 1.1 est fusionnée"),
        ("reportee", "a_lancer", "L’action 1.1 est reportée"),
        ("engagee", "terminee", "L’action 1.1 est terminée"),
        ("retenue", "abandonnee", "L’action 1.1 est abandonnée"),
    ],
)
def test_an_action_receives_pledges_until_it_is_closed(state, avancement, said):
    reason = rules.why_not_s_engager(
        Action(numero="1.1", state=state, avancement=avancement), an_access(ME)
    )
    assert reason is None if said is None else reason.startswith(said)


def test_a_representative_speaks_for_its_organisations_only():
    assert rules.why_not_engager(OWN, an_access(ME)) is None
    assert "ne représentez pas" in rules.why_not_engager(OTHER, an_access(ME))


EVERY = set(State)
OWNER_VERBS = {
    # verb: (states that allow it, whether it waits for an open phase)
    "garder": ({State.BROUILLON}, False),
    "modifier": (EVERY - {State.REALISE, State.RETIRE}, True),
    "changer_apport": ({State.BROUILLON}, True),
    "declarer": ({State.BROUILLON}, True),
    "supprimer": ({State.BROUILLON}, False),
    "retirer": ({State.DECLARE, State.CONFIRME, State.SIGNE}, False),
}


CASES = [(state, organisation) for state in State for organisation in (OWN, OTHER)]


@pytest.mark.parametrize("phase", [Phase.SELECTION, Phase.ENGAGEMENT, Phase.PUBLIEE])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", list(OWNER_VERBS))
def test_verbs_of_the_organisation(verb, role, phase):
    states, waits = OWNER_VERBS[verb]
    why_not = getattr(rules, f"why_not_{verb}")
    for state, organisation in CASES:
        reason = why_not(a_pledge(state, organisation), an_access(role, phase=phase))
        expected = (
            role is Role.REPRESENTANT
            and organisation == OWN
            and state in states
            and (phase in OPEN_PHASES or not waits)
        )
        assert (reason is None) == expected, (state, organisation, reason)
        assert reason is None or reason.endswith((".", "»."))


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("role", list(Role))
def test_confirmer_is_for_the_organisation_or_an_administrator(role, phase):
    for state, organisation in CASES:
        reason = rules.why_not_confirmer(
            a_pledge(state, organisation), an_access(role, phase=phase)
        )
        may = role is Role.ADMINISTRATEUR or (role is Role.REPRESENTANT and organisation == OWN)
        expected = may and state is State.DECLARE and phase in OPEN_PHASES
        assert (reason is None) == expected, (state, organisation, reason)


def test_a_pledge_on_an_action_set_aside_is_neither_sent_nor_confirmed():
    draft, declared = a_pledge(State.BROUILLON), a_pledge(State.DECLARE)
    for pledge in (draft, declared):
        pledge.action.state = Action.State.ECARTEE
    assert "est écartée" in rules.why_not_declarer(draft, an_access(ME))
    assert "est écartée" in rules.why_not_confirmer(declared, an_access(Role.ADMINISTRATEUR))


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, None),
        ({"text": "  "}, "ce que vous ferez"),
        ({"fermete": "conditionnel"}, "la condition"),
        ({"fermete": "conditionnel", "condition": "Si le bail est signé"}, None),
        ({"quantity": None}, "Chiffrez"),
        ({"quantity": None, "fermete": "conditionnel", "condition": "Si oui"}, "Chiffrez"),
        ({"quantity": None, "fermete": "intention"}, None),
        ({"quantity": None, "kind": "donnees"}, None),
    ],
)
def test_a_draft_says_what_it_lacks_before_it_is_sent(fields, missing):
    reason = rules.why_not_declarer(a_pledge(State.BROUILLON, **fields), an_access(ME))
    assert reason is None if missing is None else missing in reason


def test_the_phase_named_in_the_refusal_is_the_one_that_opens():
    reason = rules.why_not_s_engager(Action(state="retenue"), an_access(ME, phase=Phase.SELECTION))
    assert "« Sélection »" in reason.replace("\u00a0", " ")
    assert "« Engagement »" in reason.replace("\u00a0", " ")


def test_droit_table_still_says_who_pledges():
    assert {role for role in Role if Droit.S_ENGAGER in DROITS_PAR_ROLE[role]} == {
        Role.REPRESENTANT
    }


# Visibility --------------------------------------------------------------------------------------

PUBLIC = None  # no access at all
READERS = {
    "public": PUBLIC,
    "lecteur": an_access(Role.LECTEUR),
    "porteur": an_access(Role.PORTEUR),
    "representant": an_access(Role.REPRESENTANT),
    "animateur": an_access(Role.ANIMATEUR),
    "administrateur": an_access(Role.ADMINISTRATEUR),
}
TEAM = {"animateur", "administrateur"}


@pytest.mark.parametrize("organisation", [OWN, OTHER])
@pytest.mark.parametrize("visibilite", list(V))
@pytest.mark.parametrize("reader", list(READERS))
def test_what_a_reader_sees_of_a_live_pledge(reader, visibilite, organisation):
    pledge = a_pledge(organisation=organisation, visibilite=visibilite)
    access = READERS[reader]
    sees_all = reader in TEAM or (reader == "representant" and organisation == OWN)
    assert rules.hides_amount(pledge, access) == (not sees_all and visibilite != V.PUBLIC)
    assert rules.hides_name(pledge, access) == (
        not sees_all and visibilite in {V.ANONYME, V.INTERNE}
    )
    assert rules.hides_existence(pledge, access) == (not sees_all and visibilite == V.INTERNE)


@pytest.mark.parametrize("organisation", [OWN, OTHER])
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("reader", list(READERS))
def test_who_knows_of_a_public_pledge_in_each_state(reader, state, organisation):
    mine = reader == "representant" and organisation == OWN
    known = not rules.hides_existence(a_pledge(state, organisation), READERS[reader])
    if state is State.BROUILLON:
        assert known == mine
    elif state is State.RETIRE:
        assert known == (mine or reader in TEAM)
    else:
        assert known
