"""Paper ballots: one a sheet of A4, with its number and a QR code to type it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.platypus import Flowable, PageBreak, Spacer

from organisations.models import College
from seances.depouillement.methodes import Methode
from seances.pdf.document import build
from socle.pdf import theme
from socle.pdf.blocks import Figure, grid, head_row, table
from socle.pdf.qr import qr
from socle.pdf.texts import Run, heading, text
from socle.pdf.theme import CELL, CELL_STRONG, CONTENT
from socle.pdf.typography import code

QR_SIDE = 78.0  # points; 27 mm, read at arm's length
#: What a person ticks, a method.
COLUMNS = {
    Methode.IMPACT_EFFORT: ("Impact, de 1 à 5", "Effort, de 1 à 5"),
    Methode.JUGEMENT: ("Très bien", "Bien", "Assez bien", "Passable", "Insuffisant"),
}


@dataclass(frozen=True, slots=True)
class Feuillet:
    """What a ballot of one vote says; `actions` are pairs number, title.

    `colonnes`: the heads of the boxes to fill, from `colonnes_of`.
    """

    titre: str
    seance: str
    jour: date
    territoire: str
    regle: str
    actions: tuple[tuple[str, str], ...]
    colonnes: tuple[str, ...]


def colonnes_of(methode: Methode, criteres: Sequence[str]) -> tuple[str, ...]:
    """The boxes beside each action."""
    if methode is Methode.CRITERES:
        return tuple(f"{critere}, de 0 à 5" for critere in criteres)
    return COLUMNS.get(methode, ("Gommettes",))


def render(feuillet: Feuillet, serials: Sequence[tuple[str, str]]) -> bytes:
    """One page a ballot. `serials`: pairs number printed, address in its QR code."""
    story: list[Flowable] = []
    for serial, address in serials:
        title = heading(feuillet.titre, role="P" if story else "H1")  # a document has one title
        story += [*_ballot(feuillet, title, serial, address), PageBreak()]
    return build(
        story,
        title=f"Bulletins, {feuillet.titre}",
        author=feuillet.territoire,
        subject=f"Bulletins de vote sur papier, {feuillet.seance}",
        day=feuillet.jour,
        foot=f"{feuillet.seance}. Bulletin anonyme : n’y écrivez pas votre nom.",
    )


def _ballot(feuillet: Feuillet, title: Flowable, serial: str, address: str) -> list[Flowable]:
    words = [
        title,
        text([Run(f"Bulletin {serial}", bold=True)], theme.LEAD, role="H2"),
        text(feuillet.regle, theme.LEAD),
    ]
    head = grid(
        [[words, qr(address, QR_SIDE, "Code QR du bulletin")]],
        (CONTENT - QR_SIDE - 12, QR_SIDE + 12),
    )
    who = [[_tick(), text(college.label, CELL)] for college in College]
    cells = [part for pair in who for part in pair] + [
        text("Table :", CELL),
        Figure(_box(30), "Numéro de la table"),
    ]
    identity = grid([cells], (18, 82, 18, 82, 18, 104, 18, 82, 40, 40), gap=4)
    box = 58.0 if len(feuillet.colonnes) > 2 else 84.0
    room = CONTENT - 40 - box * len(feuillet.colonnes)
    rows = [head_row("N°", "Action", *feuillet.colonnes)]
    rows += [
        [
            text(code(numero), CELL_STRONG),
            text(titre),
            *(Figure(_box(box - 14), "Case à remplir") for _ in feuillet.colonnes),
        ]
        for numero, titre in feuillet.actions
    ]
    return [
        head,
        identity,
        Spacer(0, 6),
        table(rows, (40, room, *([box] * len(feuillet.colonnes)))),
    ]


def _tick() -> Figure:
    drawing = Drawing(12, 12)
    drawing.add(Rect(0, 0, 11, 11, fillColor=None, strokeColor=theme.INK, strokeWidth=0.9, rx=2))
    return Figure(drawing, "Case à cocher")


def _box(width: float) -> Drawing:
    drawing = Drawing(width, 24)
    drawing.add(
        Rect(0, 0, width, 23, fillColor=None, strokeColor=theme.LINE_STRONG, strokeWidth=0.9, rx=3)
    )
    return drawing
