from django.urls import path

from engagements.views import organisation, saisie, signature, vie

app_name = "engagements"

urlpatterns = [
    path("", organisation.organisation, name="organisation"),
    path("fiche/<int:pk>/", organisation.fiche, name="fiche"),
    path("nouveau/", saisie.nouveau, name="nouveau"),
    path("signer/", signature.signer_tout, name="signer_tout"),
    path("signer/<uuid:lot>/", signature.code, name="code"),
    path("signer/<uuid:lot>/renvoyer/", signature.renvoyer, name="renvoyer"),
    path("<int:pk>/", vie.detail, name="detail"),
    path("<int:pk>/versions/<int:number>/", vie.version, name="version"),
    path("<int:pk>/apport/", saisie.apport, name="apport"),
    path("<int:pk>/precisions/", saisie.precisions, name="precisions"),
    path("<int:pk>/verification/", saisie.verification, name="verification"),
    path("<int:pk>/confirmer/", vie.confirmer, name="confirmer"),
    path("<int:pk>/signer/", signature.signer, name="signer"),
    path("<int:pk>/condition/", vie.lever_condition, name="lever_condition"),
    path("<int:pk>/realiser/", vie.realiser, name="realiser"),
    path("<int:pk>/retirer/", vie.retirer, name="retirer"),
    path("<int:pk>/supprimer/", saisie.supprimer, name="supprimer"),
]
