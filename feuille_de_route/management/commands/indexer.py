"""manage.py indexer: keep again the words that search reads, of every row."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import models

from actions.models import Action
from engagements.models import Engagement
from organisations.models import Organisation
from socle import francais
from socle.models import Lexique
from socle.recherche import index

#: Rows read at once.
CHUNK = 200


class Command(BaseCommand):
    help = "Refait l’index de la recherche, par exemple après une écriture directe dans la base."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index every row, then drop the words of those that are gone."""
        for rows in (
            Organisation.objects.all(),
            Action.objects.with_words(),
            Engagement.objects.all(),
        ):
            self._index(rows)

    def _index(self, rows: models.QuerySet[Any]) -> None:
        done = index(rows.order_by("pk").iterator(chunk_size=CHUNK))
        kept = Lexique.objects.filter(target_type=rows.model._meta.label_lower)
        dropped, _ = kept.exclude(target_id__in=rows.order_by().values("pk")).delete()
        name = rows.model._meta.verbose_name
        gone = f", {dropped} sans fiche, retirés" if dropped else ""
        self.stdout.write(f"{name}\u00a0: {francais.nombre(done)}{gone}")
