"""Telling the committed organisations that an edition is online: once, by mail."""

from django.db import transaction
from django.utils import timezone

from publication import emails, rules
from publication.collecte.destinataires import destinataires
from publication.models import Edition
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked


@transaction.atomic
def prevenir(access: Access, edition: Edition) -> int:
    """Write one message to each person of the committed organisations. How many people."""
    current = locked(access)
    edition = (
        Edition.objects.select_for_update(of=("self",))
        .without_content()
        .select_related("feuille__territoire")
        .get(pk=edition.pk)
    )
    personnes = destinataires(edition.feuille).personnes
    refuse(rules.why_not_prevenir(current, edition, personnes=len(personnes)))
    emails.ecrire_parution(edition, personnes)
    edition.told_at = timezone.now()
    edition.save(update_fields=["told_at"])
    record(
        "edition.annoncee", by=access.user, on=edition, feuille_id=edition.feuille_id,
        numero=edition.numero, personnes=len(personnes),
    )  # fmt: skip
    return len(personnes)
