"""Roadmaps of any size: every action with its lines, supports, comments and pledges."""

from datetime import date
from decimal import Decimal

from actions.models import (
    Action,
    BudgetAnnuel,
    Commentaire,
    Financement,
    Indicateur,
    Jalon,
    Soutien,
)
from comptes.models import User
from engagements.models import Engagement
from organisations.models import Organisation
from territoires.droits import Phase
from territoires.models import FeuilleDeRoute
from territoires.services import creer_territoire

TEXT = (
    "Trois promotions d’une douzaine d’entreprises. Chaque parcours réunit un bilan, deux visites "
    "de site, un plan d’action chiffré et une revue à six mois."
)


def peupler(n: int) -> tuple[FeuilleDeRoute, User]:
    """A roadmap with `n` actions over the three objectives, and its administrator."""
    user = User.objects.create_user(f"mesure{n}@essai.example", "Mesure")
    organisations = [
        Organisation.objects.create(
            name=f"Organisation {n} {i}", kind="pme", college="entreprises", commune="Savenay"
        )
        for i in range(20)
    ]
    feuille = creer_territoire(
        name=f"Mesure {n}", epci=organisations[:2], administrateur=user, slug=f"mesure-{n}"
    )
    feuille.phase = Phase.ENGAGEMENT
    feuille.save(update_fields=["phase"])
    objectifs = list(feuille.objectifs.all())
    actions = Action.objects.bulk_create(
        Action(
            feuille=feuille,
            objectif=objectifs[i % 3],
            rank=i // 3 + 1,
            numero=f"{i % 3 + 1}.{i // 3 + 1}",
            title=f"Accompagner les entreprises de la promotion {i}",
            summary="Accompagner quarante PME, du premier bilan carbone à la première action.",
            finding="Les PME manquent de temps et d’ingénierie pour démarrer.",
            description=TEXT,
            results="Quarante plans d’action chiffrés\nUn réseau de référents énergie",
            porteur=organisations[i % 20],
            state=Action.State.RETENUE,
            start=date(2024, 9, 1),
            end=date(2027, 12, 1),
            budget=Decimal(400_000),
        )
        for i in range(n)
    )
    Jalon.objects.bulk_create(
        Jalon(action=a, position=p, title=f"Étape {p}", year=2024 + p, quarter=2)
        for a in actions
        for p in range(3)
    )
    Financement.objects.bulk_create(
        Financement(action=a, position=p, financeur=f"Financeur {p}", amount=100_000, state=state)
        for a in actions
        for p, state in enumerate(["acquis", "acquis", "sollicite", "a_confirmer"])
    )
    BudgetAnnuel.objects.bulk_create(
        BudgetAnnuel(action=a, year=year, planned=100_000)
        for a in actions
        for year in range(2024, 2028)
    )
    Indicateur.objects.bulk_create(
        Indicateur(action=a, title="Entreprises accompagnées", unit="entreprises", target=40)
        for a in actions
    )
    Soutien.objects.bulk_create(Soutien(action=a, user=user) for a in actions)
    Commentaire.objects.bulk_create(
        Commentaire(action=a, author=user, text="À relier aux études.") for a in actions
    )
    Engagement.objects.bulk_create(
        Engagement(
            action=a,
            organisation=organisations[(i + k) % 20],
            kind="temps",
            quantity=Decimal(5),
            text="Prêter notre bureau d’études.",
            fermete="ferme",
            state="confirme",
        )
        for i, a in enumerate(actions)
        for k in range(2)
    )
    return feuille, user
