"""« Mon organisation »: what waits, its pledges, its team, in a constant number of queries.

Its pledges are read at once, for the totals count them all; a long table is cut in pages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from actions.affichage.cartes import carte
from actions.models import Action, Soutien
from engagements import rules
from engagements.affichage import Ligne, apport_words, lignes, quantity_of
from engagements.models import Engagement
from engagements.parcours import espace_url, next_step
from engagements.totaux import Comptes, Total, engagement_counts_by_action, totaux
from organisations.models import Organisation
from organisations.queries import Coequipier, team_of
from socle import francais
from socle.cartes import Carte
from socle.pages import Feuillet, feuillet
from territoires.access import Access

State = Engagement.State


#: Lines of the table of pledges on one page; tasks shown before « Tout afficher ».
PAR_PAGE = 20
TACHES = 5

#: What one may look for in a long table: (word of the address, label, states).
FILTRES: tuple[tuple[str, str, set[str]], ...] = (
    ("a-confirmer", "À confirmer", {State.DECLARE}),
    ("a-signer", "À signer", {State.CONFIRME}),
    ("signes", "Signés", {State.SIGNE}),
    ("realises", "Réalisés", {State.REALISE}),
    ("retires", "Retirés", {State.RETIRE}),
)


@dataclass(frozen=True, slots=True)
class Tache:
    """Something that waits for the organisation.

    `kind`: signer (one for all), confirmer, echeance (its last month is over) or brouillon.
    """

    kind: str
    icone: str
    titre: str
    texte: str
    url: str  # where one reads and signs, where a draft goes on, where a pledge changes
    pk: int = 0
    echeance: str = ""
    numero: str = ""
    objectif: str = ""


class Onglet(NamedTuple):
    """One of the person's organisations, to switch to."""

    nom: str
    url: str
    courant: bool


@dataclass(frozen=True, slots=True)
class Choix:
    """What the reader of a long page asked: a state, all the tasks."""

    state: str = ""
    all_tasks: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Choix":
        """From the query string of the page."""
        return cls(query.get("etat", ""), "tout" in query)


@dataclass(frozen=True, slots=True)
class Espace:
    """Everything the page of one organisation shows."""

    organisation: Organisation
    onglets: list[Onglet]  # the person's organisations, when there are several
    taches: list[Tache]  # the first ones
    waiting: int  # how many there are
    lignes: list[Ligne]  # those of one page
    feuillet: Feuillet
    filtres: list[Onglet]  # states of the pledges, when they do not fit on one page
    totaux: tuple[Total, ...]
    equipe: list[Coequipier]
    soutenues: list[Carte]
    live: int
    confirmed: int
    signed: int
    short_name: str
    to_confirm: int  # declared pledges, which may be confirmed together
    to_sign: str  # « Trois engagements confirmés attendent la signature de Paul Morice. »

    @property
    def autres(self) -> int:
        """How many tasks wait behind « Afficher les autres »."""
        return self.waiting - len(self.taches)

    @property
    def titre(self) -> str:
        """« Trois choses vous attendent, Inès »."""
        count = self.waiting
        words = francais.en_lettres(count, feminin=True).capitalize()
        verb = francais.accord(count, "chose vous attend", "choses vous attendent")
        title = f"{words} {verb}" if count else "Rien ne vous attend"
        return f"{title}, {self.short_name}" if self.short_name else title

    @property
    def surtitre(self) -> str:
        return ", ".join(filter(None, (self.organisation.name, self.organisation.commune)))

    @property
    def live_label(self) -> str:
        word = francais.accord(self.live, "engagement", "engagements")
        confirmed = francais.accord(self.confirmed, "confirmé", "confirmés")
        label = f"{word}, dont {francais.nombre(self.confirmed)} {confirmed}"
        if not self.signed:
            return label
        signed = francais.accord(self.signed, "est signé", "sont signés")
        return f"{label}\u00a0; {francais.nombre(self.signed)} {signed}"

    @property
    def chiffres(self) -> list[tuple[str, str]]:
        """Key figures: (value, label), for what is measured."""
        return [total.figure for total in self.totaux if total.quantity is not None]


def build(
    access: Access,
    organisations: Sequence[Organisation],
    organisation: Organisation,
    request: HttpRequest,
) -> Espace:
    """The page of `organisation`, one of `organisations`, all represented by the person."""
    choix = Choix.read(request.GET)
    mine = frozenset({organisation.pk})
    found = Engagement.objects.on_feuille(access.feuille).of_organisations(mine).for_detail()
    engagements, equipe = list(found), team_of(organisation)
    sent = [e for e in engagements if e.state != State.BROUILLON]
    by_word = {word: states for word, _label, states in FILTRES}
    states = by_word.get(choix.state, set(State))
    wanted = sorted((e for e in sent if e.state in states), key=lambda e: e.state == State.RETIRE)
    page = feuillet(request, wanted, PAR_PAGE)
    waiting = _waiting(engagements, access, organisation)
    url = espace_url(access.feuille.slug, organisation.pk)
    return Espace(
        organisation=organisation,
        onglets=_onglets(access.feuille.slug, organisations, organisation),
        taches=[draw() for draw in waiting[: None if choix.all_tasks else TACHES]],
        waiting=len(waiting),
        lignes=lignes(page, access),
        feuillet=page,
        filtres=_filtres(sent, url, choix),
        totaux=totaux(engagements, access),
        equipe=equipe,
        soutenues=_soutenues(access, organisation),
        live=sum(e.state in Engagement.LIVE_STATES for e in engagements),
        confirmed=sum(e.state in Engagement.CONFIRMED_STATES for e in engagements),
        signed=sum(e.state == State.SIGNE for e in engagements),
        short_name=access.user.get_short_name() if access.user.name else "",
        to_confirm=sum(e.state == State.DECLARE for e in engagements),
        to_sign=_awaited(engagements, access, organisation, equipe),
    )


def _filtres(sent: list[Engagement], url: str, choix: Choix) -> list[Onglet]:
    if len(sent) <= PAR_PAGE:
        return []
    found = [Onglet(f"Tous ({len(sent)})", f"{url}#engagements", not choix.state)]
    for word, label, states in FILTRES:
        if count := sum(e.state in states for e in sent):
            address = f"{url}&etat={word}#engagements"
            found.append(Onglet(f"{label} ({count})", address, word == choix.state))
    return found


def _waiting(
    engagements: list[Engagement], access: Access, organisation: Organisation
) -> list[Callable[[], Tache]]:
    """What waits, to be drawn: to sign, to confirm, late, drafts; the nearest deadline first."""
    today = timezone.localdate()
    found: list[Callable[[], Tache]] = []
    to_sign = [e for e in engagements if rules.is_to_sign(e)]
    if to_sign and organisation.pk in access.signataire_de:
        found.append(partial(_to_sign, to_sign, access, organisation))
    ordered = sorted(engagements, key=lambda e: (e.due is None, e.due or today, e.pk))
    found += [partial(_to_confirm, e, access) for e in ordered if e.state == State.DECLARE]
    found += [partial(_overdue, e, access) for e in ordered if rules.is_overdue(e, today)]
    found += [partial(_draft, e, access) for e in ordered if e.state == State.BROUILLON]
    return found


def _awaited(
    engagements: list[Engagement],
    access: Access,
    organisation: Organisation,
    equipe: list[Coequipier],
) -> str:
    """Who must sign, told to those who may not. Empty for a signatory."""
    count = sum(rules.is_to_sign(e) for e in engagements)
    if not count or organisation.pk in access.signataire_de:
        return ""
    what = "Un engagement confirmé attend"
    if count > 1:
        what = f"{francais.en_lettres(count).capitalize()} engagements confirmés attendent"
    if who := [str(one.user) for one in equipe if one.may_sign]:
        return f"{what} la signature de {francais.liste(who, 'ou')}."
    return f"{what} une signature\u00a0: personne ne peut encore signer pour votre organisation."


def _onglets(
    slug: str, organisations: Sequence[Organisation], current: Organisation
) -> list[Onglet]:
    if len(organisations) < 2:
        return []
    return [Onglet(one.name, espace_url(slug, one.pk), one == current) for one in organisations]


def _to_sign(engagements: list[Engagement], access: Access, organisation: Organisation) -> Tache:
    slug, count = access.feuille.slug, len(engagements)
    if count == 1:
        action = engagements[0].action
        return Tache(
            kind="signer",
            icone="signature",
            titre="Signez votre engagement confirmé",
            texte=f"{action.title.rstrip('.')}. Deux minutes suffisent.",
            url=reverse("engagements:signer", args=[slug, engagements[0].pk]),
            numero=action.numero,
            objectif=action.objectif.code,
        )
    return Tache(
        kind="signer",
        icone="signature",
        titre=f"Signez vos {francais.en_lettres(count)} engagements confirmés",
        texte="Vous les lisez sur une page, un seul code les signe.",
        url=f"{reverse('engagements:signer_tout', args=[slug])}?organisation={organisation.pk}",
    )


def _to_confirm(engagement: Engagement, access: Access) -> Tache:
    quantity = quantity_of(engagement, access)
    titre = f"Confirmez {quantity}" if quantity else "Confirmez votre engagement"
    return _tache(engagement, access, "confirmer", "poignee", titre)


def _overdue(engagement: Engagement, access: Access) -> Tache:
    quantity = quantity_of(engagement, access) or apport_words(engagement.kind)
    return _tache(
        engagement, access, "echeance", "calendrier", f"Dites où en est\u00a0: {quantity}"
    )


def _draft(engagement: Engagement, access: Access) -> Tache:
    return _tache(engagement, access, "brouillon", "crayon", "Terminez votre engagement")


def _tache(engagement: Engagement, access: Access, kind: str, icone: str, titre: str) -> Tache:
    action = engagement.action
    if kind == "brouillon":
        url = next_step(engagement)
    else:
        url = reverse("engagements:precisions", args=[action.feuille.slug, engagement.pk])
    due = francais.mois(engagement.due) if engagement.due else ""
    label = "Échéance passée" if kind == "echeance" else "Échéance"
    return Tache(
        kind=kind,
        icone=icone,
        titre=titre,
        texte=f"{action.title.rstrip('.')}. {_written(engagement, access)}",
        url=url,
        pk=engagement.pk,
        echeance=f"{label}{francais.INSECABLE}: {due}" if due else "",
        numero=action.numero,
        objectif=action.objectif.code,
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
