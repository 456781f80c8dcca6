"""The open data of one roadmap, under its address."""

from django.urls import path, register_converter

from publication.donnees import views
from publication.donnees.ouverture import LATEST


class EditionConverter:
    """« 1.0 », or « derniere »: an edition by its number, or the latest one."""

    regex = rf"[0-9]{{1,4}}\.[0-9]{{1,4}}|{LATEST}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EditionConverter, "edition")

app_name = "donnees"

urlpatterns = [
    path("donnees/", views.donnees, name="page"),
    path(
        "editions/<edition:numero>/donnees/<slug:nom>.<slug:suffixe>", views.fichier, name="fichier"
    ),
    path("editions/<edition:numero>/feuille-de-route.docx", views.docx, name="docx"),
    path("editions/flux.atom", views.atom, name="atom"),
]
