from django.urls import path

from seances import views

app_name = "seances"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("<int:pk>/", views.seance, name="seance"),
]
