"""The two bases of the product, for tests: SQLite in a file, and a PostgreSQL of their own.

The tests start this PostgreSQL when the machine has its programs, and end it with the session. It
is reached by a socket in its own folder: no port, nobody else's data.
"""

import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from psycopg.sql import SQL, Identifier

#: Where Debian puts programs that are on nobody's path.
DEBIAN = Path("/usr/lib/postgresql")
#: What a base that dies with the tests does not need.
HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
#: A new server: whoever reaches its folder is trusted.
NEW = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
#: The account of the server: it refuses to run as root.
OWNER = "postgres"
#: The base every other one is copied from, with its tables.
MODEL = "modele"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL of this machine, or None."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    known = [one.parent for one in DEBIAN.glob("*/bin/initdb")]
    return max(known, key=lambda folder: int(folder.parent.name), default=None)


def why_not_postgresql() -> str | None:
    if programs() is None:
        return "PostgreSQL is not on this machine (apt-get install postgresql)"
    if os.geteuid() == 0 and OWNER not in {one.pw_name for one in pwd.getpwall()}:
        return f"PostgreSQL does not run as root, and this machine has no account {OWNER}"
    return None


class Cluster:
    """A PostgreSQL server of our own, with the tables of the product in the base `MODEL`."""

    def __init__(self) -> None:
        bin_, self.folder = programs(), Path(tempfile.mkdtemp(prefix="essai-pg"))
        assert bin_ is not None
        self.names = (f"essai{number}" for number in count(1))
        root = os.geteuid() == 0
        as_owner: dict[str, Any] = (
            {"user": OWNER, "group": OWNER, "extra_groups": []} if root else {}
        )
        if root:
            shutil.chown(self.folder, OWNER, OWNER)
        data = self.folder / "data"
        said = {"stdout": subprocess.DEVNULL, "cwd": self.folder, **as_owner}
        subprocess.run(
            [bin_ / "initdb", "-D", data, "-U", OWNER, "--no-sync", *NEW], check=True, **said
        )
        options = [part for option in HURRY for part in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                [bin_ / "postgres", "-D", data, "-k", self.folder, *options], stderr=log, **said
            )
        try:
            self._wait()
            self.sql("CREATE DATABASE {}", MODEL)
            with self.used(MODEL):
                call_command("migrate", verbosity=0)
        except BaseException:
            self.close()
            raise

    def _wait(self) -> None:
        """Until it answers; half a minute at most."""
        end = time.monotonic() + 30
        while True:
            try:
                return self.sql("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > end or self.server.poll() is not None:
                    raise
                time.sleep(0.02)

    def sql(self, query: str, *names: str) -> None:
        """Run this on the server; each `{}` is a name."""
        where = {"host": str(self.folder), "user": OWNER, "dbname": "postgres"}
        with psycopg.connect(**where, autocommit=True) as server:
            server.execute(SQL(query).format(*map(Identifier, names)))

    def used(self, name: str) -> Any:
        """The product works on this base, as long as it lasts."""
        return swapped(
            ENGINE="django.db.backends.postgresql",
            NAME=name,
            USER=OWNER,
            HOST=str(self.folder),
            OPTIONS={},
        )

    @contextmanager
    def fresh(self) -> Iterator[None]:
        """The product works on a base of its own, which is then dropped."""
        name = next(self.names)
        self.sql("CREATE DATABASE {} TEMPLATE {}", name, MODEL)
        with self.used(name):
            yield
        self.sql("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        self.server.send_signal(signal.SIGINT)  # at once, its clients thrown out
        self.server.wait(timeout=20)
        shutil.rmtree(self.folder)


@contextmanager
def swapped(**values: Any) -> Iterator[None]:
    """The base of this thread, and of those it starts, is this one; then the former one again."""
    before, kept = connections["default"], connections.settings["default"]
    del connections["default"]
    connections.settings["default"] = kept | values
    ContentType.objects.clear_cache()  # its keys are those of one base
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = before
        connections.settings["default"] = kept
        ContentType.objects.clear_cache()


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """The base of the tests copied to a file: in memory, all threads would share one connection."""
    path = folder / "essai.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    with swapped(NAME=str(path)):
        yield
