"""The verbs on one's own account. Accounts are created by whoever manages the members."""

from typing import Any

from django.db import transaction

from comptes.models import User
from socle.journal import record


def noter_connexion(user: User, *, moyen: str) -> None:
    """Tell the journal that a person came in. `moyen`: « code » or « démonstration »."""
    record("compte.connexion", by=user, on=user, moyen=moyen)


@transaction.atomic
def modifier_profil(user: User, *, name: str, fonction: str) -> User:
    """Change the name and function a person is known by."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name, user.fonction = name, fonction
    user.save(update_fields=["name", "fonction"])
    record("compte.profil", by=user, on=user)
    return user


@transaction.atomic
def creer_compte(user: User, *, by: Any) -> User:
    """Save a new account, without password: its person comes in with codes sent to the address."""
    user.set_unusable_password()
    user.save()
    record("compte.cree", by=by, on=user)
    return user


@transaction.atomic
def regler_rappels(user: User, *, recevoir: bool) -> None:
    """Accept or refuse the digests, daily and weekly. Idempotent: nothing is written twice."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.rappels != recevoir:
        user.rappels = recevoir
        user.save(update_fields=["rappels"])
        record("compte.rappels", by=user, on=user, recevoir=recevoir)
