"""Comparing what two persons wrote: pure, no database."""

from datetime import date
from decimal import Decimal

import pytest

from actions.versions import FIELDS, compare, fingerprints, name_fields

BASE = {"title": "Un", "summary": "Résumé", "budget": Decimal(100), "jalons": []}


def change(**values):
    return BASE | values


@pytest.mark.parametrize(
    ("mine", "saved", "changed", "merged", "conflicts"),
    [
        ({}, {}, (), (), ()),
        ({"title": "Deux"}, {}, ("title",), (), ()),
        ({}, {"title": "Deux"}, (), ("title",), ()),
        ({"title": "Deux"}, {"summary": "Autre"}, ("title",), ("summary",), ()),
        ({"title": "Deux"}, {"title": "Trois"}, ("title",), (), ("title",)),
        ({"title": "Deux"}, {"title": "Deux"}, (), (), ()),
        (
            {"jalons": [{"id": None, "title": "A"}], "title": "Deux"},
            {"jalons": [{"id": 4, "title": "B"}]},
            ("title", "jalons"),
            (),
            ("jalons",),
        ),
    ],
)
def test_compare(mine, saved, changed, merged, conflicts):
    found = compare(fingerprints(BASE), change(**mine), change(**saved))
    assert (found.changed, found.merged, found.conflicts) == (changed, merged, conflicts)


def test_without_base_every_difference_is_asked():
    found = compare({}, change(title="Deux"), BASE)
    assert found.conflicts == ("title",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("10.00"), Decimal(10)),
        (Decimal("1E+2"), Decimal(100)),
        (10, Decimal(10)),
        ("un\r\ndeux", "un\ndeux"),
        (" un ", "un"),
        ([{"id": 1, "amount": Decimal("5.0")}], ({"id": 1, "amount": Decimal(5)},)),
        (date(2024, 9, 1), date(2024, 9, 1)),
    ],
)
def test_equal_values_have_equal_fingerprints(one, other):
    assert fingerprints({"x": one}) == fingerprints({"x": other})


@pytest.mark.parametrize(
    ("one", "other"), [(None, ""), (0, None), (0, False), ("1", "2"), ([1, 2], [2, 1])]
)
def test_different_values_have_different_fingerprints(one, other):
    assert fingerprints({"x": one}) != fingerprints({"x": other})


def test_fields_are_named_in_french():
    assert name_fields(["title"]) == "le titre"
    assert name_fields(["title", "budget", "jalons"]) == "le titre, le budget et les jalons"
    assert name_fields(list(FIELDS)[:6]).endswith("et 3 autres champs")
