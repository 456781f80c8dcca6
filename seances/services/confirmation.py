"""Somebody who pledged in a room proves his or her address, and keeps what was declared."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from comptes.models import User
from engagements.models import Engagement
from organisations.domaines import is_of_same_house
from organisations.models import Organisation
from organisations.queries import representants_of
from organisations.services import accorder, demander_rattachement
from seances import emails
from seances.access import Facilitation
from seances.confirmation import Declare, declared, unproved
from seances.models import Participant, Seance
from seances.rules import confirmation as rules
from seances.services.commun import lock
from socle.francais import date_longue
from socle.journal import record
from socle.models import Courriel
from socle.refus import refuse
from territoires.queries import administrateurs_of


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed; the organisations he or she represents, and those that will be asked."""

    user: User
    represented: list[Organisation]
    asked: list[Organisation]


@transaction.atomic
def confirmer_adresse(
    declare: Declare, *, signed_in_as: User | None, name: str = "", fonction: str = ""
) -> Confirmation:
    """Attach to an account what an address declared, and the person to the organisations.

    The person represents an organisation at once when nobody does yet, or when somebody of the
    same professional domain does; otherwise a request waits. Nobody may sign that way. `name` and
    `fonction` are those of a new account. Raises Refus.
    """
    seance = lock(declare.seance.pk)
    fresh = declared(seance.pk, declare.address) or declare
    user = User.objects.filter(email__iexact=declare.address).first()
    refuse(
        rules.why_not_confirmer_adresse(
            declare.address,
            is_confirmed=fresh.is_confirmed,
            signed_in_as=signed_in_as.email if signed_in_as else "",
            is_active=user.is_active if user else True,
        )
    )
    if user is None:
        user = User.objects.create_user(
            declare.address, name or fresh.first_name, fonction=fonction
        )
        record("compte.cree", by=None, on=user, feuille_id=seance.feuille_id)
    organisations = _hold(fresh.organisations)
    _attach(fresh, user)
    record("compte.adresse", by=user, on=user, feuille_id=seance.feuille_id, seance=seance.pk)
    represented: list[Organisation] = []
    asked: list[Organisation] = []
    for organisation in organisations:
        joined = _join(organisation, user, seance)
        (represented if joined else asked).append(organisation)
    return Confirmation(user, represented, asked)


@transaction.atomic
def renvoyer_confirmations(by: Facilitation) -> int:
    """Write again, with a new link, to each address nobody has proved. How many messages.

    One that was written to less than `rules.DELAI` ago is left alone, unless that message failed.
    """
    seance = lock(by.seance.pk)
    refuse(rules.why_not_renvoyer(replace(by, seance=seance)))
    recent = Courriel.objects.about(seance).filter(
        kind=emails.KIND, created_at__gt=now() - rules.DELAI
    )
    lately = set(recent.exclude(state=Courriel.State.ECHOUE).values_list("to", flat=True))
    left = {to: mine for to, mine in unproved(seance).items() if to not in lately}
    for address, contributions in left.items():
        emails.ecrire_a_confirmer(seance, address, contributions)
    if left:
        # How many, never to whom: the journal outlives the addresses.
        record("seance.confirmations", by=by.user, on=seance, messages=len(left))
    return len(left)


def _hold(organisations: Iterable[Organisation]) -> list[Organisation]:
    """These organisations, locked before what names them: whoever merges them does it so."""
    keys = [one.pk for one in organisations]
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(rows.order_by("pk"))


def _attach(declare: Declare, user: User) -> None:
    """The pledges and the badge are this person's; an author already there stays."""
    pledges = [one.engagement_id for one in declare.contributions if one.engagement_id]
    Engagement.objects.filter(pk__in=pledges, author=None).update(author=user)
    badges = [one.participant_id for one in declare.contributions if one.participant_id]
    Participant.objects.filter(pk__in=badges, user=None).update(user=user)


def _join(organisation: Organisation, user: User, seance: Seance) -> bool:
    """Whether the person represents the organisation now; otherwise a request waits."""
    team = representants_of(organisation)
    if user in team:
        return True
    if not team or is_of_same_house(user.email, [one.email for one in team]):
        accorder(organisation, user, by=None)
        return True
    slug = seance.feuille.slug
    demander_rattachement(
        organisation,
        user,
        feuille_id=seance.feuille_id,
        origin=f"séance du {date_longue(seance.date)}",
        administrateurs=administrateurs_of(seance.feuille),
        equipe_url=reverse("organisations:equipe", args=[slug, organisation.pk]),
    )
    return False
