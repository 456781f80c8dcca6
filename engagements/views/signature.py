"""Signing: read the text, say who signs, then confirm with the code received."""

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from engagements import lecture, parcours, rules, services
from engagements.forms import CodeForm, SignatureForm
from engagements.models import Engagement, Signature
from engagements.views.commun import attempt, chosen, load_own, page
from socle.http import form_methods, posted
from socle.refus import Refus, refuse
from territoires.access import Access, get_access_or_404


@form_methods
def signer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read one pledge, and ask for the code that signs it."""
    access, engagement = load_own(request, slug, pk)
    if request.method != "POST":
        refuse(rules.why_not_signer(engagement, access))
    return _lire(request, access, [engagement], back=engagement.get_absolute_url())


@form_methods
def signer_tout(request: HttpRequest, slug: str) -> HttpResponse:
    """Read all that waits for a signature in `?organisation=`, and ask for one code."""
    access = get_access_or_404(request.user, slug)
    refuse(rules.why_not_mon_organisation(access))
    current = chosen(request, parcours.organisations_of(access))
    refuse(rules.why_not_signer_pour(current, access))
    back = parcours.espace_url(slug, current.pk)
    engagements = parcours.to_sign(access, current)
    if not engagements:
        messages.info(request, "Aucun engagement n’attend votre signature.")
        return redirect(back)
    return _lire(request, access, engagements, back=back)


@form_methods
def code(request: HttpRequest, slug: str, lot: uuid.UUID) -> HttpResponse:
    """Type the code received: it signs what was read."""
    access, asked = _load_lot(request, slug, lot)
    back = lecture.back_url(asked, slug)
    if asked[0].signed_at:
        return redirect(back)
    form = CodeForm(posted(request))
    if form.is_valid() and attempt(form, services.signer, lot, by=access, **form.cleaned_data):
        messages.success(request, lecture.said_of_signature(asked))
        return redirect(back)
    context = {
        "access": access,
        "form": form,
        "lot": lot,
        "lettre": lecture.lettre_of(asked),
        "first": asked[0],
        "why_not": rules.why_not_essayer(asked[0], timezone.now()),
        "relire_url": lecture.relire_url(asked, slug),
    }
    return page(request, "code", **context)


@require_POST
def renvoyer(request: HttpRequest, slug: str, lot: uuid.UUID) -> HttpResponse:
    """Send another code for the same texts."""
    access, asked = _load_lot(request, slug, lot)
    try:
        lot = services.renvoyer_code(lot, by=access)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"Un autre code est parti à {asked[0].email}.")
    return redirect("engagements:code", slug, lot)


def _lire(
    request: HttpRequest, access: Access, engagements: Sequence[Engagement], *, back: str
) -> HttpResponse:
    """The page that shows the texts and asks who signs; the code is sent when it says so."""
    first, user = engagements[0], access.user
    initial = {"name": user.name, "fonction": user.fonction}
    form = SignatureForm(posted(request), organisation=first.organisation, initial=initial)
    verb = services.demander_signature
    if form.is_valid() and (
        lot := attempt(form, verb, engagements, by=access, **form.cleaned_data)
    ):
        return redirect("engagements:code", access.feuille.slug, lot)
    context = {
        "access": access,
        "form": form,
        "lettre": lecture.lettre_to_sign(engagements),
        "email": user.email,
        "back": back,
    }
    return page(request, "signer", **context)


def _load_lot(request: HttpRequest, slug: str, lot: uuid.UUID) -> tuple[Access, list[Signature]]:
    """What this person asked a code for, here; 404 for anybody else."""
    access = get_access_or_404(request.user, slug)
    asked = list(Signature.objects.of_lot(lot).asked_on(access).for_document())
    if not asked:
        raise Http404
    return access, asked
