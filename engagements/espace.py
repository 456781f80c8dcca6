"""« Mon organisation »: what waits, its pledges, its team, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.affichage.cartes import carte
from actions.models import Action, Soutien
from engagements.affichage import Ligne, lignes, quantity_of
from engagements.models import Engagement
from engagements.parcours import espace_url, next_step
from engagements.totaux import Comptes, Total, engagement_counts_by_action, totaux
from organisations.models import Organisation
from organisations.queries import Coequipier, team_of
from socle import francais
from socle.cartes import Carte
from territoires.access import Access

State = Engagement.State


@dataclass(frozen=True, slots=True)
class Tache:
    """Something that waits for the organisation: a draft to finish, a pledge to confirm."""

    pk: int
    is_draft: bool
    titre: str
    texte: str
    echeance: str
    numero: str
    objectif: str
    next_url: str  # where a draft goes on, or a pledge changes


class Onglet(NamedTuple):
    """One of the person's organisations, to switch to."""

    nom: str
    url: str
    courant: bool


@dataclass(frozen=True, slots=True)
class Espace:
    """Everything the page of one organisation shows."""

    organisation: Organisation
    onglets: list[Onglet]  # the person's organisations, when there are several
    taches: list[Tache]
    lignes: list[Ligne]
    totaux: tuple[Total, ...]
    equipe: list[Coequipier]
    soutenues: list[Carte]
    confirmed: int
    short_name: str

    @property
    def titre(self) -> str:
        """« Trois choses vous attendent, Inès »."""
        count = len(self.taches)
        words = francais.en_lettres(count, feminin=True).capitalize()
        verb = francais.accord(count, "chose vous attend", "choses vous attendent")
        title = f"{words} {verb}" if count else "Rien ne vous attend"
        return f"{title}, {self.short_name}" if self.short_name else title

    @property
    def surtitre(self) -> str:
        return ", ".join(filter(None, (self.organisation.name, self.organisation.commune)))

    @property
    def live(self) -> int:
        return sum(total.count for total in self.totaux)

    @property
    def live_label(self) -> str:
        confirmed = francais.accord(self.confirmed, "confirmé", "confirmés")
        word = francais.accord(self.live, "engagement", "engagements")
        return f"{word}, dont {francais.nombre(self.confirmed)} {confirmed}"

    @property
    def chiffres(self) -> list[tuple[str, str]]:
        """Key figures: (value, label), for what is measured."""
        return [total.figure for total in self.totaux if total.quantity is not None]


def build(
    access: Access, organisations: Sequence[Organisation], organisation: Organisation
) -> Espace:
    """The page of `organisation`, one of `organisations`, all represented by the person."""
    mine = frozenset({organisation.pk})
    found = Engagement.objects.on_feuille(access.feuille).of_organisations(mine).for_detail()
    engagements = list(found)
    waiting = [e for e in engagements if e.state in (State.BROUILLON, State.DECLARE)]
    waiting.sort(key=lambda e: (e.state == State.BROUILLON, e.due is None, e.due))
    return Espace(
        organisation=organisation,
        onglets=_onglets(access.feuille.slug, organisations, organisation),
        taches=[_tache(engagement, access) for engagement in waiting],
        lignes=lignes((e for e in engagements if e.state != State.BROUILLON), access),
        totaux=totaux(engagements, access),
        equipe=team_of(organisation),
        soutenues=_soutenues(access, organisation),
        confirmed=sum(e.state in Engagement.CONFIRMED_STATES for e in engagements),
        short_name=access.user.get_short_name() if access.user.name else "",
    )


def _onglets(
    slug: str, organisations: Sequence[Organisation], current: Organisation
) -> list[Onglet]:
    if len(organisations) < 2:
        return []
    return [Onglet(one.name, espace_url(slug, one.pk), one == current) for one in organisations]


def _tache(engagement: Engagement, access: Access) -> Tache:
    action = engagement.action
    is_draft = engagement.state == State.BROUILLON
    quantity = quantity_of(engagement, access)
    if is_draft:
        title = "Terminez votre engagement"
        url = next_step(engagement)
    else:
        title = f"Confirmez {quantity}" if quantity else "Confirmez votre engagement"
        url = reverse("engagements:precisions", args=[action.feuille.slug, engagement.pk])
    due = francais.mois(engagement.due) if engagement.due else ""
    return Tache(
        pk=engagement.pk,
        is_draft=is_draft,
        titre=title,
        texte=f"{action.title.rstrip('.')}. {_written(engagement, access)}",
        echeance=f"Échéance{francais.INSECABLE}: {due}" if due else "",
        numero=action.numero,
        objectif=action.objectif.code,
        next_url=url,
    )


def _written(engagement: Engagement, access: Access) -> str:
    """« Saisi par vous le 14 nov. 2024. »"""
    author = "vous" if engagement.author_id == access.user.pk else str(engagement.author or "")
    by = f" par {author}" if author else ""
    return f"Saisi{by} le {francais.date_courte(timezone.localtime(engagement.created_at))}."


def _soutenues(access: Access, organisation: Organisation) -> list[Carte]:
    """The actions the person, or somebody for the organisation, supports."""
    soutiens = Soutien.objects.filter(Q(user=access.user) | Q(organisation=organisation))
    actions = (
        access.feuille.actions.visible_to(access)
        .filter(pk__in=soutiens.values("action"))
        .select_related("objectif", "porteur")
        .with_tallies()
    )
    comptes = engagement_counts_by_action(access)
    return [_carte(action, comptes, access.feuille.slug) for action in actions]


def _carte(action: Action, comptes: Comptes, slug: str) -> Carte:
    return carte(
        numero=action.numero,
        titre=action.title,
        url=reverse("action", args=[slug, action.numero]),
        objectif=action.objectif.code,
        state=action.state,
        porteur=action.porteur.name if action.porteur else None,
        budget=action.budget,
        acquired=action.acquired,
        soutiens=action.n_soutiens,
        engagements=comptes.of(action.pk).live,
        commentaires=action.n_commentaires,
    )
