"""Finding ballots without naming anybody: one's own while the vote is open, voices to count."""

from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from actions.models import Action
from seances.depouillement.commun import Voix
from seances.depouillement.methodes import read_parameters
from seances.depouillement.resultat import digest, freeze
from seances.models import Bulletin, Participant, Scrutin


def voter_digest(scrutin: Scrutin, who: str) -> str:
    """What links a ballot to `who` under the key of this scrutin, gone once it is sealed."""
    return salted_hmac(
        "seances.bulletin", f"{scrutin.voter_key}:{who}", algorithm="sha256"
    ).hexdigest()


def digest_of(scrutin: Scrutin, participant: Participant) -> str:
    return voter_digest(scrutin, f"participant:{participant.pk}")


def my_bulletin(scrutin: Scrutin, participant: Participant) -> dict[int, Any]:
    """Action → value this person saved; empty once sealed: nobody can find it any more."""
    if not scrutin.voter_key:
        return {}
    bulletin = Bulletin.objects.filter(
        scrutin=scrutin, voter=digest_of(scrutin, participant)
    ).first()
    return choix_of(bulletin) if bulletin else {}


def choix_of(bulletin: Bulletin) -> dict[int, Any]:
    """Action (key) → value."""
    return {int(action): value for action, value in bulletin.choix.items()}


def voix_of(scrutin: Scrutin) -> list[Voix]:
    """The ballots as the count reads them. One query."""
    return [
        Voix(bulletin.college, bulletin.table, choix_of(bulletin))
        for bulletin in Bulletin.objects.filter(scrutin=scrutin)
    ]


def actions_of(scrutin: Scrutin) -> list[int]:
    """The actions put to the vote (keys), in the order of the ballot. One query."""
    ordered = scrutin.actions.order_by("objectif__position", "rank")
    return list(ordered.values_list("pk", flat=True))


def on_ballot(scrutin: Scrutin) -> QuerySet[Action]:
    """The actions of the ballot, in its order; before the opening, those that would be on it."""
    if scrutin.state == Scrutin.State.PREPARE and scrutin.objectif_id:
        found = Action.objects.open().filter(is_restricted=False, objectif=scrutin.objectif_id)
    else:
        found = Action.objects.filter(scrutins=scrutin)
    return found.select_related("objectif").order_by("objectif__position", "rank")


def recount(scrutin: Scrutin) -> bool:
    """Whether the ballots kept give the frozen result, and this one its hash."""
    if not scrutin.is_sealed or scrutin.result is None:
        return False
    parameters = read_parameters(scrutin.methode, scrutin.result["parameters"])
    again = freeze(scrutin.methode, parameters, scrutin.result["actions"], voix_of(scrutin))
    return digest(again) == digest(scrutin.result) == scrutin.result_sha256
