"""A real Chromium against the real product, started as the README says, on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CANDIDATES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
#: Set for the tests of this process; the product must start without them.
TEST_ENVIRONMENT = (
    "DJANGO_SETTINGS_MODULE",
    "TESTING",
    "DEMO",
    "LOCAL",
    "SECRET_KEY",
    "EMAIL_URL",
    "DATABASE_URL",
)
#: A refusal shown as a page; a page that moves on before its fade is drawn.
NO_FAULT = ("the server responded with a status of 4", "Transition was ")
#: How long what a page owes may take to come: browsers, servers and workers share two cores.
PATIENCE = 30_000  # milliseconds
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    """Mark the browser tests, and run them last.

    Playwright keeps an event loop in its thread until the end: after it, `asyncio.run` of the
    other tests would refuse to start there.
    """
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium. Missing: a failure in CI, a loud skip elsewhere."""
    found = next(filter(None, map(shutil.which, CANDIDATES)), None)
    if found is None:
        message = "Chromium introuvable : les essais de navigateur ne tournent pas ici."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@dataclass(frozen=True)
class Produit:
    """The running product: its address, and where it keeps its files."""

    url: str
    var: Path

    @property
    def feuille(self) -> str:
        return f"{self.url}/feuilles/estuaire"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _started(var: Path) -> Iterator[Produit]:
    """The product with its demonstration, its worker and its own files; stopped at the end."""
    port = _free_port()
    environment = {k: v for k, v in os.environ.items() if k not in TEST_ENVIRONMENT}
    log = (var / "journal.txt").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demarrer", "--port", str(port)],
        cwd=ROOT,
        env=environment | {"VAR_DIR": str(var)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, var / "journal.txt")
        yield Produit(url, var)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.close()


@pytest.fixture(scope="session")
def shared(chromium, tmp_path_factory):
    """The product that the tests of the session go through, one after the other."""
    with _started(tmp_path_factory.mktemp("var")) as produit:
        yield produit


@pytest.fixture
def produit(request):
    """The running product; a second try has one of its own, with nothing left of the first."""
    if getattr(request.node, "execution_count", 1) == 1:
        yield request.getfixturevalue("shared")
        return
    with _started(request.getfixturevalue("tmp_path")) as own:
        yield own


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            pytest.fail(f"Le produit s’est arrêté :\n{log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"Le produit ne répond pas :\n{log.read_text()}")


@pytest.fixture(scope="session")
def navigateur(chromium):
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def ouvrir(navigateur: Browser, produit: Produit):
    """Open a page in a profile of its own: `ouvrir("Animateur", phone=True, dark=True)`.

    Fails at the end when the page logged an error: a blocked script, a missing file.
    """
    contexts, errors = [], []

    def open_page(
        persona: str | None = None,
        *,
        phone: bool = False,
        dark: bool = False,
        javascript: bool = True,
    ) -> Page:
        context = navigateur.new_context(
            base_url=produit.url,
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # axe reads a page at rest, not a card that fades in
            java_script_enabled=javascript,
            locale="fr-FR",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if persona:
            devenir(page, persona)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [error for error in errors if not any(told in error for told in NO_FAULT)]


def devenir(page: Page, persona: str) -> None:
    """Become a persona of the demonstration in one click from the home page."""
    page.goto("/")
    line = page.locator("#personas li, section:has(#personas) li, li", has_text=persona).filter(
        has=page.get_by_role("button", name="Entrer")
    )
    line.first.get_by_role("button", name="Entrer").click()
    page.wait_for_load_state()
