"""The verb of this package: import a data file into a roadmap, all of it or nothing."""

from django.db import transaction

from actions.models import Action, Besoin
from actions.services.commun import hold
from actions.services.priorites import marquer_engagee
from engagements.models import Engagement
from feuille_de_route.donnees import rules
from feuille_de_route.donnees.actions import Context, write_actions
from feuille_de_route.donnees.format import DataFile, read_file
from feuille_de_route.donnees.organisations import Directory, write_organisations
from feuille_de_route.donnees.report import Report
from feuille_de_route.donnees.seance import write_seance
from feuille_de_route.donnees.shapes import Fault, FileRefused, unbreakable
from socle.francais import date_longue
from socle.journal import record
from socle.recherche import index
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.models import AxeNational, FeuilleDeRoute, Objectif


def read_for(data: bytes, feuille: FeuilleDeRoute) -> DataFile:
    """Read a file meant for this roadmap. Raises `FileRefused`."""
    return read_file(
        data,
        {
            "objectifs": set(feuille.objectifs.values_list("code", flat=True)),
            "axes_nationaux": set(AxeNational.objects.values_list("code", flat=True)),
        },
    )


@transaction.atomic
def importer(data_file: DataFile, access: Access, *, told_first: str = "") -> Report:
    """Write the file into the roadmap. Importing it again changes nothing.

    `told_first` is the first sentence in the history of each new action: where the list comes from.
    Raises `Refus` when role or phase forbid, `FileRefused` when the file contradicts what the
    roadmap already holds.
    """
    # Actions, then the roadmap: the order in which every service locks.
    hold(Action.objects.filter(feuille=access.feuille))
    current = locked(access)
    refuse(rules.why_not_importer(current))
    if faults := _contradictions(data_file, current):
        raise FileRefused(faults)
    return _write(data_file, current, told_first)


def rehearse(data_file: DataFile, access: Access) -> Report:
    """What `importer` would do, found by doing it and taking it all back."""
    with transaction.atomic():
        report = importer(data_file, access)
        transaction.set_rollback(True)
    return report


def _write(data_file: DataFile, access: Access, told_first: str) -> Report:
    feuille, report = access.feuille, Report()
    by = access.user if access.user.is_authenticated else None
    _write_territoire(data_file, feuille, report)
    organisations = write_organisations(
        data_file, feuille.territoire, by=by, tally=report.tallies["organisations"]
    )
    context = Context(
        feuille=feuille,
        by=by,
        organisations=organisations,
        axes=_axes(data_file),
        objectifs=_objectifs(data_file, feuille),
        seance=data_file.seminaire.date if data_file.seminaire else None,
        told_first=told_first,
    )
    write_actions(data_file, context, report)
    if data_file.seminaire:
        write_seance(data_file.seminaire, context, report)
    _write_engagements(data_file, context, report)
    if not report.is_empty:
        record(
            "feuille.importee",
            by=by,
            on=feuille,
            feuille_id=feuille.pk,
            titre=data_file.meta.titre,
            bilan=report.phrase(),
        )
    return report


# Before ------------------------------------------------------------------------------------------


def _contradictions(data_file: DataFile, access: Access) -> list[Fault]:
    """What the file says against the roadmap, the directory, or the role of who imports."""
    faults = Directory(data_file, access.feuille.territoire).faults(data_file)
    faults += _taken_numeros(data_file, access.feuille)
    for reason, place in (
        (rules.why_not_importer_decisions(data_file, access), data_file.place),
        (
            rules.why_not_importer_engagements(data_file, access),
            data_file.engagements[0].place if data_file.engagements else data_file.place,
        ),
    ):
        if reason:
            faults.append(place.fault(reason))
    return faults


def _taken_numeros(data_file: DataFile, feuille: FeuilleDeRoute) -> list[Fault]:
    """One number for life: neither given to another action, nor changed."""
    rows = feuille.actions.values_list("numero", "reference", "title")
    by_numero = {numero: (reference, title) for numero, reference, title in rows}
    by_reference = {reference: numero for numero, reference, _title in rows if reference}
    faults = []
    for row in data_file.actions:
        at = row.place.inside("numero", row.place.line)
        if (numero := by_reference.get(row.id, row.numero)) != row.numero:
            faults.append(at.fault(f"Écrivez {numero} : une action garde son numéro."))
            continue
        reference, title = by_numero.get(row.numero, (row.id, ""))
        if reference != row.id:
            faults.append(
                at.fault(f"Donnez un autre numéro : {row.numero} est celui de « {title} ».")
            )
    return faults


# Around the actions ------------------------------------------------------------------------------


def _write_territoire(data_file: DataFile, feuille: FeuilleDeRoute, report: Report) -> None:
    """Warning, facts and sources follow the file; the name and the EPCI are the roadmap's own."""
    territoire = feuille.territoire
    row = data_file.territoire
    if row and row.nom != territoire.name:
        report.warnings.append(
            unbreakable(
                f"Le fichier nomme le territoire « {row.nom} » ; ses actions rejoignent "
                f"« {territoire.name} »."
            )
        )
    if data_file.meta.avertissement:
        territoire.avertissement = data_file.meta.avertissement
    if row and row.faits:
        territoire.facts = [
            {
                "cle": fact.cle,
                "valeur": fact.valeur,
                "origine": fact.origine,
                "sources": list(fact.sources),
            }
            for fact in row.faits
        ]
    if data_file.sources:
        territoire.sources = [
            {"id": one.id, "titre": one.titre, "editeur": one.editeur, "url": one.url}
            for one in data_file.sources
        ]
    territoire.save(update_fields=["avertissement", "facts", "sources"])


def _axes(data_file: DataFile) -> dict[str, int]:
    """Axes by code; those the product does not know yet are added."""
    for position, row in enumerate(data_file.axes_nationaux):
        AxeNational.objects.get_or_create(
            code=row.code, defaults={"title": row.intitule, "position": position}
        )
    return dict(AxeNational.objects.values_list("code", "pk"))


def _objectifs(data_file: DataFile, feuille: FeuilleDeRoute) -> dict[str, Objectif]:
    """Objectives by code; known ones keep the roadmap's wording, others are added."""
    known = {objectif.code: objectif for objectif in feuille.objectifs.all()}
    for row in data_file.objectifs:
        if row.code not in known:
            known[row.code] = Objectif.objects.create(
                feuille=feuille,
                code=row.code,
                short_title=(row.cle or row.intitule)[:40].capitalize(),
                title=row.intitule,
                position=len(known),
            )
    return known


def _write_engagements(data_file: DataFile, context: Context, report: Report) -> None:
    """Add the pledges not there yet. A known one belongs to its organisation: it is left alone."""
    tally = report.tallies["engagements"]
    known = set(
        Engagement.objects.filter(action__feuille=context.feuille)
        .exclude(reference="")
        .values_list("reference", flat=True)
    )
    rows = [row for row in data_file.engagements if row.id not in known]
    tally.same, tally.added = len(data_file.engagements) - len(rows), len(rows)
    besoins = Besoin.objects.filter(action__feuille=context.feuille)
    by_words = {(besoin.action_id, besoin.title): besoin for besoin in besoins}
    origin = f"Séance du {date_longue(context.seance)}" if context.seance else ""
    created = Engagement.objects.bulk_create(
        Engagement(
            action=context.actions[row.action],
            organisation=context.organisations[row.organisation],
            reference=row.id,
            besoin=by_words.get((context.actions[row.action].pk, row.besoin)),
            kind=row.type,
            quantity=row.quantite,
            text=row.texte,
            fermete=row.fermete,
            condition=row.condition,
            visibilite=row.visibilite,
            state=row.statut,
            due=row.echeance,
            withdrawal_reason=row.motif_retrait,
            origin=origin,
        )
        for row in rows
    )
    index(created)
    for engagement in created:
        record(
            "engagement.importe",
            by=context.by,
            on=engagement,
            feuille_id=context.feuille.pk,
            organisation=engagement.organisation.name,
        )
    for engagement in created:
        if engagement.state in Engagement.CONFIRMED_STATES:
            marquer_engagee(engagement.action, by=context.by)
