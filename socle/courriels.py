"""E-mail that survives: a Courriel row is the truth, Celery only wakes a worker.

`ecrire` writes the whole message in the caller's transaction: rolled back, nothing leaves. After
the commit a worker claims the row, speaks to the mail server, and writes how it ended. A server
that is away or says « later » is asked again, later and later; an address it refuses fails at once.

A message is never knowingly sent twice: two workers cannot hold one row. Only a worker killed
between the server's « yes » and the commit sends again what left; both then carry one Message-ID,
which mailboxes show once.
"""

import logging
import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from functools import partial
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.template.loader import render_to_string
from django.utils import timezone

from socle.jobs import reaps
from socle.models import Courriel

log = logging.getLogger(__name__)

State = Courriel.State

#: Seconds before each new try: a day in all, then the message has failed.
DELAYS = (60, 5 * 60, 30 * 60, 2 * 3600, 6 * 3600, 15 * 3600)
#: Seconds the other messages wait when the server itself is away.
PAUSE = 60
#: Seconds after which a claimed message whose worker gave no end may be taken by another.
LEASE = 5 * 60
#: Headers of every message: no answering machine replies to it.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}

EXPIRED = "Le message n’est pas parti à temps : ce qu’il porte ne sert plus. Demandez-en un autre."


def ecrire(
    kind: str,
    to: str,
    *,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    feuille_id: int | None = None,
    user_id: int | None = None,
    about: models.Model | None = None,
    secret: bool = False,
    cle: str | None = None,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
) -> Courriel:
    """Write one message in the current transaction; a worker sends it after the commit.

    `template` names templates/emails/<template>.txt and .html; both read `context` and `site_url`.
    `kind` is one word for the back office. `about` is the object it speaks of.
    `secret`: it holds a code or a personal link; nobody reads it here, and it is wiped once sent.
    `cle`: of two messages with one key only the first exists; it is given back.
    `expires_at`: after it the message serves nobody any more and is not sent.
    """
    if cle and (same := Courriel.objects.filter(cle=cle).first()):
        return same
    values = {
        "kind": kind,
        "to": to,
        "subject": re.sub(r"[\r\n\t]+", " ", subject)[:250],
        "text": _render(f"emails/{template}.txt", context).strip() + "\n",
        "html": _render(f"emails/{template}.html", context),
        "headers": dict(headers or {}) | ({"Reply-To": reply_to} if reply_to else {}),
        "is_secret": secret,
        "feuille_id": feuille_id,
        "user_id": user_id,
        "target_type": about._meta.label_lower if about else "",
        "target_id": str(about.pk) if about else "",
        "message_id": _message_id(),
        "expires_at": expires_at,
    }
    if cle:
        # Two writers at once: the unique key lets one through and the other reads its message.
        courriel, created = Courriel.objects.get_or_create(cle=cle, defaults=values)
    else:
        courriel, created = Courriel.objects.create(**values), True
    if created:
        transaction.on_commit(partial(wake, courriel.pk))
    return courriel


def _render(name: str, context: Mapping[str, Any]) -> str:
    return render_to_string(name, {**context, "site_url": settings.SITE_URL})


def _message_id() -> str:
    """Unique for the world, on the domain the product writes from."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return make_msgid(domain=domain or "localhost")


def wake(pk: int) -> None:
    """Send the message to a worker; a broker that is away is not an error, it is sent again."""
    try:
        envoyer.delay(pk)
    except Exception:
        if settings.CELERY_TASK_EAGER_PROPAGATES:
            raise
        log.exception("Le courtier ne répond pas ; le courriel %s attendra.", pk)


def _due() -> Q:
    """Messages a worker may take now."""
    now = timezone.now()
    free = Q(token=None) | Q(claimed_at__lt=now - timedelta(seconds=LEASE))
    return Q(state=State.ATTEND, next_try_at__lte=now) & free


@shared_task  # type: ignore[untyped-decorator]  # celery carries no types
def envoyer(pk: int) -> None:
    """Send one message if it is due and nobody else sends it: claim, speak, write the end."""
    token = uuid.uuid4()
    claimed = Courriel.objects.filter(_due(), pk=pk).update(
        token=token, claimed_at=timezone.now(), attempts=F("attempts") + 1
    )
    if not claimed:
        return
    courriel = Courriel.objects.get(pk=pk)
    if courriel.expires_at and courriel.expires_at <= timezone.now():
        _echouer(courriel, EXPIRED)
        return
    try:
        validate_email(courriel.to)
        message_of(courriel).send()
    except Exception as error:
        if not isinstance(error, SMTPException | OSError | ValueError | ValidationError):
            log.exception("Une erreur inattendue a arrêté le courriel %s.", pk)
        _noter_erreur(courriel, error)
    else:
        _end(courriel, state=State.ENVOYE, sent_at=timezone.now(), error="")


def message_of(courriel: Courriel) -> EmailMultiAlternatives:
    """The message as it leaves: text first, then the same in a layout."""
    message = EmailMultiAlternatives(
        courriel.subject,
        courriel.text,
        to=[courriel.to],
        headers={**HEADERS, **courriel.headers, "Message-ID": courriel.message_id},
    )
    message.attach_alternative(courriel.html, "text/html")
    return message


def _end(courriel: Courriel, **values: Any) -> None:
    """Write the end of this try, unless another worker has taken the message meanwhile.

    A code is wiped with the end of its message, in the same write.
    """
    over = values.get("state", State.ATTEND) != State.ATTEND
    if over and courriel.is_secret:
        values |= {"text": "", "html": ""}
    Courriel.objects.filter(pk=courriel.pk, token=courriel.token, state=State.ATTEND).update(
        token=None, claimed_at=None, **values
    )


def _echouer(courriel: Courriel, reason: str) -> None:
    log.warning("Le courriel %s (%s) a échoué.", courriel.pk, courriel.kind)
    _end(courriel, state=State.ECHOUE, error=reason)


def _noter_erreur(courriel: Courriel, error: Exception) -> None:
    """Fail for good, or plan the next try; a server that is away spares the other messages."""
    if reason := why_refused(error):
        _echouer(courriel, reason)
        return
    reason = why_later(error)
    if courriel.attempts > len(DELAYS):
        _echouer(courriel, f"{reason} Abandonné après {courriel.attempts} essais.")
        return
    now = timezone.now()
    delay = timedelta(seconds=DELAYS[courriel.attempts - 1])
    _end(courriel, next_try_at=now + delay, error=reason)
    if not isinstance(error, SMTPRecipientsRefused | SMTPDataError):
        Courriel.objects.waiting().filter(token=None).update(
            next_try_at=Greatest("next_try_at", now + timedelta(seconds=PAUSE))
        )


def why_refused(error: Exception) -> str | None:
    """The French reason when trying again cannot help; None when it may."""
    if isinstance(error, SMTPRecipientsRefused):
        answers = [answer for answer in error.recipients.values() if answer[0] >= 500]
        if answers:
            return f"L’adresse est refusée par le serveur de courriel : {_answer(*answers[0])}"
    elif isinstance(error, SMTPDataError) and error.smtp_code >= 500:
        said = _answer(error.smtp_code, error.smtp_error)
        return f"Le message est refusé par le serveur de courriel : {said}"
    elif isinstance(error, ValueError | ValidationError):
        return "Cette adresse ne peut pas recevoir de courriel : vérifiez-la."
    return None


def why_later(error: Exception) -> str:
    """What to read while the message waits for its next try."""
    if isinstance(error, SMTPRecipientsRefused):
        answer = _answer(*next(iter(error.recipients.values())))
        return f"Le serveur de courriel demande de réessayer plus tard : {answer}"
    if isinstance(error, SMTPResponseException):
        answer = _answer(error.smtp_code, error.smtp_error)
        return f"Le serveur de courriel ne prend pas le message : {answer}"
    # Once connected, smtplib tells a server that hangs as one that hung up.
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return f"Le serveur de courriel ne répond pas ({settings.EMAIL_TIMEOUT} secondes)."
    if isinstance(error, SMTPServerDisconnected):
        return "Le serveur de courriel a coupé la connexion."
    if isinstance(error, ConnectionRefusedError):
        return "Le serveur de courriel est arrêté, ou son adresse n’est pas la bonne."
    return f"Le serveur de courriel n’est pas joignable : {str(error)[:300]}"


def _answer(code: int, text: bytes | str) -> str:
    """The words of the server, as it said them, on one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"«\u00a0{code} {' '.join(words.split())[:300]}\u00a0»."


def why_not_renvoyer(courriel: Courriel) -> str | None:
    """Whether this message may be sent again by somebody who asks for it."""
    if courriel.is_secret:
        return (
            "Ce message porte un code ou un lien personnel : demandez-en un autre depuis la page "
            "où il sert."
        )
    if courriel.state == State.ATTEND and courriel.token is not None:
        return "Ce message est en train de partir."
    return None


def renvoyer(courriels: models.QuerySet[Courriel]) -> int:
    """Send these again, from the first try, those that hold a code excepted. How many.

    Somebody asks for it, so a message that was sent leaves with another Message-ID: a mailbox
    would hide the same one.
    """
    now = timezone.now()
    sent = 0
    with transaction.atomic():
        for courriel in courriels.select_for_update():
            if why_not_renvoyer(courriel):
                continue
            courriel.state, courriel.attempts, courriel.sent_at = State.ATTEND, 0, None
            courriel.next_try_at = courriel.nudged_at = now
            courriel.message_id = _message_id()
            courriel.save(
                update_fields=[
                    "state", "attempts", "sent_at", "next_try_at", "nudged_at", "message_id"
                ]
            )  # fmt: skip
            transaction.on_commit(partial(wake, courriel.pk))
            sent += 1
    return sent


@reaps
def relancer() -> int:
    """Wake workers for the messages whose next try has come. Returns how many."""
    stale = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    due = Courriel.objects.filter(_due(), nudged_at__lt=stale).order_by("next_try_at")
    sent = 0
    for pk in due.values_list("pk", flat=True)[:100]:
        nudged = Courriel.objects.filter(pk=pk, nudged_at__lt=stale)
        if nudged.update(nudged_at=timezone.now()):
            wake(pk)
            sent += 1
    return sent
