"""The money of the roadmap: one bar an objective, cut by who brings it, on one scale."""

from collections.abc import Iterable
from decimal import Decimal

from publication.contenu import Contenu
from publication.dessins import legende
from publication.dessins.formes import Box, Format, Picture, Words, serie, signe
from publication.dessins.legende import Entree
from publication.dessins.mots import fit, width_of
from publication.dessins.palette import plein
from publication.montants import Tableau, tableau
from socle import francais

#: Measures in points of the PDF, where words are 8.4 high.
STEP, BAR, GAP = 34.0, 15.0, 0.8
TITRE = "Budget par objectif et par origine"
ENSEMBLE = "Ensemble"


def budget(contenu: Contenu, form: Format) -> Picture | None:
    """None when nothing is costed yet."""
    money = tableau(contenu)
    if not money.total:
        return None
    em = form.em
    entries = [_entry(line.serie, line.libelle, em) for line in money.lignes]
    rows = list(_rows(money))
    height = len(rows) * STEP * em
    picture = Picture(
        form.width, height + legende.height(entries, form), TITRE, _alternative(money)
    )
    for rank, (name, look, amounts) in enumerate(rows):
        _row(picture, form, rank * STEP * em, name, look, amounts, money)
    legende.draw(picture, entries, form, height)
    return picture


def _rows(money: Tableau) -> Iterable[tuple[str, int | None, tuple[Decimal, ...]]]:
    """Name, look and amount of each origin: the whole first when there are several objectives."""
    if len(money.groupes) > 1:
        yield ENSEMBLE, None, tuple(line.total for line in money.lignes)
    for rank, groupe in enumerate(money.groupes):
        yield groupe.nom, groupe.rang, tuple(line.montants[rank] for line in money.lignes)


def _row(
    picture: Picture,
    form: Format,
    top: float,
    name: str,
    look: int | None,
    amounts: tuple[Decimal, ...],
    money: Tableau,
) -> None:
    em, size = form.em, form.size * 1.07
    base = top + 9.5 * em
    total = sum(amounts, Decimal(0))
    said = Words(form.width, base, francais.euros_courts(total, 2), size, "encre", 600, "end")
    picture.add(said)
    left = 0.0
    if look is not None:
        picture.add(signe(look, 4 * em, base - 3 * em, 8 * em, plein(look)))
        left = 13 * em
    room = form.width - left - width_of(said.text, size, 600) - 8 * em
    picture.add(fit(Words(left, base, name, size, weight=600), room))
    x, y = 0.0, top + 13.5 * em
    for line, amount in zip(money.lignes, amounts, strict=True):
        if amount <= 0:
            continue
        wide = float(amount / money.total) * form.width
        box = Box(x, y, max(wide - GAP * em, 0.4), BAR * em)
        picture.add(*serie(line.serie, box, em))
        _share(picture, form, box, line.serie, francais.pourcentage(francais.part(amount, total)))
        x += wide


def _share(picture: Picture, form: Format, box: Box, rang: int, words: str) -> None:
    """The percent of a segment when it fits; on a pattern, a plain plate keeps it readable."""
    em, wide = form.em, width_of(words, form.size, 600)
    if box.width < wide + 6 * em:
        return
    x, y = box.x + box.width / 2, box.y + box.height / 2
    if rang not in (1, 2):
        fill = f"c{rang}" if rang else "surface"
        plate = Box(x - wide / 2 - 2.5 * em, y - 5.5 * em, wide + 5 * em, 11 * em, fill)
        picture.add(plate._replace(radius=1.5 * em))
    color = f"sur-c{rang}" if rang else "encre"
    picture.add(Words(x, y + 3 * em, words, form.size, color, 600, "middle"))


def _entry(rang: int, words: str, em: float) -> Entree:
    return Entree(lambda box: list(serie(rang, box, em)), words)


def _alternative(money: Tableau) -> str:
    sentences = [
        f"{name} : {francais.euros(sum(amounts, Decimal(0)))}, dont {_parts(money, amounts)}."
        for name, _look, amounts in _rows(money)
    ]
    return f"{TITRE}. {' '.join(sentences)}"


def _parts(money: Tableau, amounts: tuple[Decimal, ...]) -> str:
    pairs = zip(money.lignes, amounts, strict=True)
    return francais.liste(f"{line.libelle} {francais.euros(n)}" for line, n in pairs if n) or "rien"
