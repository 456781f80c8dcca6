"""Pages on personal data: the public one, one's own, those of administrators."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comptes.connexion import signed_in_lately
from feuille_de_route.donnees_personnelles import affichage, conservation, export, rules, services
from feuille_de_route.donnees_personnelles.forms import ChercherForm, EffacerForm
from seances.models import Participant
from socle.http import form_methods, posted
from socle.models import Job
from socle.refus import refuse
from territoires.access import get_access_or_404
from territoires.rules import why_not_gerer_membres

ARCHIVE = "mes-donnees.zip"


@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    context = {
        "durees": affichage.durees(),
        "parties": affichage.parties(),
        "contact": settings.CONTACT_DPO,
    }
    return render(request, "feuille_de_route/donnees_personnelles.html", context)


# One's own -----------------------------------------------------------------------------------


@login_required
@never_cache
@form_methods
def mes_donnees(request: HttpRequest) -> HttpResponse:
    """What the product holds of the person; sent, it prepares the archive, at once when it is small."""
    if request.method == "POST":
        return _export(request)
    context = {
        "parties": affichage.parties_of(request.user),
        "travail": services.last_export(request.user),
        "states": Job.State,
        "remarque": export.NOT_LINKED,
    }
    return render(request, "mes_donnees/mes_donnees.html", context)


def _export(request: HttpRequest) -> HttpResponse:
    if sum(count for _partie, count in export.counted(request.user)) >= export.LARGE:
        services.demander_export(request.user)
        messages.success(request, "Votre archive se prépare. Elle sera ici dans quelques instants.")
        return redirect("mes_donnees")
    services.noter_export(request.user)
    response = HttpResponse(export.archive_of(request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{ARCHIVE}"'
    return response


@login_required
@never_cache
@require_safe
def mes_donnees_archive(request: HttpRequest) -> HttpResponse:
    """The archive a worker prepared for this person, and nobody else's."""
    job = services.last_export(request.user)
    if job is None or job.state != Job.State.DONE:
        raise Http404("Aucune archive n’est prête. Demandez-la depuis « Mes données ».")
    file = default_storage.open(job.args["fichier"])
    return FileResponse(file, as_attachment=True, filename=ARCHIVE)


@login_required
@never_cache
@form_methods
def effacer_compte(request: HttpRequest) -> HttpResponse:
    user = request.user
    lately = signed_in_lately(request.session)
    why_not = services.why_not_effacer(user)
    form = EffacerForm(posted(request) if lately and not why_not else None, email=user.email)
    if form.is_valid():
        services.effacer_compte(user)
        logout(request)
        messages.success(request, "Votre compte est effacé. Merci pour ce que vous avez apporté.")
        return redirect("accueil")
    context = {
        "form": form,
        "lately": lately,
        "why_not": why_not,
        "parties": affichage.parties_of(user),
    }
    status = 403 if request.method == "POST" and (why_not or not lately) else 200
    return render(request, "mes_donnees/effacer.html", context, status=status)


@login_required
@require_POST
def se_reconnecter(request: HttpRequest) -> HttpResponse:
    """Leave, and come back with a new code sent to one's address: proof that one still reads it."""
    logout(request)
    messages.info(request, "Demandez un nouveau code\u00a0: vous reviendrez à l’effacement.")
    target = urlencode({"next": reverse("effacer_compte")})
    return redirect(f"{reverse('account_login')}?{target}")


# Administrators ------------------------------------------------------------------------------


@require_safe
def conserver(request: HttpRequest, slug: str) -> HttpResponse:
    """What the next run will erase, and people who came without account."""
    access = get_access_or_404(request.user, slug)
    refuse(why_not_gerer_membres(access))
    form = ChercherForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "access": access,
        "previsions": affichage.previsions(conservation.prevoir()),
        "dernier": conservation.last_run(),
        "form": form,
        "words": words,
        "people": affichage.sans_compte(access.feuille, words),
    }
    return render(request, "mes_donnees/conserver.html", context)


@form_methods
def effacer_participant(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access = get_access_or_404(request.user, slug)
    refuse(why_not_gerer_membres(access))
    people = Participant.objects.select_related("seance", "organisation")
    participant = get_object_or_404(people, pk=pk, seance__feuille=access.feuille)
    if request.method == "POST":
        services.effacer_participant(access, participant)
        messages.success(request, "Cette personne est effacée. Ce qu’elle a apporté reste.")
        return redirect("conserver", slug)
    context = {
        "access": access,
        "participant": participant,
        "why_not": rules.why_not_effacer_participant(participant, access),
    }
    return render(request, "mes_donnees/effacer_participant.html", context)
