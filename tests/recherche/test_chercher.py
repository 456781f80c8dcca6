"""The search page, on both bases: what each reader finds, in a constant number of queries."""

import pytest
from django.urls import reverse

from territoires.droits import Role
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation
from tests.outils import HTMX, client_of, queries_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_base")]


def _url(feuille, query: str = "") -> str:
    return reverse("chercher", args=[feuille.slug]) + query


@pytest.fixture
def feuille():
    return une_feuille()


@pytest.fixture
def carried(feuille):
    """An enterprise of the territory, with an action it carries and pledges on it."""
    organisation = une_organisation("Fonderie Courlis", commune="Donges")
    feuille.territoire.organisations.add(organisation)
    une_action(feuille, title="Récupérer la chaleur", porteur=organisation)
    return organisation


def test_three_kinds_of_results(feuille, carried):
    un_engagement(feuille.actions.get(), carried, text="Prêter un électricien.")
    page = text_of(client_of(un_access(feuille, Role.LECTEUR)).get(_url(feuille, "?q=courlis")))
    assert "Actions 1" in page
    assert "Organisations 1" in page
    assert "Engagements 1" in page


def test_words_are_marked_and_escaped(feuille):
    une_action(feuille, title="Friches <i>du</i> port", summary="Dépolluer la friche.")
    html = client_of(un_access(feuille, Role.LECTEUR)).get(_url(feuille, "?q=friche")).content
    assert b"<mark>Friches</mark> &lt;i&gt;du&lt;/i&gt; port" in html
    assert "Dépolluer la <mark>friche</mark>.".encode() in html


@pytest.mark.parametrize(
    ("visibilite", "lecteur", "team", "own"),
    [
        ("public", 1, 1, 1),
        ("montant_masque", 1, 1, 1),
        ("anonyme", 0, 1, 1),
        ("interne", 0, 1, 1),
    ],
)
@pytest.mark.parametrize("asked", ["courlis", "électriciens"])
def test_a_pledge_is_found_by_who_may_read_its_name(
    feuille, carried, asked, visibilite, lecteur, team, own
):
    pledge = un_engagement(
        une_action(feuille), carried, text="Prêter un électricien.", visibilite=visibilite
    )
    for access, found in (
        (un_access(feuille, Role.LECTEUR), lecteur),
        (un_access(feuille, Role.ANIMATEUR), team),
        (un_access(feuille, Role.REPRESENTANT, carried), own),
    ):
        page = client_of(access).get(_url(feuille, f"?q={asked}&dans=engagements"))
        assert page.content.count(pledge.get_absolute_url().encode()) == found, access.role_label


def test_a_draft_is_found_by_its_organisation_alone(feuille, carried):
    action = une_action(feuille)
    draft = un_engagement(action, carried, text="Un semaphore", state="brouillon")
    animateur, own = (
        un_access(feuille, Role.ANIMATEUR),
        un_access(feuille, Role.REPRESENTANT, carried),
    )
    pages = [client_of(one).get(_url(feuille, "?q=semaphore")) for one in (animateur, own)]
    assert [draft.get_absolute_url().encode() in page.content for page in pages] == [False, True]


def test_a_restricted_action_is_found_by_the_team_alone(feuille):
    action = une_action(feuille, title="Un sémaphore", is_restricted=True)
    for role, found in ((Role.LECTEUR, False), (Role.ANIMATEUR, True)):
        page = client_of(un_access(feuille, role)).get(_url(feuille, "?q=semaphore"))
        assert (action.get_absolute_url().encode() in page.content) == found


def test_another_roadmap_is_never_searched(feuille):
    une_action(une_feuille(), title="Un sémaphore")
    page = text_of(client_of(un_access(feuille, Role.LECTEUR)).get(_url(feuille, "?q=semaphore")))
    assert "Aucun résultat" in page


def test_the_fragment_and_its_address(feuille, carried):
    client = client_of(un_access(feuille, Role.LECTEUR))
    fragment = client.get(_url(feuille, "?q=chaleurs"), **HTMX)
    whole = client.get(_url(feuille, "?q=chaleurs"))
    assert fragment["HX-Push-Url"] == _url(feuille, "?q=chaleurs")
    assert b"<html" not in fragment.content
    assert fragment.content.strip() in whole.content


def test_one_kind_is_cut_in_pages(feuille):
    for _ in range(23):
        une_action(feuille, title="Un sémaphore")
    client = client_of(un_access(feuille, Role.LECTEUR))
    first = text_of(client.get(_url(feuille, "?q=semaphore")))
    assert "Voir les 23 actions" in first
    second = text_of(client.get(_url(feuille, "?q=semaphore&dans=actions&page=2")))
    assert "Page 2 sur 2" in second


def test_one_and_three_results_cost_the_same(feuille, carried):
    client = client_of(un_access(feuille, Role.LECTEUR))
    un_engagement(feuille.actions.get(), carried)
    one = queries_of(client, _url(feuille, "?q=courlis"))
    for _ in range(2):
        action = une_action(feuille, porteur=carried)
        un_engagement(action, carried)
        other = une_organisation(f"Courlis {action.numero}")
        feuille.territoire.organisations.add(other)
    assert queries_of(client, _url(feuille, "?q=courlis")) == one


def test_every_member_page_has_the_box(feuille):
    html = client_of(un_access(feuille, Role.LECTEUR)).get(reverse("tableau", args=[feuille.slug]))
    assert f'action="{_url(feuille)}"'.encode() in html.content


def test_the_board_searches_alike(feuille, carried):
    une_action(feuille, title="Autre chose")
    client = client_of(un_access(feuille, Role.LECTEUR))
    page = text_of(client.get(reverse("tableau", args=[feuille.slug]) + "?q=CHALEURS"))
    assert "Récupérer la chaleur" in page
    assert "Autre chose" not in page
