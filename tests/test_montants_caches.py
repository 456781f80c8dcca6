"""No page tells a hidden amount, nor a sum that holds one, to a reader who must not know it.

Every page of the product is opened; its figures are read whatever their spaces. The anonymous sum
of three organisations is told by the pages of the editions, and by no other.
"""

import json
import re
from dataclasses import asdict
from itertools import chain, combinations

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from actions.models import Action, Besoin
from publication import rendu
from publication.collecte import recolter
from publication.contenu import fingerprint, to_json
from publication.models import Edition
from seances import compte_rendu
from seances.models import Contribution
from seances.mur import mur_of
from tests.fabrique import un_engagement, une_organisation
from tests.monde import ROUTES, World
from tests.outils import client_of

pytestmark = pytest.mark.django_db

HIDDEN = {"montant_masque": (71_117,), "anonyme": (83_231, 94_463, 105_701), "interne": (62_039,)}
TOGETHER = sum(HIDDEN["anonyme"])
#: What the visible pledges of the world could add to a hidden sum.
VISIBLE = range(100)
ASKED = 900_001
SECRETS = {
    sum(some) + visible
    for n in range(1, 6)
    for some in combinations(chain(*HIDDEN.values()), n)
    for visible in VISIBLE
}
ALLOWED_IN_EDITIONS = {TOGETHER + visible for visible in VISIBLE}


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rendu.forget()


@pytest.fixture
def world():
    world = World("engagement")
    world.addresses = {page: world.url(page) for page in ROUTES}
    besoin = Besoin.objects.create(
        action=world.action, title="Du temps", kind="temps", quantity=ASKED
    )
    world.hidden = []
    for visibilite, amounts in HIDDEN.items():
        for amount in amounts:
            pledge = un_engagement(
                world.action,
                une_organisation(),
                quantity=amount,
                visibilite=visibilite,
                besoin=besoin,
                state="confirme",
            )
            Contribution.objects.create(seance=world.seance, engagement=pledge)
            world.hidden.append(pledge)
    publish(world)
    return world


def publish(world):
    """Two editions as they would be frozen now; their PDF is that of nobody."""
    Action.objects.update(state=Action.State.ENGAGEE)
    name = default_storage.save("editions/essai.pdf", ContentFile(b"%PDF-1.7"))
    for minor, state in enumerate(("publiee", "publiee", "echouee")):
        contenu, audit = recolter(world.feuille, numero=f"1.{minor}", note="Une édition.")
        Edition.objects.create(
            feuille=world.feuille, minor=minor, state=state, content=to_json(contenu), audit=audit,
            sha256=fingerprint(contenu), pdf=name, published_at=timezone.now(),
        )  # fmt: skip


def figures(response):
    """Every whole number of a page or of a PDF, its thousands apart or not."""
    data = b"".join(response) if response.streaming else response.content
    if response.headers["Content-Type"] == "application/pdf" and len(data) > 100:
        pages = pypdfium2.PdfDocument(data)
        text = " ".join(page.get_textpage().get_text_range() for page in pages)
    else:
        text = data.decode(errors="replace")
    return numbers_in(text)


def numbers_in(text):
    return {int(re.sub(r"\D", "", n)) for n in re.findall(r"\b\d{1,3}(?:[\s.]\d{3})+\b|\d+", text)}


def is_of_an_edition(page):
    return page.startswith("publication:") and not page.endswith("preparer")


@pytest.mark.parametrize("person", ["visitor", "stranger", "lecteur", "porteur", "representant"])
def test_no_page_tells_a_hidden_amount(world, person):
    client, opened, told = client_of(world.people[person]), 0, set()
    pages = [*world.addresses.items()]
    pages += [("engagements:detail", pledge.get_absolute_url()) for pledge in world.hidden]
    start = world.addresses["engagements:nouveau"]
    pages += [("engagements:nouveau", f"{start}&besoin={Besoin.objects.get(quantity=ASKED).pk}")]
    for page, url in pages:
        response = client.get(url)
        if response.status_code == 200:
            opened += 1
            found = figures(response) & SECRETS
            if is_of_an_edition(page):
                told |= found & ALLOWED_IN_EDITIONS
                found -= ALLOWED_IN_EDITIONS
            assert not found, (page, found)
        response.close()
    assert opened >= 10
    assert told, "the sum of three organisations is published"


def test_neither_the_wall_of_a_seance_nor_its_minutes_do(world):
    now = timezone.now()
    for told in (mur_of(world.seance, now), compte_rendu.collecter(world.seance, now)):
        assert len(told.engagements if hasattr(told, "engagements") else told.cartes) >= 4
        words = json.dumps(asdict(told), ensure_ascii=False, default=str)
        assert not numbers_in(words) & SECRETS


def test_the_team_reads_them_all(world):
    client = client_of(world.people["animateur"])
    assert figures(client.get(world.addresses["action"])) >= set(chain(*HIDDEN.values()))
