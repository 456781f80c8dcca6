"""Freeze, draw, put online; and every way it can be refused or fail."""

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from actions.models import Action
from publication import pdf, services
from publication.contenu import fingerprint, from_json
from publication.models import Edition
from publication.stockage import store_pdf
from socle import jobs
from socle.jobs import JobError, run_job
from socle.models import Job, Journal
from socle.refus import Refus
from territoires.droits import Phase, Role
from territoires.services import changer_phase
from tests.fabrique import (
    un_access,
    une_action,
    une_feuille,
)

pytestmark = pytest.mark.django_db

NOTE = "Première édition, issue du séminaire."


@pytest.fixture
def broken_drawing(monkeypatch):
    """The disk of the drawing is full: the only thing a test cannot ask of the real one."""

    def render(contenu, *, progress=None, projet=False):
        progress(1, 2)
        raise JobError("Le disque est plein.")

    monkeypatch.setattr(pdf, "render", render)


def _bytes(edition):
    with edition.pdf.open() as stored:
        return stored.read()


def test_publish_gives_an_edition_online_with_its_real_pdf(
    access, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        edition = services.publier(access, note=NOTE)
        assert edition.state == Edition.State.EN_COURS
    edition.refresh_from_db()
    assert edition.state == Edition.State.PUBLIEE
    assert edition.numero == "1.0"
    assert (edition.n_actions, edition.n_engagements) == (1, 1)
    data = _bytes(edition)
    assert hashlib.sha256(data).hexdigest() == edition.pdf_sha256
    assert len(data) == edition.pdf_size
    with pikepdf.open(BytesIO(data)) as document:
        assert len(document.pages) == edition.pages > 1
    assert edition.job.state == Job.State.DONE
    assert edition.job.total > 0


def test_the_frozen_content_is_what_its_hash_says(access):
    edition = services.publier_maintenant(access, note=NOTE)
    contenu = from_json(edition.content)
    assert fingerprint(contenu) == edition.sha256
    assert contenu.edition == "1.0"
    assert contenu.note == NOTE
    assert [a.intitule for a in contenu.actions] == ["Récupérer la chaleur fatale"]


def test_a_change_after_freezing_does_not_reach_the_edition(access):
    edition = services.publier(access, note=NOTE)
    Action.objects.update(title="Tout autre chose")
    run_job(str(edition.job.pk))
    edition.refresh_from_db()
    assert from_json(edition.content).actions[0].intitule == "Récupérer la chaleur fatale"


def test_actions_are_marked_at_their_first_edition_only(access, feuille):
    services.publier_maintenant(access, note=NOTE)
    first = feuille.actions.get().inscrite_at
    assert first is not None
    proposed = une_action(feuille)
    services.publier_maintenant(access, note="La suite.")
    assert feuille.actions.get(numero="1.1").inscrite_at == first
    proposed.refresh_from_db()
    assert proposed.inscrite_at is None
    assert Journal.objects.filter(verb="action.inscrite").count() == 1


@pytest.mark.parametrize(("majeure", "numeros"), [(False, ["1.0", "1.1"]), (True, ["1.0", "2.0"])])
def test_numbers(access, majeure, numeros):
    published = [services.publier_maintenant(access, note=NOTE, majeure=majeure) for _ in numeros]
    assert [edition.numero for edition in published] == numeros


def test_the_journal_keeps_who_published_what(access):
    edition = services.publier_maintenant(access, note=NOTE)
    lines = {j.verb: j for j in Journal.objects.about(edition)}
    assert lines["edition.publiee"].user_id == access.user.pk
    assert lines["edition.publiee"].details["sha256"] == edition.sha256


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.PORTEUR, Role.REPRESENTANT, Role.LECTEUR])
def test_only_the_administrator_publishes(feuille, role):
    with pytest.raises(Refus, match="ne permet pas de publier une édition"):
        services.publier(un_access(feuille, role), note=NOTE)
    assert not Edition.objects.exists()


def test_the_phase_may_close_between_the_page_and_the_post(feuille, access):
    changer_phase(access, Phase.SELECTION)
    with pytest.raises(Refus, match="ne permet pas de publier une édition"):
        services.publier(access, note=NOTE)


def test_a_blocking_check_refuses_and_names_itself(feuille, access):
    une_action(feuille, state="retenue", porteur=None)
    with pytest.raises(Refus, match=r"l’action 1\.2 n’a pas de porteur"):
        services.publier(access, note=NOTE)


def test_an_empty_roadmap_is_not_published():
    access = un_access(une_feuille(Phase.ENGAGEMENT), Role.ADMINISTRATEUR)
    with pytest.raises(Refus, match="aucune action n’est retenue"):
        services.publier(access, note=NOTE)


def test_a_note_is_asked_from_the_second_edition_on(access):
    services.publier_maintenant(access)
    with pytest.raises(Refus, match="Écrivez une note de version"):
        services.publier(access, note="  \n")


def test_one_edition_in_preparation_at_a_time(feuille, access):
    services.publier(access, note=NOTE)
    other = un_access(feuille, Role.ADMINISTRATEUR)
    with pytest.raises(Refus, match=r"L’édition 1\.0 est déjà en préparation"):
        services.publier(other, note=NOTE)
    assert Edition.objects.count() == 1


def test_the_database_itself_refuses_two_editions_in_preparation(feuille, access):
    services.publier(access, note=NOTE)
    with pytest.raises(IntegrityError):
        Edition.objects.create(feuille=feuille, major=9, minor=0)


# Failure and retry -------------------------------------------------------------------------------


def test_a_failed_drawing_says_why(access, broken_drawing):
    with pytest.raises(JobError, match="Le disque est plein"):
        services.publier_maintenant(access, note=NOTE)
    edition = Edition.objects.get()
    assert edition.state == Edition.State.ECHOUEE
    assert edition.job.error == "Le disque est plein."
    assert Journal.objects.filter(verb="edition.echouee").exists()
    assert not Action.objects.exclude(inscrite_at=None).exists()


def test_an_unexpected_error_also_ends_in_a_failed_edition(access, monkeypatch):
    monkeypatch.setattr(pdf, "render", lambda contenu, *, progress=None, projet=False: 1 / 0)
    edition = services.publier(access, note=NOTE)
    with pytest.raises(ZeroDivisionError):
        run_job(str(edition.job.pk))
    edition.refresh_from_db()
    edition.job.refresh_from_db()
    assert edition.state == Edition.State.ECHOUEE
    assert "erreur inattendue" in edition.job.error


def test_a_retry_draws_the_same_frozen_content(
    access, broken_drawing, monkeypatch, django_capture_on_commit_callbacks
):
    with pytest.raises(JobError):
        services.publier_maintenant(access, note=NOTE)
    failed = Edition.objects.get()
    Action.objects.update(title="Tout autre chose")
    monkeypatch.undo()
    with django_capture_on_commit_callbacks(execute=True):
        services.relancer(access, failed)
    edition = Edition.objects.get()
    assert edition.state == Edition.State.PUBLIEE
    assert (edition.numero, edition.sha256) == (failed.numero, failed.sha256)
    assert "chaleur fatale" in edition.content


def test_publishing_anew_after_a_failure_takes_the_number_and_the_new_content(
    access, broken_drawing, monkeypatch
):
    with pytest.raises(JobError):
        services.publier_maintenant(access, note=NOTE)
    Action.objects.update(title="Un titre corrigé")
    monkeypatch.undo()
    edition = services.publier_maintenant(access, note="Corrigée.")
    assert Edition.objects.count() == 1
    assert edition.numero == "1.0"
    assert "Un titre corrigé" in edition.content


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.LECTEUR])
def test_a_retry_asks_the_same_right(feuille, access, broken_drawing, role):
    with pytest.raises(JobError):
        services.publier_maintenant(access, note=NOTE)
    with pytest.raises(Refus, match="ne permet pas de publier"):
        services.relancer(un_access(feuille, role), Edition.objects.get())


def test_what_is_online_is_not_drawn_again(access):
    edition = services.publier_maintenant(access, note=NOTE)
    with pytest.raises(Refus, match="déjà en ligne"):
        services.relancer(access, edition)


def test_a_lost_worker_ends_in_a_failed_edition(access):
    edition = services.publier(access, note=NOTE)
    Job.objects.update(
        state=Job.State.RUNNING,
        attempts=jobs.MAX_ATTEMPTS,
        heartbeat_at=timezone.now() - timedelta(hours=1),
    )
    jobs.reap()
    edition.refresh_from_db()
    assert edition.state == Edition.State.ECHOUEE


def test_same_bytes_are_stored_once_and_a_torn_file_is_written_again(access):
    edition = services.publier_maintenant(access, note=NOTE)
    data = _bytes(edition)
    Path(default_storage.path(edition.pdf.name)).write_bytes(data[:100])
    assert store_pdf(data).name == edition.pdf.name
    assert default_storage.size(edition.pdf.name) == len(data)
