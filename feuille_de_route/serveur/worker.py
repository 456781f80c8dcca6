"""The embedded Celery worker: a child process that is started again, and never survives alone.

`Worker` is the side of the parent. Run as a module, this file is the child: it holds the other end
of a pipe, and leaves when the parent is gone, even killed. What it had no time to finish is not
lost: socle/jobs.py gives it to the next worker.
"""

import logging
import os
import subprocess
import sys
import threading
import time
import warnings

from celery.beat import Service
from celery.platforms import SecurityWarning
from celery.worker import state
from django.conf import settings

from feuille_de_route.celery import app
from feuille_de_route.serveur.environment import BASE_DIR

log = logging.getLogger(__name__)

#: Seconds left to the job in hand when everything stops.
PATIENCE = 10
#: Seconds before a worker that does not even start is tried again.
PAUSE = 2
#: Seconds between two looks at the clock.
BEAT_INTERVAL = 60
#: The pool has one place; gossip, mingle and heartbeat are for several workers.
ARGUMENTS = (
    "--quiet", "worker", "--pool=solo", "--loglevel=WARNING",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
)  # fmt: skip


class Worker:
    """One worker process, kept alive until `stop`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._process = self._spawn()
        threading.Thread(target=self._keep_alive, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        """Let the job in hand finish, for a while; then no process is left."""
        with self._lock:
            self._stopping.set()
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(PATIENCE + 2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @staticmethod
    def _spawn() -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches the parent alone, which stops the worker in order.
        return subprocess.Popen(  # noqa: S603 -- our own module, no input
            [sys.executable, "-m", __name__],
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def _keep_alive(self) -> None:
        while True:
            began = time.monotonic()
            self._process.wait()
            if time.monotonic() - began < PAUSE:
                self._stopping.wait(PAUSE)
            with self._lock:
                if self._stopping.is_set():
                    return
                log.warning("L’ouvrier s’est arrêté\u202f; il redémarre et reprend son travail.")
                self._process = self._spawn()


def leave_with_parent() -> None:
    """Leave at the end of the pipe, which comes when the parent closes it or is gone.

    The job in hand may finish, for a while. Nobody ever writes in the pipe.
    """
    while os.read(sys.stdin.fileno(), 1):
        pass
    deadline = time.monotonic() + PATIENCE
    while state.active_requests and time.monotonic() < deadline:
        time.sleep(0.05)
    os._exit(0)


def start_beat() -> None:
    """What the clock starts, in a thread: a process of its own would survive this one, killed."""
    beat = Service(
        app,
        max_interval=BEAT_INTERVAL,
        schedule_filename=str(settings.VAR_DIR / "horloge"),
        remote_control=False,
    )
    threading.Thread(target=beat.start, daemon=True).start()


def main() -> None:
    # Whoever starts the product on a bare machine may be root; our messages are plain JSON.
    warnings.simplefilter("ignore", SecurityWarning)
    threading.Thread(target=leave_with_parent, daemon=True).start()
    app.conf.worker_enable_remote_control = False
    start_beat()
    app.worker_main(list(ARGUMENTS))


if __name__ == "__main__":
    main()
