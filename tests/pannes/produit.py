"""The product as a real process with open votes in it, killed and started again at will."""

import json
import shutil
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.pannes.salle import Room
from tests.test_demarrer import Product

PREPARE = """
import itertools, json
from django.test import Client
from comptes.models import User
from seances import projection
from tests import fabrique
from tests.seances.salle import une_salle
fabrique._serial = itertools.count(1 + 1000 * User.objects.count())
for _ in range({number}):
    salle = une_salle(n_actions=6)
    scrutin = salle.vote(parameters={parameters}, grace={grace})
    client = Client()
    client.force_login(salle.by.user)
    print("SALLE", json.dumps(dict(
        seance=salle.seance.pk, scrutin=scrutin.pk, code=salle.seance.code,
        slug=salle.feuille.slug, ecran=projection.address(salle.seance),
        session=client.cookies["sessionid"].value,
    )))
"""


class Produit(Product):
    """`manage.py demarrer --sans-demo`; `static`: a product whose compressed files it takes."""

    def __init__(self, folder: Path, *options: str, static: Path | None = None, **env: str):
        if static and not (folder / "static").exists():
            folder.mkdir(exist_ok=True)
            shutil.copytree(static / "static", folder / "static")
            shutil.copy(static / "static.empreinte", folder)
        super().__init__(folder, "--sans-demo", *options, **env)
        self.port = urlsplit(self.wait_until_ready()).port

    def kill(self) -> None:
        """kill -9, nothing else."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        Product.__init__(self, self.folder, "--sans-demo", "--port", str(self.port))
        self.wait_until_ready()

    def prepare(
        self, number: int = 1, *, points: int = 5, per_action: int = 3, grace: int = 20
    ) -> list[Room]:
        """Open votes on six actions, each in a séance of its own."""
        parameters = {"points": points, "per_action": per_action}
        script = PREPARE.format(number=number, parameters=parameters, grace=grace)
        lines = self.manage("shell", "--no-imports", "-c", script).splitlines()
        return [
            Room(**json.loads(line.removeprefix("SALLE ")))
            for line in lines
            if line.startswith("SALLE ")
        ]

    def read(self, query: str, *parameters: object) -> list[tuple]:
        """Rows of the base, beside the product."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url) as base:
                return base.execute(query.replace("?", "%s"), parameters).fetchall()
        with sqlite3.connect(self.folder / "feuille-de-route.sqlite3", timeout=20) as base:
            return base.execute(query, parameters).fetchall()

    def write(self, query: str, *parameters: object) -> None:
        """Change the base beside the product: the hours that a test does not wait for."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url) as base:
                base.execute(query.replace("?", "%s"), parameters)
            return
        with sqlite3.connect(self.folder / "feuille-de-route.sqlite3", timeout=20) as base:
            base.execute(query, parameters)

    def set_grace(self, room: Room, seconds: int) -> None:
        self.write("update seances_scrutin set grace = ? where id = ?", seconds, room.scrutin)

    def closed_for(self, room: Room, *, seconds: int) -> None:
        """As if the vote had been closed so many seconds ago."""
        at = datetime.now(UTC) - timedelta(seconds=seconds)
        query = "update seances_scrutin set closed_at = ? where id = ?"
        self.write(query, at.strftime("%Y-%m-%d %H:%M:%S.%f"), room.scrutin)

    def ballots(self, room: Room) -> list[dict[int, int]]:
        """Action → points of each ballot."""
        rows = self.read("select choix from seances_bulletin where scrutin_id = ?", room.scrutin)
        read = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]
        return [{int(action): value for action, value in choix.items()} for choix in read]

    def cpu(self) -> float:
        """Seconds of processor the web process used since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def memory(self) -> int:
        """Resident memory of the web process, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024

    def wait_for_state(self, room: Room, state: str, *, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        query = "select state from seances_scrutin where id = ?"
        while self.read(query, room.scrutin)[0][0] != state:
            assert time.monotonic() < deadline, f"not {state} in time"
            time.sleep(0.2)
