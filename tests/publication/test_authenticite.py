"""The check page, given a PDF of a roadmap or a hash: which edition, and does it still hold."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from publication import services
from publication.models import Edition
from socle.jobs import run_job
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action_prete, une_feuille
from tests.outils import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def access():
    feuille = une_feuille(Phase.ENGAGEMENT)
    une_action_prete(feuille, state="retenue")
    return un_access(feuille, Role.ADMINISTRATEUR)


@pytest.fixture
def edition(access):
    return services.publier_maintenant(access)


def _bytes(edition):
    with edition.pdf.open() as stored:
        return stored.read()


def _dropped(client, data):
    sent = SimpleUploadedFile("feuille.pdf", data, content_type="application/pdf")
    return text_of(client.post(reverse("verifier"), {"fichier": sent}))


def _typed(client, key):
    return client.post(reverse("verifier"), {"reference": key}, follow=True)


def test_the_last_edition_by_its_file_and_by_both_hashes(client, edition):
    page = _dropped(client, _bytes(edition))
    assert "L’édition 1.0 est la dernière en ligne" in page
    assert "octet pour octet" in page
    for key, proof in ((edition.sha256, "du contenu figé"), (edition.pdf_sha256, "du PDF")):
        page = text_of(_typed(client, key.upper()))
        assert "est la dernière en ligne" in page
        assert proof in page


def test_a_replaced_one_names_the_last(client, access, edition):
    services.publier_maintenant(access, note="La suite.")
    page = _dropped(client, _bytes(edition))
    assert "L’édition 1.0 n’est plus la dernière" in page
    assert "Lire l’édition 1.1" in page


def test_a_withdrawn_one_says_why(client, access, edition):
    data = _bytes(edition)
    services.retirer(access, edition, reason="Un montant est faux.")
    page = _dropped(client, data)
    assert "L’édition 1.0 a été retirée" in page
    assert "Un montant est faux." in page


def _saved(data, change=lambda pdf: None):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def test_a_file_saved_again_carries_the_content_but_is_not_the_file(client, edition):
    page = _dropped(client, _saved(_bytes(edition)))
    assert "L’édition 1.0 est la dernière en ligne" in page
    assert "ses pages peuvent dire autre chose" in page
    assert "octet pour octet" not in page


def test_altered_data_is_no_edition(client, edition):
    def alter(pdf):
        (name,) = pdf.attachments
        found = pdf.attachments[name]
        data = found.get_file().read_bytes().replace(b"Un r\xc3\xa9sum\xc3\xa9.", b"Un mensonge.")
        pdf.attachments[name] = data

    page = _dropped(client, _saved(_bytes(edition), alter))
    assert "n’est pas une édition publiée" in page


def test_a_trial_is_no_edition(client, access, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        projet = services.demander_projet(access)
    projet.refresh_from_db()
    assert "n’est pas une édition publiée" in _dropped(client, _bytes(projet))


def test_what_waits_for_its_hour_is_unknown(client, access):
    edition = services.publier(access, embargo=timezone.now() + timedelta(days=1))
    run_job(str(edition.job_id))
    edition = Edition.objects.get()
    assert edition.state == Edition.State.PROGRAMMEE
    for key in (edition.sha256, edition.pdf_sha256):
        assert _typed(client, key).status_code == 404
    assert "la dernière en ligne" not in _dropped(client, _bytes(edition))
