"""A phone in the room, in a real browser: it follows, loses its network, and loses nothing else."""

import os
import re
import subprocess
import sys
import uuid

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import PHONE, ROOT, TEST_ENVIRONMENT

#: Moves the room as a facilitator would; prints the key and the code of the séance, and what the
#: ballots of its last vote hold.
CONDUITE = """
from datetime import date
from comptes.models import User
from seances.access import get_facilitation
from seances.models import Bulletin, Scrutin, Seance
from seances.services import console, preparation, scrutin
from territoires.access import get_access
from territoires.models import FeuilleDeRoute

user = User.objects.get(name="Maëlle Guérin")
feuille = FeuilleDeRoute.objects.get(slug="estuaire")
seance = Seance.objects.filter(title="Essai du téléphone").first()
if seance is None:
    access = get_access(user, feuille)
    seance = preparation.creer(access, title="Essai du téléphone", day=date(2024, 11, 14))
    console.ouvrir(get_facilitation(user, seance))
def by():
    return get_facilitation(user, Seance.objects.for_room().get(pk=seance.pk))
def at(kind):
    console.passer(by(), seance.etapes.filter(kind=kind).first(), seen=by().seance.stage)
def vote():
    at("selectionner")
    asked = scrutin.preparer(
        by(), title="Priorités", method="points", objectif=feuille.objectifs.get(code="1")
    )
    scrutin.ouvrir(by(), asked, seen=by().seance.stage)
def close():
    for asked in Scrutin.objects.filter(seance=seance, state="ouvert"):
        scrutin.fermer(by(), asked, seen=by().seance.stage)
{geste}
seance.refresh_from_db()
last = seance.scrutins.order_by("-pk").first()
held = [sorted(b.choix.values()) for b in Bulletin.objects.filter(scrutin=last)]
print("VU", seance.pk, seance.code, held)
"""


@pytest.fixture
def conduire(produit):
    """`conduire("at('partager')")` → (key of the séance, its code, what the ballots hold)."""

    def run(geste: str = "") -> tuple[str, str, str]:
        environment = {k: v for k, v in os.environ.items() if k not in TEST_ENVIRONMENT}
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports"],
            input=CONDUITE.replace("{geste}", geste),
            env=environment | {"VAR_DIR": str(produit.var), "LOCAL": "1", "DEMO": "1"},
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = re.search(r"VU (\d+) (\S+) (.*)", done.stdout)
        assert found, done.stderr
        return found.group(1), found.group(2), found.group(3)

    return run


@pytest.fixture
def telephone(navigateur, produit, conduire):
    """A phone that came in by the QR address."""
    _pk, code, _held = conduire("close(); at('accueil')")
    context = navigateur.new_context(base_url=produit.url, viewport=PHONE, locale="fr-FR")
    page = context.new_page()
    page.goto(f"/rejoindre/?code={code}")
    page.get_by_label("Votre prénom").fill(f"Nadia {uuid.uuid4().hex[:4]}")
    page.get_by_label("d’une entreprise").check()
    page.get_by_role("button", name="Entrer dans la séance").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accueil")
    yield page
    context.close()


def test_a_phone_follows_votes_without_network_and_loses_nothing(telephone, conduire):
    page, network = telephone, telephone.context
    conduire("at('partager')")
    expect(page.get_by_role("heading", level=1)).to_have_text("Partager", timeout=10_000)

    # Typed while the séance moves: told, never wiped.
    page.get_by_role("link", name="Parcours décarbonation").click()
    field = page.get_by_label("Votre commentaire")
    field.fill("Je n’ai pas fini d’écrire")
    conduire("vote()")
    expect(page.locator("#suite")).to_contain_text("La séance est passée à", timeout=10_000)
    expect(field).to_have_value("Je n’ai pas fini d’écrire")
    page.get_by_role("link", name="Suivre la séance").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Placez vos cinq gommettes")

    # Two taps with the network, two without: kept, found again, sent once.
    more = page.get_by_role("button", name="Ajouter une gommette")
    more.nth(0).click()
    more.nth(0).click()
    expect(page.locator("[data-enregistre]")).to_contain_text("Enregistré à")
    network.set_offline(True)
    more.nth(1).click()
    more.nth(2).click()
    expect(page.locator("#reseau")).to_have_text("Hors ligne")
    expect(page.locator("#file-liste")).to_contain_text("En attente")
    page.reload()
    expect(page.locator("#reste b")).to_have_text("1")
    network.set_offline(False)
    expect(page.locator("#reseau")).to_have_text("Connecté", timeout=15_000)
    page.reload()
    expect(page.locator("#reste b")).to_have_text("1")
    assert conduire()[2] == "[[1, 1, 2]]"


def test_the_ballot_is_voted_by_keyboard_and_names_its_actions(telephone, conduire):
    page = telephone
    conduire("close(); vote()")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Placez vos", timeout=10_000)
    group = page.get_by_role("group", name=re.compile("Parcours décarbonation"))
    add = group.get_by_role("button", name="Ajouter une gommette")
    add.focus()
    page.keyboard.press("Enter")
    expect(group.locator("output")).to_contain_text("1 gommette")
    expect(page.locator("#reste")).to_contain_text("Il vous reste 4 gommettes")
    expect(add).to_be_focused()
