"""A room moved from outside, and a phone in it: shared by the browser tests of the phone."""

import os
import re
import subprocess
import sys
import uuid

import pytest

from tests.navigateur.conftest import PHONE, ROOT, TEST_ENVIRONMENT
from tests.navigateur.parcours import at_step

#: Moves the room as a facilitator would; prints the key and the code of the séance, and what the
#: ballots of its last vote hold.
CONDUITE = """
import uuid
from datetime import date, timedelta
from django.utils.timezone import now
from comptes.models import User
from seances.access import get_facilitation
from seances.models import Bulletin, Scrutin, Seance
from seances.services import console, contributions, preparation, salle, scrutin
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
def prepare(method="points"):
    return scrutin.preparer(
        by(), title=f"Priorités, {method}", method=method,
        objectif=feuille.objectifs.get(code="1"),
    )
def vote(method="points"):
    at("selectionner")
    scrutin.ouvrir(by(), prepare(method), seen=by().seance.stage)
def close():
    for asked in Scrutin.objects.filter(seance=seance, state="ouvert"):
        scrutin.fermer(by(), asked, seen=by().seance.stage)
def count():
    close()
    Scrutin.objects.filter(seance=seance, state="ferme").update(
        closed_at=now() - timedelta(minutes=2)
    )
    for asked in Scrutin.objects.filter(seance=seance, state="ferme"):
        scrutin.depouiller(by(), asked)
def publish():
    scrutin.publier(by(), seance.scrutins.filter(state="depouille").latest("sealed_at"))
def amend(text):
    seance.refresh_from_db()
    person = seance.participants.last() or salle.entrer(
        seance.code, address="192.0.2.1", first_name="Camille", college="partenaires"
    ).participant
    action = feuille.actions.filter(is_restricted=False, objectif__code="1").first()
    contributions.amender(person, action, field="summary", text=text, client_key=uuid.uuid4())
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
    at_step(page, "Accueil")
    yield page
    context.close()
