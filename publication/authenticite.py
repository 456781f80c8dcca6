"""What the check page says of an edition: which one, whether it is the last, withdrawn or altered.

From a hash (of the file or of the content) or from the bytes of a PDF. An edition that waits for
its hour is unknown to everybody.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from publication.contenu import from_json
from publication.models import Edition
from publication.queries import EditionQuerySet
from socle import francais

SHA256 = re.compile(r"[0-9a-f]{64}")


class Preuve(Enum):
    """What ties the thing checked to an edition; the value is said to the reader."""

    FICHIER = "Ce fichier est, octet pour octet, celui que Feuille de route a mis en ligne."
    CONTENU = (
        "Les données jointes à ce fichier sont celles de l’édition, mais le fichier a été enregistré "
        "de nouveau\u00a0: ses pages peuvent dire autre chose. Lisez plutôt l’original."
    )
    EMPREINTE_FICHIER = "Cette empreinte est celle du PDF mis en ligne."
    EMPREINTE_CONTENU = "Cette empreinte est celle du contenu figé de l’édition."


@dataclass(frozen=True, slots=True)
class Constat:
    """What is said of one edition, or of a document that is none."""

    titre: str
    ton: str
    icone: str
    sens: str
    preuve: str = ""
    faits: tuple[tuple[str, str], ...] = ()
    url: str = ""
    lire: str = ""
    changed_at: datetime | None = None


ALTERED = Constat(
    "Ce document n’est pas une édition publiée",
    "alerte",
    "alerte",
    "Il porte les données d’une feuille de route, mais aucune édition publiée n’a ce contenu\u00a0: "
    "c’est un projet, ou un document modifié.",
)


def find(key: str) -> Constat | None:
    """The edition whose PDF or content has this SHA-256; None for anything else."""
    if not SHA256.fullmatch(key):
        return None
    found = _known().filter(Q(pdf_sha256=key) | Q(sha256=key)).first()
    if found is None:
        return None
    is_file = found.pdf_sha256 == key
    return _told(found, Preuve.EMPREINTE_FICHIER if is_file else Preuve.EMPREINTE_CONTENU)


def of_file(data: bytes, texts: Sequence[str]) -> Constat | None:
    """What a dropped PDF is, from its bytes then from the `texts` attached to it.

    None when nothing in it speaks of a roadmap.
    """
    exact = _known().filter(pdf_sha256=hashlib.sha256(data).hexdigest()).first()
    if exact is not None:
        return _told(exact, Preuve.FICHIER)
    prints = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    carried = _known().filter(sha256__in=prints).first()
    if carried is not None:
        return _told(carried, Preuve.CONTENU)
    return ALTERED if any(map(_is_roadmap, texts)) else None


def _known() -> EditionQuerySet:
    return Edition.objects.known().without_content().select_related("feuille__territoire")


def _is_roadmap(text: str) -> bool:
    """Whether an attached text says it is the content of an edition, right or altered."""
    try:
        from_json(text)
    except (ValueError, RecursionError, TypeError):
        try:
            raw = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return isinstance(raw, dict) and {"edition", "territoire"} <= raw.keys()
    return True


def _told(edition: Edition, proof: Preuve) -> Constat:
    feuille = edition.feuille
    last = Edition.objects.of_slug(feuille.slug).first()
    if edition.state == Edition.State.RETIREE:
        title, tone, icon = f"L’édition {edition} a été retirée", "alerte", "annuler"
        meaning = f"Elle n’est plus en ligne depuis le {_day(edition.withdrawn_at)}\u00a0: {edition.withdrawal_reason}"
    elif last is not None and last.pk != edition.pk:
        title, tone, icon = f"L’édition {edition} n’est plus la dernière", "alerte", "historique"
        meaning = f"L’édition {last}, du {_day(last.published_at)}, l’a remplacée."
    else:
        title, tone, icon = (
            f"L’édition {edition} est la dernière en ligne",
            "succes",
            "coche-cercle",
        )
        meaning = "Aucune autre ne l’a remplacée."
    if proof is Preuve.CONTENU:
        tone, icon = "alerte", "alerte"
    shown = last or edition
    return Constat(
        title,
        tone,
        icon,
        meaning,
        proof.value,
        (
            (
                "Feuille de route",
                f"Territoire d’industrie {feuille.territoire.name}, {feuille.periode}",
            ),
            ("Édition", f"{edition}, publiée le {_day(edition.published_at)}"),
            ("Empreinte du contenu", edition.sha256),
            ("Empreinte du PDF", edition.pdf_sha256),
        ),
        reverse("publication:edition", args=[feuille.slug, shown.numero]),
        f"Lire l’édition {shown}",
        max(e.changed_at for e in (edition, shown) if e.changed_at),
    )


def _day(moment: datetime | None) -> str:
    assert moment is not None  # noqa: S101 -- a constraint of the table
    return francais.date_longue(timezone.localtime(moment))
