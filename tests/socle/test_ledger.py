"""What one gesture did to rows is given back, whatever order a database keeps keys in."""

import json

import pytest

from actions.models import Action, Jalon
from socle.ledger import Ledger
from tests.fabrique import une_action, une_feuille

pytestmark = pytest.mark.django_db


def stored(ledger: Ledger) -> Ledger:
    """As PostgreSQL gives it back: keys of objects sorted, no Python value left."""
    return Ledger(json.loads(json.dumps(ledger.steps, sort_keys=True)))


def living(table, key):
    return key if table._base_manager.filter(pk=key).exists() else None


def test_columns_written_together_come_back_each_to_its_place():
    feuille = une_feuille()
    one, other = une_action(feuille), une_action(feuille)
    line = Jalon.objects.create(action=one, title="Ouvrir", position=3)
    ledger = Ledger()
    ledger.write(Jalon.objects.filter(pk=line.pk), title="Fermer", position=7, action_id=other.pk)

    stored(ledger).undo(resolve=living)

    line.refresh_from_db()
    assert (line.title, line.position, line.action) == ("Ouvrir", 3, one)


def test_what_hangs_on_a_row_keeps_it_from_being_erased():
    action = une_action(une_feuille())
    Jalon.objects.create(action=action, title="Ouvrir")
    with pytest.raises(TypeError, match="hang on"):
        Ledger().erase(Action.objects.filter(pk=action.pk))


def test_an_erased_row_comes_back_with_its_dates_unless_its_owner_is_gone():
    action = une_action(une_feuille())
    kept = action.pieces.create(title="Compte rendu")
    ledger = Ledger()
    ledger.erase(action.pieces.all())

    stored(ledger).undo(resolve=living)
    assert action.pieces.get().created_at == kept.created_at

    again = Ledger()
    again.erase(action.pieces.all())
    action.delete()
    stored(again).undo(resolve=living)
    assert not type(kept).objects.exists()
