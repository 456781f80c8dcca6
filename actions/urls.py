from django.urls import URLPattern, path

from actions.views import brouillons, priorites, redaction, versions

app_name = "actions"

urlpatterns: list[URLPattern] = [
    path("proposer/", redaction.proposer, name="proposer"),
    path("proposer/brouillon/", brouillons.garder_brouillon, name="garder_proposition"),
    path("brouillons/", brouillons.brouillons, name="brouillons"),
    path("brouillons/retablir/", brouillons.retablir_brouillon, name="retablir_brouillon"),
    path("brouillons/<int:pk>/effacer/", brouillons.effacer_brouillon, name="effacer_brouillon"),
    path("<str:numero>/modifier/", redaction.modifier, name="modifier"),
    path("<str:numero>/brouillon/", brouillons.garder_brouillon, name="garder_modification"),
    path("<str:numero>/commenter/", redaction.commenter, name="commenter"),
    path("<str:numero>/etat/", redaction.faire_avancer, name="faire_avancer"),
    path("<str:numero>/maturite/", redaction.passer_fiche_action, name="passer_fiche_action"),
    path("<str:numero>/versions/", versions.versions, name="versions"),
    path("<str:numero>/versions/comparer/", versions.comparer, name="comparer_versions"),
    path("<str:numero>/versions/<int:number>/", versions.version, name="version"),
    path(
        "<str:numero>/versions/<int:number>/retablir/", versions.retablir, name="retablir_version"
    ),
    path("priorites/<str:code>/", priorites.repartir, name="repartir"),
    path("<str:numero>/soutenir/", priorites.soutenir, name="soutenir"),
    path("<str:numero>/decider/", priorites.decider, name="decider"),
]
