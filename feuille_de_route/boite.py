"""The mailbox of a demonstration without mail server: the messages that the file backend wrote.

Nothing leaves such a demonstration, so whoever tries it reads here its codes and invitations. It
exists there only: `BOITE_DEMO` wants both the demonstration and e-mail written to files.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.models import User

#: Messages shown, newest first.
SHOWN = 30
#: What the file backend writes after each message.
END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Lettre:
    """One message as its recipient reads it."""

    to: str
    subject: str
    at: datetime
    text: str


def lettres(to: str = "") -> list[Lettre]:
    """The latest messages, newest first; those of one address when `to` is given.

    Never those of a real account of the back office, were there one on this demonstration.
    """
    closed = set(User.objects.filter(is_staff=True, is_demo=False).values_list("email", flat=True))
    shown: list[Lettre] = []
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True):
        for raw in reversed(file.read_bytes().split(END)):
            if raw.strip() and len(shown) < SHOWN:
                lettre = _read(raw)
                if lettre.to not in closed and lettre.to.lower() == (to or lettre.to).lower():
                    shown.append(lettre)
    return shown


def _read(raw: bytes) -> Lettre:
    message = cast(EmailMessage, message_from_bytes(raw, policy=default))
    body = message.get_body(("plain",))
    return Lettre(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])).replace(tzinfo=UTC),
        text=body.get_content() if body else "",
    )


@require_safe
def boite(request: HttpRequest) -> HttpResponse:
    if not settings.BOITE_DEMO:
        raise Http404
    mine = request.user.is_authenticated and "moi" in request.GET
    context = {
        "lettres": lettres(request.user.email if mine else ""),
        "mine": mine,
        "tous": not mine,
    }
    return render(request, "feuille_de_route/boite.html", context)
