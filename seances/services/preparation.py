"""The verbs of preparing: create from a template, write steps and tables, say who runs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction

from comptes.models import User
from organisations.models import Organisation
from seances.access import Facilitation
from seances.depouillement.methodes import Methode
from seances.models import Etape, Scrutin, Seance, SeanceGrant, Table
from seances.rules import console as rules
from seances.services import hotes
from seances.services.commun import bump_stage, locked, note
from socle.journal import record
from socle.refus import Refus, refuse
from territoires.access import Access
from territoires.access import locked as locked_access

Kind = Etape.Kind

#: What `modifier` may write.
FIELDS = ("title", "date", "moment", "place", "goals", "small_group")


@dataclass(frozen=True, slots=True)
class EtapePrevue:
    """A step as it is planned. `pk`: that of a step already written, None for a new one."""

    kind: Kind
    title: str
    minutes: int
    consigne: str = ""
    note: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class Modele:
    """A séance ready to run: its steps, how many tables."""

    title: str
    starts_at: time
    etapes: tuple[EtapePrevue, ...]
    n_tables: int


@dataclass(frozen=True, slots=True)
class TablePrevue:
    """A table as it is planned. Its host: by name or address, or the first of an organisation."""

    number: int
    theme: str = ""
    host_name: str = ""
    host_organisation: Organisation | None = None


#: One step to start from, no table, no vote.
VIDE = Modele("vide", time(9), (EtapePrevue(Kind.ACCUEIL, "Accueil", 30),), 0)

#: Three hours, forty people, five tables of eight.
TROIS_HEURES = Modele(
    "3 h, 40 personnes",
    time(13, 30),
    (
        EtapePrevue(Kind.ACCUEIL, "Accueil", 15, "Entrez avec le code affiché à l’écran."),
        EtapePrevue(Kind.LIBRE, "Ouverture", 10, "Le but, les règles, ce qui sera publié."),
        EtapePrevue(Kind.PARTAGER, "Partager", 25, "Une minute par action : lisez, commentez."),
        EtapePrevue(Kind.AJUSTER, "Ajuster", 50, "À votre table, améliorez le texte des actions."),
        EtapePrevue(Kind.LIBRE, "Pause", 10),
        EtapePrevue(Kind.SELECTIONNER, "Sélectionner", 25, "Votez, puis regardez les écarts."),
        EtapePrevue(Kind.S_ENGAGER, "S’engager", 30, "Dites ce que votre organisation apporte."),
        EtapePrevue(Kind.CONCLURE, "Conclure", 15, "Ce qui est retenu, et la suite."),
    ),
    5,
)


@transaction.atomic
def creer(
    by: Access,
    *,
    title: str,
    day: date,
    place: str = "",
    starts_at: time | None = None,
    modele: Modele = TROIS_HEURES,
) -> Seance:
    """Create a séance from a template: steps, tables named after the objectives, one vote each.

    A template without a step to vote prepares no vote.
    """
    access = locked_access(by)
    refuse(rules.why_not_creer(access))
    seance = Seance.objects.create(feuille=access.feuille, title=title, date=day, place=place)
    _write_etapes(seance, starts_at or modele.starts_at, modele.etapes)
    objectifs = list(access.feuille.objectifs.all())
    Table.objects.bulk_create(
        Table(
            seance=seance,
            number=n + 1,
            theme=objectifs[n % len(objectifs)].short_title if objectifs else "",
        )
        for n in range(modele.n_tables)
    )
    vote = seance.etapes.filter(kind=Kind.SELECTIONNER).first()
    Scrutin.objects.bulk_create(
        Scrutin(
            seance=seance,
            etape=vote,
            position=position,
            title=f"Priorités\u00a0: {objectif.short_title}",
            method=Methode.POINTS.value,
            parameters={
                "points": access.feuille.points_per_objectif,
                "per_action": access.feuille.points_per_action,
                "own": False,
            },
            objectif=objectif,
        )
        for position, objectif in enumerate(objectifs if vote else ())
    )
    record(
        "seance.creee",
        by=access.user,
        on=seance,
        feuille_id=access.feuille.pk,
        phrase=f"prépare la séance « {title} »",
    )
    return seance


@transaction.atomic
def modifier(by: Facilitation, **fields: Any) -> Seance:
    """Write the identity of the séance (keys of `FIELDS`)."""
    current = locked(by)
    refuse(rules.why_not_preparer(current))
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"not fields of a séance: {', '.join(sorted(unknown))}")
    seance = current.seance
    for name, value in fields.items():
        setattr(seance, name, value)
    seance.save(update_fields=list(fields))
    bump_stage(seance)
    return seance


@transaction.atomic
def ecrire_etapes(by: Facilitation, starts_at: time, etapes: Sequence[EtapePrevue]) -> list[Etape]:
    """Write the whole agenda; hours follow from the start and the durations.

    A step left out is erased, except the current one and those already run. Raises Refus when the
    agenda is empty or ends after midnight.
    """
    current = locked(by)
    refuse(rules.why_not_preparer(current))
    kept = {etape.pk for etape in etapes if etape.pk}
    gone = current.seance.etapes.exclude(pk__in=kept)
    if gone.exclude(started_at=None).exists():
        raise Refus("Une étape déjà commencée reste au déroulé.")
    gone.delete()
    written = _write_etapes(current.seance, starts_at, etapes)
    bump_stage(current.seance)
    return written


def _write_etapes(seance: Seance, starts_at: time, etapes: Sequence[EtapePrevue]) -> list[Etape]:
    if not etapes:
        raise Refus("Il faut au moins une étape.")
    known = {etape.pk: etape for etape in seance.etapes.all()}
    at = datetime.combine(seance.date, starts_at)
    written = []
    for position, prevue in enumerate(etapes):
        end = at + timedelta(minutes=prevue.minutes)
        if prevue.minutes < 1 or end.date() != seance.date:
            raise Refus("Chaque étape dure au moins une minute, et la séance finit avant minuit.")
        etape = known.get(prevue.pk or 0) or Etape(seance=seance)
        etape.position, etape.kind, etape.title = position, prevue.kind, prevue.title
        etape.consigne, etape.note = prevue.consigne, prevue.note
        etape.starts_at, etape.ends_at = at.time(), end.time()
        etape.save()
        written.append(etape)
        at = end
    return written


@transaction.atomic
def ecrire_tables(by: Facilitation, tables: Iterable[TablePrevue]) -> list[Table]:
    """Write the tables. People of a table left out sit nowhere; a host who came is found."""
    current = locked(by)
    refuse(rules.why_not_preparer(current))
    wanted = {table.number: table for table in tables}
    current.seance.tables.exclude(number__in=wanted).delete()
    written = [
        Table.objects.update_or_create(
            seance=current.seance,
            number=number,
            defaults={
                "theme": table.theme,
                "host_name": table.host_name,
                "host_organisation": table.host_organisation,
            },
        )[0]
        for number, table in sorted(wanted.items())
    ]
    hotes.resoudre(current.seance.pk)
    bump_stage(current.seance)
    return written


@transaction.atomic
def accorder(by: Facilitation, user: User) -> None:
    """Let a person run this séance, and nothing else. Idempotent."""
    current = locked(by)
    refuse(rules.why_not_accorder(current))
    permission = Permission.objects.get(
        codename="faciliter", content_type__app_label="seances", content_type__model="seance"
    )
    _grant, created = SeanceGrant.objects.get_or_create(
        permission=permission, user=user, content_object=current.seance
    )
    if created:
        note("seance.animation", current, f"confie l’animation à {user}")


@transaction.atomic
def inviter(by: Facilitation, *, name: str, email: str) -> User:
    """Let the person of this address run this séance; the account is created when it is new."""
    refuse(rules.why_not_accorder(by))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name)
        record("compte.cree", by=by.user, on=user, feuille_id=by.seance.feuille_id)
    accorder(by, user)
    return user


@transaction.atomic
def retirer(by: Facilitation, user: User) -> None:
    """Take that right back. Idempotent."""
    current = locked(by)
    refuse(rules.why_not_accorder(current))
    deleted, _ = SeanceGrant.objects.filter(user=user, content_object=current.seance).delete()
    if deleted:
        note("seance.animation_retiree", current, f"retire l’animation à {user}")
