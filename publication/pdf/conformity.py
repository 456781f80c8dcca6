"""What makes the drawn file a PDF/UA-1 and a PDF/A-3a: claims, colours, data attached, page marks.

ReportLab has written pages and structure tree; these entries are added to the file before it is
packed. Dates are those of the edition: nothing here reads a clock.
"""

from collections.abc import Sequence
from itertools import chain

from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Pdf, Stream, String

from publication.contenu import to_json
from publication.pdf.book import Book
from socle.pdf import icc, tags, xmp

DATA_NAME = "feuille-de-route.json"
DATA_WORDS = "Données de la feuille de route, au format JSON"
PRINTED = 4  # flag of an annotation


def tag_pages(
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


def attach(pdf: Pdf, book: Book) -> None:
    """The content of the edition, as its canonical JSON: the source of the document."""
    when = pdf.docinfo[Name.CreationDate]
    data = AttachedFileSpec(
        pdf,
        to_json(book.contenu).encode(),
        description=DATA_WORDS,
        filename=DATA_NAME,
        mime_type="application/json",
        creation_date=str(when),
        mod_date=str(when),
        relationship=Name.Source,
    )
    pdf.attachments[DATA_NAME] = data
    pdf.Root.AF = Array([pdf.attachments[DATA_NAME].obj])


def claim(pdf: Pdf, book: Book) -> None:
    """The standards the file follows, in its metadata, and what its colours mean."""
    packet = xmp.packet(
        title=str(pdf.docinfo[Name.Title]),
        author=str(pdf.docinfo[Name.Author]),
        subject=str(pdf.docinfo[Name.Subject]),
        keywords=str(pdf.docinfo[Name.Keywords]),
        creator=str(pdf.docinfo[Name.Creator]),
        producer=str(pdf.docinfo[Name.Producer]),
        day=book.contenu.date,
        data_name=DATA_NAME,
        fingerprint=book.empreinte,
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
