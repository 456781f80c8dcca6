"""Refusing reminders in one click, signed out: the signed link, and its headers (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from comptes.models import User

SALT = "rappels"


def token_of(user: User) -> str:
    """What only this product can make: it names the person."""
    return signing.dumps(user.pk, salt=SALT)


def unsubscribe_url(user: User) -> str:
    """The address that stops the reminders of this person, and nothing else. It never expires."""
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
