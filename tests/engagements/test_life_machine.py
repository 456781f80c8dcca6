"""Any sequence of verbs, by anybody, in any phase: what a pledge never does."""

from contextlib import suppress
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from engagements import services, vie
from engagements.models import Engagement, Signature
from engagements.totaux import totaux
from organisations.services import accorder, retirer
from socle.refus import Refus
from territoires.access import get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.engagements.signatures import Codes, demander, wrong
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation

pytestmark = pytest.mark.django_db
State = Engagement.State

TEXTS = st.sampled_from(["Prêter un bureau.", "Accueillir deux apprentis.", "Ouvrir nos portes."])
QUANTITIES = st.sampled_from([Decimal(5), Decimal(8), Decimal("12.50")])
FIRMNESS = st.sampled_from([("ferme", ""), ("intention", ""), ("conditionnel", "Si le bail vient")])


class Life(RuleBasedStateMachine):
    """Two signatories, a colleague and the administrator act on three pledges of one organisation."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.signed: dict[int, tuple[str, str]] = {}  # signature → (text, sha256) as first seen
        self.versions: dict[tuple[int, int], str] = {}  # (pledge, number) → text as first seen
        self.numbers: dict[int, int] = {}  # pledge → highest version seen
        self.ended: dict[int, str] = {}  # pledge → « retire » or « realise »
        self.lots: list[tuple[object, str]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def world(self) -> None:
        self.feuille = une_feuille(Phase.ENGAGEMENT)
        self.organisation = une_organisation()
        action = une_action(self.feuille, state="retenue")
        self.people = [
            un_access(self.feuille, Role.REPRESENTANT, self.organisation) for _ in range(3)
        ] + [un_access(self.feuille, Role.ADMINISTRATEUR)]
        self.organisation.grants.filter(
            user=self.people[2].user, permission__codename="signer"
        ).delete()
        self.pledges = [
            un_engagement(action, self.organisation, state=state)
            for state in (State.CONFIRME, State.CONFIRME, State.DECLARE)
        ]

    def attempt(self, verb, *args, who: int, **details) -> None:
        """As a page does: rights read now, and a refusal is an answer."""
        access = get_access(self.people[who].user, self.feuille) or self.people[who]
        with suppress(Refus):
            getattr(services, verb)(*args, by=access, **details)

    WHO = st.integers(0, 3)
    WHICH = st.integers(0, 2)

    @rule(who=WHO, which=WHICH, text=TEXTS, quantity=QUANTITIES, firmness=FIRMNESS)
    def modifier(self, who, which, text, quantity, firmness) -> None:
        fermete, condition = firmness
        details = {"text": text, "quantity": quantity, "fermete": fermete, "condition": condition}
        self.attempt("modifier", self.pledges[which], who=who, **details)

    @rule(who=WHO, which=WHICH)
    def confirmer(self, who, which) -> None:
        self.attempt("confirmer", self.pledges[which], who=who)

    @rule(who=WHO, which=WHICH)
    def lever_condition(self, who, which) -> None:
        self.attempt("lever_condition", self.pledges[which], who=who, reason="Le bail est signé.")

    @rule(who=st.integers(0, 2), which=st.sampled_from([(0,), (1,), (2,), (0, 1)]))
    def demander(self, who, which) -> None:
        access = get_access(self.people[who].user, self.feuille) or self.people[who]
        with suppress(Refus):
            lot = demander(access, *(self.pledges[place] for place in which))
            self.lots.append((lot, Codes()[-1]))

    @rule(who=st.integers(0, 2), place=st.integers(0, 9), right=st.booleans())
    def signer(self, who, place, right) -> None:
        if self.lots:
            lot, code = self.lots[-1 - place % len(self.lots)]
            self.attempt("signer", lot, who=who, code=code if right else wrong(code))

    @rule(who=st.integers(0, 1), which=WHICH)
    def read_and_sign(self, who, which) -> None:
        """What most people do: nothing happens between the reading and the code."""
        self.demander(who, (which,))
        self.signer(who, 0, right=True)

    @rule(who=st.integers(0, 1), which=WHICH, text=TEXTS, asked_before=st.booleans())
    def sign_then_change(self, who, which, text, asked_before) -> None:
        """And somebody may still hold a code for what it said before."""
        if asked_before:
            self.demander(1 - who, (which,))
        self.read_and_sign(who, which)
        self.attempt("modifier", self.pledges[which], who=who, text=text)

    @rule(who=WHO, which=st.just(1))
    def realiser(self, who, which) -> None:
        self.attempt("realiser", self.pledges[which], who=who, note="Fait.")

    @rule(who=WHO, which=st.sampled_from([0, 2]))
    def retirer(self, who, which) -> None:
        self.attempt("retirer", self.pledges[which], who=who, reason="Commande perdue.")

    @rule(phase=st.sampled_from([Phase.ENGAGEMENT, Phase.PUBLIEE, Phase.SELECTION]))
    def change_phase(self, phase) -> None:
        FeuilleDeRoute.objects.filter(pk=self.feuille.pk).update(phase=phase)

    @rule(signs=st.booleans())
    def change_rights(self, signs) -> None:
        user = self.people[1].user
        retirer(self.organisation, user, by=None)
        accorder(self.organisation, user, by=None, signer=signs)

    # What always holds ---------------------------------------------------------------------------

    @invariant()
    def a_signed_text_never_changes(self) -> None:
        for signature in Signature.objects.signed():
            first = self.signed.setdefault(signature.pk, (signature.text, signature.sha256))
            assert (signature.text, signature.sha256) == first
            assert sha256(signature.text.encode()).hexdigest() == signature.sha256
        assert set(self.signed) <= set(Signature.objects.values_list("pk", flat=True))

    @invariant()
    def version_numbers_grow_and_every_version_is_reachable(self) -> None:
        for engagement in Engagement.objects.for_text():
            assert engagement.version >= self.numbers.get(engagement.pk, 1)
            self.numbers[engagement.pk] = engagement.version
            versions = vie.versions_of(engagement)
            assert [one.number for one in versions] == list(range(1, engagement.version + 1))
            for one in versions[:-1]:
                text = one.texte.canonique
                assert self.versions.setdefault((engagement.pk, one.number), text) == text
            for before, after in pairwise(versions):
                assert after.changes, (before.texte, after.texte)

    @invariant()
    def a_signature_is_of_a_version_that_said_exactly_that(self) -> None:
        for engagement in Engagement.objects.for_text():
            said = {one.number: one.texte.canonique for one in vie.versions_of(engagement)}
            signed = list(engagement.signatures.signed())
            assert len({one.version for one in signed}) == len(signed)
            for signature in signed:
                assert said[signature.version] == signature.text
            if engagement.state == State.SIGNE:
                assert any(one.version == engagement.version for one in signed)

    @invariant()
    def what_is_withdrawn_never_counts_nor_comes_back(self) -> None:
        for engagement in Engagement.objects.for_text():
            if engagement.state in (State.RETIRE, State.REALISE):
                self.ended.setdefault(engagement.pk, engagement.state)
            assert self.ended.get(engagement.pk, engagement.state) == engagement.state
            assert (engagement.state == State.RETIRE) == bool(engagement.withdrawal_reason)
        live = [e for e in Engagement.objects.for_list() if self.ended.get(e.pk) != State.RETIRE]
        counted = totaux(Engagement.objects.for_list(), self.people[3])
        assert sum(total.count for total in counted) == len(live)
        assert sum(total.quantity or 0 for total in counted) == sum(e.quantity for e in live)
        assert Engagement.objects.live().count() == len(live)


def test_any_life_of_a_pledge():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
