"""The verbs of prioritising: result, journal, refusals, and what happens when two come at once."""

from functools import partial

import pytest

from actions.electors import college_of, electors_of
from actions.models import Action, Gommettes, Soutien
from actions.services.priorites import decider, repartir, retirer_soutien, soutenir
from organisations.models import College
from organisations.services import accorder
from socle.models import Journal
from socle.refus import Refus
from territoires.access import get_access
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.outils import together

State = Action.State
pytestmark = pytest.mark.django_db


def close_vote(feuille) -> None:
    """Somebody else moves the roadmap on: the access held by the page does not know."""
    type(feuille).objects.filter(pk=feuille.pk).update(phase=Phase.ENGAGEMENT)


def points_of(user) -> dict[str, int]:
    return dict(Gommettes.objects.filter(user=user).values_list("action__numero", "points"))


# Support -----------------------------------------------------------------------------------------


def test_supporting_twice_counts_once_and_is_told_once():
    action = une_action(une_feuille())
    access = un_access(action.feuille, Role.PORTEUR)

    assert soutenir(action, by=access)
    assert not soutenir(action, by=access)

    assert Soutien.objects.get().organisation is None
    assert Journal.objects.about(action).get().verb == "action.soutenue"


def test_a_support_is_recorded_for_the_only_organisation_represented():
    action = une_action(une_feuille())
    organisation = une_organisation()

    soutenir(action, by=un_access(action.feuille, Role.REPRESENTANT, organisation))

    assert Soutien.objects.get().organisation == organisation


def test_who_represents_several_organisations_chooses():
    action = une_action(une_feuille())
    first, second = une_organisation(), une_organisation()
    user = un_access(action.feuille, Role.REPRESENTANT, first).user
    action.feuille.territoire.organisations.add(second)
    accorder(second, user, by=None)
    access = get_access(user, action.feuille)

    with pytest.raises(Refus, match="Choisissez l’organisation"):
        soutenir(action, by=access)
    with pytest.raises(Refus, match="ne représentez pas"):
        soutenir(action, by=access, organisation=une_organisation().pk)
    soutenir(action, by=access, organisation=second.pk)

    assert Soutien.objects.get().organisation == second


def test_taking_back_a_support_twice_does_it_once():
    action = une_action(une_feuille())
    access = un_access(action.feuille, Role.PORTEUR)
    soutenir(action, by=access)
    soutenir(action, by=un_access(action.feuille, Role.PORTEUR))

    assert retirer_soutien(action, by=access)
    assert not retirer_soutien(action, by=access)

    assert Soutien.objects.count() == 1
    assert Journal.objects.about(action).filter(verb="action.soutien_retire").count() == 1


def test_an_action_set_aside_meanwhile_refuses_a_support():
    action = une_action(une_feuille())
    access = un_access(action.feuille, Role.PORTEUR)
    Action.objects.filter(pk=action.pk).update(state=State.ECARTEE)

    with pytest.raises(Refus, match="écartée"):
        soutenir(action, by=access)


def test_a_reader_does_not_support():
    action = une_action(une_feuille())

    with pytest.raises(Refus, match="lecteur"):
        soutenir(action, by=un_access(action.feuille, Role.LECTEUR))

    assert not Soutien.objects.exists()


# Points ------------------------------------------------------------------------------------------


@pytest.fixture
def feuille():
    return une_feuille(Phase.SELECTION)


@pytest.fixture
def voter(feuille):
    return un_access(feuille, Role.REPRESENTANT)


def test_points_are_an_absolute_value_sent_as_often_as_one_likes(feuille, voter):
    action = une_action(feuille)

    for _ in range(3):
        repartir(action, 2, by=voter)

    assert points_of(voter.user) == {"1.1": 2}


def test_points_are_raised_lowered_and_removed(feuille, voter):
    action = une_action(feuille)

    repartir(action, 3, by=voter)
    repartir(action, 1, by=voter)
    assert points_of(voter.user) == {"1.1": 1}
    repartir(action, 0, by=voter)
    assert points_of(voter.user) == {}
    repartir(action, 0, by=voter)


def test_the_limit_is_by_objective(feuille, voter):
    first, second, third = (une_action(feuille, code) for code in ("1", "1", "2"))
    repartir(first, 3, by=voter)
    repartir(second, 2, by=voter)

    with pytest.raises(Refus, match="cinq gommettes sont placées"):
        repartir(second, 3, by=voter)
    repartir(third, 3, by=voter)

    assert points_of(voter.user) == {"1.1": 3, "1.2": 2, "2.1": 3}


def test_points_of_others_do_not_count_in_mine(feuille, voter):
    action = une_action(feuille)
    repartir(action, 3, by=un_access(feuille, Role.REPRESENTANT))

    repartir(action, 3, by=voter)

    assert points_of(voter.user) == {"1.1": 3}


def test_the_vote_closed_between_the_page_and_the_press(feuille, voter):
    action = une_action(feuille)
    repartir(action, 1, by=voter)
    close_vote(feuille)

    for points in (0, 2):
        with pytest.raises(Refus, match="Engagement"):
            repartir(action, points, by=voter)

    assert points_of(voter.user) == {"1.1": 1}


def test_one_s_own_action_receives_nothing(feuille):
    organisation = une_organisation()
    voter = un_access(feuille, Role.REPRESENTANT, organisation)
    action = une_action(feuille, porteur=organisation)

    with pytest.raises(Refus, match="Votre organisation porte cette action"):
        repartir(action, 1, by=voter)


def test_the_journal_does_not_tell_who_voted_for_what(feuille, voter):
    action = une_action(feuille)

    repartir(action, 2, by=voter)

    assert not Journal.objects.about(action).exists()


def test_the_college_is_that_of_the_organisation_and_the_first_vote_fixes_it(feuille):
    organisation = une_organisation(kind="etat", college=College.ETAT_OPERATEURS)
    voter = un_access(feuille, Role.REPRESENTANT, organisation)
    repartir(une_action(feuille), 1, by=voter)
    organisation.college = College.PARTENAIRES
    organisation.save()

    repartir(une_action(feuille), 1, by=voter)

    assert set(Gommettes.objects.values_list("college", flat=True)) == {College.ETAT_OPERATEURS}


def test_a_porteur_who_represents_nobody_votes_in_the_college_of_the_first_action(feuille):
    voter = un_access(feuille, Role.PORTEUR)
    assert college_of(voter) == College.PARTENAIRES

    une_action(feuille, author=une_personne(), porteur=une_organisation())
    epci = une_organisation(kind="collectivite", college=College.COLLECTIVITES)
    une_action(feuille, pilote=voter.user, porteur=epci)

    assert college_of(voter) == College.COLLECTIVITES
    assert electors_of(feuille)[voter.user.pk] == College.COLLECTIVITES


def test_electors_are_those_who_may_vote(feuille):
    organisation = une_organisation(kind="etat", college=College.ETAT_OPERATEURS)
    representative = un_access(feuille, Role.REPRESENTANT, organisation).user
    porteur = un_access(feuille, Role.PORTEUR).user
    for role in (Role.LECTEUR, Role.ANIMATEUR):
        un_access(feuille, role)
    gone = un_access(feuille, Role.PORTEUR).user
    gone.is_active = False
    gone.save()
    un_access(une_feuille(), Role.PORTEUR)  # of another roadmap

    assert electors_of(feuille) == {
        representative.pk: College.ETAT_OPERATEURS,
        porteur.pk: College.PARTENAIRES,
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("targets", [6, 1])
def test_presses_at_the_same_time_never_exceed_the_limit(own_base, targets):
    feuille = une_feuille(Phase.SELECTION)
    voter = un_access(feuille, Role.REPRESENTANT)
    actions = [une_action(feuille) for _ in range(targets)]
    presses = [actions[rank % targets] for rank in range(6)]
    outcomes = together(*(partial(repartir, action, 2, by=voter) for action in presses))

    placed = points_of(voter.user)
    assert sum(placed.values()) == (4 if targets == 6 else 2)
    assert sorted(outcomes) == ["Refus"] * (4 if targets == 6 else 0) + ["done"] * (
        2 if targets == 6 else 6
    )


# Decision ----------------------------------------------------------------------------------------


@pytest.fixture
def admin(feuille):
    user = feuille.grants.get(permission__codename="administrer").user
    return get_access(user, feuille)


def test_a_decision_sets_state_reason_date_author_and_is_told(feuille, admin):
    action = une_action(feuille, state=State.AJUSTEE)

    decider(action, State.A_RETRAVAILLER, by=admin, reason="  Précisez le budget.\n")

    action.refresh_from_db()
    assert action.state == State.A_RETRAVAILLER
    assert action.decision_reason == "Précisez le budget."
    assert action.decided_by == admin.user
    assert action.decided_at is not None
    line = Journal.objects.about(action).get()
    assert line.verb == "action.a_retravailler"
    assert line.feuille_id == feuille.pk
    assert line.details == {
        "de": "ajustée",
        "vers": "à retravailler",
        "motif": "Précisez le budget.",
    }


def test_deciding_again_replaces_the_decision_and_keeps_both_in_the_journal(feuille, admin):
    action = une_action(feuille)

    decider(action, State.ECARTEE, by=admin, reason="Sans porteur.")
    decider(action, State.RETENUE, by=admin)

    action.refresh_from_db()
    assert (action.state, action.decision_reason) == (State.RETENUE, "")
    verbs = [line.verb for line in Journal.objects.about(action)]
    assert verbs == ["action.retenue", "action.ecartee"]


@pytest.mark.parametrize(
    ("state", "decision", "expected"),
    [
        (State.ENGAGEE, State.RETENUE, State.ENGAGEE),
        (State.ENGAGEE, State.ECARTEE, State.ECARTEE),
        (State.ECARTEE, State.RETENUE, State.ENGAGEE),  # its pledges are still there
    ],
)
def test_an_action_with_confirmed_pledges_stays_committed(
    feuille, admin, state, decision, expected
):
    action = une_action(feuille, state=state)
    un_engagement(action, une_organisation(), state="confirme")

    decider(action, decision, by=admin, reason="Vu en comité.")

    action.refresh_from_db()
    assert action.state == expected


def test_a_pledge_only_declared_does_not_commit_the_action(feuille, admin):
    action = une_action(feuille, state=State.ECARTEE)
    un_engagement(action, une_organisation(), state="declare")

    assert decider(action, State.RETENUE, by=admin).state == State.RETENUE


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.PORTEUR, Role.REPRESENTANT, Role.LECTEUR])
def test_others_do_not_decide(feuille, role):
    action = une_action(feuille, state=State.AJUSTEE)

    with pytest.raises(Refus):
        decider(action, State.RETENUE, by=un_access(feuille, role))

    action.refresh_from_db()
    assert action.state == State.AJUSTEE


def test_a_decision_is_refused_when_the_phase_closed_meanwhile(feuille, admin):
    action = une_action(feuille, state=State.AJUSTEE)
    type(feuille).objects.filter(pk=feuille.pk).update(phase=Phase.PUBLIEE)

    with pytest.raises(Refus, match="Publiée"):
        decider(action, State.RETENUE, by=admin)

    assert not Journal.objects.about(action).exists()


def test_an_action_merged_meanwhile_is_not_decided(feuille, admin):
    action, other = une_action(feuille), une_action(feuille)
    Action.objects.filter(pk=action.pk).update(state=State.FUSIONNEE, fusionnee_dans=other)

    with pytest.raises(Refus, match="fusionnée"):
        decider(action, State.RETENUE, by=admin)
