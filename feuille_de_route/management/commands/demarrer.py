"""Start the product on this machine: base, demonstration, server and worker, in one command.

`manage.py` has set the environment before (serveur/environment.py): settings are read by now.
"""

import argparse
import os
import signal
import socket
from contextlib import ExitStack
from functools import partial
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse

from comptes.models import User
from feuille_de_route.donnees import demonstration
from feuille_de_route.serveur import environment
from feuille_de_route.serveur.local import (
    CannotStart,
    Server,
    collect_static,
    hold,
    open_port,
    url_of,
)
from feuille_de_route.serveur.worker import Worker
from territoires.models import Territoire


class Command(BaseCommand):
    help = (
        "Démarre Feuille de route sur cette machine\u00a0: base, démonstration, serveur, ouvrier."
    )
    # Checked once the base is there, by `migrate`.
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        environment.add_options(parser)

    def handle(self, *args: Any, hote: str, port: int, **options: Any) -> None:
        # An exit like any other: what is open is closed, the worker stopped.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _leave)
        try:
            with ExitStack() as stack:
                listening = stack.enter_context(open_port(hote, port))
                stack.enter_context(hold(settings.VAR_DIR))
                _say_where(listening)
                self._prepare()
                self._serve(listening, stack)
        except (CannotStart, demonstration.CannotLoad) as reason:
            raise CommandError(str(reason)) from reason
        except (KeyboardInterrupt, SystemExit):
            pass  # the server itself comes back from either, or raises it again: both are an end
        self.stdout.write("\nFeuille de route est arrêtée.")

    def _prepare(self) -> None:
        self._say("Préparation de la base…")
        call_command("migrate", verbosity=0, interactive=False)
        if collect_static(settings.STATIC_ROOT):
            self._say("Fichiers de style et de script compressés.")
        if settings.DEMO:
            self._say("Préparation du territoire de démonstration…")
            demonstration.load()

    def _serve(self, listening: socket.socket, stack: ExitStack) -> None:
        lines = [
            f"\nFeuille de route est prête\u00a0: {url_of(listening)}",
            *_who(),
            *_where(listening),
            "",
        ]
        welcome = partial(self._say, "\n".join(lines))
        connections.close_all()
        stack.callback(Worker().stop)
        Server(on_ready=welcome).run(sockets=[listening])

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _say_where(listening: socket.socket) -> None:
    """The port is known by now: the links of messages lead here, those of the worker too."""
    if "SITE_URL" not in os.environ:
        os.environ["SITE_URL"] = settings.SITE_URL = url_of(listening).rstrip("/")


def _leave(_number: int, _frame: Any) -> None:
    raise SystemExit(0)


def _who() -> list[str]:
    """The personas of the demonstration, or the first gesture without it."""
    if settings.DEMO:
        people = [f"  {one.name}, {one.fonction.lower()}" for one in User.objects.personas()]
        return ["Personnages de démonstration, à un clic depuis l’accueil\u00a0:", *people]
    if Territoire.objects.exists():
        return []
    return [
        "Créez votre territoire, depuis un autre terminal\u00a0:",
        '  python manage.py creer_territoire --nom "Loire Amont" --epci "CC du Pays" '
        "--administrateur prenom.nom@pays.example",
    ]


def _mail() -> list[str]:
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return []
    written = f"Les courriels ne partent pas\u00a0: ils sont écrits dans {settings.EMAIL_FILE_PATH}"
    if settings.BOITE_DEMO:
        return [f"{written} et se lisent sur {settings.SITE_URL}{reverse('boite')}"]
    return [f"{written}."]


def _where(listening: socket.socket) -> list[str]:
    host = listening.getsockname()[0]
    open_to_all = settings.DEMO and not ip_address(host).is_loopback
    return [
        *["Attention\u00a0: tout le réseau peut devenir un personnage."] * open_to_all,
        *_mail(),
        "Ctrl-C arrête tout.",
    ]
