"""The licence of the open data, and the versions of its schemas."""

from django.conf import settings
from django.urls import reverse

NOM = "Licence Ouverte 2.0"
TITRE = "Licence Ouverte / Open Licence version 2.0"
CODE = "etalab-2.0"  # its SPDX identifier
ADRESSE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

#: Raised when a column or a field changes meaning or goes away; a new one keeps it.
VERSION = 1


def absolue(chemin: str) -> str:
    """The full address of a path of the product: files travel, and must lead back."""
    return f"{settings.SITE_URL}{chemin}"


def schema_url(nom: str) -> str:
    """The lasting address of a JSON Schema: « donnees » or « contenu »."""
    return absolue(reverse("ouvertes:schema", args=[f"{nom}-{VERSION}"]))
