"""What a merge or a split of actions does in the séances: votes to come follow, past ones stay.

A frozen result was voted on one title and its ballots no longer name anybody: it stays on the action
that was voted, and the page of the action that took it in reads it there.
"""

from collections.abc import Iterable

from actions.models import Action
from seances.models import Question, Scrutin, Seance
from seances.services.commun import bump_stage
from socle.ledger import Ledger

#: A vote that is neither to come nor over: its ballots hold the keys of its actions.
RUNNING = (Scrutin.State.OUVERT, Scrutin.State.FERME)


def verrouiller(feuille_id: int) -> None:
    """Hold the séances of a roadmap that are not over, before any action: no vote opens meanwhile."""
    rows = Seance.objects.select_for_update(of=("self",)).filter(feuille=feuille_id)
    list(rows.exclude(state=Seance.State.CLOSE).order_by("pk"))


def au_vote(actions: Iterable[Action]) -> list[str]:
    """The numbers of the actions a séance votes on now."""
    found = Action.objects.filter(
        pk__in=[one.pk for one in actions], scrutins__state__in=RUNNING
    ).distinct()
    return list(found.order_by("objectif__position", "rank").values_list("numero", flat=True))


def suivre_fusion(target: Action, sources: Iterable[Action], ledger: Ledger) -> None:
    """Votes not yet open are about `target`, once; a screen that shows a source shows it."""
    keys = [one.pk for one in sources]
    through = Scrutin.actions.through
    rows = through._base_manager.filter(action_id__in=keys, scrutin__state=Scrutin.State.PREPARE)
    for row in rows.order_by("pk"):
        same = through._base_manager.filter(pk=row.pk)
        there = through._base_manager.filter(scrutin_id=row.scrutin_id, action_id=target.pk)
        if there.exists():
            ledger.erase(same)
        else:
            ledger.write(same, action_id=target.pk)
    ledger.write(Question.objects.filter(action__in=keys), action_id=target.pk)
    for seance in Seance.objects.filter(screen_action__in=keys):
        Seance.objects.filter(pk=seance.pk).update(screen_action=target)
        bump_stage(seance)


def retenus(ledger: Ledger) -> list[tuple[type, int]]:
    """What undoing must leave: the actions of votes opened since."""
    through = Scrutin.actions.through
    keys = ledger.keys(through)
    opened = through._base_manager.filter(pk__in=keys).exclude(scrutin__state=Scrutin.State.PREPARE)
    return [(through, key) for key in opened.values_list("pk", flat=True)]
