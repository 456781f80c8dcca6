"""What changed between two editions, told with the right words."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from publication.differences import Genre, differences
from socle.diff import segments
from tests.publication.exemple import exemple

words = st.text(alphabet="ab c,’\n", max_size=40)


def _with_first(**fields):
    """The example whose first action has these fields."""
    contenu = exemple()
    first, *others = contenu.actions
    return replace(contenu, actions=(replace(first, **fields), *others))


def test_nothing_changed():
    assert differences(exemple(), exemple()).is_empty


def test_an_added_and_a_removed_action():
    contenu = exemple()
    without = replace(contenu, actions=contenu.actions[1:])
    added, removed = differences(without, contenu), differences(contenu, without)
    assert [(c.genre, c.numero) for c in added.changements] == [(Genre.AJOUTEE, "1.1")]
    assert [(c.genre, c.numero) for c in removed.changements] == [(Genre.RETIREE, "1.1")]
    assert added.budget == contenu.actions[0].budget == -removed.budget


def test_a_changed_text_shows_its_words():
    before = _with_first(resume="Construire la boucle et ses dix-huit sous-stations.")
    after = _with_first(resume="Construire la boucle et ses vingt sous-stations.")
    (change,) = differences(before, after).changements
    (field,) = change.champs
    assert change.genre is Genre.MODIFIEE
    assert field.libelle == "Résumé"
    assert field.segments == (
        ("egal", "Construire la boucle et ses "),
        ("retrait", "dix-huit"),
        ("ajout", "vingt"),
        ("egal", " sous-stations."),
    )


def test_what_the_public_does_not_read_is_no_news():
    found = differences(exemple(), _with_first(soutiens=12, points=40, mise_a_jour=None))
    assert found.is_empty


def test_amounts_and_pledges_are_signed():
    contenu = exemple()
    fewer = replace(contenu, engagements=contenu.engagements[:-2])
    assert differences(contenu, fewer).engagements == -2
    richer = _with_first(budget=contenu.actions[0].budget + Decimal(1000))
    assert differences(contenu, richer).budget == 1000


@given(words, words)
def test_segments_give_both_wordings_back(before, after):
    found = segments(before, after)
    assert "".join(text for kind, text in found if kind != "ajout") == before
    assert "".join(text for kind, text in found if kind != "retrait") == after


def test_far_words_are_cut():
    before = "loin " * 50 + "ancien" + " après" * 50
    found = segments(before, before.replace("ancien", "nouveau"), context=2)
    assert found == (
        ("egal", "… loin loin "),
        ("retrait", "ancien"),
        ("ajout", "nouveau"),
        ("egal", " après après … "),
    )


def test_very_long_texts_are_compared_by_lines():
    lines = ["mot " * 100 + str(n) for n in range(60)]
    changed = [*lines[:30], "neuf", *lines[31:]]
    found = segments("\n".join(lines), "\n".join(changed))
    assert ("ajout", "neuf\n") in found
