"""A job survives its worker, is done once, and says why it failed."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from comptes.models import User
from socle import jobs
from socle.journal import record
from socle.models import Job, Journal
from tests.fabrique import une_personne

pytestmark = pytest.mark.django_db


@pytest.fixture
def effects(monkeypatch):
    """A kind of job that notes its effects; `args` say how it behaves."""
    done: list[str] = []

    def work(args, progress):
        progress(1, 2)
        if args.get("refuse"):
            raise jobs.JobError(args["refuse"])
        return lambda: done.append(args["name"])

    monkeypatch.setitem(jobs._handlers, "essai", work)
    return done


def test_a_job_runs_after_the_commit_and_ends(effects, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("essai", name="un")
        assert effects == []
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert (job.progress, job.total) == (1, 2)
    assert effects == ["un"]


def test_a_job_is_done_once_however_often_it_is_sent(effects):
    job = Job.objects.create(kind="essai", args={"name": "un"})
    for _ in range(3):
        jobs.run_job(str(job.pk))
    assert effects == ["un"]


def test_a_job_in_hand_is_not_taken_by_another(effects):
    job = Job.objects.create(
        kind="essai", args={"name": "un"}, state=Job.State.RUNNING, heartbeat_at=timezone.now()
    )
    jobs.run_job(str(job.pk))
    assert effects == []


def test_a_job_whose_worker_is_gone_is_sent_again(effects):
    long_ago = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(
        kind="essai",
        args={"name": "un"},
        state=Job.State.RUNNING,
        heartbeat_at=long_ago,
        attempts=1,
    )
    Job.objects.filter(pk=job.pk).update(nudged_at=long_ago)
    assert jobs.reap() == 1
    assert effects == ["un"]
    assert jobs.reap() == 0


def test_a_late_worker_cannot_write_its_effect(effects, monkeypatch):
    """Its lease ran out and another one took the job: the token fences its effect off."""
    job = Job.objects.create(kind="vole", args={})

    def work(args, progress):
        Job.objects.filter(pk=job.pk).update(token="00000000-0000-0000-0000-000000000001")
        return lambda: effects.append("trop tard")

    monkeypatch.setitem(jobs._handlers, "vole", work)
    jobs.run_job(str(job.pk))
    assert effects == []


def test_a_refusal_is_kept_as_a_sentence(effects):
    job = Job.objects.create(kind="essai", args={"name": "un", "refuse": "Ajoutez une action."})
    jobs.run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "Ajoutez une action.")


def test_a_job_that_keeps_dying_is_given_up():
    long_ago = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(
        kind="essai",
        state=Job.State.RUNNING,
        heartbeat_at=long_ago,
        attempts=jobs.MAX_ATTEMPTS,
    )
    jobs.reap()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "Relancez-le" in job.error


def test_a_rolled_back_request_sends_nothing(effects):
    with transaction.atomic():
        jobs.enqueue("essai", name="un")
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert effects == []


class TestJournal:
    def test_lines_are_added_and_never_changed(self):
        user = une_personne("Ana Roux")
        line = record("essai.fait", by=user, on=user, phrase="essaie")
        assert line.user_name == "Ana Roux"
        assert list(Journal.objects.about(user)) == [line]
        with pytest.raises(TypeError):
            line.save()
        with pytest.raises(TypeError):
            line.delete()
        with pytest.raises(TypeError):
            Journal.objects.about(user).update(verb="autre")
        with pytest.raises(TypeError):
            Journal.objects.all().delete()

    def test_erasing_a_person_keeps_what_happened(self):
        user = une_personne("Ana Roux")
        record("essai.fait", by=user, on=user)
        User.objects.filter(pk=user.pk).delete()
        assert Journal.objects.get().user_name == "Ana Roux"
