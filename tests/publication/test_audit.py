"""No sequence of printed sums gives away an amount, nor the sum of fewer than three organisations.

The attacker here is written apart from the audit: he solves the whole linear system.
"""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.audit import FEWEST, Audit, Terme, rank

ORGANISATIONS = {pledge: pledge for pledge in range(1, 9)} | {11: 1, 12: 2}


def terms(*pledges, mark="a"):
    return frozenset(Terme(pledge, mark) for pledge in pledges)


def an_audit(*sums, known=()):
    return Audit(ORGANISATIONS, tuple(sums), frozenset(known))


@pytest.mark.parametrize(
    ("published", "asked", "allowed"),
    [
        ((), terms(1), False),
        ((), terms(1, 2), False),
        ((), terms(1, 2, 3), True),
        ((), terms(1, 11, 2), False),  # two organisations, three pledges
        ((terms(1, 2, 3),), terms(1, 2, 3), True),  # the same sum again
        ((terms(1, 2, 3),), terms(1, 2, 3, 4), False),  # the difference is 4
        ((terms(1, 2, 3),), terms(1, 2, 3, 4, 5), False),
        ((terms(1, 2, 3),), terms(1, 2, 3, 4, 5, 6), True),
        ((terms(1, 2, 3, 4),), terms(1, 2, 3), False),  # 4 withdrew
        ((terms(1, 2, 3),), terms(4, 5, 6), True),
        ((terms(1, 2, 3),), terms(1, 2) | terms(3, mark="b"), False),  # 3 changed its amount
        ((terms(1, 2, 3, 4, 5), terms(1, 2, 3, 6, 7)), terms(4, 5, 8), True),
        # 1+2+3+4+5, 1+2+3+6+7, 4+5+8: asked 6+7+8 gives nothing below three… until all are added
        ((terms(1, 2, 3, 4, 5), terms(1, 2, 3, 6, 7), terms(4, 5, 8)), terms(6, 7, 8), True),
        # 1+2+3 and 3+4+5 and 4+5+6+7: the second less the third leaves 3 − 6 − 7, of three
        ((terms(1, 2, 3), terms(3, 4, 5)), terms(4, 5, 6, 7), True),
        # half of (1+2+3) + (3+4+5) − (1+2+4+5) is 3
        ((terms(1, 2, 3), terms(3, 4, 5)), terms(1, 2, 4, 5), False),
    ],
)
def test_a_sum_is_printed_when_nothing_can_be_isolated(published, asked, allowed):
    assert (an_audit(*published).why_not_sum(asked) is None) == allowed


def test_an_amount_printed_by_itself_no_longer_hides_the_others():
    audit = an_audit(terms(1, 2, 3))
    assert audit.why_not_amount(Terme(1, "a"))
    assert audit.why_not_amount(Terme(1, "b")) is None  # another amount of the same pledge
    assert audit.why_not_amount(Terme(4, "a")) is None
    assert an_audit(terms(1, 2, 3, 4)).why_not_amount(Terme(1, "a")) is None
    assert an_audit(known=terms(1)).why_not_sum(terms(1, 2, 3))
    assert an_audit(known=terms(1)).why_not_sum(terms(1, 2, 3, 4)) is None


def test_organisations_merged_since_count_as_one():
    sums = (terms(1, 2, 3, 4),)
    merged = ORGANISATIONS | {2: 1, 3: 1}
    assert an_audit(*sums).why_not_sum(terms(1, 2, 3, 4, 5, 6, 7)) is None
    audit = Audit(merged, sums)
    assert audit.given_away() == {frozenset({1, 4}): 1}
    assert audit.why_not_sum(terms(5, 6, 7)) is None  # what is done forbids nothing else
    assert audit.why_not_sum(terms(1, 2, 3, 4))  # but is not told again
    assert audit.why_not_sum(terms(2, 3, 4, 5))  # the difference is 1 less 5


# The attacker ------------------------------------------------------------------------------------


def solved(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form, by Gauss and Jordan."""
    rows, at = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(at, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for n, row in enumerate(rows):
            if n != at and row[column]:
                factor = row[column]
                rows[n] = [a - factor * b for a, b in zip(row, rows[at], strict=True)]
        at += 1
    return rows[:at]


def attack(equations: list[frozenset[Terme]], hidden: set[Terme], owner) -> list[frozenset[int]]:
    """The groups of fewer than three organisations some combination of the equations isolates.

    For each group, the system is solved with the columns of all others first: a row that is left
    with none of them is a combination of hidden amounts of that group alone.
    """
    found = []
    owners = {owner[t.engagement] for t in hidden}
    for size in range(1, FEWEST):
        for group in combinations(sorted(owners), size):
            inside = [t for t in hidden if owner[t.engagement] in group]
            outside = [t for t in hidden if t not in inside]
            columns = [*outside, *inside]
            rows = [[Fraction(t in one) for t in columns] for one in equations]
            if any(not any(row[: len(outside)]) for row in solved(rows)):
                found.append(frozenset(group))
    return found


amounts = st.tuples(st.sampled_from(sorted(ORGANISATIONS)), st.sampled_from("ab"))
sets = st.frozensets(amounts.map(lambda pair: Terme(*pair)), min_size=1, max_size=8)
#: One edition: amounts shown by themselves, then the anonymous ones, to be summed.
editions = st.lists(
    st.tuples(st.frozensets(amounts.map(lambda p: Terme(*p)), max_size=2), sets), max_size=6
)


@given(editions)
def test_whoever_solves_every_printed_sum_isolates_nobody(history):
    audit = an_audit()
    for shown, anonymous in history:
        for term in sorted(shown):
            if audit.why_not_amount(term) is None:
                audit = audit.with_known(term)
        if audit.why_not_sum(anonymous) is None:
            audit = audit.with_sum(anonymous)
    hidden = frozenset().union(*audit.sums) - audit.known
    equations = [one - audit.known for one in audit.sums]
    assert attack(equations, set(hidden), ORGANISATIONS) == []
    assert audit.given_away() == {}


@given(st.lists(sets, max_size=5), st.frozensets(amounts.map(lambda p: Terme(*p)), max_size=2))
def test_the_audit_sees_all_the_attacker_sees(published, known):
    audit = an_audit(*published, known=known)
    hidden = set(frozenset().union(*published) - known)
    found = attack([one - known for one in published], hidden, ORGANISATIONS)
    assert bool(found) == bool(audit.given_away())
    assert set(audit.given_away()) <= set(found)


@given(st.lists(st.lists(st.integers(-2, 2), min_size=4, max_size=4), max_size=6))
def test_the_rank_is_that_of_the_solved_system(vectors):
    assert rank(vectors) == len(solved([[Fraction(v) for v in row] for row in vectors]))
