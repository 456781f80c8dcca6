"""What tests of pages do again and again: sign somebody in, read a page, count its queries."""

import re
import shutil

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptes.models import User
from territoires.access import Access
from territoires.droits import Phase
from territoires.models import FeuilleDeRoute

#: LibreOffice, when this machine has it: what it opens, a council opens.
SOFFICE = shutil.which("soffice")
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
    """How many queries a page costs, once content types and the like have been read."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return len(queries)


def close(feuille: FeuilleDeRoute, phase: Phase = Phase.SELECTION) -> None:
    """The phase changes while somebody has a page open."""
    FeuilleDeRoute.objects.filter(pk=feuille.pk).update(phase=phase)
