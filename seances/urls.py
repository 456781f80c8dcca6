from django.urls import path

from seances.views import pages

app_name = "seances"

urlpatterns = [
    path("", pages.liste, name="liste"),
    path("<int:pk>/", pages.seance, name="seance"),
]
