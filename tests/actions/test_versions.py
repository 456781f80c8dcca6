"""Versions of an action: each change kept, any of them given back, none ever lost."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Action, VersionAction
from actions.photos import values_in
from actions.services.priorites import decider, marquer_engagee
from actions.services.redaction import modifier, partager, proposer
from actions.services.restauration import restaurer
from actions.versions import Base, canonical, values_of
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action, une_action_prete, une_feuille, une_organisation
from tests.outils import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db
Cause = VersionAction.Cause


def load(action) -> Action:
    return Action.objects.for_fiche().get(pk=action.pk)


def change(action, access, **values):
    return modifier(action, by=access, base=Base.of(load(action)), values=values)


def now(action):
    return canonical(values_of(load(action)))


def kept(action, number):
    return canonical(values_in(VersionAction.objects.get(action=action, number=number)))


def test_a_change_keeps_what_was_and_what_is():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    before = now(action)
    change(action, access, title="Un autre titre", jalons=[])
    assert kept(action, 1) == before
    assert kept(action, 2) == now(action)
    assert kept(action, 2)["jalons"] == []
    second, first = action.versions.for_history()
    assert (second.cause, second.fields, second.revision.user) == (
        Cause.MODIFICATION, ["title", "jalons"], access.user,
    )  # fmt: skip
    assert first.cause == Cause.REPRISE
    assert first.revision.date_created < second.revision.date_created


def test_nothing_changed_is_no_version():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    change(action, access, title=action.title)
    assert not action.versions.exists()


def test_a_proposal_is_kept_from_the_start():
    access = un_access(une_feuille(), Role.PORTEUR)
    values = {"title": "Un four", "objectif": "2", "porteur": None, "budget": None, "summary": ""}
    action = proposer(access, form_key=uuid4(), values=values)
    version = action.versions.get()
    assert (version.number, version.cause, version.revision.user) == (
        1, Cause.PROPOSITION, access.user,
    )  # fmt: skip


def test_a_decision_is_a_version_too():
    feuille = une_feuille(Phase.AJUSTEMENT)
    access, action = un_access(feuille, Role.ADMINISTRATEUR), une_action_prete(feuille)
    partager(action, by=access)
    decider(load(action), "retenue", by=access)
    marquer_engagee(load(action), by=access.user)
    assert [v.cause for v in action.versions.all()] == [
        Cause.DECISION, Cause.DECISION, Cause.DECISION, Cause.REPRISE,
    ]  # fmt: skip
    assert load(action).version == 4


def test_an_older_version_given_back_is_a_new_one():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    before = now(action)
    partenaire = une_organisation()
    change(action, access, title="Autre", partenaires=[partenaire.pk], besoins=[])
    done = restaurer(action, by=access, number=1, seen=2)
    same = now(action)
    assert done.lost == ()
    # A line that was erased comes back under another key.
    assert [line | {"id": None} for line in same.pop("besoins")] == [
        line | {"id": None} for line in before.pop("besoins")
    ]
    assert same == before
    version = action.versions.first()
    assert (version.number, version.cause, version.restored) == (3, Cause.RESTAURATION, 1)


def test_what_no_longer_exists_stays_as_it_is_now_and_is_told():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    gone = une_organisation()
    change(action, access, title="Titre de l’époque", partenaires=[gone.pk])
    change(action, access, title="Titre", partenaires=[])
    gone.delete()
    done = restaurer(action, by=access, number=2, seen=3)
    assert done.lost == ("partenaires",)
    assert load(action).title == "Titre de l’époque"
    assert now(action)["partenaires"] == []


@pytest.mark.parametrize(
    ("role", "number", "seen", "reason"),
    [
        (Role.LECTEUR, 1, 2, "Votre rôle"),
        (Role.ANIMATEUR, 2, 2, "déjà celle d’aujourd’hui"),
        (Role.ANIMATEUR, 1, 1, "a changé depuis"),
    ],
)
def test_giving_back_is_refused(role, number, seen, reason):
    feuille = une_feuille()
    action = une_action_prete(feuille)
    change(action, un_access(feuille, Role.ANIMATEUR), title="Autre")
    with pytest.raises(Refus, match=reason):
        restaurer(action, by=un_access(feuille, role), number=number, seen=seen)
    assert (load(action).version, load(action).title) == (2, "Autre")


def test_reading_a_version_is_one_query(django_assert_num_queries):
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    for number in range(3):
        change(action, access, title=f"Titre {number}")
    version = action.versions.for_history()[1]
    with django_assert_num_queries(1):
        values_in(version)


def test_the_list_of_versions_costs_the_same_for_two_and_twenty(django_assert_num_queries):
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    for count in (1, 20):
        for number in range(count):
            change(action, access, title=f"Titre {count} {number}")
        with django_assert_num_queries(2):
            assert all(v.revision.user_id != 0 for v in action.versions.for_history())


verbs = st.lists(
    st.one_of(
        st.tuples(st.just("title"), st.sampled_from(["Un", "Deux", "Trois"])),
        st.tuples(st.just("budget"), st.sampled_from([None, Decimal(10), Decimal("2500.50")])),
        st.tuples(st.just("besoins"), st.integers(0, 3)),
        st.tuples(st.just("give back"), st.integers(0, 9)),
    ),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=verbs)
def test_whatever_happens_every_version_stays_readable_as_it_was(steps):
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action(feuille)
    seen = {}
    for verb, value in steps:
        seen[load(action).version] = now(action)
        _do(action, access, verb, value)
        version = load(action).version
        assert seen.setdefault(version, now(action)) == now(action)
    numbers = sorted(seen) if len(seen) > 1 else []
    assert {number: kept(action, number) for number in numbers} == {n: seen[n] for n in numbers}


def _do(action, access, verb, value):
    saved = load(action)
    if verb == "give back":
        if 1 <= value < saved.version:
            restaurer(action, by=access, number=value, seen=saved.version)
    elif verb == "besoins":
        lines = [
            {"id": None, "title": f"B{i}", "kind": "temps", "quantity": i} for i in range(value)
        ]
        change(action, access, besoins=lines)
    else:
        change(action, access, **{verb: value})


# Pages -------------------------------------------------------------------------------------------


def pages_of(action, name, *args):
    return reverse(f"actions:{name}", args=[action.feuille.slug, action.numero, *args])


def test_the_pages_tell_who_changed_what_and_give_it_back():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    old = action.title
    change(action, access, title="Un autre titre")
    client = client_of(access.user)
    listed = text_of(client.get(pages_of(action, "versions")))
    assert f"{access.user} met à jour le titre" in listed
    assert old in text_of(client.get(pages_of(action, "version", 1)))
    compared = client.get(pages_of(action, "comparer_versions"), {"de": 1, "a": 2})
    assert "<ins>" in compared.content.decode()
    assert old.split()[0] in text_of(compared)
    done = client.post(pages_of(action, "retablir_version", 1), {"vu": 2}, follow=True)
    assert "La version 1 est rétablie" in text_of(done)
    assert load(action).title == old


def test_a_version_somebody_else_replaced_meanwhile_is_not_given_back_blindly():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    change(action, access, title="Deux")
    change(action, access, title="Trois")
    client = client_of(access.user)
    done = client.post(pages_of(action, "retablir_version", 1), {"vu": 2}, follow=True)
    assert "a changé depuis" in text_of(done)
    assert load(action).title == "Trois"


@pytest.mark.parametrize("number", [7, 0])
def test_an_unknown_version_does_not_exist(number):
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    client = client_of(access.user)
    assert client.get(pages_of(action, "version", number)).status_code == 404
    assert client.get(pages_of(action, "comparer_versions"), {"de": number}).status_code == 404


def test_the_page_of_versions_costs_the_same_for_three_and_twenty():
    feuille = une_feuille()
    access, action = un_access(feuille, Role.ANIMATEUR), une_action_prete(feuille)
    client, costs = client_of(access.user), []
    for count in (2, 18):
        for number in range(count):
            change(action, access, title=f"Titre {count} {number}")
        costs.append(queries_of(client, pages_of(action, "versions")))
    assert costs[0] == costs[1]
