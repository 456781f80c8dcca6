"""Frozen texts in, PDF bytes out: no database, no clock, no network. Same texts, same bytes."""

import hashlib
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from engagements.pdf import charte
from engagements.pdf.document import Document
from engagements.pdf.fiche import Fiche, single, spelled
from socle import francais
from socle.pdf.conformity import Source, finished

#: The texts attached to the document: « engagement-AB3CDEF4GH.json ».
DATA_NAME = "engagement-{}.json"
OURS = r"engagement-[0-9A-Za-z]{1,20}\.json"
DATA_WORDS = "Texte signé de la fiche d’engagement, au format JSON"


def render(fiches: Sequence[Fiche], *, day: date) -> bytes:
    """The fiche of one pledge, or the charte and the fiches of several of one organisation.

    PDF/UA-1 and PDF/A-3a, each frozen text attached byte for byte. `day` is the date of the file:
    that of the latest signature, or of the draft.
    """
    first, many = fiches[0], len(fiches) > 1
    texte = first.texte
    name = charte.NAME if many else texte.titre
    drawn = BytesIO()
    document = Document(
        drawn,
        title=f"{name}, {texte.organisation}",
        author=texte.organisation,
        subject=f"{name} du {francais.date_longue(day)}, {texte.territoire}",
        foot=_foot(fiches, name),
        day=day,
        draft=any(fiche.signe is None for fiche in fiches),
    )
    canvas = document.render(charte.story(fiches) if many else single(first))
    sources = [_source(fiche) for fiche in fiches]
    return finished(drawn, canvas.page_parents, canvas.link_parents, sources=sources, day=day)


def _foot(fiches: Sequence[Fiche], name: str) -> str:
    first = fiches[0]
    place = f"Territoire d’industrie {first.texte.territoire}"
    if len(fiches) > 1 or first.signe is None:
        return f"{name}. {place}"
    version = f"version {first.texte.version}"
    return f"{name} {spelled(first.signe.reference)}, {version}. {place}"


def _source(fiche: Fiche) -> Source:
    name = DATA_NAME.format(fiche.signe.reference if fiche.signe else "projet")
    data = fiche.text.encode()
    return Source(name, DATA_WORDS, data, hashlib.sha256(data).hexdigest())
