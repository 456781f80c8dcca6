"""The apostrophe before what a spreadsheet would compute: put once, taken away once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.formules import guard, unguard

STARTS = ["", " ", "'", "''", "=", "+", "-", "@", "\t", "\r", "＝", "'=", "'' -", "' "]


@pytest.mark.parametrize(
    ("typed", "held"),
    [("Chaleur", "Chaleur"), ("-5", "'-5"), ("'=1", "''=1"), ("l’eau", "l’eau"), (" =1", "' =1")],
)
def test_what_would_be_computed_is_guarded(typed, held):
    assert guard(typed) == held


@given(st.builds(str.__add__, st.sampled_from(STARTS), st.text()))
def test_guarded_then_read_it_is_as_typed_and_nothing_starts_a_formula(typed):
    assert not re.match(r"\s*[=+\-@＝＋－＠]", guard(typed))
    assert unguard(guard(typed)) == typed
