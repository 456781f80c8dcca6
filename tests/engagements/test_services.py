"""The verbs on pledges: result, journal, refusal, and refusal when the phase closed meanwhile."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from actions.apports import Apport
from engagements import rules, services
from engagements.models import Engagement
from organisations.services import accorder
from socle.models import Journal
from socle.refus import Refus
from territoires.access import Access, get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation

pytestmark = pytest.mark.django_db
State = Engagement.State


@pytest.fixture
def feuille() -> FeuilleDeRoute:
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation():
    return une_organisation("Mécanique Balbuzard")


@pytest.fixture
def access(feuille, organisation) -> Access:
    return un_access(feuille, Role.REPRESENTANT, organisation)


@pytest.fixture
def action(feuille):
    return une_action(feuille, state="retenue")


def close(feuille: FeuilleDeRoute) -> None:
    """The phase moves on while somebody still holds the page."""
    FeuilleDeRoute.objects.filter(pk=feuille.pk).update(phase=Phase.SELECTION)


def lines(engagement: Engagement) -> list[str]:
    return [line.verb for line in reversed(Journal.objects.about(engagement))]


def test_the_whole_life_of_a_pledge(access, action, organisation):
    engagement = services.commencer(action, by=access, organisation=organisation, kind=Apport.TEMPS)
    assert (engagement.state, engagement.author) == (State.BROUILLON, access.user)
    services.modifier(engagement, by=access, quantity=Decimal(25), text="Prêter.", fermete="ferme")
    services.declarer(engagement, by=access)
    services.modifier(engagement, by=access, quantity=Decimal(30))
    services.confirmer(engagement, by=access)
    engagement.refresh_from_db()
    assert (engagement.state, engagement.quantity) == (State.CONFIRME, Decimal(30))
    assert (engagement.confirmed_by, engagement.confirmed_at is None) == (access.user, False)
    services.retirer(engagement, by=access, reason="Commande perdue")
    engagement.refresh_from_db()
    assert (engagement.state, engagement.withdrawal_reason) == (State.RETIRE, "Commande perdue")
    assert lines(engagement) == [
        "engagement.brouillon",
        "engagement.declare",
        "engagement.modifie",
        "engagement.confirme",
        "engagement.retire",
    ]


def test_a_first_step_sent_twice_gives_one_draft(access, action, organisation):
    twice = [
        services.commencer(action, by=access, organisation=organisation, kind=Apport.TEMPS)
        for _ in range(2)
    ]
    assert twice[0].pk == twice[1].pk
    services.modifier(twice[0], by=access, text="Prêter.")
    third = services.commencer(action, by=access, organisation=organisation, kind=Apport.TEMPS)
    assert third.pk != twice[0].pk


def test_one_does_not_pledge_for_another_organisation(access, action):
    other = une_organisation()
    with pytest.raises(Refus, match="ne représentez pas"):
        services.commencer(action, by=access, organisation=other, kind=Apport.TEMPS)
    assert not Engagement.objects.exists()


def test_changing_the_kind_drops_what_only_the_old_one_had(access, action, organisation, feuille):
    second = une_organisation()
    feuille.territoire.organisations.add(second)
    accorder(second, access.user, by=None)
    both = get_access(access.user, feuille)
    engagement = un_engagement(
        action, organisation, state="brouillon", is_mecenat=True, text="Prêter."
    )
    services.changer_apport(engagement, by=both, organisation=second, kind=Apport.DONNEES)
    engagement.refresh_from_db()
    assert (engagement.kind, engagement.quantity, engagement.is_mecenat) == ("donnees", None, False)
    assert (engagement.organisation, engagement.text) == (second, "Prêter.")
    with pytest.raises(Refus, match="ne représentez pas"):
        services.changer_apport(
            engagement, by=both, organisation=une_organisation(), kind=Apport.DONNEES
        )


@pytest.mark.parametrize(
    ("state", "verb", "extra"),
    [
        ("brouillon", "modifier", {"text": "Tapé trop tard"}),
        ("declare", "modifier", {"text": "Tapé trop tard"}),
        ("brouillon", "declarer", {}),
        ("declare", "confirmer", {}),
    ],
)
def test_refused_when_the_phase_closed_meanwhile(
    access, action, organisation, feuille, state, verb, extra
):
    engagement = un_engagement(action, organisation, state=state)
    close(feuille)
    with pytest.raises(Refus, match=r"La phase «.Sélection.» ne permet pas"):
        getattr(services, verb)(engagement, by=access, **extra)
    engagement.refresh_from_db()
    assert (engagement.state, engagement.text) == (state, "Prêter notre bureau d’études.")
    assert lines(engagement) == []


def test_a_new_pledge_is_refused_when_the_phase_closed_meanwhile(
    access, action, organisation, feuille
):
    close(feuille)
    with pytest.raises(Refus):
        services.commencer(action, by=access, organisation=organisation, kind=Apport.TEMPS)
    assert not Engagement.objects.exists()


def test_a_draft_is_kept_and_a_pledge_withdrawn_whatever_the_phase(
    access, action, organisation, feuille
):
    draft = un_engagement(action, organisation, state="brouillon")
    declared = un_engagement(action, organisation)
    close(feuille)
    services.garder(draft, by=access, text="Ce que je tapais")
    services.retirer(declared, by=access, reason="Autre priorité")
    draft.refresh_from_db()
    declared.refresh_from_db()
    assert (draft.text, declared.state) == ("Ce que je tapais", State.RETIRE)


def test_a_declared_pledge_stays_complete(access, action, organisation):
    engagement = un_engagement(action, organisation, fermete="ferme")
    with pytest.raises(Refus, match="Chiffrez"):
        services.modifier(engagement, by=access, quantity=None)
    with pytest.raises(TypeError, match="state"):
        services.modifier(engagement, by=access, state="signe")


def test_first_confirmed_pledge_commits_the_action_and_the_last_withdrawn_frees_it(
    access, action, organisation
):
    first, second, third = (un_engagement(action, organisation) for _ in range(3))
    states = []
    for verb, engagement in [
        ("confirmer", first),
        ("confirmer", second),
        ("retirer", third),
        ("retirer", first),
        ("retirer", second),
    ]:
        extra = {"reason": "Autre priorité"} if verb == "retirer" else {}
        getattr(services, verb)(engagement, by=access, **extra)
        action.refresh_from_db()
        states.append(action.state)
    assert states == ["engagee", "engagee", "engagee", "engagee", "retenue"]


def test_withdrawing_a_pledge_never_confirmed_leaves_the_action_alone(
    access, organisation, feuille
):
    action = une_action(feuille, state="engagee")
    services.retirer(un_engagement(action, organisation), by=access, reason="Autre priorité")
    action.refresh_from_db()
    assert action.state == "engagee"


def test_an_administrator_confirms_for_an_organisation(action, organisation, feuille):
    administrator = un_access(feuille, Role.ADMINISTRATEUR)
    engagement = un_engagement(action, organisation)
    services.confirmer(engagement, by=administrator)
    engagement.refresh_from_db()
    assert (engagement.state, engagement.confirmed_by) == (State.CONFIRME, administrator.user)
    with pytest.raises(Refus):
        services.retirer(engagement, by=administrator, reason="Non")


def test_a_draft_is_thrown_away_and_a_declared_pledge_is_not(access, action, organisation):
    draft, declared = (
        un_engagement(action, organisation, state=state) for state in ("brouillon", "declare")
    )
    services.supprimer(draft, by=access)
    with pytest.raises(Refus, match="historique"):
        services.supprimer(declared, by=access)
    assert list(Engagement.objects.all()) == [declared]


@pytest.mark.parametrize("visibilite", ["public", "montant_masque", "anonyme", "interne"])
def test_the_roadmap_journal_names_only_pledges_shown_with_their_name(
    access, action, organisation, feuille, visibilite
):
    engagement = un_engagement(
        action, organisation, state="brouillon", visibilite=visibilite, quantity=Decimal(4321)
    )
    services.declarer(engagement, by=access)
    services.modifier(engagement, by=access, quantity=Decimal(8765))
    services.confirmer(engagement, by=access)
    services.retirer(engagement, by=access, reason="Autre priorité")
    told = Journal.objects.of_feuille(feuille.pk).exclude(verb__startswith="feuille.")
    text = " ".join(f"{line.user_name} {line.details}" for line in told)
    named = visibilite in {"public", "montant_masque"}
    assert ("Mécanique Balbuzard s’engage sur l’action 1.1" in text) == named
    assert (str(access.user) in text) == named
    assert "4321" not in text
    assert "8765" not in text


def test_the_database_refuses_a_withdrawal_without_reason(action, organisation):
    with pytest.raises(IntegrityError), transaction.atomic():
        un_engagement(action, organisation, state="retire")


@pytest.mark.parametrize("role", list(Role))
def test_the_query_and_the_rule_agree_on_who_knows(role, action, organisation, feuille):
    reader = un_access(feuille, role, organisation)
    for owner in (organisation, une_organisation()):
        for state in State:
            for visibilite in Engagement.Visibilite:
                un_engagement(
                    action,
                    owner,
                    state=state,
                    visibilite=visibilite,
                    withdrawal_reason="Un motif" if state == State.RETIRE else "",
                )
    seen = set(Engagement.objects.visible_to(reader))
    expected = {e for e in Engagement.objects.all() if not rules.hides_existence(e, reader)}
    assert seen == expected
    assert seen
