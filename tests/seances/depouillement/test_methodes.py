"""The four methods: known rooms counted by hand, and properties of any room."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organisations.models import College
from seances.depouillement import criteres, impact_effort, jugement, points
from seances.depouillement.commun import GROUPS, Voix, quantile
from seances.depouillement.impact_effort import Quadrant
from seances.depouillement.methodes import (
    MODULES,
    Methode,
    clean_value,
    depouiller,
    read_parameters,
    write_parameters,
)

E, C, O, P = (college.value for college in College)  # noqa: E741 -- the four colleges
ACTIONS = (1, 2, 3)


def voix(*choix, college=E, table=None):
    return [Voix(college, table, one) for one in choix]


# Points ------------------------------------------------------------------------------------------


def test_points_are_added_and_level_actions_share_a_rank():
    room = voix({1: 2, 2: 1}, {1: 1, 3: 3}) + voix({2: 2}, college=C)
    lignes = points.depouiller(ACTIONS, room, points.Parameters())
    assert [(ligne.action, ligne.total, ligne.rank) for ligne in lignes] == [
        (1, 3, 1),
        (2, 3, 1),
        (3, 3, 1),
    ]


def test_equal_weight_keeps_a_large_college_from_drowning_a_small_one():
    room = voix(*[{1: 1}] * 46) + voix(*[{2: 1}] * 8, college=O)
    raw = points.depouiller(ACTIONS, room, points.Parameters())
    equal = points.depouiller(ACTIONS, room, points.Parameters(), equal_weight=True)
    assert [ligne.rank for ligne in raw] == [1, 2, 3]
    assert [(ligne.action, ligne.share) for ligne in equal] == [
        (1, Fraction(1, 2)),
        (2, Fraction(1, 2)),
        (3, 0),
    ]


def test_merged_colleges_count_as_one_group():
    room = voix({1: 1}) + voix({2: 1}, {2: 1}, college="")
    (first, *_rest) = points.depouiller(ACTIONS, room, points.Parameters(), equal_weight=True)
    assert first.share == Fraction(1, 2)
    assert first.points == (1, 0, 0, 0, 0)


# Impact, effort ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("impact", "effort", "quadrant"),
    [
        (5, 1, Quadrant.A_LANCER_VITE),
        (3, 3, Quadrant.A_LANCER_VITE),
        (4, 5, Quadrant.A_PREPARER),
        (2, 2, Quadrant.EN_RESERVE),
        (1, 4, Quadrant.A_REVOIR),
    ],
)
def test_the_medians_put_an_action_in_a_quadrant(impact, effort, quadrant):
    room = voix({1: {"impact": impact, "effort": effort}})
    (ligne,) = impact_effort.depouiller((1,), room, impact_effort.Parameters())
    assert ligne.quadrant is quadrant


def test_medians_and_spread_of_a_split_room():
    room = voix(*({1: {"impact": n}} for n in (1, 1, 5, 5)))
    (ligne,) = impact_effort.depouiller((1,), room, impact_effort.Parameters())
    assert (ligne.impact.median, ligne.impact.spread) == (3, 4)
    assert ligne.impact.counts == (2, 0, 0, 0, 2)
    assert ligne.quadrant is None, "nobody gave the effort"


def test_the_median_of_equal_colleges_is_not_that_of_the_largest():
    room = voix(*[{1: {"impact": 5, "effort": 1}}] * 9)
    room += voix({1: {"impact": 1, "effort": 1}}, college=C)
    raw, equal = (
        impact_effort.depouiller((1,), room, impact_effort.Parameters(), equal_weight=flag)[0]
        for flag in (False, True)
    )
    assert (raw.impact.median, equal.impact.median) == (5, 3)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_quantiles_are_ordered_and_split_the_voters(values):
    shares = [Fraction(values.count(n), len(values)) for n in range(1, 6)]
    first, middle, third = (quantile(shares, Fraction(n, 4), 1) for n in (1, 2, 3))
    assert min(values) <= first <= middle <= third <= max(values)
    ordered = sorted(values)
    half = len(ordered) // 2
    expected = (
        Fraction(ordered[half])
        if len(ordered) % 2
        else Fraction(ordered[half - 1] + ordered[half], 2)
    )
    assert middle == expected


# Jugement majoritaire ----------------------------------------------------------------------------


def mentions(**counts):
    """One action, so many voters a mention."""
    return voix(*({1: key} for key, n in counts.items() for _ in range(n)))


@pytest.mark.parametrize(
    ("counts", "mention", "is_plus"),
    [
        ({"tres_bien": 6, "insuffisant": 5}, "tres_bien", False),
        ({"tres_bien": 5, "insuffisant": 5}, "insuffisant", True),  # the lower of the two middles
        ({"tres_bien": 4, "bien": 3, "passable": 3}, "bien", True),
        ({"tres_bien": 3, "bien": 4, "passable": 3}, "bien", False),
        ({"assez_bien": 1}, "assez_bien", False),
    ],
)
def test_the_majority_mention_is_the_lower_median(counts, mention, is_plus):
    (ligne,) = jugement.depouiller((1,), mentions(**counts), jugement.Parameters())
    assert (ligne.jauge.mention, ligne.jauge.is_plus) == (mention, is_plus)


def test_the_gauge_breaks_ties():
    """Ten voters, all with the median « Bien »; by hand: 1 has p=4 > q=3, 2 has p=3 < q=4,
    3 has p=q=2 (a minus, and fewer below than 2)."""
    table = {
        1: ["tres_bien"] * 4 + ["bien"] * 3 + ["passable"] * 3,
        2: ["tres_bien"] * 3 + ["bien"] * 3 + ["passable"] * 4,
        3: ["tres_bien"] * 2 + ["bien"] * 6 + ["insuffisant"] * 2,
    }
    room = voix(*({a: table[a][n] for a in table} for n in range(10)))
    lignes = jugement.depouiller(ACTIONS, room, jugement.Parameters())
    assert [(ligne.action, ligne.rank) for ligne in lignes] == [(1, 1), (3, 2), (2, 3)]


def test_same_gauge_is_level():
    room = voix({1: "bien", 2: "bien"}, {1: "tres_bien", 2: "tres_bien"})
    assert [x.rank for x in jugement.depouiller((1, 2), room, jugement.Parameters())] == [1, 1]


def test_a_mention_not_given_is_the_lowest_and_said():
    room = voix({1: "bien"}, {1: "bien", 2: "tres_bien"}, {1: "bien"})
    first, second = jugement.depouiller((1, 2), room, jugement.Parameters())
    assert (first.action, second.jauge.mention, second.missing) == (1, "insuffisant", 2)


@given(
    st.lists(st.dictionaries(st.sampled_from(ACTIONS), st.sampled_from(jugement.KEYS)), max_size=30)
)
def test_raising_a_mention_never_lowers_a_rank(choices):
    room = voix(*choices)
    if not room or not room[0].choix.get(1):
        return
    better = [room[0]._replace(choix={**room[0].choix, 1: "tres_bien"}), *room[1:]]
    before, after = (
        {x.action: x.rank for x in jugement.depouiller(ACTIONS, r, jugement.Parameters())}
        for r in (room, better)
    )
    assert after[1] <= before[1]


# Criteria ----------------------------------------------------------------------------------------


def test_weights_weigh():
    parameters = criteres.Parameters(
        (criteres.Critere("a", "Utile", 3), criteres.Critere("b", "Faisable", 1))
    )
    room = voix({1: {"a": 5, "b": 1}, 2: {"a": 1, "b": 5}}, {1: {"a": 3}})
    first, second = criteres.depouiller((1, 2), room, parameters)
    assert (first.action, first.means, first.voters) == (1, (4, 1), (2, 1))
    assert first.score == Fraction(13, 4)
    assert (second.action, second.score) == (2, 2)


# All methods -------------------------------------------------------------------------------------

VALUES = {
    Methode.POINTS: st.integers(1, 3),
    Methode.IMPACT_EFFORT: st.fixed_dictionaries(
        {}, optional={"impact": st.integers(1, 5), "effort": st.integers(1, 5)}
    ).filter(bool),
    Methode.JUGEMENT: st.sampled_from(jugement.KEYS),
    Methode.CRITERES: st.fixed_dictionaries(
        {}, optional={"utile": st.integers(0, 5), "faisable": st.integers(0, 5)}
    ).filter(bool),
}


def rooms(methode, max_size=20):
    return st.lists(
        st.builds(
            Voix,
            st.sampled_from(GROUPS),
            st.sampled_from([None, 1, 2]),
            st.dictionaries(st.sampled_from(ACTIONS), VALUES[methode]),
        ),
        max_size=max_size,
    )


@pytest.mark.parametrize("methode", Methode)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_room_is_counted_exactly_whatever_the_order(methode, data):
    room = data.draw(rooms(methode))
    parameters = read_parameters(methode, {})
    shuffled = data.draw(st.permutations(room))
    for equal in (False, True):
        lignes = depouiller(methode, ACTIONS, room, parameters, equal_weight=equal)
        assert sorted(x.action for x in lignes) == list(ACTIONS)
        assert [x.rank for x in lignes] == sorted(x.rank for x in lignes)
        assert lignes == depouiller(methode, ACTIONS, shuffled, parameters, equal_weight=equal)
        assert "float" not in repr([type(v) for x in lignes for v in _leaves(x)])


def _leaves(ligne):
    for name in ligne.__slots__:
        yield getattr(ligne, name)


@pytest.mark.parametrize("methode", Methode)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_college_voting_twice_changes_nothing_with_equal_weight(methode, data):
    room = [one for one in data.draw(rooms(methode)) if any(one.choix.values())]
    doubled = room + [one for one in room if one.college == E]
    parameters = read_parameters(methode, {})
    once, twice = (
        {x.action: x.rank for x in depouiller(methode, ACTIONS, r, parameters, equal_weight=True)}
        for r in (room, doubled)
    )
    assert once == twice


@pytest.mark.parametrize("methode", Methode)
def test_nobody_voted(methode):
    lignes = depouiller(methode, ACTIONS, [], read_parameters(methode, {}))
    assert {x.rank for x in lignes} == {1}


@pytest.mark.parametrize("methode", Methode)
def test_parameters_come_back_from_json(methode):
    parameters = read_parameters(methode, {})
    assert read_parameters(methode, write_parameters(parameters)) == parameters
    assert MODULES[methode].clean(None, parameters) is None


@pytest.mark.parametrize(
    ("methode", "data"),
    [
        (Methode.POINTS, {"points": 0}),
        (Methode.POINTS, {"points": 3, "per_action": 4}),
        (Methode.POINTS, {"points": "5"}),
        (Methode.POINTS, {"couleur": 1}),
        (Methode.IMPACT_EFFORT, {"threshold": 9}),
        (Methode.CRITERES, {"criteres": []}),
        (Methode.CRITERES, {"criteres": [{"key": "a", "label": " "}]}),
        (Methode.CRITERES, {"criteres": [{"key": "a", "label": "A"}] * 2}),
        (Methode.CRITERES, {"criteres": [{"key": "a", "label": "A", "weight": 0}]}),
        (Methode.CRITERES, {"criteres": [{"nom": "a"}]}),
    ],
)
def test_wrong_parameters_are_refused(methode, data):
    with pytest.raises(ValueError, match=r"\.$"):
        read_parameters(methode, data)


@pytest.mark.parametrize(
    ("methode", "value"),
    [
        (Methode.POINTS, 4),
        (Methode.POINTS, -1),
        (Methode.POINTS, "2"),
        (Methode.POINTS, True),
        (Methode.IMPACT_EFFORT, {"impact": 6}),
        (Methode.IMPACT_EFFORT, {"autre": 1}),
        (Methode.IMPACT_EFFORT, 3),
        (Methode.JUGEMENT, "parfait"),
        (Methode.JUGEMENT, ["bien"]),
        (Methode.CRITERES, {"utile": 6}),
        (Methode.CRITERES, {"beau": 1}),
    ],
)
def test_wrong_values_are_refused(methode, value):
    with pytest.raises(ValueError, match=r"\.$"):
        clean_value(methode, read_parameters(methode, {}), value)
