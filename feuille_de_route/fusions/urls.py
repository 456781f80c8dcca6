from django.urls import path

from feuille_de_route.fusions import views

app_name = "fusions"

urlpatterns = [
    path("doublons/", views.doublons, name="doublons"),
    path("fusionner/", views.fusionner, name="fusionner"),
    path("fusions/<int:pk>/", views.fusion, name="fusion"),
    path("fusions/<int:pk>/defaire/", views.defaire, name="defaire"),
    path("<str:numero>/scinder/", views.scinder, name="scinder"),
]
