"""The site map. Everything about one roadmap lives under /feuilles/<slug>/."""

from django.contrib import admin
from django.urls import include, path

from comptes.urls import sign_in_patterns
from feuille_de_route import boite, nouveau, verification, views
from feuille_de_route.annuaire.views.invitation import invitation
from feuille_de_route.donnees import views as donnees
from feuille_de_route.donnees.tableur import views as tableur
from feuille_de_route.donnees_personnelles import views as mes_donnees
from feuille_de_route.export import views as export
from feuille_de_route.journal import views as journal

feuille_patterns = [
    path("chercher/", views.chercher, name="chercher"),
    path("exporter/", export.exporter, name="exporter"),
    path("exporter/<slug:code>.<slug:form>", export.fichier, name="exporter_fichier"),
    path("journal/", journal.journal, name="journal"),
    path("actions/", views.tableau, name="tableau"),
    path("actions/importer/", donnees.importer, name="importer"),
    path("actions/importer/exemple.json", donnees.exemple, name="importer_exemple"),
    path("actions/importer/confirmer/", donnees.confirmer, name="importer_confirmer"),
    path("actions/importer/colonnes/", tableur.colonnes, name="importer_colonnes"),
    path("actions/importer/apercu/", tableur.apercu, name="importer_apercu"),
    path("actions/importer/organisations/", tableur.organisations, name="importer_organisations"),
    path("actions/importer/suivi/", tableur.suivi, name="importer_suivi"),
    path("actions/importer/annuler/", tableur.annuler, name="importer_annuler"),
    path("actions/importer/relire/", tableur.relire, name="importer_relire"),
    path("actions/importer/modele-actions.xlsx", tableur.modele_vide, name="importer_modele"),
    path(
        "actions/importer/exemple-actions.xlsx",
        tableur.modele_rempli,
        name="importer_modele_rempli",
    ),
    path("actions/priorites/", views.priorites, name="priorites"),
    path("actions/", include("feuille_de_route.fusions.urls")),
    path("actions/", include("actions.urls")),
    path("actions/<str:numero>/", views.action, name="action"),
    path("engagements/", include("engagements.urls")),
    path("engagements/", include("engagements.urls_documents")),
    path("organisations/", include("feuille_de_route.annuaire.urls")),
    path("seances/", include("seances.urls")),
    path("reglages/donnees-personnelles/", mes_donnees.conserver, name="conserver"),
    path(
        "reglages/donnees-personnelles/participants/<int:pk>/effacer/",
        mes_donnees.effacer_participant,
        name="effacer_participant",
    ),
    path("reglages/", include("territoires.urls")),
    path("", include("publication.donnees.urls")),
    path("", include("publication.urls")),
]

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("entrer/", views.entrer, name="entrer"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("donnees-personnelles/", mes_donnees.donnees_personnelles, name="donnees_personnelles"),
    path("compte/mes-donnees/", mes_donnees.mes_donnees, name="mes_donnees"),
    path(
        "compte/mes-donnees/archive/", mes_donnees.mes_donnees_archive, name="mes_donnees_archive"
    ),
    path("compte/effacer/", mes_donnees.effacer_compte, name="effacer_compte"),
    path("compte/effacer/reconnexion/", mes_donnees.se_reconnecter, name="se_reconnecter"),
    path("courriels/", boite.boite, name="boite"),
    path("compte/", include("comptes.urls")),
    path("compte/", include(sign_in_patterns)),
    path("territoires/nouveau/", nouveau.creer_territoire, name="creer_territoire"),
    path("invitation/<str:token>/", invitation, name="invitation"),
    path("verifier/", verification.verifier, name="verifier"),
    path("verifier/<str:reference>/", verification.attestation, name="attestation"),
    path("feuilles/<slug:slug>/", include(feuille_patterns)),
    path("", include("publication.donnees.urls_communes")),
    path("", include("seances.urls_salle")),
    path("technique/", admin.site.urls),
]

handler403 = "feuille_de_route.errors.permission_denied"
handler404 = "feuille_de_route.errors.page_not_found"
handler500 = "feuille_de_route.errors.server_error"
