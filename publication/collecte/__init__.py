"""From the tables to the frozen content: the only package here that reads other apps.

The number of queries does not depend on the number of actions. What the public may see is decided
here, once: everything drawn afterwards comes from what this module gives.
"""

from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from actions.models import Action, Amendement
from engagements.models import Engagement
from publication.collecte.accords import (
    engagement_contenu,
    named_organisations,
    proposed,
    public_engagements,
    retraits,
    signataires,
    visas,
)
from publication.collecte.fiches import action_contenu, points_of, published_actions
from publication.collecte.sommes import Sommes, sommes
from publication.collecte.travaux import heirs_of, past_seances
from publication.contenu import (
    AxeContenu,
    Contenu,
    ObjectifContenu,
    Periode,
    Signataire,
    SourceContenu,
    TerritoireContenu,
)
from publication.glossaire import GLOSSAIRE
from publication.reste import ActionNommee, Reste
from publication.textes import Textes
from seances.models import Resultat
from socle import francais
from territoires.models import AxeNational, FeuilleDeRoute

UNDECIDED_STATES = tuple(s for s in Action.OPEN_STATES if s not in Action.SELECTED_STATES)


class Recolte(NamedTuple):
    """The content, and what its sums are made of: kept inside, for the audit of the next ones."""

    contenu: Contenu
    audit: dict[str, Any]


def collecter(
    feuille: FeuilleDeRoute,
    *,
    numero: str,
    note: str = "",
    on: date | None = None,
    before: Contenu | None = None,
) -> Contenu:
    """The public content of a roadmap as it is now. `on`: the day printed, today by default.

    `before`: the edition before, to tell what was withdrawn since.
    """
    return recolter(feuille, numero=numero, note=note, on=on, before=before).contenu


def recolter(
    feuille: FeuilleDeRoute,
    *,
    numero: str,
    note: str = "",
    on: date | None = None,
    before: Contenu | None = None,
) -> Recolte:
    """The same with its audit, to freeze both."""
    actions = list(published_actions(feuille))
    published = frozenset(action.pk for action in actions)
    engagements = [e for e in public_engagements(feuille) if e.action_id in published]
    judged = sommes(feuille, engagements)
    contenu = _contenu(feuille, actions, engagements, judged, numero=numero, note=note, on=on)
    if before is not None:
        contenu = replace(contenu, retraits=tuple(retraits(feuille, contenu, before)))
    return Recolte(contenu, judged.trace)


def _contenu(
    feuille: FeuilleDeRoute,
    actions: list[Action],
    engagements: list[Engagement],
    judged: Sommes,
    *,
    numero: str,
    note: str,
    on: date | None,
) -> Contenu:
    published = frozenset(action.pk for action in actions)
    ranks = {b.pk: rank for action in actions for rank, b in enumerate(action.besoins.all(), 1)}
    votes = list(
        Resultat.objects.filter(seance__feuille=feuille)
        .select_related("action")
        .order_by("seance__date", "seance_id", "-points", "action__rank", "pk")
    )
    heirs = heirs_of(feuille, actions)
    points = points_of(feuille, votes, heirs)
    territoire = feuille.territoire
    epci = list(territoire.epci.order_by("name"))
    return Contenu(
        edition=numero,
        date=on or timezone.localdate(),
        territoire=TerritoireContenu(
            nom=territoire.name,
            programme=territoire.programme,
            epci=tuple(organisation.name for organisation in epci),
            id_ti=territoire.id_ti,
        ),
        periode=Periode(debut=feuille.start_year, fin=feuille.end_year),
        auteur=francais.liste(organisation.name for organisation in epci),
        note=note.strip(),
        avertissement=territoire.avertissement,
        textes=Textes(
            preambule=feuille.preamble,
            diagnostic=feuille.diagnosis,
            ambition=feuille.ambition,
            gouvernance=feuille.governance,
            suivi=feuille.follow_up,
            duree=feuille.duration,
            methode=feuille.method,
            markdown=True,
        ),
        objectifs=tuple(
            ObjectifContenu(
                code=o.code, titre=o.short_title, intitule=o.title, description=o.summary
            )
            for o in feuille.objectifs.all()
        ),
        axes=tuple(AxeContenu(code=a.code, intitule=a.title) for a in AxeNational.objects.all()),
        actions=tuple(action_contenu(action, points) for action in actions),
        organisations=named_organisations(epci, actions, engagements),
        engagements=tuple(
            engagement_contenu(e, besoin=ranks.get(e.besoin_id, 0), retenu=e.pk in judged.retenus)
            for e in engagements
        ),
        anonymes=judged.anonymes,
        signataires=signataires(feuille, epci, actions),
        visas=visas(feuille),
        seances=past_seances(feuille, votes, published, heirs),
        glossaire=GLOSSAIRE,
        sources=tuple(_source(source) for source in territoire.sources),
    )


def collecter_reste(feuille: FeuilleDeRoute) -> Reste:
    """What the checks look at beyond the content. Four queries."""
    indecises = feuille.actions.filter(state__in=UNDECIDED_STATES)
    restreintes = feuille.actions.filter(state__in=Action.SELECTED_STATES, is_restricted=True)
    selected = feuille.actions.selected()
    amendements = _names(
        Amendement.objects.filter(action__in=selected, state=Amendement.State.A_ARBITRER),
        "action__",
    )
    declares = _names(
        Engagement.objects.filter(action__in=selected, state=Engagement.State.DECLARE).exclude(
            visibilite=Engagement.Visibilite.INTERNE
        ),
        "action__",
    )
    return Reste(
        indecises=_names(indecises),
        restreintes=_names(restreintes),
        a_arbitrer=tuple(dict.fromkeys(amendements)),
        amendements=len(amendements),
        a_confirmer=tuple(dict.fromkeys(declares)),
        declares=len(declares),
    )


def signataires_proposes(feuille: FeuilleDeRoute) -> tuple[Signataire, ...]:
    """The parties that sign as long as nobody chose: the EPCI, then who carries an action."""
    return proposed(
        feuille.territoire.epci.order_by("name"),
        feuille.actions.selected().select_related("porteur"),
    )


def _names(rows: models.QuerySet, prefix: str = "") -> tuple[ActionNommee, ...]:
    order = (f"{prefix}objectif__position", f"{prefix}rank")
    wanted = (f"{prefix}numero", f"{prefix}objectif__code", f"{prefix}title")
    return tuple(ActionNommee(*row) for row in rows.order_by(*order).values_list(*wanted))


def _source(source: dict[str, str]) -> SourceContenu:
    return SourceContenu(
        code=source.get("id") or "",
        titre=source.get("titre") or "",
        editeur=source.get("editeur") or "",
        url=source.get("url") or "",
    )
