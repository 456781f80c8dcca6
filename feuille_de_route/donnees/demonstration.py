"""The demonstration: the roadmap of donnees/estuaire-sillon-demo.json and its five personas.

Everything goes through the services, as people would do it. The personas are invented, their
addresses end in .example, and none of them acts for an organisation that exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction

from actions.models import Action, AvisAmendement
from actions.services.amendements import amender, donner_avis
from actions.services.commentaires import commenter
from actions.services.priorites import soutenir
from comptes.models import User
from feuille_de_route.donnees import signataires
from feuille_de_route.donnees.format import read_file
from feuille_de_route.donnees.organisations import add_organisation
from feuille_de_route.donnees.services import importer, read_for
from organisations.models import Organisation
from organisations.services import accorder
from publication.services import publier_maintenant
from territoires.access import Access, get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute, Territoire
from territoires.services import accorder_role, changer_phase, creer_territoire, ecrire_textes

Choix = AvisAmendement.Choix
SLUG = "estuaire"
FICHIER = settings.BASE_DIR / "donnees" / "estuaire-sillon-demo.json"


@dataclass(frozen=True, slots=True)
class Persona:
    """`name` and `fonction` as they are shown; without `role` the person represents `ENTREPRISE`."""

    key: str
    email: str
    name: str
    fonction: str
    role: Role | None = None


CHEFFE = Persona(
    "cheffe", "maelle.guerin@estuaire.example", "Maëlle Guérin", "Cheffe de projet",
    Role.ADMINISTRATEUR,
)  # fmt: skip
ANIMATEUR = Persona(
    "animateur", "yann.legoff@estuaire.example", "Yann Le Goff", "Animateur", Role.ANIMATEUR
)
PORTEUSE = Persona(
    "porteuse", "claire.danet@estuaire.example", "Claire Danet", "Porteuse d’actions", Role.PORTEUR
)
REPRESENTANTE = Persona(
    "representante", "ines.rabouin@meca-soudage.example", "Inès Rabouin",
    "Représentante d’entreprise",
)  # fmt: skip
ELU = Persona("elu", "paul.morice@estuaire.example", "Paul Morice", "Élu, lecteur", Role.LECTEUR)
PERSONAS = (CHEFFE, ANIMATEUR, PORTEUSE, REPRESENTANTE, ELU)

#: Reference in the file of the invented enterprise that one persona represents and signs for.
ENTREPRISE = "f02"
#: Reference of the porteur whose actions one persona follows.
PORTEUR = "cci"

#: Illustrative supports and comments: (who, references of actions), (who, reference, text).
SOUTIENS = (
    (PORTEUSE, ("a12", "a13", "a21", "a31", "a35")),
    (REPRESENTANTE, ("a11", "a13", "a21", "a22", "a34")),
)
COMMENTAIRES = (
    (
        REPRESENTANTE, "a21",
        "Nous pouvons ouvrir l’atelier deux vendredis par mois. "
        "Il nous faut connaître le calendrier de l’école avant l’été.",
    ),
    (
        CHEFFE, "a21",
        "Merci. Le calendrier sera partagé avec les entreprises accueillantes en juin.",
    ),
    (
        PORTEUSE, "a11",
        "Vingt-deux entreprises se sont dites intéressées par la première promotion.",
    ),
    (
        ANIMATEUR, "a35",
        "L’inventaire des flux peut reprendre celui de la plateforme régionale.",
    ),
)  # fmt: skip
#: A question that waits for its answer, and an amendment that waits for a decision.
QUESTION = (
    REPRESENTANTE, "a34",
    "Qui prendra en charge la formation à la sécurité en mer\u00a0: l’action, ou chaque entreprise\u202f?",
)  # fmt: skip
AMENDEMENT = (
    ANIMATEUR, "a21", "beneficiaries",
    "Jeunes de 15 à 18 ans, adultes en reconversion, entreprises qui recrutent",
    "Des salariés de la centrale de Cordemais l’ont demandé depuis le séminaire.",
)  # fmt: skip

TEXTES = {
    "preamble": (
        "Le Territoire d’industrie Saint-Nazaire Loire Estuaire réunit deux intercommunalités\u00a0: "
        "Saint-Nazaire Agglomération et Estuaire et Sillon. La phase 2 du programme y a été lancée "
        "le 12 mars 2024. Le 11 avril 2024, à Cordemais, un séminaire a réuni ses acteurs pour "
        "partager les actions, les ajuster, les sélectionner et s’engager.\n\n"
        "Cette feuille de route présente quinze actions pour 2024-2027, autour de trois objectifs. "
        "Son contenu est illustratif\u00a0: seuls les faits signalés comme sourcés sont publics."
    ),
    "diagnosis": (
        "Le bassin compte 28\u202f500 emplois industriels. Ses émissions sont estimées à 5,9 millions "
        "de tonnes de CO₂ par an. Estuaire et Sillon réunit onze communes et environ "
        "37\u202f100 habitants. L’arrêt de la production au charbon à Cordemais est annoncé au "
        "31 mars 2027.\n\n"
        "La première phase avait mobilisé une soixantaine d’acteurs autour de 31 projets. La seconde "
        "part de cette expérience, avec quinze projets annoncés."
    ),
    "ambition": (
        "En 2027, une PME industrielle du territoire trouve ici, à moins d’une demi-heure, de quoi "
        "mesurer et réduire ses émissions, former ses équipes et entrer sur un marché nouveau. "
        "Ambition illustrative."
    ),
    "governance": (
        "Un élu et un industriel animent ensemble la démarche. Le comité de projet réunit les deux "
        "intercommunalités, la Région, l’État, ses opérateurs et les porteurs d’actions. Il rend un "
        "avis sur chaque action et valide chaque édition. Organisation illustrative."
    ),
    "follow_up": (
        "Chaque porteur met à jour ses jalons et ses indicateurs une fois par an, avant le comité de "
        "projet. Une nouvelle édition est publiée après chaque comité. Les éditions passées restent "
        "consultables. Rythme illustratif."
    ),
    "duration": (
        "La feuille de route vaut de sa signature au 31 décembre 2027. Une partie propose une "
        "modification au comité de projet ; acceptée, elle paraît dans l’édition suivante, qui dit ce "
        "qui a changé. Une partie peut se retirer par écrit : ses engagements non réalisés sont alors "
        "notés comme retirés. Clauses illustratives."
    ),
    "method": (
        "Les actions viennent de la candidature de l’automne 2023 et des ateliers qui l’ont suivie. "
        "Le séminaire du 11 avril 2024 les a partagées, amendées à six tables, puis hiérarchisées par "
        "un vote. Le comité de projet a ensuite décidé, action par action. Récit illustratif."
    ),
}
OBJECTIFS = {
    "1": "Donner aux PME les mêmes moyens d’agir sur l’énergie que les grands sites.",
    "2": "Former, loger et accueillir ceux qui feront l’industrie de demain.",
    "3": "Ouvrir aux entreprises du territoire les marchés de la transition énergétique.",
}
TOLD_FIRST = "reprend l’action de la liste de candidature de l’automne 2023 (illustratif)"
NOTE = (
    "Première édition\u00a0: les quinze actions retenues au séminaire du 11 avril 2024 et les "
    "premiers engagements. Données de démonstration."
)


class CannotLoad(Exception):
    """Why the demonstration cannot be made here, in French."""


def load() -> FeuilleDeRoute:
    """The demonstration's roadmap, made unless it is there. Safe to call at each start."""
    feuille = FeuilleDeRoute.objects.filter(slug=SLUG).first() or _create()
    if not feuille.editions.exists():
        publier_maintenant(_access(CHEFFE, feuille), note=NOTE)
    return feuille


@transaction.atomic
def _create() -> FeuilleDeRoute:
    people = {one.key: _person(one) for one in PERSONAS}
    cheffe = people[CHEFFE.key]
    data = FICHIER.read_bytes()
    feuille = _territoire(data, cheffe)
    for one in PERSONAS:
        if one.role:
            accorder_role(feuille, people[one.key], one.role, by=cheffe)
    data_file, signed = signataires.unsigned(read_for(data, feuille))
    importer(data_file, _access(CHEFFE, feuille), told_first=TOLD_FIRST)
    entreprise = feuille.territoire.organisations.get(reference=ENTREPRISE)
    accorder(entreprise, people[REPRESENTANTE.key], by=cheffe, signer=True)
    feuille.actions.filter(porteur__reference=PORTEUR).update(pilote=people[PORTEUSE.key])
    objectifs = {objectif.pk: OBJECTIFS[objectif.code] for objectif in feuille.objectifs.all()}
    ecrire_textes(_access(CHEFFE, feuille), textes=TEXTES, objectifs=objectifs)
    _live_through_phases(feuille)
    feuille.refresh_from_db()
    signataires.sign(feuille, signed, by=cheffe)
    return feuille


def _person(one: Persona) -> User:
    user = User.objects.filter(email=one.email).first() or User.objects.create_user(
        one.email, one.name, fonction=one.fonction, is_demo=True
    )
    if one is CHEFFE:
        # The back office, to read: it shows what the pages do not.
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


def _territoire(data: bytes, cheffe: User) -> FeuilleDeRoute:
    """The territory named by the file, with the EPCI the file gives."""
    data_file = read_file(data)
    row = data_file.territoire
    if Territoire.objects.filter(name=row.nom).exists():
        raise CannotLoad(
            f"La démonstration ne se charge pas\u00a0: un territoire s’appelle déjà «\u00a0{row.nom}\u00a0». "
            "Démarrez avec --sans-demo, ou donnez un autre dossier par la variable VAR_DIR."
        )
    epci = [
        Organisation.objects.all().named(one.nom) or add_organisation(one, cheffe)
        for one in data_file.organisations
        if one.id in row.epci
    ]
    return creer_territoire(
        name=row.nom,
        epci=epci,
        start_year=row.periode_feuille_de_route.debut,
        end_year=row.periode_feuille_de_route.fin,
        administrateur=cheffe,
        slug=SLUG,
    )


def _access(one: Persona, feuille: FeuilleDeRoute) -> Access:
    access = get_access(User.objects.get(email=one.email), feuille)
    if access is None:
        raise LookupError(f"{one.name} has no role on the demonstration's roadmap")
    return access


def _live_through_phases(feuille: FeuilleDeRoute) -> None:
    """Supports while sharing, comments while adjusting, then up to the pledges."""
    actions = {action.reference: action for action in feuille.actions.all()}
    for phase in (Phase.PARTAGE, Phase.AJUSTEMENT, Phase.SELECTION, Phase.ENGAGEMENT):
        changer_phase(_access(CHEFFE, feuille), phase)
        if phase is Phase.PARTAGE:
            for who, references in SOUTIENS:
                for reference in references:
                    soutenir(actions[reference], by=_access(who, feuille))
        if phase is Phase.AJUSTEMENT:
            for who, reference, text in COMMENTAIRES:
                commenter(actions[reference], by=_access(who, feuille), text=text)
            _leave_open(feuille, actions)


def _leave_open(feuille: FeuilleDeRoute, actions: Mapping[str, Action]) -> None:
    """What somebody still has to answer: a question, and an amendment with two opinions."""
    who, reference, text = QUESTION
    commenter(actions[reference], by=_access(who, feuille), text=text, question=True)
    who, reference, field, value, reason = AMENDEMENT
    amendement = amender(
        actions[reference], by=_access(who, feuille), field=field, value=value, reason=reason,
        seen=actions[reference].version, form_key=uuid4(),
    )  # fmt: skip
    entreprise = feuille.territoire.organisations.get(reference=ENTREPRISE)
    donner_avis(
        amendement, by=_access(REPRESENTANTE, feuille), choix=Choix.POUR,
        organisation_id=entreprise.pk,
    )  # fmt: skip
    donner_avis(amendement, by=_access(PORTEUSE, feuille), choix=Choix.ABSTENTION)
