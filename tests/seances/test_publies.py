"""A published result on a phone, in each method; one's own choice is nowhere in it."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from seances.models import Etape, Scrutin
from seances.services import scrutin as votes
from seances.services import vote
from seances.services.vote import Tap
from tests.outils import client_of, queries_of
from tests.seances.salle import une_salle
from tests.seances.test_pages_salle import a_phone, page, url

pytestmark = pytest.mark.django_db

VALUES = {
    "points": (3, "gommettes"),
    "impact_effort": ({"impact": 5, "effort": 1}, "À lancer vite"),
    "jugement": ("tres_bien", "Très bien"),
    "criteres": ({"utile": 4}, "4"),
}


def counted(room, scrutin: Scrutin, *, publish: bool = True) -> Scrutin:
    """The vote closed, counted, and published or not."""
    scrutin = votes.fermer(room.by, scrutin, seen=room.stage)
    Scrutin.objects.filter(pk=scrutin.pk).update(closed_at=now() - timedelta(minutes=2))
    scrutin = votes.depouiller(room.by, scrutin)
    return votes.publier(room.by, scrutin) if publish else scrutin


def held(method: str = "points", n_people: int = 4, *, publish: bool = True):
    """(room, a phone that voted for the first action, its vote counted)."""
    room = une_salle()
    client = a_phone(room)
    scrutin = room.vote(method=method)
    value, _word = VALUES[method]
    people = [*room.seance.participants.all(), *(room.enter() for _ in range(n_people - 1))]
    for person in people:
        vote.voter(person, scrutin, Tap({room.actions[0].pk: value}))
    return room, client, counted(room, scrutin, publish=publish)


@pytest.mark.parametrize("method", VALUES)
def test_the_phone_shows_the_result_by_both_ways_of_counting(method):
    room, client, scrutin = held(method)
    word = VALUES[method][1]
    for args in (("salle",), ("resultat", scrutin.pk)):
        read = page(client, room, *args)
        assert "Résultats du vote" in read
        assert word in read
        assert "4\u00a0votants" in read
    equal = client.get(url("resultat", room, scrutin.pk) + "?poids=egal")
    assert "Chaque collège compte autant" in equal.content.decode()


def test_the_result_of_somebody_who_did_not_vote_reads_the_same():
    """Nothing on the page depends on what this person voted."""
    room, voter, scrutin = held()
    other = a_phone(room, "Camille")
    for client in (voter, other):
        page(client, room)  # the greeting of who just came in is told once
    bare = re.compile(
        r'csrfmiddlewaretoken" value="\w+"|data-heure="\d+"|src="[^"]*"|nonce="[^"]*"'
    )
    read = [
        bare.sub("", client.get(url("resultat", room, scrutin.pk)).content.decode())
        for client in (voter, other)
    ]
    assert read[0] == read[1]


def test_a_result_waits_for_its_publication_and_stays_after_the_step():
    room, client, scrutin = held(publish=False)
    assert client.get(url("resultat", room, scrutin.pk)).status_code == 404
    assert "Aucun résultat" in page(client, room, "resultats")
    votes.publier(room.by, scrutin)
    room.at(Etape.Kind.S_ENGAGER)
    assert "Résultats publiés" in page(client, room)
    assert scrutin.title in page(client, room, "resultats")
    assert client_of().get(url("resultats", room)).status_code == 404
    other = une_salle()
    assert a_phone(other).get(url("resultat", other, scrutin.pk)).status_code == 404


def test_the_phone_says_how_many_hold_as_soon_as_it_is_known():
    room, client, scrutin = held()
    read = page(client, room)
    assert "se mesure" in read
    seen = re.search(r"vu=([^\"&]+)", client.get(url("salle", room)).content.decode()).group(1)
    suite = f"{url('suite', room)}?vu={seen}"
    assert "data-suivre" not in client.get(suite).content.decode()
    actions = [action.pk for action in room.actions]
    lines = [
        {"action": pk, "without_tables": [2], "without_colleges": [], "drawn": 100, "kept": 40}
        for pk in actions
    ]
    Scrutin.objects.update(top=2)
    votes.noter_robustesse(
        scrutin.pk, {"words": "1 sur 2 tient", "holding": actions[1:], "lignes": lines}
    )
    assert "sont publiés" in client.get(suite).content.decode()
    read = page(client, room)
    assert "1 sur 2 tient" in read
    assert f"À discuter\u00a0: {room.actions[0].numero}" in read
    assert "Sort des 2 premières sans la table 2" in read


def test_a_sentence_for_each_state_of_a_vote():
    room = une_salle().at(Etape.Kind.SELECTIONNER)
    client = a_phone(room)
    prepared = votes.preparer(room.by, title="Priorités", method="points", actions=room.actions)
    Scrutin.objects.exclude(pk=prepared.pk).delete()
    assert "est prêt" in page(client, room)
    scrutin = votes.ouvrir(room.by, prepared, seen=room.stage)
    assert "Placez vos cinq gommettes" in page(client, room)
    votes.fermer(room.by, scrutin, seen=room.stage)
    assert "arrivent encore" in page(client, room)
    late = now() - timedelta(minutes=2)
    Scrutin.objects.filter(pk=scrutin.pk).update(closed_at=late, waits_for_paper=True)
    assert "bulletins papier se saisissent" in page(client, room)
    Scrutin.objects.filter(pk=scrutin.pk).update(waits_for_paper=False)
    assert "Le compte va se faire" in page(client, room)
    votes.depouiller(room.by, scrutin)
    counted_page = page(client, room)
    assert "Le vote est compté" in counted_page
    assert "est fermé" not in counted_page
    votes.publier(room.by, scrutin)
    published = page(client, room)
    assert "Résultats du vote" in published
    assert "est fermé" not in published
    assert "est compté" not in published


@pytest.mark.parametrize("method", ["points", "impact_effort"])
def test_a_result_costs_the_same_whatever_the_number_of_actions(method):
    costs = []
    for n_actions in (2, 4):
        room = une_salle(n_actions=n_actions)
        client = a_phone(room)
        scrutin = counted(room, room.vote(method=method))
        costs.append(queries_of(client, url("resultat", room, scrutin.pk)))
        costs.append(queries_of(client, url("resultats", room)))
        costs.append(queries_of(client, url("salle", room)))
    assert costs[:3] == costs[3:]
