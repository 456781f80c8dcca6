"""The seal of a PDF given by the product: was this very file, byte for byte, drawn here?

The second half of the file's identifier is a code of all its other bytes, made with the secret key
of the site: nobody else can write it, and it still holds when a later version draws pages otherwise.
"""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "engagements.sceau"
DIGITS = 32  # hexadecimal, of half an identifier
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*<[0-9a-f]{32}>\s*<([0-9a-f]{32})>\s*\]")


def seal(data: bytes) -> bytes:
    """The same file, sealed. Same bytes in, same bytes out."""
    start = _place(data)
    if start is None:
        raise ValueError("a PDF without identifier cannot be sealed")
    return _with(data, start, _code(_with(data, start, b"0" * DIGITS), settings.SECRET_KEY))


def is_sealed(data: bytes) -> bool:
    """Whether these bytes were sealed here, with the key of today or one it replaced."""
    start = _place(data)
    if start is None:
        return False
    found = data[start : start + DIGITS]
    bare = _with(data, start, b"0" * DIGITS)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(_code(bare, key), found) for key in keys)


def _place(data: bytes) -> int | None:
    """Where the second half of the identifier begins; the last one counts."""
    found = list(_IDENTIFIER.finditer(data))
    return found[-1].start(1) if found else None


def _with(data: bytes, start: int, digits: bytes) -> bytes:
    return data[:start] + digits + data[start + DIGITS :]


def _code(data: bytes, key: str) -> bytes:
    code = salted_hmac(SALT, data, secret=key, algorithm="sha256").hexdigest()
    return code[:DIGITS].encode()
