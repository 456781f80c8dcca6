"""Drawings that publish nothing: an old edition drawn again, a trial PDF of the next one."""

from django.db import transaction
from django.utils import timezone

from publication import pdf, rules
from publication.contenu import from_json
from publication.models import Edition, Projet
from publication.stockage import Dessin, store_pdf
from socle.jobs import enqueue
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked

REDESSIN, PROJET = "publication.redessin", "publication.projet"


@transaction.atomic
def redessiner(access: Access, edition: Edition) -> Edition:
    """Have the PDF of an edition drawn again from its frozen content, to compare the bytes."""
    current = locked(access)
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=edition.pk)
    refuse(rules.why_not_redessiner(current, edition))
    edition.redraw_job = enqueue(REDESSIN, edition=edition.pk)
    edition.save(update_fields=["redraw_job"])
    record(
        "edition.redessin_demande", by=access.user, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero,
    )  # fmt: skip
    return edition


def redessiner_maintenant(edition: Edition) -> bytes:
    """The PDF drawn again here, for commands; what it says of the bytes is kept."""
    data: bytes = pdf.render(from_json(Edition.objects.content_of(edition.pk)))
    noter_redessin(edition.pk, store_pdf(data, only_if=edition.pdf_sha256))
    return data


@transaction.atomic
def noter_redessin(pk: int, dessin: Dessin) -> None:
    """Keep what a redrawing gave. The PDF online stays the first one, whatever the answer."""
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=pk)
    edition.redrawn_at, edition.redrawn_sha256 = timezone.now(), dessin.sha256
    edition.save(update_fields=["redrawn_at", "redrawn_sha256"])
    record(
        "edition.redessinee", by=None, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, sha256=dessin.sha256, identique=edition.is_redrawn_alike,
    )  # fmt: skip


@transaction.atomic
def demander_projet(access: Access) -> Projet:
    """Have a PDF drawn, marked « projet », of what the next edition would be. It replaces the last."""
    current = locked(access)
    projet, _ = Projet.objects.select_related("job").get_or_create(feuille=current.feuille)
    refuse(rules.why_not_projet(current, is_running=bool(projet.job and not projet.job.ended)))
    projet.job = enqueue(PROJET, feuille=current.feuille.pk)
    projet.save(update_fields=["job"])
    return projet


@transaction.atomic
def garder_projet(feuille_id: int, numero: str, dessin: Dessin) -> None:
    """The end of a trial drawing. The file of the last one is left to the cleaning of files."""
    projet = Projet.objects.select_for_update().get(feuille=feuille_id)
    projet.numero, projet.drawn_at = numero, timezone.now()
    projet.pdf.name, projet.pdf_sha256, projet.pages = dessin.name, dessin.sha256, dessin.pages
    projet.save(update_fields=["numero", "drawn_at", "pdf", "pdf_sha256", "pages"])
