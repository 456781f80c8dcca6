"""The past séance of a file: steps, tables, people, proposals, amendments, results of votes."""

import re
from typing import Any

from django.db import models
from django.db.models import Max

from actions.models import Action, Amendement
from feuille_de_route.donnees.actions import Context, decided_at, tell_decision
from feuille_de_route.donnees.report import Report, Tally
from feuille_de_route.donnees.rows.seance import ProposalRow, SeanceRow
from seances.models import Contribution, Etape, Presence, Resultat, Seance, Table
from socle.francais import date_longue
from socle.journal import record


def write_seance(row: SeanceRow, context: Context, report: Report) -> None:
    """Write the séance and what came out of it. Nothing changes when it is already there."""
    seance, created = Seance.objects.update_or_create(
        feuille=context.feuille,
        title=row.intitule,
        date=row.date,
        defaults={"moment": row.moment, "place": row.lieu, "goals": list(row.buts)},
    )
    if created:
        record("seance.importee", by=context.by, on=seance, feuille_id=context.feuille.pk)
    for position, step in enumerate(row.deroule):
        _align(
            Etape,
            {"seance": seance, "position": position},
            {
                "title": step.titre,
                "starts_at": step.debut,
                "ends_at": step.fin,
                "note": step.note,
            },
        )
    for table in row.tables:
        _align(Table, {"seance": seance, "number": table.numero}, {"theme": table.theme})
    for college, people in (row.participants_par_college or {}).items():
        _align(Presence, {"seance": seance, "college": college}, {"people": people})
    _write_propositions(row, seance, context, report.tallies["propositions"])
    _write_amendements(row, seance, context, report.tallies["amendements"])
    _write_resultats(row, seance, context, report.tallies["resultats"])


def _align(model: type[models.Model], known_by: dict[str, Any], values: dict[str, Any]) -> str:
    """Write one row if it differs: « added », « changed » or « same » (fields of `Tally`)."""
    row = model._default_manager.filter(**known_by).first()
    if row is None:
        model._default_manager.create(**known_by, **values)
        return "added"
    if all(getattr(row, name) == value for name, value in values.items()):
        return "same"
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return "changed"


def _count(tally: Tally, outcome: str) -> None:
    setattr(tally, outcome, getattr(tally, outcome) + 1)


def _write_propositions(
    seminaire: SeanceRow, seance: Seance, context: Context, tally: Tally
) -> None:
    """A proposal becomes an action, once; afterwards the roadmap owns it."""
    rows = seminaire.propositions_de_seance
    known = {
        action.reference: action
        for action in context.feuille.actions.filter(reference__in=[row.id for row in rows])
    }
    context.actions.update(known)
    # A proposal merged into another one waits for it; numbers otherwise follow the file.
    proposals = {row.id for row in rows}
    for row in sorted(rows, key=lambda row: row.fusionnee_dans in proposals):
        if row.id in known:
            _count(tally, "same")
            continue
        action = _add_proposition(row, seminaire, context)
        context.actions[row.id] = action
        Contribution.objects.create(
            seance=seance, table=_table_of(row.auteur, seance), action=action
        )
        _count(tally, "added")


def _add_proposition(row: ProposalRow, seminaire: SeanceRow, context: Context) -> Action:
    objectif = context.objectifs[row.objectif]
    rank = (objectif.actions.aggregate(Max("rank"))["rank__max"] or 0) + 1
    origin = f"Séance du {date_longue(seminaire.date)}, {row.auteur}"
    action = Action.objects.create(
        feuille=context.feuille,
        objectif=objectif,
        rank=rank,
        numero=f"{objectif.code}.{rank}",
        reference=row.id,
        title=row.intitule,
        state=row.decision or Action.State.PROPOSEE,
        decision_reason=row.motif,
        decided_at=decided_at(row.decision, context),
        fusionnee_dans=context.actions.get(row.fusionnee_dans),
        origin=origin[:200],
        provenance={"origine": {"idee": row.origine}, "sources": []},
        updated_by=context.by,
    )
    record(
        "action.proposee",
        by=None,
        on=action,
        feuille_id=context.feuille.pk,
        phrase=f"reprend une proposition de la {origin[0].lower()}{origin[1:]}",
        objectif=objectif.pk,
        rang=rank,
        date=seminaire.date.isoformat(),
    )
    tell_decision(action, row.decision, context)
    return action


def _write_amendements(
    seminaire: SeanceRow, seance: Seance, context: Context, tally: Tally
) -> None:
    for row in seminaire.amendements:
        known_by = {
            "action": context.actions[row.action],
            "field": row.champ,
            "text": row.texte,
            "author_label": row.auteur,
        }
        if Amendement.objects.filter(**known_by).exists():
            _count(tally, "same")
            continue
        amendement = Amendement.objects.create(
            **known_by,
            state=row.decision,
            decision_reason=row.motif,
            decided_at=None
            if row.decision == Amendement.State.A_ARBITRER
            else decided_at(Action.State.AJUSTEE, context),
            origin=f"Séance du {date_longue(seminaire.date)}",
        )
        Contribution.objects.create(
            seance=seance, table=_table_of(row.auteur, seance), amendement=amendement
        )
        _count(tally, "added")


def _write_resultats(seminaire: SeanceRow, seance: Seance, context: Context, tally: Tally) -> None:
    for row in seminaire.priorisation:
        jugement = row.jugement_majoritaire
        outcome = _align(
            Resultat,
            {"seance": seance, "action": context.actions[row.action]},
            {
                "voters": row.votants,
                "points": row.points,
                "impact": row.impact_moyen,
                "effort": row.effort_moyen,
                "mentions": jugement.mentions() if jugement else {},
            },
        )
        _count(tally, outcome)


def _table_of(author: str, seance: Seance) -> Table | None:
    """The table 4 of the séance, when « Table 4 » is the author."""
    match = re.fullmatch(r"table ([0-9]{1,4})", author.strip().lower())
    return seance.tables.filter(number=int(match[1])).first() if match else None
