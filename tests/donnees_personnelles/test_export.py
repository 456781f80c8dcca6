"""What a person takes out is everything, readable, and nothing of anybody else."""

import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage

from actions.models import Commentaire
from comptes.models import NOM_EFFACE
from feuille_de_route.donnees_personnelles import export, services
from feuille_de_route.donnees_personnelles.inventaire import INVENTAIRE
from socle.jobs import run_job
from socle.models import Job, Journal
from tests.donnees_personnelles.vie import ADRESSE, AUTRE_ADRESSE, NOM, une_vie
from tests.fabrique import une_action, une_feuille, une_personne
from tests.outils import client_of

pytestmark = pytest.mark.django_db

URL = "/compte/mes-donnees/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def opened(data: bytes) -> dict:
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["mes-donnees.json", "LISEZMOI.txt", "resume.html"]
        return {name: archive.read(name).decode() for name in archive.namelist()}


def data_of(user) -> dict:
    return json.loads(opened(export.archive_of(user))["mes-donnees.json"])["donnees"]


def test_every_part_is_there_in_order_and_has_something_of_a_full_life():
    user, _feuille, _organisation = une_vie()
    data = data_of(user)
    assert list(data) == [partie.key for partie in INVENTAIRE]
    # Nobody gives technical rights, sends invitations, answers or publishes in this life.
    empty = {key for key, rows in data.items() if not rows}
    assert empty == {
        "adresses_verifiees", "seances_animees", "droits_techniques", "invitations_envoyees",
        "rattachements_decides", "engagements_realises", "versions_remplacees", "editions",
    }  # fmt: skip
    assert data["compte"][0]["adresse"] == ADRESSE
    assert data["commentaires"][0]["texte"] == "Je suis pour."
    assert data["contributions_seance"][0]["adresse_pour_confirmer"] == AUTRE_ADRESSE
    assert data["signatures"][0]["empreinte_sha256"] == "0" * 64


def test_nothing_of_anybody_else_is_there():
    une_vie()
    other = une_personne("Karim Bensaïd")
    Commentaire.objects.create(action=une_action(une_feuille()), author=other, text="À moi.")
    files = opened(export.archive_of(other))
    for text in files.values():
        assert NOM not in text
        assert ADRESSE not in text
    assert "À moi." in files["resume.html"]


def test_each_key_is_explained_and_ballots_are_spoken_of():
    user, _feuille, _organisation = une_vie()
    files = opened(export.archive_of(user))
    for partie in INVENTAIRE:
        assert f"\n{partie.key}  (" in files["LISEZMOI.txt"]
        for key in partie.columns:
            assert f"\n  - {key} : " in files["LISEZMOI.txt"]
    assert "bulletins de vote ne sont pas" in files["LISEZMOI.txt"]
    assert "bulletins de vote ne sont pas" in files["resume.html"]
    assert "<script" not in files["resume.html"]


def test_what_was_typed_is_escaped_in_the_summary():
    user = une_personne("<b>Inès</b> Rabouin")
    assert "<b>Inès" not in opened(export.archive_of(user))["resume.html"]


def test_export_then_erase_then_export():
    user, _feuille, _organisation = une_vie()
    before = data_of(user)
    services.effacer_compte(user)
    user.refresh_from_db()
    after = data_of(user)
    assert NOM not in json.dumps(after, ensure_ascii=False)
    assert ADRESSE not in json.dumps(after)
    assert after["compte"][0]["nom"] == NOM_EFFACE
    gone = {key for key in before if before[key] and not after[key]}
    assert gone == {
        "roles", "organisations", "invitations_recues", "rattachements", "actions_suivies",
        "brouillons", "signatures", "signatures_demandees", "lettres", "seances", "accords",
        "abonnements", "votes", "contributions_seance", "questions", "tables_tenues", "courriels",
    }  # fmt: skip
    kept = [dict(row, nom=None) for row in before["commentaires"]]
    assert [dict(row, nom=None) for row in after["commentaires"]] == kept


def test_the_same_queries_for_one_row_and_three(django_assert_num_queries):
    user = une_personne()
    action = une_action(une_feuille())
    for _ in range(3):
        with django_assert_num_queries(len(INVENTAIRE)):
            export.archive_of(user)
        Commentaire.objects.create(action=action, author=user, text="Oui.")


# The page ----------------------------------------------------------------------------------------


def test_a_small_archive_is_given_at_once():
    user = une_personne("Inès Rabouin")
    response = client_of(user).post(URL)
    assert response["Content-Type"] == "application/zip"
    assert "mes-donnees.zip" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    assert "Inès Rabouin" in opened(response.content)["mes-donnees.json"]
    assert Journal.objects.filter(verb="compte.export", user_id=user.pk).count() == 1


def test_a_large_one_is_prepared_by_a_worker_and_read_by_its_person_alone(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(export, "LARGE", 1)
    user = une_personne("Inès Rabouin")
    client = client_of(user)
    response = client.post(URL, follow=True)
    assert "Votre archive se prépare" in response.content.decode()
    assert client.get(f"{URL}archive/").status_code == 404
    client.post(URL)
    job = Job.objects.get(kind=export.JOB_EXPORT)
    run_job(str(job.pk))
    response = client.get(f"{URL}archive/")
    assert "Inès Rabouin" in opened(b"".join(response.streaming_content))["mes-donnees.json"]
    assert "Télécharger l’archive prête" in client.get(URL).content.decode()
    assert client_of(une_personne()).get(f"{URL}archive/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        services.effacer_compte(user)
    assert not default_storage.exists(job.args["fichier"])
    assert not Job.objects.filter(kind=export.JOB_EXPORT).exists()


def test_an_archive_asked_for_before_erasure_is_not_prepared_after():
    user = une_personne()
    job = Job.objects.create(
        kind=export.JOB_EXPORT, args={"user": user.pk, "fichier": "exports/x.zip"}
    )
    services.effacer_compte(user)
    run_job(str(job.pk))
    assert not default_storage.exists("exports/x.zip")
