"""The count of a vote: exact shares, shared ranks, participation. No database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.depouillement import (
    COLLEGES,
    Participation,
    Vote,
    depouiller,
    electorate,
    participation,
    percent,
)
from organisations.models import College

E, C, S, P = COLLEGES
ACTIONS = [11, 12, 13, 14]


def a_vote(user: int, action: int, college: str, points: int) -> Vote:
    return Vote(user, 1, action, college, points)


votes_strategy = st.lists(
    st.builds(
        a_vote,
        st.integers(1, 20),
        st.sampled_from(ACTIONS),
        st.sampled_from(COLLEGES),
        st.integers(1, 5),
    ),
    max_size=40,
)


def scaled(votes: list[Vote], college: str, factor: int) -> list[Vote]:
    return [v._replace(points=v.points * factor) if v.college == college else v for v in votes]


@given(votes_strategy)
def test_every_point_is_counted_once(votes):
    lines = depouiller(ACTIONS, votes)

    assert sum(line.total for line in lines) == sum(vote.points for vote in votes)
    for rank, college in enumerate(COLLEGES):
        given_points = sum(vote.points for vote in votes if vote.college == college)
        assert sum(line.points[rank] for line in lines) == given_points


@given(votes_strategy)
def test_shares_sum_to_one_as_soon_as_somebody_voted(votes):
    total = sum(line.share for line in depouiller(ACTIONS, votes, equal_weight=True))

    assert total == (1 if votes else 0)


@given(votes_strategy)
def test_each_college_that_voted_weighs_the_same(votes):
    lines = depouiller(ACTIONS, votes, equal_weight=True)

    for rank, college in enumerate(COLLEGES):
        voted = any(vote.college == college for vote in votes)
        assert sum(line.parts[rank] for line in lines) == (1 if voted else 0)


@given(votes_strategy, st.sampled_from(COLLEGES), st.integers(2, 50))
def test_a_college_grown_many_times_changes_nothing_at_equal_weight(votes, college, factor):
    before = depouiller(ACTIONS, votes, equal_weight=True)
    after = depouiller(ACTIONS, scaled(votes, college, factor), equal_weight=True)

    assert [(x.action, x.rank, x.share) for x in before] == [
        (x.action, x.rank, x.share) for x in after
    ]


@given(votes_strategy, st.integers(2, 50))
def test_scaling_all_points_keeps_the_order(votes, factor):
    more = [vote._replace(points=vote.points * factor) for vote in votes]

    for equal_weight in (False, True):
        before = depouiller(ACTIONS, votes, equal_weight=equal_weight)
        after = depouiller(ACTIONS, more, equal_weight=equal_weight)
        assert [(x.action, x.rank) for x in before] == [(x.action, x.rank) for x in after]


@given(votes_strategy, st.booleans())
def test_ranks_follow_scores_and_level_actions_share_them(votes, equal_weight):
    lines = depouiller(ACTIONS, votes, equal_weight=equal_weight)
    scores = [line.share if equal_weight else line.total for line in lines]

    for line, score in zip(lines, scores, strict=True):
        assert line.rank == 1 + sum(1 for other in scores if other > score)
    assert scores == sorted(scores, reverse=True)


def test_the_order_of_votes_does_not_matter():
    votes = [a_vote(1, 11, E, 2), a_vote(2, 12, C, 3), a_vote(3, 11, C, 1)]

    assert depouiller(ACTIONS, votes) == depouiller(ACTIONS, votes[::-1])


def test_equal_weight_can_turn_the_order():
    """Ten enterprises prefer 11, one State service prefers 12: two colleges, one half each."""
    votes = [a_vote(user, 11, E, 3) for user in range(10)]
    votes += [a_vote(user, 12, E, 2) for user in range(10)]
    votes += [a_vote(99, 12, S, 4), a_vote(99, 11, S, 1)]

    by_points = depouiller([11, 12], votes)
    by_weight = depouiller([11, 12], votes, equal_weight=True)

    assert [(x.action, x.total) for x in by_points] == [(11, 31), (12, 24)]
    assert [(x.action, x.share) for x in by_weight] == [
        (12, (Fraction(2, 5) + Fraction(4, 5)) / 2),
        (11, (Fraction(3, 5) + Fraction(1, 5)) / 2),
    ]


def test_level_thirds_share_a_rank_where_floats_would_not():
    votes = [a_vote(1, 11, E, 1), a_vote(1, 12, E, 1), a_vote(1, 13, E, 1)]
    votes += [a_vote(2, 11, S, 7), a_vote(2, 12, S, 7), a_vote(2, 13, S, 7)]

    lines = depouiller(ACTIONS, votes, equal_weight=True)

    assert [(x.action, x.rank) for x in lines] == [(11, 1), (12, 1), (13, 1), (14, 4)]


def test_without_vote_all_are_level_and_in_order():
    lines = depouiller(ACTIONS, [])

    assert [(x.action, x.rank, x.total, x.share) for x in lines] == [
        (action, 1, 0, 0) for action in ACTIONS
    ]


def test_no_action_no_line():
    assert depouiller([], [a_vote(1, 11, E, 1)]) == []


def test_votes_on_other_actions_are_left_out_of_the_college_totals_too():
    lines = depouiller([11], [a_vote(1, 11, E, 1), a_vote(1, 99, E, 4)], equal_weight=True)

    assert lines[0].share == 1


def test_participation_counts_people_not_votes():
    votes = [a_vote(1, 11, E, 2), a_vote(1, 12, E, 1), a_vote(2, 11, S, 1)]

    assert participation(votes, {1: E, 2: S, 3: E}) == (
        Participation(E, 1, 2),
        Participation(C, 0, 0),
        Participation(S, 1, 1),
        Participation(P, 0, 0),
    )


def test_who_voted_and_left_is_still_an_elector_of_the_college_of_the_vote():
    assert participation([a_vote(1, 11, C, 2)], {})[1] == Participation(C, 1, 1)


def test_who_changed_organisation_after_voting_is_counted_once_where_he_or_she_voted():
    counted = participation([a_vote(1, 11, C, 2)], {1: E})

    assert counted[0] == Participation(E, 0, 0)
    assert counted[1] == Participation(C, 1, 1)


@pytest.mark.parametrize(
    ("represented", "porteurs", "carried", "expected"),
    [
        ([(1, E)], [], [], {1: E}),
        ([(1, S), (1, E)], [], [], {1: S}),  # several: the first by name
        ([(1, E)], [1], [(1, C)], {1: E}),  # the organisation goes before the action
        ([], [1], [(1, C), (1, E)], {1: C}),  # represents nobody: the porteur of the first action
        ([], [1], [], {1: College.PARTENAIRES}),
        ([], [], [(1, C)], {}),  # wrote an action, may not vote
    ],
)
def test_college_of_each_elector(represented, porteurs, carried, expected):
    assert electorate(represented, porteurs, carried) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Fraction(0), "0.0"),
        (Fraction(1), "100.0"),
        (Fraction(1, 3), "33.3"),
        (Fraction(2, 3), "66.7"),
        (Fraction(1, 2000), "0.1"),  # 0,05 % is rounded half up
        (Fraction(1, 2001), "0.0"),
    ],
)
def test_percent_has_one_decimal_rounded_half_up(share, expected):
    assert percent(share) == Decimal(expected)
