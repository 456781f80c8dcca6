"""The page that imports a list: check, confirm, import; roles, phases, bad files."""

import json
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.models import Action
from feuille_de_route.donnees import uploads
from territoires.droits import Phase, Role
from tests.donnees.fichiers import en_octets, liste_changee, plain, une_liste
from tests.fabrique import un_access, une_action, une_feuille, une_personne

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def feuille():
    return une_feuille(Phase.PREPARATION)


@pytest.fixture
def url(feuille):
    return f"/feuilles/{feuille.slug}/actions/importer/"


@pytest.fixture
def admin(client, feuille):
    client.force_login(un_access(feuille, Role.ADMINISTRATEUR).user)
    return client


def upload(client, url, data):
    sent = SimpleUploadedFile("liste.json", data, content_type="application/json")
    return client.post(url, {"fichier": sent})


def kept_files():
    return default_storage.listdir("imports")[1] if default_storage.exists("imports") else []


def test_check_confirm_import(admin, url, feuille):
    assert admin.get(url).status_code == 200
    checked = upload(admin, url, en_octets(une_liste()))
    assert checked.url == f"{url}confirmer/"
    assert not Action.objects.exists()
    summary = plain(admin.get(checked.url).content.decode())
    assert "2 actions" in summary
    assert "2 organisations" in summary
    assert not Action.objects.exists()
    done = admin.post(checked.url, follow=True)
    assert done.redirect_chain[-1][0] == f"/feuilles/{feuille.slug}/actions/"
    assert "2 actions : 2 nouvelles" in plain(done.content.decode())
    assert feuille.actions.count() == 2


def test_importing_the_checked_file_again_changes_nothing(admin, url, feuille):
    upload(admin, url, en_octets(une_liste()))
    admin.post(f"{url}confirmer/")
    again = admin.post(f"{url}confirmer/", follow=True)
    assert "rien n’a changé" in again.content.decode()
    assert feuille.actions.count() == 2


def test_faults_are_told_by_line_and_nothing_is_kept(admin, url):
    data = liste_changee(lambda d: d["actions"][0].update(porteur="forges"))
    refused = upload(admin, url, data)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "<title>Erreur : " in plain(page)
    assert "actions, 1.1, porteur" in page
    assert "Vouliez-vous dire «\u00a0forge\u00a0»" in page
    line = next(n for n, text in enumerate(data.decode().splitlines(), 1) if '"forges"' in text)
    assert f">{line}</th>" in page
    assert not kept_files()


def test_what_the_file_holds_is_shown_as_typed(admin, url):
    data = liste_changee(lambda d: d["actions"][0].update(porteur="<img src=x onerror=alert(1)>"))
    page = upload(admin, url, data).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img src=x" not in page


def test_a_long_report_shows_its_first_lines_and_counts_the_rest(admin, url):
    data = une_liste()
    data["actions"][0]["besoins"] = [1] * 250
    page = plain(upload(admin, url, en_octets(data)).content.decode())
    assert page.count("<tr>") == 1 + 200
    assert "50 autres points suivent" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choisissez le fichier à vérifier, de 10 Mo au plus."),
        ({"fichier": SimpleUploadedFile("vide.json", b"")}, "celui-ci est vide"),
        ({"fichier": SimpleUploadedFile("gros.json", b" " * 5_300_000)}, "5 Mo au plus"),
        ({"fichier": SimpleUploadedFile("photo.json", b"\x89PNG\r\n\x1a\n")}, "UTF-8"),
    ],
    ids=["nothing", "empty", "too large", "not a text"],
)
def test_what_is_not_a_file_is_refused_with_a_sentence(admin, url, sent, words):
    answer = admin.post(url, sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_roadmap_changed_since_the_check_is_told_at_the_confirmation(admin, url, feuille):
    upload(admin, url, en_octets(une_liste()))
    une_action(feuille, title="Arrivée entre-temps")
    answer = admin.post(f"{url}confirmer/")
    assert answer.status_code == 422
    assert "Arrivée entre-temps" in answer.content.decode()
    assert feuille.actions.count() == 1


def test_a_phase_closed_since_the_check_refuses_with_its_reason(admin, url, feuille):
    upload(admin, url, en_octets(une_liste()))
    type(feuille).objects.update(phase=Phase.SELECTION)
    answer = admin.post(f"{url}confirmer/")
    assert answer.status_code == 403
    assert "Sélection" in answer.content.decode()
    type(feuille).objects.update(phase=Phase.PREPARATION)
    assert admin.post(f"{url}confirmer/").status_code == 302, "the checked file was kept"


def test_without_a_checked_file_one_chooses_first(admin, url):
    assert admin.get(f"{url}confirmer/").url == url
    assert admin.post(f"{url}confirmer/").url == url


def test_the_checked_file_is_of_one_roadmap_and_one_person(admin, client, url, feuille):
    upload(admin, url, en_octets(une_liste()))
    client.logout()
    client.force_login(un_access(feuille, Role.ADMINISTRATEUR).user)
    assert client.get(f"{url}confirmer/").url == url


def test_a_second_file_replaces_the_first_and_old_ones_are_swept(admin, url, monkeypatch):
    upload(admin, url, en_octets(une_liste()))
    upload(admin, url, en_octets(une_liste()))
    assert len(kept_files()) == 1
    admin.session.flush()
    tomorrow = timezone.now() + uploads.LIFETIME + timedelta(hours=1)
    monkeypatch.setattr(uploads.timezone, "now", lambda: tomorrow)
    uploads._sweep()
    assert not kept_files()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATEUR, 200),
        (Role.ANIMATEUR, 200),
        (Role.PORTEUR, 403),
        (Role.REPRESENTANT, 403),
        (Role.LECTEUR, 403),
    ],
)
def test_who_may(client, url, feuille, role, status):
    client.force_login(un_access(feuille, role).user)
    answer = client.get(url)
    assert answer.status_code == status
    if status == 403:
        assert "ne permet pas d’importer" in answer.content.decode()
        assert upload(client, url, en_octets(une_liste())).status_code == 403


def test_a_stranger_learns_nothing(client, url):
    client.force_login(une_personne())
    assert client.get(url).status_code == 404
    assert client.get(f"{url}confirmer/").status_code == 404


def test_wrong_method(admin, url):
    assert admin.put(url).status_code == 405
    assert admin.delete(f"{url}confirmer/").status_code == 405


def test_the_json_of_the_page_is_never_executed(admin, url):
    """A data file may hold anything: the page still answers with a sentence."""
    for data in (json.dumps({"actions": {}}), "null", "true", '"texte"', "[[[[]]]]"):
        assert upload(admin, url, data.encode()).status_code == 422


def test_the_example_of_the_page_can_be_imported(admin, url):
    example = admin.get(f"{url}exemple.json").content
    assert upload(admin, url, example).status_code == 302
