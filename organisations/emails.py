"""The messages about an organisation's team: an invitation, a request, its answer."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from comptes.models import User
from organisations.models import INVITATION_LIFE, Invitation, Rattachement
from socle.courriels import ecrire


def send_invitation(invitation: Invitation, token: str) -> None:
    """The link that opens the invitation: whoever reads this mailbox is its guest.

    Kept secret: an administrator who reads the outbox must not accept in the guest's name.
    """
    ecrire(
        "invitation",
        invitation.email,
        subject=f"Représentez {invitation.organisation} sur la feuille de route",
        template="invitation",
        context={
            "invitation": invitation,
            "organisation": invitation.organisation,
            "par": invitation.by,
            "url": settings.SITE_URL + reverse("invitation", args=[token]),
            "jours": INVITATION_LIFE.days,
        },
        feuille_id=invitation.feuille_id,
        about=invitation.organisation,
        secret=True,
        expires_at=invitation.expires_at,
    )


def send_demande(demande: Rattachement, recipients: Iterable[User], equipe_url: str) -> None:
    """Somebody asks to represent an organisation: one message to each person who may answer."""
    for user in recipients:
        ecrire(
            "rattachement",
            user.email,
            subject=f"{demande.user} demande à représenter {demande.organisation}",
            template="rattachement_demande",
            context={"demande": demande, "url": settings.SITE_URL + equipe_url},
            feuille_id=demande.feuille_id,
            user_id=user.pk,
            about=demande.organisation,
            cle=f"rattachement-{demande.pk}-{user.pk}",
        )


def send_reponse(demande: Rattachement) -> None:
    """What was answered to a request."""
    accepte = demande.state == Rattachement.State.ACCEPTE
    verb = "est acceptée" if accepte else "n’est pas acceptée"
    ecrire(
        "rattachement",
        demande.user.email,
        subject=f"Votre demande pour {demande.organisation} {verb}",
        template="rattachement_reponse",
        context={
            "demande": demande,
            "accepte": accepte,
            "url": settings.SITE_URL + reverse("entrer"),
        },
        feuille_id=demande.feuille_id,
        user_id=demande.user_id,
        about=demande.organisation,
    )
