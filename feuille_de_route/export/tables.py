"""What each export holds: titles and rows, for one reader. Rows come one at a time."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.timezone import localtime

from actions.apports import UNITS, Apport
from actions.depouillement import COLLEGES, depouiller
from actions.models import Gommettes, VersionAction
from actions.rules.priorites import why_not_voir_resultats
from actions.versions import FIELDS
from engagements import rules
from engagements.affichage import NO_NAME
from engagements.models import Engagement
from feuille_de_route.donnees.colonnes import COLUMNS, Kind, names_of, row_of
from feuille_de_route.journal.lignes import Filtres, filtered, told_in_chunks
from feuille_de_route.journal.rules import why_not_lire_journal
from seances.models import Resultat, Scrutin
from territoires.access import Access

Value = str | Decimal | int | dt.date | dt.datetime | None
#: Rows read at once from the database: memory does not grow with the list.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Titre:
    """One column. `key` names it in JSON; `note` is shown on its heading in a spreadsheet."""

    key: str
    heading: str
    kind: Kind | None  # None: a date with its hour
    width: int = 18
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `rows` gives each time the rows anew, in the order of `titres`."""

    code: str
    nom: str
    titres: Sequence[Titre]
    rows: Callable[[], Iterator[Sequence[Value]]]


ACTIONS = tuple(
    Titre(column.key, column.heading, column.kind, column.width, column.note) for column in COLUMNS
)
ENGAGEMENTS = (
    Titre("action", "Action", Kind.TEXT, 8),
    Titre("titre", "Titre de l’action", Kind.TEXT, 44),
    Titre("organisation", "Organisation", Kind.TEXT, 30),
    Titre("college", "Collège", Kind.TEXT, 20),
    Titre("apport", "Apport", Kind.TEXT, 24),
    Titre("quantite", "Quantité", Kind.AMOUNT, 14),
    Titre("unite", "Unité", Kind.TEXT, 14),
    Titre("masquee", "Quantité masquée", Kind.YES_NO, 12),
    Titre("texte", "Ce que fera l’organisation", Kind.LONG, 48),
    Titre("fermete", "Fermeté", Kind.CHOICE),
    Titre("condition", "Condition", Kind.LONG, 30),
    Titre("etat", "État", Kind.CHOICE),
    Titre("visibilite", "Visibilité", Kind.CHOICE, 18, "Dite à qui lit tout l’engagement."),
    Titre("debut", "À partir de", Kind.MONTH, 14),
    Titre("echeance", "Échéance", Kind.MONTH, 14),
    Titre("version", "Version", Kind.NUMBER, 10),
)
VOTES = (
    Titre("vote", "Vote", Kind.TEXT, 36),
    Titre("date", "Date", Kind.MONTH, 14),
    Titre("methode", "Méthode", Kind.TEXT, 20),
    Titre("action", "Action", Kind.TEXT, 8),
    Titre("titre", "Titre de l’action", Kind.TEXT, 44),
    Titre("rang", "Rang", Kind.NUMBER, 8),
    Titre("rang_egal", "Rang, collèges à poids égal", Kind.NUMBER, 12),
    Titre("votants", "Votants", Kind.NUMBER, 10),
    Titre("points", "Points", Kind.NUMBER, 10),
    *(Titre(f"points_{college.value}", f"Points, {college.label}", Kind.NUMBER, 14)
      for college in COLLEGES),
    Titre("points_regroupes", "Points, petits collèges réunis", Kind.NUMBER, 14),
    Titre("impact", "Impact moyen", Kind.AMOUNT, 10),
    Titre("effort", "Effort moyen", Kind.AMOUNT, 10),
    Titre("note", "Note sur 5", Kind.AMOUNT, 10),
    Titre("mention", "Mention majoritaire", Kind.TEXT, 16),
)  # fmt: skip
VERSIONS = (
    Titre("action", "Action", Kind.TEXT, 8),
    Titre("titre", "Titre de l’action", Kind.TEXT, 44),
    Titre("version", "Version", Kind.NUMBER, 10),
    Titre("date", "Date", None),
    Titre("par", "Par", Kind.TEXT, 24),
    Titre("cause", "Cause", Kind.TEXT, 24),
    Titre("champs", "Champs changés", Kind.TEXT, 48),
)
JOURNAL = (
    Titre("date", "Date", None),
    Titre("par", "Par", Kind.TEXT, 24),
    Titre("fait", "Fait", Kind.TEXT, 48),
    Titre("objet", "Objet", Kind.TEXT, 44),
    Titre("motif", "Motif", Kind.LONG, 40),
)


def tables_of(code: str, access: Access, filtres: Filtres | None = None) -> list[Table]:
    """The sheets of one export: actions, engagements, votes, historique or journal.

    Refused to who may not read the journal: `why_not_lire_journal` is asked by the view; the
    history holds it for the team only.
    """
    kept = filtres or Filtres()
    journal = Table("journal", "Journal", JOURNAL, lambda: _journal(access, kept))
    match code:
        case "actions":
            return [Table(code, "Actions", ACTIONS, lambda: _actions(access))]
        case "engagements":
            return [Table(code, "Engagements", ENGAGEMENTS, lambda: _engagements(access))]
        case "votes":
            return [Table(code, "Votes", VOTES, lambda: _votes(access))]
        case "historique":
            versions = Table("versions", "Versions", VERSIONS, lambda: _versions(access))
            return [versions] if why_not_lire_journal(access) else [versions, journal]
        case "journal":
            return [journal]
    raise KeyError(code)


def _actions(access: Access) -> Iterator[Sequence[Value]]:
    """About one query for each part of a fiche, every `CHUNK` actions."""
    actions = access.feuille.actions.visible_to(access).for_fiche()
    names = names_of(access.feuille)
    for action in actions.order_by("objectif__position", "rank").iterator(chunk_size=CHUNK):
        yield row_of(action, names)


def _engagements(access: Access) -> Iterator[Sequence[Value]]:
    rows = (
        Engagement.objects.readable_by(access)
        .for_list()
        .order_by("action__objectif__position", "action__rank", "pk")
    )
    for one in rows.iterator(chunk_size=CHUNK):
        yield engagement_row(one, access)


def engagement_row(one: Engagement, access: Access) -> Sequence[Value]:
    """One pledge as this reader may see it: neither a hidden name nor a hidden amount."""
    named = not rules.hides_name(one, access)
    hidden = one.quantity is not None and rules.hides_amount(one, access)
    return (
        one.action.numero,
        one.action.title,
        one.organisation.name if named else NO_NAME,
        one.organisation.get_college_display() if named else None,
        one.get_kind_display(),
        None if hidden else one.quantity,
        UNITS.get(Apport(one.kind)),
        "oui" if hidden else "non",
        (one.text if named else "") or None,
        one.get_fermete_display(),
        (one.condition if named else "") or None,
        one.get_state_display(),
        one.get_visibilite_display() if rules.sees_all(one, access) else None,
        one.start,
        one.due,
        one.version,
    )


def _versions(access: Access) -> Iterator[Sequence[Value]]:
    versions = (
        VersionAction.objects.filter(action__in=access.feuille.actions.visible_to(access))
        .select_related("action", "revision__user")
        .order_by("action__objectif__position", "action__rank", "number")
    )
    for one in versions.iterator(chunk_size=CHUNK):
        yield (
            one.action.numero,
            one.action.title,
            one.number,
            localtime(one.revision.date_created).replace(tzinfo=None, microsecond=0),
            str(one.revision.user or "Feuille de route"),
            one.get_cause_display(),
            ", ".join(FIELDS.get(name, name) for name in one.fields) or None,
        )


def _journal(access: Access, filtres: Filtres) -> Iterator[Sequence[Value]]:
    for line in told_in_chunks(filtered(access, filtres), access):
        at = localtime(line.at).replace(tzinfo=None, microsecond=0)
        yield at, line.who, line.what, line.objet or None, line.why or None


# Votes -------------------------------------------------------------------------------------------


def _votes(access: Access) -> Iterator[Sequence[Value]]:
    """Published results only: online once the vote is over, then each séance."""
    actions = access.feuille.actions.visible_to(access).filter(is_restricted=False)
    known = {pk: (numero, title) for pk, numero, title in actions.values_list(
        "pk", "numero", "title"
    )}  # fmt: skip
    if why_not_voir_resultats(access) is None:
        yield from _online(access, known)
    scrutins = Scrutin.objects.filter(
        seance__feuille=access.feuille, state=Scrutin.State.PUBLIE
    ).select_related("seance")
    for scrutin in scrutins.order_by("seance__date", "seance", "position"):
        yield from _scrutin(scrutin, known)
    resultats = Resultat.objects.filter(seance__feuille=access.feuille, action__in=known)
    for one in resultats.select_related("seance").order_by(
        "seance__date", "action__objectif__position", "action__rank"
    ):
        yield _row(one.seance.title, one.seance.date, "Relevé de séance", known[one.action_id],
                   votants=one.voters, points=one.points, impact=one.impact, effort=one.effort)  # fmt: skip


def _row(
    vote: str, date: dt.date | None, methode: str, action: tuple[str, str], **told: Any
) -> Sequence[Value]:
    """One line of the votes; what a method does not give stays empty."""
    colleges = list(told.get("colleges") or ())
    colleges += [None] * (len(COLLEGES) + 1 - len(colleges))
    return (
        vote, date, methode, *action, told.get("rang"), told.get("rang_egal"), told.get("votants"),
        told.get("points"), *colleges, told.get("impact"), told.get("effort"), told.get("note"),
        told.get("mention"),
    )  # fmt: skip


def _online(access: Access, known: Mapping[int, tuple[str, str]]) -> Iterator[Sequence[Value]]:
    votes = Gommettes.objects.of_feuille(access.feuille).as_votes()
    for objectif in access.feuille.objectifs.all():
        mine = [vote for vote in votes if vote.objectif == objectif.pk and vote.action in known]
        keys = sorted({vote.action for vote in mine})
        if not mine:
            continue
        voters = len({vote.user for vote in mine})
        equal = {line.action: line.rank for line in depouiller(keys, mine, equal_weight=True)}
        for line in depouiller(keys, mine, equal_weight=False):
            yield _row(f"Vote en ligne, objectif {objectif.code}", None, "gommettes",
                       known[line.action], rang=line.rank, rang_egal=equal[line.action],
                       votants=voters, points=line.total, colleges=line.points)  # fmt: skip


def _scrutin(scrutin: Scrutin, known: Mapping[int, tuple[str, str]]) -> Iterator[Sequence[Value]]:
    """The frozen result of one vote of a séance, as it was published."""
    result = scrutin.result
    equal = {line["action"]: line["rank"] for line in result["equal"]}
    for line in result["raw"]:
        if line["action"] not in known:
            continue
        points = line.get("points")
        yield _row(
            f"{scrutin.seance.title}, {scrutin.title}",
            scrutin.seance.date,
            scrutin.methode.label,
            known[line["action"]],
            rang=line["rank"],
            rang_egal=equal.get(line["action"]),
            votants=sum(result["voters"]),
            points=sum(points) if points else None,
            colleges=points,
            impact=_mean(line.get("impact")),
            effort=_mean(line.get("effort")),
            note=_number(line.get("score")),
            mention=(line.get("jauge") or {}).get("mention"),
        )


def _mean(scale: Mapping[str, Any] | None) -> Decimal | None:
    return _number(scale["mean"]) if scale and scale.get("voters") else None


def _number(text: str | int | None) -> Decimal | None:
    """« 7/3 » gives 2,33."""
    if text is None:
        return None
    share = Fraction(text)
    return (Decimal(share.numerator) / share.denominator).quantize(Decimal("0.01"))
