"""What time starts for pledges: the weekly digest of what waits. Celery beat calls it."""

from datetime import date, datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from comptes.abonnement import unsubscribe_headers, unsubscribe_url
from comptes.models import User
from engagements.rappels import Rappel, rappels_of
from socle.courriels import ecrire
from socle.models import Courriel

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


@transaction.atomic
def _ecrire(rappel: Rappel, today: date) -> bool:
    """Write this digest unless one is recent or the person refuses them now.

    The person's row is locked: two calls at once, on both sides of a Sunday midnight, write one.
    """
    user = User.objects.select_for_update().get(pk=rappel.user.pk)
    since = timezone.make_aware(
        datetime.combine(today - timedelta(days=WEEK - 1), datetime.min.time())
    )
    recent = Courriel.objects.filter(kind=KIND, user_id=user.pk, created_at__gte=since)
    if not (user.rappels and user.is_active) or recent.exists():
        return False
    year, week, _ = today.isocalendar()
    # A digest on several roadmaps belongs to none: no administrator reads of another territory.
    feuille = next(iter(rappel.feuilles)) if len(rappel.feuilles) == 1 else None
    ecrire(
        KIND,
        user.email,
        subject=f"Feuille de route\u00a0: {rappel.objet}",
        template="rappel",
        context={
            "prenom": user.get_short_name() if user.name else "",
            "objet": rappel.objet,
            "parties": rappel.parties,
            "territoire": feuille.territoire if feuille else "",
            "url": settings.SITE_URL + reverse("entrer"),
            "desabonnement": unsubscribe_url(user),
        },
        feuille_id=feuille.pk if feuille else None,
        user_id=user.pk,
        cle=f"rappel-{user.pk}-{year}-{week:02}",
        headers=unsubscribe_headers(user),
    )
    return True
