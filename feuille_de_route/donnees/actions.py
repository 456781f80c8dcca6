"""Actions of a file: added with all their lines, or brought up to date.

A key absent from the file changes nothing; neither does a file twice imported. The state of a
known action, its decision and what people added to it stay: governance and people own them.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from actions.models import Action, Besoin, BudgetAnnuel, Financement, Indicateur, Jalon
from actions.services.versions import Cause, Origine, garder, garder_origine
from actions.versions import FIELDS, canonical, name_fields, values_of
from comptes.models import User
from feuille_de_route.donnees.format import DataFile
from feuille_de_route.donnees.report import Report
from feuille_de_route.donnees.rows.actions import ActionRow
from organisations.models import Organisation
from socle.francais import date_longue
from socle.journal import record
from socle.recherche import index
from territoires.models import FeuilleDeRoute, Objectif

Line = dict[str, Any]

#: Lists of lines of an action: its model, and the column by which a line is known again.
#: None: by its place in the list.
LISTS: dict[str, tuple[type[models.Model], str | None]] = {
    "jalons": (Jalon, None),
    "budgets": (BudgetAnnuel, "year"),
    "financements": (Financement, None),
    "indicateurs": (Indicateur, None),
    "besoins": (Besoin, "title"),
}


@dataclass
class Context:
    """What identifiers of the file name in the database, and who imports."""

    feuille: FeuilleDeRoute
    by: User | None
    organisations: dict[str, Organisation]
    axes: dict[str, int]
    objectifs: dict[str, Objectif]
    actions: dict[str, Action] = field(default_factory=dict)
    seance: dt.date | None = None
    told_first: str = ""

    def organisation_id(self, identifier: str) -> int | None:
        return self.organisations[identifier].pk if identifier else None


# What the file says of an action -----------------------------------------------------------------


def columns_of(row: ActionRow, context: Context) -> dict[str, Any]:
    """Columns of the action → values, for the keys the file gives."""
    budget, calendar = row.budget, row.calendrier
    told = (
        ("intitule", "title", row.intitule),
        ("resume", "summary", row.resume),
        ("axe_national", "axe_id", context.axes.get(row.axe_national)),
        ("constat", "finding", row.constat),
        ("description", "description", row.description),
        ("resultats_attendus", "results", "\n".join(row.resultats_attendus)),
        ("public_cible", "beneficiaries", row.public_cible),
        ("porteur", "porteur_id", context.organisation_id(row.porteur)),
        ("localisation", "location", row.localisation),
        ("maturite", "maturite", row.maturite),
        ("statut", "avancement", row.statut),
        ("priorite_initiale", "priorite", row.priorite_initiale),
        ("budget", "budget", budget and budget.total_ht),
        ("budget", "budget_is_estimate", budget is None or budget.ordre_de_grandeur),
        ("calendrier", "start", calendar and calendar.debut),
        ("calendrier", "end", calendar and calendar.fin),
        ("points_de_vigilance", "risks", "\n".join(row.points_de_vigilance)),
        ("acces_restreint", "is_restricted", row.acces_restreint),
    )
    return {column: value for name, column, value in told if name in row.given}


def lines_of(row: ActionRow, context: Context) -> dict[str, list[Line]]:
    """Lists of lines → wanted lines, for the keys the file gives."""
    lines: dict[str, list[Line]] = {}
    if row.calendrier and "etapes" in row.calendrier.given:
        steps = sorted(row.calendrier.etapes, key=lambda step: step.ordre)
        lines["jalons"] = [
            {
                "title": step.libelle,
                "year": step.echeance[0],
                "quarter": step.echeance[1],
                "state": step.statut,
            }
            for step in steps
        ]
    if row.budget and row.budget.par_annee:
        years = sorted(row.budget.par_annee.items())
        lines["budgets"] = [{"year": year, "planned": amount} for year, amount in years]
    if "plan_financement" in row.given:
        lines["financements"] = [
            {
                "financeur": line.financeur,
                "organisation_id": context.organisation_id(line.organisation),
                "amount": line.montant,
                "state": line.statut,
            }
            for line in row.plan_financement
        ]
    if "indicateurs" in row.given:
        lines["indicateurs"] = [
            {
                "title": line.libelle,
                "kind": line.type,
                "unit": line.unite,
                "reference": line.reference,
                "target": line.cible,
                "due": line.echeance,
                "frequency": line.frequence,
                "source": line.source,
            }
            for line in row.indicateurs
        ]
    if "besoins" in row.given:
        asked = {one.besoin: {"kind": one.type, "quantity": one.quantite} for one in row.demandes}
        lines["besoins"] = [{"title": title} | asked.get(title, {}) for title in row.besoins]
    return lines


def links_of(row: ActionRow, context: Context) -> dict[str, set[int]]:
    """Lists of organisations → their keys, for the keys the file gives."""
    return {
        name: {context.organisations[identifier].pk for identifier in getattr(row, name)}
        for name in ("copilotes", "partenaires")
        if name in row.given
    }


def provenance_of(row: ActionRow) -> dict[str, Any]:
    return {"origine": row.origine or {}, "sources": list(row.sources)}


# Writing -----------------------------------------------------------------------------------------


def write_actions(data_file: DataFile, context: Context, report: Report) -> None:
    """Add the new actions and bring the known ones up to date. Fills `context.actions`."""
    known = {
        action.reference: action
        for action in Action.objects.filter(feuille=context.feuille)
        .exclude(reference="")
        .for_fiche()
    }
    new = [row for row in data_file.actions if row.id not in known]
    context.actions.update(known)
    # A merged action points to another one, which must exist first.
    for batch in ([r for r in new if not r.fusionnee_dans], [r for r in new if r.fusionnee_dans]):
        _add(batch, context)
    report.tallies["actions"].added += len(new)
    for row in data_file.actions:
        if row.id not in known:
            continue
        changed = _update(known[row.id], row, context)
        if changed:
            report.tallies["actions"].changed += 1
            report.changes.append(f"{row.numero}\u00a0: {name_fields(changed)}")
        else:
            report.tallies["actions"].same += 1


def _add(rows: list[ActionRow], context: Context) -> None:
    created = Action.objects.bulk_create(_new(row, context) for row in rows)
    for row, action in zip(rows, created, strict=True):
        context.actions[row.id] = action
        _tell(action, row, context)
    wanted = [(action, lines_of(row, context)) for row, action in zip(rows, created, strict=True)]
    for name, (model, _key) in LISTS.items():
        model._default_manager.bulk_create(
            _new_line(model, action, position, line)
            for action, lines in wanted
            for position, line in enumerate(lines.get(name, ()))
        )
    for name in ("copilotes", "partenaires"):
        through = getattr(Action, name).through
        through.objects.bulk_create(
            through(action_id=context.actions[row.id].pk, organisation_id=pk)
            for row in rows
            for pk in links_of(row, context).get(name, ())
        )
    keys = [action.pk for action in created]
    index(Action.objects.filter(pk__in=keys).with_words())


def _new(row: ActionRow, context: Context) -> Action:
    merged_into = context.actions.get(row.fusionnee_dans)
    return Action(
        feuille=context.feuille,
        objectif=context.objectifs[row.objectif],
        numero=row.numero,
        rank=row.rank,
        reference=row.id,
        state=row.decision_seminaire or Action.State.PROPOSEE,
        decision_reason=row.motif,
        decided_at=decided_at(row.decision_seminaire, context),
        fusionnee_dans=merged_into,
        provenance=provenance_of(row),
        updated_by=context.by,
        **columns_of(row, context),
    )


def decided_at(decision: Action.State | None, context: Context) -> dt.datetime | None:
    """Noon of the day of the séance that decided, or None."""
    if decision is None or context.seance is None:
        return None
    return dt.datetime.combine(context.seance, dt.time(12), tzinfo=dt.UTC)


def _tell(action: Action, row: ActionRow, context: Context) -> None:
    feuille_id = context.feuille.pk
    if context.told_first:
        record(
            "action.proposee", by=None, on=action, feuille_id=feuille_id, phrase=context.told_first
        )
    record(
        "action.importee",
        by=context.by,
        on=action,
        feuille_id=feuille_id,
        phrase="importe l’action d’un fichier de données",
        reference=row.id,
    )
    tell_decision(action, row.decision_seminaire, context)


def tell_decision(action: Action, decision: Action.State | None, context: Context) -> None:
    """Say in the history when a past séance decided; the line itself is dated of today."""
    if decision is None:
        return
    day = context.seance
    when = f" de la séance du {date_longue(day)}" if day else ""
    record(
        f"action.{decision.value}",
        by=None,
        on=action,
        feuille_id=context.feuille.pk,
        phrase=f"reprend la décision{when}\u00a0: {decision.label}",
        motif=action.decision_reason,
        date=day.isoformat() if day else "",
    )


def _update(action: Action, row: ActionRow, context: Context) -> list[str]:
    """Write what differs. Returns the names of the changed fields (keys of `FIELDS`)."""
    before = values_of(action)
    written = _write_columns(action, row, context)
    for name, lines in lines_of(row, context).items():
        written |= align(action, name, lines)
    for name, keys in links_of(row, context).items():
        manager = getattr(action, name)
        if keys != {organisation.pk for organisation in manager.all()}:
            garder_origine(action)
            manager.set(keys)
            written = True
    if not written:
        return []
    saved = Action.objects.for_fiche().get(pk=action.pk)
    after = values_of(saved)
    changed = [name for name in FIELDS if canonical(before[name]) != canonical(after[name])]
    if changed:
        _record_update(saved, changed, before, after, context)
    return changed


def _write_columns(action: Action, row: ActionRow, context: Context) -> bool:
    # What an import of a spreadsheet remembers there stays.
    values = columns_of(row, context) | {"provenance": action.provenance | provenance_of(row)}
    changed = [name for name, value in values.items() if getattr(action, name) != value]
    if changed:
        garder_origine(action)
    for name in changed:
        setattr(action, name, values[name])
    if changed:
        action.save(update_fields=[*changed, "updated_at"])
    return bool(changed)


def _record_update(
    action: Action, changed: list[str], before: Line, after: Line, context: Context
) -> None:
    action.updated_by = context.by
    action.save(update_fields=["updated_by", "updated_at"])
    garder(action, by=context.by, fields=changed, origine=Origine(Cause.IMPORT))
    record(
        "action.modifiee",
        by=context.by,
        on=action,
        feuille_id=context.feuille.pk,
        phrase=f"met à jour {name_fields(changed)} depuis un fichier de données",
        version=action.version,
        avant={name: canonical(before[name]) for name in changed},
        apres={name: canonical(after[name]) for name in changed},
    )


def align(action: Action, name: str, wanted: list[Line]) -> bool:
    """Make the lines of one list those wanted; a line known again keeps its row. True if changed."""
    model, key = LISTS[name]
    rows = list(getattr(action, name).all())
    if len(rows) == len(wanted) and all(map(_holds, rows, wanted)):
        return False
    garder_origine(action)
    known = {getattr(row, key) if key else rank: row for rank, row in enumerate(rows)}
    kept = [known.pop(line[key] if key else rank, None) for rank, line in enumerate(wanted)]
    model._default_manager.filter(pk__in=[row.pk for row in known.values()]).delete()
    for position, (row, line) in enumerate(zip(kept, wanted, strict=True)):
        row = row or _new_line(model, action, position, line)
        for column, value in line.items():
            setattr(row, column, value)
        if hasattr(row, "position"):
            row.position = position
        row.save()
    return True


def _holds(row: models.Model, line: Line) -> bool:
    return all(getattr(row, column) == value for column, value in line.items())


def _new_line(model: type[models.Model], action: Action, position: int, line: Line) -> models.Model:
    placed = {} if model is BudgetAnnuel else {"position": position}
    return model(action=action, **placed, **line)
