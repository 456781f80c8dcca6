"""In demonstration: let a past séance play again, and follow how far it is."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from seances.forms_preparation import RejeuForm
from seances.models import Seance
from seances.projection import address
from seances.rules.console import why_not_rejouer
from seances.services import rejeu as services
from socle import francais
from socle.forms import attempt, status_of
from socle.http import form_methods, posted
from socle.models import Job
from socle.refus import refuse
from territoires.access import Access, get_access_or_404


def _access(request: HttpRequest, slug: str) -> Access:
    """Of who leads the roadmap; outside the demonstration these pages do not exist."""
    if not settings.DEMO:
        raise Http404
    access = get_access_or_404(request.user, slug)
    refuse(why_not_rejouer(access, is_demo=settings.DEMO))
    return access


@form_methods
def rejouer(request: HttpRequest, slug: str) -> HttpResponse:
    """Which past séance plays again, and how fast."""
    access = _access(request, slug)
    source = access.feuille.seances.past().original().first()
    refuse(None if source else "Cette feuille de route n’a pas encore de séance close à rejouer.")
    form = RejeuForm(posted(request))
    if form.is_valid() and (
        made := attempt(form, services.jouer, access, source, day=localdate(), **form.cleaned_data)
    ):
        messages.success(request, "Le séminaire se rejoue.")
        return redirect("seances:rejeu", slug, made.pk)
    context = {"access": access, "source": source, "form": form}
    return render(request, "seances/rejeu/rejouer.html", context, status=status_of(form))


@require_safe
def rejeu(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far it is, and the addresses to watch it on; asked again each second while it plays."""
    access = _access(request, slug)
    seances = access.feuille.seances.for_room().exclude(source=None)
    seance = get_object_or_404(seances, pk=pk)
    context = {
        "access": access,
        "seance": seance,
        "ecran_url": address(seance),
        **_progress(services.job_of(seance), seance),
    }
    page = "seances/rejeu/rejeu.html" + ("#progression" if request.htmx else "")
    return render(request, page, context)


def _progress(job: Job | None, seance: Seance) -> dict[str, Any]:
    """`share` of the acts played, `told`, and whether it still plays; `error` when it stopped."""
    if job is None:
        return {"share": 0, "told": "Le rejeu n’a pas commencé.", "plays": False, "error": ""}
    act, acts = job.args["act"], job.args.get("of", 0) or job.total
    ended = job.state == Job.State.FAILED or (job.state == Job.State.DONE and act + 1 == acts)
    step = seance.current_etape
    told = f"Étape «\u00a0{step.title}\u00a0»" if step and seance.is_open else "La salle se prépare"
    return {
        "share": francais.part(act, acts) if acts else 0,
        "told": told,
        "plays": not ended,
        "error": job.error,
    }
