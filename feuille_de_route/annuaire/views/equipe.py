"""« Qui peut quoi » in an organisation: invite, send again, cancel, change, take out, answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from comptes.models import User
from feuille_de_route.annuaire import equipe as team
from feuille_de_route.annuaire.page import pouvoir_on
from feuille_de_route.annuaire.queries import here_or_kept
from organisations import services
from organisations.forms import DepartForm, InvitationForm
from organisations.models import Organisation
from organisations.queries import members_of
from organisations.rules import Pouvoir, why_not_gerer_equipe, why_not_retirer, why_not_voir_equipe
from socle.http import form_methods, posted
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404


@form_methods
def equipe(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The team; and the form that invites somebody into it."""
    access, organisation, pouvoir = _load(request, slug, pk)
    if organisation.pk != pk:
        return redirect("organisations:equipe", slug, organisation.pk)
    form = InvitationForm(posted(request))
    if form.is_bound:
        refuse(why_not_gerer_equipe(organisation, pouvoir))
    if form.is_valid():
        by = {"by": access.user, "is_administrateur": pouvoir.is_administrateur}
        details = {**form.cleaned_data, "feuille_id": access.feuille.pk, **by}
        try:
            invitation = services.inviter(organisation, **details)
        except Refus as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"L’invitation part à {invitation.email}.")
            return redirect("organisations:equipe", slug, pk)
    shown = team.build(organisation, pouvoir, now())
    context = {"access": access, "organisation": organisation, "equipe": shown, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "organisations/equipe.html", context, status=status)


@require_POST
def relancer(request: HttpRequest, slug: str, pk: int, invitation: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    access, organisation, pouvoir = _load(request, slug, pk)
    found = get_object_or_404(organisation.invitations.all(), pk=invitation)
    services.relancer(found, by=access.user, is_administrateur=pouvoir.is_administrateur)
    messages.success(
        request, f"L’invitation repart à {found.email}. Le lien précédent ne sert plus."
    )
    return redirect("organisations:equipe", slug, organisation.pk)


@require_POST
def annuler(request: HttpRequest, slug: str, pk: int, invitation: int) -> HttpResponse:
    """Cancel an invitation: its link opens nothing any more."""
    access, organisation, pouvoir = _load(request, slug, pk)
    found = get_object_or_404(organisation.invitations.all(), pk=invitation)
    services.annuler(found, by=access.user, is_administrateur=pouvoir.is_administrateur)
    messages.success(request, f"L’invitation de {found.email} est annulée.")
    return redirect("organisations:equipe", slug, organisation.pk)


@require_POST
def repondre(request: HttpRequest, slug: str, pk: int, demande: int) -> HttpResponse:
    """Accept or refuse somebody who asks to represent the organisation."""
    access, organisation, pouvoir = _load(request, slug, pk)
    found = get_object_or_404(organisation.rattachements.select_related("user"), pk=demande)
    accepte = request.POST.get("reponse") == "accepter"
    services.repondre_rattachement(
        found, accepte=accepte, by=access.user, is_administrateur=pouvoir.is_administrateur
    )
    told = f"représente {organisation}" if accepte else "est prévenu de votre refus"
    messages.success(request, f"{found.user} {told}.")
    return redirect("organisations:equipe", slug, organisation.pk)


@form_methods
def signature(request: HttpRequest, slug: str, pk: int, personne: int) -> HttpResponse:
    """Give somebody of the team the right to sign, or take it back."""
    access, organisation, pouvoir = _load(request, slug, pk)
    refuse(why_not_gerer_equipe(organisation, pouvoir))
    user = get_object_or_404(members_of(organisation), pk=personne)
    form = DepartForm(posted(request))
    signer = request.POST.get("signer") == "1"
    if form.is_valid() and _attempt(
        form, services.changer_signature, organisation, user, access, pouvoir, signer=signer
    ):
        verb = "peut signer" if signer else "ne peut plus signer"
        messages.success(request, f"{user} {verb} pour {organisation}.")
        return redirect("organisations:equipe", slug, organisation.pk)
    return _leave(request, access, organisation, user, form, gesture="signature")


@form_methods
def retirer(request: HttpRequest, slug: str, pk: int, personne: int) -> HttpResponse:
    """Take somebody out of the team, or leave it."""
    access, organisation, pouvoir = _load(request, slug, pk)
    known = {"is_last": False, "knowingly": True}
    refuse(why_not_retirer(organisation, pouvoir, personne, **known))
    user = get_object_or_404(members_of(organisation), pk=personne)
    form = DepartForm(posted(request))
    verb = services.retirer_de_l_equipe
    if form.is_valid() and _attempt(form, verb, organisation, user, access, pouvoir):
        messages.success(request, f"{user} ne représente plus {organisation}.")
        if user == access.user:
            return redirect("entrer")
        return redirect("organisations:equipe", slug, organisation.pk)
    return _leave(request, access, organisation, user, form, gesture="depart")


# Shared ------------------------------------------------------------------------------------------


def _load(request: HttpRequest, slug: str, pk: int) -> tuple[Access, Organisation, Pouvoir]:
    """The organisation and what the reader is for it; 403 for who may not see its team."""
    access = get_access_or_404(request.user, slug)
    organisation = here_or_kept(access, pk)
    pouvoir = pouvoir_on(access, organisation)
    refuse(why_not_voir_equipe(pouvoir))
    return access, organisation, pouvoir


def _attempt(
    form: DepartForm,
    verb: Any,
    organisation: Organisation,
    user: User,
    access: Access,
    pouvoir: Pouvoir,
    **details: bool,
) -> bool:
    """Call a verb that may refuse to leave nobody to sign; the page then asks to say one knows."""
    try:
        verb(
            organisation,
            user,
            by=access.user,
            is_administrateur=pouvoir.is_administrateur,
            knowingly=form.cleaned_data["derniere"],
            **details,
        )
    except Refus as error:
        form.add_error("derniere", str(error))
        return False
    return True


def _leave(
    request: HttpRequest,
    access: Access,
    organisation: Organisation,
    user: User,
    form: DepartForm,
    *,
    gesture: str,
) -> HttpResponse:
    context = {
        "access": access,
        "organisation": organisation,
        "personne": user,
        "form": form,
        "gesture": gesture,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisations/depart.html", context, status=status)
