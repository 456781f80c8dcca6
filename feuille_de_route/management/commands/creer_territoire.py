"""Open a territory from the command line, without the demonstration."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from comptes.models import User
from feuille_de_route import services
from feuille_de_route.forms import TerritoireForm

#: Field of the form → option of the command.
OPTIONS = {
    "name": "--nom",
    "epci": "--epci",
    "start_year": "--debut",
    "end_year": "--fin",
    "slug": "--adresse",
}


class Command(BaseCommand):
    help = (
        "Ouvre un territoire\u00a0: sa feuille de route, ses objectifs, son premier administrateur."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--nom", required=True, help="nom du territoire")
        parser.add_argument(
            "--epci", action="append", required=True, help="nom d’un EPCI\u202f; à répéter"
        )
        parser.add_argument("--debut", type=int, default=2024, help="première année (2024)")
        parser.add_argument("--fin", type=int, default=2027, help="dernière année (2027)")
        parser.add_argument("--adresse", default="", help="adresse de la feuille (tirée du nom)")
        parser.add_argument(
            "--administrateur", required=True, help="adresse électronique de l’administrateur"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        form = TerritoireForm(
            {
                "name": options["nom"],
                "epci": "\n".join(options["epci"]),
                "start_year": options["debut"],
                "end_year": options["fin"],
                "slug": options["adresse"],
            }
        )
        if not form.is_valid():
            raise CommandError("\n".join(_lines(form)))
        user = _administrateur(options["administrateur"])
        feuille = services.ouvrir_territoire(**form.cleaned_data, administrateur=user)
        self.stdout.write(
            f"Le territoire {feuille.territoire} est ouvert\u00a0: {feuille.get_absolute_url()}\n"
            f"{user.email} s’y connecte avec un code reçu par courriel."
        )


def _lines(form: TerritoireForm) -> list[str]:
    return [
        f"{OPTIONS[name]}\u00a0: {message}"
        for name, messages in form.errors.items()
        for message in messages
    ]


def _administrateur(email: str) -> User:
    """The account of this address; a new one is saved with the territory."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(
            "--administrateur\u00a0: Écrivez une adresse électronique, par exemple "
            "prenom.nom@pays.example."
        ) from error
    return User.objects.filter(email__iexact=email).first() or User(email=email.lower())
