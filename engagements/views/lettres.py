"""The letters signed by hand of one organisation: read, sent, replaced, taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from engagements.file_forms import LettreForm, RetraitLettreForm
from engagements.lettres import rules, services
from engagements.lettres.models import Lettre
from engagements.views.commun import attempt
from organisations.models import Organisation
from socle.http import form_methods, posted
from socle.refus import refuse
from territoires.access import Access, get_access_or_404


@form_methods
def lettres(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The letters in force and before, and the form to send one."""
    access, organisation = _load(request, slug, pk)
    found = list(Lettre.objects.of(access.feuille, pk).for_list())
    why_not = rules.why_not_deposer(organisation, access)
    form = LettreForm(posted(request), request.FILES or None, lettres=found)
    if form.is_bound:
        refuse(why_not)
        if form.is_valid() and attempt(
            form, services.deposer, organisation, by=access, **form.details
        ):
            messages.success(request, "Votre lettre est gardée. L’équipe peut la lire.")
            return redirect("documents:lettres", slug, pk)
    context = {"access": access, "organisation": organisation, "form": form}
    context |= {"lettres": found, "why_not": why_not}
    status = 422 if form.is_bound else 200
    return render(request, "engagements/lettres.html", context, status=status)


@require_safe
def lettre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file itself, saved and never shown inside the site: nothing in it may run here."""
    _access, found = _load_lettre(request, slug, pk)
    try:
        with found.fichier.open() as stored:
            data = stored.read()
    except FileNotFoundError:
        raise Http404 from None
    # A PDF is compressed inside; compressed again it would lose its length for nothing.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = HttpResponse(data, content_type="application/pdf")
    day = found.created_at.date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="lettre-{day}-{found.pk}.pdf"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


@form_methods
def retirer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    access, found = _load_lettre(request, slug, pk)
    form = RetraitLettreForm(posted(request))
    if not form.is_bound:
        refuse(rules.why_not_retirer(found, access))
    elif form.is_valid() and attempt(form, services.retirer, found, by=access, **form.cleaned_data):
        messages.success(request, "Votre lettre est retirée. Elle reste dans l’historique.")
        return redirect("documents:lettres", slug, found.organisation_id)
    context = {"access": access, "form": form, "lettre": found}
    status = 422 if form.is_bound else 200
    return render(request, "engagements/retirer_lettre.html", context, status=status)


def _load(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Organisation]:
    """An organisation whose letters this person may read; 403 for another member."""
    access = get_access_or_404(request.user, slug)
    organisation = get_object_or_404(access.feuille.territoire.organisations.all(), pk=pk)
    refuse(rules.why_not_lire(organisation, access))
    return access, organisation


def _load_lettre(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Lettre]:
    access = get_access_or_404(request.user, slug)
    own = access.feuille.lettres.select_related("organisation", "feuille")
    found = get_object_or_404(own, pk=pk)
    refuse(rules.why_not_lire(found.organisation, access))
    return access, found
