"""What all open data share: the page that documents them, their schemas, the API."""

from django.urls import path

from publication.donnees import views
from publication.donnees.api import patterns

app_name = "ouvertes"

urlpatterns = [
    path("donnees-ouvertes/", views.ouvertes, name="page"),
    path("donnees-ouvertes/schemas/<slug:nom>.json", views.schema, name="schema"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    *patterns("api/v1/"),
]
