"""Office files are zip archives: written twice, they only differ by their dates."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = 1980  # a zip archive knows no year before


def figer(data: bytes, day: date) -> bytes:
    """The same archive with every entry dated of `day`: equal contents give equal bytes."""
    out = BytesIO()
    moment = (max(day.year, EARLIEST), day.month, day.day, 0, 0, 0)
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w") as after:
        for entry in before.infolist():
            fixed = ZipInfo(entry.filename, moment)
            fixed.compress_type = ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            after.writestr(fixed, before.read(entry))
    return out.getvalue()
