"""From a story to the bytes of a séance's document: PDF/UA-1 and PDF/A-3a, like our others."""

from datetime import date
from io import BytesIO

from reportlab.platypus import Flowable

from socle.pdf.conformity import finished
from socle.pdf.pages import PlainDocument


def build(
    story: list[Flowable], *, title: str, author: str, subject: str, foot: str, day: date
) -> bytes:
    """`foot`: what every page says at its foot. `day`: the date of the file, that of the séance.

    The same story gives the same bytes.
    """
    drawn = BytesIO()
    document = PlainDocument(
        drawn, title=title, author=author, subject=subject, keywords="séance", foot=foot
    )
    canvas = document.draw(story, day=day)
    return finished(drawn, canvas.page_parents, canvas.link_parents, sources=(), day=day)
