"""The fiche: every section of an action, for those who may read it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Financement, Piece
from territoires.droits import Phase, Role
from tests.fabrique import un_access, un_engagement, une_action_prete, une_feuille, une_organisation
from tests.outils import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille(Phase.PARTAGE)


def page_of(action, access) -> str:
    response = client_of(access).get(action.get_absolute_url())
    assert response.status_code == 200
    return text_of(response)


def test_every_field_is_printed(feuille):
    other = une_action_prete(feuille, "2", title="Loger les apprentis")
    action = une_action_prete(
        feuille,
        finding="Le constat ici.",
        aims="Les buts.",
        means="Deux personnes.",
        risks="Un risque\nUn autre",
        beneficiaries="Les PME",
        location="Savenay",
        referent="Ana Roux, directrice",
        comite="Comité de projet",
        avis="favorable",
        decision_reason="Utile à tous.",
    )
    action.linked.add(other)
    Piece.objects.create(action=action, title="Étude rendue", note="Disponible en mairie.")
    un_engagement(action, une_organisation("Forge de la Boule"))
    text = page_of(action, un_access(feuille, Role.LECTEUR))
    for expected in (
        "Le constat ici.", "Les buts.", "Deux personnes.", "Un risque", "Un autre", "Les PME",
        "Savenay", "Ana Roux, directrice", "Comité de projet", "Favorable", "Utile à tous.",
        "2.1 Loger les apprentis", "Étude rendue", "Disponible en mairie.", "Forge de la Boule",
        "Région", "100 000 €", "40 entreprises", "Démarrer",
    ):  # fmt: skip
        assert expected in text.replace("\u202f", " ").replace("\u00a0", " "), expected


def test_a_gap_in_the_plan_is_shown_as_to_find(feuille):
    action = une_action_prete(feuille, budget=Decimal(100_000))
    Financement.objects.filter(action=action).update(amount=60_000)
    text = page_of(action, un_access(feuille, Role.LECTEUR)).replace("\u202f", " ")
    assert "À trouver" in text
    assert "40 000" in text


def test_a_plan_beyond_the_budget_adds_up_to_what_it_says(feuille):
    action = une_action_prete(feuille, budget=Decimal(100_000))
    Financement.objects.create(action=action, financeur="État", amount=20_000, position=1)
    text = page_of(action, un_access(feuille, Role.LECTEUR)).replace("\u202f", " ")
    assert "120 000" in text
    assert "il dépasse le budget" in text


def test_a_restricted_action_stays_out_of_the_links_of_others(feuille):
    action = une_action_prete(feuille)
    action.linked.add(une_action_prete(feuille, title="Secrète", is_restricted=True))
    assert "Secrète" not in page_of(action, un_access(feuille, Role.LECTEUR))
    assert "Secrète" in page_of(action, un_access(feuille, Role.ANIMATEUR))


def test_the_fiche_costs_the_same_with_one_or_thirty_lines(feuille):
    access = un_access(feuille, Role.LECTEUR)
    action = une_action_prete(feuille)
    un_engagement(action, une_organisation())
    url = action.get_absolute_url()
    before = queries_of(client_of(access), url)
    for position in range(30):
        Financement.objects.create(
            action=action, financeur=f"Financeur {position}", amount=1, position=position
        )
        un_engagement(action, une_organisation())
        action.partenaires.add(une_organisation())
    assert queries_of(client_of(access), url) == before


def test_strangers_do_not_find_it(client, feuille):
    action = une_action_prete(feuille)
    assert client.get(action.get_absolute_url()).status_code == 404
    assert client.get(reverse("action", args=[feuille.slug, "9.9"])).status_code == 404
