"""What time starts for actions: the daily digest of what is new. Celery beat calls it."""

from datetime import date, datetime, time, timedelta
from functools import partial

from celery import shared_task
from django.db.models import Max
from django.utils import timezone

from actions.nouvelles import nouvelles_between, people_of, resume_of
from comptes.abonnement import ecrire_resume
from socle.models import Courriel

KIND = "nouvelles"
#: Days told at most in one message, when the clock was stopped.
BEHIND = 3


@shared_task  # type: ignore[untyped-decorator]  # celery carries no types
def envoyer_nouvelles() -> None:
    """Write to each person about what was said on his or her actions until last midnight."""
    ecrire_nouvelles(timezone.now())


def ecrire_nouvelles(now: datetime) -> int:
    """One message a person about whole days, the last one yesterday; one a day at most. How many.

    Whole days: what is written while the messages leave is told tomorrow, once.
    """
    today = timezone.localtime(now).date()
    oldest, midnight = _midnight(today - timedelta(days=BEHIND)), _midnight(today)
    people = people_of(nouvelles_between(oldest, midnight))
    last = dict(
        Courriel.objects.filter(kind=KIND, user_id__in=people, created_at__gte=oldest)
        .values_list("user_id")
        .annotate(Max("created_at"))
    )
    written = 0
    for user_id, nouvelles in people.items():
        told = _midnight(timezone.localtime(last[user_id]).date()) if user_id in last else oldest
        read = partial(resume_of, nouvelles=nouvelles, since=told)
        written += ecrire_resume(KIND, user_id, since=midnight, cle=today.isoformat(), read=read)
    return written


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
