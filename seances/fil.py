"""The thread of one action through the séances: brought, voted, decided, committed.

From the fiche, each link opens the minutes where it was said; the minutes lead back to the fiche.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import get_current_timezone

from actions.models import Action
from engagements.affichage import lignes
from seances.affichage import LigneResultat, median_mention
from seances.models import Contribution, Seance
from socle import francais
from territoires.access import Access


@dataclass(frozen=True, slots=True)
class Etape:
    """One thing a séance did to the action. `url`: its place in the minutes."""

    icone: str
    titre: str
    sous: str
    url: str


def fil_of(action: Action, access: Access) -> list[Etape]:
    """Everything the séances did to an action, in the order it happens. Four queries at most.

    Pledges as this reader may know of them.
    """
    contributions = list(Contribution.objects.about(action))
    resultats = list(action.resultats.select_related("seance"))
    held = {one.seance.pk: one.seance for one in (*contributions, *resultats)}
    if not held:
        return []
    published = action.scrutins.published().values_list("seance", "pk") if resultats else ()
    votes = {seance: f"vote-{pk}" for seance, pk in published}
    slug = access.feuille.slug
    urls = {pk: reverse("seances:compte_rendu", args=[slug, pk]) for pk in held}
    thread = []
    for seance in sorted(held.values(), key=lambda one: (one.date, one.pk)):
        url = urls[seance.pk]
        mine = [one for one in contributions if one.seance_id == seance.pk]
        thread += [_brought(one, url) for one in mine if not one.engagement_id]
        thread += [
            Etape(
                "vote",
                f"Vote\u00a0: {LigneResultat(row, median_mention(row.mentions)).words}",
                _when(seance).capitalize(),
                f"{url}#{votes.get(seance.pk, 'resultats')}",
            )
            for row in resultats
            if row.seance_id == seance.pk
        ]
        if decided := _decided(action, seance):
            thread.append(Etape("coche", decided, _when(seance).capitalize(), f"{url}#decisions"))
        pledges = lignes([one.engagement for one in mine if one.engagement], access)
        thread += [
            Etape(
                "poignee", f"Engagement\u00a0: {one.organisation}", one.phrase, f"{url}#engagements"
            )
            for one in pledges
        ]
    return thread


def _brought(contribution: Contribution, url: str) -> Etape:
    who = str(contribution.table) if contribution.table else "En séance"
    sous = f"{who}, {_when(contribution.seance)}"
    if amendement := contribution.amendement:
        state = amendement.get_state_display()
        return Etape("amendement", f"Amendement {state}", sous, f"{url}#amendement-{amendement.pk}")
    if contribution.action_id:
        return Etape("idee", "Proposée en séance", sous, f"{url}#propositions")
    return Etape("commentaire", "Commentaire", sous, url)


def _decided(action: Action, seance: Seance) -> str:
    """The decision in force, when it was taken during this séance."""
    if action.decided_at is None or not action.state:
        return ""
    start = seance.opened_at or datetime.combine(
        seance.date, datetime.min.time(), get_current_timezone()
    )
    end = seance.closed_at or start + timedelta(days=1)
    if not start <= action.decided_at <= end:
        return ""
    return f"Décision\u00a0: {action.get_state_display()}"


def _when(seance: Seance) -> str:
    return f"séance du {francais.date_longue(seance.date)}"
