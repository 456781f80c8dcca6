"""The message that tells the committed organisations an edition is online: who reads it, what it says."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import User
from engagements.models import Engagement
from organisations.models import Organisation
from organisations.queries import representants_par_personne
from publication.adresses import Adresses
from publication.models import Edition
from socle import francais
from socle.courriels import ecrire
from territoires.models import FeuilleDeRoute

TEMPLATE = "edition_parue"


class Destinataires(NamedTuple):
    """Who would be told, each person once, and the organisations nobody represents yet."""

    personnes: dict[User, list[Organisation]]
    organisations: int
    sans_personne: tuple[str, ...]


def destinataires(feuille: FeuilleDeRoute) -> Destinataires:
    """The people of the organisations whose pledges are declared and not withdrawn. Three queries."""
    engaged = Engagement.objects.on_feuille(feuille).live().values("organisation")
    organisations = list(Organisation.objects.filter(pk__in=engaged).order_by("name"))
    personnes = representants_par_personne(organisations)
    reached = {one.pk for those in personnes.values() for one in those}
    alone = tuple(one.name for one in organisations if one.pk not in reached)
    return Destinataires(personnes, len(organisations), alone)


def sujet(edition: Edition) -> str:
    return f"Feuille de route {edition.feuille.territoire} : l’édition {edition} est en ligne"


def apercu(edition: Edition) -> str:
    """The text as one person would read it, without his or her names."""
    context = _context(edition, "", "votre organisation")
    return render_to_string(f"emails/{TEMPLATE}.txt", context).strip()


def ecrire_parution(edition: Edition, personnes: dict[User, list[Organisation]]) -> None:
    """One message a person, written once for an edition whatever happens."""
    for user, organisations in personnes.items():
        prenom = user.get_short_name() if user.name else ""
        ecrire(
            "edition",
            user.email,
            subject=sujet(edition),
            template=TEMPLATE,
            context=_context(edition, prenom, _names(organisations)),
            feuille_id=edition.feuille_id,
            user_id=user.pk,
            about=edition,
            cle=f"edition-{edition.pk}-{user.pk}",
        )


def _names(organisations: Sequence[Organisation]) -> str:
    return francais.liste(one.name for one in organisations)


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
