"""The budget year by year: one column a year, stacked by objective, its total above."""

from decimal import Decimal

from publication import totaux
from publication.contenu import Contenu
from publication.dessins import legende
from publication.dessins.formes import Box, Format, Picture, Strokes, Words, signe
from publication.dessins.legende import Entree
from publication.dessins.palette import plein
from publication.groupes import Groupe, garnis
from socle import francais

#: Measures in points of the PDF, where words are 8.4 high.
TALL, HEAD, FOOT = 98.0, 16.0, 14.0
SIGN = 7.0  # size of the shape in a segment, and the least height of one that has it: twice
TITRE = "Budget par année"
ZERO = Decimal(0)


def par_annee(contenu: Contenu) -> dict[int, tuple[Decimal, ...]]:
    """Each year to what is planned by each group that has actions, in their order."""
    columns = [totaux.budget_par_annee(contenu, groupe.actions) for groupe in garnis(contenu)]
    years = sorted({year for column in columns for year in column})
    return {year: tuple(column.get(year, ZERO) for column in columns) for year in years}


def annees(contenu: Contenu, form: Format) -> Picture | None:
    """None when no year has any."""
    years, groupes = par_annee(contenu), garnis(contenu)
    highest = max((sum(amounts, ZERO) for amounts in years.values()), default=ZERO)
    if not highest:
        return None
    em = form.em
    entries = [_entry(groupe) for groupe in groupes]
    base = (HEAD + TALL) * em
    height = base + FOOT * em
    picture = Picture(
        form.width, height + legende.height(entries, form), TITRE, _alternative(years)
    )
    picture.add(Strokes(((0, base, form.width, base),), "trait-fort", 0.9 * em))
    step = form.width / len(years)
    for rank, (year, amounts) in enumerate(years.items()):
        x, y, wide = rank * step + step * 0.16, base, step * 0.68
        for groupe, amount in zip(groupes, amounts, strict=True):
            tall = float(amount / highest) * TALL * em
            if tall <= 0:
                continue
            y -= tall
            color = plein(groupe.rang)
            picture.add(Box(x, y, wide, max(tall - 0.8 * em, 0.4), color))
            if tall > 2 * SIGN * em:
                spot = x + wide / 2, y + tall / 2
                picture.add(signe(groupe.rang, *spot, SIGN * em, "surface"))
        middle, total = x + wide / 2, sum(amounts, ZERO)
        words = francais.euros_courts(total) if total else "0"
        picture.add(Words(middle, y - 4 * em, words, form.size, "encre", 600, "middle"))
        picture.add(Words(middle, base + 11 * em, str(year), form.size, "encre-2", anchor="middle"))
    legende.draw(picture, entries, form, height)
    return picture


def _entry(groupe: Groupe) -> Entree:
    color = plein(groupe.rang)
    return Entree(
        lambda box: [
            box._replace(fill=color),
            signe(groupe.rang, box.x + box.width / 2, box.y + box.height / 2, box.height * 0.6,
                  "surface"),
        ],
        groupe.nom,
    )  # fmt: skip


def _alternative(years: dict[int, tuple[Decimal, ...]]) -> str:
    told = " ".join(f"{y} : {francais.euros(sum(a, ZERO))}." for y, a in years.items())
    return f"{TITRE}. {told}"
