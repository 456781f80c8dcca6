"""Freeze and send, draw again, cancel: until an edition is online, or waits for its hour.

Collect → freeze → draw. The content is frozen in the transaction that creates the edition; the PDF
is drawn later from that text alone (tasks.py), and nothing the team does meanwhile changes it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from publication import rules
from publication.collecte import collecter_reste, recolter
from publication.contenu import Contenu, fingerprint, from_json, to_json
from publication.controles import bloquants, controles
from publication.models import Edition
from publication.services.parution import mettre_en_ligne
from publication.stockage import Dessin
from socle.jobs import JobError, cancel, enqueue, run_job
from socle.journal import record
from socle.models import Job
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.models import FeuilleDeRoute

JOB = "publication.pdf"


@transaction.atomic
def publier(
    access: Access, *, note: str = "", majeure: bool = False, embargo: datetime | None = None
) -> Edition:
    """Freeze what the roadmap is now as the next edition, and have its PDF drawn.

    `embargo`: the hour it is put online; as soon as it is drawn without one. Raises `Refus` with
    the reason to show. The edition is « en cours » until its PDF is stored.
    """
    edition = _figer(access, note=note, majeure=majeure, embargo=embargo)
    edition.job = enqueue(JOB, edition=edition.pk)
    edition.save(update_fields=["job"])
    return edition


def publier_maintenant(access: Access, *, note: str = "", majeure: bool = False) -> Edition:
    """The same for commands: the PDF is drawn here, and the edition comes back online.

    Raises `Refus`, or `JobError` when the drawing failed.
    """
    with transaction.atomic():
        edition = _figer(access, note=note, majeure=majeure)
        edition.job = Job.objects.create(kind=JOB, args={"edition": edition.pk})
        edition.save(update_fields=["job"])
    run_job(str(edition.job.pk))
    edition.refresh_from_db()
    if edition.state != Edition.State.PUBLIEE:
        edition.job.refresh_from_db()
        raise JobError(edition.job.error)
    return edition


@transaction.atomic
def relancer(access: Access, edition: Edition) -> Edition:
    """Draw a failed or cancelled edition again: same number, same frozen content."""
    current = locked(access)
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    refuse(rules.why_not_relancer(current, edition))
    edition.state = Edition.State.EN_COURS
    edition.job = enqueue(JOB, edition=edition.pk)
    edition.save(update_fields=["state", "job"])
    record(
        "edition.relancee",
        by=access.user,
        on=edition,
        feuille_id=edition.feuille_id,
        numero=edition.numero,
    )
    return edition


@transaction.atomic
def annuler(access: Access, edition: Edition) -> Edition:
    """Give up an edition that is being drawn, or waits for its hour. Its number stays free.

    The job goes first, as its worker does: whoever ends it first wins, and the other one is told.
    """
    current = locked(access)
    refuse(rules.why_not_annuler(current, edition))
    if edition.job_id and edition.state == Edition.State.EN_COURS:
        cancel(edition.job_id)
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=edition.pk)
    refuse(rules.why_not_annuler(current, edition))
    edition.state, edition.embargo_at = Edition.State.ANNULEE, None
    edition.save(update_fields=["state", "embargo_at"])
    record(
        "edition.annulee", by=access.user, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero,
    )  # fmt: skip
    return edition


@transaction.atomic
def ranger(pk: int, dessin: Dessin) -> None:
    """The end of the drawing: the edition goes online, or waits for its hour with its PDF.

    Does nothing when it is already online.
    """
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=pk)
    if edition.state != Edition.State.EN_COURS:
        return
    edition.pdf.name, edition.pdf_sha256 = dessin.name, dessin.sha256
    edition.pdf_size, edition.pages = dessin.size, dessin.pages
    edition.save(update_fields=["pdf", "pdf_sha256", "pdf_size", "pages"])
    if edition.embargo_at is None or edition.embargo_at <= timezone.now():
        mettre_en_ligne(edition.pk)
        return
    edition.state = Edition.State.PROGRAMMEE
    edition.save(update_fields=["state"])
    record(
        "edition.programmee", by=None, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, le=edition.embargo_at.isoformat(),
    )  # fmt: skip


@transaction.atomic
def signaler_echec(args: dict[str, Any], reason: str) -> None:
    """The drawing failed for good: say so, and let somebody draw again or publish anew."""
    edition = (
        Edition.objects.in_preparation()
        .select_for_update(of=("self",))
        .without_content()
        .filter(pk=args["edition"])
        .first()
    )
    if edition is None:
        return
    edition.state = Edition.State.ECHOUEE
    edition.save(update_fields=["state"])
    record(
        "edition.echouee", by=None, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, motif=reason,
    )  # fmt: skip


def _figer(access: Access, *, note: str, majeure: bool, embargo: datetime | None = None) -> Edition:
    """The row of the next edition with its frozen content, under the roadmap's lock.

    It is dated of the day it will be online.
    """
    current = locked(access)
    feuille = current.feuille
    refuse(rules.why_not_publier(current, pending=feuille.editions.pending().first()))
    refuse(rules.why_not_embargo(embargo, timezone.now()))
    edition = _next(feuille, majeure=majeure)
    known = feuille.editions.known().without_content()
    refuse(rules.why_not_note(note, is_first=not known.exists()))
    last = known.published().first()
    before = from_json(feuille.editions.content_of(last.pk)) if last else None
    day = timezone.localdate(embargo) if embargo else None
    contenu, edition.audit = recolter(
        feuille, numero=edition.numero, note=note, on=day, before=before
    )
    checks = controles(contenu, collecter_reste(feuille))
    refuse(rules.why_not_publier(current, bloquants=bloquants(checks)))
    _freeze(edition, contenu)
    edition.author, edition.state = access.user, Edition.State.EN_COURS
    edition.embargo_at = embargo
    edition.save()
    record(
        "edition.figee", by=access.user, on=edition, feuille_id=feuille.pk,
        numero=edition.numero, sha256=edition.sha256,
    )  # fmt: skip
    return edition


def _next(feuille: FeuilleDeRoute, *, majeure: bool) -> Edition:
    """A new row, or that of an edition that failed or was cancelled: its number was never public."""
    last = feuille.editions.known().without_content().first()
    edition = feuille.editions.left().without_content().first() or Edition(feuille=feuille)
    edition.major, edition.minor = rules.suivant(
        (last.major, last.minor) if last else None, majeure=majeure
    )
    return edition


def _freeze(edition: Edition, contenu: Contenu) -> None:
    edition.note, edition.content = contenu.note, to_json(contenu)
    edition.sha256 = fingerprint(contenu)
    edition.n_actions, edition.n_engagements = len(contenu.actions), len(contenu.engagements)
