"""The verbs on personal data: erase an account, erase somebody who came without one."""

import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from comptes.models import User
from engagements.models import Engagement
from feuille_de_route.donnees_personnelles import effacement, mentions, rules
from feuille_de_route.donnees_personnelles.effacement import Bilan
from feuille_de_route.donnees_personnelles.export import JOB_EXPORT
from feuille_de_route.donnees_personnelles.partie import Personne
from organisations.models import Organisation, OrganisationGrant
from seances.models import Contribution, Participant
from socle.jobs import enqueue
from socle.journal import record
from socle.models import Job
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.droits import Role
from territoires.models import FeuilleDeRoute, FeuilleGrant


@transaction.atomic
def effacer_compte(user: User) -> Bilan:
    """Erase a person who has an account: what was done stays, who did it goes.

    Refused to the last administrator of a roadmap and to the last signatory of an organisation
    that made pledges. Returns, by part of the inventory, how many rows were touched.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    _lock_what_is_held_up(user)
    refuse(why_not_effacer(user))
    return _effacer(user)


def effacer_compte_inactif(user: User) -> Bilan:
    """The same at the end of the retention period, when no roadmap needs the person any more."""
    return _effacer(user)


def _effacer(user: User) -> Bilan:
    personne = Personne.of(user)
    homonyms = User.objects.filter(name__iexact=user.name, is_active=True).exclude(pk=user.pk)
    name = "" if homonyms.exists() else user.name
    addresses = set(_addresses_of(personne))
    bilan = effacement.vider(personne)
    bilan["mentions"] = mentions.effacer(mentions.words_of(name, user.email))
    effacement.vider_adresses(addresses)
    effacement.jeter_archives(user.pk)
    effacement.anonymiser_compte(user)
    bilan["sessions"] = effacement.fermer_sessions(personne)
    record("compte.efface", by=None, on=user, lignes=bilan)
    return bilan


def _addresses_of(personne: Personne) -> list[str]:
    """Other addresses the person left in a room, those of another account excepted."""
    left = Contribution.objects.filter(participant__user=personne.pk).exclude(confirm_email="")
    taken = User.objects.filter(email=OuterRef("confirm_email")).exclude(pk=personne.pk)
    return list(left.exclude(Exists(taken)).values_list("confirm_email", flat=True))


def why_not_effacer(user: User) -> str | None:
    """The rule of erasure, asked with what the person alone holds up. Four queries at most."""
    superusers = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return rules.why_not_effacer_compte(
        is_demo=user.is_demo,
        is_last_superuser=user.is_superuser and not superusers.exists(),
        feuilles=[str(feuille) for feuille in _held_up_feuilles(user)],
        organisations=[organisation.name for organisation in _held_up_organisations(user)],
    )


def _held_up_feuilles(user: User) -> QuerySet[FeuilleDeRoute]:
    """Roadmaps that nobody else administers."""
    admins = FeuilleGrant.objects.filter(
        permission__codename=Role.ADMINISTRATEUR.value, user__is_active=True
    )
    mine = admins.filter(user=user).values("content_object")
    others = admins.exclude(user=user).filter(content_object=OuterRef("pk"))
    return FeuilleDeRoute.objects.with_territoire().filter(~Exists(others), pk__in=mine)


def _held_up_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations with pledges in force, for which nobody else may sign."""
    signers = OrganisationGrant.objects.filter(permission__codename="signer", user__is_active=True)
    mine = signers.filter(user=user).values("content_object")
    others = signers.exclude(user=user).filter(content_object=OuterRef("pk"))
    pledges = Engagement.objects.filter(
        organisation=OuterRef("pk"), state__in=Engagement.LIVE_STATES
    )
    return Organisation.objects.filter(~Exists(others), Exists(pledges), pk__in=mine)


def _lock_what_is_held_up(user: User) -> None:
    """Two last administrators who leave at once follow one another: the second is refused."""
    feuilles = FeuilleGrant.objects.filter(user=user).values("content_object")
    organisations = OrganisationGrant.objects.filter(user=user).values("content_object")
    for model, held in ((FeuilleDeRoute, feuilles), (Organisation, organisations)):
        rows = model._base_manager.select_for_update().filter(pk__in=held).order_by("pk")
        list(rows.values_list("pk", flat=True))


@transaction.atomic
def effacer_participant(access: Access, participant: Participant) -> None:
    """Erase somebody who came to a séance without account, on behalf of whom it is asked."""
    current = locked(access)
    fresh = Participant.objects.select_related("seance", "organisation").get(pk=participant.pk)
    refuse(rules.why_not_effacer_participant(fresh, current))
    contributions = Contribution.objects.filter(participant=fresh)
    accounts = User.objects.filter(email=OuterRef("confirm_email"))
    left = contributions.exclude(confirm_email="").exclude(Exists(accounts))
    effacement.vider_adresses(set(left.values_list("confirm_email", flat=True)))
    contributions.update(confirm_email="")
    effacement.anonymiser([fresh])
    record("participant.efface", by=current.user, on=fresh, feuille_id=current.feuille.pk)


def demander_export(user: User) -> Job:
    """Have a worker prepare the archive of one's data. Idempotent while one waits or runs."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        going = Job.objects.filter(
            kind=JOB_EXPORT, args__user=user.pk, state__in=(Job.State.QUEUED, Job.State.RUNNING)
        ).first()
        if going:
            return going
        noter_export(user)
        return enqueue(JOB_EXPORT, user=user.pk, fichier=f"exports/{uuid.uuid4()}.zip")


def noter_export(user: User) -> None:
    """Tell the journal that a person took his or her data out."""
    record("compte.export", by=user, on=user)


def last_export(user: User) -> Job | None:
    """The last archive this person asked a worker for, ready or not."""
    return Job.objects.filter(kind=JOB_EXPORT, args__user=user.pk).order_by("-created_at").first()
