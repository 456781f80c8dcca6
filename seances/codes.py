"""Codes and badges: made at random, typed by hand, kept as digests.

A séance code has about 18,000 values: it is found by luck only if somebody may try often, hence
`essais.py`; it opens nothing but the door of a room, and only while the séance is open. A badge
is 256 random bits. A recovery code has 35 million values in its séance and is kept under the key
of the product, so that a copy of the database does not give it back.
"""

import hashlib
import re
import secrets
import unicodedata

from django.utils.crypto import salted_hmac

from seances.mots import MOTS


def make_code() -> str:
    """« roseau-47 »: a word and two digits."""
    return f"{secrets.choice(MOTS)}-{secrets.randbelow(90) + 10}"


def make_recovery_code() -> str:
    """« galet loutre 583 »: two words and three digits, to note or to photograph."""
    words = " ".join(secrets.choice(MOTS) for _ in range(2))
    return f"{words} {secrets.randbelow(900) + 100}"


def make_secret() -> str:
    """What the phone keeps."""
    return secrets.token_urlsafe(32)


def normalise(typed: str) -> str:
    """What was typed as it was made: « Roseau  47 » and « ROSEAU47 » give « roseau-47 »."""
    plain = unicodedata.normalize("NFKD", typed).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z]+|[0-9]+", plain))


def badge_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def recovery_digest(seance_id: int, typed: str) -> str:
    return salted_hmac(
        "seances.recuperation", f"{seance_id}:{normalise(typed)}", algorithm="sha256"
    ).hexdigest()
