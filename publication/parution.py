"""What the public is told around an edition: the one that replaced it, those withdrawn."""

from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from publication.adresses import Adresses
from publication.models import Edition
from socle import francais


class Avis(NamedTuple):
    """A notice above the page of an edition; `url` leads to `libelle`."""

    titre: str
    texte: str
    icone: str
    url: str
    libelle: str


class Ligne(NamedTuple):
    """One edition in a list. `before` is the address of what it changed, or nothing."""

    edition: Edition
    adresses: Adresses
    etiquette: str
    ton: str
    changements: str


def avis(found: Edition, known: list[Edition]) -> Avis | None:
    """Whether a newer edition replaced this one, or was withdrawn. `known`: newest first."""
    newer = [e for e in known if (e.major, e.minor) > (found.major, found.minor)]
    if not newer:
        return None
    slug = found.feuille.slug
    online = next((e for e in newer if e.state == Edition.State.PUBLIEE), None)
    if online:
        return Avis(
            "Une édition plus récente est en ligne",
            f"Vous lisez l’édition {found}.",
            "historique",
            reverse("publication:edition", args=[slug, online.numero]),
            f"Lire l’édition {online}",
        )
    gone = newer[0]
    return Avis(
        f"L’édition {gone} a été retirée le {jour_du_retrait(gone)}",
        f"L’édition {found} est de nouveau la dernière en ligne.",
        "annuler",
        reverse("publication:edition", args=[slug, gone.numero]),
        "Lire pourquoi",
    )


def lignes(known: list[Edition], slug: str) -> list[Ligne]:
    """The editions as lists show them, newest first."""
    online = [e for e in known if e.state == Edition.State.PUBLIEE]
    return [_ligne(e, slug, online) for e in known]


def _ligne(edition: Edition, slug: str, online: list[Edition]) -> Ligne:
    adresses = Adresses.of_edition(edition, slug)
    if edition.state == Edition.State.RETIREE:
        return Ligne(edition, adresses, "Retirée", "alerte", "")
    label, tone = ("En ligne", "succes") if edition == online[0] else ("Archivée", "neutre")
    compared = "" if edition == online[-1] else f"{adresses.page}changements/"
    return Ligne(edition, adresses, label, tone, compared)


def jour_du_retrait(edition: Edition) -> str:
    """« 3 mars 2026 »."""
    assert edition.withdrawn_at is not None  # noqa: S101 -- a constraint of the table
    return francais.date_longue(timezone.localtime(edition.withdrawn_at))
