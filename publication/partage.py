"""The picture of an edition that other sites show when its address is shared: PNG, 1200 by 630.

Drawn from the frozen content alone, at twice its size, then reduced. Same content, same bytes.
"""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from publication import totaux
from publication.contenu import Contenu
from publication.dessins.palette import COULEURS, plein
from publication.groupes import Groupe, par_objectif
from socle import francais
from socle.pdf.theme import BOLD, DISPLAY, FILES, FONTS, REGULAR, SEMIBOLD, require_fonts
from socle.pdf.typography import printable, shorten

WIDTH, HEIGHT, TWICE = 1200, 630, 2
MARGIN, FOLD = 72, 84
CHANNEL, WHITE, BUOY = COULEURS["c1"], COULEURS["surface"], COULEURS["balise"]
INK, PAPER, PALE = COULEURS["encre"], COULEURS["papier"], "#c9dedd"
BAND = 126  # of the objectives, at the foot
LONGEST = (80, 64, 52, 42)  # sizes tried for the name of the territory, on two lines


class Figure(NamedTuple):
    """A number and what it counts."""

    nombre: str
    mot: str


def chiffres(contenu: Contenu) -> tuple[Figure, ...]:
    """What the picture counts, the same as the page."""
    actions, pledges = len(contenu.actions), len(contenu.engagements)
    return (
        Figure(francais.nombre(actions), francais.accord(actions, "action", "actions")),
        Figure(francais.euros_courts(totaux.budget_total(contenu.actions)), "prévus"),
        Figure(francais.nombre(pledges), francais.accord(pledges, "engagement", "engagements")),
    )


def image(contenu: Contenu) -> bytes:
    """The PNG. Raises `FontMissingError`."""
    require_fonts()
    sheet = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE), CHANNEL)
    pen = _Pen(sheet)
    pen.fold()
    pen.text((MARGIN, 62), f"{contenu.titre} du Territoire d’industrie", SEMIBOLD, 32, PALE)
    y = pen.title(contenu.territoire.nom, 112)
    day = francais.date_longue(contenu.date)
    edition = f"Édition {shorten(contenu.edition, 20)}, {day}"
    pen.text((MARGIN, y + 14), edition, REGULAR, 32, PALE)
    for rank, figure in enumerate(chiffres(contenu)):
        x = MARGIN + rank * 352
        pen.text((x, 350), figure.nombre, DISPLAY, 72, WHITE)
        pen.text((x, 432), figure.mot, REGULAR, 30, PALE)
    pen.objectives([groupe for groupe in par_objectif(contenu) if groupe.rang][:3])
    out = BytesIO()
    reduced = sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    reduced.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


class _Pen:
    """Draws in the measures of the picture on a sheet twice as large."""

    def __init__(self, sheet: Image.Image) -> None:
        self.draw = ImageDraw.Draw(sheet)

    def font(self, name: str, size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(FONTS / FILES[name], size * TWICE)

    def width(self, words: str, name: str, size: float) -> float:
        return self.font(name, size).getlength(words) / TWICE

    def text(self, at: tuple[float, float], words: str, name: str, size: int, color: str) -> None:
        """Words from their upper left corner, cut to the width left."""
        words = self.cut(shorten(words, 200), name, size, WIDTH - MARGIN - at[0])
        self.draw.text((at[0] * TWICE, at[1] * TWICE), words, color, self.font(name, size))

    def cut(self, words: str, name: str, size: float, room: float) -> str:
        whole = words
        while words and self.width(words if words == whole else words + "…", name, size) > room:
            words = words[:-1]
        return words if words == whole else words.rstrip(" ,;:(’") + "…"

    def title(self, words: str, top: int) -> float:
        """The name of the territory on two lines at most, as large as it can; gives its bottom."""
        room = WIDTH - 2 * MARGIN
        for size in LONGEST:
            lines = self.lines(printable(words), size, room)
            if len(lines) <= 2 and top + len(lines) * size * 1.08 < 290:
                break
        for rank, line in enumerate(lines[:2]):
            cut = line if rank == 0 or len(lines) <= 2 else f"{line}…"
            self.text((MARGIN, top + rank * size * 1.08), cut, DISPLAY, size, WHITE)
        return top + min(len(lines), 2) * size * 1.08

    def lines(self, words: str, size: int, room: float) -> list[str]:
        out = [""]
        for word in words.split():
            longer = f"{out[-1]} {word}".strip()
            if out[-1] and self.width(longer, DISPLAY, size) > room:
                out.append(word)
            else:
                out[-1] = longer
        return out

    def fold(self) -> None:
        """The yellow corner of the cover."""
        right, down = WIDTH * TWICE, FOLD * TWICE
        self.draw.polygon([(right - down, 0), (right, 0), (right, down)], fill=PAPER)
        self.draw.polygon([(right - down, 0), (right - down, down), (right, down)], fill=BUOY)

    def objectives(self, groupes: list[Groupe]) -> None:
        """Each objective with its shape, on the paper at the foot."""
        top = HEIGHT - BAND
        self.draw.rectangle((0, top * TWICE, WIDTH * TWICE, HEIGHT * TWICE), fill=PAPER)
        room = (WIDTH - 2 * MARGIN) / max(len(groupes), 1)
        for rank, groupe in enumerate(groupes):
            x = MARGIN + rank * room
            self.shape(groupe.rang, x + 24, top + BAND / 2, 22)
            name = shorten(groupe.nom, 60)
            words = self.cut(name, BOLD, 34, room - 84)
            at = (x + 62) * TWICE, (top + BAND / 2 - 22) * TWICE
            self.draw.text(at, words, INK, self.font(BOLD, 34))

    def shape(self, rang: int, x: float, y: float, reach: float) -> None:
        """Disc, square or diamond, centred."""
        x, y, r = x * TWICE, y * TWICE, reach * TWICE
        color = COULEURS[plein(rang)]
        if rang == 1:
            self.draw.ellipse((x - r, y - r, x + r, y + r), fill=color)
        elif rang == 2:
            box = (x - r * 0.9, y - r * 0.9, x + r * 0.9, y + r * 0.9)
            self.draw.rounded_rectangle(box, r * 0.2, fill=color)
        else:
            r *= 1.12
            self.draw.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill=color)
