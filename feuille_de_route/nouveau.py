"""Open a new territory: the page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from feuille_de_route import rules, services
from feuille_de_route.forms import TerritoireForm
from socle.forms import status_of
from socle.http import form_methods, posted
from socle.refus import refuse


@login_required
@form_methods
def creer_territoire(request: HttpRequest) -> HttpResponse:
    """The person who opens a territory is its first administrator."""
    refuse(rules.why_not_creer_territoire(request.user))
    form = TerritoireForm(posted(request))
    if form.is_valid():
        try:
            feuille = services.ouvrir_territoire(**form.cleaned_data, administrateur=request.user)
        except IntegrityError:
            # Somebody took the name or the address between the check and the writing.
            form.add_error("name", "Écrivez un autre nom\u00a0: celui-ci vient d’être pris.")
        else:
            messages.success(request, f"Le territoire {feuille.territoire} est ouvert.")
            return redirect("importer", feuille.slug)
    return render(
        request,
        "feuille_de_route/creer_territoire.html",
        {"form": form},
        status=status_of(form),
    )
