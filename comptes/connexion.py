"""When somebody came into this browser with a code: asked before what cannot be undone."""

import time

from django.contrib.sessions.backends.base import SessionBase

#: Session key: seconds since the epoch.
SIGNED_IN_AT = "connecte_a"
#: Seconds during which one may do what cannot be undone without a new code.
LATELY = 15 * 60


def note_sign_in(session: SessionBase) -> None:
    """A code was just confirmed in this browser."""
    session[SIGNED_IN_AT] = time.time()


def signed_in_lately(session: SessionBase) -> bool:
    """Whether a code was confirmed in this browser in the last quarter of an hour."""
    return bool(time.time() - session.get(SIGNED_IN_AT, 0) < LATELY)
