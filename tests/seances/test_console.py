"""Running the séance: steps, timer, screen, undo; two consoles at once."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.utils.timezone import now

from seances.models import Etape, Scrutin, Seance
from seances.services import console, preparation
from seances.services import scrutin as votes
from seances.services.preparation import EtapePrevue, TablePrevue
from socle.models import Journal
from socle.refus import Refus
from tests.fabrique import une_personne
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db
Kind, Screen = Etape.Kind, Seance.Screen


def step(room, kind):
    return room.seance.etapes.get(kind=kind)


def test_the_template_lasts_three_hours():
    seance = une_salle().seance
    etapes = list(seance.etapes.all())
    assert sum(etape.minutes for etape in etapes) == 180
    assert (etapes[0].starts_at, etapes[-1].ends_at) == (time(13, 30), time(16, 30))
    assert seance.tables.count() == 5
    assert [s.objectif.code for s in seance.scrutins.all()] == ["1", "2", "3"]


def test_moving_on_starts_the_timer_and_tells_everybody():
    room = une_salle()
    stage = room.stage
    etape = step(room, Kind.PARTAGER)
    console.passer(room.by, etape, seen=stage)
    seance = room.seance
    assert seance.current_etape == etape
    assert seance.stage == stage + 1
    assert 24 * 60 < seance.seconds_left(now()) <= 25 * 60
    assert seance.screen == Screen.CONSIGNE
    first = step(room, Kind.ACCUEIL)
    assert first.ended_at is not None
    assert Journal.objects.about(seance).first().verb == "seance.etape"


def test_undo_gives_back_step_timer_and_screen():
    room = une_salle()
    before = room.seance
    room.at(Kind.PARTAGER)
    console.annuler(room.by, seen=room.stage)
    after = room.seance
    assert after.current_etape == before.current_etape
    assert (after.timer_ends_at, after.screen) == (before.timer_ends_at, before.screen)
    assert step(room, Kind.ACCUEIL).ended_at is None
    with pytest.raises(Refus, match="pas de geste à annuler"):
        console.annuler(room.by, seen=room.stage)


def test_the_timer_stops_goes_on_and_grows():
    room = une_salle().at(Kind.PARTAGER)
    console.pause(room.by, seen=room.stage)
    left = room.seance.timer_left
    assert 24 * 60 < left <= 25 * 60
    assert room.seance.seconds_left(now() + timedelta(hours=1)) == left
    console.ajouter_minute(room.by, seen=room.stage)
    console.reprendre(room.by, seen=room.stage)
    assert left + 58 <= room.seance.seconds_left(now()) <= left + 60
    console.ajouter_minute(room.by, seen=room.stage)
    assert left + 118 <= room.seance.seconds_left(now()) <= left + 120
    Seance.objects.update(timer_ends_at=now() - timedelta(minutes=10))
    assert room.seance.seconds_left(now()) == 0
    console.ajouter_minute(room.by, seen=room.stage)
    assert 58 <= room.seance.seconds_left(now()) <= 60
    console.lancer(room.by, 5, seen=room.stage)
    assert 298 <= room.seance.seconds_left(now()) <= 300


def test_two_consoles_do_not_fight():
    room = une_salle()
    other = replace(room.by, user=une_personne("Camille Roy"))
    seen = room.stage
    console.passer(room.by, step(room, Kind.PARTAGER), seen=seen)
    console.passer(other, step(room, Kind.PARTAGER), seen=seen)  # agrees: nothing to say
    assert room.stage == seen + 1
    with pytest.raises(Refus, match=r"vient d’agir.*passe à l’étape.*Partager"):
        console.passer(other, step(room, Kind.AJUSTER), seen=seen)
    with pytest.raises(Refus, match="vient d’agir"):
        console.ajouter_minute(other, seen=seen)
    assert room.seance.current_etape == step(room, Kind.PARTAGER)


def test_the_projector_shows_what_may_be_shown():
    room = une_salle()
    console.montrer(room.by, Screen.NOIR, seen=room.stage)
    assert room.seance.screen == Screen.NOIR
    console.montrer(room.by, Screen.ACTION, seen=room.stage, action=room.actions[0])
    assert room.seance.screen_action == room.actions[0]
    elsewhere = une_salle()
    with pytest.raises(Refus, match="cette feuille"):
        console.montrer(room.by, Screen.ACTION, seen=room.stage, action=elsewhere.actions[0])
    with pytest.raises(Refus, match="Publiez d’abord"):
        console.montrer(
            room.by, Screen.RESULTATS, seen=room.stage, scrutin=room.seance.scrutins.first()
        )
    with pytest.raises(Refus, match="ce que l’écran montre"):
        console.montrer(room.by, "autre", seen=room.stage)


def test_an_open_vote_holds_the_room():
    room = une_salle()
    vote = room.vote()
    with pytest.raises(Refus, match="changer d’étape"):
        room.at(Kind.S_ENGAGER)
    votes.fermer(room.by, vote, seen=room.stage)
    room.at(Kind.S_ENGAGER)
    with pytest.raises(Refus, match="clore la séance"):
        console.clore(room.by)
    Scrutin.objects.filter(state="ferme").update(closed_at=now() - timedelta(minutes=1))
    votes.depouiller(room.by, vote)
    console.clore(room.by)
    with pytest.raises(Refus, match="La séance est close"):
        console.ajouter_minute(room.by, seen=room.stage)


def test_a_closed_seance_opens_again_with_another_code():
    room = une_salle()
    room.enter()
    old = room.seance.code
    console.clore(room.by)
    assert room.seance.code is None
    console.ouvrir(room.by)
    assert room.seance.code not in (None, old)
    assert room.seance.participants.count() == 1


def test_the_agenda_is_rewritten_around_what_already_ran():
    room = une_salle()
    kept = [
        EtapePrevue(Kind(e.kind), e.title, e.minutes + 5, pk=e.pk) for e in room.seance.etapes.all()
    ]
    new = EtapePrevue(Kind.LIBRE, "Visite de la fonderie", 20)
    written = preparation.ecrire_etapes(room.by, time(9), [*kept[:3], new, *kept[3:6]])
    assert [e.position for e in written] == list(range(7))
    visit = written[3]
    assert (visit.title, visit.starts_at, visit.ends_at) == (new.title, time(10, 5), time(10, 25))
    assert room.seance.etapes.count() == 7
    with pytest.raises(Refus, match="déjà commencée"):
        preparation.ecrire_etapes(room.by, time(9), [new])
    with pytest.raises(Refus, match="avant minuit"):
        preparation.ecrire_etapes(room.by, time(22), kept)


def test_tables_are_rewritten():
    room = une_salle()
    preparation.ecrire_tables(room.by, [TablePrevue(1, "Chaleur"), TablePrevue(7, "Emploi")])
    assert list(room.seance.tables.values_list("number", "theme")) == [
        (1, "Chaleur"),
        (7, "Emploi"),
    ]


def test_a_decision_is_that_of_the_roadmap():
    room = une_salle()
    before = room.seance.tally
    console.decider(room.by, room.actions[0], "ecartee", reason="Déjà fait ailleurs.")
    room.actions[0].refresh_from_db()
    assert room.actions[0].state == "ecartee"
    assert room.seance.tally == before + 1
    with pytest.raises(Refus, match="motif"):
        console.decider(room.by, room.actions[1], "ecartee")
