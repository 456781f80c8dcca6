"""The projector: what each screen says, what it never says, and how it follows."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from seances import projection
from seances.models import Etape, Scrutin, Seance
from seances.services import console, contributions, scrutin, vote
from tests.fabrique import une_action, une_organisation
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db

Screen = Seance.Screen


def see(client, salle, **headers):
    """The screen as the machine of the room gets it, without any account."""
    response = client.get(projection.address(salle.seance), headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def tap(scrutin_, person, action, value):
    vote.voter(person, scrutin_, vote.Tap({action.pk: value}))


def sealed(salle, votes, **fields):
    """A vote counted: pairs of a person and what he or she gives (action → value)."""
    opened = salle.vote(**fields)
    for person, given in votes:
        for action, value in given.items():
            tap(opened, person, action, value)
    closed = scrutin.fermer(salle.by, opened, seen=salle.stage)
    Scrutin.objects.filter(pk=closed.pk).update(closed_at=now() - timedelta(minutes=2))
    return scrutin.depouiller(salle.by, closed)


# Address -----------------------------------------------------------------------------------------


def test_the_address_is_signed_and_holds_for_its_roadmap(client):
    salle = une_salle()
    good = projection.address(salle.seance)
    assert client.get(good).status_code == 200
    assert client.get(good[:-2] + "x/").status_code == 404
    other = une_salle()
    moved = good.replace(salle.feuille.slug, other.feuille.slug)
    assert client.get(moved).status_code == 404
    assert client.post(good).status_code == 405


def test_the_projector_sets_no_cookie_and_needs_no_session(client):
    response = client.get(projection.address(une_salle().seance))
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


# What is shown -----------------------------------------------------------------------------------


def test_welcome_gives_code_address_drawing_and_people(client):
    salle = une_salle()
    salle.enter(college="entreprises")
    salle.enter(college="collectivites")
    html = see(client, salle)
    assert salle.seance.spoken_code in html
    assert "testserver/rejoindre" in html
    assert "<svg viewBox=" in html
    assert "2 personnes dans la salle" in words_of(html)


def test_before_and_after_the_room_no_code_is_shown(client):
    salle = une_salle()
    code = salle.seance.spoken_code
    console.clore(salle.by)
    html = see(client, salle)
    assert code not in html
    assert "la séance est close" in html


def test_the_step_says_its_instruction_and_its_timer(client):
    salle = une_salle().at(Etape.Kind.PARTAGER)
    html = see(client, salle)
    assert "Une minute par action" in html
    assert "Étape 3 sur 8" in html
    assert 'data-minuteur="' in html
    console.pause(salle.by, seen=salle.stage)
    assert 'data-minuteur="' not in see(client, salle)


def test_the_current_action_unless_it_is_restricted(client):
    salle = une_salle().at(Etape.Kind.PARTAGER)
    shown, hidden = salle.actions[0], une_action(salle.feuille, is_restricted=True, title="Secret")
    console.montrer(salle.by, Screen.ACTION, seen=salle.stage, action=shown)
    assert shown.title in see(client, salle)
    console.montrer(salle.by, Screen.ACTION, seen=salle.stage, action=hidden)
    html = see(client, salle)
    assert "Secret" not in html
    assert "Partager" in html


def test_an_open_vote_tells_how_many_and_never_what(client):
    salle = une_salle()
    people = [salle.enter() for _ in range(3)]
    opened = salle.vote()
    tap(opened, people[0], salle.actions[0], 3)
    html = see(client, salle)
    assert "1 réponse sur 3" in words_of(html)
    assert not any(action.title in html for action in salle.actions)


def test_results_wait_for_publication(client):
    salle = une_salle()
    people = [salle.enter() for _ in range(4)]
    first, second, _third = salle.actions
    counted = sealed(salle, [(p, {first: 3, second: 2}) for p in people])
    assert first.title not in see(client, salle)
    scrutin.publier(salle.by, counted)
    told = words_of(see(client, salle))
    assert first.title in told
    assert "4 réponses sur 4, 20 gommettes" in told
    assert told.index(first.title) < told.index(second.title)


def test_what_the_screen_has_no_room_for_is_said(client):
    salle = une_salle(n_actions=10)
    people = [salle.enter() for _ in range(3)]
    counted = sealed(salle, [(p, {salle.actions[0]: 3}) for p in people])
    scrutin.publier(salle.by, counted)
    html = see(client, salle)
    assert html.count("podium__nom") == 8
    assert "2 autres actions au compte rendu" in words_of(html).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("method", "values", "expected"),
    [
        (
            "impact_effort",
            [{"impact": 5, "effort": 1}, {"impact": 2, "effort": 4}],
            "À lancer vite",
        ),
        ("jugement", ["tres_bien", "passable"], "Très bien"),
        ("criteres", [{"utile": 5, "faisable": 4}, {"utile": 1}], "4,5"),
    ],
)
def test_each_method_has_its_picture(client, method, values, expected):
    salle = une_salle(n_actions=2)
    people = [salle.enter() for _ in range(3)]
    given = dict(zip(salle.actions, values, strict=True))
    counted = sealed(salle, [(p, given) for p in people], method=method)
    scrutin.publier(salle.by, counted)
    html = see(client, salle)
    assert expected in html
    assert "podium__matrice" in html if method == "impact_effort" else "podium__liste" in html


def test_the_wall_respects_what_each_organisation_chose_to_show(client):
    salle = une_salle().at(Etape.Kind.S_ENGAGER)
    console.montrer(salle.by, Screen.ENGAGEMENTS, seen=salle.stage)
    for name, visibilite in (
        ("Biscuiterie Claire", "public"),
        ("Fonderie Discrète", "anonyme"),
        ("Levage Interne", "interne"),
    ):
        organisation = une_organisation(name)
        salle.feuille.territoire.organisations.add(organisation)
        person = salle.enter(organisation=organisation)
        contributions.s_engager(
            person,
            salle.actions[0],
            kind="temps",
            text=f"Prêter une équipe, {name}",
            client_key=uuid4(),
            visibilite=visibilite,
        )
    html = see(client, salle)
    assert "Biscuiterie Claire" in html
    assert "Organisation non nommée" in html
    assert "Discrète" not in html
    assert "Interne" not in html
    assert "2 engagements" in words_of(html)


def test_black_says_nothing(client):
    salle = une_salle()
    console.montrer(salle.by, Screen.NOIR, seen=salle.stage)
    html = see(client, salle)
    assert salle.seance.spoken_code not in html
    assert "L’écran est noir" in html


# Following ---------------------------------------------------------------------------------------


def test_the_screen_fetches_only_what_changed(client):
    salle = une_salle()
    page = see(client, salle)
    assert f'data-live-number="{salle.seance.version}"' in page
    seen = re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&")
    assert client.get(seen, headers={"hx-request": "true"}).status_code == 204
    salle.enter()
    response = client.get(seen, headers={"hx-request": "true"})
    assert response.status_code == 200
    assert response.content.decode().strip().startswith('<div id="ecran"')


def test_the_screen_costs_the_same_for_one_and_for_many(client, django_assert_num_queries):
    salle = une_salle()
    salle.enter()
    address = projection.address(salle.seance)
    with django_assert_num_queries(3):
        client.get(address)
    for _ in range(5):
        salle.enter()
    with django_assert_num_queries(3):
        client.get(address)
