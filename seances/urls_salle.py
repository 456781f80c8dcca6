"""The pages of the room, on the phones: no account, a badge. Included at the root."""

from django.urls import path

from seances.views import (
    confirmation,
    contributions,
    engagement,
    questions,
    resultats,
    salle,
    vote,
)

app_name = "salle"

urlpatterns = [
    path("rejoindre/", salle.rejoindre, name="rejoindre"),
    path("rejoindre/retrouver/", salle.retrouver, name="retrouver"),
    path("confirmation/<str:token>/", confirmation.confirmer, name="confirmer"),
    path("salle/veille.js", salle.veille, name="veille"),
    path("salle/<int:pk>/", salle.salle, name="salle"),
    path("salle/<int:pk>/suite/", salle.suite, name="suite"),
    path("salle/<int:pk>/moi/", salle.moi, name="moi"),
    path("salle/<int:pk>/table/", salle.table, name="table"),
    path("salle/<int:pk>/quitter/", salle.quitter, name="quitter"),
    path("salle/<int:pk>/voter/<int:scrutin>/", vote.voter, name="voter"),
    path("salle/<int:pk>/resultats/", resultats.resultats, name="resultats"),
    path("salle/<int:pk>/resultats/<int:scrutin>/", resultats.resultat, name="resultat"),
    path("salle/<int:pk>/questions/", questions.questions, name="questions"),
    path("salle/<int:pk>/actions/<str:numero>/", contributions.action, name="action"),
    path("salle/<int:pk>/actions/<str:numero>/commenter/", contributions.commenter, name="commenter"),
    path("salle/<int:pk>/actions/<str:numero>/amender/<str:champ>/", contributions.amender, name="amender"),
    path("salle/<int:pk>/proposer/", contributions.proposer, name="proposer"),
    path("salle/<int:pk>/amendements/", contributions.amendements, name="amendements"),
    path("salle/<int:pk>/amendements/<int:contribution>/", contributions.approuver, name="approuver"),
    path("salle/<int:pk>/engagement/<str:numero>/", engagement.apport, name="apport"),
    path("salle/<int:pk>/engagement/<str:numero>/<str:kind>/", engagement.precisions, name="precisions"),
]  # fmt: skip
