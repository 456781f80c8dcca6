"""The team's pages: prepare an edition, publish it, follow its drawing, withdraw it, redraw it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from publication import annonce, preparation, rules, saisie, services
from publication.forms import RetirerForm
from publication.models import Edition, Projet
from socle import francais, reponses
from socle.forms import attempt, status_of
from socle.http import form_methods, posted
from socle.refus import refuse
from territoires.access import Access, get_access_or_404


@form_methods
def preparer(request: HttpRequest, slug: str) -> HttpResponse:
    """What is left to settle, what changes, and the button that publishes."""
    access = team_access(request, slug)
    context = preparation.context(access, posted(request))
    form = context["form"]
    if form.is_valid() and (new := attempt(form, services.publier, access, **form.details)):
        messages.success(request, f"L’édition {new} est figée. Son PDF se prépare.")
        return redirect("publication:preparer", slug)
    return render(request, "publication/preparer.html", context, status=status_of(form))


@require_safe
def progression(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the drawings are, asked each second; once one has ended, the whole page comes back."""
    access = team_access(request, slug)
    running = preparation.en_cours(access)
    if not request.htmx or not running:
        response = redirect("publication:preparer", slug)
        if request.htmx:
            response = HttpResponse(headers={"HX-Refresh": "true"})
        return response
    context = {"access": access, **running}
    return render(request, "publication/preparer.html#progression", context)


@require_POST
def relancer(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    access = team_access(request, slug)
    edition = services.relancer(access, _edition_or_404(access, numero))
    messages.success(request, f"Le PDF de l’édition {edition} se prépare de nouveau.")
    return redirect("publication:preparer", slug)


@require_POST
def annuler(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Stop the drawing, or give up the hour: nothing is published."""
    access = team_access(request, slug)
    edition = services.annuler(access, _edition_or_404(access, numero))
    messages.success(request, f"L’édition {edition} est annulée. Rien n’est publié.")
    return redirect("publication:preparer", slug)


@require_POST
def avancer(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    access = team_access(request, slug)
    edition = services.avancer(access, _edition_or_404(access, numero))
    messages.success(request, f"L’édition {edition} est en ligne.")
    return redirect("publication:preparer", slug)


@form_methods
def retirer(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Ask why, then take an edition away from the public."""
    access = team_access(request, slug)
    edition = _edition_or_404(access, numero)
    why_not = rules.why_not_retirer(access, edition)
    form = RetirerForm(posted(request))
    if not form.is_bound:
        refuse(why_not)
    if form.is_valid() and attempt(
        form, services.retirer, access, edition, reason=form.cleaned_data["reason"]
    ):
        messages.success(
            request, f"L’édition {edition} est retirée. Votre raison paraît à sa place."
        )
        return redirect("publication:preparer", slug)
    context = {
        "access": access,
        "edition": edition,
        "form": form,
        "why_not": why_not,
        "titre": f"Retirer l’édition {edition}",
        "intro": "Sa page, son PDF et ses données laisseront la place à votre raison.",
    }
    return render(request, "publication/retirer.html", context, status=status_of(form))


@form_methods
def prevenir(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Show the message the committed organisations would read, then send it, once."""
    access = team_access(request, slug)
    edition = _edition_or_404(access, numero)
    if request.method == "POST":
        told = services.prevenir(access, edition)
        people = francais.pluriel(told, "personne est prévenue", "personnes sont prévenues")
        messages.success(request, f"{people} de l’édition {edition}.")
        return redirect("publication:preparer", slug)
    return render(request, "publication/prevenir.html", annonce.context(access, edition))


@require_POST
def remettre(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    access = team_access(request, slug)
    edition = services.remettre(access, _edition_or_404(access, numero))
    messages.success(request, f"L’édition {edition} est de nouveau en ligne.")
    return redirect("publication:preparer", slug)


@require_POST
def redessiner(request: HttpRequest, slug: str, numero: str) -> HttpResponse:
    """Have the PDF of an edition drawn again, to tell whether its bytes are the same."""
    access = team_access(request, slug)
    edition = services.redessiner(access, _edition_or_404(access, numero))
    messages.success(request, f"Le PDF de l’édition {edition} se redessine.")
    return redirect("publication:preparer", slug)


@require_POST
def demander_projet(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a trial PDF drawn of what the next edition would be."""
    services.demander_projet(team_access(request, slug))
    messages.success(request, "Le PDF d’essai se dessine.")
    return redirect("publication:preparer", slug)


@require_safe
def projet(request: HttpRequest, slug: str) -> HttpResponse:
    """The trial PDF, for the team alone, kept by no cache."""
    access = team_access(request, slug)
    found = get_object_or_404(Projet.objects.drawn(), feuille=access.feuille)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    with found.pdf.open() as stored:
        data = stored.read()
    return reponses.private_document(data, kind="application/pdf", name=f"projet-{slug}.pdf")


@form_methods
def signataires(request: HttpRequest, slug: str) -> HttpResponse:
    """Who signs, and the deliberations, as the next edition will print them."""
    access = team_access(request, slug)
    page = saisie.Signatures(access.feuille, posted(request))
    if page.is_saved:
        services.ecrire_signatures(access, **page.details)
        messages.success(request, "Les signataires et les visas sont enregistrés.")
        return redirect("publication:signataires", slug)
    intro = f"Ils paraîtront dans l’édition {preparation.prochain(access)}. Celles en ligne ne changent pas."
    context = {"access": access, "page": page, "intro": intro}
    return render(request, "publication/signataires.html", context, status=page.status)


def team_access(request: HttpRequest, slug: str) -> Access:
    """The access of somebody who prepares; 404 for strangers, refused with a reason to others."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_preparer(access))
    return access


def _edition_or_404(access: Access, numero: str) -> Edition:
    found = access.feuille.editions.numbered(numero).without_content().select_related("redraw_job")
    edition = found.first()
    if edition is None:
        raise Http404
    edition.feuille = access.feuille
    return edition
