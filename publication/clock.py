"""What time starts for editions: embargoes end, files nobody names go. Celery beat calls it."""

from celery import shared_task
from django.utils import timezone

from publication.services import lever_embargos
from publication.stockage import effacer_orphelins


@shared_task  # type: ignore[untyped-decorator]  # celery carries no types
def paraitre() -> None:
    """Put online the editions whose hour has come. Every minute; twice does no harm."""
    lever_embargos(timezone.now())


@shared_task  # type: ignore[untyped-decorator]  # idem
def nettoyer() -> None:
    """Delete the PDFs left by drawings that were stopped. Every night."""
    effacer_orphelins(timezone.now())
