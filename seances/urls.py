from django.urls import path

from seances.views import compte_rendu, ecran, pages, preparation, regie, rejeu

app_name = "seances"

urlpatterns = [
    path("", pages.liste, name="liste"),
    path("preparer/", preparation.creer, name="creer"),
    path("rejouer/", rejeu.rejouer, name="rejouer"),
    path("<int:pk>/", pages.seance, name="seance"),
    path("<int:pk>/rejeu/", rejeu.rejeu, name="rejeu"),
    path("<int:pk>/preparation/", preparation.preparation, name="preparation"),
    path("<int:pk>/preparation/deroule/", preparation.deroule, name="deroule"),
    path("<int:pk>/preparation/tables/", preparation.tables, name="tables"),
    path(
        "<int:pk>/preparation/votes/nouveau/", preparation.nouveau_scrutin, name="nouveau_scrutin"
    ),
    path("<int:pk>/preparation/votes/<int:scrutin>/", preparation.scrutin, name="scrutin"),
    path(
        "<int:pk>/preparation/votes/<int:scrutin>/retirer/",
        preparation.supprimer_scrutin,
        name="supprimer_scrutin",
    ),
    path("<int:pk>/preparation/animation/", preparation.animation, name="animation"),
    path(
        "<int:pk>/preparation/animation/<int:personne>/retirer/",
        preparation.retirer_animation,
        name="retirer_animation",
    ),
    path("<int:pk>/regie/", regie.regie, name="regie"),
    path("<int:pk>/regie/agir/", regie.agir, name="agir"),
    path("<int:pk>/regie/actions/<int:action>/", regie.decider, name="decider"),
    path("<int:pk>/regie/amendements/<int:contribution>/", regie.amendement, name="amendement"),
    path("<int:pk>/regie/salle/", regie.participants, name="participants"),
    path("<int:pk>/regie/salle/<int:personne>/", regie.participant, name="participant"),
    path("<int:pk>/regie/votes/<int:scrutin>/papier/", regie.papier, name="papier"),
    path(
        "<int:pk>/regie/votes/<int:scrutin>/pour/<int:personne>/",
        regie.assister,
        name="assister",
    ),
    path("<int:pk>/compte-rendu/", compte_rendu.page, name="compte_rendu"),
    path(
        "<int:pk>/compte-rendu/confirmations/",
        compte_rendu.renvoyer,
        name="renvoyer_confirmations",
    ),
    path("<int:pk>/compte-rendu/compte-rendu.pdf", compte_rendu.pdf, name="compte_rendu_pdf"),
    path("<int:pk>/votes/<int:scrutin>/bulletins.pdf", compte_rendu.bulletins, name="bulletins"),
    path("ecran/<str:jeton>/", ecran.ecran, name="ecran"),
]
