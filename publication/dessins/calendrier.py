"""The calendar of all actions, by quarter: what is planned, what is done, milestones, the day."""

from collections.abc import Sequence

from publication.calendrier import moment_court, period_words, quarter_index
from publication.contenu import ActionContenu, Contenu
from publication.dessins import legende
from publication.dessins.formes import (
    Box,
    Format,
    Picture,
    Shape,
    Strokes,
    Words,
    hachures,
    signe,
)
from publication.dessins.legende import Entree
from publication.dessins.mots import fit, width_of, wrap
from publication.dessins.palette import clair, plein
from publication.groupes import Groupe, par_objectif
from socle import francais
from socle.pdf.typography import code

#: Measures in points of the PDF, where words are 8.4 high.
ROW, GROUP, HEAD, FLAG = 15.5, 21.0, 30.0, 12.0
BAR, LEADING = 9.0, 10.5
NUMBER = 24.0  # the number of an action, before its name
NAMES = 0.52  # share of the width the names take, when they stand beside
ROWS = 36  # of one calendar; more make another
TITRE = "Calendrier des actions"


class Axis:
    """Quarters of the period laid on a width, from `x`."""

    def __init__(self, contenu: Contenu, x: float, width: float) -> None:
        self.years = contenu.periode.annees
        self.quarters = 4 * max(1, len(self.years))
        self.x, self.end, self.step = x, x + width, width / self.quarters

    def at(self, quarters: float) -> float:
        return self.x + min(max(quarters, 0), self.quarters) * self.step

    def index(self, moment: str) -> int | None:
        return quarter_index(moment, self.years[0]) if self.years else None

    def span(self, action: ActionContenu) -> tuple[float, float] | None:
        """Left and right of an action, cut to the period; None when its dates are not known."""
        first, last = self.index(action.debut), self.index(action.fin)
        if first is None:
            return None
        if last is None:
            last = self.quarters - 1 if action.amelioration_continue else first
        left, right = self.at(first), self.at(max(last, first) + 1)
        if right > left:
            return left, right
        left = min(left, self.end - self.step / 2)
        return left, left + self.step / 2


def calendriers(contenu: Contenu, form: Format) -> list[Picture]:
    """The calendar of all actions; several pictures when there are many actions."""
    pieces: list[list[Groupe]] = [[]]
    room = ROWS
    for groupe in par_objectif(contenu):
        todo = list(groupe.actions)
        while todo:
            if room < 3:
                pieces.append([])
                room = ROWS
            taken, todo = todo[: room - 1], todo[room - 1 :]
            pieces[-1].append(groupe._replace(actions=tuple(taken)))
            room -= 1 + len(taken)
    return [_Calendar(contenu, form, piece).picture for piece in pieces if piece]


class _Calendar:
    """One picture being drawn, line after line."""

    def __init__(self, contenu: Contenu, form: Format, groupes: Sequence[Groupe]) -> None:
        self.contenu, self.form, self.em = contenu, form, form.em
        beside = 0.0 if form.is_narrow else form.width * NAMES
        self.axis = Axis(contenu, beside, form.width - beside)
        self.bands: list[tuple[float, float]] = []  # top and bottom of what the years cross
        self.rows: list[Shape] = []
        y = HEAD * self.em
        for groupe in groupes:
            y = self._group(groupe, y)
        entries = _key([action for groupe in groupes for action in groupe.actions], self.em)
        height = y + legende.height(entries, form)
        self.picture = Picture(form.width, height, TITRE, _alternative(groupes))
        self._grid(y)
        self.picture.add(*self.rows)
        self._today(y)
        legende.draw(self.picture, entries, form, y)

    def _group(self, groupe: Groupe, y: float) -> float:
        em = self.em
        base = y + (GROUP - 5) * em
        self.rows.append(signe(groupe.rang, 4 * em, base - 3 * em, 8 * em, plein(groupe.rang)))
        words = Words(13 * em, base, groupe.nom, 9 * em, plein(groupe.rang), 700)
        self.rows.append(fit(words, self.form.width - 13 * em))
        y += GROUP * em
        for action in groupe.actions:
            y = self._row(action, groupe.rang, y)
        return y

    def _row(self, action: ActionContenu, rang: int, y: float) -> float:
        """Number, name and bar of an action; gives where the next one starts."""
        em, size = self.em, self.form.size
        base = y + 10.9 * em
        number = Words(0, base, code(action.numero), size, plein(rang), 700)
        self.rows.append(fit(number, (NUMBER - 2) * em))
        name = Words(NUMBER * em, base, action.intitule, size)
        if self.form.is_narrow:
            lines = wrap(name, self.form.width - NUMBER * em, LEADING * em)
            self.rows += lines
            y += (max(len(lines), 1) * LEADING + 3) * em
        else:
            self.rows.append(fit(name, self.axis.x - (NUMBER + 10) * em))
        self.bands.append((y, y + ROW * em))
        self._bar(action, rang, y + 3.2 * em)
        return y + (ROW + (5 if self.form.is_narrow else 0)) * em

    def _bar(self, action: ActionContenu, rang: int, y: float) -> None:
        """Pale for what is planned, plain for the share done, hatched when it is late."""
        em = self.em
        span = self.axis.span(action)
        if span is None:
            left = self.axis.x + 6 * em
            self.rows.append(Words(left, y + 7.6 * em, "dates à préciser", 8 * em, "encre-3"))
            return
        left, width = span[0] + 0.8 * em, span[1] - span[0] - 1.6 * em
        self.rows += _planned(Box(left, y, width, BAR * em), rang, em, is_late=_is_late(action))
        if done := action.avancement_pourcent or 0:
            wide = max(4 * em, width * min(done, 100) / 100)
            self.rows.append(
                Box(left, y, wide, BAR * em, plein(rang), plein(rang), 0.8 * em, 2 * em)
            )
        quarters = [self.axis.index(jalon.echeance) for jalon in action.jalons]
        xs = [
            self.axis.at(quarter + 0.5)
            for quarter in quarters
            if quarter is not None and 0 <= quarter < self.axis.quarters
        ]
        self.rows += _jalons(xs, y + BAR / 2 * em, em, plein(rang))

    def _grid(self, bottom: float) -> None:
        em, axis = self.em, self.axis
        top = (HEAD - 16) * em
        bands = self.bands if self.form.is_narrow else [(HEAD * em, bottom)]
        for rank, year in enumerate(axis.years):
            left = axis.at(rank * 4)
            if rank % 2 == 0:
                self.picture.add(*(Box(left, a, 4 * axis.step, b - a, "papier") for a, b in bands))
            self.picture.add(Words(left + 4 * em, 9 * em, str(year), 9 * em, "encre-2", 600))
        edges = [axis.at(4 * rank) for rank in range(len(axis.years) + 1)]
        ticks = [(x, 2 * em, x, top) for x in edges]
        lines = [(x, a, x, b) for x in edges for a, b in bands]
        self.picture.add(Strokes((*ticks, *lines), "trait", 0.6 * em))
        self.picture.add(Strokes(((0, top, axis.end, top),), "trait-fort", 0.9 * em))

    def _today(self, bottom: float) -> None:
        """The yellow flag: where the edition stands in the period."""
        em, axis, day = self.em, self.axis, self.contenu.date
        if day.year not in axis.years:
            return
        quarters = (day.year - axis.years[0]) * 4 + (day.timetuple().tm_yday - 1) / 91.3
        x = axis.at(quarters)
        words = francais.date_courte(day)
        width = width_of(words, 8 * em, 600) + 8 * em
        left = min(x, axis.end - width)
        top = (HEAD - 14) * em
        bands = self.bands if self.form.is_narrow else [(top, bottom)]
        self.picture.add(Strokes(tuple((x, a, x, b) for a, b in bands), "encre", em))
        self.picture.add(Box(left, top, width, FLAG * em, "balise", radius=1.5 * em))
        base = top + 8.8 * em
        self.picture.add(Words(left + 4 * em, base, words, 8 * em, "sur-balise", 600))


def _planned(box: Box, rang: int, em: float, *, is_late: bool) -> list[Shape]:
    drawn: list[Shape] = [
        box._replace(fill=clair(rang), edge=plein(rang), thickness=0.8 * em, radius=2 * em)
    ]
    if is_late:
        drawn.append(hachures(box, plein(rang), 4 * em, 0.8 * em))
    return drawn


def _jalons(xs: Sequence[float], y: float, em: float, color: str) -> list[Shape]:
    """Rings, as dots on dots: a milestone each."""
    dots = tuple((x, y, x, y) for x in xs)
    return (
        [
            Strokes(dots, color, 4.7 * em, is_round=True),
            Strokes(dots, "surface", 2.9 * em, is_round=True),
        ]
        if xs
        else []
    )


def _is_late(action: ActionContenu) -> bool:
    return action.avancement is not None and action.avancement.cle == "en_retard"


def _key(actions: Sequence[ActionContenu], em: float) -> list[Entree]:
    """What the signs mean, those that are there."""
    entries = [Entree(lambda box: _planned(box, 0, em, is_late=False), "prévu")]
    if any(action.avancement_pourcent for action in actions):
        entries.append(Entree(lambda box: [box._replace(fill="encre-2", radius=2 * em)], "réalisé"))
    if any(map(_is_late, actions)):
        entries.append(Entree(lambda box: _planned(box, 0, em, is_late=True), "en retard"))
    if any(jalon.echeance for action in actions for jalon in action.jalons):
        entries.append(Entree(lambda box: _jalon_key(box, em), "jalon"))
    entries.append(
        Entree(lambda box: [box._replace(fill="balise", radius=1.5 * em)], "date de cette édition")
    )
    return entries


def _jalon_key(box: Box, em: float) -> list[Shape]:
    return _jalons([box.x + box.width / 2], box.y + box.height / 2, em, "encre-2")


def _alternative(groupes: Sequence[Groupe]) -> str:
    return f"{TITRE}, par trimestre. " + " ".join(
        _sentence(action) for groupe in groupes for action in groupe.actions
    )


def _sentence(action: ActionContenu) -> str:
    """« Action 1.1, Titre : septembre 2024 à décembre 2027, réalisée à 30 %, en retard. »."""
    words = f"Action {action.numero}, {action.intitule} : {period_words(action)}"
    if action.avancement_pourcent:
        words += f", réalisée à {francais.pourcentage(action.avancement_pourcent)}"
    return f"{words}, en retard." if _is_late(action) else f"{words}."


def jalons_dates(action: ActionContenu) -> str:
    """« T4 2024 : Recruter ; juin 2025 : Ouvrir »: what the discs of its bar are, for the table."""
    return " ; ".join(
        f"{moment_court(jalon.echeance)} : {jalon.libelle}"
        for jalon in action.jalons
        if jalon.echeance
    )
