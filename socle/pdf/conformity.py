"""What makes a drawn file a PDF/UA-1 and a PDF/A-3a: claims, colours, data attached, page marks.

ReportLab has written pages and structure tree; these entries are added to the file before it is
packed. Dates are those of the content: nothing here reads a clock. Same pages, same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import chain

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Object, Pdf, Stream, String, settings

from socle.pdf import icc, tags, xmp

PRINTED = 4  # flag of an annotation

settings.set_flate_compression_level(9)


@dataclass(frozen=True, slots=True)
class Source:
    """Data a document is drawn from, attached to it; `sha256` is what the file says of it."""

    name: str
    words: str  # what a reader of the file is told of it
    data: bytes
    sha256: str


def finished(
    drawn: BytesIO,
    page_parents: Sequence[int],
    link_parents: Sequence[tuple[int, str]],
    *,
    sources: Sequence[Source],
    day: date,
) -> bytes:
    """The packed file. The first two sequences are those of the canvas that drew it, tagged."""
    with pikepdf.open(drawn) as pdf:
        _tag_pages(pdf, page_parents, link_parents)
        _attach(pdf, sources)
        _claim(pdf, sources, day)
        return packed(pdf)


def packed(pdf: Pdf) -> bytes:
    """Object streams halve the size; the identifier is derived from the content alone."""
    _share_resources(pdf)
    if "/ID" in pdf.trailer:  # ReportLab's depends on SOURCE_DATE_EPOCH
        del pdf.trailer["/ID"]
    out = BytesIO()
    pdf.save(
        out,
        force_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return _ended(out.getvalue())


def _share_resources(pdf: Pdf) -> None:
    """Forms name the same fonts: said once, in an object stream, and not in the open for each."""
    shared: dict[bytes, Object] = {}
    for form in pdf.objects:
        if isinstance(form, Stream) and form.get(Name.Subtype) == Name.Form:
            known = form.Resources.unparse(resolved=True)
            form.Resources = shared.setdefault(known, pdf.make_indirect(form.Resources))


def _ended(file: bytes) -> bytes:
    """A compressed stream may end with the sign CR; the LF written after it would then read as the
    second half of one line end, and the stream as one sign shorter than it says."""
    return file.replace(b"\r\nendstream", b"\r\rendstream")


def _tag_pages(
    pdf: Pdf, page_parents: Sequence[int], link_parents: Sequence[tuple[int, str]]
) -> None:
    """Tie pages and links to the structure tree; links say in words where they lead."""
    for page, parent in zip(pdf.pages, page_parents, strict=True):
        page.obj.StructParents = parent
        page.obj.Tabs = Name.S  # the tab key follows the structure
    links = chain.from_iterable(page.obj.get(Name.Annots, ()) for page in pdf.pages)
    for link, (parent, words) in zip(links, link_parents, strict=True):
        link.StructParent, link.F, link.Contents = (
            parent,
            PRINTED,
            String(words.translate(tags.PLAIN_SPACES)),
        )
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _attach(pdf: Pdf, sources: Sequence[Source]) -> None:
    if not sources:
        return
    when = pdf.docinfo[Name.CreationDate]
    for source in sources:
        pdf.attachments[source.name] = AttachedFileSpec(
            pdf,
            source.data,
            description=source.words,
            filename=source.name,
            mime_type="application/json",
            creation_date=str(when),
            mod_date=str(when),
            relationship=Name.Source,
        )
    pdf.Root.AF = Array([pdf.attachments[source.name].obj for source in sources])


def _claim(pdf: Pdf, sources: Sequence[Source], day: date) -> None:
    """The standards the file follows, in its metadata, and what its colours mean."""
    packet = xmp.packet(
        title=str(pdf.docinfo[Name.Title]),
        author=str(pdf.docinfo[Name.Author]),
        subject=str(pdf.docinfo[Name.Subject]),
        keywords=str(pdf.docinfo[Name.Keywords]),
        creator=str(pdf.docinfo[Name.Creator]),
        producer=str(pdf.docinfo[Name.Producer]),
        day=day,
        data_name=", ".join(source.name for source in sources),
        fingerprint=", ".join(source.sha256 for source in sources),
    )
    pdf.Root.Metadata = Stream(pdf, packet, Type=Name.Metadata, Subtype=Name.XML)
    profile = Stream(pdf, icc.srgb(), N=3, Alternate=Name.DeviceRGB)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier="sRGB",
                Info="sRGB IEC61966-2.1",
                RegistryName="http://www.color.org",
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
