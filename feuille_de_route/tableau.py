"""The board: what it shows of a roadmap, in a number of queries that does not grow with it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Count,
    DecimalField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.urls import reverse

from actions.affichage.cartes import carte
from actions.apports import Apport
from actions.models import Action, Financement, Soutien
from actions.rules.priorites import why_not_voir_resultats
from engagements.besoins import manque
from engagements.couverture import couvertures_by_action
from engagements.models import Engagement
from engagements.questions import QUESTIONS
from organisations.models import Organisation
from seances.models import Resultat
from socle import francais
from socle.cartes import Carte
from territoires.access import Access
from territoires.models import Objectif

#: Cards shown in a column before « Afficher toutes les actions ». A page stays light on a phone.
CARDS_PER_COLUMN = 50

ORDERS = {"priorite": "Par priorité"}

ANYTHING = "tout"
#: « Il manque… »: anything, or one kind of contribution.
MANQUES = {ANYTHING: "Il manque quelque chose"} | {
    kind.value: f"Il manque\u00a0: {QUESTIONS[kind].card.lower()}" for kind in Apport
}


@dataclass(frozen=True, slots=True)
class Filtres:
    """What the reader asked for, cleaned: unknown values are dropped, never an error."""

    words: str = ""
    state: str = ""
    porteur: int | None = None
    objectif: str = ""
    mine: bool = False
    to_settle: bool = False
    unanswered: bool = False
    order: str = ""
    whole: bool = False
    missing: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filtres":
        """From the query string of the page."""
        porteur = query.get("porteur", "")
        state = query.get("etat", "")
        order = query.get("ordre", "")
        return cls(
            words=query.get("q", "").strip()[:200],
            state=state if state in Action.State.values else "",
            porteur=int(porteur) if porteur.isdecimal() and len(porteur) < 10 else None,
            objectif=query.get("objectif", "")[:3],
            mine=query.get("moi") == "1",
            to_settle=query.get("arbitrer") == "1",
            unanswered=query.get("questions") == "1",
            order=order if order in ORDERS else "",
            whole=query.get("tout") == "1",
            missing=missing if (missing := query.get("manque", "")) in MANQUES else "",
        )

    @property
    def is_active(self) -> bool:
        return replace(self, order="", whole=False) != Filtres()

    def query_string(self, **changes: Any) -> str:
        """The address of the same board with some choices changed."""
        chosen = replace(self, **changes)
        pairs = {
            "q": chosen.words,
            "etat": chosen.state,
            "porteur": chosen.porteur or "",
            "objectif": chosen.objectif,
            "moi": "1" if chosen.mine else "",
            "arbitrer": "1" if chosen.to_settle else "",
            "questions": "1" if chosen.unanswered else "",
            "ordre": chosen.order,
            "tout": "1" if chosen.whole else "",
            "manque": chosen.missing,
        }
        text = urlencode({key: value for key, value in pairs.items() if value})
        return f"?{text}" if text else "?"


@dataclass(frozen=True, slots=True)
class Totaux:
    """Counts of the open actions of an objective, or of the whole roadmap. Amounts in euros."""

    actions: int = 0
    selected: int = 0
    soutiens: int = 0
    engagements: int = 0
    confirmed: int = 0
    budget: Decimal = Decimal(0)
    acquired: Decimal = Decimal(0)

    def __add__(self, other: "Totaux") -> "Totaux":
        return Totaux(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )

    @property
    def financed(self) -> int:
        """Part of the budget that is granted, in percent."""
        return francais.part(self.acquired, self.budget)


@dataclass(frozen=True, slots=True)
class Colonne:
    """One objective with its totals, and the cards the filters keep."""

    objectif: Objectif
    totaux: Totaux
    cartes: list[Carte]
    found: int
    proposer_url: str

    @property
    def hidden(self) -> int:
        return self.found - len(self.cartes)

    @property
    def lignes(self) -> tuple[tuple[str, str, bool], ...]:
        """The totals in the head of the column: (value, label, whether it is only said)."""
        counts = (
            (self.totaux.actions, "action", "actions"),
            (self.totaux.soutiens, "soutien", "soutiens"),
            (self.totaux.engagements, "engagement", "engagements"),
        )
        return (
            *(
                (francais.nombre(n), francais.accord(n, one, many), False)
                for n, one, many in counts
            ),
            (francais.euros_courts(self.totaux.budget, 2), "de budget", True),
        )


@dataclass(frozen=True, slots=True)
class Tableau:
    colonnes: list[Colonne]
    totaux: Totaux
    filtres: Filtres
    objectifs: list[tuple[str, str]]

    @property
    def found(self) -> int:
        return sum(colonne.found for colonne in self.colonnes)

    @property
    def actions_label(self) -> str:
        selected = francais.accord(self.totaux.selected, "retenue", "retenues")
        return f"actions, dont {francais.nombre(self.totaux.selected)} {selected} ou engagées"

    @property
    def soutiens_label(self) -> str:
        return francais.accord(self.totaux.soutiens, "soutien", "soutiens")

    @property
    def budget(self) -> str:
        return francais.euros_courts(self.totaux.budget, 2)

    @property
    def engagements_label(self) -> str:
        confirmed = francais.accord(self.totaux.confirmed, "confirmé", "confirmés")
        return f"engagements, dont {francais.nombre(self.totaux.confirmed)} {confirmed}"

    @property
    def budget_label(self) -> str:
        financed = francais.pourcentage(self.totaux.financed)
        return f"de budget prévu, financement acquis à {financed}"

    @property
    def whole_url(self) -> str:
        """The same board, every card shown."""
        return self.filtres.query_string(whole=True)

    @property
    def nothing_title(self) -> str:
        if self.filtres.words:
            return f"Aucune action ne contient «\u00a0{self.filtres.words}\u00a0»"
        return "Aucune action ne correspond à ces filtres"


def build(access: Access, filtres: Filtres) -> Tableau:
    """The board of a roadmap for one reader: six queries, eight when it looks for what misses."""
    objectifs = list(access.feuille.objectifs.all())
    totaux = defaultdict(Totaux, _totaux_by_objectif(access))
    cartes, found = _cartes(access, filtres, {objectif.pk: objectif for objectif in objectifs})
    proposer = reverse("actions:proposer", args=[access.feuille.slug])
    colonnes = [
        Colonne(
            objectif,
            totaux[objectif.pk],
            cartes[objectif.pk],
            found[objectif.pk],
            f"{proposer}?objectif={objectif.code}",
        )
        for objectif in objectifs
        if filtres.objectif in ("", objectif.code)
    ]
    names = [(objectif.code, objectif.short_title) for objectif in objectifs]
    return Tableau(colonnes, sum(totaux.values(), Totaux()), filtres, names)


def porteurs_of(access: Access) -> QuerySet[Organisation]:
    """The organisations that carry at least one action, for the filter."""
    carried = access.feuille.actions.visible_to(access).values("porteur")
    return Organisation.objects.filter(pk__in=carried).only("name")


def _cartes(
    access: Access, filtres: Filtres, objectifs: dict[int, Objectif]
) -> tuple[dict[int, list[Carte]], dict[int, int]]:
    """Cards by objective in their order, and how many actions the filters found in each.

    Four queries: places first, so that figures are counted for the cards shown only.
    """
    order = [F("rank").asc()]
    if filtres.order == "priorite":
        order = [F("n_votes").desc(), F("n_soutiens").desc(), *order]
    places = _filtered(access, filtres).annotate(
        place=Window(RowNumber(), partition_by="objectif", order_by=order),
        found=Window(Count("pk"), partition_by="objectif"),
    )
    if not filtres.whole:
        places = places.filter(place__lte=CARDS_PER_COLUMN)
    ranked = list(places.order_by("place").values_list("pk", "objectif_id", "found"))

    cartes: dict[int, list[Carte]] = {pk: [] for pk in objectifs}
    found = dict.fromkeys(objectifs, 0)
    shown = [pk for pk, _, _ in ranked]
    rows = {row[0]: row for row in _figures(access, shown)}
    besoins = couvertures_by_action(shown, access)
    address = reverse("tableau", args=[access.feuille.slug])
    for pk, objectif_id, total in ranked:
        cartes[objectif_id].append(
            _carte(rows[pk], objectifs[objectif_id].code, address, manque(besoins.get(pk, ())))
        )
        found[objectif_id] = total
    return cartes, found


def _filtered(access: Access, filtres: Filtres) -> QuerySet[Action]:
    actions = access.feuille.actions.visible_to(access)
    actions = actions.filter(state=filtres.state) if filtres.state else actions.open()
    if filtres.words:
        actions = actions.search(filtres.words)
    if filtres.porteur:
        actions = actions.filter(porteur=filtres.porteur)
    if filtres.mine:
        actions = actions.mine(access)
    if filtres.to_settle:
        actions = actions.to_settle()
    if filtres.missing:
        actions = actions.filter(pk__in=_lacking(actions, access, filtres.missing))
    if filtres.unanswered:
        actions = actions.with_unanswered_question()
    return with_priority(actions, access) if filtres.order == "priorite" else actions


def _lacking(actions: QuerySet[Action], access: Access, kind: str) -> list[int]:
    """The actions with a need still open, of one kind or of any, as this reader may know it."""
    found = couvertures_by_action(actions.order_by().values("pk"), access)
    return [
        pk
        for pk, needs in found.items()
        if any(need.is_open and kind in (ANYTHING, need.demande.kind) for need in needs)
    ]


def with_priority(actions: QuerySet[Action], access: Access) -> QuerySet[Action]:
    """Adds the tallies and `n_votes`: gommettes placed online and points of the last séance.

    Gommettes count for who may see the results: while a vote is open, neither a figure nor an
    order tells the others how it goes.
    """
    # The last séance that gave points speaks: two votes on one action do not add up.
    given = Resultat.objects.filter(action=OuterRef("pk"), points__isnull=False)
    real = given.filter(seance__source=None).order_by("-seance__date", "-seance")
    voted = real.values("points")[:1]
    online = F("n_points") if why_not_voir_resultats(access) is None else Value(0)
    return actions.with_tallies().annotate(n_votes=online + Coalesce(Subquery(voted), 0))


def _figures(access: Access, pks: list[int]) -> QuerySet[Action, tuple]:
    """What a card prints of each action, as plain rows."""
    engagements = (
        Engagement.objects.live()
        .visible_to(access)
        .filter(action=OuterRef("pk"))
        .order_by()
        .values("action")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return (
        with_priority(Action.objects.filter(pk__in=pks), access)
        .annotate(n_engagements=Coalesce(Subquery(engagements), 0))
        .order_by()
        .values_list(
            "pk",
            "numero",
            "title",
            "state",
            "porteur__name",
            "budget",
            "acquired",
            "n_soutiens",
            "n_engagements",
            "n_commentaires",
            "n_a_arbitrer",
            "n_votes",
        )
    )


def _carte(row: tuple, objectif: str, address: str, missing: str) -> Carte:
    (
        _pk, numero, title, state, porteur, budget, acquired,
        soutiens, engagements, commentaires, to_settle, points,
    ) = row  # fmt: skip
    return carte(
        numero=numero,
        titre=title,
        url=f"{address}{numero}/",
        objectif=objectif,
        state=state,
        porteur=porteur,
        budget=budget,
        acquired=acquired,
        soutiens=soutiens,
        engagements=engagements,
        commentaires=commentaires,
        amendements=to_settle,
        priorite=francais.pluriel(points, "point au vote", "points au vote") if points else "",
        manque=missing,
    )


def _totaux_by_objectif(access: Access) -> dict[int, Totaux]:
    """Totals of the open actions the person may read, by objective, in one query.

    Each part is grouped on its own, so that supports never multiply pledges.
    """
    seen = access.feuille.actions.visible_to(access).open().order_by()
    of_seen = {"action__in": seen.values("pk")}
    engagements = Engagement.objects.live().visible_to(access).filter(**of_seen)
    acquired = Financement.objects.filter(state=Financement.State.ACQUIS, **of_seen)
    selected = seen.filter(state__in=Action.SELECTED_STATES)
    confirmed = engagements.filter(state__in=Engagement.CONFIRMED_STATES)
    parts = [
        _grouped(seen, "budget", "objectif", Sum("budget")),
        _grouped(acquired, "acquired", "action__objectif", Sum("amount")),
        _grouped(seen, "actions", "objectif"),
        _grouped(selected, "selected", "objectif"),
        _grouped(Soutien.objects.filter(**of_seen), "soutiens", "action__objectif"),
        _grouped(engagements, "engagements", "action__objectif"),
        _grouped(confirmed, "confirmed", "action__objectif"),
    ]
    figures: dict[int, dict[str, Any]] = defaultdict(dict)
    for name, objectif, count, euros in parts[0].union(*parts[1:], all=True):
        figures[objectif][name] = count if euros is None else euros
    return {objectif: Totaux(**values) for objectif, values in figures.items()}


def _grouped(rows: QuerySet, name: str, by: str, euros: Sum | None = None) -> QuerySet:
    """Rows (name, objective, count, euros or None): one part of the totals."""
    amount = DecimalField(max_digits=16, decimal_places=2)
    total = Coalesce(euros, 0, output_field=amount) if euros else Value(None, output_field=amount)
    return (
        rows.order_by()
        .values(by)
        .annotate(name=Value(name), n=Count("pk"), euros=Cast(total, amount))
        .values_list("name", by, "n", "euros")
    )
