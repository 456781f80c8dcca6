"""What is shown to who decides amendments: the form of the result, and several read together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict

from actions.affichage.amendements import (
    Cible,
    Ligne,
    TroisVoies,
    is_list,
    lignes_of,
    lines_of,
    trois_voies,
)
from actions.amendements import (
    LINE_KEYS,
    Rencontre,
    bare,
    is_precise,
    line_changes,
    plain,
    plan,
    rencontre,
    targets_of,
)
from actions.forms.amendements import NOUVELLE, Valeur
from actions.forms.fiche import sign_base
from actions.models import Action, Amendement
from actions.mots import Noms, changed_words, label_of
from actions.rules import amendements as rules
from actions.services.redaction import Conflict
from actions.versions import Base, canonical, values_of
from socle.diff import Segment, segments
from socle.francais import de
from socle.refus import Refus
from territoires.access import Access

# One ---------------------------------------------------------------------------------------------


class Decision:
    """What would be written if the amendment is integrated: its form, and what it gives.

    `field`: where; "" while the decider has to choose among `cibles`.
    """

    def __init__(
        self,
        amendement: Amendement,
        action: Action,
        noms: Noms,
        *,
        field: str,
        ligne: str,
        typed: QueryDict | None,
        signed_base: str = "",
    ) -> None:
        self.amendement, self.action, self.noms = amendement, action, noms
        self.field, self.ligne, self.typed = field, ligne, typed
        self.signed_base = signed_base or sign_base(Base.of(action))
        self.met = self._met()
        self.valeur = self._valeur() if self._is_written else None

    def _met(self) -> Rencontre | None:
        if not self.field:
            return None
        return rencontre(self.amendement, canonical(values_of(self.action)[self.field]), self.field)

    # What to write -------------------------------------------------------------------------------

    @property
    def _is_written(self) -> bool:
        """Whether there is something to fill: a removal is only confirmed."""
        return bool(self.field) and not (is_list(self.field) and not self.ligne)

    def _valeur(self) -> Valeur:
        assert self.met is not None  # noqa: S101 -- for the type checker
        today, result = self.met.today, self.met.result
        line = None
        if is_list(self.field):
            base, line = plain(self.field, today), self._line()
        else:
            base = plain(self.field, result)
        return Valeur(
            self.action, self.field, base=base, ligne=self.ligne, line=line, typed=self.typed
        )

    def _line(self) -> dict[str, Any] | None:
        """The line its form shows first: the one of the result."""
        assert self.met is not None  # noqa: S101 -- for the type checker
        changes = line_changes(self.field, self.met.today, self.met.result)
        shown = next((after for _before, after in changes if after), None)
        if shown is None and self.met.is_open and self.met.base is not None:
            asked = line_changes(self.field, self.met.base, self.met.proposed or [])
            shown = next((after for _before, after in asked if after), None)
        return plain(self.field, [shown])[0] if shown else None

    def is_valid(self) -> bool:
        return self.valeur.is_valid() if self.valeur else self.is_ready

    @property
    def errors(self) -> bool:
        return self.typed is not None and not self.is_valid()

    def value(self) -> Any:
        """What to write, plain."""
        if self.valeur and self.typed is not None:
            return self.valeur.value()
        assert self.met is not None  # noqa: S101 -- `is_ready` says so
        return plain(self.field, self.met.result)

    # What to show --------------------------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Whether a result can be written without filling anything."""
        return self.met is not None and not self.met.is_open

    @property
    def label(self) -> str:
        return label_of(self.field)

    @property
    def cibles(self) -> list[Cible]:
        """Where a sentence on the fiche may be written: fields, or lines once the field is known."""
        if self.field and is_list(self.field) and not is_precise(self.amendement):
            return lines_of(self.action, self.field, self.noms)
        return [Cible(label_of(name), "", name, "") for name in targets_of(self.amendement)]

    @property
    def has_to_choose(self) -> bool:
        return not self.field or (self.valeur is None and not is_precise(self.amendement))

    @property
    def voies(self) -> TroisVoies | None:
        """The three ways, when the field moved since."""
        if self.met is None or not self.met.has_moved:
            return None
        return trois_voies(self.field, self.met, self.noms)

    @property
    def is_retouched(self) -> bool:
        """Whether what would be written is not just what the amendment says."""
        return self.typed is not None or self.voies is not None or not self.is_ready

    @property
    def apercu(self) -> tuple[Segment, ...]:
        """From the fiche of today to what would be written."""
        if self.met is None:
            return ()
        after = canonical(self.value())
        if after == self.met.today:
            return ()
        return segments(*changed_words(self.field, self.met.today, after, self.noms))


def decision_of(
    one: Amendement,
    action: Action,
    noms: Noms,
    typed: QueryDict | None = None,
    *,
    asked: QueryDict,
    rebased: bool = False,
) -> Decision:
    """The decision as the page asks for it (`champ`, `ligne`), or as its form was filled.

    `rebased`: the fiche changed meanwhile; what is shown now is what is decided on.
    """
    targets = targets_of(one)
    field = asked.get("champ", "")
    if field not in targets:
        field = targets[0] if len(targets) == 1 else ""
    ligne = asked.get("ligne", "") if field and is_list(field) else ""
    if field and is_list(field) and is_precise(one):
        ligne = _line_today(one, canonical(values_of(action)[field]))
    signed = typed.get("base", "") if typed and not rebased else ""
    return Decision(one, action, noms, field=field, ligne=ligne, typed=typed, signed_base=signed)


def _line_today(one: Amendement, today: list[dict]) -> str:
    """The line of today it changes, `NOUVELLE` for one it adds, "" when it takes one away."""
    key = LINE_KEYS.get(one.field, "id")
    for before, after in line_changes(one.field, one.base or [], one.value or []):
        if after is None:
            return ""
        if before is None:
            return str(after["year"]) if key == "year" else NOUVELLE
        for line in today:
            if line[key] == before[key] or bare(line) == bare(before):
                return str(line[key])
        return NOUVELLE
    return ""


# Several -----------------------------------------------------------------------------------------


class Groupe(NamedTuple):
    """The amendments of one action that wait."""

    action: Action
    lignes: list[Ligne]

    @property
    def ancre(self) -> str:
        return f"action-{self.action.pk}"


def waiting_keys(access: Access, numero: str = "") -> QuerySet[Amendement, int]:
    """The keys of what waits on the actions this person reads, in the order of its list."""
    actions = access.feuille.actions.visible_to(access).order_by()
    if numero:
        actions = actions.filter(numero=numero)
    order = [f"action__{column}" for column in Action._meta.ordering]
    rows = Amendement.objects.waiting().filter(action__in=actions)
    return rows.order_by(*order, "created_at", "pk").values_list("pk", flat=True)


def groupes_of(access: Access, keys: Sequence[int]) -> list[Groupe]:
    """These amendments (`waiting_keys`) under their actions. A constant number of queries."""
    actions = access.feuille.actions.visible_to(access).to_decide(keys).for_fiche()
    noms = Noms(access.feuille)
    found = []
    for action in actions.with_waiting_amendements(keys):
        action.feuille = access.feuille
        rows = list(action.waiting)
        for one in rows:
            one.action = action
        found.append(Groupe(action, lignes_of(action, rows, access, noms)))
    return found


def numeros_of(access: Access) -> list[tuple[str, str]]:
    """The actions with something to decide, as choices: (« 1.2 », « 1.2 Partager… »)."""
    actions = access.feuille.actions.visible_to(access).to_decide()
    return [(one.numero, str(one)) for one in actions]


class PasDeLot(NamedTuple):
    """One amendment of a batch, as it is written: its rank, and the change it makes."""

    rang: int
    amendement: Amendement
    libelle: str
    segments: tuple[Segment, ...]

    @property
    def lien(self) -> str:
        return f"Amendement {de(self.amendement.author_label)}"


class ObstacleDeLot(NamedTuple):
    """One amendment a batch cannot integrate, and why."""

    amendement: Amendement
    libelle: str
    reason: str

    @property
    def lien(self) -> str:
        return f"{self.libelle}, amendement {de(self.amendement.author_label)}"


@dataclass(frozen=True, slots=True)
class Lot:
    """What a batch does to one action."""

    action: Action
    amendements: Sequence[Amendement]
    pas: tuple[PasDeLot, ...]
    obstacles: tuple[ObstacleDeLot, ...]
    base: str  # the fiche this was computed on, signed

    @property
    def ancre(self) -> str:
        return f"action-{self.action.pk}"


def lots_of(access: Access, keys: Iterable[int]) -> list[Lot]:
    """The chosen amendments, action by action, in the order they would be written."""
    actions = access.feuille.actions.visible_to(access).to_decide(keys).for_fiche()
    noms, found = Noms(access.feuille), []
    for action in actions.with_waiting_amendements(keys):
        action.feuille = access.feuille
        for one in action.waiting:
            one.action = action
        found.append(_lot(action, list(action.waiting), access, noms))
    return found


def _lot(action: Action, rows: list[Amendement], access: Access, noms: Noms) -> Lot:
    refused = [(one, rules.why_not_arbitrer(one, action, access)) for one in rows]
    steps = plan(canonical(values_of(action)), rows)
    pas = tuple(
        PasDeLot(
            rang,
            one,
            label_of(one.field),
            segments(*changed_words(one.field, before, after, noms), context=25),
        )
        for rang, (one, before, after) in enumerate(steps.pas, 1)
    )
    found = [(one, reason) for one, reason in refused if reason] or steps.obstacles
    obstacles = tuple(ObstacleDeLot(one, label_of(one.field), reason) for one, reason in found)
    return Lot(action, rows, pas, obstacles, sign_base(Base.of(action)))


def why_not_all_found(keys: Iterable[int], rows: Iterable[Amendement]) -> str | None:
    """An amendment that was decided or withdrawn meanwhile is not silently left out."""
    if {one.pk for one in rows} >= set(keys):
        return None
    return (
        "Un amendement coché n’attend plus de décision\u00a0: rien n’est intégré. Relisez la liste, "
        "puis recommencez."
    )


def told(error: Refus | Conflict) -> str:
    """Why nothing was written."""
    if isinstance(error, Refus):
        return str(error)
    return "Une fiche a changé pendant que vous lisiez\u00a0: relisez le résultat, puis intégrez."
