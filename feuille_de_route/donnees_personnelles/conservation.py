"""What the end of each retention period does: one table of rules, told before it is done.

`prevoir` and `appliquer` read the same rows: what the dry run says is what the run does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from actions.models import Brouillon
from comptes.models import User
from engagements.models import Signature
from feuille_de_route.donnees_personnelles import effacement, services
from feuille_de_route.donnees_personnelles.export import JOB_EXPORT
from feuille_de_route.donnees_personnelles.inventaire import COURRIEL_EFFACE
from feuille_de_route.donnees_personnelles.mentions import ADRESSE_EFFACEE
from organisations.models import Invitation, OrganisationGrant, Rattachement
from seances.models import Contribution, Participant, Seance
from seances.models.salle import PARTICIPANT_EFFACE
from socle.conservation import limit
from socle.journal import record
from socle.models import Courriel, Job, Journal
from territoires.models import FeuilleGrant

JOB_CONSERVATION = "conservation"
PERSONNE_EFFACEE = "Personne effacée"
Rows = QuerySet
CLOSED = (Job.State.DONE, Job.State.FAILED)


@dataclass(frozen=True, slots=True)
class Regle:
    """One thing the end of the period `duree` (key of `DUREES`) does.

    `over`: the rows whose time has come, given the limit. `apply` drops them, or empties them so
    that `over` finds them no more.
    """

    key: str
    duree: str
    title: str
    over: Callable[[datetime], Rows]
    apply: Callable[[Rows], object]


def delete(rows: Rows) -> None:
    rows.delete()


# What is over --------------------------------------------------------------------------------


def _old_seances(before: datetime) -> Q:
    return Q(seance__date__lt=before.date()) & ~Q(seance__state=Seance.State.OUVERTE)


def _participants(before: datetime) -> Rows:
    people = Participant.objects.select_related("seance", "organisation")
    return people.filter(_old_seances(before)).exclude(first_name=PARTICIPANT_EFFACE)


def _addresses_in_seance(before: datetime) -> Rows:
    return Contribution.objects.filter(_old_seances(before)).exclude(confirm_email="")


def _courriels(before: datetime) -> Rows:
    sent = QuerySet(Courriel).filter(created_at__lt=before).exclude(state=Courriel.State.ATTEND)
    return sent.exclude(to=ADRESSE_EFFACEE)


def _connexions(before: datetime) -> Rows:
    return QuerySet(Journal).filter(verb="compte.connexion", at__lt=before)


def _sessions(before: datetime) -> Rows:
    return Session.objects.filter(expire_date__lt=before)


def _jobs(before: datetime) -> Rows:
    ended = Job.objects.filter(state__in=CLOSED, finished_at__lt=before, edition=None)
    return ended.exclude(kind=JOB_EXPORT)


def _brouillons(before: datetime) -> Rows:
    return Brouillon.objects.filter(updated_at__lt=before)


def _invitations(before: datetime) -> Rows:
    return Invitation.objects.filter(expires_at__lt=before)


def _rattachements(before: datetime) -> Rows:
    return Rattachement.objects.filter(decided_at__lt=before)


def _signatures_demandees(before: datetime) -> Rows:
    return QuerySet(Signature).filter(signed_at=None, asked_at__lt=before)


def _signatures(before: datetime) -> Rows:
    """Of roadmaps whose last day is that far."""
    over = Q(engagement__action__feuille__end_year__lt=before.year)
    signed = QuerySet(Signature).filter(over, signed_at__isnull=False)
    return signed.exclude(name=PERSONNE_EFFACEE)


def _journal(before: datetime) -> Rows:
    named = ~Q(user_name="") | Q(user_id__isnull=False) | Q(details__personne__isnull=False)
    return QuerySet(Journal).filter(named, at__lt=before).exclude(verb="compte.connexion")


def _comptes(before: datetime) -> Rows:
    """Accounts that no roadmap needs any more, and that did not sign in since.

    The people of the demonstration and those who run the site are left alone.
    """
    on_feuille = FeuilleGrant.objects.filter(content_object__end_year__gte=before.year)
    on_organisation = OrganisationGrant.objects.filter(
        content_object__territoires__feuilles__end_year__gte=before.year
    )
    return (
        User.objects.annotate(seen_at=Coalesce("last_login", "date_joined"))
        .filter(seen_at__lt=before, erased_at=None)
        .exclude(Q(is_demo=True) | Q(is_staff=True) | Q(is_superuser=True))
        .exclude(pk__in=on_feuille.values("user"))
        .exclude(pk__in=on_organisation.values("user"))
    )


def _exports(before: datetime) -> Rows:
    return Job.objects.filter(kind=JOB_EXPORT, state__in=CLOSED, finished_at__lt=before)


# What is done --------------------------------------------------------------------------------


def _forget_addresses(rows: Rows) -> None:
    rows.update(confirm_email="")


def _empty_courriels(rows: Rows) -> None:
    rows.update(**COURRIEL_EFFACE)


def _empty_signatures(rows: Rows) -> None:
    rows.update(name=PERSONNE_EFFACEE, fonction=PERSONNE_EFFACEE, email="", user=None)


def _empty_journal(rows: Rows) -> None:
    for line in rows.filter(details__personne__isnull=False):
        details = {key: value for key, value in line.details.items() if key != "personne"}
        QuerySet(Journal).filter(pk=line.pk).update(details=details)
    rows.update(user_id=None, user_name="")


def _erase_accounts(rows: Rows) -> None:
    for user in rows:
        services.effacer_compte_inactif(user)


def _delete_exports(rows: Rows) -> None:
    for job in rows:
        default_storage.delete(job.args["fichier"])
    rows.delete()


#: In the order they are applied: what one does never changes what a later one counts.
REGLES = (
    Regle("courriels", "courriels", "Courriels à vider", _courriels, _empty_courriels),
    Regle("connexions", "traces", "Connexions notées au journal", _connexions, delete),
    Regle("sessions", "traces", "Sessions expirées", _sessions, delete),
    Regle("travaux", "traces", "Travaux techniques finis", _jobs, delete),
    Regle("brouillons", "brouillons", "Brouillons sans nouvelles", _brouillons, delete),
    Regle("invitations", "invitations", "Invitations", _invitations, delete),
    Regle("rattachements", "invitations", "Demandes de rattachement", _rattachements, delete),
    Regle(
        "signatures_demandees", "invitations", "Signatures jamais confirmées",
        _signatures_demandees, delete,
    ),
    Regle(
        "adresses", "participants", "Adresses laissées en séance", _addresses_in_seance,
        _forget_addresses,
    ),
    Regle(
        "participants", "participants", "Participants de séances", _participants,
        effacement.anonymiser,
    ),
    Regle("signatures", "signatures", "Signatures à anonymiser", _signatures, _empty_signatures),
    Regle("journal", "journal", "Lignes du journal à anonymiser", _journal, _empty_journal),
    Regle("exports", "exports", "Archives préparées", _exports, _delete_exports),
    Regle("comptes", "comptes", "Comptes inactifs", _comptes, _erase_accounts),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prevision:
    """What the next run would do for one rule. `days`: the period in force, 0 for no end."""

    regle: Regle
    days: int
    count: int


def prevoir(at: datetime | None = None) -> list[Prevision]:
    """What a run at this time would erase, rule by rule; writes nothing. One query a rule."""
    at = at or now()
    return [
        Prevision(
            regle, settings.CONSERVATION[regle.duree], rows.count() if rows is not None else 0
        )
        for regle in REGLES
        for rows in [_rows(regle, at)]
    ]


@transaction.atomic
def appliquer(at: datetime | None = None) -> dict[str, int]:
    """Erase what is over. Idempotent; the journal keeps the counts alone.

    Returns rule → how many rows.
    """
    at = at or now()
    done = {}
    for regle in REGLES:
        rows = _rows(regle, at)
        if rows is not None and (count := rows.count()):
            regle.apply(rows)
            done[regle.key] = count
    run = Job.objects.create(
        kind=JOB_CONSERVATION, state=Job.State.DONE, finished_at=now(), total=sum(done.values())
    )
    if done:
        record("conservation.appliquee", by=None, on=run, lignes=done)
    return done


def _rows(regle: Regle, at: datetime) -> Rows | None:
    before = limit(settings.CONSERVATION, regle.duree, at)
    return None if before is None else regle.over(before)


def last_run() -> Job | None:
    """The last time the periods were applied."""
    return Job.objects.filter(kind=JOB_CONSERVATION).order_by("-finished_at").first()
