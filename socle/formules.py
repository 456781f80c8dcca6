"""Texts that a spreadsheet program would compute, and the apostrophe that stops it.

The danger: OWASP, « CSV Injection ».
"""

import re

#: What such a text starts with, full-width signs too; the apostrophes before tell how often it was
#: guarded already, so that reading it back takes exactly one away.
_COMPUTED = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r]")


def guard(text: str) -> str:
    """The text as a CSV may hold it."""
    return f"'{text}" if _COMPUTED.match(text) else text


def unguard(text: str) -> str:
    """The text that `guard` was given."""
    return text[1:] if text.startswith("'") and _COMPUTED.match(text) else text
