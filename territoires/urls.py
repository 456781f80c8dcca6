from django.urls import path

from territoires import views

app_name = "territoires"

urlpatterns = [
    path("", views.reglages, name="reglages"),
    path("phase/", views.phase, name="phase"),
    path("membres/", views.membres, name="membres"),
    path("membres/<int:pk>/retirer/", views.retirer_membre, name="retirer_membre"),
    path("courriels/", views.courriels, name="courriels"),
    path("courriels/renvoyer/", views.renvoyer_echecs, name="renvoyer_echecs"),
    path("courriels/<int:pk>/", views.courriel, name="courriel"),
    path("courriels/<int:pk>/renvoyer/", views.renvoyer_courriel, name="renvoyer_courriel"),
    path("textes/", views.textes, name="textes"),
]
