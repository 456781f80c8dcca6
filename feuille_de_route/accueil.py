"""What the home page lists."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from publication.models import Edition
from territoires.models import FeuilleDeRoute


def published() -> QuerySet[FeuilleDeRoute]:
    """Roadmaps with at least one published edition, for everybody."""
    editions = Edition.objects.published().values("feuille")
    return FeuilleDeRoute.objects.with_territoire().filter(pk__in=editions)


def reachable_by(user: Any) -> QuerySet[FeuilleDeRoute]:
    """Roadmaps on which the person holds a role."""
    return FeuilleDeRoute.objects.with_territoire().reachable_by(user)


def first_page_of(user: Any) -> str:
    """The address of the person's only board, or of the home page."""
    feuilles = list(reachable_by(user)[:2])
    return feuilles[0].get_absolute_url() if len(feuilles) == 1 else reverse("accueil")
