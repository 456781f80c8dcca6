"""The long part of publication: drawing the PDF of an edition from its frozen content."""

from collections.abc import Callable
from functools import partial
from typing import Any

from publication import pdf, services
from publication.contenu import from_json
from publication.models import Edition
from publication.stockage import store_pdf
from socle.jobs import Progress, handles


@handles(services.JOB, failed=services.signaler_echec)
def dessiner(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Draw and store; what this returns puts the edition online, with the end of the job."""
    edition = Edition.objects.get(pk=args["edition"])
    contenu = from_json(edition.content)
    dessin = store_pdf(pdf.render(contenu, progress=progress))
    numeros = tuple(action.numero for action in contenu.actions)
    return partial(services.mettre_en_ligne, edition.pk, dessin, numeros)
