"""Who is named in the document, and what each pledges: visibility is applied here."""

from collections import Counter
from collections.abc import Iterable

from actions.apports import Apport
from actions.models import Action
from engagements.models import Engagement
from organisations.models import Organisation
from publication.collecte.valeurs import choix, choix_college, month, nature, unite
from publication.contenu import (
    Choix,
    Contenu,
    EngagementContenu,
    OrganisationContenu,
    RetraitContenu,
    Signataire,
    Visa,
)
from territoires.models import FeuilleDeRoute


def public_engagements(feuille: FeuilleDeRoute) -> Iterable[Engagement]:
    return (
        Engagement.objects.live()
        .filter(action__feuille=feuille)
        .exclude(visibilite=Engagement.Visibilite.INTERNE)
        .select_related("action", "organisation")
        .order_by("action__objectif__position", "action__rank", "created_at", "pk")
    )


def engagement_contenu(
    engagement: Engagement, *, besoin: int = 0, retenu: bool = False
) -> EngagementContenu:
    """A pledge with its visibility applied; `EngagementContenu` refuses a leak.

    `besoin`: rank of the need it answers; `retenu`: its amount would give another one away.
    """
    hidden = engagement.visibilite == Engagement.Visibilite.MONTANT_MASQUE
    anonymous = engagement.visibilite == Engagement.Visibilite.ANONYME
    kind = Apport(engagement.kind)
    return EngagementContenu(
        action=engagement.action.numero,
        nature=nature(kind),
        fermete=Choix(engagement.fermete, engagement.get_fermete_display()),
        state=Choix(engagement.state, engagement.get_state_display()),
        organisation="" if anonymous else engagement.organisation.name,
        texte="" if anonymous else engagement.text,
        condition="" if anonymous else engagement.condition,
        unite=unite(kind),
        quantite=None if hidden or anonymous or retenu else engagement.quantity,
        echeance=month(engagement.due),
        montant_masque=hidden,
        montant_retenu=retenu,
        anonyme=anonymous,
        besoin=besoin,
    )


def retraits(feuille: FeuilleDeRoute, contenu: Contenu, last: Contenu) -> Iterable[RetraitContenu]:
    """The pledges `last` named and that were withdrawn since. One query.

    A pledge that only changed its visibility was not withdrawn, and one declared and withdrawn
    between two editions was never public: neither is told.
    """
    left = _named(last) - _named(contenu)
    if not left:
        return
    withdrawn = (
        Engagement.objects.filter(action__feuille=feuille, state=Engagement.State.RETIRE)
        .select_related("action", "organisation")
        .order_by("action__objectif__position", "action__rank", "created_at", "pk")
    )
    for engagement in withdrawn:
        kind = nature(Apport(engagement.kind))
        told = engagement.action.numero, engagement.organisation.name, kind
        if left[told]:
            left[told] -= 1
            yield RetraitContenu(action=told[0], organisation=told[1], nature=kind)


def _named(contenu: Contenu) -> Counter[tuple[str, str, Choix]]:
    return Counter(
        (e.action, e.organisation, e.nature) for e in contenu.engagements if not e.anonyme
    )


def named_organisations(
    epci: list[Organisation], actions: list[Action], engagements: list[Engagement]
) -> tuple[OrganisationContenu, ...]:
    """Those the document names. The directory holds others, which promised nothing in public."""
    named: dict[int, Organisation] = {organisation.pk: organisation for organisation in epci}
    for action in actions:
        financeurs = (line.organisation for line in action.financements.all())
        parts = (action.porteur, *action.copilotes.all(), *action.partenaires.all(), *financeurs)
        named |= {organisation.pk: organisation for organisation in parts if organisation}
    named |= {
        e.organisation_id: e.organisation
        for e in engagements
        if e.visibilite != Engagement.Visibilite.ANONYME
    }
    return tuple(
        OrganisationContenu(
            nom=o.name,
            college=choix_college(o.college),
            commune=o.commune,
            type=choix(o, "kind"),
            siren=o.siren,
        )
        for o in sorted(named.values(), key=lambda o: o.name.casefold())
    )


def signataires(
    feuille: FeuilleDeRoute, epci: list[Organisation], actions: list[Action]
) -> tuple[Signataire, ...]:
    """Those chosen while preparing; before any is, one block a party. One query."""
    chosen = tuple(
        Signataire(nom=s.nom, fonction=s.fonction, organisation=s.organisation, signe_le=s.signe_le)
        for s in feuille.signataires.all()
    )
    return chosen or proposed(epci, actions)


def proposed(epci: Iterable[Organisation], actions: Iterable[Action]) -> tuple[Signataire, ...]:
    """One block for each EPCI, then for each organisation that carries an action."""
    porteurs = {action.porteur.name for action in actions if action.porteur}
    heads = [organisation.name for organisation in epci]
    others = sorted(porteurs - set(heads), key=str.casefold)
    return (
        *(
            Signataire(nom="", fonction="La présidente ou le président", organisation=name)
            for name in heads
        ),
        *(
            Signataire(nom="", fonction="La personne qui la représente", organisation=name)
            for name in others
        ),
    )


def visas(feuille: FeuilleDeRoute) -> tuple[Visa, ...]:
    """The deliberations, oldest first. One query."""
    return tuple(
        Visa(organisation=v.organisation, date=v.date, reference=v.reference)
        for v in feuille.visas.all()
    )
