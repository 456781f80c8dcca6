"""Actions that look alike: the laws of likeness, the same answer wherever it is asked, in time."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.affichage.doublons import proches_de, ressemblances
from actions.doublons import NEAR, Texte, doublons, likeness, proches, trigrams, words_in_common
from actions.models import Action
from actions.services.fusion import distinguer
from territoires.droits import Role
from tests.fabrique import un_access, une_action

WORDS = [
    "former",
    "soudeurs",
    "chaleur",
    "fatale",
    "récupérer",
    "atelier",
    "maintenance",
    "hydrogène",
    "port",
    "usine",
    "partager",
    "apprentis",
    "école",
    "logistique",
    "déchets",
    "eau",
    "réseau",
    "numérique",
    "énergie",
    "solaire",
    "emploi",
    "logement",
]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60)
textes = st.builds(Texte, st.integers(1, 99), texts, texts)


@given(textes, textes)
def test_likeness_is_symmetric_and_between_none_and_all(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@given(textes)
def test_likeness_of_a_text_with_itself_is_whole(one):
    assert likeness(one, one) == pytest.approx(1)


@given(textes)
def test_accents_case_and_little_words_do_not_count(one):
    other = Texte(2, f"de l’{one.title.upper()} et les", one.summary.swapcase())
    if trigrams(one.title):
        assert trigrams(one.title) <= trigrams(other.title) or not one.title.isascii()
    assert likeness(Texte(1, "Récupérer la chaleur"), Texte(2, "RECUPERER DES CHALEURS")) == 1


@given(st.lists(textes, max_size=12, unique_by=lambda one: one.key))
def test_pairs_are_those_near_whatever_the_order(found):
    """The short cuts of the index forget no pair."""
    pairs = doublons(found)
    expected = {
        (one.key, other.key)
        for one in found
        for other in found
        if one.key < other.key and likeness(one, other) >= NEAR
    }
    assert {(pair.one, pair.other) for pair in pairs} == expected
    assert doublons(reversed(found)) == pairs


@given(textes, st.lists(textes, max_size=8, unique_by=lambda one: one.key))
def test_near_ones_are_the_first_of_the_pairs(wanted, others):
    found = proches(wanted, others)
    assert len(found) <= 3
    assert all(pair.likeness >= NEAR and pair.other != wanted.key for pair in found)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mutualiser les formations en soudure", "Mutualiser la formation à la soudure", True),
        ("Créer un atelier partagé de maintenance", "Atelier de maintenance partagé entre PME", True),
        ("Récupérer et partager la chaleur fatale", "Récupération et partage de chaleur fatale", True),
        ("Valoriser la chaleur fatale des fonderies", "Réseau de chaleur fatale industrielle", True),
        ("Accueillir des apprentis", "Numérique industriel : protéger ses données", False),
        ("Préparer les métiers de l’hydrogène", "Ombrières solaires sur les parcs d’activités", False),
    ],
)  # fmt: skip
def test_what_a_reader_would_call_a_duplicate(one, other, same):
    assert (likeness(Texte(1, one), Texte(2, other)) >= NEAR) == same


def test_words_in_common_are_as_written():
    one = Texte(1, "Récupérer la chaleur fatale", "Dans les usines.")
    other = Texte(2, "Récupération de chaleurs fatales", "Une usine")
    assert words_in_common(one, other) == ("récupérer", "chaleur", "fatale", "usines")


def test_two_thousand_actions_are_compared_in_time():
    """Measured at 0.8 s; the second reading costs nothing as long as no text changes."""
    random = Random(1)  # noqa: S311 -- the same actions each time
    words = [a[:4] + b[-5:] for a in WORDS for b in WORDS]
    found = [
        Texte(key, " ".join(random.choices(words, k=6)), " ".join(random.choices(words, k=40)))
        for key in range(2000)
    ]
    start = time.process_time()
    pairs = doublons(found)
    assert time.process_time() - start < 8
    start = time.process_time()
    assert doublons(found) == pairs
    assert time.process_time() - start < 0.5


@pytest.mark.django_db
def test_pairs_told_apart_and_gone_actions_are_not_proposed(feuille):
    access = un_access(feuille, Role.ANIMATEUR)
    one, other, gone = (une_action(feuille, title="Former des soudeurs") for _ in range(3))
    Action.objects.filter(pk=gone.pk).update(state=Action.State.ECARTEE)
    (pair,) = ressemblances(access)
    assert {pair.one, pair.other} == {one, other}
    distinguer(other, one, by=access)
    distinguer(one, other, by=access)
    assert ressemblances(access) == []


@pytest.mark.django_db
def test_a_restricted_action_is_not_told_to_who_does_not_read_it(feuille):
    une_action(feuille, title="Former des soudeurs", is_restricted=True)
    member, team = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.ANIMATEUR)
    assert proches_de(member, "Former des soudeurs") == []
    assert len(proches_de(team, "former un soudeur")) == 1
