"""The verbs on a roadmap and its members; the only writer of its grants."""

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.text import slugify

from comptes.models import User
from organisations.models import Organisation
from organisations.services import accorder, retirer_de_l_equipe
from socle import courriels
from socle.journal import record
from socle.models import Courriel
from socle.refus import refuse
from territoires import emails, rules
from territoires.access import Access, get_access, locked
from territoires.droits import Phase, Role
from territoires.models import AxeNational, FeuilleDeRoute, FeuilleGrant, Objectif, Territoire
from territoires.queries import administers

#: The three objectives of the programme here, offered to a new roadmap: (code, short, title).
OBJECTIFS = (
    ("1", "Décarbonation", "Accélérer la décarbonation de l’industrie"),
    ("2", "Emploi", "Créer les conditions du développement de l’emploi industriel"),
    (
        "3",
        "Filières",
        "Favoriser l’émergence de nouvelles filières et l’innovation dans la transition énergétique",
    ),
)

#: The four national axes of phase 2: (code, title).
AXES_NATIONAUX = (
    ("TEE", "Transition écologique et énergétique"),
    ("INNO", "Innovation"),
    ("COMP", "Compétences et recrutement"),
    ("FONC", "Foncier industriel"),
)


@transaction.atomic
def creer_territoire(
    *,
    name: str,
    epci: list[Organisation],
    start_year: int = 2024,
    end_year: int = 2027,
    administrateur: User,
    slug: str = "",
) -> FeuilleDeRoute:
    """Create a territory, its roadmap with objectives and axes, and its first administrator.

    Raises IntegrityError when the name or the address is taken: forms check both before.
    """
    for position, (code, title) in enumerate(AXES_NATIONAUX):
        AxeNational.objects.get_or_create(
            code=code, defaults={"title": title, "position": position}
        )
    territoire = Territoire.objects.create(name=name)
    territoire.epci.set(epci)
    territoire.organisations.set(epci)
    feuille = FeuilleDeRoute.objects.create(
        territoire=territoire,
        slug=slug or slugify(name)[:80],
        start_year=start_year,
        end_year=end_year,
    )
    Objectif.objects.bulk_create(
        Objectif(feuille=feuille, code=code, short_title=short, title=title, position=position)
        for position, (code, short, title) in enumerate(OBJECTIFS)
    )
    accorder_role(feuille, administrateur, Role.ADMINISTRATEUR, by=None)
    record("feuille.creee", by=administrateur, on=feuille, feuille_id=feuille.pk)
    return feuille


@transaction.atomic
def accorder_role(feuille: FeuilleDeRoute, user: User, role: Role, *, by: User | None) -> None:
    """Give a person a role on a roadmap. Idempotent.

    Raises ValueError for `REPRESENTANT`, which comes from an organisation, not from a roadmap.
    """
    if role is Role.REPRESENTANT:
        raise ValueError("Un représentant tient son droit de son organisation.")
    permission = Permission.objects.get(
        codename=role.value,
        content_type__app_label="territoires",
        content_type__model="feuillederoute",
    )
    _grant, created = FeuilleGrant.objects.get_or_create(
        permission=permission, user=user, content_object=feuille
    )
    if created:
        record(
            "membre.role",
            by=by,
            on=feuille,
            feuille_id=feuille.pk,
            personne=str(user),
            role=role.label,
        )


@transaction.atomic
def changer_phase(access: Access, to: Phase) -> FeuilleDeRoute:
    """Move the roadmap to another phase, forwards or back; the journal keeps it."""
    current = locked(access)
    refuse(rules.why_not_changer_phase(current, to))
    feuille = current.feuille
    before, feuille.phase = Phase(feuille.phase), to
    feuille.save(update_fields=["phase"])
    record(
        "feuille.phase",
        by=access.user,
        on=feuille,
        feuille_id=feuille.pk,
        de=before.label,
        vers=to.label,
    )
    return feuille


@transaction.atomic
def ajouter_membre(
    access: Access,
    *,
    name: str,
    email: str,
    role: Role,
    organisation: Organisation | None = None,
    signer: bool = False,
) -> User:
    """Give a person a role on the roadmap, or the right to represent an organisation of it.

    The account is created when the address is new; an existing name is kept. Idempotent: a person
    who already holds the role is not written to again.
    """
    current = locked(access)
    refuse(rules.why_not_gerer_membres(current))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name)
        record("compte.cree", by=access.user, on=user, feuille_id=access.feuille.pk)
    before = get_access(user, current.feuille)
    if role is Role.REPRESENTANT:
        if organisation is None:
            raise ValueError("a representative needs an organisation")
        kept = administers(current, organisation)
        refuse(rules.why_not_confier(organisation, is_kept_here=kept))
        accorder(organisation, user, by=access.user, signer=signer)
    else:
        accorder_role(current.feuille, user, role, by=access.user)
    if get_access(user, current.feuille) != before and user != access.user:
        emails.ecrire_bienvenue(
            user, by=current, role=role, organisation=organisation, signer=signer
        )
    return user


@transaction.atomic
def retirer_membre(access: Access, user: User) -> None:
    """Take back every role of a person on the roadmap, and on the organisations of its territory.

    Refused when nobody would be left to sign for one of them: its team is changed knowingly, there.
    """
    current = locked(access)
    refuse(rules.why_not_retirer_membre(current, user.pk))
    FeuilleGrant.objects.filter(user=user, content_object=current.feuille).delete()
    for organisation in Organisation.objects.represented_by(user).filter(
        territoires=current.feuille.territoire
    ):
        retirer_de_l_equipe(
            organisation,
            user,
            by=access.user,
            is_administrateur=administers(current, organisation),
        )
    record(
        "membre.retrait",
        by=access.user,
        on=current.feuille,
        feuille_id=current.feuille.pk,
        personne=str(user),
    )


@transaction.atomic
def ecrire_textes(
    access: Access, *, textes: dict[str, str], objectifs: dict[int, str]
) -> FeuilleDeRoute:
    """Write the texts of the roadmap and what each objective (by key) wants to change.

    `textes`: by field, of `FeuilleDeRoute.TEXTES`; those that are not there stay as they are.
    """
    current = locked(access)
    refuse(rules.why_not_ecrire_textes(current))
    feuille = current.feuille
    written = [field for field in feuille.TEXTES if field in textes]
    for field in written:
        setattr(feuille, field, textes[field])
    feuille.save(update_fields=written)
    for objectif in feuille.objectifs.filter(pk__in=objectifs):
        objectif.summary = objectifs[objectif.pk]
        objectif.save(update_fields=["summary"])
    record("feuille.textes", by=access.user, on=feuille, feuille_id=feuille.pk)
    return feuille


@transaction.atomic
def renvoyer_courriel(access: Access, courriel: Courriel) -> None:
    """Send one message of the roadmap again, from its first try."""
    current = locked(access)
    fresh = Courriel.objects.select_for_update().get(pk=courriel.pk, feuille_id=access.feuille.pk)
    refuse(rules.why_not_renvoyer(current, fresh))
    courriels.renvoyer(Courriel.objects.filter(pk=fresh.pk))
    record(
        "courriel.renvoye", by=access.user, on=fresh, feuille_id=access.feuille.pk, a=courriel.to
    )


@transaction.atomic
def renvoyer_echecs(access: Access) -> int:
    """Send again every message of the roadmap that failed and may leave again. How many."""
    current = locked(access)
    refuse(rules.why_not_suivre_courriels(current))
    sent = courriels.renvoyer(Courriel.objects.of_feuille(access.feuille.pk).failed().resendable())
    if sent:
        record(
            "courriel.renvoyes",
            by=access.user,
            on=access.feuille,
            feuille_id=access.feuille.pk,
            nombre=sent,
        )
    return sent
