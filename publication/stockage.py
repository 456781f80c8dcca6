"""Where the PDFs are kept: files named after their content."""

import errno
import hashlib
import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from publication.models import Edition, Projet
from socle.jobs import JobError

EDITIONS, PROJETS = "editions", "projets"
#: What a full disk, a spent quota or a file larger than allowed answer.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NO_ROOM = (
    "Le disque du serveur est plein\u00a0: le PDF n’a pas pu être gardé et rien n’est publié. "
    "Prévenez l’équipe technique, puis relancez."
)
#: A file nobody names may be that of a drawing about to end: it is left alone so long.
ORPHAN_AGE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Dessin:
    """A PDF: its name in the storage, its SHA-256, its size in bytes, its pages."""

    name: str
    sha256: str
    size: int
    pages: int


def store_pdf(data: bytes, *, folder: str = EDITIONS, only_if: str = "") -> Dessin:
    """Keep the bytes of a PDF. Same bytes, same file; a half-written one is written again.

    `only_if`: the SHA-256 they must have to be kept. Raises `JobError` when there is no room left;
    nothing stays of the file then.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"{folder}/{sha256[:2]}/{sha256}.pdf"
    if not only_if or only_if == sha256:
        _write(name, data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    return Dessin(name, sha256, len(data), pages)


def _write(name: str, data: bytes) -> None:
    if default_storage.exists(name) and not _holds(name, data):
        default_storage.delete(name)
    if default_storage.exists(name):
        return
    try:
        default_storage.save(name, ContentFile(data))
    except OSError as error:
        with suppress(OSError):
            default_storage.delete(name)
        if error.errno in FULL:
            raise JobError(NO_ROOM) from error
        raise


def _holds(name: str, data: bytes) -> bool:
    with default_storage.open(name) as kept:
        return bool(kept.read() == data)


def effacer_orphelins(now: datetime) -> int:
    """Delete the PDFs that no row names, left by a drawing that was stopped. How many."""
    named = {*Edition.objects.values_list("pdf", flat=True)}
    named |= {*Projet.objects.values_list("pdf", flat=True)}
    lost = [
        name
        for folder in (EDITIONS, PROJETS)
        for name in _files(folder)
        if name not in named and default_storage.get_modified_time(name) < now - ORPHAN_AGE
    ]
    for name in lost:
        default_storage.delete(name)
    return len(lost)


def _files(folder: str) -> list[str]:
    """Every file under a folder; a folder that does not exist yet has none."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    inside = [name for one in folders for name in _files(f"{folder}/{one}")]
    return [*(f"{folder}/{name}" for name in files), *inside]
