"""A worker killed in the middle of a publication, for real: the edition is absent, then complete."""

import hashlib
import os
import signal
import sqlite3
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.test_demarrer import Product, wait_for

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are followed through /proc"
)
#: Pages drawn before the worker is killed; the demonstration has some fifty.
MIDDLE = 10


@pytest.fixture
def product(tmp_path):
    started = Product(tmp_path / "produit", JOB_LEASE_SECONDS="2")
    yield started
    started.close()


NEWEST = "select state, pdf, pdf_sha256, pages from publication_edition order by id desc limit 1"
DRAWN = "select progress from socle_job where id = ?"


def _read(product, query, *values):
    with sqlite3.connect(product.folder / "feuille-de-route.sqlite3", timeout=20) as base:
        return base.execute(query, values).fetchone()


def _edition(product):
    """State, PDF, its SHA-256 and pages of the newest edition."""
    return _read(product, NEWEST)


def _files(product):
    return sorted(Path(product.folder / "fichiers" / "editions").rglob("*"))


def _status(url):
    try:
        return urllib.request.urlopen(url).status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_edition_is_absent_then_complete_and_one_file_is_kept(product):
    url = product.wait_until_ready()
    online = f"{url}feuilles/estuaire/editions/1.1/"
    before = [path for path in _files(product) if path.is_file()]
    job, worker = product.publish(), product.worker()
    key = job.replace("-", "")
    wait_for(lambda: _read(product, DRAWN, key)[0] >= MIDDLE, seconds=60, every=0.02)
    os.kill(worker, signal.SIGKILL)
    assert _edition(product)[:2] == ("en_cours", "")
    assert _status(online) == _status(f"{online}feuille-de-route.pdf") == 404
    assert [path for path in _files(product) if path.is_file()] == before

    wait_for(lambda: product.job(job)[0] == "done", seconds=90)
    assert product.job(job) == ("done", 2)
    state, name, sha256, pages = _edition(product)
    assert state == "publiee"
    assert pages > MIDDLE
    added = [path for path in _files(product) if path.is_file() and path not in before]
    assert [str(path.relative_to(product.folder / "fichiers")) for path in added] == [name]
    data = urllib.request.urlopen(f"{online}feuille-de-route.pdf").read()
    assert hashlib.sha256(data).hexdigest() == sha256
    assert _status(online) == 200
