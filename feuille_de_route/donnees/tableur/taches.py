"""A long list is read, then written, by a worker, which tells how far it is."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from comptes.models import User
from feuille_de_route.donnees import uploads
from feuille_de_route.donnees.tableur.depot import Depot
from feuille_de_route.donnees.tableur.preview import Preview, load_preview, preview_of
from feuille_de_route.donnees.tableur.services import (
    Agreed,
    PlanChanged,
    Tableur,
    importer_tableur,
    plan_of,
)
from socle.jobs import JobError, Progress, cancel, enqueue, handles
from socle.models import Job
from socle.refus import Refus
from territoires.access import Access, get_access
from territoires.models import FeuilleDeRoute

JOB_IMPORT = "feuille.import_tableur"
JOB_READING = "feuille.lecture_tableur"
#: Rows from which a worker reads and writes: below, the page answers in a few seconds.
LARGE = 500
#: Rows between two signs of progress.
STRIDE = 250
STOPPED = (Job.State.FAILED, Job.State.CANCELLED)

MOVED = (
    "La feuille de route a changé pendant l’import\u00a0: rien n’est écrit. "
    "Relisez ce que le fichier change, puis importez."
)
GONE = "Le fichier n’est plus gardé\u00a0: choisissez-le de nouveau. Rien n’est écrit."


def job_of(depot: Depot) -> Job | None:
    """The worker busy with this list, or the last one that was: it writes, else it reads."""
    return Job.objects.filter(pk=depot.job or depot.reading or None).first()


def lire_ou_commander(access: Access, depot: Depot) -> Preview | None:
    """What a worker read of the list. None when one reads, writes, or has stopped.

    Nothing read yet, or swept away since: a worker is asked to.
    """
    if depot.job and Job.objects.filter(pk=depot.job).exclude(state__in=STOPPED).exists():
        return None
    reading = Job.objects.filter(pk=depot.reading or None).first()
    if reading and reading.state != Job.State.DONE:
        return None
    if reading and (data := uploads.load(depot.preview)):
        return load_preview(data)
    depot.read_again()
    depot.preview = uploads.new_name()
    depot.reading = str(enqueue(JOB_READING, **_arguments(access, depot)).pk)
    return None


def reprendre(depot: Depot) -> None:
    """What the person says has changed: the worker stops, the list will be read again."""
    annuler(depot)
    depot.read_again()


def commander(access: Access, depot: Depot, agreed: Agreed) -> None:
    """Ask a worker to import what the person agreed to."""
    depot.taken = list(agreed.taken)
    args = _arguments(access, depot)
    depot.job = str(enqueue(JOB_IMPORT, **args, digest=agreed.digest, taken=depot.taken).pk)


def annuler(depot: Depot) -> bool:
    """Stop the worker: it writes nothing. False when it had ended."""
    job = job_of(depot)
    return job is not None and cancel(job.pk)


def _arguments(access: Access, depot: Depot) -> dict[str, Any]:
    return {"feuille": access.feuille.pk, "user": access.user.pk, "depot": asdict(depot)}


@handles(JOB_READING)
def lire(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Read and compare; what this returns keeps the preview, with the end of the job."""
    depot, tableur, access = _opened(args)
    data = preview_of(plan_of(tableur, access, _stepped(tableur, progress))).dump()
    return partial(uploads.replace, depot.preview, data)


@handles(JOB_IMPORT)
def importer(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Read the cells again; the writing is one transaction with the end of the job."""
    _depot, tableur, access = _opened(args)
    if plan_of(tableur, access, _stepped(tableur, progress)).digest() != args["digest"]:
        raise JobError(MOVED)
    whole = 2 * len(tableur.grid.rows)
    progress(whole, whole)

    def write() -> None:
        try:
            importer_tableur(tableur, access, Agreed(args["digest"], args["taken"]))
        except PlanChanged as error:
            raise JobError(MOVED) from error
        except Refus as error:
            raise JobError(str(error)) from error

    return write


def _opened(args: dict[str, Any]) -> tuple[Depot, Tableur, Access]:
    """The list and who asked. Raises `JobError` when either is gone."""
    depot = Depot(**args["depot"])
    grid = depot.grid()
    feuille = FeuilleDeRoute.objects.with_territoire().filter(pk=args["feuille"]).first()
    user = User.objects.filter(pk=args["user"]).first()
    access = get_access(user, feuille) if user and feuille else None
    if grid is None or access is None:
        raise JobError(GONE)
    return depot, depot.tableur(grid), access


def _stepped(tableur: Tableur, progress: Progress) -> Callable[[], None]:
    """Tell the progress now and then: each row is read, then compared."""
    total, done = 2 * len(tableur.grid.rows), 0

    def step() -> None:
        nonlocal done
        if done % STRIDE == 0:
            progress(done, total)
        done += 1

    return step
