"""The twelve kinds of contribution: what an action asks for (besoin), what a pledge answers."""

from django.db import models


class Apport(models.TextChoices):
    """A kind of contribution. Its unit is in `UNITS`; a missing unit means no quantity."""

    FINANCIER = "financier", "Apport financier"
    TEMPS = "temps", "Temps et compétences (dont mécénat de compétences)"
    PILOTAGE = "pilotage", "Pilotage ou copilotage de l’action"
    GROUPE_TRAVAIL = "groupe_travail", "Participation à un groupe de travail"
    FONCIER_LOCAUX = "foncier_locaux", "Terrain, toiture ou local mis à disposition"
    EQUIPEMENT = "equipement", "Machine ou équipement partagé"
    DONNEES = "donnees", "Partage de données"
    EMPLOI_FORMATION = "emploi_formation", "Apprentis, stages, immersions, embauches"
    REDUCTION_GES = "reduction_ges", "Réduction d’émissions"
    SITE_PILOTE = "site_pilote", "Site pilote ou premier client"
    AMBASSADEUR = "ambassadeur", "Témoignage, mobilisation de pairs"
    SOUTIEN = "soutien", "Soutien de principe"


#: The unit of each measured kind, as it is printed. Kinds absent here carry no quantity.
UNITS: dict[Apport, str] = {
    Apport.FINANCIER: "€",
    Apport.TEMPS: "jours",
    Apport.GROUPE_TRAVAIL: "réunions",
    Apport.FONCIER_LOCAUX: "m²",
    Apport.EQUIPEMENT: "heures",
    Apport.EMPLOI_FORMATION: "personnes",
    Apport.REDUCTION_GES: "tCO₂e/an",
    Apport.AMBASSADEUR: "entreprises",
}

MEASURED = tuple(UNITS)

#: The pictogram of each kind (names of static/icons.svg).
ICONS: dict[Apport, str] = {
    Apport.FINANCIER: "pieces",
    Apport.TEMPS: "horloge",
    Apport.PILOTAGE: "drapeau",
    Apport.GROUPE_TRAVAIL: "groupe",
    Apport.FONCIER_LOCAUX: "foncier",
    Apport.EQUIPEMENT: "outil",
    Apport.DONNEES: "donnees",
    Apport.EMPLOI_FORMATION: "formation",
    Apport.REDUCTION_GES: "feuille",
    Apport.SITE_PILOTE: "drapeau",
    Apport.AMBASSADEUR: "commentaire",
    Apport.SOUTIEN: "pouce",
}
