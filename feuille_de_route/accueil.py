"""What the home page lists."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from publication.models import Edition
from seances.models import Seance
from territoires.models import FeuilleDeRoute


def published() -> QuerySet[FeuilleDeRoute]:
    """Roadmaps with at least one published edition, for everybody."""
    editions = Edition.objects.published().values("feuille")
    return FeuilleDeRoute.objects.with_territoire().filter(pk__in=editions)


def reachable_by(user: Any) -> QuerySet[FeuilleDeRoute]:
    """Roadmaps on which the person holds a role."""
    return FeuilleDeRoute.objects.with_territoire().reachable_by(user)


def seances_of(user: Any) -> QuerySet[Seance]:
    """Séances that somebody from outside runs, without a role on their roadmap."""
    return Seance.objects.run_by(user).exclude(feuille__in=reachable_by(user))


def first_page_of(user: Any) -> str:
    """The address of the person's only board or séance to run, or of the home page."""
    feuilles = list(reachable_by(user)[:2])
    seances = list(seances_of(user)[:2])
    if not feuilles and len(seances) == 1:
        return reverse("seances:regie", args=[seances[0].feuille.slug, seances[0].pk])
    if seances:
        return reverse("accueil")
    return feuilles[0].get_absolute_url() if len(feuilles) == 1 else reverse("accueil")
