"""The published actions of a roadmap, with all their parts."""

from collections.abc import Mapping

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from actions.apports import UNITS, Apport
from actions.feux import feux_of
from actions.models import Action, Besoin, Financement, Gommettes, Indicateur, Jalon
from publication.collecte.valeurs import choix, lines, month, nature, unite
from publication.contenu import (
    ActionContenu,
    BudgetAnnee,
    Choix,
    DemandeContenu,
    FinancementContenu,
    IndicateurContenu,
    JalonContenu,
    Voyant,
)
from seances.models import Resultat
from socle import francais
from territoires.models import FeuilleDeRoute


def published_actions(feuille: FeuilleDeRoute) -> QuerySet:
    return (
        feuille.actions.selected()
        .select_related("objectif", "axe", "porteur")
        .prefetch_related(
            "copilotes",
            "partenaires",
            "jalons",
            "budgets",
            Prefetch("financements", Financement.objects.select_related("organisation")),
            "indicateurs",
            "besoins",
        )
        .annotate(n_soutiens=Count("soutiens"))
        .order_by("objectif__position", "objectif__code", "rank")
    )


def points_of(
    feuille: FeuilleDeRoute, votes: list[Resultat], heirs: Mapping[int, Action]
) -> dict[int, int | None]:
    """Gommettes of each action: those of its last séance, else those put online.

    Where a vote was held an action without gommettes has 0; where none was held it has no entry.
    None: the room voted on an action it took in (`heirs`), never on it; 0 would belie that vote.
    """
    online = (
        Gommettes.objects.filter(action__feuille=feuille).order_by().values_list("action", "points")
    )
    given: dict[int, int] = {}
    for action, number in online:
        given[action] = given.get(action, 0) + number
    given |= {v.action_id: v.points for v in votes if v.points is not None}
    return {heirs[v.action_id].pk: None for v in votes if v.action_id in heirs} | given


def action_contenu(action: Action, points: Mapping[int, int | None]) -> ActionContenu:
    """One action, without its referent: a person's name stays inside."""
    return ActionContenu(
        numero=action.numero,
        objectif=action.objectif.code,
        axe=action.axe.code if action.axe else "",
        intitule=action.title,
        resume=action.summary,
        constat=action.finding,
        description=action.description,
        objectifs=action.aims,
        resultats_attendus=lines(action.results),
        public_cible=action.beneficiaries,
        porteur=action.porteur.name if action.porteur else "",
        copilotes=tuple(o.name for o in action.copilotes.all()),
        partenaires=tuple(o.name for o in action.partenaires.all()),
        localisation=action.location,
        maturite=choix(action, "maturite"),
        state=choix(action, "state"),
        avancement=choix(action, "avancement"),
        avancement_pourcent=action.progress,
        priorite=choix(action, "priorite"),
        debut=month(action.start),
        fin=month(action.end),
        amelioration_continue=action.is_continuous,
        jalons=tuple(_jalon(i, j) for i, j in enumerate(action.jalons.all(), 1)),
        budget=action.budget,
        budget_ordre_de_grandeur=action.budget_is_estimate,
        budget_par_annee=tuple(
            BudgetAnnee(annee=b.year, montant=b.planned, realise=b.spent)
            for b in action.budgets.all()
        ),
        financements=tuple(_financement(line) for line in action.financements.all()),
        indicateurs=tuple(_indicateur(i) for i in action.indicateurs.all()),
        besoins=tuple(_besoin(b) for b in action.besoins.all()),
        demandes=tuple(_demande(b) for b in action.besoins.all()),
        points_de_vigilance=lines(action.risks),
        moyens=action.means,
        comite=action.comite,
        fermete=choix(action, "fermete"),
        avis_gouvernance=(
            "" if action.avis == Action.Avis.EN_ATTENTE else action.get_avis_display()
        ),
        decision=choix(action, "state") if action.decided_at else None,
        decision_motif=action.decision_reason,
        soutiens=action.n_soutiens,
        points=points.get(action.pk, 0) if points else None,
        voyants=tuple(
            Voyant(cle=feu.key, libelle=feu.label, allume=feu.is_on, motif=feu.missing)
            for feu in feux_of(action)
        ),
        mise_a_jour=timezone.localdate(action.updated_at),
    )


def _jalon(ordre: int, jalon: Jalon) -> JalonContenu:
    quarter = f"-T{jalon.quarter}" if jalon.quarter else ""
    return JalonContenu(
        ordre=ordre,
        libelle=jalon.title,
        echeance=f"{jalon.year}{quarter}" if jalon.year else "",
        state=choix(jalon, "state"),
    )


def _financement(line: Financement) -> FinancementContenu:
    return FinancementContenu(
        financeur=line.financeur,
        montant=line.amount,
        state=Choix(line.state, line.get_state_display()),
        organisation=line.organisation.name if line.organisation else "",
        college=line.organisation.college if line.organisation else "",
    )


def _indicateur(indicateur: Indicateur) -> IndicateurContenu:
    return IndicateurContenu(
        libelle=indicateur.title,
        type=Choix(indicateur.kind, indicateur.get_kind_display()),
        unite=indicateur.unit,
        reference=indicateur.reference,
        cible=indicateur.target,
        echeance=month(indicateur.due),
        frequence=indicateur.frequency,
        source=indicateur.source,
    )


def _besoin(besoin: Besoin) -> str:
    unit = UNITS.get(Apport(besoin.kind)) if besoin.kind else None
    if besoin.quantity is None or unit is None:
        return besoin.title
    return f"{besoin.title} ({francais.quantite(besoin.quantity, unit)})"


def _demande(besoin: Besoin) -> DemandeContenu:
    if not besoin.kind:
        return DemandeContenu(libelle=besoin.title)
    kind = Apport(besoin.kind)
    return DemandeContenu(
        libelle=besoin.title, nature=nature(kind), unite=unite(kind), quantite=besoin.quantity
    )
