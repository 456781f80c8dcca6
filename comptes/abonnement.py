"""Digests by mail: written to who wants them, refused in one click, signed out (RFC 8058)."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from comptes.models import User
from socle.courriels import ecrire
from socle.models import Courriel

SALT = "rappels"


def token_of(user: User) -> str:
    """What only this product can make: it names the person."""
    return signing.dumps(user.pk, salt=SALT)


def unsubscribe_url(user: User) -> str:
    """The address that stops the digests of this person, and nothing else. It never expires."""
    return settings.SITE_URL + reverse("comptes:desabonner", args=[token_of(user)])


def unsubscribe_headers(user: User) -> dict[str, str]:
    """What makes a mailbox show its own « unsubscribe » button, which sends one POST."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(user)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def person_of(token: str) -> User | None:
    """The person of a link, or None when it was not made here."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


# Digests -----------------------------------------------------------------------------------------


class Resume(Protocol):
    """What a digest tells one person."""

    @property
    def objet(self) -> str:
        """What it counts, for its subject: « 1 question et 2 réponses ». Empty: nothing to tell."""

    @property
    def feuilles(self) -> Collection[Any]:
        """The roadmaps it speaks of."""

    @property
    def content(self) -> Mapping[str, Any]:
        """What its template reads beside what every digest says."""


@transaction.atomic
def ecrire_resume(
    kind: str, user_id: int, *, since: datetime, cle: str, read: Callable[[User], Resume]
) -> bool:
    """Write this digest of templates/emails/<kind>; whether it was.

    It is not when the person refuses digests now, received one of this kind since `since`, or has
    nothing to be told. `cle` tells the period from the others, for this person and kind. `read` is
    asked once the person's row is locked: two calls at once write one.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    recent = Courriel.objects.filter(kind=kind, user_id=user.pk, created_at__gte=since)
    if not (user.rappels and user.is_active) or recent.exists():
        return False
    resume = read(user)
    if not resume.objet:
        return False
    # A digest on several roadmaps belongs to none: no administrator reads of another territory.
    feuille = next(iter(resume.feuilles)) if len(resume.feuilles) == 1 else None
    ecrire(
        kind,
        user.email,
        subject=f"Feuille de route\u00a0: {resume.objet}",
        template=kind,
        context={
            "prenom": user.get_short_name() if user.name else "",
            "objet": resume.objet,
            "territoire": feuille.territoire if feuille else "",
            "url": settings.SITE_URL + reverse("entrer"),
            "desabonnement": unsubscribe_url(user),
            **resume.content,
        },
        feuille_id=feuille.pk if feuille else None,
        user_id=user.pk,
        cle=f"{kind}-{user.pk}-{cle}",
        headers=unsubscribe_headers(user),
    )
    return True
