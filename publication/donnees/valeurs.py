"""The closed lists of the open data: key and French label, as the files write them.

They repeat the choices of the product so that a file keeps its meaning when the product changes;
a test says when they part.
"""

MATURITES = {"idee": "idée", "fiche_projet": "fiche-projet", "fiche_action": "fiche-action"}
AVANCEMENTS = {
    "a_lancer": "à lancer",
    "en_cours": "en cours",
    "en_retard": "en retard",
    "en_pause": "en pause",
    "bloquee": "bloquée",
    "terminee": "terminée",
    "abandonnee": "abandonnée",
}
PRIORITES = {"elevee": "élevée", "moyenne": "moyenne", "basse": "basse"}
TYPES = {
    "collectivite": "collectivité ou EPCI",
    "etat": "service de l’État",
    "operateur": "opérateur public ou financeur",
    "industriel": "industriel",
    "pme": "PME ou ETI industrielle",
    "services": "services à l’industrie",
    "formation": "formation, emploi, insertion",
    "reseau": "réseau, association, chambre consulaire",
    "port": "autorité portuaire",
}
COLLEGES = {
    "entreprises": "entreprises",
    "collectivites": "collectivités",
    "etat_operateurs": "État et opérateurs",
    "partenaires": "partenaires",
}
NATURES = {
    "financier": "apport financier",
    "temps": "temps et compétences (dont mécénat de compétences)",
    "pilotage": "pilotage ou copilotage de l’action",
    "groupe_travail": "participation à un groupe de travail",
    "foncier_locaux": "terrain, toiture ou local mis à disposition",
    "equipement": "machine ou équipement partagé",
    "donnees": "partage de données",
    "emploi_formation": "apprentis, stages, immersions, embauches",
    "reduction_ges": "réduction d’émissions",
    "site_pilote": "site pilote ou premier client",
    "ambassadeur": "témoignage, mobilisation de pairs",
    "soutien": "soutien de principe",
}
FERMETES = {"ferme": "ferme", "conditionnel": "conditionnel", "intention": "intention"}
STATES = {
    "declare": "déclaré",
    "confirme": "confirmé",
    "signe": "signé",
    "realise": "réalisé",
}
PUBLICATIONS = {
    "publiee": "la quantité est publiée",
    "sans_quantite": "cet apport ne se mesure pas, ou sa quantité n’est pas connue",
    "masquee": "l’organisation a choisi de ne pas la montrer",
    "retenue": "elle permettrait de deviner celle d’une autre organisation",
    "total_anonyme": "elle n’est comptée que dans un total anonyme, s’il est publié",
}
