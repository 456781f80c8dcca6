"""Several people at once: two merges, a merge and an edit, a merge and a support."""

import sqlite3
from contextlib import closing
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from actions.models import Action, Fusion, Soutien
from actions.services import redaction
from actions.services.priorites import soutenir
from actions.services.redaction import Conflict
from actions.versions import Base, values_of
from feuille_de_route.fusion_actions import defaire, fusionner
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action, une_feuille
from tests.feuille_de_route.fusions import l_administrateur, reunir, vus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def on_disk(tmp_path):
    """On SQLite, the test database copied to a file: there each thread has its own connection."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, settings = connections["default"], connections.settings["default"]
    name = settings["NAME"]
    path = tmp_path / "essai.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        memory.connection.backup(copy)
    del connections["default"]
    settings["NAME"] = str(path)
    yield
    connections["default"].close()
    connections["default"] = memory
    settings["NAME"] = name


def together(*verbs) -> list[str]:
    """Run them at the same moment; « done », or the name of what refused, in the same order."""
    start, outcomes = Barrier(len(verbs)), [""] * len(verbs)

    def run(rank, verb):
        start.wait()
        try:
            verb()
            outcomes[rank] = "done"
        except (Refus, Conflict) as error:
            outcomes[rank] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def feuille(on_disk):
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
