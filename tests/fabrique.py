"""Small builders for tests: real rows, sensible defaults, everything overridable."""

from datetime import date, time
from decimal import Decimal
from itertools import count

from actions.models import (
    Action,
    Amendement,
    Besoin,
    Commentaire,
    Financement,
    Indicateur,
    Jalon,
    Piece,
)
from comptes.models import User
from engagements.models import Engagement
from organisations.models import Organisation
from organisations.services import accorder
from seances.models import (
    Contribution,
    Etape,
    Participant,
    Presence,
    Resultat,
    Scrutin,
    Seance,
    Table,
)
from socle.models import Courriel
from territoires.access import Access, get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from territoires.services import accorder_role, creer_territoire

_serial = count(1)


def une_personne(name: str = "", **fields) -> User:
    n = next(_serial)
    return User.objects.create_user(f"personne{n}@essai.example", name or f"Personne {n}", **fields)


def une_organisation(name: str = "", **fields) -> Organisation:
    fields = {"kind": "pme", "college": "entreprises"} | fields
    return Organisation.objects.create(name=name or f"Organisation {next(_serial)}", **fields)


def une_feuille(phase: Phase = Phase.PARTAGE, **fields) -> FeuilleDeRoute:
    """A roadmap with its three objectives, two EPCI and an administrator."""
    n = next(_serial)
    epci = [
        une_organisation(f"EPCI {n} {side}", kind="collectivite", college="collectivites")
        for side in ("nord", "sud")
    ]
    feuille = creer_territoire(
        name=f"Territoire {n}", epci=epci, administrateur=une_personne(), **fields
    )
    feuille.phase = phase
    feuille.save(update_fields=["phase"])
    return feuille


def un_access(
    feuille: FeuilleDeRoute, role: Role, organisation: Organisation | None = None
) -> Access:
    """The access of a new person who holds this role on the roadmap."""
    user = une_personne()
    if role is Role.REPRESENTANT:
        organisation = organisation or une_organisation()
        feuille.territoire.organisations.add(organisation)
        accorder(organisation, user, by=None, signer=True)
    else:
        accorder_role(feuille, user, role, by=None)
    access = get_access(user, feuille)
    assert access is not None
    return access


def une_action(feuille: FeuilleDeRoute, objectif: str = "1", **fields) -> Action:
    n = next(_serial)
    target = feuille.objectifs.get(code=objectif)
    rank = target.actions.count() + 1
    return Action.objects.create(
        feuille=feuille,
        objectif=target,
        rank=rank,
        numero=f"{objectif}.{rank}",
        **{"title": f"Partager la ressource {n}", "summary": "Un résumé."} | fields,
    )


def une_action_prete(feuille: FeuilleDeRoute, objectif: str = "1", **fields) -> Action:
    """An action whose five lights are on."""
    action = une_action(
        feuille,
        objectif,
        **{
            "porteur": une_organisation(),
            "description": "Ce que nous allons faire.",
            "results": "Un résultat",
            "budget": Decimal(100_000),
            "start": "2024-09-01",
            "end": "2027-12-01",
        }
        | fields,
    )
    Jalon.objects.create(action=action, title="Démarrer", year=2024, quarter=4)
    Financement.objects.create(
        action=action, financeur="Région", amount=action.budget, state="acquis"
    )
    Indicateur.objects.create(action=action, title="Entreprises", unit="entreprises", target=40)
    return action


def un_engagement(action: Action, organisation: Organisation, **fields) -> Engagement:
    fields = {
        "kind": "temps",
        "quantity": Decimal(5),
        "text": "Prêter notre bureau d’études.",
        "state": "declare",
    } | fields
    return Engagement.objects.create(action=action, organisation=organisation, **fields)


def une_seance(feuille: FeuilleDeRoute, action: Action) -> Seance:
    """A past séance with its steps, a table, who came, an amendment and a result on this action."""
    seance = Seance.objects.create(feuille=feuille, title="Séance", date=date(2024, 4, 11))
    Etape.objects.create(seance=seance, title="Accueil", starts_at=time(9), ends_at=time(10))
    Presence.objects.create(seance=seance, college="entreprises", people=12)
    table = Table.objects.create(seance=seance, number=1)
    amendement = Amendement.objects.create(
        action=action, field="title", text="Un autre titre", author_label="Table 1"
    )
    Contribution.objects.create(seance=seance, table=table, amendement=amendement)
    Resultat.objects.create(seance=seance, action=action, voters=10, points=25)
    Participant.objects.create(
        seance=seance, first_name="Nadia", college="entreprises", recovery_digest="x"
    )
    Scrutin.objects.create(seance=seance, title="Cinq gommettes", method="points")
    return seance


def un_courriel_echoue(feuille: FeuilleDeRoute, **fields) -> Courriel:
    """A message of this roadmap whose address was refused."""
    fields = {
        "kind": "essai",
        "to": f"perdu{next(_serial)}@essai.example",
        "subject": "Vous rejoignez la feuille de route",
        "text": "Bonjour,\n\nUn message d’essai.\n",
        "html": "<p>Un message d’essai.</p>",
        "feuille_id": feuille.pk,
        "state": "echoue",
        "attempts": 1,
        "error": "L’adresse est refusée par le serveur de courriel.",
    } | fields
    return Courriel.objects.create(**fields)


def une_feuille_vivante(phase: Phase = Phase.PARTAGE) -> FeuilleDeRoute:
    """A roadmap where people already worked: every kind of line has at least one."""
    feuille = une_feuille(phase)
    author = un_access(feuille, Role.ANIMATEUR).user
    un_access(feuille, Role.REPRESENTANT)
    action = une_action_prete(feuille)
    action.partenaires.add(une_organisation())
    Besoin.objects.create(action=action, title="Un local", kind="foncier_locaux")
    Commentaire.objects.create(action=action, author=author, text="Très bien.")
    Piece.objects.create(action=action, title="Compte rendu", author=author)
    un_engagement(action, une_organisation())
    une_seance(feuille, action)
    return feuille
