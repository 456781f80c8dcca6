"""Coming in by the QR code: fields, touches, bytes and seconds, in a browser on a slow 4G.

`python -m tests.bench entree`; one minute. The network is throttled by Chromium as in Lighthouse
(1.6 Mbit/s down, 0.75 up, 150 ms); the hand is counted, not timed: a key takes 0.33 s (36 words a
minute on a phone, Palin et al., MobileHCI 2019), reaching for something 1.1 s (keystroke-level model).
"""

import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.mesure import heading, row
from tests.navigateur.conftest import ARGUMENTS, CANDIDATES, PHONE
from tests.pannes.produit import Produit

#: Seconds from the QR code to the room.
BAR = 20
KEY, REACH = 0.33, 1.1
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
#: As many organisations as the roadmap of the demonstration.
DIRECTORY = """
from organisations.models import Organisation
from seances.models import Seance
territoire = Seance.objects.get(pk={seance}).feuille.territoire
names = ["Énergies de l’Estuaire", "Biscuiterie Hautebrise"]
names += [f"Chaudronnerie des marais {{n}}" for n in range(25)]
for name in names:
    territoire.organisations.add(
        Organisation.objects.create(name=name, kind="pme", college="entreprises")
    )
"""
FIRST_NAME, TYPED, ORGANISATION = "Nadia", "ener", "Énergies de l’Estuaire"


class Wire:
    """The bytes a page receives, as the network counts them."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        link = page.context.new_cdp_session(page)
        link.send("Network.enable")
        link.send("Network.emulateNetworkConditions", SLOW_4G)
        link.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])


def main() -> None:
    heading(
        "Entrer par le QR code, Chromium, 4G lente, 27 organisations",
        "organisation", "champs remplis", "touches", "gestes", "reçu, Ko", "page prête, s",
        "entrée, s", f"avec la main, s (visée {BAR})",
    )  # fmt: skip
    chromium = next(found for name in CANDIDATES if (found := shutil.which(name)))
    with tempfile.TemporaryDirectory(prefix="feuille-de-route-") as folder:
        product = Produit(Path(folder) / "produit")
        try:
            [room] = product.prepare()
            script = DIRECTORY.format(seance=room.seance)
            product.manage("shell", "--no-imports", "-c", script)
            address = f"http://127.0.0.1:{product.port}/rejoindre/?code={room.code}"
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                for known in (True, False):
                    page = browser.new_context(viewport=PHONE, has_touch=True).new_page()
                    come_in(page, address, known=known)
                browser.close()
        finally:
            product.close()


def come_in(page: Page, address: str, *, known: bool) -> None:
    """From the QR code to the room, as a person who types little; one line of figures."""
    wire, began = Wire(page), time.monotonic()
    page.goto(address)
    name = page.get_by_label("Votre prénom")
    name.tap()
    ready = time.monotonic() - began
    name.press_sequentially(FIRST_NAME)
    keys, reaches = len(FIRST_NAME), 1
    page.get_by_label("Votre organisation").tap()
    typed = TYPED if known else "Ma société"
    page.get_by_label("Votre organisation").press_sequentially(typed)
    keys, reaches = keys + len(typed), reaches + 1
    if known:
        page.get_by_role("option", name=ORGANISATION).tap()
    else:
        page.get_by_text("d’une entreprise").tap()
    sent = time.monotonic()
    page.get_by_role("button", name="Entrer dans la séance").tap()
    page.get_by_role("heading", level=1, name="Sélectionner").or_(
        page.get_by_role("heading", level=1, name="Placez vos")
    ).wait_for()
    entered = time.monotonic() - sent
    reaches += 2  # the line of the list or the college, then the button
    hand = keys * KEY + reaches * REACH
    row(
        "de l’annuaire" if known else "hors annuaire",
        2 if known else 3,
        keys,
        reaches,
        f"{wire.bytes / 1000:.0f}",
        f"{ready:.1f}".replace(".", ","),
        f"{entered:.1f}".replace(".", ","),
        f"{ready + hand + entered:.0f}",
    )
