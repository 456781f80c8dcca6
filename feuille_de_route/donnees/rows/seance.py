"""The past séance of a data file."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from actions.models import Action, Amendement
from feuille_de_route.donnees import positions
from feuille_de_route.donnees import values as v
from feuille_de_route.donnees.rows.actions import check_merge
from feuille_de_route.donnees.rows.words import (
    AMENDEMENTS,
    COLLEGES,
    DECISIONS,
    ORIGINE,
    ORIGINES,
    SOURCES,
)
from feuille_de_route.donnees.shapes import Place, Reading, Shape, key, shape
from organisations.models import College


@shape
class TableRow(Shape):
    numero: int = key(v.whole(1, 1000))
    theme: str = key(v.text(200), default="")


@shape
class EtapeRow(Shape):
    debut: dt.time = key(v.hour)
    fin: dt.time = key(v.hour)
    titre: str = key(v.text(200, empty=False))
    note: str = key(v.text(2000), default="")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.fin <= self.debut:
            yield "fin", f"Écrivez une heure après {self.debut:%H:%M}."


@shape
class AmendementRow(Shape):
    id: str = key(v.identifier("amendements"))
    action: str = key(v.reference("actions"))
    champ: str = key(v.text(40, empty=False))
    texte: str = key(v.text(20_000, empty=False))
    auteur: str = key(v.text(200))
    decision: Amendement.State = key(v.one_of(AMENDEMENTS), default=Amendement.State.A_ARBITRER)
    motif: str = key(v.text(2000), default="")
    origine: str = key(ORIGINE, default="illustratif")


@shape
class ProposalRow(Shape):
    """An idea born in the séance: it becomes an action, numbered after those of its objective."""

    id: str = key(v.identifier("actions"))
    intitule: str = key(v.text(300, empty=False))
    objectif: str = key(v.reference("objectifs"))
    auteur: str = key(v.text(200))
    decision: Action.State | None = key(v.one_of(DECISIONS), default=None)
    fusionnee_dans: str = key(v.reference("actions"), default="")
    motif: str = key(v.text(2000), default="")
    origine: str = key(ORIGINE, default="illustratif")

    def check(self) -> Iterator[tuple[str | Place, str]]:
        yield from check_merge(self.decision, self.fusionnee_dans)


@shape
class JudgementRow(Shape):
    tres_bien: int = key(v.whole(0, 100_000), default=0)
    bien: int = key(v.whole(0, 100_000), default=0)
    assez_bien: int = key(v.whole(0, 100_000), default=0)
    passable: int = key(v.whole(0, 100_000), default=0)
    insuffisant: int = key(v.whole(0, 100_000), default=0)

    def mentions(self) -> dict[str, int]:
        """Best first."""
        names = ("tres_bien", "bien", "assez_bien", "passable", "insuffisant")
        return {name: getattr(self, name) for name in names}


@shape
class ResultatRow(Shape):
    action: str = key(v.reference("actions"))
    points: int | None = key(v.whole(0, 1_000_000), default=None)
    impact_moyen: Decimal | None = key(v.mark, default=None)
    effort_moyen: Decimal | None = key(v.mark, default=None)
    jugement_majoritaire: JudgementRow | None = key(v.nested(JudgementRow), default=None)
    votants: int = key(v.whole(0, 30_000))
    origine: str = key(ORIGINE, default="illustratif")

    def check(self) -> Iterator[tuple[str, str]]:
        if self.jugement_majoritaire is None:
            return
        total = sum(self.jugement_majoritaire.mentions().values())
        if total != self.votants:
            yield (
                "jugement_majoritaire",
                f"Corrigez les mentions ou les votants : {total} mentions, {self.votants} votants.",
            )


def _participants(node: positions.Node, reading: Reading, place: Place) -> dict[College, int]:
    """People a college; the file's two colleges of partners are summed into one."""
    people: dict[College, int] = {}
    for name, number in v.mapping(v.whole(0, 30_000))(node, reading, place).items():
        if name not in COLLEGES:
            reading.refuse(place, f"Remplacez « {name} » par un collège : {', '.join(COLLEGES)}.")
            continue
        people[COLLEGES[name]] = people.get(COLLEGES[name], 0) + number
    return people


@shape
class SeanceRow(Shape):
    intitule: str = key(v.text(200, empty=False))
    date: dt.date = key(v.day)
    moment: str = key(v.text(60), default="")
    lieu: str = key(v.text(200), default="")
    buts: tuple[str, ...] = key(v.listed(v.text(200)), default=())
    participants_par_college: dict[College, int] = key(_participants, default=None)
    tables: tuple[TableRow, ...] = key(v.objects(TableRow), default=())
    deroule: tuple[EtapeRow, ...] = key(v.objects(EtapeRow), default=())
    amendements: tuple[AmendementRow, ...] = key(v.objects(AmendementRow), default=())
    propositions_de_seance: tuple[ProposalRow, ...] = key(v.objects(ProposalRow), default=())
    priorisation: tuple[ResultatRow, ...] = key(v.objects(ResultatRow), default=())
    origine: dict[str, str] = key(ORIGINES, default=None)
    sources: tuple[str, ...] = key(SOURCES, default=())
