from django.urls import path

from feuille_de_route.annuaire.views import annuaire, doublons, equipe

app_name = "organisations"

urlpatterns = [
    path("", annuaire.annuaire, name="annuaire"),
    path("nouvelle/", annuaire.creer, name="creer"),
    path("doublons/", doublons.doublons, name="doublons"),
    path("<int:pk>/", annuaire.organisation, name="organisation"),
    path("<int:pk>/corriger/", annuaire.corriger, name="corriger"),
    path("<int:pk>/ajouter/", annuaire.ajouter, name="ajouter"),
    path("<int:pk>/fusionner/<int:autre>/", doublons.fusionner_deux, name="fusionner"),
    path("<int:pk>/equipe/", equipe.equipe, name="equipe"),
    path("<int:pk>/equipe/<int:personne>/signature/", equipe.signature, name="signature"),
    path("<int:pk>/equipe/<int:personne>/retirer/", equipe.retirer, name="retirer"),
    path(
        "<int:pk>/equipe/invitations/<int:invitation>/relancer/",
        equipe.relancer,
        name="relancer",
    ),
    path("<int:pk>/equipe/invitations/<int:invitation>/annuler/", equipe.annuler, name="annuler"),
    path("<int:pk>/equipe/demandes/<int:demande>/", equipe.repondre, name="repondre"),
]
