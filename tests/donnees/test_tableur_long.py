"""A long list is read, then written, by a worker: progress, stop, failure, and a lost worker."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from feuille_de_route.donnees.tableur import taches
from feuille_de_route.donnees.tableur.suivi import suivi_of
from socle import jobs
from socle.models import Job
from tests.donnees.classeurs import une_liste_reelle, xlsx
from tests.donnees.fichiers import plain
from tests.donnees.test_tableur_pages import (  # noqa: F401 -- fixtures
    admin,
    columns,
    feuille,
    storage,
    upload,
    url,
)
from tests.fabrique import une_action
from tests.outils import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_is_long(monkeypatch):
    for module in ("views", "taches"):
        monkeypatch.setattr(f"feuille_de_route.donnees.tableur.{module}.LARGE", 1)


@pytest.fixture
def reading(admin, url):  # noqa: F811
    """A list sent, its columns said: a worker has to read it."""
    upload(admin, url, une_liste_reelle())
    columns(admin, url)
    assert admin.get(f"{url}apercu/").url == f"{url}suivi/"
    return Job.objects.get(kind=taches.JOB_READING)


def work(job):
    jobs.run_job(str(job.pk))


def ordered(admin, url):  # noqa: F811
    """The list read, agreed to, and a worker asked to write it."""
    page = admin.get(f"{url}apercu/")
    sent = admin.post(f"{url}apercu/", {"vu": page.context["preview"].digest})
    assert sent.url == f"{url}suivi/"
    return Job.objects.get(kind=taches.JOB_IMPORT)


def test_a_worker_reads_then_writes_and_each_page_tells_where_it_is(admin, url, feuille, reading):  # noqa: F811
    waiting = admin.get(f"{url}suivi/").content.decode()
    assert "En attente." in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    Job.objects.filter(pk=reading.pk).update(progress=6, total=8)
    assert "Comparaison avec la feuille de route. 75" in plain(
        admin.get(f"{url}suivi/").content.decode()
    )
    work(reading)
    assert admin.get(f"{url}suivi/", **HTMX)["HX-Refresh"] == "true"
    assert admin.get(f"{url}suivi/").url == f"{url}apercu/"
    told = plain(admin.get(f"{url}apercu/").content.decode())
    assert "ligne 4, colonne F" in told
    assert "à créer, ligne 5" in told
    assert not feuille.actions.exists()
    job = ordered(admin, url)
    # Until it is written, the preview is no longer open: nobody agrees twice.
    assert admin.get(f"{url}apercu/").url == f"{url}suivi/"
    work(job)
    assert feuille.actions.count() == 2
    done = admin.get(f"{url}suivi/", follow=True)
    assert "importée" in done.content.decode()
    assert not default_storage.listdir("imports")[1]


def test_what_a_worker_read_is_the_plan_itself(admin, url, reading):  # noqa: F811
    """The page of a long list shows what that of a short one does."""
    work(reading)
    kept = admin.get(f"{url}apercu/").content.decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feuille_de_route.donnees.tableur.views.LARGE", 10)
        at_once = admin.get(f"{url}apercu/").content.decode()
    token = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')
    assert (
        token.sub(r"\1", kept).partition("<main")[2]
        == token.sub(r"\1", at_once).partition("<main")[2]
    )


def test_a_stop_writes_nothing_and_the_list_is_read_again(admin, url, feuille, reading):  # noqa: F811
    assert "rien n’est écrit" in plain(admin.post(f"{url}annuler/", follow=True).content.decode())
    work(reading)
    page = admin.get(f"{url}suivi/").content.decode()
    assert "Vous avez arrêté la lecture" in page
    assert "Actualiser" not in page
    assert admin.get(f"{url}apercu/").url == f"{url}suivi/"
    admin.post(f"{url}relire/")
    admin.get(f"{url}apercu/")
    again = Job.objects.get(kind=taches.JOB_READING, state=Job.State.QUEUED)
    work(again)
    job = ordered(admin, url)
    admin.post(f"{url}annuler/")
    work(job)
    assert not feuille.actions.exists()
    assert "Vous avez arrêté l’import" in admin.get(f"{url}suivi/").content.decode()


def test_a_stop_too_late_says_nothing_of_it(admin, url, reading):  # noqa: F811
    work(reading)
    assert admin.post(f"{url}annuler/", follow=True).redirect_chain[-1][0] == f"{url}apercu/"


def test_another_answer_stops_the_reading_of_the_first(admin, url, reading):  # noqa: F811
    columns(admin, url)
    reading.refresh_from_db()
    assert reading.state == Job.State.CANCELLED
    assert admin.get(f"{url}apercu/").url == f"{url}suivi/"
    assert Job.objects.filter(kind=taches.JOB_READING).count() == 2


def test_a_worker_that_finds_another_plan_writes_nothing_and_says_so(admin, url, feuille, reading):  # noqa: F811
    work(reading)
    job = ordered(admin, url)
    une_action(feuille, title="Partager un atelier")
    work(job)
    page = plain(admin.get(f"{url}suivi/").content.decode())
    assert "L’import s’est arrêté" in page
    assert "La feuille de route a changé pendant l’import : rien n’est écrit." in page
    assert feuille.actions.count() == 1


def test_a_file_swept_away_is_said_by_the_worker(admin, url, reading):  # noqa: F811
    for name in default_storage.listdir("imports")[1]:
        default_storage.delete(f"imports/{name}")
    work(reading)
    reading.refresh_from_db()
    assert (reading.state, reading.error) == (Job.State.FAILED, taches.GONE)


def test_a_preview_swept_away_is_read_again(admin, url, reading):  # noqa: F811
    work(reading)
    default_storage.delete(reading.args["depot"]["preview"])
    assert admin.get(f"{url}apercu/").url == f"{url}suivi/"
    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_a_lost_worker_is_replaced_and_the_list_written_once(admin, url, feuille, reading):  # noqa: F811
    work(reading)
    job = ordered(admin, url)
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempts=1, heartbeat_at=long_ago, nudged_at=long_ago, total=8
    )
    assert jobs.reap() == 1
    assert jobs.reap() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    assert feuille.actions.count() == 2


@pytest.mark.parametrize(
    ("writes", "progress", "attempts", "sentence"),
    [
        (False, 0, 1, "Lecture des lignes."),
        (False, 4, 1, "Comparaison avec la feuille de route."),
        (True, 7, 1, "Dernière vérification."),
        (True, 8, 1, "Écriture en cours."),
        (True, 8, 2, "Écriture en cours. Le travail a repris après une coupure."),
    ],
)
def test_where_a_worker_is_in_words(writes, progress, attempts, sentence):
    job = Job(state=Job.State.RUNNING, progress=progress, total=8, attempts=attempts)
    assert suivi_of(job, writes=writes).sentence == sentence


def test_conflicts_answered_are_still_ticked_after_a_stop(admin, url, feuille):  # noqa: F811
    rows = [["N°", "Objectif", "Titre", "Résumé"], ["1.1", 1, "Un titre", "Au début."]]

    def read(data):
        upload(admin, url, data)
        columns(admin, url)
        admin.get(f"{url}apercu/")
        work(Job.objects.filter(kind=taches.JOB_READING).latest("created_at"))

    read(xlsx(rows))
    work(ordered(admin, url))
    admin.get(f"{url}suivi/", follow=True)
    Job.objects.all().delete()
    feuille.actions.update(summary="Écrit ici.")
    rows[1][3] = "Du fichier."
    read(xlsx(rows))
    page = admin.get(f"{url}apercu/")
    vu = page.context["preview"].digest
    admin.post(f"{url}apercu/", {"vu": vu, "prendre_2_summary": "on"})
    admin.post(f"{url}annuler/")
    admin.post(f"{url}relire/")
    admin.get(f"{url}apercu/")
    work(Job.objects.get(kind=taches.JOB_READING, state=Job.State.QUEUED))
    ((_one, field),) = admin.get(f"{url}apercu/").context["form"].conflicts
    assert field.value() is True
