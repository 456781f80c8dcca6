"""Where a roadmap is on its way, as the strip of the board."""

from typing import NamedTuple

from django.urls import reverse

from socle import francais
from socle.figures import Pas
from territoires.droits import Phase
from territoires.models import FeuilleDeRoute

#: Phase → the verb of its step, in order.
STEPS = {
    Phase.PREPARATION: "Préparer",
    Phase.PARTAGE: "Partager",
    Phase.AJUSTEMENT: "Ajuster",
    Phase.SELECTION: "Sélectionner",
    Phase.ENGAGEMENT: "S’engager",
    Phase.PUBLIEE: "Suivre",
}


def steps(feuille: FeuilleDeRoute) -> list[Pas]:
    """The six steps, those before the current phase done."""
    current = list(STEPS).index(Phase(feuille.phase))
    return [
        Pas(
            label,
            feuille.periode if phase is Phase.PUBLIEE else "",
            "fait" if index < current else "courant" if index == current else "a_venir",
        )
        for index, (phase, label) in enumerate(STEPS.items())
    ]


#: Phase → what is expected now, under the title of the board.
INTRODUCTIONS = {
    Phase.PREPARATION: "La première liste se prépare. Importez-la ou proposez les actions une à une.",
    Phase.PARTAGE: "Les actions sont partagées. Lisez, commentez, soutenez, proposez.",
    Phase.AJUSTEMENT: "Les actions s’ajustent. Complétez les fiches, arbitrez les amendements.",
    Phase.SELECTION: "Le choix est ouvert. Répartissez vos gommettes, objectif par objectif.",
    Phase.ENGAGEMENT: "Les actions sont choisies, les engagements se précisent.",
    Phase.PUBLIEE: "La feuille de route est publiée. Les engagements restent ouverts.",
}


class RendezVous(NamedTuple):
    """A séance beside the steps: its day, its month, its name, one line."""

    jour: int
    mois: str
    titre: str
    url: str
    texte: str


def introduction(feuille: FeuilleDeRoute) -> str:
    return INTRODUCTIONS[Phase(feuille.phase)]


def last_seance(feuille: FeuilleDeRoute) -> RendezVous | None:
    """The latest séance of the roadmap, or None. One query."""
    seance = feuille.seances.with_counts().first()
    if seance is None:
        return None
    people = francais.pluriel(seance.n_people, "participant", "participants")
    return RendezVous(
        seance.date.day,
        f"{francais.MOIS_COURTS[seance.date.month - 1]} {seance.date.year}",
        seance.title,
        reverse("seances:seance", args=[feuille.slug, seance.pk]),
        f"{seance.place}. {people}.",
    )
