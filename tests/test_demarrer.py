"""The one-line start, as a person does it: a real process, a real worker, killed for real."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).parent.parent
#: What a bare machine has; the settings of the tests must not leak into the product.
BARE = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

PUBLISH = """
from comptes.models import User
from publication.services import publier
from territoires.access import get_access
from territoires.models import FeuilleDeRoute
access = get_access(User.objects.get(is_staff=True), FeuilleDeRoute.objects.get(slug="estuaire"))
print(publier(access, note="Essai").job_id)
"""


class Product:
    """`manage.py demarrer` in a folder of its own, its output in a file."""

    def __init__(self, folder: Path, *options: str, **env: str):
        self.folder, self.output = folder, folder / "sortie.txt"
        folder.mkdir(exist_ok=True)
        self.env = BARE | {"VAR_DIR": str(folder), "PYTHONWARNINGS": "ignore"} | env
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demarrer", "--port", "0", *options],
                cwd=BASE_DIR,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> str:
        wait_for(lambda: "Ctrl-C" in self.text or self.process.poll() is not None, seconds=120)
        assert self.process.poll() is None, self.text
        return re.search(r"http://\S+/", self.text).group()

    def manage(self, *arguments: str) -> str:
        env = self.env | {"LOCAL": "1", "EMAIL_URL": "memorymail://", "LOG_LEVEL": "ERROR"}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def worker(self) -> int:
        """The worker's process, or 0."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        everybody = [*children.parent.parent.glob("*/children")]
        pids = [int(pid) for file in everybody for pid in file.read_text().split()]
        return next((pid for pid in pids if is_alive(pid)), 0)

    def job(self, pk: str) -> tuple[str, int]:
        """State and attempts of a job, read from the base."""
        with sqlite3.connect(self.folder / "feuille-de-route.sqlite3", timeout=20) as base:
            return base.execute(
                "select state, attempts from socle_job where id = ?", [pk.replace("-", "")]
            ).fetchone()

    def publish(self) -> str:
        """Start a publication from another process, as the server does. Gives the job."""
        return self.manage("shell", "--no-imports", "-c", PUBLISH).strip().splitlines()[-1]

    def close(self) -> None:
        worker = self.worker() if self.process.poll() is None else 0
        self.process.kill()
        self.process.wait()
        if worker:
            wait_for(lambda: not is_alive(worker), seconds=20)


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def wait_for(condition, *, seconds: float, every: float = 0.1):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "too long"
        time.sleep(every)
    return found


pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are followed through /proc"
)


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    started = Product(tmp_path_factory.mktemp("produit"), JOB_LEASE_SECONDS="2")
    yield started
    started.close()


def test_prints_where_to_go_and_who_to_be(product):
    url = product.wait_until_ready()
    for name in ("Maëlle Guérin", "Yann Le Goff", "Claire Danet", "Inès Rabouin", "Paul Morice"):
        assert name in product.text
    assert str(product.folder / "courriels") in product.text
    page = urllib.request.urlopen(url).read().decode()
    assert "Maëlle Guérin" in page
    style = re.search(r'href="(/static/feuille\.[0-9a-f]+\.css)"', page).group(1)
    request = urllib.request.Request(f"{url[:-1]}{style}", headers={"Accept-Encoding": "br"})
    assert urllib.request.urlopen(request).headers["Content-Encoding"] == "br"


def test_the_secret_key_is_readable_by_its_owner_only(product):
    product.wait_until_ready()
    key = product.folder / "cle-secrete"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) > 50


def test_the_edition_is_downloaded_whole(product):
    url = product.wait_until_ready()
    pdf = urllib.request.urlopen(f"{url}feuilles/estuaire/editions/1.0/feuille-de-route.pdf")
    data = pdf.read()
    assert data.startswith(b"%PDF")
    assert len(data) == int(pdf.headers["Content-Length"])
    contenu = urllib.request.urlopen(f"{url}feuilles/estuaire/editions/1.0/contenu.json")
    assert len(json.load(contenu)["actions"]) == 15


def test_the_embedded_worker_does_the_jobs(product):
    product.wait_until_ready()
    job = product.publish()
    wait_for(lambda: product.job(job)[0] == "done", seconds=30)
    assert product.job(job) == ("done", 1)


def test_a_job_whose_worker_is_killed_is_done_by_the_next(product):
    product.wait_until_ready()
    for _ in range(5):
        job, worker = product.publish(), product.worker()
        wait_for(lambda job=job: product.job(job)[0] != "queued", seconds=30, every=0.01)
        os.kill(worker, signal.SIGSTOP)  # so that it does not end while we look
        if product.job(job)[0] == "running":
            break
        os.kill(worker, signal.SIGCONT)
    assert product.job(job) == ("running", 1)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: product.job(job)[0] == "done", seconds=60)
    assert product.job(job) == ("done", 2)
    assert product.worker() not in (0, worker)
    assert "il redémarre" in product.text


def test_a_second_start_on_the_same_folder_is_refused(product):
    product.wait_until_ready()
    second = subprocess.run(
        [sys.executable, "manage.py", "demarrer", "--port", "0"],
        cwd=BASE_DIR,
        env=product.env,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert second.returncode == 1
    assert "déjà démarrée" in second.stderr


def test_a_taken_port_is_said_in_french(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "manage.py", "demarrer", "--port", str(port)],
            cwd=BASE_DIR,
            env=BARE | {"VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert refused.returncode == 1
    assert f"Le port {port} est déjà pris" in refused.stderr
    assert "demarrer --port" in refused.stderr


@pytest.fixture
def without_demo(product, tmp_path):
    """A second product, which finds its static files already compressed."""
    product.wait_until_ready()
    shutil.copytree(product.folder / "static", tmp_path / "static")
    shutil.copy(product.folder / "static.empreinte", tmp_path)
    started = Product(tmp_path, "--sans-demo")
    started.wait_until_ready()
    yield started
    started.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_survives_it(without_demo, how):
    worker = wait_for(without_demo.worker, seconds=10)
    without_demo.process.send_signal(how)
    code = without_demo.process.wait(30)
    wait_for(lambda: not is_alive(worker), seconds=20)
    assert code == (-9 if how == signal.SIGKILL else 0), without_demo.text
    if how != signal.SIGKILL:
        # Its last words may still be on their way when it has ended.
        wait_for(lambda: without_demo.text.rstrip().endswith("est arrêtée."), seconds=10)


def test_without_the_demonstration_nobody_is_one_click_away(without_demo):
    page = urllib.request.urlopen(without_demo.wait_until_ready()).read().decode()
    assert "creer_territoire" in without_demo.text
    assert "Maëlle" not in page
    assert "personnage" not in page.lower()
