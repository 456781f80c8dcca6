"""What tests of pages do again and again: sign somebody in, read a page, count its queries."""

import re
import shutil
import time
from collections.abc import Callable
from threading import Barrier, Event, Thread

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptes.models import User
from territoires.access import Access
from territoires.droits import Phase
from territoires.models import FeuilleDeRoute

#: LibreOffice, when this machine has it: what it opens, a council opens.
SOFFICE = shutil.which("soffice")
#: Seconds a transaction stays open for another to run into it.
HELD = 0.15
HTMX = {"HTTP_HX_REQUEST": "true"}


def client_of(who: User | Access | None = None) -> Client:
    """A browser of its own, in which this person is signed in; nobody by default."""
    client = Client()
    if who is not None:
        client.force_login(who.user if isinstance(who, Access) else who)
    return client


def sign_in(client: Client, access: Access) -> Access:
    """This person takes the place of whoever used this browser."""
    client.force_login(access.user)
    return access


def text_of(response: HttpResponse) -> str:
    """What the page says, without its tags; no-break spaces stay what they are."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def queries_of(client: Client, url: str) -> int:
    """How many queries a page costs, once content types and the like have been read.

    The least of two requests: what is kept for a minute may be read again at either of them.
    """
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, url
        counts.append(len(queries))
    return min(counts)


def close(feuille: FeuilleDeRoute, phase: Phase = Phase.SELECTION) -> None:
    """The phase changes while somebody has a page open."""
    FeuilleDeRoute.objects.filter(pk=feuille.pk).update(phase=phase)


def _name(error: Exception) -> str:
    return error.__class__.__name__


def together(*verbs: Callable[[], object], say: Callable[[Exception], str] = _name) -> list[str]:
    """Run them at the same moment, each with its connection; « done » or its error, in order.

    It takes a base where threads have connections of their own: the fixture `own_base`.
    """
    begun, outcomes = Barrier(len(verbs)), [""] * len(verbs)

    def run(rank: int, verb: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            begun.wait()
            verb()
            outcomes[rank] = "done"
        except Exception as error:  # whatever it is, the test compares it
            outcomes[rank] = say(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> str:
    """What becomes of `second`, begun when `first` has written but nobody else sees it yet."""
    written = Event()

    def hold() -> None:
        with transaction.atomic():
            try:
                first()
            finally:
                written.set()
            time.sleep(HELD)

    def run_into() -> None:
        written.wait()
        second()

    outcomes = together(hold, run_into)
    assert outcomes[0] == "done", outcomes[0]
    return outcomes[1]
