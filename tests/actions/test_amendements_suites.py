"""Any sequence of gestures, and two deciders at once: no version lost, nothing applied twice."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Amendement, VersionAction
from actions.photos import values_in
from actions.services.amendements import refuser, retirer
from actions.services.integration import integrer, integrer_ensemble
from actions.services.redaction import Conflict, modifier
from actions.services.restauration import restaurer
from actions.versions import canonical
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.actions.amendes import base_of, load, now, propose, with_line
from tests.fabrique import un_access, une_action, une_action_prete, une_feuille
from tests.outils import together

pytestmark = pytest.mark.django_db
State = Amendement.State
TEXTS = ["Un deux trois", "Un deux quatre", "Zéro deux trois", "Cinq"]

gestures = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), st.sampled_from(TEXTS), st.integers(0, 9)),
        st.tuples(st.just("besoin"), st.sampled_from("ABC"), st.integers(0, 9)),
        st.tuples(st.just("write"), st.sampled_from(TEXTS), st.just(0)),
        st.tuples(st.just("integrate"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("together"), st.sets(st.integers(0, 9), max_size=4), st.just(0)),
        st.tuples(st.just("refuse"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("withdraw"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("give back"), st.integers(1, 9), st.just(0)),
    ),
    max_size=10,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=gestures)
def test_every_version_stays_reachable_and_no_amendment_is_applied_twice(steps):
    feuille = une_feuille(Phase.AJUSTEMENT)
    author, team = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.ANIMATEUR)
    action = une_action(feuille, title=TEXTS[0])
    seen = {}
    for step in steps:
        seen[load(action).version] = now(action)
        with suppress(Refus, Conflict):  # said to the person; nothing was written
            _do(action, author, team, *step)
        version = load(action).version
        assert seen.setdefault(version, now(action)) == now(action)
    kept = {
        version.number: canonical(values_in(version))
        for version in VersionAction.objects.select_related("revision").filter(action=action)
    }
    assert kept.keys() >= {number for number in seen if len(seen) > 1}
    assert {number: seen[number] for number in kept} == kept
    named = Counter(
        VersionAction.objects.filter(action=action, amendements__isnull=False).values_list(
            "amendements", flat=True
        )
    )
    assert set(named.values()) <= {1}
    decided = Amendement.objects.filter(pk__in=named).values_list("state", flat=True)
    assert set(decided) <= {State.INTEGRE, State.INTEGRE_MODIFIE}


def _do(action, author, team, verb, what, seen):
    rows = list(Amendement.objects.filter(action=action).order_by("pk"))
    version = load(action).version
    if verb == "propose":
        propose(action, author, "title", what, seen=min(seen, version) or 1)
    elif verb == "besoin":
        line = {"title": what, "kind": "", "quantity": None}
        propose(action, author, "besoins", with_line(action, "besoins", **line))
    elif verb == "write":
        modifier(load(action), by=team, base=base_of(action), values={"title": what})
    elif verb == "give back" and what < version:
        restaurer(load(action), by=team, number=what, seen=version)
    elif verb == "together":
        chosen = [rows[index] for index in what if index < len(rows)]
        integrer_ensemble(chosen, by=team, seen={action.pk: base_of(action)})
    elif isinstance(what, int) and what < len(rows):
        one = rows[what]
        match verb:
            case "integrate":
                integrer(one, by=team, base=base_of(action))
            case "refuse":
                refuser(one, by=team, reason="Non.")
            case "withdraw":
                retirer(one, by=author)


# Two at once -------------------------------------------------------------------------------------


@pytest.fixture
def action(own_base):
    return une_action_prete(une_feuille(Phase.AJUSTEMENT))


@pytest.mark.django_db(transaction=True)
def test_one_amendment_integrated_by_two_at_once_is_written_once(action):
    author = un_access(action.feuille, Role.PORTEUR)
    one = propose(action, author, "title", "Proposé")
    deciders = [un_access(action.feuille, Role.ANIMATEUR) for _ in range(4)]
    page = base_of(action)

    outcomes = together(
        *(lambda by=by: integrer(one, by=by, base=page) for by in deciders[:2]),
        *(lambda by=by: integrer_ensemble([one], by=by, seen={action.pk: page})
          for by in deciders[2:]),
    )  # fmt: skip

    assert outcomes == ["refused", "refused", "refused", "written"]
    assert load(action).version == 2
    assert action.versions.get(number=2).amendements.get() == one


@pytest.mark.django_db(transaction=True)
def test_two_amendments_of_one_field_at_once_never_erase_each_other(action):
    author = un_access(action.feuille, Role.PORTEUR)
    base = "Une boucle et dix-huit postes en 2027."
    team = [un_access(action.feuille, Role.ANIMATEUR) for _ in range(2)]
    modifier(load(action), by=team[0], base=base_of(action), values={"description": base})
    rows = [
        propose(action, author, "description", base.replace("dix-huit", "vingt")),
        propose(action, author, "description", base.replace("2027", "2028")),
    ]
    page = base_of(action)

    outcomes = together(
        *(lambda one=one, by=by: integrer(one, by=by, base=page)
          for one, by in zip(rows, team, strict=True))
    )  # fmt: skip

    # The second read the page before the first wrote: it is asked to read again.
    assert outcomes == ["refused", "written"]
    waiting = Amendement.objects.get(state=State.A_ARBITRER)
    integrer(waiting, by=team[0], base=base_of(action))
    assert load(action).description == "Une boucle et vingt postes en 2028."


@pytest.mark.django_db(transaction=True)
def test_withdrawn_or_refused_while_it_is_integrated_it_ends_one_way(action):
    author = un_access(action.feuille, Role.PORTEUR)
    one = propose(action, author, "budget", Decimal(7))
    team = [un_access(action.feuille, Role.ANIMATEUR) for _ in range(2)]
    page = base_of(action)

    outcomes = together(
        lambda: integrer(one, by=team[0], base=page),
        lambda: refuser(one, by=team[1], reason="Non."),
        lambda: retirer(one, by=author),
    )

    assert outcomes == ["refused", "refused", "written"]
    one.refresh_from_db()
    assert (load(action).version == 2) == (one.state == State.INTEGRE)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_amendment(action):
    author, key = un_access(action.feuille, Role.PORTEUR), uuid4()
    together(*[lambda: propose(action, author, "title", "Proposé", key=key)] * 3)
    assert Amendement.objects.count() == 1
