"""The words of the charts: measured with the fonts of the PDF, which are those of the page."""

from publication.dessins.formes import Words
from socle.pdf import signs, theme
from socle.pdf.typography import shorten

FONTS = {400: theme.REGULAR, 600: theme.SEMIBOLD, 700: theme.BOLD}
#: Mean width of a sign over its size, for a server that lost its fonts: its pages still answer.
MEAN = 0.55
LONGEST = 200  # signs of one label
END = " ,;:(’"


def width_of(text: str, size: float, weight: int = 400) -> float:
    if not theme.KNOWN_GLYPHS:
        return MEAN * size * len(text)
    return signs.width_of(text, FONTS[weight], size)


def fit(words: Words, room: float) -> Words:
    """The words cut with an ellipsis to a width."""
    whole = shorten(words.text, LONGEST)
    text = whole
    if width_of(text, words.size, words.weight) <= room:
        return words._replace(text=text)
    while text and width_of(text + "…", words.size, words.weight) > room:
        text = text[:-1]
    return words._replace(text=text.rstrip(END) + "…", whole=whole)


def wrap(words: Words, room: float, leading: float, lines: int = 2) -> list[Words]:
    """The words on at most `lines` lines of a width, the last one cut; the first says the whole."""
    left = shorten(words.text, LONGEST)
    out: list[Words] = []
    whole = left
    while left:
        line = words._replace(y=words.y + len(out) * leading, text=left)
        if len(out) == lines - 1 or width_of(left, words.size, words.weight) <= room:
            out.append(fit(line, room))
            break
        head = _head(left, words, room)
        out.append(line._replace(text=head.rstrip()))
        left = left[len(head) :].lstrip()
    return [line._replace(whole=whole if not rank else " ") for rank, line in enumerate(out)]


def _head(text: str, words: Words, room: float) -> str:
    """What of a text fits, up to a space; a longer word is cut."""
    end = len(text)
    while end > 1 and width_of(text[:end], words.size, words.weight) > room:
        space = text.rfind(" ", 0, end - 1)
        end = space + 1 if space > 0 else end - 1
    return text[:end]
