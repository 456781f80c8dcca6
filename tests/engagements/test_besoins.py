"""A need says what is pledged to it and what is missing: never below zero, never what is hidden."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.apports import UNITS, Apport
from actions.models import Besoin
from engagements.besoins import (
    Demande,
    Reponse,
    couverture,
    couvertures_by_action,
    couvertures_of,
    manque,
    manques_par_nature,
)
from engagements.models import Engagement
from territoires.droits import Phase, Role
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation

State, V, Fermete = Engagement.State, Engagement.Visibilite, Engagement.Fermete
DAYS = Demande(1, "Un référent énergie", "temps", Decimal(40))


def a_reply(kind="temps", quantity=10, fermete="ferme", state="declare", *, is_hidden=False):
    amount = None if quantity is None else Decimal(quantity)
    return Reponse(kind, fermete, state, amount, is_hidden)


quantities = st.decimals(min_value="0.01", max_value="999999999", places=2)
replies = st.builds(
    Reponse,
    kind=st.sampled_from(Apport.values),
    fermete=st.sampled_from(Fermete.values),
    state=st.sampled_from(State.values),
    quantity=st.none() | quantities,
    is_hidden=st.just(value=False),
)
demands = st.builds(
    Demande,
    pk=st.integers(1, 9),
    title=st.just("Un besoin"),
    kind=st.sampled_from(["", *Apport.values]),
    quantity=st.none() | quantities,
)


@given(demands, st.lists(replies, max_size=20))
def test_the_sum_is_that_of_the_live_replies_of_the_same_kind(demande, reponses):
    found = couverture(demande, reponses)
    live = [r for r in reponses if r.state in Engagement.LIVE_STATES]
    same = [r for r in live if r.kind == demande.kind]
    assert found.pledged == sum((r.quantity or 0 for r in same), Decimal(0))
    assert found.signed <= found.confirmed <= found.pledged
    assert found.count == len(live)
    if demande.quantity is None or demande.kind not in UNITS:
        assert found.missing is None
    else:
        assert found.missing == max(demande.quantity - found.pledged, Decimal(0))


@given(demands, st.lists(replies, max_size=9), st.lists(replies, max_size=9))
def test_drafts_and_withdrawn_pledges_change_nothing(demande, reponses, dropped):
    dropped = [r._replace(state=s) for r in dropped for s in (State.BROUILLON, State.RETIRE)]
    assert couverture(demande, reponses + dropped) == couverture(demande, reponses)


@pytest.mark.parametrize(
    ("demande", "reponses", "pledged", "missing", "aside"),
    [
        (DAYS, [], "", "Il manque 40 jours", ""),
        (
            DAYS,
            [a_reply(), a_reply(quantity=15, fermete="conditionnel", state="signe")],
            "25 jours promis : 10 fermes, 15 sous condition ; dont 15 confirmés, 15 signés",
            "Il manque 15 jours",
            "",
        ),
        (DAYS, [a_reply(quantity=90)], "90 jours promis : 90 fermes", "Besoin couvert", ""),
        (
            DAYS,
            [a_reply(quantity=None, is_hidden=True), a_reply("financier", 1000)],
            "2 engagements y répondent",
            "Il manque 40 jours",
            "Sans compter 1 quantité masquée et 1 apport d’une autre nature",
        ),
        (DAYS._replace(kind="donnees"), [], "", "Personne n’y répond encore", ""),
        (
            DAYS._replace(kind="", quantity=None),
            [a_reply("financier", 1000)],
            "1 engagement y répond",
            "",
            "",
        ),
    ],
)
def test_words(demande, reponses, pledged, missing, aside):
    found = couverture(demande, reponses)
    told = found.pledged_words, found.missing_words, found.aside_words
    assert tuple(" ".join(words.split()) for words in told) == (pledged, missing, aside)


def test_gaps_of_unlike_units_stay_apart():
    money = Demande(2, "Une étude", "financier", Decimal(30_000))
    site = Demande(3, "Un site", "site_pilote", None)
    found = [couverture(one, []) for one in (DAYS, DAYS, money, site)]
    assert manques_par_nature(found) == (
        (Apport.FINANCIER, Decimal(30_000)),
        (Apport.TEMPS, Decimal(80)),
    )
    assert " ".join(manque(found).split()) == "30 000 €, 80 jours et 1 autre besoin"
    assert " ".join(manque([found[3]]).split()) == "1 réponse"
    assert manque([couverture(DAYS, [a_reply(quantity=40)])]) == ""


# With rows ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_reader_counts_only_what_he_may_see(django_assert_num_queries):
    feuille = une_feuille(Phase.ENGAGEMENT)
    action = une_action(feuille)
    besoin = Besoin.objects.create(action=action, title="Temps", kind="temps", quantity=100)
    own = une_organisation()
    for visibilite, quantity in zip(V, (1, 10, 20, 40), strict=True):
        un_engagement(
            action, une_organisation(), besoin=besoin, quantity=quantity, visibilite=visibilite
        )
    un_engagement(action, own, besoin=besoin, quantity=5, visibilite="anonyme")
    un_engagement(action, own, besoin=besoin, quantity=3, state="brouillon")
    un_engagement(action, own, quantity=7)  # answers no need in particular
    readers = {
        None: (1, 3),
        un_access(feuille, Role.LECTEUR): (1, 3),
        un_access(feuille, Role.REPRESENTANT, own): (6, 2),
        un_access(feuille, Role.ANIMATEUR): (76, 0),
    }
    for access, (pledged, hidden) in readers.items():
        with django_assert_num_queries(2):
            (found,) = couvertures_of(action, access)
        assert (found.pledged, found.hidden) == (pledged, hidden)
        assert found.missing == 100 - pledged


@pytest.mark.django_db
def test_the_needs_of_many_actions_cost_two_queries(django_assert_num_queries):
    feuille = une_feuille(Phase.ENGAGEMENT)
    access = un_access(feuille, Role.LECTEUR)
    for size in (1, 3):
        actions = [une_action(feuille) for _ in range(size)]
        for action in actions:
            besoin = Besoin.objects.create(action=action, title="T", kind="temps", quantity=10)
            un_engagement(action, une_organisation(), besoin=besoin, quantity=4)
        with django_assert_num_queries(2):
            found = couvertures_by_action([action.pk for action in actions], access)
        assert [one.missing for needs in found.values() for one in needs] == [6] * size
