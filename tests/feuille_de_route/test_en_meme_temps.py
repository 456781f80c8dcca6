"""Two people write one action at the same time, by any two ways: nothing is silently overwritten.

The second one starts when the first has written and nobody else can read it yet. On both bases.
"""

import time
from dataclasses import dataclass
from functools import partial
from threading import Event

import pytest
from django.db import transaction

from actions.models import Action, Amendement, VersionAction
from actions.services.integration import integrer, integrer_ensemble
from actions.services.redaction import modifier
from actions.services.restauration import restaurer
from feuille_de_route.donnees.tableur import services as tableurs
from feuille_de_route.donnees.tableur.services import Agreed
from feuille_de_route.fusion_actions import fusionner
from feuille_de_route.fusion_organisations import fusionner as fusionner_organisations
from territoires.access import Access
from territoires.droits import Phase, Role
from tests.actions.amendes import base_of, load, propose
from tests.donnees.classeurs import xlsx
from tests.donnees.test_tableur_import import HEAD, tableur
from tests.fabrique import un_access, une_action, une_feuille, une_organisation
from tests.feuille_de_route.fusions import l_administrateur, vus
from tests.outils import HELD, meanwhile, together

pytestmark = pytest.mark.django_db(transaction=True)

#: What each way writes in the title, for the action to say whose text it holds.
TITLES = {
    "edit": "De la page",
    "integrate": "De l’amendement",
    "together": "De l’autre amendement",
    "import": "Du tableur",
    "restore": "Au début",
}
#: A pair in both orders; a way that does not write a title (« merge ») closes the action.
PAIRS = [
    ("integrate", "together"),
    ("together", "integrate"),
    ("edit", "integrate"),
    ("integrate", "edit"),
    ("edit", "merge"),
    ("merge", "edit"),
    ("integrate", "merge"),
    ("edit", "import"),
    ("import", "edit"),
    ("import", "integrate"),
    ("merge", "import"),
    ("import", "merge"),
    ("restore", "import"),
]


@dataclass
class Scene:
    """An action that everybody read, and every way to write it from what was read."""

    action: Action
    by: Access

    def ways(self) -> dict:
        author = un_access(self.action.feuille, Role.PORTEUR)
        one, other = (
            propose(self.action, author, "title", TITLES[way]) for way in ("integrate", "together")
        )
        target = une_action(self.action.feuille, title="L’action qui reste")
        sheet = tableur(xlsx([HEAD, [self.action.numero, 1, TITLES["import"]]]))
        agreed = Agreed(tableurs.plan_of(sheet, self.by).digest())
        read, base = load(self.action), base_of(self.action)
        return {
            "edit": partial(
                modifier, read, by=self.by, base=base, values={"title": TITLES["edit"]}
            ),
            "integrate": partial(integrer, one, by=self.by, base=base),
            "together": partial(
                integrer_ensemble, [other], by=self.by, seen={self.action.pk: base}
            ),
            "import": partial(tableurs.importer_tableur, sheet, self.by, agreed),
            "restore": partial(restaurer, read, by=self.by, number=1, seen=read.version),
            "merge": partial(
                fusionner,
                target,
                [self.action],
                by=self.by,
                choices={},
                seen=vus(target, self.action),
            ),
        }


@pytest.fixture
def scene(own_base):
    feuille = une_feuille(Phase.AJUSTEMENT)
    by = l_administrateur(feuille)
    action = une_action(feuille, title=TITLES["restore"])
    modifier(load(action), by=by, base=base_of(action), values={"title": "Lu par tous"})
    return Scene(action, by)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_second_is_told_and_what_the_first_wrote_stays(scene, first, second):
    ways = scene.ways()
    outcome = meanwhile(ways[first], ways[second])
    assert outcome in ("Refus", "Conflict", "PlanChanged")
    _written_once(scene.action, first)


@pytest.mark.parametrize(("first", "second"), [("edit", "import"), ("integrate", "together")])
def test_at_the_same_instant_one_is_written_and_the_other_told(scene, first, second):
    ways = scene.ways()
    outcomes = dict(zip((first, second), together(ways[first], ways[second]), strict=True))
    (writer,) = [way for way, outcome in outcomes.items() if outcome == "done"]
    _written_once(scene.action, writer)


def test_a_writer_of_two_actions_and_a_writer_of_one_never_wait_for_each_other(scene):
    """Each holds an action, then wants the roadmap: the actions come first, all of them."""
    one, by = scene.action, scene.by
    other = une_action(one.feuille, title="Une autre")
    author = un_access(one.feuille, Role.PORTEUR)
    rows = [propose(action, author, "title", "Proposé") for action in (one, other)]
    seen = {action.pk: base_of(action) for action in (one, other)}
    begun = Event()

    def edit_slowly():
        read = load(other)
        with transaction.atomic():
            Action.objects.select_for_update(of=("self",)).get(pk=other.pk)
            begun.set()
            time.sleep(HELD)
            modifier(read, by=by, base=seen[other.pk], values={"title": "De la page"})

    def integrate_both():
        begun.wait()
        integrer_ensemble(rows, by=by, seen=seen)

    assert together(edit_slowly, integrate_both) == ["done", "Refus"]
    assert [load(action).title for action in (one, other)] == ["Lu par tous", "De la page"]


def test_a_merge_of_organisations_and_a_writer_of_an_action_never_wait_for_each_other(scene):
    """The merge writes the actions of the organisation: it holds them before the roadmap."""
    action, by = scene.action, scene.by
    source, kept = une_organisation("Fonderie Courlis"), une_organisation("Fonderies du Courlis")
    for one in (source, kept):
        by.feuille.territoire.organisations.add(one)
    Action.objects.filter(pk=action.pk).update(porteur=source)
    begun = Event()

    def edit_slowly():
        read = load(action)
        with transaction.atomic():
            Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
            begun.set()
            time.sleep(HELD)
            modifier(read, by=by, base=base_of(action), values={"title": "De la page"})

    def merge():
        begun.wait()
        fusionner_organisations(by, source=source, kept=kept)

    assert together(edit_slowly, merge) == ["done", "done"]
    assert (load(action).title, load(action).porteur) == ("De la page", kept)


def _written_once(action: Action, way: str) -> None:
    """This way wrote the action, the other did not, and no text of anybody is lost."""
    action = load(action)
    numbers = list(
        VersionAction.objects.filter(action=action)
        .order_by("number")
        .values_list("number", flat=True)
    )
    assert numbers == [*range(1, action.version + 1)]
    if way == "merge":
        assert (action.state, action.title) == (Action.State.FUSIONNEE, "Lu par tous")
    else:
        assert (action.state != Action.State.FUSIONNEE, action.title) == (True, TITLES[way])
    texts = {one.pk: one.text for one in Amendement.objects.all()}
    assert sorted(texts.values()) == sorted([TITLES["integrate"], TITLES["together"]])
