"""How often a network may ask the public check page, so that references are not found by trying.

A room that scans the same code at once stays far below. Counts live in the cache, by process when
it is the local one.
"""

from django.core.cache import cache

SECONDS = 60
#: What is counted, and how many times a minute one network may do it.
LIMITS = {"lire": 120, "deposer": 12}

TOO_MANY = "Trop de vérifications depuis votre réseau. Attendez une minute, puis recommencez."


def why_not_now(kind: str, address: str) -> str | None:
    """Count one more try, `kind` being a key of `LIMITS`; the reason to refuse it, if any."""
    key = f"debit:{kind}:{address.replace(' ', '')}"
    if cache.add(key, 1, SECONDS):
        return None
    try:
        tries = cache.incr(key)
    except ValueError:  # it expired between the two lines
        cache.set(key, 1, SECONDS)
        return None
    return TOO_MANY if tries > LIMITS[kind] else None
