"""The data attached to the PDF of an edition: its frozen content, as its canonical JSON."""

from publication.contenu import to_json
from publication.pdf.book import Book
from socle.pdf.conformity import Source

DATA_NAME = "feuille-de-route.json"
DATA_WORDS = "Données de la feuille de route, au format JSON"


def source(book: Book) -> Source:
    """The content the document is drawn from."""
    data = to_json(book.contenu).encode()
    return Source(DATA_NAME, DATA_WORDS, data, book.empreinte)
