from django.urls import path

from territoires import views

app_name = "territoires"

urlpatterns = [
    path("", views.reglages, name="reglages"),
    path("phase/", views.phase, name="phase"),
    path("membres/", views.membres, name="membres"),
    path("membres/<int:pk>/retirer/", views.retirer_membre, name="retirer_membre"),
    path("textes/", views.textes, name="textes"),
]
