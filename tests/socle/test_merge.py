"""Two changes of one text put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.diff import words
from socle.merge import merge, settle

BASE = "Construire la boucle et ses dix-huit sous-stations avant septembre 2027."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            BASE.replace("dix-huit", "vingt"),
            BASE.replace("septembre", "décembre"),
            "Construire la boucle et ses vingt sous-stations avant décembre 2027.",
        ),
        (BASE.replace("dix-huit", "vingt"), BASE.replace("dix-huit", "trente"), None),
        (BASE.replace("dix-huit", "vingt"), BASE.replace("dix-huit", "vingt"), ...),
        (f"{BASE} Puis ouvrir.", BASE.replace("Construire", "Bâtir"), "Bâtir … Puis ouvrir."),
        (f"{BASE} Puis ouvrir.", f"{BASE} Puis fermer.", None),
        (
            BASE.replace("dix-huit sous-stations ", ""),
            BASE.replace("sous-stations", "postes"),
            None,
        ),
        ("", BASE.replace("boucle", "ligne"), None),
    ],
)
def test_words_of_both_are_kept_or_a_person_is_asked(one, other, expected):
    found = merge(BASE, one, other)
    if expected is ...:
        expected = one
    elif expected and "…" in expected:
        expected = f"{BASE.replace('Construire', 'Bâtir')} Puis ouvrir."
    assert found == expected == merge(BASE, other, one)


texts = st.lists(st.sampled_from(["un", "deux", "trois", " ", ", ", "\n", "é"]), max_size=12).map(
    "".join
)


@given(texts, texts)
def test_one_change_alone_is_that_change(base, other):
    assert merge(base, other, base) == other == merge(base, base, other)
    assert merge(base, other, other) == other


@given(texts, texts, texts)
def test_the_order_of_both_does_not_matter_and_no_word_is_invented(base, one, other):
    found = merge(base, one, other)
    assert found == merge(base, other, one)
    if found is not None:
        assert set(words(found)) <= {*words(base), *words(one), *words(other)}


@given(texts, texts, texts)
def test_settled_for_one_side_it_is_the_merge_when_there_is_one(base, one, other):
    found = merge(base, one, other)
    assert settle(base, one, other) == found if found is not None else True
    assert settle(base, base, other) == other


def test_only_the_words_both_touch_are_settled():
    one = BASE.replace("dix-huit", "trente").replace("2027", "2028")
    other = BASE.replace("dix-huit", "vingt").replace("Construire", "Bâtir")
    assert settle(BASE, one, other) == (
        "Bâtir la boucle et ses vingt sous-stations avant septembre 2028."
    )


@given(texts)
def test_words_joined_are_the_text(text):
    assert "".join(words(text)) == text
