"""Charts of money and votes. Each Figure is a drawing and the words that say the same."""

from collections.abc import Sequence
from decimal import Decimal

from reportlab.graphics.shapes import Drawing, Line, Rect
from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfmetrics import stringWidth

from publication import totaux
from publication.contenu import ActionContenu, BudgetAnnee, MentionVote
from publication.pdf import signs
from publication.pdf.signs import label
from socle import francais
from socle.pdf import theme
from socle.pdf.blocks import Figure
from socle.pdf.theme import INK, INK_2, LINE, SEMIBOLD, WHITE, Look

MENTIONS = (*theme.SERIES, theme.SILT)  # best to worst


def funding_bar(
    action: ActionContenu, width: float = theme.COLUMN, tall: float = 17
) -> Figure | None:
    """The financing plan as one bar, in the order of its lines, then what is to be found."""
    parts = [(n, f.montant) for n, f in enumerate(action.financements)]
    if missing := totaux.a_trouver(action):
        parts.append((-1, missing))
    parts = [(rank, amount) for rank, amount in parts if amount > 0]
    if not parts:
        return None
    words = ", ".join(f"{f.financeur} {francais.euros(f.montant)}" for f in action.financements)
    if missing:
        words += f", à trouver {francais.euros(missing)}"
    return Figure(
        stacked(parts, width, tall), f"Plan de financement de l’action {action.numero} : {words}."
    )


def stacked(parts: Sequence[tuple[int, Decimal | int]], width: float, tall: float) -> Drawing:
    """Segments by series rank (-1 is « à trouver »), each with its percent when it fits."""
    drawing = Drawing(width, tall)
    total = sum(amount for _rank, amount in parts)
    x = 0.0
    for rank, amount in parts:
        wide = float(amount) / float(total) * width
        drawing.add(signs.series(rank, x, 0, max(wide - 1, 0.4), tall))
        words = francais.pourcentage(francais.part(amount, total))
        if wide > stringWidth(words, SEMIBOLD, 8.4) + 6:
            _on_series(drawing, rank, x + wide / 2, tall / 2 - 3, words, 8.4)
        x += wide
    return drawing


def _on_series(drawing: Drawing, rank: int, x: float, y: float, words: str, size: float) -> None:
    """A number on a segment; on a pattern it gets a plain plate so that it stays readable."""
    color = INK if rank < 0 else theme.ON_SERIES[rank % 4]
    if rank < 0 or rank % 4 >= 2:
        wide = stringWidth(words, SEMIBOLD, size) + 5
        plate = WHITE if rank < 0 else theme.SERIES[rank % 4]
        drawing.add(
            Rect(
                x - wide / 2,
                y - 2.2,
                wide,
                size + 2.6,
                fillColor=plate,
                strokeColor=None,
                rx=1.5,
                ry=1.5,
            )
        )
    drawing.add(label(x, y, words, font=SEMIBOLD, size=size, color=color, anchor="middle"))


def swatch(rank: int) -> Figure:
    """The key of a series, for the table beside its bar."""
    drawing = Drawing(9, 12)
    drawing.add(signs.series(rank, 0, 1.6, 8.4, 8.4))
    return Figure(drawing, "")


def states_bar(amounts: dict[str, Decimal], missing: Decimal, width: float) -> Figure | None:
    """Acquis, sollicité, à confirmer and à trouver as one bar."""
    names = ("acquis", "sollicite", "a_confirmer")
    parts = [
        (rank, amounts.get(name, Decimal(0))) for rank, name in zip((0, 2, 3), names, strict=True)
    ]
    parts = [part for part in (*parts, (-1, missing)) if part[1] > 0]
    if not parts:
        return None
    shown = {0: "acquis", 2: "sollicité", 3: "à confirmer", -1: "à trouver"}
    words = ", ".join(f"{shown[rank]} {francais.euros(amount)}" for rank, amount in parts)
    return Figure(stacked(parts, width, 22), f"Financements par état : {words}.")


def years(lines: Sequence[BudgetAnnee], look: Look, width: float, height: float = 74) -> Figure:
    """One column a year, its amount above; what was spent stands plain in front of what was planned."""
    highest = max((max(y.montant, y.realise or y.montant) for y in lines), default=Decimal(0))
    drawing = Drawing(width, height)
    step, base, tall = width / len(lines), 13.0, height - 28
    drawing.add(Line(0, base, width, base, strokeColor=theme.LINE_STRONG, strokeWidth=0.9))
    style = {"strokeColor": look.main, "strokeWidth": 0.8}
    for rank, year in enumerate(lines):
        x, wide = rank * step + step * 0.2, step * 0.6
        planned = _share(year.montant, highest) * tall
        drawing.add(Rect(x, base, wide, planned, fillColor=look.tint, **style))
        if year.realise is not None:
            spent = _share(year.realise, highest) * tall
            drawing.add(Rect(x, base, wide * 0.5, spent, fillColor=look.main, **style))
        words = francais.euros(year.montant)
        middle = x + wide / 2
        drawing.add(label(middle, base + planned + 4, words, size=8.6, anchor="middle"))
        drawing.add(label(middle, 2, str(year.annee), size=8.6, color=INK_2, anchor="middle"))
    return Figure(drawing, f"Budget par année. {' '.join(map(_year_words, lines))}")


def _share(amount: Decimal, whole: Decimal) -> float:
    return float(amount / whole) if whole > 0 else 0.0


def _year_words(year: BudgetAnnee) -> str:
    spent = f", réalisé {francais.euros(year.realise)}" if year.realise is not None else ""
    return f"{year.annee} : {francais.euros(year.montant)}{spent}."


# Votes and small measures ------------------------------------------------------------------------


def judgement(mentions: Sequence[MentionVote], width: float, tall: float = 9) -> Figure:
    """Majority judgement as one bar, best mention first, with a mark at its middle."""
    drawing = Drawing(width, tall + 3)
    total = sum(m.nombre for m in mentions)
    x, edge = 0.0, {"strokeColor": LINE, "strokeWidth": 0.3}
    for rank, mention in enumerate(m for m in mentions if total):
        wide = mention.nombre / total * width
        if wide:
            fill = MENTIONS[min(rank, len(MENTIONS) - 1)]
            drawing.add(Rect(x, 1.5, max(wide - 0.6, 0.3), tall, fillColor=fill, **edge))
        if tall >= 12 and wide > 14:
            ink = WHITE if rank < 2 else INK
            style = {"font": SEMIBOLD, "size": 8.4, "color": ink, "anchor": "middle"}
            drawing.add(label(x + wide / 2, tall / 2 - 1.4, str(mention.nombre), **style))
        x += wide
    drawing.add(Line(width / 2, 0, width / 2, tall + 3, strokeColor=INK, strokeWidth=0.9))
    return Figure(drawing, judgement_words(mentions))


def judgement_words(mentions: Sequence[MentionVote]) -> str:
    """« Jugement des votants : 24 très bien, 16 bien. »."""
    said = ", ".join(f"{m.nombre}\xa0{m.mention.libelle}" for m in mentions)
    return f"Jugement des votants : {said}."


def measure(share: float, width: float, color: Color = theme.CHANNEL) -> Figure:
    """A thin bar for one number out of a whole, to stand beside that number."""
    drawing = Drawing(width, 12)
    drawing.add(Rect(0, 4.2, width, 4, fillColor=theme.WELL, strokeColor=None, rx=2, ry=2))
    if share > 0:
        wide = max(3.0, min(share, 1) * width)
        drawing.add(Rect(0, 4.2, wide, 4, fillColor=color, strokeColor=None, rx=2, ry=2))
    return Figure(drawing, "")
