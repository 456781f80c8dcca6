"""Importing a spreadsheet through its pages: columns, preview, confirmation, refusals."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Action
from feuille_de_route.donnees.tableur import taches
from socle.models import Job
from territoires.droits import Phase, Role
from tests.donnees.classeurs import ENTETES, une_liste_reelle, xlsx, xlsx_of
from tests.donnees.fichiers import plain
from tests.fabrique import un_access, une_action, une_feuille, une_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def feuille():
    feuille = une_feuille(Phase.PREPARATION)
    une_organisation("CC du Pays", kind="collectivite", college="collectivites")
    une_organisation("SARL Forge de la Boule")
    return feuille


@pytest.fixture
def url(feuille):
    return f"/feuilles/{feuille.slug}/actions/importer/"


@pytest.fixture
def admin(client, feuille):
    client.force_login(un_access(feuille, Role.ADMINISTRATEUR).user)
    return client


def upload(client, url, data, name="Plan d’actions.xlsx"):
    return client.post(url, {"fichier": SimpleUploadedFile(name, data)})


def columns(client, url):
    """Post the page of columns as it is proposed."""
    form = client.get(f"{url}colonnes/").context["form"]
    data = {field.html_name: field.value() or "" for field in form if field.name != "vider"}
    return client.post(f"{url}colonnes/", data)


def preview(client, url, data, name="Plan d’actions.xlsx"):
    assert upload(client, url, data, name).url == f"{url}colonnes/"
    assert columns(client, url).url == f"{url}apercu/"
    return client.get(f"{url}apercu/")


def confirm(client, url, page, **more):
    return client.post(f"{url}apercu/", {"vu": page.context["plan"].digest(), **more}, follow=True)


def test_a_real_list_goes_from_columns_to_preview_to_actions(admin, url, feuille):
    page = preview(admin, url, une_liste_reelle())
    told = plain(page.content.decode())
    assert "Lisez, puis importez" in told
    assert "ligne 4, colonne F" in told
    assert "lu 45 000 €" in told
    assert not Action.objects.exists()
    done = confirm(admin, url, page)
    assert "2 actions : 2 nouvelles" in plain(done.content.decode())
    first, second = feuille.actions.order_by("numero")
    assert (first.numero, first.title) == ("1.1", "Partager un atelier")
    assert (first.porteur.name, first.budget) == ("CC du Pays", 45_000)
    assert [one.name for one in first.partenaires.all()] == ["SARL Forge de la Boule"]
    assert (str(first.start), str(first.end)) == ("2025-03-01", "2026-12-01")
    assert (second.numero, second.budget) == ("2.1", 1250000.5)
