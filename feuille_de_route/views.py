"""Pages that show several apps: home, the board, one action."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def accueil(request: HttpRequest) -> HttpResponse:
    return render(request, "feuille_de_route/accueil.html")


def creer_territoire(request: HttpRequest) -> HttpResponse:
    return render(request, "feuille_de_route/creer_territoire.html")


def tableau(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "feuille_de_route/tableau.html")


def action(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    return render(request, "feuille_de_route/action.html")
