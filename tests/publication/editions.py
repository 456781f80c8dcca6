"""Editions online without drawing their PDF: for tests of what is read, not of how it is made."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from publication.collecte import collecter
from publication.contenu import fingerprint, to_json
from publication.models import Edition
from territoires.models import FeuilleDeRoute


def une_edition(feuille: FeuilleDeRoute, numero: str = "1.0", **fields) -> Edition:
    """An edition of what the roadmap is now, published a moment ago; `fields` change its row."""
    major, minor = map(int, numero.split("."))
    contenu = collecter(feuille, numero=numero, note=f"L’édition {numero}.")
    fields = {
        "state": Edition.State.PUBLIEE,
        "published_at": timezone.now(),
        "note": contenu.note,
        "pdf": default_storage.save("editions/essai.pdf", ContentFile(b"%PDF-1.7")),
        "n_actions": len(contenu.actions),
        "n_engagements": len(contenu.engagements),
    } | fields
    return Edition.objects.create(
        feuille=feuille, major=major, minor=minor, content=to_json(contenu),
        sha256=fingerprint(contenu), **fields,
    )  # fmt: skip


def retirer(edition: Edition, reason: str = "Une erreur de montant.") -> Edition:
    """The edition is withdrawn and leaves its notice."""
    edition.state, edition.withdrawal_reason = Edition.State.RETIREE, reason
    edition.withdrawn_at = timezone.now()
    edition.save()
    return edition
