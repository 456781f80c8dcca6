"""Counting wrong codes, so that they are not found by trying.

Wrong ones alone count: a whole room may come in behind one address. Counts live in the cache,
by process when it is the local one.
"""

from django.core.cache import cache

#: Seconds during which wrong tries are remembered.
WINDOW = 600
PER_ADDRESS = 60
#: All addresses together, for one kind of code.
PER_KIND = 600


def why_not_try(kind: str, address: str) -> str | None:
    """The reason to refuse even a right code, None below the limits.

    `kind`: what is tried (« code », « recuperation-12 »); `address`: of the network.
    """
    by_address, by_kind = (cache.get(key, 0) for key in _keys(kind, address))
    if by_address >= PER_ADDRESS or by_kind >= PER_KIND:
        return "Trop d’essais avec un mauvais code. Attendez dix minutes, ou demandez à l’accueil."
    return None


def count_wrong(kind: str, address: str) -> None:
    """Remember one wrong try for ten minutes after the first."""
    for key in _keys(kind, address):
        if not cache.add(key, 1, WINDOW):
            try:
                cache.incr(key)
            except ValueError:  # it expired between the two lines
                cache.set(key, 1, WINDOW)


def _keys(kind: str, address: str) -> tuple[str, str]:
    return f"essais:{kind}:{address.replace(' ', '')}", f"essais:{kind}"
