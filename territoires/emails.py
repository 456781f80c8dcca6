"""The message to a person who receives a role on a roadmap."""

from email.utils import formataddr

from django.conf import settings

from comptes.models import User
from organisations.models import Organisation
from socle import francais
from socle.courriels import ecrire
from socle.models import Courriel
from territoires.access import Access
from territoires.droits import DROITS_PAR_ROLE, Droit, Role


def ecrire_bienvenue(
    user: User,
    *,
    by: Access,
    role: Role,
    organisation: Organisation | None = None,
    signer: bool = False,
) -> Courriel:
    """Which roadmap, which role, what it allows and how to come in; answers go to who added."""
    feuille = by.feuille
    title = role.label.capitalize()
    if organisation:
        title = f"Vous représentez {organisation}{' et pouvez signer pour elle' if signer else ''}"
    return ecrire(
        "bienvenue",
        user.email,
        subject=f"Vous rejoignez la feuille de route de {feuille.territoire}",
        template="bienvenue",
        context={
            "prenom": user.get_short_name() if user.name else "",
            "par": by.user,
            "territoire": feuille.territoire,
            "periode": feuille.periode,
            "role": title,
            "permet": _permet(role, signer=signer),
            "adresse": user.email,
            "url": settings.SITE_URL + feuille.get_absolute_url(),
        },
        feuille_id=feuille.pk,
        user_id=user.pk,
        about=feuille,
        reply_to=formataddr((str(by.user), by.user.email)),
    )


def _permet(role: Role, *, signer: bool) -> str:
    """« Vous pourrez lire la version de travail, proposer une action et … », phase by phase."""
    held = [
        droit.value
        for droit in Droit
        if droit in DROITS_PAR_ROLE[role] and (signer or droit is not Droit.SIGNER)
    ]
    return f"Vous pourrez, selon la phase\u00a0: {francais.liste(held)}."
