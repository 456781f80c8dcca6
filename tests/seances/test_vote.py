"""Voting: saved at each tap, idempotent, within limits, in time; then secret, counted, frozen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from seances.access import get_facilitation
from seances.depouillement.jugement import KEYS
from seances.models import Bulletin, Emargement, Etape, Resultat, Scrutin, Seance
from seances.rules.vote import why_not_voir_resultat
from seances.services import console, salle
from seances.services import scrutin as votes
from seances.services.vote import Tap, saisir_papier, voter, voter_assiste
from seances.tasks import depouiller_ferme
from seances.urne import my_bulletin, recount
from socle.models import Journal
from socle.refus import Refus
from territoires.droits import Role
from tests.fabrique import un_access, une_organisation
from tests.seances.salle import ADDRESS, une_salle

pytestmark = pytest.mark.django_db


def tap(action, value, **fields):
    return Tap({action.pk: value}, **fields)


def total(scrutin):
    return sum(sum(b.choix.values()) for b in Bulletin.objects.filter(scrutin=scrutin))


def close_and_count(room, scrutin):
    votes.fermer(room.by, scrutin, seen=room.stage)
    Scrutin.objects.filter(pk=scrutin.pk).update(closed_at=now() - timedelta(minutes=1))
    return votes.depouiller(room.by, scrutin)


# Taps --------------------------------------------------------------------------------------------


def test_a_tap_is_saved_signed_and_told():
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    before = room.seance
    recu = voter(person, scrutin, tap(room.actions[0], 2))
    assert recu.choix == my_bulletin(scrutin, person) == {room.actions[0].pk: 2}
    assert Emargement.objects.get().saved_at == recu.saved_at
    after = room.seance
    assert (after.stage, after.tally) == (before.stage, before.tally + 1)
    assert not Journal.objects.filter(verb__startswith="bulletin").exists()


def test_a_tap_costs_few_queries(django_assert_num_queries):
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    voter(room.enter(), scrutin, tap(room.actions[0], 1))  # the actions are asked for once
    with django_assert_num_queries(8):  # two of them are the savepoint of the test
        voter(person, scrutin, tap(room.actions[0], 2))
    with django_assert_num_queries(8):
        voter(person, scrutin, tap(room.actions[1], 1))


def test_the_same_tap_sent_three_times_counts_once():
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    answers = [voter(person, scrutin, tap(room.actions[0], 2, seq=10)) for _ in range(3)]
    assert len({(str(a.choix), a.saved_at) for a in answers}) == 1
    assert total(scrutin) == 2
    assert Bulletin.objects.count() == Emargement.objects.count() == 1


def test_an_older_tap_that_arrives_late_changes_nothing():
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    voter(person, scrutin, tap(room.actions[0], 3, seq=20))
    recu = voter(person, scrutin, tap(room.actions[0], 1, seq=10))
    assert recu.choix == {room.actions[0].pk: 3}
    voter(person, scrutin, tap(room.actions[1], 1, seq=10))
    assert total(scrutin) == 4
    voter(person, scrutin, tap(room.actions[0], 0, seq=30))
    assert my_bulletin(scrutin, person) == {room.actions[1].pk: 1}


def test_a_whole_form_without_script_is_one_tap():
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    voter(person, scrutin, Tap({a.pk: 1 for a in room.actions}))
    assert total(scrutin) == 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([3, 3, 0], "Il vous reste 2 gommettes"),
        ([3, 2, 1], "Vos cinq gommettes sont placées"),
        ([4, 0, 0], "de 0 à 3"),
        (["x", 0, 0], "nombre entier"),
    ],
)
def test_limits_are_kept(values, words):
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    *kept, (action, value) = [t for t in zip(room.actions, values, strict=True) if t[1]]
    for one, points in kept:
        voter(person, scrutin, tap(one, points))
    with pytest.raises(Refus) as refused:
        voter(person, scrutin, tap(action, value))
    assert words in str(refused.value).replace("\u00a0", " ")
    assert total(scrutin) <= 5


def test_ones_own_action_receives_nothing_unless_allowed():
    room = une_salle()
    organisation = une_organisation()
    room.actions[0].porteur = organisation
    room.actions[0].save()
    person, scrutin = room.enter(organisation=organisation), room.vote()
    with pytest.raises(Refus, match="porte cette action"):
        voter(person, scrutin, tap(room.actions[0], 1))
    close_and_count(room, scrutin)
    allowed = room.vote(parameters={"own": True})
    assert voter(person, allowed, tap(room.actions[0], 1)).choix


def test_another_action_or_another_badge_is_refused():
    room, other = une_salle(), une_salle()
    scrutin = room.vote()
    with pytest.raises(Refus, match="pas dans ce vote"):
        voter(room.enter(), scrutin, tap(other.actions[0], 1))
    with pytest.raises(Refus, match="autre séance"):
        voter(other.enter(), scrutin, tap(room.actions[0], 1))


@pytest.mark.parametrize(
    ("method", "value", "wrong"),
    [
        ("impact_effort", {"impact": 4, "effort": 2}, {"impact": 7}),
        ("jugement", "bien", "parfait"),
        ("criteres", {"utile": 5}, {"utile": 9}),
    ],
)
def test_the_other_methods_are_voted_alike(method, value, wrong):
    room = une_salle()
    person, scrutin = room.enter(), room.vote(method=method)
    assert voter(person, scrutin, tap(room.actions[0], value)).choix[room.actions[0].pk] == value
    with pytest.raises(Refus):
        voter(person, scrutin, tap(room.actions[0], wrong))
    voter(person, scrutin, tap(room.actions[0], None))
    assert my_bulletin(scrutin, person) == {}


def test_a_ballot_follows_the_person_to_another_phone():
    room = une_salle()
    entree = salle.entrer(
        room.seance.code, address=ADDRESS, first_name="Nadia", college="entreprises"
    )
    scrutin = room.vote()
    voter(entree.participant, scrutin, tap(room.actions[0], 2))
    again = salle.retrouver(room.seance.code, entree.recovery, address=ADDRESS)
    assert my_bulletin(scrutin, again.participant) == {room.actions[0].pk: 2}
    voter(again.participant, scrutin, tap(room.actions[0], 3))
    assert total(scrutin) == 3


# Time --------------------------------------------------------------------------------------------


def test_a_tap_given_before_closing_counts_within_the_grace():
    room = une_salle()
    one, two, scrutin = room.enter(), room.enter(), room.vote()
    votes.fermer(room.by, scrutin, seen=room.stage)
    Scrutin.objects.filter(state="ferme").update(closed_at=now() - timedelta(seconds=5))
    closed = Scrutin.objects.get(pk=scrutin.pk).closed_at
    voter(one, scrutin, tap(room.actions[0], 2, cast_at=closed - timedelta(seconds=1)))
    for late in (closed + timedelta(seconds=1), None, now() + timedelta(hours=1)):
        with pytest.raises(Refus, match="fermé le vote"):
            voter(two, scrutin, tap(room.actions[0], 2, cast_at=late))
    Scrutin.objects.filter(state="ferme").update(closed_at=now() - timedelta(seconds=60))
    with pytest.raises(Refus, match="fermé le vote"):
        voter(two, scrutin, tap(room.actions[0], 2, cast_at=now() - timedelta(minutes=5)))
    assert total(scrutin) == 2


def test_a_vote_is_not_counted_before_its_grace_is_over():
    room = une_salle()
    scrutin = room.vote()
    votes.fermer(room.by, scrutin, seen=room.stage)
    with pytest.raises(Refus, match="attendez"):
        votes.depouiller(room.by, scrutin)
    depouiller_ferme(scrutin.pk)
    scrutin.refresh_from_db()
    assert scrutin.state == "ferme"
    Scrutin.objects.filter(state="ferme").update(closed_at=now() - timedelta(seconds=30))
    depouiller_ferme(scrutin.pk)
    scrutin.refresh_from_db()
    assert scrutin.state == "depouille"
    depouiller_ferme(scrutin.pk)  # once is enough


def test_a_closing_is_undone_until_the_count():
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    voter(person, scrutin, tap(room.actions[0], 1))
    votes.fermer(room.by, scrutin, seen=room.stage)
    votes.rouvrir(room.by, scrutin, seen=room.stage)
    voter(person, scrutin, tap(room.actions[0], 3))
    close_and_count(room, scrutin)
    with pytest.raises(Refus, match="ne peut pas rouvrir"):
        votes.rouvrir(room.by, scrutin, seen=room.stage)


@pytest.mark.parametrize("verb", ["ouvrir", "fermer"])
def test_pressing_twice_is_harmless_pressing_late_is_told(verb):
    room = une_salle()
    scrutin = room.vote()
    seen = room.stage
    if verb == "fermer":
        votes.fermer(room.by, scrutin, seen=seen)
    stage = room.stage
    getattr(votes, verb)(room.by, scrutin, seen=seen)
    assert room.stage == stage
    if verb == "ouvrir":
        console.ajouter_minute(room.by, seen=room.stage)
        with pytest.raises(Refus, match="vient d’agir"):
            votes.fermer(room.by, scrutin, seen=seen)


def test_a_vote_opens_in_its_step_and_alone():
    room = une_salle()
    first = votes.preparer(room.by, title="A", method="points", actions=room.actions)
    with pytest.raises(Refus, match="Sélectionner"):
        votes.ouvrir(room.by, first, seen=room.stage)
    opened = room.vote()
    with pytest.raises(Refus, match="une chose à la fois"):
        votes.ouvrir(room.by, first, seen=room.stage)
    with pytest.raises(Refus, match="question ne change plus"):
        votes.preparer(room.by, title="B", method="points", scrutin=opened)
    alone = votes.preparer(room.by, title="C", method="points", actions=room.actions[:1])
    close_and_count(room, opened)
    with pytest.raises(Refus, match="deux actions"):
        votes.ouvrir(room.by, alone, seen=room.stage)
    votes.supprimer(room.by, alone)
    with pytest.raises(Refus, match="gommettes"):
        votes.preparer(
            room.by, title="D", method="points", parameters={"points": 2, "per_action": 3}
        )


def test_a_vote_on_an_objective_takes_its_open_actions():
    room = une_salle().at(Etape.Kind.SELECTIONNER)
    room.actions[0].state = "ecartee"
    room.actions[0].save()
    (prepared, *_rest) = room.seance.scrutins.all()
    votes.ouvrir(room.by, prepared, seen=room.stage)
    assert set(prepared.actions.all()) == set(room.actions[1:])


# Secrecy -----------------------------------------------------------------------------------------


def test_once_counted_nothing_links_a_person_to_a_ballot():
    room = une_salle()
    table = room.seance.tables.first()
    people = [room.enter(table=table) for _ in range(4)] + [room.enter() for _ in range(3)]
    scrutin = room.vote()
    for n, person in enumerate(people):
        voter(person, scrutin, tap(room.actions[n % 3], 1 + n % 3))
    before = {b.pk: b for b in Bulletin.objects.all()}
    key = Scrutin.objects.get(pk=scrutin.pk).voter_key
    assert key
    close_and_count(room, scrutin)
    after = list(Bulletin.objects.all())
    scrutin.refresh_from_db()
    assert not scrutin.voter_key
    assert not before.keys() & {b.pk for b in after}
    assert all(b.voter is None and b.marks == {} and b.source == "" for b in after)
    assert sorted(str(b.choix) for b in after) == sorted(str(b.choix) for b in before.values())
    assert sorted(str(b.table) for b in after) == ["1"] * 4 + ["None"] * 3
    assert {e.participant_id for e in Emargement.objects.all()} == {p.pk for p in people}
    assert my_bulletin(scrutin, people[0]) == {}
    assert key not in str(list(Journal.objects.values()))


def test_small_groups_are_merged_before_anything_is_counted():
    room = une_salle()
    for college in ["entreprises"] * 4 + ["etat_operateurs"] + ["partenaires"] * 2:
        room.enter(college=college)
    scrutin = room.vote()
    for person in room.people:
        voter(person, scrutin, tap(room.actions[0], 1))
    result = close_and_count(room, scrutin).result
    assert result["groups"] == [
        "entreprises", "collectivites", "etat_operateurs", "partenaires", "",
    ]  # fmt: skip
    assert result["voters"] == [4, 0, 0, 0, 3]
    assert result["raw"][0]["points"] == [4, 0, 0, 0, 3]


def test_the_database_keeps_a_counted_vote_secret():
    room = une_salle()
    scrutin = close_and_count(room, room.vote())
    with pytest.raises(IntegrityError), transaction.atomic():
        Scrutin.objects.filter(pk=scrutin.pk).update(voter_key="x")


def test_the_back_office_shows_neither_ballot_nor_key(client, django_user_model):
    room = une_salle()
    person, scrutin = room.enter(), room.vote()
    voter(person, scrutin, tap(room.actions[0], 2))
    client.force_login(django_user_model.objects.create_superuser("chef@essai.example"))
    secret = [scrutin.voter_key, Bulletin.objects.get().voter, person.badge_digest]
    for path in (
        f"scrutin/{scrutin.pk}/change/",
        "scrutin/",
        f"participant/{person.pk}/change/",
        f"seance/{room.seance.pk}/change/",
    ):
        response = client.get(f"/technique/seances/{path}")
        assert response.status_code == 200
        assert not [word for word in secret if word in response.content.decode()]
    assert client.get("/technique/seances/bulletin/").status_code == 404
    assert client.get("/technique/seances/emargement/").status_code == 404


# Results -----------------------------------------------------------------------------------------


def test_nobody_reads_a_result_before_the_count_nor_the_room_before_publication():
    room = une_salle()
    room.enter()
    scrutin = room.vote()
    member = get_facilitation(un_access(room.feuille, Role.PORTEUR).user, room.seance)
    assert why_not_voir_resultat(room.by, scrutin)
    scrutin = close_and_count(room, scrutin)
    assert why_not_voir_resultat(room.by, scrutin) is None
    assert why_not_voir_resultat(None, scrutin)
    assert why_not_voir_resultat(member, scrutin)
    votes.publier(room.by, scrutin)
    scrutin.refresh_from_db()
    assert why_not_voir_resultat(None, scrutin) is None


@pytest.mark.parametrize(
    ("method", "values", "expected"),
    [
        ("points", [3, 2], {"points": 5}),
        (
            "impact_effort",
            [{"impact": 5, "effort": 1}, {"impact": 4}, {"impact": 5}],
            {"impact": "4.67", "effort": "1.00"},
        ),
        ("jugement", ["bien", "bien", "passable"], {"mentions": (0, 2, 0, 1, 0)}),
        ("criteres", [{"utile": 5, "faisable": 2}], {"score": "3.50"}),
    ],
)
def test_a_published_result_is_kept_on_each_action(method, values, expected):
    room = une_salle()
    people = [room.enter() for _ in values]
    scrutin = room.vote(method=method)
    for person, value in zip(people, values, strict=True):
        voter(person, scrutin, tap(room.actions[0], value))
    votes.publier(room.by, close_and_count(room, scrutin))
    row = Resultat.objects.get(action=room.actions[0])
    assert row.voters == len(values)
    for name, value in expected.items():
        found = getattr(row, name)
        if name == "mentions":
            assert tuple(found[key] for key in KEYS) == value
        else:
            assert str(found) == str(value)
    assert room.seance.screen == Seance.Screen.RESULTATS


def test_the_frozen_result_is_found_again_from_the_ballots():
    room = une_salle()
    people = [room.enter(college=c) for c in ("entreprises", "collectivites") for _ in range(3)]
    scrutin = room.vote()
    for n, person in enumerate(people):
        voter(person, scrutin, Tap({room.actions[n % 3].pk: 3, room.actions[2].pk: 1}))
    scrutin = close_and_count(room, scrutin)
    assert recount(scrutin)
    assert len(scrutin.result_sha256) == 64
    assert Journal.objects.get(verb="scrutin.depouille").details["sha256"] == scrutin.result_sha256
    ballot = Bulletin.objects.first()
    ballot.choix = {str(room.actions[0].pk): 1}
    ballot.save()
    assert not recount(scrutin)


def test_robustness_follows_the_count(django_capture_on_commit_callbacks):
    room = une_salle()
    people = [room.enter() for _ in range(6)]
    scrutin = room.vote(top=1)
    for person in people:
        voter(person, scrutin, tap(room.actions[0], 3))
    with django_capture_on_commit_callbacks(execute=True):
        close_and_count(room, scrutin)
    scrutin.refresh_from_db()
    assert scrutin.robustesse["words"] == "1 sur 1 tient"
    assert scrutin.robustesse["holding"] == [room.actions[0].pk]


# For somebody else -------------------------------------------------------------------------------


def test_somebody_without_a_phone_votes_through_the_facilitator():
    room = une_salle()
    person = salle.ajouter_assiste(room.by, first_name="René", college="partenaires")
    scrutin = room.vote()
    voter_assiste(room.by, person, scrutin, tap(room.actions[0], 2))
    assert Emargement.objects.get().source == "assiste"
    with pytest.raises(Refus, match="vote sur son téléphone"):
        voter_assiste(room.by, room.enter(), scrutin, tap(room.actions[0], 2))
    assert close_and_count(room, scrutin).sources == {"assiste": 1}


def test_paper_is_entered_once_by_its_number_and_holds_the_count():
    room = une_salle()
    person, other = room.enter(), room.enter()
    scrutin = room.vote(waits_for_paper=True)
    paper = {"college": "entreprises", "table": 2}
    for value in (1, 3):
        saisir_papier(
            room.by, scrutin, serial="A-12", values={room.actions[0].pk: value}, **paper,
            participant=person,
        )  # fmt: skip
    assert total(scrutin) == 3
    with pytest.raises(Refus, match="bulletin papier"):
        voter(person, scrutin, tap(room.actions[0], 1))
    with pytest.raises(Refus, match="sous un autre numéro"):
        saisir_papier(room.by, scrutin, serial="A-13", values={}, **paper, participant=person)
    voter(other, scrutin, tap(room.actions[1], 1))
    with pytest.raises(Refus, match="sur son téléphone"):
        saisir_papier(room.by, scrutin, serial="A-14", values={}, **paper, participant=other)
    with pytest.raises(Refus, match="Il vous reste"):
        saisir_papier(
            room.by, scrutin, serial="A-15", values={a.pk: 3 for a in room.actions}, **paper
        )
    votes.fermer(room.by, scrutin, seen=room.stage)
    Scrutin.objects.filter(pk=scrutin.pk).update(closed_at=now() - timedelta(minutes=9))
    assert not votes.depouiller_echu(scrutin.pk)
    saisir_papier(room.by, scrutin, serial="A-16", values={room.actions[1].pk: 2}, **paper)
    counted = votes.depouiller(room.by, scrutin)
    assert counted.sources == {"papier": 2, "telephone": 1}
    assert sum(counted.result["voters"]) == 3
    with pytest.raises(Refus, match="ne s’ajoute plus"):
        saisir_papier(room.by, scrutin, serial="A-17", values={}, **paper)
