"""Each page costs the same number of queries for one row and for three, whatever it lists."""

import pytest
from django.core.cache import cache

from actions.models import Action, Besoin, Commentaire, Jalon, Piece
from publication import rendu
from territoires.droits import Role
from territoires.services import accorder_role
from tests.fabrique import (
    un_access,
    un_courriel_echoue,
    un_engagement,
    une_action_prete,
    une_feuille,
    une_organisation,
    une_personne,
    une_seance,
)
from tests.monde import ROUTES, WITH_EDITIONS, World
from tests.outils import client_of, queries_of

pytestmark = pytest.mark.django_db


def grow(world: World) -> None:
    """Two more rows in everything a page may list."""
    feuille, action = world.feuille, world.action
    for _ in range(2):
        other = une_action_prete(feuille, state="retenue", author=une_personne())
        other.partenaires.add(une_organisation())
        action.partenaires.add(une_organisation())
        action.copilotes.add(une_organisation())
        action.linked.add(other)
        Besoin.objects.create(action=action, title="Un atelier", kind="equipement")
        Jalon.objects.create(action=action, title="Finir", year=2026, quarter=1)
        said = Commentaire.objects.create(
            action=action, author=une_personne(), text="Quand ?", kind="question"
        )
        for first in (said, world.comment):
            Commentaire.objects.create(
                action=action, author=une_personne(), text="Oui.", answers=first
            )
        Piece.objects.create(action=action, title="Photographie", author=une_personne())
        for one in (action, other):
            un_engagement(one, world.organisation)
            un_engagement(one, world.organisation, state="brouillon")
            un_engagement(one, une_organisation())
            une_seance(feuille, one)
        un_courriel_echoue(feuille)
        un_access(feuille, Role.PORTEUR)
        un_access(feuille, Role.REPRESENTANT)
        another = une_feuille()
        for role in ("administrateur", "representant"):
            accorder_role(another, world.people[role], Role.LECTEUR, by=None)


@pytest.mark.parametrize("person", ["administrateur", "representant"])
@pytest.mark.parametrize("phase", ["partage", "selection", WITH_EDITIONS])
def test_no_page_costs_more_when_its_lists_grow(phase, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rendu.forget()
    cache.clear()
    world = World(phase)
    Action.objects.update(state=Action.State.RETENUE)
    client = client_of(world.people[person])
    pages = [page for page in ROUTES if client.get(world.url(page)).status_code == 200]
    one = {page: queries_of(client, world.url(page)) for page in pages}
    grow(world)
    assert {page: queries_of(client, world.url(page)) for page in pages} == one
