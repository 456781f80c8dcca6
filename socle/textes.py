"""Texts as typed, made fit for a file format."""

import re

_UNKNOWN_TO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_sans_danger(text: str) -> str:
    """Without the signs XML 1.0 cannot hold (controls): an office file with one does not open."""
    return _UNKNOWN_TO_XML.sub("", text)
