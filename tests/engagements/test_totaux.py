"""Totals never add unlike units, never count what is withdrawn, never show what is hidden."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.apports import UNITS, Apport
from comptes.models import User
from engagements import rules
from engagements.models import Engagement
from engagements.totaux import Compte, a_faire, engagement_counts_by_action, totaux
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation

State, V = Engagement.State, Engagement.Visibilite


def an_access(role: Role) -> Access:
    own = frozenset({1}) if role is Role.REPRESENTANT else frozenset()
    return Access(User(pk=9), FeuilleDeRoute(phase="engagement"), frozenset({role}), own)


def a_pledge(kind="temps", quantity=5, state=State.DECLARE, visibilite=V.PUBLIC, organisation=2):
    return Engagement(
        kind=kind,
        quantity=None if quantity is None else Decimal(quantity),
        state=state,
        visibilite=visibilite,
        organisation_id=organisation,
    )


@st.composite
def pledges(draw):
    kind = draw(st.sampled_from(Apport))
    quantity = st.decimals(min_value="0.01", max_value="999999999999", places=2)
    return a_pledge(
        kind=kind.value,
        quantity=draw(st.none() | quantity) if kind in UNITS else None,
        state=draw(st.sampled_from(State)),
        visibilite=draw(st.sampled_from(V)),
        organisation=draw(st.sampled_from([1, 2])),
    )


readers = st.none() | st.sampled_from(Role).map(an_access)


@given(st.lists(pledges(), max_size=30), readers)
def test_each_total_is_the_sum_of_the_visible_pledges_of_its_kind(engagements, access):
    counted = [
        e
        for e in engagements
        if e.state in Engagement.LIVE_STATES and not rules.hides_existence(e, access)
    ]
    totals = totaux(engagements, access)
    assert [t.kind for t in totals] == [k for k in Apport if any(e.kind == k for e in counted)]
    for total in totals:
        same = [e for e in counted if e.kind == total.kind]
        shown = [e.quantity for e in same if e.quantity and not rules.hides_amount(e, access)]
        assert total.count == len(same)
        assert total.quantity == (sum(shown, Decimal(0)) if shown else None)
        assert total.hidden == sum(e.quantity is not None for e in same) - len(shown)


@given(st.lists(pledges(), max_size=20), st.lists(pledges(), max_size=10), readers)
def test_withdrawn_pledges_and_drafts_change_no_total(engagements, dropped, access):
    for engagement, state in zip(dropped, [State.RETIRE, State.BROUILLON] * 5, strict=False):
        engagement.state = state
    assert totaux(engagements + dropped, access) == totaux(engagements, access)


def test_hidden_amounts_are_left_out_and_counted_beside():
    engagements = [
        a_pledge("financier", 1000),
        a_pledge("financier", 500, visibilite=V.MONTANT_MASQUE),
        a_pledge("financier", 70, visibilite=V.ANONYME),
        a_pledge("financier", 9, visibilite=V.INTERNE),
        a_pledge("temps", 3),
    ]
    money, time = totaux(engagements, None)
    assert (money.count, money.quantity, money.hidden) == (3, Decimal(1000), 2)
    assert money.figure == ("1\u202f000\u202f€", "apportés aux actions")
    assert time.figure == ("3", "jours de travail")
    team_money, _ = totaux(engagements, an_access(Role.ANIMATEUR))
    assert (team_money.count, team_money.quantity, team_money.hidden) == (4, Decimal(1579), 0)


def test_a_kind_that_is_not_measured_is_only_counted():
    (data,) = totaux([a_pledge("donnees", None), a_pledge("donnees", None)], None)
    assert (data.quantity, data.count) == (None, 2)


@pytest.mark.django_db
def test_counts_by_action_in_one_query(django_assert_num_queries):
    feuille = une_feuille(Phase.ENGAGEMENT)
    first, second, empty = (une_action(feuille) for _ in range(3))
    elsewhere = une_action(une_feuille(Phase.ENGAGEMENT))
    organisation = une_organisation()
    for state in ("declare", "confirme", "signe"):
        un_engagement(first, organisation, state=state)
    un_engagement(first, organisation, state="retire", withdrawal_reason="Un motif")
    un_engagement(first, organisation, state="brouillon")
    un_engagement(second, organisation, visibilite="interne")
    un_engagement(elsewhere, organisation)
    reader, team = un_access(feuille, Role.LECTEUR), un_access(feuille, Role.ANIMATEUR)
    with django_assert_num_queries(1):
        comptes = engagement_counts_by_action(reader)
    assert comptes.of(first.pk) == Compte(live=3, confirmed=2)
    assert comptes.of(second.pk) == comptes.of(empty.pk) == Compte()
    assert comptes.total == Compte(3, 2)
    assert engagement_counts_by_action(team).of(second.pk) == Compte(1, 0)


@pytest.mark.django_db
def test_a_faire_counts_what_waits_for_my_organisations(django_assert_num_queries):
    feuille = une_feuille(Phase.ENGAGEMENT)
    access = un_access(feuille, Role.REPRESENTANT)
    (own,) = access.organisations
    action, elsewhere = une_action(feuille), une_action(une_feuille(Phase.ENGAGEMENT))
    other = une_organisation()
    for state in ("brouillon", "declare", "confirme", "signe", "realise"):
        Engagement.objects.create(action=action, organisation_id=own, kind="soutien", state=state)
    Engagement.objects.create(
        action=action, organisation_id=own, kind="soutien", state="retire", withdrawal_reason="Non"
    )
    Engagement.objects.create(action=elsewhere, organisation_id=own, kind="soutien")
    Engagement.objects.create(action=action, organisation=other, kind="soutien", state="declare")
    with django_assert_num_queries(1):
        assert a_faire(access) == 3  # to finish, to confirm, to sign
    with django_assert_num_queries(1):
        assert a_faire(replace(access, signataire_de=frozenset())) == 2
    Engagement.objects.filter(organisation=own).update(due=date(2020, 12, 1))
    assert a_faire(access) == 5  # and what was confirmed and what was signed are late
    with django_assert_num_queries(0):
        assert a_faire(un_access_without_organisation(access)) == 0


def un_access_without_organisation(access: Access) -> Access:
    return Access(access.user, access.feuille, frozenset({Role.LECTEUR}))
