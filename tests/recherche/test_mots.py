"""How words are compared: a table to read."""

import pytest

from socle.recherche import Question, excerpt, highlight, lexicon, stem, words

SAME = """
usine usines
entreprise entreprises
énergie énergies
Énergie ENERGIE
déchet déchets
cheval chevaux
local locaux
régional régionaux
travail travaux
réseau réseaux
matériau matériaux
enjeu enjeux
lieu lieux
emploi emplois
œuvre oeuvres
métier métiers
industriel industrielle
industriel industrielles
foncier foncière
eau eaux
cas cas
bois bois
outil outils
société sociétés
""".strip().splitlines()

OTHER = """
port portuaire
formation information
gaz gare
cas cassé
industrie institut
""".strip().splitlines()


def _stems(line: str) -> set[str]:
    return {stem(word) for text in line.split() for word in words(text)}


@pytest.mark.parametrize("line", SAME)
def test_accents_case_and_plurals_are_ignored(line):
    assert len(_stems(line)) == 1, _stems(line)


@pytest.mark.parametrize("line", OTHER)
def test_other_words_stay_apart(line):
    assert len(_stems(line)) == 2


def test_decomposed_letters_are_the_same():
    assert words("E\u0301nergie") == words("Énergie") == ["energie"]


def test_an_apostrophe_and_a_hyphen_part_words():
    assert words("l’usine de Saint-Nazaire, d'hier") == [
        "l", "usine", "de", "saint", "nazaire", "d", "hier",
    ]  # fmt: skip


def test_the_lexicon_keeps_words_and_stems_once():
    assert lexicon("Usines, usines et USINE") == " usin usines et usine "
    assert lexicon(" … ") == ""


def _shown(segments) -> str:
    return "".join(f"[{text}]" if found else text for text, found in segments)


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("Réduire les déchets", "dechet", "Réduire les [déchets]"),
        ("L’énergie des ports", "ÉNERGIES port", "L’[énergie] des [ports]"),
        ("E\u0301nergie", "energie", "[Énergie]"),
        ("Hydrogène vert", "hydro", "[Hydrogène] vert"),
        ("Hydrogène vert", "hydro vert", "Hydrogène [vert]"),
        ("<b>Usine</b>", "usine", "<b>[Usine]</b>"),
        ("La liste de la ville", "la liste", "La [liste] de la ville"),
        ("Rien ici", "absent", "Rien ici"),
        ("", "absent", ""),
    ],
)
def test_highlight(text, question, shown):
    assert _shown(highlight(text, Question.read(question))) == shown


def test_an_excerpt_surrounds_the_first_word_found():
    text = f"{'Au début. ' * 60}La friche du port sera dépolluée. {'À la fin. ' * 60}"
    shown = _shown(excerpt(["Un résumé.", text], Question.read("friches"), 120))
    assert "[friche]" in shown
    assert len(shown) < 140
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_an_excerpt_without_word_is_the_beginning():
    assert _shown(excerpt(["", "Un résumé."], Question.read("autre"))) == "Un résumé."
    assert excerpt(["", " "], Question.read("autre")) == []


@pytest.mark.parametrize("typed", ["", "  ", "…", "'’-"])
def test_nothing_asked(typed):
    assert not Question.read(typed)


def test_little_words_alone_are_kept():
    assert [mot.plain for mot in Question.read("la des").mots] == ["la", "des"]
    assert [mot.plain for mot in Question.read("la friche des").mots] == ["friche"]
