"""The projector: a signed address, no account, nothing that the whole room may not read."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from seances import projection
from seances.live.jetons import Channel, sign
from seances.projection import Projection
from seances.services.scrutin import depouiller_echus

#: The address phones type, under the host of the product.
REJOINDRE = "/rejoindre/"
#: Screens drawn on the estuary.
WELCOMES = ("code", "attente", "fin")


@require_safe
@never_cache
def ecran(request: HttpRequest, slug: str, jeton: str) -> HttpResponse:
    """What the séance puts on screen; asked again with `vu`, nothing (204) when it is the same."""
    seance = projection.seance_at(slug, jeton)
    if seance.screen_scrutin and depouiller_echus([seance.screen_scrutin]):
        seance = projection.seance_at(slug, jeton)
    projected = Projection(seance, now(), request.build_absolute_uri(REJOINDRE))
    scene = render_to_string("seances/ecran/scene.html", {"p": projected})
    seen = f"{seance.stage}-{hashlib.sha256(scene.encode()).hexdigest()[:16]}"
    if request.htmx and request.GET.get("vu") == seen:
        return HttpResponse(status=204)
    context = {
        "p": projected,
        "scene": scene,
        "vu": seen,
        "est_accueil": projected.kind in WELCOMES,
        "fond": "sombre" if request.GET.get("fond") == "sombre" else "clair",
        "direct": f"/live/{sign(seance.pk, Channel.REGIE)}",
        "numero": seance.version,
    }
    page = "seances/ecran/ecran.html" + ("#ecran" if request.htmx else "")
    return render(request, page, context)
