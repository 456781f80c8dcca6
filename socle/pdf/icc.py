"""The sRGB colour profile of the file: computed, so that it is small, the same everywhere, and free."""

from functools import cache
from struct import pack

SAMPLES = 256  # of the transfer curve
WHITE = (0.9642, 1.0, 0.8249)  # D50
RED, GREEN, BLUE = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)


@cache
def srgb() -> bytes:
    """An ICC profile, version 2.1, for a display in sRGB (IEC 61966-2.1)."""
    curve = _curve()
    tags = {
        b"desc": _description("sRGB IEC61966-2.1"),
        b"cprt": b"text\0\0\0\0Public domain (CC0)\0",
        b"wtpt": _xyz(WHITE),
        b"rXYZ": _xyz(RED),
        b"gXYZ": _xyz(GREEN),
        b"bXYZ": _xyz(BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}  # the three curves are written once
    body, table = b"", pack(">I", len(tags))
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + b"\0" * (-len(data) % 4)
        table += pack(">4sII", name, places[data], len(data))
    return _header(start + len(body)) + table + body


def _header(size: int) -> bytes:
    kind = pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    made = pack(">6H4s", 2024, 1, 1, 0, 0, 0, b"acsp")
    return (kind + made + b"\0" * 28 + b"".join(map(_fixed, WHITE))).ljust(128, b"\0")


def _curve() -> bytes:
    values = (round(_linear(i / (SAMPLES - 1)) * 65535) for i in range(SAMPLES))
    return b"curv\0\0\0\0" + pack(f">I{SAMPLES}H", SAMPLES, *values)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _fixed(value: float) -> bytes:
    """A signed number with sixteen binary decimals."""
    return pack(">i", round(value * 65536))


def _description(words: str) -> bytes:
    text = words.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + pack(">I", len(text)) + text + b"\0" * 78
