"""The console: it shows what the projector shows, what undo gives back, the pace of a vote."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from seances.models import Etape, Scrutin, Seance
from seances.projection import Projection
from seances.regie_cote import apercu_of
from seances.services import console
from seances.services import scrutin as votes
from seances.services.vote import Tap, voter
from seances.tasks import mesurer
from tests.fabrique import une_organisation
from tests.outils import client_of, text_of
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db
Kind, Screen = Etape.Kind, Seance.Screen


def look(room, **asked):
    address = reverse("seances:regie", args=[room.feuille.slug, room.seance.pk])
    return text_of(client_of(room.by.user).get(address, asked))


def preview(room):
    return apercu_of(Projection(room.seance, now(), "http://testserver/rejoindre/"))


# The preview -------------------------------------------------------------------------------------


def test_before_and_after_the_room_the_preview_gives_no_code():
    room = une_salle()
    code = room.seance.spoken_code
    assert preview(room).titre == code
    console.clore(room.by)
    assert preview(room).titre == "Merci, la séance est close"
    assert code not in look(room)
    Seance.objects.update(state="preparation", opened_at=None, closed_at=None)
    assert "Entrez avec ce code" not in look(room)
    assert preview(room).sous == "Le code paraîtra à l’ouverture"


def test_the_preview_follows_the_projector():
    room = une_salle().at(Kind.PARTAGER)
    shown = preview(room)
    assert (shown.sous, shown.court) == ("Partager", True)
    assert 24 * 60 < shown.secondes <= 25 * 60
    console.montrer(room.by, Screen.ACTION, seen=room.stage, action=room.actions[0])
    assert preview(room).titre == room.actions[0].title
    console.montrer(room.by, Screen.NOIR, seen=room.stage)
    assert preview(room).noir
    room.enter()
    vote = room.vote()
    assert preview(room).titre == vote.title
    assert preview(room).sous == "0 réponse sur 1"
    votes.fermer(room.by, vote, seen=room.stage)
    assert preview(room).sous == "0 réponse sur 1, vote fermé"


# Undo --------------------------------------------------------------------------------------------


def test_undo_says_what_it_gives_back():
    room = une_salle().at(Kind.PARTAGER)
    assert "Annuler l’étape" in look(room)
    console.montrer(room.by, Screen.NOIR, seen=room.stage)
    assert "Annuler l’écran" in look(room)
    console.pause(room.by, seen=room.stage)
    assert "Annuler le minuteur" in look(room)
    address = reverse("seances:agir", args=[room.feuille.slug, room.seance.pk])
    typed = {"geste": "annuler", "seen": room.stage}
    answer = text_of(client_of(room.by.user).post(address, typed, follow=True))
    assert f"Annulé\u00a0: «\u00a0{room.by.user} met le minuteur en pause\u00a0»." in answer
    assert "Annuler" not in look(room)


# An open vote ------------------------------------------------------------------------------------


def test_an_open_vote_tells_its_pace_its_tables_and_why_no_result():
    room = une_salle()
    first, second = room.seance.tables.all()[:2]
    people = [room.enter(table=first), room.enter(table=second), room.enter()]
    vote = room.vote()
    voter(people[0], vote, Tap({room.actions[0].pk: 2}))
    Scrutin.objects.filter(pk=vote.pk).update(opened_at=now() - timedelta(minutes=2))
    told = look(room, vue="votes")
    assert "Pas de résultats provisoires" in told
    assert "Deux lectures à une minute d’écart" in told
    assert "1\u00a0réponse par minute" in told
    assert "À ce rythme, tout le monde aura répondu vers" in told
    assert "Réponses au vote, par table." in told
    assert "Table 1 ont voté 1 / 1" in told
    assert "Table 2 ont voté 0 / 1" in told
    assert "gommettes 2" not in told


def test_who_carries_an_action_and_did_not_come_is_told():
    room = une_salle()
    region, port = une_organisation("Région"), une_organisation("Port")
    for action, porteur in zip(room.actions, (region, port), strict=False):
        action.porteur = porteur
        action.save()
    told = look(room)
    assert "2\u00a0porteurs absents" in told
    assert "Port et Région" in told
    room.enter(organisation=region)
    assert "1\u00a0porteur absent" in look(room)


def test_a_fragile_action_goes_to_the_screen_in_one_press():
    """Table 1 alone carries the first action: without it, the first is another."""
    room = une_salle(n_actions=3)
    table, other = room.seance.tables.all()[:2]
    strong = [room.enter(table=table) for _ in range(4)]
    others = [room.enter(table=other) for _ in range(4)]
    vote = room.vote(top=1)
    for person in strong:
        voter(person, vote, Tap({room.actions[0].pk: 3}))
    for person in others:
        voter(person, vote, Tap({room.actions[1].pk: 2}))
    votes.fermer(room.by, vote, seen=room.stage)
    Scrutin.objects.filter(pk=vote.pk).update(closed_at=now() - timedelta(minutes=1))
    sealed = votes.depouiller(room.by, vote)
    mesurer({"scrutin": sealed.pk}, lambda done, total: None)()
    client = client_of(room.by.user)
    address = reverse("seances:regie", args=[room.feuille.slug, room.seance.pk])
    html = client.get(address, {"vue": "votes"}).content.decode()
    assert "sort de la première place sans la table 1" in html
    button = f"montrer:action-{room.actions[0].pk}"
    assert f'value="{button}"' in html
    agir = reverse("seances:agir", args=[room.feuille.slug, room.seance.pk])
    client.post(agir, {"geste": button, "seen": room.stage})
    assert (room.seance.screen, room.seance.screen_action) == (Screen.ACTION, room.actions[0])
