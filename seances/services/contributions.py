"""The verbs of the content: amend, agree, settle, comment, propose, pledge.

What the room brings becomes at once a row of the roadmap (amendment, comment, action, pledge); a
`Contribution` keeps where it came from. Sent twice with the same `client_key`, it is received
once.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from actions.models import Action, Amendement, Besoin
from actions.services import commentaires, redaction
from actions.services.amendements import settle
from actions.services.commun import lock
from actions.services.versions import Cause, Origine
from actions.versions import Base, canonical
from engagements.models import Engagement
from seances.access import Facilitation, access_of
from seances.models import Accord, Contribution, Participant, Seance
from seances.rules import contributions as rules
from seances.services.commun import bump_tally, lock_with, locked, milliseconds, note
from socle.francais import date_longue
from socle.journal import record
from socle.refus import refuse

State = Amendement.State


# Amend -------------------------------------------------------------------------------------------


@transaction.atomic
def amender(
    participant: Participant,
    action: Action,
    *,
    field: str,
    text: str,
    reason: str = "",
    client_key: UUID,
) -> Contribution:
    """Propose another text for one field (`rules.CHAMPS`), in the name of one's table."""
    seance, person = lock_with(participant)
    if known := _known(seance, client_key):
        return known
    access = access_of(person, seance)
    refuse(rules.why_not_amender(action, person, access, field=field, text=text))
    amendement = Amendement.objects.create(
        action=action,
        field=field,
        text=text.strip(),
        base=canonical(getattr(action, field)),
        base_version=action.version,
        reason=reason.strip(),
        author=access.author,
        organisation_id=person.organisation_id,
        author_label=_who(person),
        origin=f"Séance du {date_longue(seance.date)}",
    )
    contribution = _keep(seance, person, client_key, amendement=amendement)
    record(
        "amendement.propose",
        by=access.author,
        on=action,
        feuille_id=action.feuille_id,
        phrase=f"{_who(person)} propose un amendement",
    )
    return contribution


@transaction.atomic
def approuver(
    participant: Participant, contribution: Contribution, *, agrees: bool, mark: int | None = None
) -> Accord:
    """Say whether one agrees with an amendment; saying again replaces.

    `mark`: the number of the tap (ms). One older than the last received changes nothing.
    """
    seance, person = lock_with(participant)
    fresh = Contribution.objects.select_related("amendement").get(pk=contribution.pk, seance=seance)
    refuse(rules.why_not_approuver(fresh.amendement, access_of(person, seance)))
    mark = milliseconds(now()) if mark is None else mark
    accord = Accord.objects.filter(contribution=fresh, participant=person).first()
    if accord and mark <= accord.mark:
        return accord
    accord = accord or Accord(contribution=fresh, participant=person)
    accord.agrees, accord.mark = agrees, mark
    accord.save()
    bump_tally(seance)
    return accord


@transaction.atomic
def accepter(by: Facilitation, contribution: Contribution, *, text: str = "") -> Amendement:
    """Write the amendment in the action, as proposed or as `text` says."""
    current, fresh = _locked_amendement(by, contribution)
    amendement = fresh.amendement
    action = amendement.action if amendement else None
    refuse(rules.why_not_accepter(amendement, action, current))
    assert amendement is not None and action is not None  # noqa: S101, PT018 -- for the type checker
    kept = text.strip() or amendement.text
    saved, _access = lock(action, current.access)
    amendement.refresh_from_db()  # decided from the fiche while we waited
    refuse(rules.why_not_arbitrer(amendement, current))
    redaction.modifier(
        saved,
        by=current.access,
        base=Base.of(saved),
        values={amendement.field: kept},
        origine=Origine(Cause.AMENDEMENT, (amendement,)),
    )
    same = kept == amendement.text
    return _settle(current, amendement, State.INTEGRE if same else State.INTEGRE_MODIFIE, "")


@transaction.atomic
def refuser(by: Facilitation, contribution: Contribution, *, reason: str) -> Amendement:
    """Refuse an amendment, with the reason its table will read."""
    current, fresh = _locked_amendement(by, contribution)
    refuse(rules.why_not_refuser(fresh.amendement, current, reason))
    assert fresh.amendement is not None  # noqa: S101 -- the rule refused it; for the type checker
    return _settle(current, fresh.amendement, State.REFUSE, reason.strip())


@transaction.atomic
def renvoyer(by: Facilitation, contribution: Contribution) -> Contribution:
    """Leave the amendment to the porteur: it stays to settle after the séance."""
    current, fresh = _locked_amendement(by, contribution)
    refuse(rules.why_not_arbitrer(fresh.amendement, current))
    fresh.is_sent_back = True
    fresh.save(update_fields=["is_sent_back"])
    note("amendement.renvoye", current, "renvoie un amendement au porteur", on=fresh)
    bump_tally(current.seance)
    return fresh


def _locked_amendement(
    by: Facilitation, contribution: Contribution
) -> tuple[Facilitation, Contribution]:
    current = locked(by)
    fresh = Contribution.objects.select_related("amendement__action").get(
        pk=contribution.pk, seance=current.seance
    )
    return current, fresh


def _settle(by: Facilitation, amendement: Amendement, state: State, reason: str) -> Amendement:
    settle(amendement, state, by.access, reason=reason)
    note(
        f"amendement.{state.value}",
        by,
        f"{amendement.author_label} : amendement {state.label}",
        on=amendement.action,
    )
    bump_tally(by.seance)
    return amendement


# Comment, propose --------------------------------------------------------------------------------


@transaction.atomic
def commenter(
    participant: Participant, action: Action, *, text: str, client_key: UUID
) -> Contribution:
    """Comment an action, signed with one's first name and organisation."""
    seance, person = lock_with(participant)
    if known := _known(seance, client_key):
        return known
    access = access_of(person, seance)
    refuse(rules.why_not_commenter(action, person, access, text))
    commentaire = commentaires.commenter(
        action,
        by=access,
        text=text.strip(),
        form_key=client_key,
        organisation_id=person.organisation_id,
    )
    return _keep(seance, person, client_key, commentaire=commentaire)


@transaction.atomic
def proposer(
    participant: Participant,
    *,
    objectif: str,
    title: str,
    summary: str = "",
    client_key: UUID,
) -> Contribution:
    """Propose a new action from one's table: it enters the roadmap as « proposée »."""
    seance, person = lock_with(participant)
    if known := _known(seance, client_key):
        return known
    access = access_of(person, seance)
    refuse(rules.why_not_proposer(access, title))
    action = redaction.proposer(
        access,
        form_key=client_key,
        values={"objectif": objectif, "title": title.strip(), "summary": summary.strip()},
        origin=_origin(seance, person),
    )
    return _keep(seance, person, client_key, action=action)


# Commit ------------------------------------------------------------------------------------------


@transaction.atomic
def s_engager(
    participant: Participant,
    action: Action,
    *,
    kind: str,
    text: str,
    client_key: UUID,
    fermete: str = Engagement.Fermete.INTENTION,
    quantity: Decimal | None = None,
    condition: str = "",
    visibilite: str = Engagement.Visibilite.PUBLIC,
    besoin: Besoin | None = None,
    confirm_email: str = "",
    **dates: Any,
) -> Contribution:
    """Declare what one's organisation brings; it confirms after the séance, by e-mail.

    `dates`: `start` and `due` of the pledge.
    """
    seance, person = lock_with(participant)
    if known := _known(seance, client_key):
        return known
    access = access_of(person, seance)
    engagement = Engagement(
        action=action,
        organisation=person.organisation,
        besoin=besoin,
        kind=kind,
        text=text.strip(),
        fermete=fermete,
        quantity=quantity,
        condition=condition.strip(),
        visibilite=visibilite,
        state=Engagement.State.DECLARE,
        author=access.author,
        origin=_origin(seance, person),
        **dates,
    )
    refuse(rules.why_not_s_engager(action, person, access, engagement))
    engagement.save()
    contribution = _keep(
        seance, person, client_key, engagement=engagement, confirm_email=confirm_email
    )
    record("engagement.declare", by=access.author, on=engagement, seance=seance.pk)
    return contribution


# Shared ------------------------------------------------------------------------------------------


def _known(seance: Seance, client_key: UUID) -> Contribution | None:
    return Contribution.objects.filter(seance=seance, client_key=client_key).first()


def _keep(seance: Seance, person: Participant, client_key: UUID, **became: Any) -> Contribution:
    contribution = Contribution.objects.create(
        seance=seance, participant=person, table=person.table, client_key=client_key, **became
    )
    bump_tally(seance)
    return contribution


def _who(person: Participant) -> str:
    """« Table 4 », or the person when he or she sits at none."""
    return str(person.table) if person.table else person.signature[:200]


def _origin(seance: Seance, person: Participant) -> str:
    return f"Séance du {date_longue(seance.date)}, {_who(person)}"[:200]
