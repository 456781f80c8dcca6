"""Pages that show several apps: home, the board, one action."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from actions.affichage.brouillons import ligne_of
from actions.models import Action, Brouillon
from actions.rules import redaction
from actions.views.priorites import priorites_context
from feuille_de_route import accueil as home
from feuille_de_route import chercher as recherche
from feuille_de_route import fiche, parcours
from feuille_de_route.donnees.rules import why_not_importer
from feuille_de_route.tableau import MANQUES, ORDERS, Filtres, build, porteurs_of
from seances.affichage import resultats_by_seance
from territoires.access import get_access_or_404
from territoires.droits import Droit


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    context = {
        "publiees": home.published(),
        "miennes": home.reachable_by(request.user),
        "seances": home.seances_of(request.user) if request.user.is_authenticated else (),
        "may_create": request.user.is_staff,
    }
    return render(request, "feuille_de_route/accueil.html", context)


@login_required
@require_safe
def entrer(request: HttpRequest) -> HttpResponse:
    """After signing in: straight to the board for whoever has only one roadmap."""
    return redirect(home.first_page_of(request.user))


@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "feuille_de_route/accessibilite.html")


@require_safe
def tableau(request: HttpRequest, slug: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    filtres = Filtres.read(request.GET)
    context = {
        "access": access,
        "tableau": build(access, filtres),
        "filtres": filtres,
        "why_not_proposer": redaction.why_not_proposer(access),
    }
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "feuille_de_route/tableau.html#resultat", context)
        return push_url(response, request.path + filtres.query_string().rstrip("?"))
    context |= {
        "orders": ORDERS.items(),
        "manques": MANQUES.items(),
        "states": Action.State.choices,
        "porteurs": [(organisation.pk, organisation.name) for organisation in porteurs_of(access)],
        "why_not_importer": why_not_importer(access),
        "may_fusionner": access.grants(Droit.FUSIONNER),
        "pas": parcours.steps(access.feuille),
        "intro": parcours.introduction(access.feuille),
        "seance": parcours.last_seance(access.feuille),
        "brouillons": [ligne_of(brouillon, access) for brouillon in Brouillon.objects.of(access)],
    }
    return render(request, "feuille_de_route/tableau.html", context)


@require_safe
def chercher(request: HttpRequest, slug: str) -> HttpResponse:
    """What the words of the header's box find."""
    access = get_access_or_404(request.user, slug)
    found = recherche.build(access, request)
    context = {"access": access, "recherche": found}
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "feuille_de_route/chercher.html#resultat", context)
        return push_url(response, request.path + recherche.address(found.words, found.kind))
    return render(request, "feuille_de_route/chercher.html", context)


@require_safe
def priorites(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one's points are placed, what the vote gave, and what the séances voted."""
    access = get_access_or_404(request.user, slug)
    context = priorites_context(access, equal_weight=request.GET.get("poids") == "egal")
    context["seances"] = resultats_by_seance(access.feuille)
    return render(request, "feuille_de_route/priorites.html", context)


@require_safe
def action(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    actions = access.feuille.actions.visible_to(access).for_fiche().with_my_soutien(access.user)
    action = get_object_or_404(actions.with_tallies(), numero=numero)
    if fiche.lue_ailleurs(action, access):
        messages.info(request, f"L’action {numero} est réunie à celle-ci.")
        return redirect(action.fusionnee_dans)
    return render(request, "feuille_de_route/action.html", fiche.context(action, access))
