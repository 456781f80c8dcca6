"""A long list is written by a worker, which tells how far it is."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from comptes.models import User
from feuille_de_route.donnees.tableur.depot import Depot
from feuille_de_route.donnees.tableur.services import (
    Agreed,
    PlanChanged,
    importer_tableur,
    plan_of,
)
from socle.jobs import JobError, Progress, enqueue, handles
from socle.models import Job
from socle.refus import Refus
from territoires.access import Access, get_access
from territoires.models import FeuilleDeRoute

JOB_IMPORT = "feuille.import_tableur"
#: Lines from which a worker writes: below, the page answers in a few seconds.
LARGE = 500

MOVED = (
    "La feuille de route a changé pendant l’import\u00a0: rien n’est écrit. "
    "Relisez ce que le fichier change, puis importez."
)
GONE = "Le fichier n’est plus gardé\u00a0: choisissez-le de nouveau. Rien n’est écrit."


def commander(access: Access, depot: Depot, agreed: Agreed) -> Job:
    """Ask a worker to import what the person agreed to."""
    return enqueue(
        JOB_IMPORT,
        feuille=access.feuille.pk,
        user=access.user.pk,
        depot=asdict(depot),
        digest=agreed.digest,
        taken=list(agreed.taken),
    )


@handles(JOB_IMPORT)
def importer(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Read the cells again; the writing is one transaction with the end of the job."""
    depot = Depot(**args["depot"])
    grid = depot.grid()
    feuille = FeuilleDeRoute.objects.with_territoire().filter(pk=args["feuille"]).first()
    user = User.objects.filter(pk=args["user"]).first()
    access = get_access(user, feuille) if user and feuille else None
    if grid is None or access is None:
        raise JobError(GONE)
    tableur = depot.tableur(grid)
    progress(0, len(grid.rows))
    if plan_of(tableur, access).digest() != args["digest"]:
        raise JobError(MOVED)
    progress(len(grid.rows), len(grid.rows))

    def write() -> None:
        try:
            importer_tableur(tableur, access, Agreed(args["digest"], args["taken"]))
        except PlanChanged as error:
            raise JobError(MOVED) from error
        except Refus as error:
            raise JobError(str(error)) from error

    return write
