"""The message that tells the committed organisations an edition is online."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import User
from publication.adresses import Adresses
from publication.models import Edition
from socle import francais
from socle.courriels import ecrire

TEMPLATE = "edition_parue"


def sujet(edition: Edition) -> str:
    return f"Feuille de route {edition.feuille.territoire} : l’édition {edition} est en ligne"


def apercu(edition: Edition) -> str:
    """The text as one person would read it, without his or her names."""
    context = _context(edition, "", "votre organisation")
    return render_to_string(f"emails/{TEMPLATE}.txt", context).strip()


def ecrire_parution(edition: Edition, personnes: dict[User, list[str]]) -> None:
    """One message a person, written once for an edition whatever happens."""
    for user, organisations in personnes.items():
        prenom = user.get_short_name() if user.name else ""
        ecrire(
            "edition",
            user.email,
            subject=sujet(edition),
            template=TEMPLATE,
            context=_context(edition, prenom, francais.liste(organisations)),
            feuille_id=edition.feuille_id,
            user_id=user.pk,
            about=edition,
            cle=f"edition-{edition.pk}-{user.pk}",
        )


def _context(edition: Edition, prenom: str, organisations: str) -> dict[str, Any]:
    assert edition.published_at is not None  # noqa: S101 -- a constraint of the table
    slug = edition.feuille.slug
    adresses = Adresses.of_edition(edition, slug)
    return {
        "prenom": prenom,
        "edition": edition.numero,
        "periode": edition.feuille.periode,
        "territoire": str(edition.feuille.territoire),
        "parue": timezone.localdate(edition.published_at),
        "actions": edition.n_actions,
        "engagements": edition.n_engagements,
        "note": " ".join(edition.note.split()),
        "url": settings.SITE_URL + reverse("publication:edition", args=[slug, edition.numero]),
        "pdf": settings.SITE_URL + adresses.pdf,
        "organisations": organisations,
    }
