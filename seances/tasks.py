"""What follows: the count of a closed vote, how it holds, the messages after a séance."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import shared_task

from seances import emails
from seances.depouillement.methodes import depouiller, read_parameters
from seances.depouillement.resultat import plain
from seances.depouillement.robustesse import robustesse
from seances.models import Contribution, Scrutin, Seance
from seances.services import console
from seances.services import scrutin as services
from seances.urne import voix_of
from socle.jobs import Progress, handles
from socle.journal import record
from socle.models import Journal

#: The line of the journal that says a participant was written to.
WRITTEN = "engagement.courriel"


@shared_task
def depouiller_ferme(pk: int) -> None:
    """Count a vote whose grace is over; one opened again or counted already is left alone."""
    services.depouiller_echu(pk)


@handles(services.JOB_ROBUSTESSE)
def mesurer(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Ask of the sealed ballots which of the first actions hold; seconds of calculation."""
    scrutin = Scrutin.objects.get(pk=args["scrutin"])
    result = scrutin.result or {}
    parameters = read_parameters(scrutin.methode, result["parameters"])

    def ranking(voix: Any) -> dict[int, int]:
        lines = depouiller(scrutin.methode, result["actions"], voix, parameters)
        return {line.action: line.rank for line in lines}

    # The hash of the result draws the rooms: the same ballots give the same answer.
    seed = int(scrutin.result_sha256[:12], 16)
    measured = robustesse(voix_of(scrutin), ranking, top=scrutin.top, seed=seed)
    return partial(
        services.noter_robustesse,
        scrutin.pk,
        {
            **plain(measured),
            "words": measured.words,
            "holding": [ligne.action for ligne in measured.lignes if ligne.holds],
        },
    )


@handles(console.JOB_COURRIELS)
def ecrire_aux_participants(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """One message an address to confirm pledges; who was written to already is left alone."""
    seance = Seance.objects.for_room().get(pk=args["seance"])
    waiting: dict[str, list[Contribution]] = defaultdict(list)
    for contribution in seance.contributions.all().to_confirm():
        if not Journal.objects.about(contribution).filter(verb=WRITTEN).exists():
            waiting[contribution.confirm_email.lower()].append(contribution)

    def write() -> None:
        for address, contributions in waiting.items():
            emails.ecrire_a_confirmer(seance, address, contributions)
            for contribution in contributions:
                record(WRITTEN, by=None, on=contribution)

    return write
