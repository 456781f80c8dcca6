"""The verbs of publication: freeze and send, draw again, put online.

Collect → freeze → draw. The content is frozen in the transaction that creates the edition; the PDF
is drawn later from that text alone (tasks.py), and nothing the team does meanwhile changes it.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.services.inscription import inscrire
from publication import rules
from publication.collecte import collecter_reste, recolter
from publication.contenu import Contenu, fingerprint, from_json, to_json
from publication.controles import bloquants, controles
from publication.models import Edition
from publication.stockage import Dessin
from socle.jobs import JobError, enqueue, run_job
from socle.journal import record
from socle.models import Job
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.models import FeuilleDeRoute

JOB = "publication.pdf"


@transaction.atomic
def publier(access: Access, *, note: str, majeure: bool = False) -> Edition:
    """Freeze what the roadmap is now as the next edition, and have its PDF drawn.

    Raises `Refus` with the reason to show. The edition is « en cours » until its PDF is stored.
    """
    edition = _figer(access, note=note, majeure=majeure)
    edition.job = enqueue(JOB, edition=edition.pk)
    edition.save(update_fields=["job"])
    return edition


def publier_maintenant(access: Access, *, note: str, majeure: bool = False) -> Edition:
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
    """Draw a failed edition again: same number, same frozen content."""
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
def mettre_en_ligne(pk: int, dessin: Dessin, numeros: tuple[str, ...]) -> None:
    """The end of the drawing: the edition is online, its actions are « inscrites ».

    `numeros`: the actions of its frozen content. Does nothing when it is already online.
    """
    edition = (
        Edition.objects.select_for_update(of=("self",))
        .without_content()
        .select_related("author")
        .get(pk=pk)
    )
    if edition.state == Edition.State.PUBLIEE:
        return
    now = timezone.now()
    edition.state, edition.published_at = Edition.State.PUBLIEE, now
    edition.pdf.name, edition.pdf_sha256 = dessin.name, dessin.sha256
    edition.pdf_size, edition.pages = dessin.size, dessin.pages
    edition.save(update_fields=["state", "published_at", "pdf", "pdf_sha256", "pdf_size", "pages"])
    inscrire(edition.feuille_id, numeros, edition=edition.numero, at=now, by=edition.author)
    record(
        "edition.publiee", by=edition.author, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, sha256=edition.sha256,
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


def _figer(access: Access, *, note: str, majeure: bool) -> Edition:
    """The row of the next edition with its frozen content, under the roadmap's lock."""
    current = locked(access)
    feuille = current.feuille
    running = feuille.editions.in_preparation().without_content().first()
    refuse(rules.why_not_publier(current, en_preparation=running.numero if running else ""))
    if not note.strip():
        refuse(rules.NOTE_EXPECTED)
    edition = _next(feuille, majeure=majeure)
    last = feuille.editions.published().without_content().first()
    before = from_json(feuille.editions.content_of(last.pk)) if last else None
    contenu, edition.audit = recolter(feuille, numero=edition.numero, note=note, before=before)
    checks = controles(contenu, collecter_reste(feuille))
    refuse(rules.why_not_publier(current, bloquants=bloquants(checks)))
    _freeze(edition, contenu)
    edition.author, edition.state = access.user, Edition.State.EN_COURS
    edition.save()
    record(
        "edition.figee", by=access.user, on=edition, feuille_id=feuille.pk,
        numero=edition.numero, sha256=edition.sha256,
    )  # fmt: skip
    return edition


def _next(feuille: FeuilleDeRoute, *, majeure: bool) -> Edition:
    """A new row, or that of an edition whose drawing failed: its number was never public."""
    last = feuille.editions.published().without_content().first()
    edition = feuille.editions.failed().without_content().first() or Edition(feuille=feuille)
    edition.major, edition.minor = rules.suivant(
        (last.major, last.minor) if last else None, majeure=majeure
    )
    return edition


def _freeze(edition: Edition, contenu: Contenu) -> None:
    edition.note, edition.content = contenu.note, to_json(contenu)
    edition.sha256 = fingerprint(contenu)
    edition.n_actions, edition.n_engagements = len(contenu.actions), len(contenu.engagements)
