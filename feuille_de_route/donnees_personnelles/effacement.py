"""How one person leaves each table: the steps of an erasure, told by the inventory.

Called by services and by the retention task, inside their transaction.
"""

import json
import secrets
from collections.abc import Iterable
from functools import partial

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from reversion.models import Version

from actions.models import Action, Amendement
from comptes.models import NOM_EFFACE, User
from engagements.models import Engagement
from feuille_de_route.donnees_personnelles import mentions
from feuille_de_route.donnees_personnelles.export import JOB_EXPORT
from feuille_de_route.donnees_personnelles.inventaire import COURRIEL_EFFACE, INVENTAIRE
from feuille_de_route.donnees_personnelles.mentions import plain
from feuille_de_route.donnees_personnelles.partie import Partie, Personne, Sort
from seances.codes import recovery_digest
from seances.models import Participant, Table
from seances.models.salle import PARTICIPANT_EFFACE
from socle.models import Courriel, Job, Journal

#: Key of a part → how many rows were touched.
Bilan = dict[str, int]


def vider(personne: Personne) -> Bilan:
    """Do to every part of the inventory what its `sort` says, the account itself excepted."""
    bilan = {}
    # Participants last: contributions are found through them.
    for partie in sorted(INVENTAIRE, key=lambda partie: partie.model is Participant):
        if partie.model is not User and (n := _vider(partie, personne)):
            bilan[partie.key] = n
    if n := _vider_versions(personne):
        bilan["versions_suivies"] = n
    return bilan


def _vider_versions(personne: Personne) -> int:
    """Take the person away as referent from what actions were; the rest of a version stays."""
    kept = Version.objects.get_for_model(Action).filter(
        serialized_data__contains=f'"pilote": {personne.pk}'
    )
    count = 0
    for version in kept.iterator():
        rows = json.loads(version.serialized_data)
        fields = rows[0]["fields"]
        if fields.get("pilote") == personne.pk:  # 12 is not 1
            fields |= {"pilote": None, "referent": ""}
            data = json.dumps(rows, ensure_ascii=False)
            count += plain(Version).filter(pk=version.pk).update(serialized_data=data)
    return count


def _vider(partie: Partie, personne: Personne) -> int:
    rows = partie.rows(personne)
    if partie.model is Participant:
        return anonymiser(rows.select_related("seance", "organisation"))
    if partie.sort is Sort.EFFACE:
        return rows.delete()[0]
    if partie.sort is Sort.PREUVE:
        return rows.update(user=None)
    if partie.sort is Sort.VIDE:
        if partie.model is Courriel:
            rows.filter(state=Courriel.State.ATTEND).delete()  # it will not be sent
        return rows.update(**partie.blank)
    return 0


def anonymiser_compte(user: User) -> None:
    """The row stays for what points to it; nothing on it says who it was."""
    user.email = f"efface-{user.pk}@efface.invalid"
    user.name, user.fonction = NOM_EFFACE, ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.erased_at = now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def fermer_sessions(personne: Personne) -> int:
    """Close every browser where this person is signed in, or waits for a code."""
    closed = 0
    for session in Session.objects.iterator():
        data = session.get_decoded()
        mine = data.get("_auth_user_id") == str(personne.pk)
        if mine or personne.email.casefold() in str(data).casefold():
            session.delete()
            closed += 1
    return closed


def jeter_archives(user_id: int) -> None:
    """Throw away the archives a person asked for, prepared or not."""
    jobs = Job.objects.filter(kind=JOB_EXPORT, args__user=user_id)
    for job in jobs:
        transaction.on_commit(partial(default_storage.delete, job.args["fichier"]))
    jobs.delete()


# In a séance, without account ------------------------------------------------------------------


def anonymiser(participants: Iterable[Participant]) -> int:
    """Take first names, badges and typed organisations away; colleges and organisations stay.

    `participants` come with their séance and organisation.
    """
    words = {}
    people = [one for one in participants if not one.is_erased]
    for one in people:
        left = ", ".join(filter(None, (PARTICIPANT_EFFACE, str(one.organisation or ""))))
        if one.organisation_label:
            words[one.signature] = left
        else:
            _rewrite_first_name(one)
        _empty(one)
    mentions.effacer(words)
    return len(people)


def _empty(one: Participant) -> None:
    Table.objects.filter(host=one).update(host=None, host_name="")
    one.first_name, one.organisation_name, one.user = PARTICIPANT_EFFACE, "", None
    one.badge_digest = None
    one.recovery_digest = recovery_digest(one.seance_id, secrets.token_hex())
    one.seen_at = None
    one.save()


def _rewrite_first_name(one: Participant) -> None:
    """A lone first name is looked for only in what its person brought, never in all texts."""
    brought = Q(contribution__participant=one)
    Amendement.objects.filter(brought, author_label=one.first_name).update(
        author_label=PARTICIPANT_EFFACE
    )
    for model in (Action, Engagement):
        for row in model._base_manager.filter(brought, origin__endswith=f", {one.first_name}"):
            origin = row.origin.removesuffix(one.first_name) + PARTICIPANT_EFFACE
            model._base_manager.filter(pk=row.pk).update(origin=origin)
    lines = mentions.plain(Journal).filter(feuille_id=one.seance.feuille_id)
    for told, then in (
        (f"{one.first_name} propose un amendement", f"{PARTICIPANT_EFFACE} propose un amendement"),
        (f"retire le badge de {one.first_name}", f"retire le badge de {PARTICIPANT_EFFACE}"),
    ):
        for line in lines.filter(details__phrase=told):
            details = line.details | {"phrase": then}
            mentions.plain(Journal).filter(pk=line.pk).update(details=details)


def vider_adresses(addresses: Iterable[str]) -> int:
    """Forget addresses left in a room: in contributions, messages and any text. Counts messages."""
    blanked = 0
    for address in addresses:
        sent = mentions.plain(Courriel).filter(to__iexact=address)
        sent.filter(state=Courriel.State.ATTEND).delete()
        blanked += sent.update(**COURRIEL_EFFACE)
    mentions.effacer(dict.fromkeys(addresses, mentions.ADRESSE_EFFACEE))
    return blanked
