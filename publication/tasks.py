"""The long parts of publication: PDFs drawn from frozen contents."""

from collections.abc import Callable
from functools import partial
from typing import Any

from publication import pdf, rules, services
from publication.collecte import collecter
from publication.contenu import Contenu, from_json
from publication.models import Edition
from publication.services.dessin import PROJET, REDESSIN
from publication.stockage import PROJETS, Dessin, store_pdf
from socle.jobs import JobError, Progress, handles
from socle.pdf.theme import FontMissingError
from territoires.models import FeuilleDeRoute

NO_FONT = (
    "Une police du PDF manque sur le serveur\u00a0: {}. Prévenez l’équipe technique, puis relancez."
)


@handles(services.JOB, failed=services.signaler_echec)
def dessiner(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Draw and store; what this returns puts the edition online, with the end of the job."""
    edition = Edition.objects.get(pk=args["edition"])
    dessin = store_pdf(_drawn(from_json(edition.content), progress))
    return partial(services.ranger, edition.pk, dessin)


@handles(REDESSIN)
def redessiner(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Draw an edition again; the same bytes mend its file, others are only told."""
    edition = Edition.objects.get(pk=args["edition"])
    data = _drawn(from_json(edition.content), progress)
    dessin = store_pdf(data, only_if=edition.pdf_sha256)
    return partial(services.noter_redessin, edition.pk, dessin)


@handles(PROJET)
def dessiner_projet(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Collect what the roadmap is now and draw it as a trial."""
    feuille = FeuilleDeRoute.objects.with_territoire().get(pk=args["feuille"])
    last = feuille.editions.known().without_content().first()
    numero = rules.suivants(last).mineure
    drawn = _drawn(collecter(feuille, numero=numero), progress, projet=True)
    return partial(services.garder_projet, feuille.pk, numero, _kept_as_trial(drawn))


def _kept_as_trial(data: bytes) -> Dessin:
    return store_pdf(data, folder=PROJETS)


def _drawn(contenu: Contenu, progress: Progress, *, projet: bool = False) -> bytes:
    """The bytes of a PDF; what a person can understand of a failure is said as such."""
    try:
        return pdf.render(contenu, progress=progress, projet=projet)
    except FontMissingError as error:
        raise JobError(NO_FONT.format(error)) from error
