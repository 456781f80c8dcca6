"""The public check page, for whatever the product gives: a signed fiche, an edition of a roadmap.

Nothing is asked of the reader, and a file dropped here is read then forgotten.
"""

import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from engagements import attestation as attestations
from engagements import debit
from engagements.attestation import Attestation
from engagements.file_forms import VerifierForm
from engagements.pdf.render import OURS
from publication import authenticite
from publication.authenticite import Constat
from publication.pdf.conformity import DATA_NAME
from socle import foreign_pdf, reponses
from socle.http import form_methods, posted

#: Names of the data our documents carry.
ATTACHED = rf"{OURS}|{re.escape(DATA_NAME)}"


@form_methods
def verifier(request: HttpRequest) -> HttpResponse:
    """Type a reference or a hash, or drop the PDF."""
    form = VerifierForm(posted(request), request.FILES or None)
    context, status = {"form": form}, 200
    if form.is_bound:
        status = 422
        if reason := debit.why_not_now("deposer", _address(request)):
            form.add_error(None, reason)
            status = 429
        elif form.is_valid() and form.cleaned_data["reference"]:
            return redirect("attestation", form.cleaned_data["reference"])
        elif form.is_valid():
            reading = foreign_pdf.read(form.cleaned_data["fichier"], ours=ATTACHED)
            status = 422 if reading.refusal else 200
            if reading.refusal:
                form.add_error("fichier", reading.refusal)
            else:
                context |= _said(form.cleaned_data["fichier"], reading.attached)
    return _discreet(render(request, "feuille_de_route/verifier.html", context, status=status))


def _said(data: bytes, texts: tuple[str, ...]) -> dict[str, object]:
    """What a dropped file is: an edition first, else the signed fiches it carries."""
    constat = authenticite.of_file(data, texts)
    if constat is not None:
        return {"constat": constat}
    return {"fichier": attestations.read_attached(texts, data)}


@require_safe
def attestation(request: HttpRequest, reference: str) -> HttpResponse:
    """What is said of one reference; the same page, with a sentence, when nothing bears it."""
    key = attestations.normal(reference)
    if reason := debit.why_not_now("lire", _address(request)):
        return _answer(request, None, reason, status=429)
    if key and key != reference:
        return redirect("attestation", key)
    found = attestations.find(key) or authenticite.find(key)
    if found is None:
        return _answer(request, None, attestations.UNKNOWN, status=404)
    response = _answer(request, found, "", status=200)
    return reponses.page(request, response, found.changed_at)


def _answer(
    request: HttpRequest, found: Attestation | Constat | None, reason: str, *, status: int
) -> HttpResponse:
    name = "constat" if isinstance(found, Constat) else "attestation"
    context = {name: found, "trouve": found, "reason": reason}
    return _discreet(render(request, "feuille_de_route/attestation.html", context, status=status))


def _discreet(response: HttpResponse) -> HttpResponse:
    """Kept by no search engine, and asked again each time: a status may change at any moment."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, no_cache=True)
    return response


def _address(request: HttpRequest) -> str:
    """Of the network, as the sign-in pages count it."""
    return str(get_adapter().get_client_ip(request))
