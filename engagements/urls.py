from django.urls import path

from engagements import views

app_name = "engagements"

urlpatterns = [
    path("", views.organisation, name="organisation"),
    path("fiche/<int:pk>/", views.fiche, name="fiche"),
    path("nouveau/", views.nouveau, name="nouveau"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/apport/", views.apport, name="apport"),
    path("<int:pk>/precisions/", views.precisions, name="precisions"),
    path("<int:pk>/verification/", views.verification, name="verification"),
    path("<int:pk>/confirmer/", views.confirmer, name="confirmer"),
    path("<int:pk>/retirer/", views.retirer, name="retirer"),
    path("<int:pk>/supprimer/", views.supprimer, name="supprimer"),
]
