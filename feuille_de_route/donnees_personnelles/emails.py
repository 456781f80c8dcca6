"""The message before an inactive account is erased."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from comptes.models import User
from socle.courriels import ecrire
from socle.francais import date_longue

KIND = "compte.inactif"


def avertir(user: User, end: datetime) -> None:
    """Tell a person that his or her account goes at `end`, and how to keep it."""
    day = date_longue(timezone.localtime(end))
    ecrire(
        KIND,
        user.email,
        subject=f"Votre compte sera effacé le {day}",
        template="inactif",
        context={
            "prenom": user.get_short_name() if user.name else "",
            "jour": day,
            "url": settings.SITE_URL + reverse(settings.LOGIN_URL),
        },
        user_id=user.pk,
    )
