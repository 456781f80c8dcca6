"""A PDF somebody sent: is it one, is it harmless, which data of ours does it carry?

The file is hostile until proven otherwise. It is read by a process of its own, with little memory
and little time, that knows nothing of the product: whatever breaks there breaks nothing here. The
contents of its pages are never drawn and nothing in it is ever run.
"""

import base64
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, settings

try:
    import resource
except ImportError:  # a system that cannot limit a process; its time is limited all the same
    resource = None  # type: ignore[assignment]

HERE = Path(__file__).resolve().parent.parent

MEGABYTE = 1024 * 1024
MEMORY = 700 * MEGABYTE  # of the process that reads
SECONDS = 10  # of its time, and of ours
OBJECTS = 50 * MEGABYTE  # of one packed group of objects, once decompressed
UNPACKED = 300 * MEGABYTE  # all streams together, once decompressed
ATTACHED = 4 * MEGABYTE  # of the attachments of ours, once decompressed
DEPTH = 60  # of objects one inside the other

NOT_A_PDF = "Ce fichier n’est pas un PDF. Enregistrez votre lettre au format PDF, puis déposez-la."
BROKEN = (
    "Ce PDF est abîmé ou incomplet. Ouvrez-le, enregistrez-le de nouveau en PDF, puis déposez-le."
)
TWO_FACED = (
    "Ce fichier contient autre chose qu’un PDF. Imprimez votre lettre en PDF, puis déposez-la."
)
LOCKED = "Ce PDF est protégé. Enregistrez-le sans mot de passe ni restriction, puis déposez-le."
TOO_COMPLEX = "Ce PDF est trop lourd une fois ouvert. Numérisez la lettre en qualité normale, puis déposez-la."
ACTIVE = (
    "Ce PDF contient un programme ou une action automatique. Imprimez-le en PDF pour n’en garder "
    "que les pages, puis déposez-le."
)
CARRIES = (
    "Ce PDF contient un fichier joint. Imprimez-le en PDF pour n’en garder que les pages, puis "
    "déposez-le."
)

#: Keys that only stand where something runs by itself or leaves the file.
ACTIVE_KEYS = frozenset(
    {"/AA", "/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/Launch"}
)
#: What an action may do: go to a page or to a site, when somebody clicks.
QUIET_ACTIONS = frozenset({"/GoTo", "/URI", "/Named"})
LOUD_ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition",
        "/RichMediaExecute", "/GoTo3DView",
    }
)  # fmt: skip
#: Annotations that play or hold something.
LOUD_ANNOTATIONS = frozenset(
    {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment"}
)
PACKING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
FLATE = frozenset({"/FlateDecode", "/Fl"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: why the file is refused, or the data of ours it carries.

    `attached`: the texts attached under the names asked for.
    """

    refusal: str | None = None
    attached: tuple[str, ...] = ()


def read(data: bytes, *, ours: str) -> Reading:
    """Read a file that somebody sent; it may carry attachments whose names match `ours` alone.

    Never raises for what the file holds; a process that breaks or takes too long is a refusal.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- this very module, on bytes given through a pipe
            [sys.executable, "-m", "socle.foreign_pdf", ours],
            input=data, capture_output=True, timeout=SECONDS, cwd=HERE, check=True,
        )  # fmt: skip
        found = json.loads(done.stdout)
        return Reading(found["refusal"], tuple(found["attached"]))
    except (subprocess.SubprocessError, ValueError, TypeError):
        return Reading(TOO_COMPLEX)


# In the other process ----------------------------------------------------------------------------


class Refused(Exception):
    """The file is not one to keep; its argument is the sentence that says why."""


def inspect(data: bytes, ours: str) -> Reading:
    """What `read` gives, in this very process: for its own process, and for tests."""
    try:
        _one_face(data)
        with _opened(data) as pdf:
            attached = _attached(pdf, ours)
            _harmless(pdf, files=len(attached))
            return Reading(attached=attached)
    except Refused as refused:
        return Reading(refusal=str(refused))


def _one_face(data: bytes) -> None:
    """A file that ends as something else is opened as something else by whoever trusts ends."""
    if not data.startswith(b"%PDF-"):
        raise Refused(NOT_A_PDF)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused(TWO_FACED)
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused(BROKEN)
    if data[end + 5 :].strip(b"\0\t\n\f\r "):
        raise Refused(TWO_FACED)


def _opened(data: bytes) -> Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise Refused(LOCKED) from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise Refused(BROKEN) from None
    if pdf.is_encrypted:
        raise Refused(LOCKED)
    if not len(pdf.pages):
        raise Refused(BROKEN)
    return pdf


def _attached(pdf: Pdf, ours: str) -> tuple[str, ...]:
    """The attachments allowed, as texts; refused for any other."""
    found: list[str] = []
    left = ATTACHED
    for name in pdf.attachments:
        if not re.fullmatch(ours, name):
            raise Refused(CARRIES)
        data = bytes(_unpacked(pdf.attachments[name].obj.EF.F, left, keep=True))
        left -= len(data)
        try:
            json.loads(data)
            found.append(data.decode())
        except (ValueError, RecursionError):
            raise Refused(CARRIES) from None
    return tuple(found)


def _harmless(pdf: Pdf, *, files: int) -> None:
    """Refuse what runs or plays, what unpacks too large, and more than `files` files inside."""
    _opens_quietly(pdf.Root)
    left = UNPACKED
    for found in _objects(pdf):
        if isinstance(found, Dictionary | Stream):
            _quiet(found)
            if "/EF" in found:
                files -= 1
        if isinstance(found, Stream):
            left -= len(_unpacked(found, left))
    if files < 0:
        raise Refused(CARRIES)


def _opens_quietly(root: Any) -> None:
    """Word processors say at which page to open: that is no program."""
    opening = root.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") != Name.GoTo:
        raise Refused(ACTIVE)


def _quiet(found: Any) -> None:
    if ACTIVE_KEYS & set(found.keys()):
        raise Refused(ACTIVE)
    if found.get("/S") in LOUD_ACTIONS:
        raise Refused(ACTIVE)
    if found.get("/Subtype") in LOUD_ANNOTATIONS:
        raise Refused(ACTIVE)
    action = found.get("/A")
    if isinstance(action, Dictionary) and "/S" in action and action.S not in QUIET_ACTIONS:
        raise Refused(ACTIVE)
    if found.get("/Type") == Name.Action and found.get("/S") not in QUIET_ACTIONS:
        raise Refused(ACTIVE)


def _objects(pdf: Pdf) -> Iterator[Any]:
    """Every object of the file and those written inside them."""
    for top in pdf.objects:
        waiting = [(top, 0)]
        while waiting:
            found, depth = waiting.pop()
            if depth > DEPTH:
                raise Refused(TOO_COMPLEX)
            yield found
            inside: Any = ()
            if isinstance(found, Dictionary | Stream):
                inside = found.values() if isinstance(found, Dictionary) else _values(found)
            elif isinstance(found, Array):
                inside = found
            waiting += [
                (one, depth + 1)
                for one in inside
                if isinstance(one, pikepdf.Object) and not one.is_indirect
            ]


def _values(stream: Any) -> list[Any]:
    return [stream[key] for key in stream.keys()]  # noqa: SIM118 -- no mapping, a pikepdf object


def _unpacked(stream: Any, limit: int, *, keep: bool = False) -> bytes | range:
    """The stream once decompressed, or only how long it is; refused beyond `limit` bytes."""
    filters = stream.get("/Filter", [])
    names = [str(f) for f in (filters if isinstance(filters, Array) else [filters])]
    packing = [f for f in names if f in PACKING]
    data = stream.read_raw_bytes()
    if not packing:
        return data if keep else range(min(len(data), limit))
    if len(packing) > 1 or packing[0] not in FLATE:
        raise Refused(TOO_COMPLEX)  # packed twice, or as nobody does any more
    if names[0] in ("/ASCII85Decode", "/A85"):
        data = _plain(base64.a85decode, data.strip().removesuffix(b"~>"))
    elif names[0] in ("/ASCIIHexDecode", "/AHx"):
        data = _plain(base64.b16decode, re.sub(rb"[\s>]", b"", data).upper())
    inflate, kept, size = zlib.decompressobj(), [], 0
    with suppress(zlib.error):  # damaged streams show less, and hurt nobody
        while data and not inflate.eof:
            piece = inflate.decompress(data, MEGABYTE)
            data, size = inflate.unconsumed_tail, size + len(piece)
            if size > limit:
                raise Refused(TOO_COMPLEX)
            kept += [piece] if keep else []
    return b"".join(kept) if keep else range(size)


def _plain(decode: Any, data: bytes) -> bytes:
    try:
        return bytes(decode(data))
    except ValueError:
        raise Refused(BROKEN) from None


def _main() -> None:
    settings.set_qpdf_limits(
        flate_max_memory=OBJECTS, run_length_max_memory=OBJECTS, png_max_memory=OBJECTS
    )
    if resource is not None:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found = inspect(sys.stdin.buffer.read(), sys.argv[1])
    except (MemoryError, RecursionError, pikepdf.PdfError, RuntimeError):
        found = Reading(TOO_COMPLEX)
    json.dump(asdict(found), sys.stdout)


if __name__ == "__main__":
    _main()
