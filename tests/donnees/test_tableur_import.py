"""What an imported spreadsheet writes: new actions, updates without duplicates, nothing lost."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from actions.models import Action, Brouillon, Financement, Indicateur, Jalon, VersionAction
from actions.services.redaction import keep_brouillon, modifier
from actions.versions import Base, canonical, values_of
from feuille_de_route.donnees.colonnes import COLUMNS, names_of, row_of
from feuille_de_route.donnees.tableur import classeur, services
from feuille_de_route.donnees.tableur.entetes import columns_of, find_header, headings_of
from feuille_de_route.donnees.tableur.lecture import Choices
from feuille_de_route.donnees.tableur.plan import What
from feuille_de_route.donnees.tableur.services import Agreed, PlanChanged, Tableur
from socle.models import Journal
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.donnees.classeurs import xlsx
from tests.fabrique import un_access, une_action, une_action_prete, une_feuille, une_organisation

pytestmark = pytest.mark.django_db

HEAD = ["N°", "Objectif", "Titre", "Résumé", "Budget", "Porteur"]


@pytest.fixture
def feuille():
    return une_feuille(Phase.PREPARATION)


@pytest.fixture
def access(feuille):
    return un_access(feuille, Role.ADMINISTRATEUR)


def tableur(data, *, answers=None, name="liste.xlsx", **choices):
    grid = next(iter(classeur.read_sheets(data).values()))
    header = find_header(grid)
    columns = columns_of({one.column: one.key for one in headings_of(grid, header)})
    return Tableur(name, grid, Choices(header, columns, **choices), "mark", answers or {})


def load(rows, access, *, taken=(), **more):
    """Import these rows under HEAD; the report."""
    sheet = tableur(xlsx([HEAD, *rows]), **more)
    plan = services.plan_of(sheet, access)
    return services.importer_tableur(sheet, access, Agreed(plan.digest(), taken))


def plan_of(rows, access, **more):
    return services.plan_of(tableur(xlsx([HEAD, *rows]), **more), access)


def faults(plan):
    return [f"{one.place}: {one.message}" for line in plan.lines for one in line.faults]


def doubts(plan):
    return [f"{one.place}: {one.message}" for one in plan.doubts]


def test_a_draft_of_a_fiche_outlives_an_import(feuille, access):
    """What the importer typed there and did not send is not in the file: it stays."""
    action = une_action(feuille, "1", title="Un titre")
    draft = keep_brouillon(access, data=QueryDict("title=Tapé"), action=action)
    report = load([["1.1", 1, "Du fichier"]], access)
    assert report.tallies["actions"].changed == 1
    assert Brouillon.objects.get().data == draft.data


# New ---------------------------------------------------------------------------------------------


def test_new_actions_take_their_number_or_the_next_one(feuille, access):
    une_action(feuille, "1")
    report = load([["1.5", 1, "Cinq"], [None, 1, "Suivante"], [None, "2", "Première"]], access)
    assert report.tallies["actions"].added == 3
    assert list(feuille.actions.values_list("numero", "title").order_by("pk"))[1:] == [
        ("1.5", "Cinq"), ("1.6", "Suivante"), ("2.1", "Première"),
    ]  # fmt: skip


def test_sent_again_a_list_without_numbers_changes_nothing(feuille, access):
    rows = [[None, 1, "Partager un atelier", "Un lieu."], [None, 2, "Former", ""]]
    load(rows, access)
    plan = plan_of(rows, access)
    assert plan.is_empty
    assert not plan.doubts
    assert load(rows, access).tallies["actions"].same == 2
    assert feuille.actions.count() == 2
    assert not VersionAction.objects.exists()


def test_a_section_title_gives_the_objective_and_totals_are_left_out(feuille, access):
    rows = [
        ["Objectif 2 : former"], [None, None, "Former des soudeurs"], HEAD,
        [None, None, "Ouvrir un centre"], ["TOTAL", None, None, None, 300],
    ]  # fmt: skip
    load(rows, access)
    assert set(feuille.actions.values_list("numero", flat=True)) == {"2.1", "2.2"}


def test_a_number_that_is_not_ours_becomes_a_reference_and_is_known_again(feuille, access):
    load([["FA-12", 1, "Un titre"]], access)
    action = feuille.actions.get()
    assert (action.numero, action.reference) == ("1.1", "FA-12")
    load([["FA-12", 1, "Un autre titre"]], access)
    assert feuille.actions.get().title == "Un autre titre"


def test_an_organisation_is_added_only_when_the_person_says_so(feuille, access):
    rows = [[None, 1, "Un titre", "", None, "Lycée Brossaud"]]
    assert "Organisations à reconnaître" in faults(plan_of(rows, access))[0]
    kinds = dict(services.Organisation.Kind.choices)
    answers = {"lycee brossaud": f"ajouter:{next(iter(kinds))}"}
    report = load(rows, access, answers=answers)
    assert report.tallies["organisations"].added == 1
    porteur = feuille.actions.get().porteur
    assert porteur.name == "Lycée Brossaud"
    assert porteur in feuille.territoire.organisations.all()
    assert plan_of(rows, access).is_empty


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        ([None, 1, None, "Un résumé sans titre"], "ligne 2, colonne C", "Écrivez le titre"),
        ([None, None, "Sans objectif"], "ligne 2, colonne B", "Dites l’objectif"),
        ([None, 9, "Objectif inconnu"], "ligne 2, colonne B", "numéro d’un objectif"),
        (["2.4", 1, "Deux objectifs"], "ligne 2, colonne A", "Accordez"),
        (
            [None, 1, "Un titre", "", "cher"],
            "ligne 2, colonne E",
            "«\u00a0cher\u00a0» ne se lit pas",
        ),
        ([None, 1, "x" * 301], "ligne 2, colonne C", "Raccourcissez"),
        ([date(2025, 2, 1), 1, "Un titre"], "ligne 2, colonne A", "format Texte"),
    ],
)
def test_a_fault_says_where_and_what_to_do_and_blocks(access, row, where, words):
    plan = plan_of([row], access)
    told = faults(plan)
    assert any(one.startswith(where) and words in one for one in told), told
    assert plan.is_refused
    with pytest.raises(PlanChanged):
        load([row], access)
    assert not Action.objects.exists()


def test_one_number_twice_is_refused(access):
    told = faults(plan_of([["1.1", 1, "Un"], [1.1, 1, "Dix"]], access))
    assert told == [
        "ligne 3, colonne A: Gardez une seule ligne pour l’action 1.1\u00a0: la ligne 2 la porte déjà. "
        "Si c’est un autre numéro (1.10 écrit 1.1), mettez la colonne au format Texte."
    ]


def test_close_titles_and_same_titles_are_doubted(feuille, access):
    une_action(feuille, "1", title="Partager un atelier de réparation")
    told = doubts(plan_of([
        [None, 1, "Partager des ateliers de réparation"], [None, 1, "Former"], [None, 1, "FORMER"],
    ], access))  # fmt: skip
    assert "Titre proche de l’action 1.1" in told[0]
    assert "Même titre que la ligne 3" in told[1]


# Again -------------------------------------------------------------------------------------------


def test_an_update_shows_its_words_and_makes_one_version(feuille, access):
    action = une_action(
        feuille, title="Partager un atelier", summary="Un lieu et deux techniciens."
    )
    rows = [["1.1", 1, "Partager un atelier", "Un lieu et trois techniciens.", "45 k€"]]
    (line,) = plan_of(rows, access).lines
    assert line.what is What.CHANGED
    assert [one.label for one in line.differences] == ["Résumé", "Budget (€ HT)"]
    assert ("retrait", "deux") in line.differences[0].segments
    assert ("ajout", "trois") in line.differences[0].segments
    assert load(rows, access).changes == ["1.1\u00a0: le résumé et le budget"]
    first, last = VersionAction.objects.filter(action=action).order_by("number")
    assert first.cause == "reprise"
    assert (last.cause, last.source, last.fields) == ("import", "liste.xlsx", ["summary", "budget"])
    assert last.revision.user == access.user


def test_an_empty_cell_changes_nothing_unless_asked(feuille, access):
    action = une_action(feuille, title="Un titre", summary="Un résumé.", budget=5)
    rows = [["1.1", 1, "Un titre", None, None]]
    assert plan_of(rows, access).is_empty
    load(rows, access, empties=True)
    action.refresh_from_db()
    assert (action.summary, action.budget, action.title) == ("", None, "Un titre")


def change(action, access, **values):
    action = Action.objects.for_fiche().get(pk=action.pk)
    modifier(action, by=access, base=Base.of(action), values=values)


def test_what_people_changed_here_since_stays_when_the_file_did_not_change(feuille, access):
    rows = [["1.1", 1, "Un titre", "Un résumé."]]
    load(rows, access)
    action = feuille.actions.get()
    change(action, access, summary="Un résumé écrit ici.")
    (line,) = plan_of(rows, access).lines
    assert (line.what, line.kept) == (What.SAME, ["Résumé"])
    load(rows, access)
    action.refresh_from_db()
    assert action.summary == "Un résumé écrit ici."


@pytest.mark.parametrize(("taken", "left"), [([], "Ici."), (["2 summary"], "Là-bas.")])
def test_what_both_changed_is_shown_and_stays_unless_the_file_is_taken(
    feuille, access, taken, left
):
    load([["1.1", 1, "Un titre", "Au début."]], access)
    action = feuille.actions.get()
    change(action, access, summary="Ici.")
    rows = [["1.1", 1, "Un titre", "Là-bas."]]
    (one,) = plan_of(rows, access).lines[0].differences
    assert one.conflict
    load(rows, access, taken=taken)
    action.refresh_from_db()
    assert action.summary == left
    # The answer holds: the same file asks nothing more.
    assert plan_of(rows, access).is_empty


def test_lines_known_again_keep_their_rows(feuille, access):
    action = une_action_prete(feuille, title="Un titre")
    kept = Jalon.objects.get(action=action).pk
    head = ["N°", "Jalons"]
    sheet = tableur(xlsx([head, ["1.1", "T1 2025 | Choisir\nT4 2024 | Démarrer | terminé"]]))
    plan = services.plan_of(sheet, access)
    services.importer_tableur(sheet, access, Agreed(plan.digest()))
    rows = list(
        Jalon.objects.filter(action=action).values_list("title", "state", "year", "quarter")
    )
    assert rows == [("Choisir", "a_venir", 2025, 1), ("Démarrer", "termine", 2024, 4)]
    assert Jalon.objects.get(title="Démarrer").pk == kept


def test_a_merged_action_is_not_written(feuille, access):
    into = une_action(feuille)
    une_action(feuille, title="Reprise", state="fusionnee", fusionnee_dans=into)
    told = faults(plan_of([["1.2", 1, "Autre titre"]], access))
    assert told
    assert "fusionnée" in told[0]


# Safety ------------------------------------------------------------------------------------------


def test_a_plan_that_moved_is_not_written(feuille, access):
    action = une_action(feuille, title="Un titre", summary="Au début.")
    sheet = tableur(xlsx([HEAD, ["1.1", 1, "Un titre", "Du fichier."], [None, 1, "Neuve"]]))
    read = services.plan_of(sheet, access).digest()
    change(action, access, summary="Écrit pendant la lecture.")
    with pytest.raises(PlanChanged):
        services.importer_tableur(sheet, access, Agreed(read))
    action.refresh_from_db()
    assert action.summary == "Écrit pendant la lecture."
    assert feuille.actions.count() == 1


def test_of_two_imports_at_once_the_second_one_is_read_again(feuille, access):
    """Without it, two persons who confirm the same new list would write it twice."""
    sheet = tableur(xlsx([HEAD, [None, 1, "Un titre"]]))
    other = un_access(feuille, Role.ANIMATEUR)
    first, second = (services.plan_of(sheet, one).digest() for one in (access, other))
    services.importer_tableur(sheet, access, Agreed(first))
    with pytest.raises(PlanChanged):
        services.importer_tableur(sheet, other, Agreed(second))
    assert feuille.actions.count() == 1


def test_what_the_file_does_not_touch_may_move_meanwhile(feuille, access):
    action = une_action(feuille, title="Un titre", summary="Au début.")
    sheet = tableur(xlsx([HEAD, ["1.1", 1, "Un titre", "Du fichier."]]))
    read = services.plan_of(sheet, access).digest()
    change(action, access, finding="Un constat.")
    services.importer_tableur(sheet, access, Agreed(read))
    action.refresh_from_db()
    assert (action.summary, action.finding) == ("Du fichier.", "Un constat.")


@pytest.mark.parametrize(("role", "phase"), [(Role.PORTEUR, Phase.PREPARATION), (Role.ADMINISTRATEUR, Phase.SELECTION)])  # fmt: skip
def test_role_and_phase_are_asked_again(role, phase):
    feuille = une_feuille(phase)
    with pytest.raises(Refus):
        plan_of([[None, 1, "Un titre"]], un_access(feuille, role))


def test_an_import_is_told_once_and_its_columns_are_remembered(feuille, access):
    load([[None, 1, "Un titre"]], access)
    line = Journal.objects.get(verb="feuille.importee")
    assert (line.details["titre"], line.feuille_id) == ("liste.xlsx", feuille.pk)
    assert services.remembered_columns(access, "mark")[3] == "title"
    assert services.remembered_columns(access, "other") == {}
    other = un_access(une_feuille(Phase.PREPARATION), Role.ADMINISTRATEUR)
    assert services.remembered_columns(other, "mark") == {}


def test_reading_a_list_costs_the_same_for_one_action_and_for_three(feuille, access):
    def count(rows):
        with CaptureQueriesContext(connection) as queries:
            plan_of(rows, access)
        return len(queries)

    une_action_prete(feuille)
    one = count([["1.1", 1, "Un autre titre"]])
    une_action_prete(feuille)
    une_action_prete(feuille)
    rows = [["1.1", 1, "Un titre"], ["1.2", 1, "Un deux"], ["1.3", 1, "Un trois"]]
    assert count(rows) == one


# The same actions come back ----------------------------------------------------------------------

words = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\ufffe\uffff"),
    max_size=40,
).map(str.strip).filter(lambda text: not text or any(one.isalnum() for one in text))  # fmt: skip
named = words.filter(bool)
months = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(lambda day: day.replace(day=1))
euros = st.decimals(0, 10**12 - 1, places=2)
numbers = st.decimals(-(10**9), 10**9, places=3)


def lines(**columns):
    return st.lists(st.fixed_dictionaries(columns), max_size=3)


fiches = st.fixed_dictionaries(
    {
        "fields": st.fixed_dictionaries(
            {
                "title": named,
                "summary": words, "finding": words, "description": words, "aims": words,
                "results": words, "means": words, "risks": words, "beneficiaries": words,
                "location": words, "referent": words, "comite": words,
                "priorite": st.sampled_from(["", *Action.Priorite.values]),
                "fermete": st.sampled_from(Action.Fermete.values),
                "maturite": st.sampled_from(Action.Maturite.values),
                "avancement": st.sampled_from(Action.Avancement.values),
                "avis": st.sampled_from(Action.Avis.values),
                "is_restricted": st.booleans(), "is_continuous": st.booleans(),
                "budget_is_estimate": st.booleans(),
                "progress": st.integers(0, 100),
                "budget": st.none() | euros,
            }
        ),
        "dates": st.tuples(st.none() | months, st.none() | months),
        "jalons": lines(
            title=named, state=st.sampled_from(Jalon.State.values),
            due=st.none() | st.tuples(st.integers(1990, 2100), st.none() | st.integers(1, 4)),
        ),
        "financements": lines(financeur=named, amount=euros, state=st.sampled_from(Financement.State.values)),
        "indicateurs": lines(
            title=named, kind=st.sampled_from(Indicateur.Kind.values), unit=words,
            reference=st.none() | numbers, target=st.none() | numbers, due=st.none() | months,
            frequency=words, source=words,
        ),
        "besoins": lines(title=named),
        "budgets": st.dictionaries(st.integers(1990, 2100), st.tuples(euros, st.none() | euros), max_size=3),
    }
)  # fmt: skip


def write_fiche(feuille, fiche, porteur):
    start, end = fiche["dates"]
    if start and end and end < start:
        start, end = end, start
    action = une_action(feuille, **fiche["fields"], start=start, end=end, porteur=porteur)
    action.partenaires.add(porteur)
    for rank, line in enumerate(fiche["jalons"]):
        year, quarter = line["due"] or (None, None)
        action.jalons.create(
            position=rank, title=line["title"], state=line["state"], year=year, quarter=quarter
        )
    for name in ("financements", "indicateurs", "besoins"):
        for rank, line in enumerate(fiche[name]):
            getattr(action, name).create(position=rank, **line)
    for year, (planned, spent) in fiche["budgets"].items():
        action.budgets.create(year=year, planned=planned, spent=spent)
    return action


def exported(feuille):
    book = Workbook()
    book.active.append([column.heading for column in COLUMNS])
    names = names_of(feuille)
    for row, action in enumerate(feuille.actions.for_fiche(), 2):
        for column, value in enumerate(row_of(action, names), 1):
            cell = book.active.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with « = » is no formula
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def without_keys(action):
    values = canonical(values_of(Action.objects.for_fiche().get(pk=action.pk)))
    return {
        name: [{**one, "id": None} if isinstance(one, dict) else one for one in value]
        if isinstance(value, list) else value
        for name, value in values.items()
    }  # fmt: skip


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(fiches, min_size=1, max_size=2))
def test_actions_written_to_a_workbook_come_back_the_same(fiches):
    feuille = une_feuille(Phase.PREPARATION)
    access = un_access(feuille, Role.ADMINISTRATEUR)
    porteur = une_organisation(f"Atelier ; des | marais, et {feuille.pk}")
    actions = [write_fiche(feuille, fiche, porteur) for fiche in fiches]
    sheet = tableur(exported(feuille))
    # Into the same roadmap: nothing changes.
    plan = services.plan_of(sheet, access)
    assert faults(plan) == []
    assert [(one.label, one.segments) for line in plan.lines for one in line.differences] == []
    # Into an empty one: the same actions.
    empty = une_feuille(Phase.PREPARATION)
    other = un_access(empty, Role.ADMINISTRATEUR)
    plan = services.plan_of(sheet, other)
    services.importer_tableur(sheet, other, Agreed(plan.digest()))
    for action in actions:
        copy = empty.actions.get(numero=action.numero)
        assert without_keys(copy) == without_keys(action)
