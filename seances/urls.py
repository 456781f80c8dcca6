from django.urls import path

from seances.views import ecran, pages

app_name = "seances"

urlpatterns = [
    path("", pages.liste, name="liste"),
    path("<int:pk>/", pages.seance, name="seance"),
    path("ecran/<str:jeton>/", ecran.ecran, name="ecran"),
]
