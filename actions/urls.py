from django.urls import URLPattern, path

from actions.views import (
    amendements,
    arbitrage,
    brouillons,
    commentaires,
    priorites,
    redaction,
    versions,
)

app_name = "actions"

urlpatterns: list[URLPattern] = [
    path("proposer/", redaction.proposer, name="proposer"),
    path("proposer/brouillon/", brouillons.garder_brouillon, name="garder_proposition"),
    path("brouillons/", brouillons.brouillons, name="brouillons"),
    path("brouillons/retablir/", brouillons.retablir_brouillon, name="retablir_brouillon"),
    path("brouillons/<int:pk>/effacer/", brouillons.effacer_brouillon, name="effacer_brouillon"),
    path("<str:numero>/modifier/", redaction.modifier, name="modifier"),
    path("<str:numero>/brouillon/", brouillons.garder_brouillon, name="garder_modification"),
    path("<str:numero>/commenter/", commentaires.commenter, name="commenter"),
    path("<str:numero>/suivre/", commentaires.suivre, name="suivre"),
    path("<str:numero>/commentaires/", commentaires.commentaires, name="commentaires"),
    path("<str:numero>/commentaires/<int:pk>/", commentaires.commentaire, name="commentaire"),
    path(
        "<str:numero>/commentaires/<int:pk>/repondre/",
        commentaires.repondre,
        name="repondre_commentaire",
    ),
    path(
        "<str:numero>/commentaires/<int:pk>/modifier/",
        commentaires.modifier,
        name="modifier_commentaire",
    ),
    path(
        "<str:numero>/commentaires/<int:pk>/retirer/",
        commentaires.retirer,
        name="retirer_commentaire",
    ),
    path(
        "<str:numero>/commentaires/<int:pk>/masquer/",
        commentaires.masquer,
        name="masquer_commentaire",
    ),
    path(
        "<str:numero>/commentaires/<int:pk>/montrer/",
        commentaires.demasquer,
        name="demasquer_commentaire",
    ),
    path(
        "<str:numero>/commentaires/<int:pk>/retenir/",
        commentaires.retenir,
        name="retenir_commentaire",
    ),
    path(
        "<str:numero>/commentaires/<int:pk>/rouvrir/",
        commentaires.rouvrir,
        name="rouvrir_commentaire",
    ),
    path("<str:numero>/etat/", redaction.faire_avancer, name="faire_avancer"),
    path("<str:numero>/maturite/", redaction.passer_fiche_action, name="passer_fiche_action"),
    path("amendements/", arbitrage.amendements, name="amendements"),
    path("amendements/ensemble/", arbitrage.ensemble, name="amendements_ensemble"),
    path("<str:numero>/amender/", amendements.choisir, name="amender_choisir"),
    path("<str:numero>/amender/<str:champ>/", amendements.amender, name="amender"),
    path(
        "<str:numero>/amender/<str:champ>/brouillon/",
        amendements.garder_amendement,
        name="garder_amendement",
    ),
    path("<str:numero>/amendements/<int:pk>/", arbitrage.amendement, name="amendement"),
    path("<str:numero>/amendements/<int:pk>/reecrire/", amendements.reecrire, name="reecrire"),
    path(
        "<str:numero>/amendements/<int:pk>/retirer/",
        amendements.retirer,
        name="retirer_amendement",
    ),
    path("<str:numero>/amendements/<int:pk>/avis/", amendements.donner_avis, name="donner_avis"),
    path(
        "<str:numero>/amendements/<int:pk>/integrer/",
        arbitrage.decider_amendement,
        name="decider_amendement",
    ),
    path(
        "<str:numero>/amendements/<int:pk>/repondre/",
        arbitrage.repondre,
        name="repondre_amendement",
    ),
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
