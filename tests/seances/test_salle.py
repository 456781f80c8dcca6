"""Coming in, coming back, sitting; what a badge opens, and what it does not."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import Http404
from django.utils.timezone import now

from seances import essais
from seances.access import (
    access_of,
    get_facilitation_or_404,
    get_participant,
    get_participant_or_404,
)
from seances.codes import make_code, make_recovery_code, normalise
from seances.droits import DROITS_PAR_ETAPE
from seances.models import Etape, Participant, Presence, Seance
from seances.services import console, preparation, salle
from socle.refus import Refus
from territoires.droits import Droit, Role
from tests.fabrique import un_access, une_organisation, une_personne
from tests.seances.salle import ADDRESS, une_salle

pytestmark = pytest.mark.django_db
Kind = Etape.Kind


@pytest.fixture(autouse=True)
def no_wrong_code_yet():
    cache.clear()


# Codes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["roseau-47", "Roseau 47", " ROSEAU47 ", "roséau  47", "Roseau, 47."]
)
def test_a_code_is_understood_as_it_is_said(typed):
    assert normalise(typed) == "roseau-47"


def test_codes_are_a_word_and_figures():
    assert re.fullmatch(r"[a-z]+-[0-9]{2}", make_code())
    assert re.fullmatch(r"[a-z]+ [a-z]+ [0-9]{3}", make_recovery_code())


# Coming in ---------------------------------------------------------------------------------------


def test_one_comes_in_with_the_code_and_keeps_the_badge():
    room = une_salle()
    organisation = une_organisation("Biscuiterie", college="partenaires")
    before = room.seance.tally
    entree = salle.entrer(
        room.seance.spoken_code,
        address=ADDRESS,
        first_name=" Nadia ",
        college="entreprises",
        organisation=organisation,
    )
    person = get_participant(room.seance.pk, entree.secret)
    assert (person.first_name, person.college) == ("Nadia", "partenaires")
    assert person.signature == "Nadia, Biscuiterie"
    assert room.seance.tally == before + 1
    row = str(Participant.objects.values().get())
    assert entree.secret not in row
    assert entree.recovery not in row


def test_a_badge_opens_its_seance_only():
    first, second = une_salle(), une_salle()
    entree = salle.entrer(
        first.seance.code, address=ADDRESS, first_name="Nadia", college="entreprises"
    )
    assert get_participant(second.seance.pk, entree.secret) is None
    with pytest.raises(Http404):
        get_participant_or_404(first.seance.pk, "autre")
    assert get_participant(first.seance.pk, "") is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first_name": "  "}, "prénom"),
        ({"college": "autre"}, "à quel titre"),
        ({"first_name": "nadia"}, "code personnel"),
    ],
)
def test_who_does_not_come_in_is_told_why(fields, words):
    room = une_salle()
    room.enter("Nadia")
    with pytest.raises(Refus, match=words):
        salle.entrer(
            room.seance.code,
            address=ADDRESS,
            **{"first_name": "Camille", "college": "entreprises"} | fields,
        )


def test_a_code_is_worth_nothing_once_expired_or_closed():
    room = une_salle()
    code = room.seance.code
    Seance.objects.update(code_expires_at=now() - timedelta(seconds=1))
    with pytest.raises(Refus, match="n’ouvre aucune séance"):
        salle.trouver(code, address=ADDRESS)
    Seance.objects.update(code_expires_at=now() + timedelta(hours=1))
    assert salle.trouver(code, address=ADDRESS) == room.seance
    console.clore(room.by)
    with pytest.raises(Refus, match="n’ouvre aucune séance"):
        salle.trouver(code, address=ADDRESS)


def test_codes_are_not_found_by_trying(monkeypatch):
    monkeypatch.setattr(essais, "PER_ADDRESS", 3)
    room = une_salle()
    for _ in range(3):
        with pytest.raises(Refus, match="n’ouvre aucune séance"):
            salle.trouver("loutre 10", address=ADDRESS)
    with pytest.raises(Refus, match="Trop d’essais"):
        salle.trouver(room.seance.code, address=ADDRESS)
    assert salle.trouver(room.seance.code, address="192.0.2.9") == room.seance
    monkeypatch.setattr(essais, "PER_KIND", 3)
    with pytest.raises(Refus, match="Trop d’essais"):
        salle.trouver(room.seance.code, address="192.0.2.10")


# Coming back -------------------------------------------------------------------------------------


def test_the_recovery_code_moves_the_badge_to_another_phone():
    room = une_salle()
    entree = salle.entrer(
        room.seance.code, address=ADDRESS, first_name="Nadia", college="entreprises"
    )
    again = salle.retrouver(room.seance.code, entree.recovery.upper(), address=ADDRESS)
    assert again.participant == entree.participant
    assert get_participant(room.seance.pk, again.secret) == entree.participant
    assert get_participant(room.seance.pk, entree.secret) is None
    with pytest.raises(Refus, match="code personnel"):
        salle.retrouver(room.seance.code, "loutre galet 100", address=ADDRESS)


def test_recovery_codes_are_not_found_by_trying(monkeypatch):
    monkeypatch.setattr(essais, "PER_ADDRESS", 2)
    room = une_salle()
    for _ in range(2):
        with pytest.raises(Refus, match="code personnel"):
            salle.retrouver(room.seance.code, "loutre galet 100", address=ADDRESS)
    with pytest.raises(Refus, match="Trop d’essais"):
        salle.retrouver(room.seance.code, "loutre galet 101", address=ADDRESS)


# The room ----------------------------------------------------------------------------------------


def test_presence_is_written_now_and_then(django_assert_num_queries):
    room = une_salle()
    person = room.enter()
    at = now() + timedelta(seconds=40)
    salle.signaler_presence(person, at=at)
    salle.signaler_presence(person, at=at + timedelta(seconds=5))
    person.refresh_from_db()
    assert person.seen_at == at
    assert person.is_present(at + timedelta(seconds=60))
    assert not person.is_present(at + timedelta(seconds=91))
    assert not Participant.objects.present(at + timedelta(seconds=91), 90).exists()


def test_sitting_hosting_and_leaving():
    room = une_salle()
    person = room.enter()
    one, two = room.seance.tables.all()[:2]
    salle.s_asseoir(person, one)
    assert salle.nommer_hote(room.by, one, person).host == person
    salle.placer(room.by, person, two)
    one.refresh_from_db()
    assert one.host is None
    with pytest.raises(Refus, match="n’est pas à la table 1"):
        salle.nommer_hote(room.by, one, person)
    elsewhere = une_salle().seance.tables.first()
    with pytest.raises(Refus, match="autre séance"):
        salle.s_asseoir(person, elsewhere)
    assert Participant.objects.by_table() == {two.pk: 1}


def test_who_came_is_counted_by_college_at_the_end():
    room = une_salle()
    for college in ("entreprises", "entreprises", "partenaires"):
        room.enter(college=college)
    console.clore(room.by)
    assert dict(Presence.objects.values_list("college", "people")) == {
        "entreprises": 2,
        "partenaires": 1,
    }


# Rights ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_the_step_alone_opens_rights_to_a_badge(kind):
    room = une_salle()
    person = room.enter(organisation=une_organisation())
    seance = room.seance
    seance.current_etape.kind = kind
    access = access_of(person, seance)
    for droit in Droit:
        assert access.can(droit) == (droit in DROITS_PAR_ETAPE[kind]), droit
    assert access.represents(person.organisation_id)
    assert not access.is_team
    assert access.author is None


def test_nothing_is_open_before_and_after():
    room = une_salle()
    person = room.enter()
    seance = room.seance
    for state in (Seance.State.PREPARATION, Seance.State.CLOSE):
        seance.state = state
        assert not any(access_of(person, seance).can(droit) for droit in Droit)


def test_a_facilitator_from_outside_runs_this_seance_and_nothing_else():
    room = une_salle()
    other = une_salle().seance
    guest = une_personne()
    slug = room.feuille.slug
    with pytest.raises(Http404):
        get_facilitation_or_404(guest, slug, room.seance.pk)
    preparation.accorder(room.by, guest)
    by = get_facilitation_or_404(guest, slug, room.seance.pk)
    assert by.may_run
    console.ajouter_minute(by, seen=room.stage)
    with pytest.raises(Refus, match="choisit qui anime"):
        preparation.accorder(by, une_personne())
    with pytest.raises(Refus, match="reviennent à l’équipe"):
        console.decider(by, room.actions[0], "retenue")
    with pytest.raises(Http404):
        get_facilitation_or_404(guest, other.feuille.slug, other.pk)
    preparation.retirer(room.by, guest)
    with pytest.raises(Http404):
        get_facilitation_or_404(guest, slug, room.seance.pk)


def test_a_member_without_the_right_is_told_so():
    room = une_salle()
    member = un_access(room.feuille, Role.PORTEUR)
    by = get_facilitation_or_404(member.user, room.feuille.slug, room.seance.pk)
    with pytest.raises(Refus, match="Vous n’animez pas"):
        console.clore(by)
    with pytest.raises(Refus, match="équipe"):
        preparation.creer(member, title="Une autre", day=room.seance.date)
