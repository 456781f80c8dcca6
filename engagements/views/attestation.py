"""The public check page: does a signed fiche still hold? Nothing is asked of the reader."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from engagements import attestation as attestations
from engagements import debit
from engagements.file_forms import VerifierForm
from socle import reponses
from socle.http import form_methods, posted


@form_methods
def verifier(request: HttpRequest) -> HttpResponse:
    """Type a reference or a hash, or drop the PDF."""
    form = VerifierForm(posted(request), request.FILES or None)
    fichier, status = None, 200
    if form.is_bound:
        status = 422
        if reason := debit.why_not_now("deposer", _address(request)):
            form.add_error(None, reason)
            status = 429
        elif form.is_valid() and form.cleaned_data["reference"]:
            return redirect("attestation", form.cleaned_data["reference"])
        elif form.is_valid():
            fichier = attestations.read_file(form.cleaned_data["fichier"])
            status = 422 if fichier.refusal else 200
            if fichier.refusal:
                form.add_error("fichier", fichier.refusal)
    context = {"form": form, "fichier": fichier}
    return _discreet(render(request, "engagements/verifier.html", context, status=status))


@require_safe
def attestation(request: HttpRequest, reference: str) -> HttpResponse:
    """What is said of one reference; the same page, with a sentence, when nobody signed it."""
    key = attestations.normal(reference)
    if reason := debit.why_not_now("lire", _address(request)):
        return _answer(request, None, reason, status=429)
    if key and key != reference:
        return redirect("attestation", key)
    found = attestations.find(key)
    if found is None:
        return _answer(request, None, attestations.UNKNOWN, status=404)
    response = _answer(request, found, "", status=200)
    return reponses.page(request, response, found.changed_at)


def _answer(
    request: HttpRequest, found: attestations.Attestation | None, reason: str, *, status: int
) -> HttpResponse:
    context = {"attestation": found, "reason": reason}
    return _discreet(render(request, "engagements/attestation.html", context, status=status))


def _discreet(response: HttpResponse) -> HttpResponse:
    """Kept by no search engine, and asked again each time: a status may change at any moment."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, no_cache=True, private=response.status_code != 200)
    return response


def _address(request: HttpRequest) -> str:
    """Of the network, as the sign-in pages count it."""
    return str(get_adapter().get_client_ip(request))
