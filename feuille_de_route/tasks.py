"""What workers do for the whole product; importing a module here registers its jobs."""

from celery import shared_task

from feuille_de_route.donnees.tableur import taches  # noqa: F401 -- its job
from feuille_de_route.donnees_personnelles import conservation, export  # noqa: F401 -- its job


@shared_task
def conserver() -> None:
    """Tell who has an inactive account, then apply the periods; started every night."""
    conservation.avertir()
    conservation.appliquer()
