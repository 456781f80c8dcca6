"""Draw the PDF of an edition again from its frozen content, and compare the bytes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from publication.models import Edition
from publication.services import redessiner_maintenant
from socle.jobs import JobError
from socle.pdf.theme import FontMissingError


class Command(BaseCommand):
    help = "Redessine le PDF d’une édition et dit s’il a les mêmes octets que celui mis en ligne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--feuille", required=True, help="adresse de la feuille de route")
        parser.add_argument("--edition", required=True, help="numéro, par exemple 1.0")
        parser.add_argument("--sortie", type=Path, help="fichier où écrire le PDF redessiné")

    def handle(self, *_args: Any, **options: Any) -> None:
        edition = _edition(options["feuille"], options["edition"])
        try:
            data = redessiner_maintenant(edition)
        except (FontMissingError, JobError) as error:
            raise CommandError(str(error)) from error
        edition.refresh_from_db(fields=["redrawn_sha256"])
        if options["sortie"]:
            options["sortie"].write_bytes(data)
        same = "mêmes octets" if edition.is_redrawn_alike else "d’autres octets"
        self.stdout.write(f"Édition {edition}\u00a0: {same}. SHA-256 {edition.redrawn_sha256}")


def _edition(slug: str, numero: str) -> Edition:
    known = Edition.objects.known_of_slug(slug)
    if not all(part.isdecimal() for part in numero.split(".")) or numero.count(".") != 1:
        raise CommandError("Donnez un numéro d’édition, par exemple 1.0.")
    found = known.numbered(numero).first()
    if found is None:
        numbers = ", ".join(str(e) for e in known) or "aucune"
        raise CommandError(f"Cette édition n’existe pas. Éditions de {slug}\u00a0: {numbers}.")
    return found
