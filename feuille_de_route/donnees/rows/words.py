"""Closed lists of a data file, and the readers that many objects share."""

from actions.apports import Apport
from actions.models import Action, Amendement, Jalon
from feuille_de_route.donnees import values as v
from organisations.models import College

#: How the file names what the product names otherwise.
AVANCEMENTS = {
    "a_venir": Action.Avancement.A_LANCER,
    "en_cours": Action.Avancement.EN_COURS,
    "en_retard": Action.Avancement.EN_RETARD,
    "en_pause": Action.Avancement.EN_PAUSE,
    "bloque": Action.Avancement.BLOQUEE,
    "realise": Action.Avancement.TERMINEE,
    "abandonne": Action.Avancement.ABANDONNEE,
}
DECISIONS = {
    "retenue": Action.State.RETENUE,
    "a_retravailler": Action.State.A_RETRAVAILLER,
    "fusionnee": Action.State.FUSIONNEE,
    "non_retenue": Action.State.ECARTEE,
}
JALONS = {
    "a_faire": Jalon.State.A_VENIR,
    "en_cours": Jalon.State.EN_COURS,
    "fait": Jalon.State.TERMINE,
}
AMENDEMENTS = {
    "accepte": Amendement.State.INTEGRE,
    "accepte_modifie": Amendement.State.INTEGRE_MODIFIE,
    "refuse": Amendement.State.REFUSE,
}
COLLEGES = {
    "entreprises": College.ENTREPRISES,
    "collectivites": College.COLLECTIVITES,
    "etat_operateurs": College.ETAT_OPERATEURS,
    "partenaires": College.PARTENAIRES,
    "formation_emploi": College.PARTENAIRES,
    "reseaux": College.PARTENAIRES,
}
UNITES = {
    Apport.FINANCIER: "EUR",
    Apport.TEMPS: "jours",
    Apport.GROUPE_TRAVAIL: "réunions",
    Apport.FONCIER_LOCAUX: "m2",
    Apport.EQUIPEMENT: "heures",
    Apport.EMPLOI_FORMATION: "personnes",
    Apport.REDUCTION_GES: "tCO2e/an",
    Apport.AMBASSADEUR: "entreprises",
}
#: Readers used in many shapes: where a datum comes from, part by part, and its sources.
ORIGINE = v.one_of({word: word for word in ("source", "inspire_de_source", "illustratif")})
ORIGINES = v.mapping(v.text(1000))
SOURCES = v.listed(v.reference("sources"))


def unit_remedy(kind: Apport) -> str:
    unit = UNITES.get(kind)
    return f"Écrivez l’unité « {unit} »." if unit else "Retirez l’unité : cet apport n’en a pas."
