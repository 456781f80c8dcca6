from django.urls import path, register_converter

from publication import views, views_vie


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
    path("editions/<numero:numero>/partage.png", views.partage, name="partage"),
    path("editions/<numero:numero>/contenu.json", views.contenu, name="contenu"),
    path("publication/", views_vie.preparer, name="preparer"),
    path("publication/progression/", views_vie.progression, name="progression"),
    path("publication/signataires/", views_vie.signataires, name="signataires"),
    path("publication/projet/", views_vie.demander_projet, name="demander_projet"),
    path("publication/projet.pdf", views_vie.projet, name="projet"),
    path("publication/<numero:numero>/relancer/", views_vie.relancer, name="relancer"),
    path("publication/<numero:numero>/annuler/", views_vie.annuler, name="annuler"),
    path("publication/<numero:numero>/avancer/", views_vie.avancer, name="avancer"),
    path("publication/<numero:numero>/retirer/", views_vie.retirer, name="retirer"),
    path("publication/<numero:numero>/prevenir/", views_vie.prevenir, name="prevenir"),
    path("publication/<numero:numero>/remettre/", views_vie.remettre, name="remettre"),
    path("publication/<numero:numero>/redessiner/", views_vie.redessiner, name="redessiner"),
    path("publication/apercu/", views.apercu, name="apercu"),
    path("publication/apercu/actions/<str:action>/", views.fiche_apercu, name="fiche_apercu"),
]
