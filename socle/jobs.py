"""Background work that survives: a Job row is the truth, Celery only wakes a worker.

Measured on embedded and Redis brokers: a message can be lost when its worker is killed. So a job
is claimed by a conditional update, gives signs of life, writes its effect and its end in one
transaction fenced by a token, and a reaper sends again what waits or whose lease ran out.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from socle.models import Job

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 4

#: Told how far the work is: `progress(done, total)`.
Progress = Callable[[int, int], None]
#: Does the slow part outside any transaction, and gives back what writes the effect.
Handler = Callable[[dict[str, Any], Progress], Callable[[], None]]

#: Told the arguments of a job that failed for good and the French reason.
Failed = Callable[[dict[str, Any], str], None]

_handlers: dict[str, Handler] = {}
_failed: dict[str, Failed] = {}
_reapers: list[Callable[[], int]] = []


class JobError(Exception):
    """The work cannot be done and trying again will not help; its text is shown to the person."""


class NotMineAnymoreError(Exception):
    """The job was cancelled, or another worker took it: what is being done is of no use."""


def handles(kind: str, *, failed: Failed | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does the jobs of this kind, and what a failure writes."""

    def register(function: Handler) -> Handler:
        _handlers[kind] = function
        if failed:
            _failed[kind] = failed
        return function

    return register


def reaps(function: Callable[[], int]) -> Callable[[], int]:
    """Register what each worker runs again and again to send what waits. It may run twice."""
    _reapers.append(function)
    return function


def enqueue(kind: str, **args: Any) -> Job:
    """Create a job and wake a worker once the current transaction is committed."""
    job = Job.objects.create(kind=kind, args=args)
    transaction.on_commit(partial(wake, job.pk))
    return job


def enqueue_in(seconds: float, kind: str, /, **args: Any) -> Job:
    """The same, in so many seconds: fewer than a lease, or the reaper wakes it before."""
    job = Job.objects.create(kind=kind, args=args)
    transaction.on_commit(partial(wake, job.pk, seconds))
    return job


def wake(pk: uuid.UUID, seconds: float = 0) -> None:
    """Send the message; a broker that is away is not an error, the reaper sends it again."""
    try:
        run_job.apply_async([str(pk)], countdown=seconds or None)
    except Exception:
        if settings.CELERY_TASK_EAGER_PROPAGATES:
            raise
        log.exception("Le courtier ne répond pas ; le travail %s attendra.", pk)


def _claimable() -> Q:
    lease = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    return Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, heartbeat_at__lt=lease)


@contextmanager
def _heartbeat(pk: uuid.UUID, token: uuid.UUID) -> Iterator[None]:
    """Signs of life from a thread of its own, so that long work keeps its lease."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        yield
        return
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.JOB_LEASE_SECONDS / 3):
            Job.objects.filter(pk=pk, token=token, state=Job.State.RUNNING).update(
                heartbeat_at=timezone.now()
            )
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2)


@shared_task  # type: ignore[untyped-decorator]  # celery carries no types
def run_job(pk: str) -> None:
    """Do one job if nobody else does: claim, work, then effect and end in one transaction."""
    token = uuid.uuid4()
    claimed = Job.objects.filter(_claimable(), pk=pk, attempts__lt=MAX_ATTEMPTS).update(
        state=Job.State.RUNNING,
        token=token,
        attempts=F("attempts") + 1,
        heartbeat_at=timezone.now(),
    )
    if not claimed:
        return
    job = Job.objects.get(pk=pk)
    mine = Job.objects.filter(pk=pk, token=token, state=Job.State.RUNNING)

    def progress(done: int, total: int) -> None:
        if not mine.update(progress=done, total=total, heartbeat_at=timezone.now()):
            raise NotMineAnymoreError

    try:
        with _heartbeat(job.pk, token):
            effect = _handlers[job.kind](job.args, progress)
        with transaction.atomic():
            if mine.update(state=Job.State.DONE, finished_at=timezone.now()):
                effect()
    except NotMineAnymoreError:
        log.info("Le travail %s (%s) n’est plus à faire ici.", job.pk, job.kind)
    except JobError as error:
        _fail(mine, str(error))
    except Exception:
        _fail(
            mine,
            "Une erreur inattendue a arrêté ce travail. Réessayez ; si elle revient, prévenez l’équipe technique.",
        )
        log.exception("Le travail %s (%s) a échoué.", job.pk, job.kind)
        if settings.CELERY_TASK_EAGER_PROPAGATES:
            raise


def cancel(pk: uuid.UUID) -> bool:
    """Stop a job that has not ended; False when it has. Its worker learns it at its next progress.

    Its effect, written with its end, is then never written.
    """
    waiting = Job.objects.filter(pk=pk, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return bool(waiting.update(state=Job.State.CANCELLED, finished_at=timezone.now()))


def _fail(jobs: QuerySet[Job], reason: str) -> None:
    """End these jobs as failed, and write what their failure changes, in one transaction."""
    with transaction.atomic():
        for job in jobs.select_for_update():
            job.state, job.error, job.finished_at = Job.State.FAILED, reason, timezone.now()
            job.save(update_fields=["state", "error", "finished_at"])
            if tell := _failed.get(job.kind):
                tell(job.args, reason)


@reaps
def reap() -> int:
    """Send again the jobs that wait or whose worker is gone. Returns how many were sent."""
    now = timezone.now()
    stale = now - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    lost = Job.objects.filter(
        state=Job.State.RUNNING, attempts__gte=MAX_ATTEMPTS, heartbeat_at__lt=stale
    )
    _fail(lost, "Le travail s’est arrêté plusieurs fois sans finir. Relancez-le.")
    waiting = Job.objects.filter(_claimable(), nudged_at__lt=stale)
    sent = 0
    for pk in waiting.values_list("pk", flat=True)[:100]:
        if Job.objects.filter(pk=pk, nudged_at__lt=stale).update(nudged_at=now):
            wake(pk)
            sent += 1
    return sent


@worker_ready.connect  # type: ignore[untyped-decorator]  # idem
def start_reaper(**_kwargs: Any) -> None:
    """Each worker looks for lost jobs; two of them do no harm, the claim is exclusive."""

    def loop() -> None:
        while True:
            for function in _reapers:
                try:
                    function()
                except Exception:
                    log.exception("La relance de ce qui attend a échoué ; elle recommence.")
                    connection.close()
            time.sleep(settings.JOB_LEASE_SECONDS / 2)

    threading.Thread(target=loop, daemon=True).start()
