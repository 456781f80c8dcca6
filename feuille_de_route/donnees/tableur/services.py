"""The verbs on a list of actions in a spreadsheet: say what it would change, then change it.

All of it or nothing, in one transaction that holds every action of the roadmap: what somebody
saves meanwhile is in the plan, or the plan is no longer the one the person read, and is shown again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from actions.models import Action
from actions.services.commun import hold
from actions.services.redaction import modifier
from actions.services.versions import Cause, Origine
from actions.versions import LINES, MULTIPLE, RELATIONS, Base, name_fields
from feuille_de_route.donnees import rules
from feuille_de_route.donnees.actions import LISTS
from feuille_de_route.donnees.colonnes import names_of
from feuille_de_route.donnees.report import Report
from feuille_de_route.donnees.tableur.grille import Grid
from feuille_de_route.donnees.tableur.lecture import Choices, read_rows
from feuille_de_route.donnees.tableur.lexique import AJOUTER, Directory, Lexicon
from feuille_de_route.donnees.tableur.plan import MARK, Line, Plan, Planner, Values, What, marks_of
from organisations.models import Organisation
from socle.journal import record
from socle.models import Journal
from socle.recherche import index
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.models import AxeNational, Objectif


class PlanChanged(Exception):
    """The roadmap has changed since the person read what the file does. Nothing was written."""


@dataclass(frozen=True)
class Tableur:
    """A sheet and how to read it: what both verbs work on."""

    name: str  # of the file
    grid: Grid
    choices: Choices
    entetes: str = ""  # fingerprint of its headings
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Agreed:
    """What the person agreed to: the plan read (`Plan.digest`), and conflicts won by the file.

    `taken`: « row key » of each field that people changed here and that the file replaces.
    """

    digest: str
    taken: Collection[str] = ()


def plan_of(tableur: Tableur, access: Access, step: Callable[[], None] = lambda: None) -> Plan:
    """What the file would change now, line by line. A constant number of queries.

    `step` is called once for each row read, then once for each row compared.
    """
    refuse(rules.why_not_importer(access))
    lexicon = _lexicon(tableur, access)
    rows = read_rows(tableur.grid, tableur.choices, lexicon, step)
    actions = Action.objects.filter(feuille=access.feuille).for_fiche()
    planner = Planner(actions, names_of(access.feuille), access)
    return planner.plan(rows, lexicon.unknown, step)


def _lexicon(tableur: Tableur, access: Access) -> Lexicon:
    feuille = access.feuille
    return Lexicon(
        directory=Directory(Organisation.objects.kept()),
        objectifs=dict(feuille.objectifs.values_list("code", "title")),
        axes={axe.code: (axe.pk, axe.title) for axe in AxeNational.objects.all()},
        numeros=dict(feuille.actions.values_list("numero", "pk")),
        answers=tableur.answers,
    )


@transaction.atomic
def importer_tableur(tableur: Tableur, access: Access, agreed: Agreed) -> Report:
    """Write what the person agreed to. Raises `Refus`, or `PlanChanged` when it is no longer that."""
    # Actions, then the roadmap: the order in which every service locks.
    hold(Action.objects.filter(feuille=access.feuille))
    current = locked(access)
    plan = plan_of(tableur, current)
    if plan.is_refused or plan.digest() != agreed.digest:
        raise PlanChanged
    report = Report()
    writer = _Writer(tableur, current, agreed, report)
    writer.write(plan)
    record(
        "feuille.importee",
        by=current.user,
        on=current.feuille,
        feuille_id=current.feuille.pk,
        titre=tableur.name,
        bilan=report.phrase() or "rien à changer",
        entetes=tableur.entetes,
        organisations={
            name: answer
            for name, answer in tableur.answers.items()
            if not answer.startswith(AJOUTER)
        },
        colonnes={str(n): column.key for n, column in tableur.choices.columns.items()},
    )
    return report


def remembered_columns(access: Access, entetes: str) -> dict[int, str]:
    """The meaning somebody gave last time to the same headings, on this roadmap; empty if none."""
    line = _imports(access).filter(details__entetes=entetes).first()
    return {int(n): key for n, key in line.details["colonnes"].items()} if line else {}


def remembered_answers(access: Access) -> dict[str, str]:
    """What was said of unknown organisations in the last imports of this roadmap."""
    answers: dict[str, str] = {}
    for details in reversed(_imports(access).values_list("details", flat=True)[:20]):
        answers |= details.get("organisations", {})
    return answers


def _imports(access: Access) -> QuerySet[Journal]:
    """The lines of the journal that tell the imports of this roadmap, the last one first."""
    told = Journal.objects.of_feuille(access.feuille.pk).filter(verb="feuille.importee")
    return told.order_by("-pk")


class _Writer:
    """Writes one plan: organisations to add, new actions in bulk, known ones one by one."""

    def __init__(self, tableur: Tableur, access: Access, agreed: Agreed, report: Report) -> None:
        self.tableur = tableur
        self.access = access
        self.agreed = agreed
        self.report = report
        self.added: dict[str, int] = {}

    def write(self, plan: Plan) -> None:
        new = [line for line in plan.lines if line.what is What.NEW]
        known = [line for line in plan.lines if line.action]
        for line in plan.lines:
            line.values = self._resolved(line.values)
            line.conflicting = self._resolved(line.conflicting)
        self._add(new)
        for line in known:
            self._update(line)
        self._remember(known)

    # Organisations -------------------------------------------------------------------------------

    def _resolved(self, values: Values) -> Values:
        """The values with the keys of organisations that the person adds."""
        found: Values = {}
        for key, value in values.items():
            if key in MULTIPLE:
                found[key] = sorted({self._organisation(one) for one in value})
            elif key == "porteur":
                found[key] = self._organisation(value)
            elif key == "financements":
                found[key] = [
                    line | {"organisation": self._organisation(line["organisation"])}
                    for line in value
                ]
            else:
                found[key] = value
        return found

    def _organisation(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith(AJOUTER):
            return value
        if value not in self.added:
            _word, kind, name = value.split(":", 2)
            organisation = Organisation.objects.create(
                name=name[:200],
                kind=kind,
                college=Organisation.COLLEGE_BY_KIND[Organisation.Kind(kind)],
            )
            record("organisation.importee", by=self.access.user, on=organisation, reference="")
            self.access.feuille.territoire.organisations.add(organisation)
            self.report.tallies["organisations"].added += 1
            self.added[value] = organisation.pk
        return self.added[value]

    # New actions ---------------------------------------------------------------------------------

    def _add(self, lines: list[Line]) -> None:
        objectifs = {one.code: one for one in self.access.feuille.objectifs.all()}
        ranks = _Ranks(self.access, objectifs, lines)
        created = Action.objects.bulk_create(
            [self._new(line, objectifs[line.objectif], ranks) for line in lines]
        )
        for action in created:
            record(
                "action.importee",
                by=self.access.user,
                on=action,
                feuille_id=self.access.feuille.pk,
                phrase=f"importe l’action du fichier «\u00a0{self.tableur.name}\u00a0»",
                objectif=action.objectif_id,
                rang=action.rank,
            )
        self._add_lines(lines, created)
        self._add_links(lines, created)
        index(Action.objects.filter(pk__in=[action.pk for action in created]).with_words())
        self.report.tallies["actions"].added += len(created)

    def _new(self, line: Line, objectif: Objectif, ranks: "_Ranks") -> Action:
        rank = ranks.give(line)
        columns = {
            f"{key}_id" if key in RELATIONS else key: value
            for key, value in line.values.items()
            if key not in LINES and key not in MULTIPLE
        }
        return Action(
            feuille=self.access.feuille,
            objectif=objectif,
            rank=rank,
            numero=f"{objectif.code}.{rank}",
            reference=line.reference,
            updated_by=self.access.author,
            provenance={MARK: self._mark(marks_of(line.values))},
            **columns,
        )

    def _add_lines(self, lines: list[Line], created: list[Action]) -> None:
        for name, (model, _key) in LISTS.items():
            rows = []
            for line, action in zip(lines, created, strict=True):
                for position, one in enumerate(line.values.get(name, ())):
                    columns = {
                        f"{column}_id" if column in RELATIONS else column: one[column]
                        for column in LINES[name]
                    }
                    placed = {} if name == "budgets" else {"position": position}
                    rows.append(model(action=action, **placed, **columns))
            model._default_manager.bulk_create(rows, batch_size=500)

    def _add_links(self, lines: list[Line], created: list[Action]) -> None:
        for name in ("copilotes", "partenaires"):
            through = getattr(Action, name).through
            through.objects.bulk_create(
                (
                    through(action_id=action.pk, organisation_id=pk)
                    for line, action in zip(lines, created, strict=True)
                    for pk in line.values.get(name, ())
                ),
                batch_size=500,
            )
        for line, action in zip(lines, created, strict=True):
            if linked := line.values.get("linked"):
                action.linked.set(linked)

    def _mark(self, marks: Mapping[str, str]) -> dict[str, Any]:
        return {
            "fichier": self.tableur.name,
            "le": now().isoformat(timespec="seconds"),
            "empreintes": dict(marks),
        }

    # Known actions -------------------------------------------------------------------------------

    def _update(self, line: Line) -> None:
        values = line.values | {
            key: value
            for key, value in line.conflicting.items()
            if f"{line.row} {key}" in self.agreed.taken
        }
        tally = self.report.tallies["actions"]
        if not values or line.action is None:
            tally.same += 1
            return
        change = modifier(
            line.action,
            by=self.access,
            base=Base.of(line.action),
            values=values,
            origine=Origine(Cause.IMPORT, source=self.tableur.name),
        )
        if not change.written:
            tally.same += 1
            return
        tally.changed += 1
        self.report.changes.append(f"{line.numero}\u00a0: {name_fields(change.written)}")

    def _remember(self, lines: list[Line]) -> None:
        """Keep what the file said of each action: the base of the next import."""
        changed = []
        for line in lines:
            action = line.action
            if action is None:
                continue
            before = action.provenance.get(MARK, {}).get("empreintes", {})
            marks = before | line.marks | marks_of(line.values | line.conflicting)
            reference = action.reference or line.reference
            if marks == before and reference == action.reference:
                continue
            action.provenance = action.provenance | {MARK: self._mark(marks)}
            action.reference = reference
            changed.append(action)
        Action.objects.bulk_update(changed, ["provenance", "reference"], batch_size=200)


class _Ranks:
    """Ranks given to new actions: the one the file writes, or the next one of the objective."""

    def __init__(
        self, access: Access, objectifs: Mapping[str, Objectif], lines: list[Line]
    ) -> None:
        told = Journal.objects.of_feuille(access.feuille.pk).filter(
            verb__in=("action.proposee", "action.importee"), details__rang__isnull=False
        )
        self.last = dict.fromkeys(objectifs, 0)
        codes = {one.pk: code for code, one in objectifs.items()}
        given = [
            (codes.get(details.get("objectif")), details.get("rang") or 0)
            for details in told.values_list("details", flat=True)
        ]
        given += access.feuille.actions.values_list("objectif__code", "rank")
        given += [(line.objectif, _rank(line)) for line in lines if line.numero]
        for code, rank in given:
            if code in self.last:
                self.last[code] = max(self.last[code], rank)

    def give(self, line: Line) -> int:
        if line.numero:
            return _rank(line)
        self.last[line.objectif] += 1
        return self.last[line.objectif]


def _rank(line: Line) -> int:
    return int(line.numero.rpartition(".")[2])
