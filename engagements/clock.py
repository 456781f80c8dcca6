"""What time starts for pledges: the weekly digest of what waits. Celery beat calls it."""

from datetime import date, datetime, time, timedelta

from celery import shared_task
from django.utils import timezone

from comptes.abonnement import ecrire_resume
from engagements.rappels import Rappel, rappels_of

KIND = "rappel"
#: Days between two digests to one person, whatever waits.
WEEK = 7


@shared_task  # type: ignore[untyped-decorator]  # celery carries no types
def envoyer_rappels() -> None:
    """Write to each person for whom something waits."""
    ecrire_rappels(timezone.now())


def ecrire_rappels(now: datetime) -> int:
    """One digest a person for whom something waits, and none within a week. How many."""
    today = timezone.localtime(now).date()
    return sum(_ecrire(rappel, today) for rappel in rappels_of(today))


def _ecrire(rappel: Rappel, today: date) -> bool:
    first = datetime.combine(today - timedelta(days=WEEK - 1), time.min)
    year, week, _ = today.isocalendar()
    return ecrire_resume(
        KIND,
        rappel.user.pk,
        since=timezone.make_aware(first),
        cle=f"{year}-{week:02}",
        read=lambda _user: rappel,
    )
