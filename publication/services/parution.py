"""What the public reads: put online, at its hour, withdrawn with a notice, put back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from actions.services.inscription import inscrire
from publication import rules
from publication.contenu import from_json
from publication.models import Edition
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked


@transaction.atomic
def mettre_en_ligne(pk: int) -> None:
    """Show a drawn edition to everybody; its actions are « inscrites ». Once."""
    edition = (
        Edition.objects.select_for_update(of=("self",))
        .defer("audit")
        .select_related("author")
        .get(pk=pk)
    )
    if edition.state not in Edition.PENDING_STATES:
        return
    now = timezone.now()
    edition.state, edition.published_at = Edition.State.PUBLIEE, now
    edition.save(update_fields=["state", "published_at"])
    numeros = tuple(action.numero for action in from_json(edition.content).actions)
    inscrire(edition.feuille_id, numeros, edition=edition.numero, at=now, by=edition.author)
    record(
        "edition.publiee", by=edition.author, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, sha256=edition.sha256,
    )  # fmt: skip


def lever_embargos(now: datetime) -> int:
    """Put online every edition whose hour has come. How many; twice at once does no harm."""
    due = list(Edition.objects.due(now).values_list("pk", flat=True))
    for pk in due:
        mettre_en_ligne(pk)
    return len(due)


@transaction.atomic
def avancer(access: Access, edition: Edition) -> Edition:
    """Put online now an edition that waits for its hour. It keeps the date printed in it."""
    current = locked(access)
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=edition.pk)
    refuse(rules.why_not_avancer(current, edition))
    record(
        "edition.avancee", by=access.user, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero,
    )  # fmt: skip
    mettre_en_ligne(edition.pk)
    edition.refresh_from_db()
    return edition


@transaction.atomic
def retirer(access: Access, edition: Edition, *, reason: str) -> Edition:
    """Take an edition away from the public: a notice with the reason stays at its addresses."""
    current = locked(access)
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=edition.pk)
    refuse(rules.why_not_retirer(current, edition))
    if not reason.strip():
        refuse(rules.REASON_EXPECTED)
    edition.state, edition.withdrawn_at = Edition.State.RETIREE, timezone.now()
    edition.withdrawal_reason = reason.strip()
    edition.save(update_fields=["state", "withdrawn_at", "withdrawal_reason"])
    record(
        "edition.retiree", by=access.user, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, motif=edition.withdrawal_reason,
    )  # fmt: skip
    return edition


@transaction.atomic
def remettre(access: Access, edition: Edition) -> Edition:
    """Show a withdrawn edition again, as it was: same content, same PDF, same date."""
    current = locked(access)
    edition = Edition.objects.select_for_update(of=("self",)).without_content().get(pk=edition.pk)
    refuse(rules.why_not_remettre(current, edition))
    edition.state = Edition.State.PUBLIEE
    edition.withdrawn_at, edition.withdrawal_reason = None, ""
    edition.save(update_fields=["state", "withdrawn_at", "withdrawal_reason"])
    record(
        "edition.remise", by=access.user, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero,
    )  # fmt: skip
    return edition
