"""Prepare the past séance of a roadmap again, so that anybody may run it live."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.timezone import localdate

from comptes.models import User
from feuille_de_route.donnees import demonstration
from seances import projection
from seances.services.rejeu import rejouer
from socle.refus import Refus
from territoires.access import get_access
from territoires.droits import Role
from territoires.models import FeuilleDeRoute


class Command(BaseCommand):
    help = "Prépare une séance en direct d’après la dernière séance passée de la feuille de route."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--feuille", default=demonstration.SLUG, help="adresse de la feuille de route"
        )

    def handle(self, *args: Any, feuille: str, **options: Any) -> None:
        found = FeuilleDeRoute.objects.with_territoire().filter(slug=feuille).first()
        if found is None:
            raise CommandError(f"Aucune feuille de route à l’adresse «\u00a0{feuille}\u00a0».")
        source = found.seances.past().original().first()
        if source is None:
            raise CommandError("Cette feuille de route n’a pas encore de séance close à rejouer.")
        try:
            seance = rejouer(_team_of(found), source, day=localdate())
        except Refus as reason:
            raise CommandError(str(reason)) from reason
        regie = reverse("seances:seance", args=[found.slug, seance.pk])
        self.stdout.write(f"La séance «\u00a0{seance.title}\u00a0» est prête.")
        self.stdout.write(f"À conduire par l’équipe\u00a0: {regie}")
        self.stdout.write(f"À ouvrir sur le vidéoprojecteur\u00a0: {projection.address(seance)}")


def _team_of(feuille: FeuilleDeRoute) -> Any:
    """The access of an administrator of the roadmap, in whose name the séance is prepared."""
    for user in User.objects.filter(is_active=True).order_by("pk"):
        access = get_access(user, feuille)
        if access and Role.ADMINISTRATEUR in access.roles:
            return access
    raise CommandError("Cette feuille de route n’a pas d’administrateur.")
