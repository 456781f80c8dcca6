"""Any sequence of gestures, and two deciders at once: no version lost, nothing applied twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

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

MANY = st.integers(0, 99)


class Fiche(RuleBasedStateMachine):
    """A porteur proposes, a team decides, writes and gives old versions back, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.seen: dict[int, dict] = {}  # version → what the fiche said then

    def teardown(self) -> None:
        try:
            if self.seen:
                self.every_version_is_there_as_it_was()
                self.no_amendment_is_applied_twice()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @initialize()
    def world(self) -> None:
        self.feuille = une_feuille(Phase.AJUSTEMENT)
        self.author, self.team = (
            un_access(self.feuille, role) for role in (Role.PORTEUR, Role.ANIMATEUR)
        )
        self.action = une_action(self.feuille, title=TEXTS[0])

    @contextmanager
    def said(self) -> Iterator[None]:
        """A refusal is an answer, and writes nothing."""
        before = load(self.action).version, now(self.action)
        try:
            with transaction.atomic():
                yield
        except (Refus, Conflict):
            assert (load(self.action).version, now(self.action)) == before

    @property
    def waiting(self) -> list[Amendement]:
        return list(self.action.amendements.filter(state__in=Amendement.OPEN_STATES).order_by("pk"))

    @rule(field=st.sampled_from(["title", "description"]), text=st.sampled_from(TEXTS), back=MANY)
    def propose(self, field, text, back) -> None:
        """On the fiche as it is, or as a page opened some versions ago showed it."""
        with self.said():
            seen = max(1, load(self.action).version - back % 3)
            propose(self.action, self.author, field, text, seen=seen)

    @rule(title=st.sampled_from("ABC"))
    def propose_a_line(self, title) -> None:
        line = {"title": title, "kind": "", "quantity": None}
        with self.said():
            propose(self.action, self.author, "besoins", with_line(self.action, "besoins", **line))

    @rule(text=st.sampled_from(TEXTS))
    def write(self, text) -> None:
        values = {"title": text}
        with self.said():
            modifier(load(self.action), by=self.team, base=base_of(self.action), values=values)

    @precondition(lambda self: self.waiting)
    @rule(which=MANY)
    def integrate(self, which) -> None:
        rows = self.waiting
        with self.said():
            integrer(rows[which % len(rows)], by=self.team, base=base_of(self.action))

    @precondition(lambda self: self.waiting)
    @rule(which=st.sets(MANY, min_size=1, max_size=4))
    def integrate_together(self, which) -> None:
        rows = self.waiting
        chosen = {rows[one % len(rows)] for one in which}
        with self.said():
            seen = {self.action.pk: base_of(self.action)}
            integrer_ensemble(chosen, by=self.team, seen=seen)

    @precondition(lambda self: self.waiting)
    @rule(which=MANY, taken_back=st.booleans())
    def close(self, which, taken_back) -> None:
        rows = self.waiting
        one = rows[which % len(rows)]
        with self.said():
            if taken_back:
                retirer(one, by=self.author)
            else:
                refuser(one, by=self.team, reason="Non.")

    @precondition(lambda self: load(self.action).version > 1)
    @rule(which=MANY)
    def give_back(self, which) -> None:
        """The version chosen is what the fiche says again, whatever happened since."""
        version = load(self.action).version
        number = 1 + which % (version - 1)
        with self.said():
            restaurer(load(self.action), by=self.team, number=number, seen=version)
            assert unkeyed(now(self.action)) == unkeyed(self.seen[number])

    @invariant()
    def a_version_says_one_thing(self) -> None:
        said = now(self.action)
        assert self.seen.setdefault(load(self.action).version, said) == said

    def every_version_is_there_as_it_was(self) -> None:
        version = load(self.action).version
        rows = VersionAction.objects.select_related("revision").filter(action=self.action)
        kept = {one.number: canonical(values_in(one)) for one in rows}
        assert kept == (self.seen if version > 1 else {})
        assert sorted(self.seen) == [*range(1, version + 1)]

    def no_amendment_is_applied_twice(self) -> None:
        rows = VersionAction.objects.filter(action=self.action, amendements__isnull=False)
        named = Counter(rows.values_list("amendements", flat=True))
        assert set(named.values()) <= {1}
        decided = Amendement.objects.filter(pk__in=named).values_list("state", flat=True)
        assert set(decided) <= {State.INTEGRE, State.INTEGRE_MODIFIE}


def unkeyed(values: dict) -> dict:
    """The same without the keys of the lines: a line given back is a new row."""
    return {
        name: [{**one, "id": None} if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def test_every_version_stays_reachable_and_no_amendment_is_applied_twice():
    run_state_machine_as_test(
        Fiche, settings=settings(max_examples=10, stateful_step_count=12, deadline=None)
    )


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

    assert sorted(outcomes) == ["Refus", "Refus", "Refus", "done"]
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
    assert sorted(outcomes) == ["Conflict", "done"]
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

    assert sorted(outcomes) == ["Refus", "Refus", "done"]
    one.refresh_from_db()
    assert (load(action).version == 2) == (one.state == State.INTEGRE)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_amendment(action):
    author, key = un_access(action.feuille, Role.PORTEUR), uuid4()
    together(*[lambda: propose(action, author, "title", "Proposé", key=key)] * 3)
    assert Amendement.objects.count() == 1
