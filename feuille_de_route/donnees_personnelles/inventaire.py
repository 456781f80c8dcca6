"""The inventory: every place where the product holds something of a person.

Read by the export, by erasure and by the public page. A new table that knows a person is written
here, or in `sans_personne.py` with its reason: tests/donnees_personnelles/test_inventaire.py looks at
every column of the database.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from guardian.models import UserObjectPermission
from reversion.models import Revision

from actions.models import (
    Abonnement,
    Action,
    Amendement,
    AvisAmendement,
    Brouillon,
    Commentaire,
    Distinction,
    Fusion,
    Gommettes,
    Piece,
    Soutien,
)
from comptes.models import NOM_EFFACE, User
from engagements.lettres.models import Lettre
from engagements.models import Engagement, Signature, VersionEngagement
from feuille_de_route.donnees_personnelles.mentions import ADRESSE_EFFACEE
from feuille_de_route.donnees_personnelles.partie import Partie, Sort
from organisations.models import Invitation, OrganisationGrant, Rattachement
from publication.models import Edition
from seances.models import (
    Accord,
    Contribution,
    Emargement,
    Participant,
    Question,
    SeanceGrant,
    Table,
)
from socle.models import Courriel, Journal
from territoires.models import FeuilleGrant

#: What is left of a message once its reader is gone.
COURRIEL_EFFACE: dict[str, Any] = {
    "to": ADRESSE_EFFACEE, "subject": "Message effacé", "text": "", "html": "", "headers": {},
    "cle": None, "user_id": None,
}  # fmt: skip

_ACTION = {"feuille": "action__feuille__slug", "action": "action__numero"}
_FICHE = {"feuille": "feuille__slug", "numero": "numero", "titre": "title"}
_FUSION = {
    "feuille": "target__feuille__slug", "action": "target__numero", "geste": "kind",
    "motif": "reason",
}  # fmt: skip
_ENGAGEMENT = {
    "feuille": "action__feuille__slug",
    "action": "action__numero",
    "organisation": "organisation__name",
    "apport": "kind",
    "quantite": "quantity",
    "texte": "text",
    "condition": "condition",
    "visibilite": "visibilite",
    "etat": "state",
}

INVENTAIRE = (
    # Who one is ------------------------------------------------------------------------------
    Partie(
        "compte", "Compte", "Ce que vous avez dit de vous.", User, Sort.VIDE,
        {
            "nom": "name", "adresse": "email", "fonction": "fonction", "inscription": "date_joined",
            "derniere_connexion": "last_login", "actif": "is_active",
            "administration_technique": "is_staff",
        },
        links=("pk",),
    ),
    Partie(
        "adresses_verifiees", "Adresses vérifiées", "Vos adresses, pour la connexion par code.",
        EmailAddress, Sort.EFFACE,
        {"adresse": "email", "verifiee": "verified", "principale": "primary"},
        links=("user",), addresses=("email",),
    ),
    # What one may do -------------------------------------------------------------------------
    Partie(
        "roles", "Rôles sur les feuilles de route", "Vos rôles.", FeuilleGrant, Sort.EFFACE,
        {"feuille": "content_object__slug", "role": "permission__name"}, links=("user",),
    ),
    Partie(
        "organisations", "Droits sur les organisations",
        "Les organisations que vous représentez ou pour lesquelles vous signez.",
        OrganisationGrant, Sort.EFFACE,
        {"organisation": "content_object__name", "droit": "permission__name"}, links=("user",),
    ),
    Partie(
        "seances_animees", "Séances que vous animez", "Votre droit de conduire une séance.",
        SeanceGrant, Sort.EFFACE,
        {"seance": "content_object__title", "date": "content_object__date"}, links=("user",),
    ),
    Partie(
        "droits_techniques", "Autres droits", "Droits donnés dans l’administration technique.",
        UserObjectPermission, Sort.EFFACE,
        {"droit": "permission__name", "objet": "object_pk"}, links=("user",),
    ),
    Partie(
        "invitations_recues", "Invitations reçues", "Invitations envoyées à votre adresse.",
        Invitation, Sort.EFFACE,
        {
            "organisation": "organisation__name", "adresse": "email", "envoyee": "sent_at",
            "expire": "expires_at", "acceptee": "accepted_at", "annulee": "cancelled_at",
        },
        links=("accepted_by",), addresses=("email",),
    ),
    Partie(
        "invitations_envoyees", "Invitations envoyées", "Invitations que vous avez envoyées.",
        Invitation, Sort.GARDE,
        {"organisation": "organisation__name", "envoyee": "sent_at"}, links=("by",),
    ),
    Partie(
        "rattachements", "Demandes de rattachement",
        "Vos demandes de représenter une organisation.", Rattachement, Sort.EFFACE,
        {
            "organisation": "organisation__name", "origine": "origin", "etat": "state",
            "date": "created_at", "decidee": "decided_at",
        },
        links=("user",),
    ),
    Partie(
        "rattachements_decides", "Demandes décidées", "Les demandes que vous avez acceptées ou refusées.",
        Rattachement, Sort.GARDE,
        {"organisation": "organisation__name", "etat": "state", "date": "decided_at"},
        links=("decided_by",),
    ),
    # What one wrote --------------------------------------------------------------------------
    Partie(
        "actions_proposees", "Actions proposées", "Les actions que vous avez proposées.",
        Action, Sort.GARDE,
        {**_FICHE, "resume": "summary", "etat": "state", "date": "created_at"}, links=("author",),
    ),
    Partie(
        "actions_suivies", "Actions dont vous êtes le référent",
        "Votre nom de référent, tel qu’il est écrit sur la fiche\u202f; il n’est jamais publié.",
        Action, Sort.VIDE, {**_FICHE, "referent": "referent"}, links=("pilote",),
        blank={"referent": "", "pilote": None},
    ),
    Partie(
        "actions_decidees", "Décisions prises", "Les actions dont vous avez décidé.",
        Action, Sort.GARDE,
        {**_FICHE, "motif": "decision_reason", "date": "decided_at"}, links=("decided_by",),
    ),
    Partie(
        "actions_modifiees", "Dernières modifications", "Les actions que vous avez écrites en dernier.",
        Action, Sort.GARDE, {**_FICHE, "date": "updated_at"}, links=("updated_by",),
    ),
    Partie(
        "amendements", "Amendements", "Les changements que vous avez proposés.",
        Amendement, Sort.GARDE,
        {
            **_ACTION, "champ": "field", "texte": "text", "motif": "reason",
            "auteur_affiche": "author_label", "etat": "state", "date": "created_at",
        },
        links=("author",),
    ),
    Partie(
        "amendements_decides", "Amendements décidés",
        "Les amendements que vous avez intégrés ou refusés.",
        Amendement, Sort.GARDE,
        {
            **_ACTION, "champ": "field", "texte": "text", "etat": "state",
            "motif": "decision_reason", "date": "decided_at",
        },
        links=("decided_by",),
    ),
    Partie(
        "avis_amendements", "Avis sur des amendements",
        "Ce que vous avez dit d’un amendement, pour vous ou votre organisation.",
        AvisAmendement, Sort.GARDE,
        {
            "action": "amendement__action__title", "amendement": "amendement__text",
            "organisation": "organisation__name", "avis": "choix", "motif": "reason",
            "date": "updated_at",
        },
        links=("user",),
    ),
    Partie(
        "commentaires", "Commentaires", "Ce que vous avez commenté.", Commentaire, Sort.GARDE,
        {
            **_ACTION, "nature": "kind", "organisation": "organisation__name", "texte": "text",
            "motif_si_masque": "hidden_reason", "date": "created_at", "modifie": "edited_at",
            "retire": "withdrawn_at",
        },
        links=("author",),
    ),
    Partie(
        "commentaires_masques", "Commentaires masqués",
        "Les commentaires que vous avez masqués, et pourquoi ; leur texte est à leur auteur.",
        Commentaire, Sort.GARDE,
        {**_ACTION, "motif": "hidden_reason", "date": "hidden_at"}, links=("hidden_by",),
    ),
    Partie(
        "abonnements", "Actions suivies par courriel",
        "Les actions dont vous voulez, ou ne voulez plus, recevoir les nouveautés.",
        Abonnement, Sort.EFFACE,
        {**_ACTION, "suivie": "follows", "date": "updated_at"}, links=("user",),
    ),
    Partie(
        "versions_actions", "Versions d’actions",
        "Les versions d’actions nées de vos changements.", Revision, Sort.GARDE,
        {
            "feuille": "action__action__feuille__slug", "action": "action__action__numero",
            "version": "action__number", "cause": "action__cause", "date": "date_created",
        },
        links=("user",),
    ),
    Partie(
        "fusions", "Fusions et partages", "Les actions que vous avez réunies ou partagées.",
        Fusion, Sort.GARDE, {**_FUSION, "date": "created_at"}, links=("author",),
    ),
    Partie(
        "fusions_defaites", "Fusions et partages défaits", "Ceux que vous avez défaits.",
        Fusion, Sort.GARDE, {**_FUSION, "date": "undone_at"}, links=("undone_by",),
    ),
    Partie(
        "doublons_ecartes", "Doublons écartés",
        "Les actions que vous avez lues et dites différentes.", Distinction, Sort.GARDE,
        {
            "feuille": "one__feuille__slug", "action": "one__numero", "autre": "other__numero",
            "date": "created_at",
        },
        links=("author",),
    ),
    Partie(
        "soutiens", "Soutiens", "Les actions que vous soutenez.", Soutien, Sort.GARDE,
        {**_ACTION, "organisation": "organisation__name", "date": "created_at"}, links=("user",),
    ),
    Partie(
        "points", "Gommettes", "Les points que vous avez répartis hors séance.",
        Gommettes, Sort.GARDE,
        {**_ACTION, "points": "points", "college": "college", "date": "updated_at"},
        links=("user",),
    ),
    Partie(
        "pieces", "Pièces et notes", "Les notes de suivi que vous avez ajoutées.",
        Piece, Sort.GARDE,
        {**_ACTION, "titre": "title", "note": "note", "lien": "url", "date": "created_at"},
        links=("author",),
    ),
    Partie(
        "brouillons", "Brouillons", "Ce que vous avez tapé sans l’envoyer.",
        Brouillon, Sort.EFFACE,
        {
            "feuille": "feuille__slug", "action": "action__numero", "saisie": "data",
            "date": "updated_at",
        },
        links=("user",),
    ),
    # What one committed ------------------------------------------------------------------------
    Partie(
        "engagements_ecrits", "Engagements écrits",
        "Les engagements que vous avez saisis pour une organisation.", Engagement, Sort.GARDE,
        {**_ENGAGEMENT, "date": "created_at"}, links=("author",),
    ),
    Partie(
        "engagements_confirmes", "Engagements confirmés",
        "Les engagements que vous avez confirmés.", Engagement, Sort.GARDE,
        {**_ENGAGEMENT, "date": "confirmed_at"}, links=("confirmed_by",),
    ),
    Partie(
        "engagements_realises", "Engagements réalisés",
        "Les engagements que vous avez marqués réalisés.", Engagement, Sort.GARDE,
        {**_ENGAGEMENT, "note": "realised_note", "date": "realised_at"}, links=("realised_by",),
    ),
    Partie(
        "versions_remplacees", "Versions remplacées",
        "Les engagements que vous avez changés après confirmation.", VersionEngagement, Sort.GARDE,
        {
            "organisation": "engagement__organisation__name", "version": "number",
            "texte": "text", "date": "replaced_at",
        },
        links=("replaced_by",),
    ),
    Partie(
        "signatures", "Signatures",
        "Ce que vous avez signé, mot pour mot, avec son empreinte.", Signature, Sort.PREUVE,
        {
            "organisation": "engagement__organisation__name", "reference": "reference",
            "version": "version", "nom": "name", "fonction": "fonction", "adresse": "email",
            "texte": "text", "empreinte_sha256": "sha256", "date": "signed_at",
        },
        links=("user",), addresses=("email",), more=Q(signed_at__isnull=False),
    ),
    Partie(
        "signatures_demandees", "Signatures commencées",
        "Les signatures dont le code n’a pas été confirmé.", Signature, Sort.EFFACE,
        {
            "organisation": "engagement__organisation__name", "nom": "name",
            "fonction": "fonction", "adresse": "email", "date": "asked_at",
        },
        links=("user",), addresses=("email",), more=Q(signed_at=None),
    ),
    Partie(
        "lettres",
        "Lettres déposées",
        "Les lettres signées à la main que vous avez déposées pour une organisation.",
        Lettre,
        Sort.PREUVE,
        {
            "organisation": "organisation__name",
            "fichier": "name",
            "empreinte_sha256": "sha256",
            "date": "created_at",
        },
        links=("user",),
    ),
    # Séances -----------------------------------------------------------------------------------
    Partie(
        "seances", "Participations à des séances",
        "Votre entrée dans une salle, avec votre compte.", Participant, Sort.VIDE,
        {
            "seance": "seance__title", "date": "seance__date", "prenom": "first_name",
            "organisation": "organisation__name", "organisation_tapee": "organisation_name",
            "college": "college", "table": "table__number", "entree": "joined_at",
        },
        links=("user",),
    ),
    Partie(
        "contributions_seance", "Contributions en séance",
        "Ce que vous avez apporté en séance\u00a0: amendement, action, commentaire ou engagement.",
        Contribution, Sort.VIDE,
        {
            "seance": "seance__title", "amendement": "amendement__text",
            "action": "action__title", "commentaire": "commentaire__text",
            "engagement": "engagement__text", "adresse_pour_confirmer": "confirm_email",
            "date": "created_at",
        },
        links=("participant__user",), addresses=("confirm_email",), blank={"confirm_email": ""},
    ),
    Partie(
        "questions", "Questions en séance", "Ce que vous avez demandé à qui animait.",
        Question, Sort.GARDE,
        {
            "seance": "seance__title", "question": "text", "action": "action__numero",
            "anonyme_pour_la_salle": "is_anonymous", "date": "created_at",
        },
        links=("participant__user",),
    ),
    Partie(
        "tables_tenues", "Tables tenues en séance", "Les tables qu’on vous a demandé de tenir.",
        Table, Sort.VIDE,
        {"seance": "seance__title", "table": "number", "attendu": "host_name"},
        links=("host__user",), addresses=("host_name",), blank={"host_name": ""},
    ),
    Partie(
        "accords", "Accords en séance", "Les amendements que vous avez approuvés, ou non.",
        Accord, Sort.GARDE,
        {
            "seance": "contribution__seance__title",
            "amendement": "contribution__amendement__text", "d_accord": "agrees",
        },
        links=("participant__user",),
    ),
    Partie(
        "votes", "Votes auxquels vous avez pris part",
        "Que vous avez voté\u202f; jamais ce que vous avez voté\u00a0: un bulletin n’est lié à personne.",
        Emargement, Sort.GARDE,
        {"seance": "scrutin__seance__title", "vote": "scrutin__title", "date": "scrutin__closed_at"},
        links=("participant__user",),
    ),
    # Around --------------------------------------------------------------------------------------
    Partie(
        "editions", "Éditions", "Les éditions que vous avez préparées.", Edition, Sort.GARDE,
        {"feuille": "feuille__slug", "majeur": "major", "mineur": "minor", "date": "created_at"},
        links=("author",),
    ),
    Partie(
        "courriels", "Courriels reçus", "Les messages que le service vous a écrits.",
        Courriel, Sort.VIDE,
        {
            "sorte": "kind", "destinataire": "to", "objet": "subject", "texte": "text",
            "etat": "state", "ecrit": "created_at", "envoye": "sent_at",
        },
        links=("user_id",), addresses=("to",), blank=COURRIEL_EFFACE,
    ),
    Partie(
        "journal", "Journal", "Ce que le journal a noté de vous.", Journal, Sort.VIDE,
        {
            "date": "at", "fait": "verb", "nom": "user_name", "objet": "target_type",
            "numero_objet": "target_id", "details": "details",
        },
        links=("user_id",), blank={"user_name": NOM_EFFACE},
    ),
    Partie(
        "administration_technique", "Administration technique",
        "Ce que vous avez changé dans l’administration technique.", LogEntry, Sort.GARDE,
        {"date": "action_time", "objet": "object_repr", "changement": "change_message"},
        links=("user",),
    ),
)  # fmt: skip

NOT_LINKED = (
    "Vos bulletins de vote ne sont pas dans cette archive\u00a0: dès qu’un vote est dépouillé, "
    "un bulletin n’est plus lié à une personne, et personne ne peut le retrouver."
)
