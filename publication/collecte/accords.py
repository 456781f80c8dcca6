"""Who is named in the document, and what each pledges: visibility is applied here."""

from collections.abc import Iterable

from actions.apports import UNITS, Apport
from actions.models import Action
from engagements.models import Engagement
from organisations.models import Organisation
from publication.collecte.valeurs import choix_college, month
from publication.contenu import Choix, EngagementContenu, OrganisationContenu, Signataire
from territoires.models import FeuilleDeRoute


def public_engagements(feuille: FeuilleDeRoute) -> Iterable[Engagement]:
    return (
        Engagement.objects.live()
        .filter(action__feuille=feuille)
        .exclude(visibilite=Engagement.Visibilite.INTERNE)
        .select_related("action", "organisation")
        .order_by("action__objectif__position", "action__rank", "created_at", "pk")
    )


def engagement_contenu(engagement: Engagement) -> EngagementContenu:
    """A pledge with its visibility applied; `EngagementContenu` refuses a leak."""
    hidden = engagement.visibilite == Engagement.Visibilite.MONTANT_MASQUE
    anonymous = engagement.visibilite == Engagement.Visibilite.ANONYME
    kind = Apport(engagement.kind)
    return EngagementContenu(
        action=engagement.action.numero,
        nature=Choix(kind.value, kind.label),
        fermete=Choix(engagement.fermete, engagement.get_fermete_display()),
        state=Choix(engagement.state, engagement.get_state_display()),
        organisation="" if anonymous else engagement.organisation.name,
        texte="" if anonymous else engagement.text,
        condition="" if anonymous else engagement.condition,
        unite="EUR" if kind is Apport.FINANCIER else UNITS.get(kind, ""),
        quantite=None if hidden else engagement.quantity,
        echeance=month(engagement.due),
        montant_masque=hidden,
        anonyme=anonymous,
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
        OrganisationContenu(nom=o.name, college=choix_college(o.college), commune=o.commune)
        for o in sorted(named.values(), key=lambda o: o.name.casefold())
    )


def signataires(epci: list[Organisation], actions: list[Action]) -> tuple[Signataire, ...]:
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
