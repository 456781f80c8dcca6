"""What time starts for actions: the daily digest of what is new. Celery beat calls it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from actions.nouvelles import Nouvelle, nouvelles_between, people_of, resume_of
from comptes.models import User
from socle.courriels import ecrire
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
    oldest = _midnight(today - timedelta(days=BEHIND))
    people = people_of(nouvelles_between(oldest, _midnight(today)))
    last = dict(
        Courriel.objects.filter(kind=KIND, user_id__in=people, created_at__gte=oldest)
        .values_list("user_id")
        .annotate(Max("created_at"))
    )
    written = 0
    for user_id, nouvelles in people.items():
        told = _midnight(timezone.localtime(last[user_id]).date()) if user_id in last else oldest
        written += _ecrire(user_id, nouvelles, told, today)
    return written


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@transaction.atomic
def _ecrire(user_id: int, nouvelles: Iterable[Nouvelle], since: datetime, today: date) -> bool:
    """Write this message unless there is one today or the person refuses them now.

    The person's row is locked: two calls at once write one.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    cle = f"{KIND}-{user.pk}-{today:%Y-%m-%d}"
    refused = not (user.rappels and user.is_active)
    if refused or Courriel.objects.filter(cle=cle).exists():
        return False
    resume = resume_of(user, nouvelles, since)
    if not resume.nouvelles:
        return False
    # A digest on several roadmaps belongs to none: no administrator reads of another territory.
    feuille = next(iter(resume.feuilles)) if len(resume.feuilles) == 1 else None
    ecrire(
        KIND,
        user.email,
        subject=f"Feuille de route\u00a0: {resume.objet}",
        template="nouvelles",
        context={
            "prenom": user.get_short_name() if user.name else "",
            "objet": resume.objet,
            "nouvelles": resume.nouvelles,
            "territoire": feuille.territoire if feuille else "",
            "url": settings.SITE_URL + reverse("entrer"),
            "compte": settings.SITE_URL + reverse("comptes:compte"),
        },
        feuille_id=feuille.pk if feuille else None,
        user_id=user.pk,
        cle=cle,
    )
    return True
