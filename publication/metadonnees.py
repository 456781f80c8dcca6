"""What a public page says of itself to whoever shares it, indexes it or cites it."""

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from publication.adresses import Adresses
from publication.donnees import licence
from publication.models import Edition

#: Signs of a description that are shown whole.
DESCRIPTION = 300
#: JSON inside HTML: these signs could end the script they stand in.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


class Partage(NamedTuple):
    """The metadata of one page; every address is absolute.

    `donnees`: a JSON-LD block, already safe; empty when the page is not the document itself.
    """

    titre: str
    description: str
    url: str
    image: str
    image_dit: str
    parue: str
    donnees: SafeString = SafeString("")


def de_l_edition(edition: Edition, description: str, *, is_latest: bool) -> Partage:
    """Of the page of an edition. The latest one is found at the address of the roadmap."""
    feuille, territoire = edition.feuille, edition.feuille.territoire
    adresses = Adresses.of_edition(edition, feuille.slug)
    public = reverse("publication:publique", args=[feuille.slug])
    titre = f"Feuille de route {feuille.periode}, {territoire}"
    url = settings.SITE_URL + (public if is_latest else adresses.page)
    partage = _partage(edition, adresses, titre, description, url)
    return partage._replace(donnees=_json_ld(edition, adresses, partage))


def de_la_fiche(edition: Edition, titre: str, description: str, url: str) -> Partage:
    """Of the page of one action; `url`: its path."""
    adresses = Adresses.of_edition(edition, edition.feuille.slug)
    return _partage(edition, adresses, titre, description, settings.SITE_URL + url)


def _partage(
    edition: Edition, adresses: Adresses, titre: str, description: str, url: str
) -> Partage:
    assert edition.published_at is not None  # noqa: S101 -- a constraint of the table
    words = " ".join(description.split())
    if len(words) > DESCRIPTION:
        words = words[: DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return Partage(
        titre=titre,
        description=words,
        url=url,
        image=settings.SITE_URL + adresses.image,
        image_dit=f"Feuille de route {edition.feuille.periode} du territoire "
        f"{edition.feuille.territoire}, édition {edition}.",
        parue=edition.published_at.isoformat(timespec="seconds"),
    )


def _json_ld(edition: Edition, adresses: Adresses, partage: Partage) -> SafeString:
    """The edition as a schema.org report, with its documents. Data, which no browser runs."""
    site = settings.SITE_URL
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": site + adresses.page,
        "name": partage.titre,
        "abstract": partage.description,
        "version": edition.numero,
        "datePublished": partage.parue,
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        "license": licence.ADRESSE,
        "identifier": f"sha256:{edition.sha256}",
        "spatialCoverage": str(edition.feuille.territoire),
        "temporalCoverage": f"{edition.feuille.start_year}/{edition.feuille.end_year}",
        "image": partage.image,
        "encoding": [
            _encoding("application/pdf", site + adresses.pdf, edition.pdf_size),
            _encoding("application/json", site + adresses.contenu),
        ],
    }
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    block = f'<script type="application/ld+json">{data}</script>'
    return mark_safe(block)  # noqa: S308 -- JSON whose <, > and & are escaped


def _encoding(kind: str, url: str, size: int = 0) -> dict[str, str]:
    known = {"@type": "MediaObject", "encodingFormat": kind, "contentUrl": url}
    return known | ({"contentSize": f"{size} B"} if size else {})
