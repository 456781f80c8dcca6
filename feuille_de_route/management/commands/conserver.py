"""Apply the retention periods of personal data, or say what that would do."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from feuille_de_route.donnees_personnelles import conservation
from socle.conservation import en_mots


class Command(BaseCommand):
    help = (
        "Dit ce que la fin des durées de conservation effacerait\u202f; avec --appliquer, l’efface."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--essai", action="store_true", help="dire sans rien effacer (par défaut)"
        )
        choice.add_argument("--appliquer", action="store_true", help="effacer ce qui est dit")

    def handle(self, *args: Any, **options: Any) -> None:
        previsions = conservation.prevoir()
        for one in previsions:
            period = en_mots(one.days)
            self.stdout.write(f"{one.count:>7}  {one.regle.title} (durée\u00a0: {period})")
        if options["appliquer"]:
            done = conservation.appliquer()
            self.stdout.write(self.style.SUCCESS(f"Effacé\u00a0: {sum(done.values())} lignes."))
        else:
            self.stdout.write("Essai\u00a0: rien n’est effacé. Ajoutez --appliquer pour effacer.")
