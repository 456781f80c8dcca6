"""What a question finds among rows: the same on SQLite and on PostgreSQL."""

import pytest

from actions.models import Action, Jalon
from feuille_de_route.management.commands.indexer import Command
from socle.models import Lexique
from socle.recherche import Question, index, matching
from tests.fabrique import un_engagement, une_action, une_feuille, une_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_base")]

ACTIONS = {
    "hydrogene": {"title": "Produire de l’hydrogène vert", "summary": "Un électrolyseur au port."},
    "friches": {
        "title": "Dépolluer les friches portuaires",
        "summary": "Trois terrains.",
        "location": "Saint-Nazaire",
    },
    "metiers": {
        "title": "Faire connaître les métiers",
        "description": "Visites d’usines, travaux en atelier, énergies nouvelles.",
    },
    "chaleur": {"title": "Récupérer la chaleur fatale", "means": "100 % des réseaux locaux"},
}

#: Question → what it finds, the best first.
CASES = [
    ("hydrogène", ["hydrogene"]),
    ("HYDROGENES", ["hydrogene"]),
    ("hydro", ["hydrogene"]),
    ("friche portuaire", ["friches"]),
    ("saint nazaire", ["friches"]),
    ("Saint-Nazaires", ["friches"]),
    ("usine", ["metiers"]),
    ("travail", ["metiers"]),
    ("energie", ["metiers"]),
    ("l’usine", ["metiers"]),
    ("réseau local", ["chaleur"]),
    ("fonderies", ["chaleur"]),
    ("port", ["friches", "hydrogene"]),  # « portuaires » is in a title
    ("1.2", ["friches"]),
    ("1.", ["hydrogene", "friches", "metiers", "chaleur"]),
    ("1.2 terrain", ["friches"]),
    ("1.2 usine", []),
    ("usine hydrogène", []),
    ("100%", ["chaleur"]),
    ("_", []),
    ("'; drop table", []),
    ("zzz", []),
]


@pytest.fixture
def feuille():
    feuille = une_feuille()
    for key, fields in ACTIONS.items():
        une_action(feuille, reference=key, **fields)
    carried = feuille.actions.filter(reference="chaleur")
    carried.update(porteur=une_organisation("Fonderie Courlis"))
    return feuille


def _found(feuille, asked: str) -> list[str]:
    rows = feuille.actions.search(asked).order_by("found_rank", "rank")
    return list(rows.values_list("reference", flat=True))


@pytest.mark.parametrize(("asked", "found"), CASES)
def test_found(feuille, asked, found):
    assert _found(feuille, asked) == found


def test_the_title_comes_before_the_text(feuille):
    une_action(feuille, reference="titre", title="Une usine pour tous")
    assert _found(feuille, "usines") == ["titre", "metiers"]


def test_a_number_comes_before_a_year(feuille):
    une_action(feuille, reference="cite", title="Suite de l’action 1.1")
    assert _found(feuille, "1.1") == ["hydrogene", "cite"]


def test_saving_keeps_the_words_and_deleting_drops_them(feuille):
    action = une_action(feuille, reference="x", title="Marégraphe")
    action.title = "Sémaphore"
    action.save(update_fields=["title"])
    assert _found(feuille, "maregraphe") == []
    assert _found(feuille, "semaphores") == ["x"]
    action.delete()
    assert not Lexique.objects.of("actions.action", [action.pk]).exists()


def test_lines_count_once_the_fiche_is_saved(feuille):
    action = une_action(feuille, reference="x")
    Jalon.objects.create(action=action, title="Ouvrir le guichet")
    action.save(update_fields=["updated_by"])
    assert _found(feuille, "guichets") == ["x"]


def test_the_command_indexes_again_and_drops_orphans(feuille, capsys):
    Action.objects.filter(reference="metiers").update(title="Sémaphore")
    Lexique.objects.create(target_type="actions.action", target_id=10**12, title=" x ")
    assert _found(feuille, "semaphore") == []
    Command().handle()
    assert _found(feuille, "semaphore") == ["metiers"]
    assert not Lexique.objects.filter(target_id=10**12).exists()
    assert "1 sans fiche" in capsys.readouterr().out


def test_two_hundred_rows_cost_one_query(feuille, django_assert_num_queries):
    rows = list(feuille.actions.with_words())
    with django_assert_num_queries(1):
        assert index(rows) == 4


def test_an_amount_is_never_among_the_words(feuille):
    pledge = un_engagement(feuille.actions.first(), une_organisation(), quantity=424_242)
    kept = Lexique.objects.get(target_type="engagements.engagement", target_id=pledge.pk)
    assert "424242" not in kept.title + kept.body


def test_a_row_of_another_table_with_the_same_key_is_not_found(feuille):
    action = feuille.actions.first()
    Lexique.objects.create(
        target_type="engagements.engagement", target_id=action.pk, title=" balise "
    )
    assert not matching(Action.objects.all(), Question.read("balise")).exists()
