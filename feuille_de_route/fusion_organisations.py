"""Merge two organisations that are one: everything the first had goes to the one that is kept.

It crosses every application, so it lives above them. The source stays, emptied and marked
« fusionnée »: its address leads to the kept one, and its name and SIRET still find it.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q

from actions.models import (
    Action,
    Amendement,
    AvisAmendement,
    Brouillon,
    Commentaire,
    Financement,
    Soutien,
)
from actions.services.commun import hold
from engagements.lettres.models import Lettre
from engagements.models import Engagement
from organisations.models import (
    Invitation,
    Organisation,
    OrganisationGrant,
    Rattachement,
)
from organisations.services import unir_equipes
from seances.models import Participant, Table
from seances.services.fusion import verrouiller
from socle.journal import record
from socle.recherche import index
from socle.refus import refuse
from territoires.access import Access, locked
from territoires.droits import Droit
from territoires.models import Territoire
from territoires.queries import kept_elsewhere

#: Columns that name one organisation and follow it as they are: no constraint holds two of them.
FOLLOWING: tuple[tuple[type[models.Model], str], ...] = (
    (Action, "porteur"),
    (Engagement, "organisation"),
    (Lettre, "organisation"),
    (Financement, "organisation"),
    (Commentaire, "organisation"),
    (Soutien, "organisation"),
    (Amendement, "organisation"),
    (Participant, "organisation"),
    (Table, "host_organisation"),
    (Organisation, "merged_into"),
)
#: Lists of organisations, where the kept one must stand once.
LISTS: tuple[tuple[type[models.Model], str], ...] = (
    (Territoire, "epci"),
    (Territoire, "organisations"),
    (Action, "copilotes"),
    (Action, "partenaires"),
)
#: One row where both stand: united by a function of its own.
UNITED: tuple[tuple[type[models.Model], str], ...] = ((AvisAmendement, "organisation"),)
#: Rights, invitations and requests: united by `organisations.services.unir_equipes`.
TEAM: tuple[tuple[type[models.Model], str], ...] = (
    (OrganisationGrant, "content_object"),
    (Invitation, "organisation"),
    (Rattachement, "organisation"),
)

#: What the kept one takes from the other when it has nothing there.
COMPLETED = ("commune", "activite", "effectif", "fait_public", "reference")

#: Answers of an unsent form that name organisations by their key.
_TYPED = re.compile(r"porteur|copilotes|partenaires|.*-organisation")


@dataclass(frozen=True, slots=True)
class Apercu:
    """What a merge would move, to read before deciding."""

    engagements: int
    actions: int
    personnes: int
    shared: int  # actions on which both pledged: perhaps the same pledge twice


def why_not_fusionner(
    access: Access, source: Organisation, kept: Organisation, *, is_elsewhere: bool
) -> str | None:
    """Whether `source` may be merged into `kept`.

    `is_elsewhere`: a territory this person does not administer has one of them in its directory.
    """
    if reason := access.why_not(Droit.GERER_MEMBRES):
        return reason
    if source.pk == kept.pk:
        return "Choisissez deux organisations différentes."
    for one in (source, kept):
        if one.merged_into_id is not None:
            return f"{one} est déjà fusionnée dans une autre organisation."
    if is_elsewhere:
        return (
            "L’une de ces organisations est aussi dans l’annuaire d’un territoire que vous "
            "n’administrez pas. Demandez cette fusion à l’équipe qui exploite le site."
        )
    if source.siren and kept.siren and source.siren != kept.siren:
        return (
            f"Ces deux organisations ont deux SIREN différents ({source.siren} et {kept.siren})\u00a0: "
            "ce sont deux entreprises. Corrigez d’abord la fiche qui se trompe."
        )
    if source.kind != kept.kind and Organisation.Kind.COLLECTIVITE in (source.kind, kept.kind):
        return (
            "Une collectivité ne se fusionne qu’avec une collectivité. Corrigez d’abord le type de "
            "la fiche qui se trompe."
        )
    return None


def why_not_unir_epci(source_epci: set[int], kept_epci: set[int]) -> str | None:
    """Whether two EPCI may be one: not when both administer the same territory (keys)."""
    if source_epci & kept_epci:
        return (
            "Ces deux EPCI administrent le même territoire\u00a0: ce sont deux collectivités. "
            "Retirez d’abord l’un des deux du territoire s’il y est par erreur."
        )
    return None


def refus(access: Access, source: Organisation, kept: Organisation) -> str | None:
    """The answer of both rules, with what they need read from the database."""
    elsewhere = kept_elsewhere(access, source) or kept_elsewhere(access, kept)
    return why_not_fusionner(access, source, kept, is_elsewhere=elsewhere) or why_not_unir_epci(
        _administered(source), _administered(kept)
    )


def _administered(organisation: Organisation) -> set[int]:
    return set(organisation.territoires_administres.values_list("pk", flat=True))


def apercu(source: Organisation, kept: Organisation) -> Apercu:
    """What merging `source` into `kept` would move."""
    pledged = Engagement.objects.filter(organisation=source)
    both = Engagement.objects.live().filter(organisation__in=(source, kept)).order_by()
    shared = both.values("action").annotate(n=Count("organisation", distinct=True)).filter(n=2)
    part = Q(porteur=source) | Q(copilotes=source) | Q(partenaires=source)
    return Apercu(
        engagements=pledged.count(),
        actions=Action.objects.filter(part).distinct().count(),
        personnes=OrganisationGrant.objects.filter(content_object=source)
        .values("user")
        .distinct()
        .count(),
        shared=shared.count(),
    )


@transaction.atomic
def fusionner(
    access: Access, *, source: Organisation, kept: Organisation, name: str = ""
) -> Organisation:
    """Merge `source` into `kept`; `name`: that of the two which the kept one bears.

    Everything moves: pledges, actions, money, comments, supports, people of séances, rights,
    invitations, territories. Raises Refus, and ValueError for a name that is neither.
    """
    # Who writes holds a séance, then an action, then the roadmap: the same order, or each waits
    # for the other.
    verrouiller(access.feuille.pk)
    hold(Action.objects.filter(porteur=source))
    current = locked(access)
    found = {
        one.pk: one
        for one in Organisation.objects.select_for_update(of=("self",))
        .filter(pk__in=(source.pk, kept.pk))
        .order_by("pk")
    }
    source, kept = found[source.pk], found[kept.pk]
    refuse(refus(current, source, kept))
    names = (source.name, kept.name)
    if name and name not in names:
        raise ValueError("the kept name is one of the two")
    moved = _move(source, kept)
    unir_equipes(source, kept, by=access.user)
    _complete(source, kept)
    if name == names[0]:
        _swap_names(source, kept)
    by, feuille = access.user, current.feuille.pk
    record("organisation.fusionnee", by=by, on=source, dans=kept.name, dans_id=kept.pk)
    record(
        "organisation.fusion",
        by=by,
        on=kept,
        feuille_id=feuille,
        phrase=f"réunit {names[0]} et {names[1]} sous le nom {kept.name}",
        source_id=source.pk,
        deplace=moved,
    )
    return kept


def _move(source: Organisation, kept: Organisation) -> dict[str, int]:
    """Everything that names the source names the kept one; how many rows, by table."""
    moved: dict[str, int] = {}
    for model, column in FOLLOWING:
        rows = model._base_manager.filter(**{column: source})
        moved[f"{model._meta.model_name}.{column}"] = rows.update(**{column: kept})
    for model, column in LISTS:
        moved[f"{model._meta.model_name}.{column}"] = _move_list(model, column, source, kept)
    moved["avisamendement.organisation"] = _move_avis(source, kept)
    _one_part_an_action(kept)
    moved["brouillon"] = _move_drafts(source, kept)
    return {table: count for table, count in moved.items() if count}


def _move_list(
    model: type[models.Model], column: str, source: Organisation, kept: Organisation
) -> int:
    """The rows of a many-to-many: where both stand, the source leaves; elsewhere it is replaced."""
    field: Any = model._meta.get_field(column)
    through = field.remote_field.through._base_manager
    owner, member = field.m2m_field_name(), field.m2m_reverse_field_name()
    both = through.filter(**{member: kept}).values(owner)
    rows = through.filter(**{member: source})
    gone: int
    gone, _ = rows.filter(**{f"{owner}__in": list(both.values_list(owner, flat=True))}).delete()
    replaced: int = rows.update(**{member: kept})
    return gone + replaced


def _move_avis(source: Organisation, kept: Organisation) -> int:
    """One avis an amendment: that of the kept one stands where both gave theirs."""
    told = AvisAmendement.objects.filter(organisation=kept).values("amendement")
    AvisAmendement.objects.filter(organisation=source, amendement__in=told).delete()
    return AvisAmendement.objects.filter(organisation=source).update(organisation=kept)


def _one_part_an_action(kept: Organisation) -> None:
    """An organisation has one part in an action: porteur, else copilote, else partenaire."""
    copilotes, partenaires = Action.copilotes.through, Action.partenaires.through
    carried = Action.objects.filter(porteur=kept).values("pk")
    copilotes._base_manager.filter(organisation=kept, action__in=carried).delete()
    led = copilotes._base_manager.filter(organisation=kept).values("action")
    partenaires._base_manager.filter(organisation=kept).filter(
        Q(action__in=carried) | Q(action__in=led)
    ).delete()


def _move_drafts(source: Organisation, kept: Organisation) -> int:
    """What people typed and did not send names organisations by their key too."""
    old, new, count = str(source.pk), str(kept.pk), 0
    for draft in Brouillon.objects.select_for_update(of=("self",)).order_by("pk"):
        changed = False
        for name, values in draft.data.items():
            if isinstance(values, list) and old in values and _TYPED.fullmatch(name):
                named = [new if value == old else value for value in values]
                draft.data[name] = list(dict.fromkeys(named))
                changed = True
        if changed:
            # Not `save`: the day it was kept by its author does not change.
            Brouillon.objects.filter(pk=draft.pk).update(data=draft.data)
            count += 1
    return count


def _complete(source: Organisation, kept: Organisation) -> None:
    """The kept one learns what only the other knew; each SIRET stays unique."""
    for column in COMPLETED:
        if not getattr(kept, column):
            setattr(kept, column, getattr(source, column))
    if source.siret and not kept.siret:
        kept.siret, kept.siren_seul, source.siret = source.siret, None, None
    elif not kept.siren:
        kept.siren_seul = source.siren_seul
    source.merged_into = kept
    source.save(update_fields=["siret", "merged_into"])
    kept.save(update_fields=[*COMPLETED, "siret", "siren_seul"])


def _swap_names(source: Organisation, kept: Organisation) -> None:
    """Each name stays unique at every moment."""
    old, new = kept.name, source.name
    Organisation.objects.filter(pk=source.pk).update(name=f"\u2063{source.pk}")
    Organisation.objects.filter(pk=kept.pk).update(name=new)
    Organisation.objects.filter(pk=source.pk).update(name=old)
    kept.name, source.name = new, old
    index([kept, source])
