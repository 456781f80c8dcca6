"""The product as it is started, its worker and a mail server: what leaves, and what waits."""

import sqlite3

from tests.courriels.serveur import hanging, serving
from tests.test_demarrer import Product, wait_for

INVITE = """
import time
from comptes.models import User
from territoires.access import get_access
from territoires.droits import Role
from territoires.models import FeuilleDeRoute
from territoires.services import ajouter_membre
access = get_access(User.objects.get(email="ana@pays.example"), FeuilleDeRoute.objects.get())
began = time.monotonic()
ajouter_membre(access, name="Zoé", email="zoe@pays.example", role=Role.LECTEUR)
print(time.monotonic() - began)
"""


def rows(product: Product, query: str) -> tuple:
    """The one row of a query on the base of the product."""
    with sqlite3.connect(product.folder / "feuille-de-route.sqlite3", timeout=20) as base:
        return base.execute(query).fetchone() or ("", 0, "")


def test_a_silent_server_holds_nobody_and_gets_the_message_once_it_speaks(tmp_path):
    with hanging() as port:
        product = Product(
            tmp_path, "--sans-demo", EMAIL_URL=f"smtp://127.0.0.1:{port}", EMAIL_TIMEOUT="6",
            JOB_LEASE_SECONDS="2",
        )  # fmt: skip
        try:
            product.wait_until_ready()
            product.manage(
                "creer_territoire", "--nom", "Loire Amont", "--epci", "CC du Pays",
                "--administrateur", "ana@pays.example",
            )  # fmt: skip
            took = float(product.manage("shell", "--no-imports", "-c", INVITE).split()[-1])
            assert took < 6  # less than the silence: writing waits for no server
            tried = "select state, attempts, error from socle_courriel where error != ''"
            state, attempts, error = wait_for(
                lambda: [*rows(product, tried)] if rows(product, tried)[0] else None, seconds=30
            )
            assert (state, attempts) == ("attend", 1)
            assert error.startswith("Le serveur de courriel ne répond pas")
        except BaseException:
            product.close()
            raise
    try:
        with serving(port) as (boite, _):
            # An hour later, as far as the message knows: the worker looks by itself.
            rows(
                product,
                "update socle_courriel set next_try_at = '2020-01-01', nudged_at = '2020-01-01'",
            )
            wait_for(lambda: boite.messages, seconds=30)
            wait_for(
                lambda: rows(product, "select state from socle_courriel")[0] == "envoye", seconds=10
            )
        assert [message["To"] for message in boite.messages] == ["zoe@pays.example"]
        assert (tmp_path / "horloge.dat").exists() or list(tmp_path.glob("horloge*"))
    finally:
        product.close()
