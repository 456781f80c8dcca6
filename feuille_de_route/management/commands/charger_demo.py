"""Load the demonstration: a roadmap, its personas, its first edition."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from feuille_de_route.donnees import demonstration


class Command(BaseCommand):
    help = "Charge la démonstration. Sans effet si elle est déjà là."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "La démonstration ouvre des comptes en un clic. "
                "Donnez DEMO=1, sur une machine sans données réelles."
            )
        try:
            feuille = demonstration.load()
        except demonstration.CannotLoad as reason:
            raise CommandError(str(reason)) from reason
        if options["verbosity"]:
            self.stdout.write(f"La démonstration est prête\u00a0: {feuille.get_absolute_url()}")
