from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from organisations.models import College
from seances.depouillement.commun import REGROUPES, Voix
from seances.depouillement.methodes import Methode, depouiller, read_parameters
from seances.depouillement.protection import protect, small_groups
from seances.depouillement.resultat import digest, freeze
from seances.depouillement.robustesse import RESAMPLES, robustesse

E, C, O, P = (college.value for college in College)  # noqa: E741 -- the four colleges
POINTS = read_parameters(Methode.POINTS, {})


def ranking(actions):
    return lambda voix: {
        x.action: x.rank for x in depouiller(Methode.POINTS, actions, voix, POINTS)
    }


# Robustness --------------------------------------------------------------------------------------


def test_a_unanimous_room_holds():
    room = [Voix(c, t, {1: 3, 2: 2}) for c in (E, C) for t in (1, 2) for _ in range(5)]
    answer = robustesse(room, ranking((1, 2, 3)), top=2)
    assert answer.words == "2 sur 2 tiennent"
    assert {x.kept for x in answer.lignes} == {RESAMPLES}


def test_an_action_carried_by_one_table_does_not_hold():
    room = [Voix(E, 1, {1: 3})] * 6 + [Voix(E, 2, {2: 2})] * 4 + [Voix(C, 2, {3: 1})] * 4
    answer = robustesse(room, ranking((1, 2, 3)), top=1)
    (tenue,) = answer.lignes
    assert (tenue.action, tenue.holds, tenue.without_tables) == (1, False, (1,))
    assert tenue.without_colleges == (E,)
    assert answer.words == "0 sur 1 tient"


def test_a_close_vote_does_not_hold_at_random():
    room = [Voix(E, None, {1: 1})] * 11 + [Voix(E, None, {2: 1})] * 10
    (tenue,) = robustesse(room, ranking((1, 2)), top=1).lignes
    assert not tenue.holds
    assert tenue.without_tables == tenue.without_colleges == ()
    assert RESAMPLES * 0.4 < tenue.kept < RESAMPLES * 0.8


def test_the_answer_depends_on_the_ballots_alone():
    room = [Voix(E, n % 3, {1 + n % 4: 1 + n % 3}) for n in range(30)]
    first = robustesse(room, ranking((1, 2, 3, 4)), top=2, seed=7)
    assert first == robustesse(room[::-1], ranking((1, 2, 3, 4)), top=2, seed=7)
    assert first != robustesse(room, ranking((1, 2, 3, 4)), top=2, seed=8)


def test_an_empty_room():
    answer = robustesse([], ranking((1, 2)), top=1)
    assert all(x.holds for x in answer.lignes)
    assert answer.drawn == 0


# Small groups ------------------------------------------------------------------------------------


def test_a_small_group_takes_the_next_smallest_with_it():
    assert small_groups({E: 40, C: 12, O: 1, P: 5}, 3) == {O, P}
    assert small_groups({E: 40, C: 1, O: 2, P: 5}, 3) == {C, O}
    assert small_groups({E: 4, C: 3}, 3) == frozenset()
    assert small_groups({E: 1, C: 1}, 3) == {E, C}


voices = st.lists(
    st.builds(
        Voix,
        st.sampled_from([E, C, O, P]),
        st.sampled_from([None, 1, 2, 3, 4]),
        st.dictionaries(st.sampled_from([1, 2]), st.integers(1, 3)),
    ),
    max_size=40,
)


@given(voices, st.integers(1, 5))
def test_no_pair_college_table_is_left_small(room, threshold):
    kept = protect(room, threshold)
    assert [one.choix for one in kept] == [one.choix for one in room]
    pairs = Counter((one.college, one.table) for one in kept)
    colleges = Counter(one.college for one in kept)
    assert len(room) < threshold or min(colleges.values(), default=threshold) >= threshold
    for (college, _table), size in pairs.items():
        assert size >= threshold or colleges[college] < threshold


@given(voices)
def test_a_threshold_of_one_changes_nothing(room):
    assert protect(room, 1) == room
    assert REGROUPES not in {one.college for one in protect(room, 1)}


# The frozen result -------------------------------------------------------------------------------


@given(st.data())
def test_the_hash_depends_on_the_ballots_not_on_their_order(data):
    room = data.draw(voices)
    shuffled = data.draw(st.permutations(room))
    first = freeze(Methode.POINTS, POINTS, (1, 2), room)
    assert digest(first) == digest(freeze(Methode.POINTS, POINTS, (1, 2), shuffled))
    assert sum(first["voters"]) == len(room)
    assert sum(sum(line["points"]) for line in first["raw"]) == sum(
        sum(one.choix.values()) for one in room
    )
