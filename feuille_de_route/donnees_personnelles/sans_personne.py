"""Columns that look like a person and are none, or are reached otherwise: each with its reason."""

#: (table, column) that looks like a person and is none, or is reached otherwise → why.
SANS_PERSONNE = {
    ("auth.Group", "name"): "nom d’un groupe technique, inutilisé",
    ("auth.Permission", "name"): "nom d’un droit",
    ("organisations.Organisation", "name"): "nom d’une organisation",
    ("territoires.Territoire", "name"): "nom d’un territoire",
    ("seances.Participant", "first_name"): "exporté et effacé avec la participation",
    ("seances.Participant", "organisation_name"): "exporté et effacé avec la participation",
    ("seances.Table", "host_name"): "exporté et vidé avec la table tenue",
    ("actions.Amendement", "author_label"): "exporté avec l’amendement, réécrit à l’effacement",
    ("actions.Action", "referent"): "exporté avec l’action suivie, effacé des textes",
    ("engagements.Signature", "name"): "exporté avec la signature, gardé comme preuve",
    (
        "publication.Signataire",
        "nom",
    ): "qui signe la feuille de route, en public ; effacé des textes",
    ("engagements.Lettre", "name"): "nom d’un fichier, exporté avec la lettre",
    ("socle.Journal", "user_name"): "exporté avec le journal, effacé",
}
