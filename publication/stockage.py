"""Where the PDF of an edition is kept: a file named after its content."""

import hashlib
import io
from dataclasses import dataclass

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@dataclass(frozen=True, slots=True)
class Dessin:
    """A stored PDF: its name in the storage, its SHA-256, its size in bytes, its pages."""

    name: str
    sha256: str
    size: int
    pages: int


def store_pdf(data: bytes) -> Dessin:
    """Keep the bytes of a PDF. Same bytes, same file; a half-written one is written again."""
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"editions/{sha256[:2]}/{sha256}.pdf"
    if default_storage.exists(name) and default_storage.size(name) != len(data):
        default_storage.delete(name)
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(data))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    return Dessin(name, sha256, len(data), pages)
