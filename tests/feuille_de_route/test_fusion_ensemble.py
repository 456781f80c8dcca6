"""Several people at once: two merges, a merge and an edit, a merge and a support."""

import pytest

from actions.models import Action, Fusion, Soutien
from actions.services import redaction
from actions.services.priorites import soutenir
from actions.versions import Base, values_of
from feuille_de_route.fusion_actions import defaire, fusionner
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action, une_feuille
from tests.feuille_de_route.fusions import l_administrateur, reunir, vus
from tests.outils import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feuille(own_base):
    return une_feuille(Phase.AJUSTEMENT)


@pytest.fixture
def by(feuille):
    return l_administrateur(feuille)


def test_two_merges_of_one_action_at_once_leave_one(feuille, by):
    source, left, right = (une_action(feuille) for _ in range(3))
    seen = vus(source, left, right)

    outcomes = together(
        lambda: fusionner(left, [source], by=by, choices={}, seen=seen),
        lambda: fusionner(right, [source], by=by, choices={}, seen=seen),
    )

    assert sorted(outcomes) == ["Refus", "done"]
    assert Fusion.objects.count() == 1


def test_two_merges_that_cross_never_wait_for_ever(feuille, by):
    one, other = une_action(feuille), une_action(feuille)
    seen = vus(one, other)

    outcomes = together(
        lambda: fusionner(one, [other], by=by, choices={}, seen=seen),
        lambda: fusionner(other, [one], by=by, choices={}, seen=seen),
    )

    assert sorted(outcomes) == ["Refus", "done"]


def test_a_merge_and_an_edit_at_once_lose_no_text(feuille, by):
    """Whoever comes second is told: the merge asks again, the edit is refused with its reason."""
    target, source = une_action(feuille), une_action(feuille)
    seen = vus(target, source)
    shown = Action.objects.for_fiche().get(pk=source.pk)
    base, values = Base.of(shown), values_of(shown) | {"title": "Mon titre"}

    outcomes = together(
        lambda: fusionner(target, [source], by=by, choices={}, seen=seen),
        lambda: redaction.modifier(shown, by=by, base=base, values=values),
    )

    assert sorted(outcomes) == ["Refus", "done"]
    source.refresh_from_db()
    merged = outcomes[0] == "done"
    assert (source.state == Action.State.FUSIONNEE) == merged
    assert (source.title == "Mon titre") == (not merged)


def test_a_support_given_during_a_merge_counts_once(feuille, by):
    target, source = une_action(feuille), une_action(feuille)
    person = un_access(feuille, Role.PORTEUR)
    Soutien.objects.create(action=source, user=person.user)
    seen = vus(target, source)

    together(
        lambda: fusionner(target, [source], by=by, choices={}, seen=seen),
        lambda: soutenir(target, by=person),
    )

    assert target.soutiens.count() == 1


def test_undone_twice_at_once_is_undone_once(feuille, by):
    fusion = reunir(une_action(feuille), une_action(feuille), by=by)
    outcomes = together(lambda: defaire(fusion, by=by), lambda: defaire(fusion, by=by))
    assert sorted(outcomes) == ["Refus", "done"]
