"""The phone, page by page: come in, follow the step, vote, amend, pledge, come back."""

import json
import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from actions.models import Action
from engagements.models import Engagement
from seances import essais
from seances.models import Bulletin, Contribution, Emargement, Etape, Participant, Scrutin
from seances.services import console, salle
from seances.services import scrutin as scrutins
from tests.fabrique import une_organisation
from tests.outils import client_of, queries_of, text_of
from tests.seances.salle import Salle, une_salle

pytestmark = pytest.mark.django_db
Kind = Etape.Kind
QUEUE = {"HTTP_X_FILE": "1"}


@pytest.fixture(autouse=True)
def no_wrong_code_yet():
    cache.clear()


def a_phone(room: Salle, name: str = "Nadia", **fields) -> Client:
    """A phone that came in by the page itself."""
    client = client_of()
    typed = {"code": room.seance.code, "first_name": name, "college": "entreprises"} | fields
    response = client.post(reverse("salle:rejoindre"), typed)
    assert response.status_code == 302, text_of(response)
    return client


def url(page: str, room: Salle, *args) -> str:
    return reverse(f"salle:{page}", args=[room.seance.pk, *args])


def page(client: Client, room: Salle, name: str = "salle", *args, status: int = 200) -> str:
    response = client.get(url(name, room, *args))
    assert response.status_code == status, text_of(response)
    return text_of(response)


# Come in -----------------------------------------------------------------------------------------


def test_the_qr_leads_to_the_room_in_one_form():
    room = une_salle()
    known = une_organisation("Biscuiterie Hautebrise", college="partenaires")
    room.feuille.territoire.organisations.add(known)
    client = client_of()
    address = reverse("salle:rejoindre")
    form = client.get(f"{address}?code={room.seance.code}")
    assert "Séance «\xa0" in text_of(form)
    assert "Biscuiterie Hautebrise" in form.content.decode()
    typed = {
        "first_name": "Nadia",
        "college": "entreprises",
        "organisation": "biscuiterie hautebrise",
    }
    done = client.post(
        f"{address}?code={room.seance.code}", {"code": room.seance.spoken_code, **typed}
    )
    assert done.url == url("salle", room)
    person = Participant.objects.get()
    assert (person.organisation, person.college) == (known, "partenaires")
    assert person.signature in page(client, room, "moi")


def test_a_typed_code_is_asked_first_and_a_wrong_one_says_what_to_do():
    room = une_salle()
    client = client_of()
    address = reverse("salle:rejoindre")
    assert "Votre prénom" not in text_of(client.get(address))
    asked = client.post(address, {"code": room.seance.spoken_code})
    assert "Votre prénom" in text_of(asked)
    assert asked.status_code == 200
    wrong = client.post(address, {"code": "roseau 10"})
    assert wrong.status_code == 422
    assert "Vérifiez-le à l’écran" in text_of(wrong)
    assert wrong.content.decode().split("<title>")[1].startswith("Erreur")


def test_codes_are_not_found_by_trying(monkeypatch):
    monkeypatch.setattr(essais, "PER_ADDRESS", 2)
    room = une_salle()
    client = client_of()
    for _ in range(2):
        client.post(reverse("salle:rejoindre"), {"code": "loutre 10"})
    refused = client.post(reverse("salle:rejoindre"), {"code": room.seance.code})
    assert "Trop d’essais" in text_of(refused)


def test_a_namesake_keeps_what_was_typed():
    room = une_salle()
    a_phone(room)
    again = client_of().post(
        reverse("salle:rejoindre"),
        {"code": room.seance.code, "first_name": "Nadia", "college": "partenaires"},
    )
    assert again.status_code == 403
    assert "code personnel" in text_of(again)
    assert 'value="Nadia"' in again.content.decode()


def test_without_a_badge_the_room_does_not_exist():
    room, other = une_salle(), une_salle()
    client = a_phone(room)
    assert client.get(url("salle", other)).status_code == 404
    assert client_of().get(url("salle", room)).status_code == 404
    stranger = client_of(room.by.user)
    assert stranger.get(url("salle", room)).status_code == 404
    assert stranger.post(url("voter", room, 1)).status_code == 404


def test_the_personal_code_changes_phones():
    room = une_salle()
    client = a_phone(room)
    code = re.search(r"[a-z]+ [a-z]+ [0-9]{3}", page(client, room)).group()
    other = client_of()
    wrong = {"code": room.seance.code, "recovery": "loutre galet 100"}
    assert other.post(reverse("salle:retrouver"), wrong).status_code == 403
    done = other.post(reverse("salle:retrouver"), wrong | {"recovery": code})
    assert done.url == url("salle", room)
    assert code in page(other, room)
    assert client.get(url("salle", room)).status_code == 404


def test_one_sits_and_leaves():
    room = une_salle()
    client = a_phone(room)
    seat = room.seance.tables.last()
    assert client.post(url("table", room), {"table": seat.pk}).status_code == 302
    assert Participant.objects.get().table == seat
    client.post(url("table", room), {"table": "x"})
    assert Participant.objects.get().table is None
    assert client.get(url("quitter", room)).status_code == 405
    client.post(url("quitter", room))
    assert client.get(url("salle", room)).status_code == 404


# Follow ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_every_step_has_its_page(kind):
    room = une_salle()
    client = a_phone(room)
    etape = room.seance.etapes.filter(kind=kind).first()
    if etape is None:
        etape = room.seance.etapes.first()
        Etape.objects.filter(pk=etape.pk).update(kind=kind)
    console.passer(room.by, etape, seen=room.stage)
    assert etape.title in page(client, room)


def test_a_page_learns_that_the_seance_moved_and_only_then():
    room = une_salle().at(Kind.PARTAGER)
    client = a_phone(room)
    shown = client.get(url("salle", room)).content.decode()
    suite = unescape(re.search(r'hx-get="([^"]*suite[^"]*)"', shown).group(1))
    assert "data-suivre" not in client.get(suite).content.decode()
    console.ajouter_minute(room.by, seen=room.stage)
    still = client.get(suite).content.decode()
    assert "data-suivre" not in still
    assert "data-minuteur" in still
    room.at(Kind.AJUSTER)
    moved = client.get(suite)
    assert "La séance est passée à l’étape «\xa0Ajuster" in text_of(moved)
    assert f'data-suivre="{url("salle", room)}"' in moved.content.decode()


def test_the_network_is_said_in_a_word_and_pages_are_light():
    room = une_salle(n_actions=12).at(Kind.AJUSTER)
    client = a_phone(room)
    assert "Connecté" in page(client, room)
    room.vote()
    for name in ("salle", "moi"):
        response = client.get(url(name, room), HTTP_ACCEPT_ENCODING="gzip")
        assert len(response.content) < 15_000, name


def test_a_page_costs_the_same_whatever_the_number_of_actions():
    costs = []
    for n_actions in (2, 4):
        room = une_salle(n_actions=n_actions).at(Kind.PARTAGER)
        client = a_phone(room)
        costs.append(queries_of(client, url("salle", room)))
        room.vote(method="impact_effort")
        costs.append(queries_of(client, url("salle", room)))
    assert costs[:2] == costs[2:]


# Vote --------------------------------------------------------------------------------------------


def test_points_are_saved_at_each_tap_and_found_again():
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    assert "Il vous reste 5 gommettes" in page(client, room)
    tap = {"action": room.actions[0].pk, "points": 2}
    assert client.post(url("voter", room, vote.pk), tap).status_code == 302
    again = page(client, room)
    assert "Il vous reste 3 gommettes" in again
    assert "Enregistré à" in again


def test_the_queue_sends_several_taps_and_hears_one_word():
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    one, two, _three = (action.pk for action in room.actions)
    ms = int(now().timestamp() * 1000)
    sent = {"bulletin": json.dumps({one: 3, two: 2}), "seq": ms}
    for _ in range(3):
        response = client.post(url("voter", room, vote.pk), sent, **QUEUE)
        assert response.status_code == 200
        assert re.fullmatch(r"[0-9]+\s?h(\s?[0-9]{2})?", response.content.decode())
    old = {"bulletin": json.dumps({one: 0}), "seq": ms - 1000}
    client.post(url("voter", room, vote.pk), old, **QUEUE)
    assert Bulletin.objects.get().choix == {str(one): 3, str(two): 2}


def test_a_clock_ahead_does_not_silence_the_next_tap():
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    key = room.actions[0].pk
    ahead = int((now() + timedelta(hours=2)).timestamp() * 1000)
    for points, seq in ((1, ahead), (2, "")):
        sent = {"action": key, "points": points, "seq": seq}
        client.post(url("voter", room, vote.pk), sent, **QUEUE)
    assert Bulletin.objects.get().choix == {str(key): 2}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"bulletin": "["},
        {"bulletin": "[]"},
        {"action": "x", "points": "1"},
        {"action": "1", "points": "1", "seq": "-99999999999999999999999"},
        {"action": "1", "note-impact": "fort"},
    ],
)
def test_what_cannot_be_read_is_refused(sent):
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    response = client.post(url("voter", room, vote.pk), sent, **QUEUE)
    assert response.status_code == 403
    assert not Bulletin.objects.exists()


def test_a_refused_tap_says_why_on_the_ballot():
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    tap = {"action": room.actions[0].pk, "points": 9}
    response = client.post(url("voter", room, vote.pk), tap)
    assert response.status_code == 403
    assert "Donnez un nombre entier" in text_of(response)
    assert "Placez vos cinq gommettes" in text_of(response)
    assert client.post(url("voter", room, 0), tap, **QUEUE).status_code == 403


@pytest.mark.parametrize(
    ("method", "typed", "kept", "words"),
    [
        (
            "impact_effort",
            {"note-impact": "4", "note-effort": "2"},
            {"impact": 4, "effort": 2},
            "Impact fort, effort léger",
        ),
        ("jugement", {"mention": "bien"}, "bien", "Bien"),
        ("criteres", {"note-utile": "5"}, {"utile": 5}, "Utile au territoire 5 sur 5"),
    ],
)
def test_the_other_methods_ask_one_action_at_a_time(method, typed, kept, words):
    room = une_salle()
    client = a_phone(room)
    vote = room.vote(method=method)
    assert "Action 1 sur 3" in page(client, room)
    key = room.actions[0].pk
    done = client.post(url("voter", room, vote.pk), {"action": key, "rang": "q2", **typed})
    assert done.url == f"{url('salle', room)}#q2"
    assert Bulletin.objects.get().choix == {str(key): kept}
    shown = client.get(url("salle", room))
    assert words in text_of(shown)
    assert shown.content.decode().count(" checked") == len(typed)


def test_a_closed_vote_says_what_was_received_and_a_sealed_one_only_that_it_was():
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    client.post(url("voter", room, vote.pk), {"action": room.actions[0].pk, "points": 2})
    vote = scrutins.fermer(room.by, vote, seen=room.stage)
    closed = page(client, room)
    assert "Le vote est fermé" in closed
    assert "Vos deux gommettes sont comptées" in closed
    late = client.post(
        url("voter", room, vote.pk), {"action": room.actions[1].pk, "points": 1}, **QUEUE
    )
    assert late.status_code == 403
    assert "a fermé le vote" in late.content.decode()
    Scrutin.objects.filter(pk=vote.pk).update(closed_at=now() - timedelta(minutes=2))
    scrutins.depouiller(room.by, vote)
    sealed = page(client, room)
    assert "plus rien ne relie votre nom à votre bulletin" in sealed
    assert Emargement.objects.count() == 1


def test_a_tap_is_cheap(django_assert_max_num_queries):
    room = une_salle()
    client = a_phone(room)
    vote = room.vote()
    tap = {"action": room.actions[0].pk, "points": 1}
    address = url("voter", room, vote.pk)
    client.post(address, tap, **QUEUE)
    with django_assert_max_num_queries(9):  # two of them are the savepoint of the test
        client.post(address, tap | {"points": 2}, **QUEUE)


# Share and adjust --------------------------------------------------------------------------------


def test_a_comment_is_received_once_and_kept_when_the_step_is_over():
    room = une_salle().at(Kind.PARTAGER)
    client = a_phone(room)
    numero = room.actions[0].numero
    typed = {"text": "Très utile.", "client_key": uuid.uuid4()}
    for _ in range(2):
        assert client.post(url("commenter", room, numero), typed).status_code == 302
    assert Contribution.objects.count() == 1
    assert "Très utile." in page(client, room, "action", numero)
    room.at(Kind.SELECTIONNER)
    late = client.post(url("commenter", room, numero), typed | {"client_key": uuid.uuid4()})
    assert late.status_code == 403
    assert "Très utile.</textarea>" in late.content.decode()


def test_the_queue_hears_where_to_go_on_and_the_page_says_it_is_sent():
    room = une_salle().at(Kind.PARTAGER)
    client = a_phone(room)
    page(client, room)
    numero = room.actions[0].numero
    typed = {"text": "Très utile.", "client_key": uuid.uuid4()}
    sent = client.post(url("commenter", room, numero), typed, **QUEUE)
    assert (sent.status_code, sent["Location"]) == (201, url("action", room, numero))
    assert "Votre commentaire est envoyé." in page(client, room)


def test_an_amendment_starts_from_the_present_text_and_the_room_agrees():
    room = une_salle().at(Kind.AJUSTER)
    Action.objects.update(summary="Chauffer dix ateliers.")
    seat = room.seance.tables.first()
    client, other = a_phone(room, table=seat.pk), a_phone(room, "Camille")
    numero = room.actions[0].numero
    assert "Résumé" in page(client, room, "action", numero)
    assert "Chauffer dix ateliers." in page(client, room, "amender", numero, "summary")
    typed = {
        "text": "Chauffer douze ateliers.",
        "reason": "Deux de plus.",
        "client_key": uuid.uuid4(),
    }
    done = client.post(url("amender", room, numero, "summary"), typed)
    assert done.url == url("amendements", room)
    contribution = Contribution.objects.get()
    read = page(other, room, "amendements")
    assert "Table 1" in read
    assert "douze" in read
    other.post(url("approuver", room, contribution.pk), {"agrees": "1"})
    assert "1 d’accord, 0 pas d’accord" in page(other, room, "amendements")
    assert client.get(url("amender", room, numero, "state")).status_code == 404
    empty = client.post(url("amender", room, numero, "summary"), typed | {"text": " "})
    assert empty.status_code == 422


def test_the_host_of_a_table_is_told_what_is_expected():
    room = une_salle().at(Kind.AJUSTER)
    seat = room.seance.tables.first()
    host, other = a_phone(room, table=seat.pk), a_phone(room, "Camille", table=seat.pk)
    assert "au nom de la table 1" in page(host, room)
    salle.nommer_hote(room.by, seat, Participant.objects.get(first_name="Nadia"))
    assert "Vous êtes l’hôte de la table 1" in page(host, room)
    assert "L’hôte de la table 1 écrit pour elle" in page(other, room)


def test_a_step_that_does_not_open_amendments_says_so():
    room = une_salle().at(Kind.PARTAGER)
    client = a_phone(room)
    numero = room.actions[0].numero
    refused = page(client, room, "amender", numero, "summary", status=403)
    assert "Partager" in refused
    page(client, room, "proposer", status=403)


def test_a_restricted_action_is_not_in_the_room():
    room = une_salle().at(Kind.AJUSTER)
    client = a_phone(room)
    Action.objects.filter(pk=room.actions[0].pk).update(is_restricted=True)
    numero = room.actions[0].numero
    for name, args in (("action", ()), ("amender", ("summary",)), ("apport", ())):
        assert client.get(url(name, room, numero, *args)).status_code == 404
    assert room.actions[0].title not in page(client, room)


def test_an_opinion_is_numbered_like_a_tap_and_the_queue_hears_the_count():
    """An older gesture that arrives late, or the same one again, changes nothing."""
    room = une_salle().at(Kind.AJUSTER)
    client = a_phone(room)
    key = uuid.uuid4()
    typed = {"text": "Chauffer douze ateliers.", "client_key": key}
    client.post(url("amender", room, room.actions[0].numero, "summary"), typed)
    address = url("approuver", room, Contribution.objects.get().pk)
    ms = int(now().timestamp() * 1000)
    told = [
        client.post(address, {"agrees": agrees, "seq": seq}, **QUEUE)
        for agrees, seq in (("1", ms - 10), ("0", ms), ("1", ms - 10), ("0", ms))
    ]
    assert {answer.status_code for answer in told} == {200}
    assert told[-1].content.decode() == ("Votre avis est enregistré. 0 d’accord, 1 pas d’accord.")
    room.at(Kind.SELECTIONNER)
    late = client.post(address, {"agrees": "1", "seq": ms + 1}, **QUEUE)
    assert (late.status_code, late["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert "Sélectionner" in late.content.decode()
    assert client.post(address, {"agrees": "1", "seq": "x"}, **QUEUE).status_code == 403


def test_a_table_changed_offline_gives_way_to_a_later_one():
    room = une_salle()
    client = a_phone(room)
    one, two, three = room.seance.tables.all()[:3]
    ms = int(now().timestamp() * 1000)
    sent = client.post(url("table", room), {"table": two.pk, "seq": ms}, **QUEUE)
    assert sent.content.decode() == "Vous êtes à la table 2."
    old = client.post(url("table", room), {"table": one.pk, "seq": ms - 60_000}, **QUEUE)
    assert old.content.decode() == "Vous êtes à la table 2."
    salle.placer(room.by, Participant.objects.get(), three)
    again = client.post(url("table", room), {"table": two.pk, "seq": ms}, **QUEUE)
    assert again.content.decode() == "Vous êtes à la table 3."
    assert Participant.objects.get().table == three


def test_a_new_action_keeps_where_it_was_born():
    room = une_salle().at(Kind.AJUSTER)
    client = a_phone(room, table=room.seance.tables.first().pk)
    typed = {"objectif": "1", "title": "Partager un atelier", "client_key": uuid.uuid4()}
    assert client.post(url("proposer", room), typed).status_code == 302
    action = Action.objects.get(title="Partager un atelier")
    assert (action.state, "Table 1" in action.origin) == ("proposee", True)
    assert client.post(url("proposer", room), typed | {"title": ""}).status_code == 422


# Commit ------------------------------------------------------------------------------------------


def pledging() -> tuple[Salle, Client, str]:
    room = une_salle()
    known = une_organisation("Fonderie Courlis")
    room.feuille.territoire.organisations.add(known)
    client = a_phone(room, organisation="Fonderie Courlis")
    room.at(Kind.S_ENGAGER)
    return room, client, room.actions[0].numero


DETAILS = {
    "quantity": "25",
    "text": "Prêter notre bureau d’études.",
    "fermete": "intention",
    "visibilite": "public",
}


def test_a_pledge_takes_three_steps():
    room, client, numero = pledging()
    assert "Que pouvez-vous apporter" in page(client, room, "apport", numero)
    step2 = client.post(url("apport", room, numero), {"kind": "temps"})
    assert step2.url == url("precisions", room, numero, "temps")
    assert client.post(step2.url, DETAILS | {"text": ""}).status_code == 422
    step3 = client.post(step2.url, DETAILS)
    assert "Vérifiez puis envoyez" in text_of(step3)
    assert "25\xa0jours" in text_of(step3).replace("\u202f", "\xa0")
    assert not Engagement.objects.exists()
    back = client.post(step2.url, DETAILS | {"corriger": "1"})
    assert "Prêter notre bureau d’études.</textarea>" in back.content.decode()
    sent = DETAILS | {"envoyer": "1", "client_key": uuid.uuid4(), "confirm_email": "a@b.example"}
    for _ in range(3):
        assert client.post(step2.url, sent).url == url("salle", room)
    pledge = Engagement.objects.get()
    assert (pledge.state, pledge.quantity, pledge.kind) == ("declare", 25, "temps")
    assert Contribution.objects.get().confirm_email == "a@b.example"
    assert "Engagement" in page(client, room, "moi")


def test_a_pledge_typed_while_the_step_ended_is_not_lost():
    room, client, numero = pledging()
    room.at(Kind.CONCLURE)
    address = url("precisions", room, numero, "temps")
    refused = client.post(address, DETAILS | {"envoyer": "1", "client_key": uuid.uuid4()})
    assert refused.status_code == 403
    assert "Prêter notre bureau d’études." in refused.content.decode()
    assert client.get(address).status_code == 403


def test_who_has_no_known_organisation_is_told_what_to_do():
    room = une_salle().at(Kind.S_ENGAGER)
    client = a_phone(room, organisation="Inconnue")
    numero = room.actions[0].numero
    assert "annuaire" in page(client, room, "apport", numero)
    assert client.post(url("precisions", room, numero, "temps"), DETAILS).status_code == 404


def test_the_end_gives_back_what_one_brought():
    room = une_salle().at(Kind.PARTAGER)
    client = a_phone(room)
    numero = room.actions[0].numero
    client.post(url("commenter", room, numero), {"text": "Utile.", "client_key": uuid.uuid4()})
    console.clore(room.by)
    end = page(client, room)
    assert "La séance est finie" in end
    assert "Commentaire" in end


def test_the_watcher_is_served_beside_the_room():
    response = client_of().get("/salle/veille.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert b"fetch" in b"".join(response.streaming_content)


def test_a_badge_taken_back_opens_nothing_more():
    room = une_salle()
    client = a_phone(room)
    salle.retirer_badge(room.by, Participant.objects.get())
    assert client.get(url("suite", room)).status_code == 404
