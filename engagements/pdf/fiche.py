"""What one fiche d’engagement says: its text as it was read, then who signed it, and how to check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from engagements.texte import LigneTexte, Texte
from socle import francais
from socle.pdf import svgpath, theme
from socle.pdf.blocks import Block, Figure, grid, table
from socle.pdf.qr import qr
from socle.pdf.signs import plate
from socle.pdf.texts import LINE_END, Run, Text, body, heading, text
from socle.pdf.theme import CONTENT, Look, look_of
from socle.pdf.typography import capitalised

LEAD_LINES = ("Quantité", "Apport")  # shown large, above the others
DRAFT = "Projet, non signé"
LEVEL = "Signé électroniquement (niveau simple)"
MARK_SIDE = 30.0
QR_SIDE = 82.0  # points; 29 mm, read at arm's length
NAMES = 128.0  # column of the names of lines

PLACE = theme.style("place", fontSize=12, leading=14, **theme.TITLE_SHAPED)
SMALL = theme.style("small", fontSize=8.8, leading=12, textColor=theme.INK_2)
SMALL_RIGHT = theme.style("small-right", SMALL, alignment=2)
TITLE = theme.style("fiche-h1", fontSize=24, leading=28, spaceAfter=9, **theme.TITLE_SHAPED)
ACTION = theme.style("fiche-action", fontSize=13.5, leading=16.5, **theme.TITLE_SHAPED)
ACTION_LONG = theme.style("fiche-action-long", ACTION, fontSize=10.5, leading=13)
AMOUNT = theme.style("fiche-amount", theme.FIGURE, spaceAfter=1)
KIND = theme.style("fiche-kind", fontSize=11, leading=14.5, textColor=theme.INK_2)
NAME = theme.style("fiche-name", fontSize=9, leading=14, textColor=theme.INK_3)
VALUE = theme.style("fiche-value", fontSize=10, leading=14, spaceAfter=3)
SIGNER = theme.style("fiche-signer", fontSize=11, leading=14.5, fontName=theme.SEMIBOLD)
SIGNED = theme.style(
    "fiche-signed", fontSize=10.5, leading=14, fontName=theme.SEMIBOLD, textColor=theme.SUCCESS
)
CODE = theme.style("fiche-code", fontSize=15, leading=19, fontName=theme.SEMIBOLD)
PRINT = theme.style("fiche-print", fontSize=8.6, leading=12.4)

MARK = (
    ("M4 0h19l9 9v19a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z", theme.CHANNEL),
    ("M23 0v6.5A2.5 2.5 0 0 0 25.5 9H32z", theme.BUOY),
)
CURRENTS = (
    ("M5.5 11.5c9 0 9 7.5 20.5 7.5", theme.LOOKS[0].bright),
    ("M5.5 19H26", theme.LOOKS[1].bright),
    ("M5.5 26.5c9 0 9-7.5 20.5-7.5", theme.LOOKS[2].bright),
)


@dataclass(frozen=True, slots=True)
class Signe:
    """A signature of a frozen text, as its reader may see it.

    `moment` is local; `name` and `email` are empty for those who may not read them. `address`
    leads to the page that says whether it still holds.
    """

    reference: str
    sha256: str
    address: str
    moment: datetime
    fonction: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Fiche:
    """One frozen text, canonical and attached byte for byte; without `signe` it is a draft."""

    text: str
    signe: Signe | None = None

    @cached_property
    def texte(self) -> Texte:
        return Texte.lire(self.text)

    @property
    def key(self) -> str:
        """Its bookmark in a document of several."""
        return f"fiche-{self.signe.reference if self.signe else 'projet'}"


def head(territoire: str, *right: str) -> Flowable:
    """The mark and the territory at the left, what identifies the document at the right."""
    words = [text("Territoire d’industrie", SMALL), text(territoire, PLACE)]
    told = [text(line, SMALL_RIGHT) for line in right]
    widths = (MARK_SIDE + 10, CONTENT - MARK_SIDE - 10 - 190, 190)
    return grid([[_mark(), words, told]], widths, gap=10, row_gap=22)


def identity(fiche: Fiche) -> tuple[str, str]:
    """« Fiche AB3CD-EF4GH », « Version 2, signée le 18 novembre 2024 »."""
    version = f"Version {fiche.texte.version}"
    if fiche.signe is None:
        return DRAFT, version
    day = francais.date_longue(fiche.signe.moment)
    return f"Fiche {spelled(fiche.signe.reference)}", f"{version}, signée le {day}"


def single(fiche: Fiche) -> list[Flowable]:
    """The story of a document of one fiche."""
    texte = fiche.texte
    return [
        head(texte.territoire, *identity(fiche)),
        heading(texte.titre, style=TITLE, role="H1"),
        text(texte.preambule, theme.BODY),
        *pledge(texte),
        *mentions(texte.mentions),
        *signature(fiche),
    ]


def annexed(fiche: Fiche) -> list[Flowable]:
    """The same, one of several: its signature says who, the first page says the common rules."""
    return [
        head(fiche.texte.territoire, *identity(fiche)),
        heading(_entry(fiche.texte), fiche.key, level=0, style=TITLE, role="H2"),
        text(fiche.texte.preambule, theme.BODY),
        *pledge(fiche.texte),
        *mentions(fiche.texte.mentions),
        *signature(fiche),
    ]


def pledge(texte: Texte) -> Iterator[Flowable]:
    """The action, how much, then each line of the text."""
    look = look_of(texte.objectif)
    yield Spacer(0, 8)
    yield ActionBand(texte, look)
    yield Spacer(0, 12)
    amount, kind = (texte.valeur(name) for name in LEAD_LINES)
    if amount:
        yield text(capitalised(amount), AMOUNT)
    if kind:
        yield text(kind, KIND)
    yield Spacer(0, 8)
    rows = [_row(ligne) for ligne in texte.lignes if ligne.nom not in LEAD_LINES]
    if rows:
        yield table(rows, (NAMES, CONTENT - NAMES), head=0)


def mentions(words: Sequence[str]) -> Iterator[Flowable]:
    """What the fiche is worth; the first sentence says it is no contract."""
    if not words:
        return
    first, *others = words
    yield Spacer(0, 10)
    yield text([Run(first, bold=True)], theme.NOTE)
    for sentence in others:
        yield text(sentence, theme.NOTE)


def signature(fiche: Fiche) -> Iterator[Flowable]:
    """Who signed, when and how; then how anybody may check it."""
    signe = fiche.signe
    yield Spacer(0, 10)
    yield CondPageBreak(190)
    if signe is None:
        yield Panel([text(DRAFT, SIGNER), text(_to_sign(fiche.texte), SMALL)], signed=False)
        return
    yield Panel(_signed_by(fiche.texte, signe), signed=True)
    yield Spacer(0, 10)
    words = [
        text("Vérifier cette fiche", SMALL),
        text(spelled(signe.reference), CODE),
        text([Run(_short(signe.address), link=signe.address, color=theme.LINK)], SMALL),
        Spacer(0, 5),
        text("Empreinte du texte signé (SHA-256)", SMALL),
        text(_grouped(signe.sha256), PRINT),
    ]
    code = qr(
        signe.address,
        QR_SIDE,
        f"Code QR de la page qui dit si la fiche {signe.reference} est toujours valide",
    )
    yield grid([[code, words]], (QR_SIDE + 16, CONTENT - QR_SIDE - 16))


class ActionBand(Block):
    """The plate of the action and its title on the tint of the objectif."""

    PAD = 11.0

    def __init__(self, texte: Texte, look: Look) -> None:
        super().__init__()
        self.look = look
        drawing = Drawing(70, 20)
        self.indent = plate(drawing, look, 0, 1, texte.numero, size=10) + 12
        self.plate = Figure(drawing, f"Action {texte.numero} de la feuille de route")
        style = ACTION if len(texte.action) <= 150 else ACTION_LONG
        self.title = heading(texte.action, style=style, role="H3")

    @property
    def parts(self) -> list[Flowable]:
        return [self.title, self.plate]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        _, tall = self.title.wrapOn(self.canv, width - self.indent - 2 * self.PAD, 1e6)
        self.width, self.height = width, max(tall, 20) + 2 * self.PAD
        return self.width, self.height

    def draw(self) -> None:
        canvas, tall = self.canv, self.title.height
        canvas.saveState()
        canvas.setFillColor(self.look.tint)
        canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        canvas.restoreState()
        top = self.height - self.PAD
        self.title.drawOn(canvas, self.PAD + self.indent, top - tall)
        self.plate.wrapOn(canvas, 70, 20)
        self.plate.drawOn(canvas, self.PAD, top - 19)


class Panel(Block):
    """The signature: on a green ground when it is there, in an empty dashed frame when it is not."""

    PAD = 12.0

    def __init__(self, content: Sequence[Flowable], *, signed: bool) -> None:
        super().__init__()
        self.signed = signed
        self.grid = grid([[list(content)]], (CONTENT - 2 * self.PAD,), row_gap=0)
        self.parts = [self.grid]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _, tall = self.grid.wrapOn(self.canv, width - 2 * self.PAD, height)
        self.width, self.height = width, tall + 2 * self.PAD
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.saveState()
        if self.signed:
            canvas.setFillColor(theme.SUCCESS_TINT)
        else:
            canvas.setStrokeColor(theme.LINE_STRONG)
            canvas.setDash(3, 3)
        canvas.roundRect(
            0.5, 0.5, self.width - 1, self.height - 1, 5,
            stroke=int(not self.signed), fill=int(self.signed),
        )  # fmt: skip
        canvas.restoreState()
        self.grid.drawOn(canvas, self.PAD, self.PAD)


def spelled(reference: str) -> str:
    """Easy to read aloud and to type: « AB3CD-EF4GH »."""
    middle = (len(reference) + 1) // 2
    return f"{reference[:middle]}-{reference[middle:]}" if len(reference) > 4 else reference


def _signed_by(texte: Texte, signe: Signe) -> list[Text]:
    day, hour = francais.date_longue(signe.moment), francais.heure(signe.moment)
    who = f"{signe.name}, {signe.fonction}" if signe.name else capitalised(signe.fonction)
    able = "qui déclare être habilité à l’engager"
    out = [
        text(f"{LEVEL} le {day} à {hour}", SIGNED),
        text(who, SIGNER),
        text(f"Pour {texte.organisation}, {able}", theme.BODY),
    ]
    if signe.email:
        out.append(text(f"Adresse confirmée par un code\u00a0: {signe.email}", SMALL))
    return out


def _to_sign(texte: Texte) -> str:
    return (
        f"Ce texte n’engage pas encore {texte.organisation}. Il se signe en ligne\u00a0: une "
        "personne habilitée le relit, puis confirme avec un code reçu par courriel."
    )


def _entry(texte: Texte) -> str:
    return f"{texte.titre}, action {texte.numero}"


def _row(ligne: LigneTexte) -> list[object]:
    return [text(ligne.nom, NAME), body(ligne.valeur, VALUE) or [text("–", VALUE)]]


def _short(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://")


def _grouped(sha256: str) -> list[str | Run]:
    """Sixteen groups of four, on two lines: two people can read it to each other."""
    groups = [sha256[at : at + 4] for at in range(0, len(sha256), 4)]
    return ["  ".join(groups[:8]), LINE_END, "  ".join(groups[8:])]


def _mark() -> Figure:
    """The mark of the product: decoration, its name is beside it."""
    drawing = Drawing(MARK_SIDE, MARK_SIDE)
    place = {"scale": MARK_SIDE / 32, "dx": 0, "dy": MARK_SIDE}
    for data, color in MARK:
        drawing.add(svgpath.path(data, **place, fillColor=color, strokeColor=None))
    for data, color in CURRENTS:
        drawing.add(svgpath.path(data, **place, **_line(color)))
    return Figure(drawing, "")


def _line(color: Color) -> dict[str, object]:
    width = 2.6 * MARK_SIDE / 32
    return {"fillColor": None, "strokeColor": color, "strokeWidth": width, "strokeLineCap": 1}
