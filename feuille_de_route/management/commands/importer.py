"""Import a data file into a roadmap from the command line."""

import argparse
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from feuille_de_route.donnees import services
from feuille_de_route.donnees.shapes import FileRefused
from socle.refus import Refus
from territoires.access import Access
from territoires.droits import Role
from territoires.models import FeuilleDeRoute


class Command(BaseCommand):
    help = "Importe un fichier de données dans une feuille de route, en entier ou pas du tout."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path, help="fichier JSON (voir donnees/README.md)")
        parser.add_argument("--feuille", required=True, help="adresse de la feuille de route")
        parser.add_argument(
            "--essai", action="store_true", help="dit ce que l’import changerait, sans rien écrire"
        )

    def handle(self, *args: Any, fichier: Path, feuille: str, essai: bool, **options: Any) -> None:
        found = _feuille(feuille)
        # Who holds the machine acts as an administrator without name; the phase still decides.
        access = Access(AnonymousUser(), found, frozenset({Role.ADMINISTRATEUR}))
        write = services.rehearse if essai else services.importer
        try:
            report = write(services.read_for(_read(fichier), found), access)
        except FileRefused as refused:
            raise CommandError(f"Rien n’est importé.\n{refused}") from refused
        except Refus as reason:
            raise CommandError(str(reason)) from reason
        for line in (*report.warnings, *report.changes):
            self.stdout.write(line)
        self.stdout.write(("Essai\u00a0: " if essai else "") + report.phrase())


def _feuille(slug: str) -> FeuilleDeRoute:
    feuille = FeuilleDeRoute.objects.with_territoire().filter(slug=slug).first()
    if feuille is None:
        known = ", ".join(FeuilleDeRoute.objects.values_list("slug", flat=True)) or "aucune"
        raise CommandError(
            f"Aucune feuille de route à l’adresse «\u00a0{slug}\u00a0». Connues\u00a0: {known}."
        )
    return feuille


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} n’est pas lisible ({error.strerror}).") from error
