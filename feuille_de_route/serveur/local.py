"""Pieces of the local start: the port, the folder, the static files, the server."""

import errno
import fcntl
import hashlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import uvicorn
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


class CannotStart(Exception):
    """Why the product does not start, and what to do, in French."""


def open_port(host: str, port: int) -> socket.socket:
    """Listen at once, so that nobody takes the port while the base is prepared."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise CannotStart(_why_not_listen(error, host, port)) from error
    return listening


def _why_not_listen(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Le port {port} est déjà pris. "
            f"Choisissez-en un autre\u00a0: python manage.py demarrer --port {_free_port(host)}"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Le port {port} est réservé au système. Choisissez-en un au-dessus de 1024."
    return f"L’adresse {host} n’est pas celle de cette machine. Essayez --hote 127.0.0.1."


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def url_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 -- recognised
    return f"http://[{shown}]:{port}/" if ":" in shown.strip("[]") else f"http://{shown}:{port}/"


def hold(folder: Path) -> TextIO:
    """Keep the folder for this process: SQLite wants a single server. Freed at its end."""
    lock = (folder / "verrou").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CannotStart(
            f"Feuille de route est déjà démarrée avec le dossier {folder}. "
            "Arrêtez-la, ou donnez un autre dossier par la variable VAR_DIR."
        ) from error
    return lock


def collect_static(root: Path) -> bool:
    """Hash and compress the static files unless they are those of the last time."""
    stamp = root.parent / f"{root.name}.empreinte"
    current = _fingerprint()
    if root.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(current)
    return True


def _fingerprint() -> str:
    """Names, sizes and dates of every source file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Server(uvicorn.Server):
    """uvicorn, one process, that says when it answers."""

    def __init__(self, *, on_ready: Callable[[], None]):
        super().__init__(
            uvicorn.Config(
                "feuille_de_route.asgi:application",
                lifespan="on",
                ws="none",
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=5,
            )
        )
        self._on_ready = on_ready

    async def startup(self, *args: Any, **kwargs: Any) -> None:
        await super().startup(*args, **kwargs)
        if self.started:
            self._on_ready()
