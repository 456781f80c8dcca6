"""From a story to the bytes of a séance's document."""

from io import BytesIO

from reportlab.platypus import Flowable

from socle.pdf.pages import PlainDocument


def build(story: list[Flowable], *, title: str, author: str, foot: str) -> bytes:
    """`foot`: what every page says at its foot. The same story gives the same bytes."""
    out = BytesIO()
    PlainDocument(out, title=title, author=author, foot=foot).draw(story, tagged=False)
    return out.getvalue()
