from django.urls import path, register_converter

from publication import views


class NumeroConverter:
    """« 1.0 », « 12.3 »: the number of an edition."""

    regex = r"[0-9]{1,4}\.[0-9]{1,4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumeroConverter, "numero")

app_name = "publication"

urlpatterns = [
    path("", views.publique, name="publique"),
    path("editions/", views.editions, name="editions"),
    path("editions/<numero:numero>/", views.edition, name="edition"),
    path("editions/<numero:numero>/changements/", views.changements, name="changements"),
    path("editions/<numero:numero>/actions/<str:action>/", views.fiche, name="fiche"),
    path("editions/<numero:numero>/feuille-de-route.pdf", views.pdf, name="pdf"),
    path("editions/<numero:numero>/contenu.json", views.contenu, name="contenu"),
    path("publication/", views.preparer, name="preparer"),
    path("publication/progression/", views.progression, name="progression"),
    path("publication/<numero:numero>/relancer/", views.relancer, name="relancer"),
    path("publication/apercu/", views.apercu, name="apercu"),
    path("publication/apercu/actions/<str:action>/", views.fiche_apercu, name="fiche_apercu"),
]
