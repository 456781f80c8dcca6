"""What a séance judged of each action: its impact against its effort, both 1 to 5."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from publication.contenu import Contenu, SeanceContenu
from publication.dessins.formes import Box, Format, Picture, Strokes, Words, signe
from publication.dessins.mots import width_of
from publication.dessins.palette import clair, plein
from publication.groupes import par_objectif
from socle import francais
from socle.pdf.typography import code

#: Measures in points of the PDF, where words are 8.4 high.
TALL, LEFT, HEAD, FOOT = 190.0, 16.0, 14.0, 28.0
PLATE = 12.0  # height of the plate of an action
LOW, HIGH = Decimal(1), Decimal(5)
TITRE = "Impact et effort des actions"
#: Words of the quarters, as the room read them: from the upper left.
QUARTERS = (("À lancer vite", "À préparer"), ("En réserve", "À revoir"))


class Jugee(NamedTuple):
    """One action as the room placed it."""

    numero: str
    intitule: str
    rang: int
    impact: Decimal
    effort: Decimal
    votants: int

    @property
    def figures(self) -> tuple[str, str]:
        """Impact and effort as they are told: « 3,8 », « 2,1 »."""
        return francais.nombre(self.impact, 1), francais.nombre(self.effort, 1)


def jugees(contenu: Contenu, seance: SeanceContenu) -> tuple[Jugee, ...]:
    """The actions a séance placed on the plane, in the order of the votes."""
    looks = {a.numero: (a, g.rang) for g in par_objectif(contenu) for a in g.actions}
    found = []
    for vote in seance.votes:
        if vote.impact is None or vote.effort is None:
            continue
        action, rang = looks.get(vote.action, (None, 0))
        title = action.intitule if action else ""
        found.append(Jugee(vote.action, title, rang, vote.impact, vote.effort, vote.votants))
    return tuple(found)


def priorites(placed: Sequence[Jugee], form: Format) -> Picture | None:
    """The plane: impact upwards, effort to the right. None when nothing was placed."""
    if not placed:
        return None
    em = form.em
    left, top = LEFT * em, HEAD * em
    plane = Box(left, top, form.width - left, TALL * em, "surface", "trait-fort", 0.9 * em)
    picture = Picture(form.width, top + (TALL + FOOT) * em, TITRE, _alternative(placed), [plane])
    _plane(picture, plane, form)
    taken: list[Box] = []
    for one in placed:
        plate = _free(_plate(one, plane, form), taken, plane)
        taken.append(plate)
        picture.add(plate._replace(fill=clair(one.rang), edge=plein(one.rang)))
        middle = plate.y + plate.height / 2
        picture.add(signe(one.rang, plate.x + 7 * em, middle, 6 * em, plein(one.rang)))
        words = Words(plate.x + 12 * em, middle + 3 * em, code(one.numero), form.size, "encre", 700)
        picture.add(words)
    return picture


def _plane(picture: Picture, plane: Box, form: Format) -> None:
    """Quarters, their names, the scales."""
    em, small = form.em, 8 * form.em
    x, y = plane.x + plane.width / 2, plane.y + plane.height / 2
    right, bottom = plane.x + plane.width, plane.y + plane.height
    lines = ((x, plane.y, x, bottom), (plane.x, y, right, y))
    picture.add(Strokes(lines, "trait-fort", 0.6 * em))
    for row, names in enumerate(QUARTERS):
        base = plane.y + row * plane.height / 2 + 11 * em
        picture.add(Words(plane.x + 5 * em, base, names[0], small, "encre-2"))
        picture.add(Words(right - 5 * em, base, names[1], small, "encre-2", anchor="end"))
    picture.add(Words(0, plane.y - 5 * em, "Impact, de 1 à 5", form.size, "encre-2", 600))
    for mark in range(1, 6):
        share = (mark - 1) / 4
        at = bottom - share * plane.height
        base = min(max(at + 3 * em, plane.y + 7 * em), bottom)
        picture.add(Words(plane.x - 5 * em, base, str(mark), small, "encre-2", anchor="end"))
        at = plane.x + share * plane.width
        at = min(max(at, plane.x + 3 * em), right - 3 * em)
        picture.add(Words(at, bottom + 10 * em, str(mark), small, "encre-2", anchor="middle"))
    words = "Effort, de 1 à 5"
    picture.add(Words(right, bottom + 23 * em, words, form.size, "encre-2", 600, "end"))


def _plate(one: Jugee, plane: Box, form: Format) -> Box:
    """Where the action stands, inside the plane."""
    em = form.em
    wide, tall = width_of(code(one.numero), form.size, 700) + 17 * em, PLATE * em
    across = float((_kept(one.effort) - LOW) / (HIGH - LOW))
    up = float((_kept(one.impact) - LOW) / (HIGH - LOW))
    x = plane.x + across * plane.width - wide / 2
    y = plane.y + (1 - up) * plane.height - tall / 2
    return _inside(Box(x, y, wide, tall, thickness=0.9 * em), plane)


def _kept(mean: Decimal) -> Decimal:
    return min(max(mean, LOW), HIGH)


def _inside(plate: Box, plane: Box) -> Box:
    x = min(max(plate.x, plane.x + 2), plane.x + plane.width - plate.width - 2)
    y = min(max(plate.y, plane.y + 2), plane.y + plane.height - plate.height - 2)
    return plate._replace(x=x, y=y)


def _free(plate: Box, taken: Sequence[Box], plane: Box) -> Box:
    """The nearest place where no other plate is, going round; its own when the plane is full."""
    for ring in range(8):
        for across in range(-ring, ring + 1):
            for down in range(-ring, ring + 1):
                if max(abs(across), abs(down)) != ring:
                    continue
                moved = plate._replace(
                    x=plate.x + across * plate.width / 2, y=plate.y + down * plate.height / 2
                )
                if moved == _inside(moved, plane) and not any(_touch(moved, o) for o in taken):
                    return moved
    return plate


def _touch(a: Box, b: Box) -> bool:
    apart = a.x + a.width <= b.x or b.x + b.width <= a.x
    return not (apart or a.y + a.height <= b.y or b.y + b.height <= a.y)


def _alternative(placed: Sequence[Jugee]) -> str:
    told = " ".join(map(_sentence, placed))
    return f"{TITRE}, moyennes de 1 à 5. {told}"


def _sentence(one: Jugee) -> str:
    impact, effort = one.figures
    return f"Action {one.numero}, {one.intitule} : impact {impact}, effort {effort}."
