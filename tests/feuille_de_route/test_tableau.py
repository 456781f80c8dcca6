"""The board: what it counts, keeps, sorts; what it costs."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Action, Amendement, Besoin, Commentaire, Gommettes, Soutien
from feuille_de_route import tableau as board
from feuille_de_route.tableau import Filtres, build
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_action_prete,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.outils import queries_of, sign_in

pytestmark = pytest.mark.django_db


def numbers(tableau) -> list[str]:
    return [carte.numero for colonne in tableau.colonnes for carte in colonne.cartes]


@pytest.fixture
def feuille():
    return une_feuille(Phase.PARTAGE)


@pytest.fixture
def access(feuille):
    return un_access(feuille, Role.LECTEUR)


def test_counts_never_multiply_each_other(feuille, access):
    """Two supports, three comments and two pledges are not twelve of each."""
    action = une_action_prete(feuille)
    for _ in range(2):
        Soutien.objects.create(action=action, user=une_personne())
        un_engagement(action, une_organisation())
    for _ in range(3):
        Commentaire.objects.create(action=action, author=une_personne(), text="Oui.")
    Amendement.objects.create(action=action, field="title", text="Mieux", author_label="Table 1")
    (carte,) = build(access, Filtres()).colonnes[0].cartes
    assert (carte.soutiens, carte.commentaires, carte.engagements) == (2, 3, 2)
    assert carte.amendements == 1
    assert carte.finance == 100
    totaux = build(access, Filtres()).totaux
    assert (totaux.actions, totaux.soutiens, totaux.engagements) == (1, 2, 2)
    assert totaux.budget == Decimal(100_000)
    assert totaux.financed == 100


def test_withdrawn_pledges_and_drafts_are_not_counted(feuille, access):
    action = une_action(feuille)
    un_engagement(action, une_organisation(), state="retire", withdrawal_reason="Changement.")
    un_engagement(action, une_organisation(), state="brouillon")
    un_engagement(action, une_organisation(), state="confirme")
    totaux = build(access, Filtres()).totaux
    assert (totaux.engagements, totaux.confirmed) == (1, 1)


def test_closed_states_show_only_when_asked(feuille, access):
    une_action(feuille, state=Action.State.ECARTEE)
    kept = une_action(feuille, state=Action.State.RETENUE)
    assert numbers(build(access, Filtres())) == [kept.numero]
    assert len(numbers(build(access, Filtres(state="ecartee")))) == 1
    assert build(access, Filtres()).totaux.actions == 1


def test_filters_combine(feuille, access):
    cci = une_organisation("CCI de l’Estuaire")
    une_action(feuille, "1", title="Récupérer la chaleur", porteur=cci)
    une_action(feuille, "2", title="Loger les apprentis", porteur=cci)
    une_action(feuille, "2", title="Récupérer des friches")
    assert numbers(build(access, Filtres(words="récupérer"))) == ["1.1", "2.2"]
    assert numbers(build(access, Filtres(words="récupérer", objectif="2"))) == ["2.2"]
    assert numbers(build(access, Filtres(porteur=cci.pk))) == ["1.1", "2.1"]
    assert numbers(build(access, Filtres(words="CCI loger"))) == ["2.1"]
    assert numbers(build(access, Filtres(words="méthaniseur"))) == []


def test_my_actions_and_those_to_settle(feuille):
    access = un_access(feuille, Role.REPRESENTANT)
    une_action(feuille)
    mine = une_action(feuille, porteur_id=min(access.organisations))
    settle = une_action(feuille)
    Amendement.objects.create(action=settle, field="title", text="Mieux", author_label="Table 1")
    assert numbers(build(access, Filtres(mine=True))) == [mine.numero]
    assert numbers(build(access, Filtres(to_settle=True))) == [settle.numero]


def test_order_by_priority_points_then_supports():
    feuille = une_feuille(Phase.ENGAGEMENT)
    access = un_access(feuille, Role.LECTEUR)
    few, many, liked = (une_action(feuille) for _ in range(3))
    voter = une_personne()
    for action, points in ((few, 1), (many, 3)):
        Gommettes.objects.create(action=action, user=voter, college="entreprises", points=points)
    Soutien.objects.create(action=liked, user=voter)
    assert numbers(build(access, Filtres(order="priorite"))) == [
        many.numero,
        few.numero,
        liked.numero,
    ]


def test_an_open_vote_shows_neither_in_figures_nor_in_the_order():
    feuille = une_feuille(Phase.SELECTION)
    first, voted = une_action(feuille), une_action(feuille)
    Gommettes.objects.create(action=voted, user=une_personne(), college="entreprises", points=3)

    seen = build(un_access(feuille, Role.PORTEUR), Filtres(order="priorite"))
    assert numbers(seen) == [first.numero, voted.numero]
    assert [carte.priorite for carte in seen.colonnes[0].cartes] == ["", ""]

    seen = build(un_access(feuille, Role.ANIMATEUR), Filtres(order="priorite"))
    assert numbers(seen) == [voted.numero, first.numero]


def test_restricted_actions_stay_with_their_people(feuille, access):
    une_action(feuille, is_restricted=True)
    assert numbers(build(access, Filtres())) == []
    assert build(access, Filtres()).totaux.actions == 0
    team = un_access(feuille, Role.ANIMATEUR)
    assert numbers(build(team, Filtres())) == ["1.1"]


def test_a_long_column_shows_its_first_cards_and_counts_the_rest(feuille, access, monkeypatch):
    monkeypatch.setattr(board, "CARDS_PER_COLUMN", 2)
    for _ in range(5):
        une_action(feuille)
    column = build(access, Filtres()).colonnes[0]
    assert (len(column.cartes), column.found, column.hidden) == (2, 5, 3)
    assert len(build(access, Filtres(whole=True)).colonnes[0].cartes) == 5


@pytest.mark.parametrize(
    "query",
    [
        {"etat": "inconnu", "porteur": "x", "ordre": "autre"},
        {"porteur": "9" * 40},
        {"q": "'; drop table actions --", "objectif": "<b>"},
    ],
)
def test_a_strange_address_is_not_an_error(client, feuille, access, query):
    sign_in(client, access)
    response = client.get(reverse("tableau", args=[feuille.slug]), query)
    assert response.status_code == 200


def test_filters_round_trip_through_the_address():
    filtres = Filtres(
        words="chaleur", state="retenue", porteur=4, objectif="1", mine=True, to_settle=True,
        unanswered=True, order="priorite", whole=True, missing="temps",
    )  # fmt: skip
    pairs = dict(pair.split("=") for pair in filtres.query_string()[1:].split("&"))
    assert Filtres.read(pairs) == filtres
    assert Filtres().query_string() == "?"


def test_filtering_in_place_pushes_a_clean_address(client, feuille, access):
    sign_in(client, access)
    url = reverse("tableau", args=[feuille.slug])
    query = {"q": "chaleur", "objectif": "", "etat": "retenue", "ordre": ""}
    for asked, pushed in ((query, f"{url}?q=chaleur&etat=retenue"), ({"q": ""}, url)):
        response = client.get(url, asked, headers={"HX-Request": "true"})
        assert response["HX-Push-Url"] == pushed
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(url, headers=restored).content.decode()


def test_the_board_costs_the_same_for_three_and_thirty_actions(client, feuille, access):
    sign_in(client, access)
    url = reverse("tableau", args=[feuille.slug])
    Besoin.objects.create(action=une_action_prete(feuille), title="Du temps")
    counts = []
    for _ in range(2):
        counts.append(queries_of(client, url))
        for objectif in "123" * 10:
            action = une_action_prete(feuille, objectif)
            besoin = Besoin.objects.create(action=action, title="T", kind="temps", quantity=9)
            un_engagement(action, une_organisation(), besoin=besoin)
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_a_card_says_what_is_missing_and_the_board_looks_for_it(feuille, access):
    short, enough, unsaid, _ = (une_action(feuille) for _ in range(4))
    for action, quantity in ((short, 40), (enough, 5)):
        besoin = Besoin.objects.create(
            action=action, title="Du temps", kind="temps", quantity=quantity
        )
        un_engagement(action, une_organisation(), besoin=besoin)
        un_engagement(
            action, une_organisation(), besoin=besoin, quantity=30, visibilite="montant_masque"
        )
    Besoin.objects.create(action=unsaid, title="Un site")
    cards = build(access, Filtres()).colonnes[0].cartes
    assert [card.manque.replace("\u00a0", " ") for card in cards] == [
        "Il manque 35 jours", "", "1 besoin sans réponse", "",
    ]  # fmt: skip
    assert numbers(build(access, Filtres(missing="temps"))) == [short.numero]
    assert numbers(build(access, Filtres(missing="financier"))) == []
    assert numbers(build(access, Filtres(missing="tout"))) == [short.numero, unsaid.numero]


def test_the_fragment_is_the_same_result_as_the_page(client, feuille, access):
    sign_in(client, access)
    une_action(feuille, title="Récupérer la chaleur")
    url = reverse("tableau", args=[feuille.slug]) + "?q=chaleur"
    page = client.get(url).content.decode()
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in page


def test_strangers_do_not_find_the_board(client, feuille):
    assert client.get(reverse("tableau", args=[feuille.slug])).status_code == 404
    client.force_login(une_personne())
    assert client.get(reverse("tableau", args=[feuille.slug])).status_code == 404
    assert client.post(reverse("tableau", args=[feuille.slug])).status_code == 405
