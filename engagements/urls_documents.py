"""What is read and kept on paper: the fiches d’engagement and the letters signed by hand."""

from django.urls import path

from engagements.views import documents, lettres

app_name = "documents"

urlpatterns = [
    path("<int:pk>/fiche-engagement.pdf", documents.fiche, name="fiche"),
    path("organisation/<int:pk>/fiches-engagement.pdf", documents.fiches, name="fiches"),
    path("organisation/<int:pk>/lettres/", lettres.lettres, name="lettres"),
    path("lettres/<int:pk>/lettre.pdf", lettres.lettre, name="lettre"),
    path("lettres/<int:pk>/retirer/", lettres.retirer, name="retirer_lettre"),
]
