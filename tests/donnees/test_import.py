"""Importing: all or nothing, twice is once, and nothing taken from anybody."""

import copy
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action, Besoin
from engagements.models import Engagement
from feuille_de_route.donnees.services import importer, read_for, rehearse
from feuille_de_route.donnees.shapes import FileRefused
from organisations.models import Organisation
from organisations.services import accorder
from socle.models import Journal
from socle.refus import Refus
from territoires.access import get_access
from territoires.droits import Phase, Role
from tests.donnees.fichiers import demonstration, en_octets, plain, une_liste
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_personne

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille(Phase.PREPARATION)


@pytest.fixture
def access(feuille):
    return un_access(feuille, Role.ADMINISTRATEUR)


def run(data, access, **kwargs):
    return importer(read_for(en_octets(data), access.feuille), access, **kwargs)


def engagement(**fields):
    return {
        "id": "e1", "action": "a1", "organisation": "forge", "type": "temps", "quantite": 3,
        "unite": "jours", "texte": "Prêter un atelier.", "fermete": "ferme",
        "statut": "signe", "visibilite": "public",
    } | fields  # fmt: skip


def test_a_list_is_written_with_all_its_lines(access):
    report = run(une_liste(), access)
    assert plain(report.phrase()) == "2 actions : 2 nouvelles. 2 organisations : 2 nouvelles."
    action = Action.objects.for_fiche().get(reference="a1")
    assert (action.numero, action.state, action.porteur.name) == ("1.1", "proposee", "CC du Pays")
    assert [line.amount for line in action.financements.all()] == [Decimal(700), Decimal(300)]
    assert [(b.year, b.planned) for b in action.budgets.all()] == [(2024, 400), (2025, 600)]
    assert [(j.title, j.year, j.quarter) for j in action.jalons.all()] == [("Étude", 2025, 2)]
    assert action.axe.code == "TEE"
    assert Organisation.objects.get(name="Forge de la Boule").college == "entreprises"
    told = Journal.objects.about(action).get()
    assert (told.verb, told.user_id) == ("action.importee", access.user.pk)


@pytest.mark.parametrize("data", [une_liste(), demonstration()], ids=["list", "demonstration"])
def test_twice_is_once(access, data):
    run(data, access)
    counted = [model.objects.count() for model in (Action, Organisation, Engagement, Journal)]
    versions = list(Action.objects.values_list("pk", "version"))
    report = run(data, access)
    assert report.is_empty
    assert counted == [m.objects.count() for m in (Action, Organisation, Engagement, Journal)]
    assert list(Action.objects.values_list("pk", "version")) == versions


def test_a_changed_file_updates_what_it_says_and_tells_it(access):
    run(une_liste(), access)
    data = une_liste()
    data["actions"][0] |= {"intitule": "Un autre titre", "besoins": ["Un local", "Du temps"]}
    del data["actions"][0]["resume"]
    report = run(data, access)
    assert (report.tallies["actions"].changed, report.tallies["actions"].same) == (1, 1)
    assert report.changes == ["1.1\u00a0: le titre et les besoins"]
    action = Action.objects.get(reference="a1")
    assert (action.title, action.version) == ("Un autre titre", 2)
    assert action.summary == "Un réseau entre trois ateliers.", "an absent key changes nothing"
    line = Journal.objects.about(action).first()
    assert line.verb == "action.modifiee"
    assert line.details["avant"]["title"] == "Récupérer la chaleur des fours"


def test_a_need_says_what_it_asks_for_and_which_pledge_answers_it(access):
    data = une_liste()
    asked = {"besoin": "Un local", "type": "foncier_locaux", "quantite": 600}
    data["actions"][0]["demandes"] = [asked]
    data["engagements"] = [engagement(besoin="Un local")]
    run(data, access)
    pledge = Engagement.objects.select_related("besoin").get()
    assert (pledge.besoin.title, pledge.besoin.kind) == ("Un local", "foncier_locaux")
    assert pledge.besoin.quantity == 600
    assert run(data, access).is_empty


@pytest.mark.parametrize("where", ["demandes", "engagements"])
def test_a_need_is_named_by_its_exact_words(access, where):
    data = une_liste()
    if where == "demandes":
        data["actions"][0]["demandes"] = [{"besoin": "un local", "type": "donnees"}]
    else:
        data["engagements"] = [engagement(besoin="un local")]
    with pytest.raises(FileRefused) as refused:
        run(data, access)
    assert "mots exacts" in str(refused.value.faults[0])


def test_a_besoin_that_stays_keeps_its_engagements(access):
    run(une_liste(), access)
    action = Action.objects.get(reference="a1")
    forge = Organisation.objects.get(reference="forge")
    local = action.besoins.get(title="Un local")
    pledge = un_engagement(action, forge, besoin=local)
    data = une_liste()
    data["actions"][0]["besoins"] = ["Un local"]
    run(data, access)
    pledge.refresh_from_db()
    assert pledge.besoin == local
    assert list(Besoin.objects.values_list("title", flat=True)) == ["Un local"]


def test_what_was_spent_stays(access):
    run(une_liste(), access)
    action = Action.objects.get(reference="a1")
    action.budgets.filter(year=2024).update(spent=350)
    data = une_liste()
    data["actions"][0]["budget"]["par_annee"] = {"2024": 500, "2025": 500}
    run(data, access)
    assert list(action.budgets.values_list("planned", "spent")) == [(500, 350), (500, None)]


def test_the_state_of_a_known_action_stays_governances(access):
    data = une_liste()
    run(data, access)
    Action.objects.filter(reference="a1").update(state=Action.State.AJUSTEE)
    data["actions"][0]["decision_seminaire"] = "retenue"
    run(data, access)
    assert Action.objects.get(reference="a1").state == Action.State.AJUSTEE


def test_a_confirmed_engagement_makes_its_action_engagee(access):
    data = une_liste()
    data["actions"][0]["decision_seminaire"] = "retenue"
    data["engagements"] = [engagement(), engagement(id="e2", action="a2", statut="declare")]
    run(data, access)
    assert dict(Action.objects.values_list("reference", "state")) == {
        "a1": "engagee",
        "a2": "proposee",
    }


def test_a_known_engagement_belongs_to_its_organisation(access):
    data = une_liste() | {"engagements": [engagement(statut="declare")]}
    run(data, access)
    Engagement.objects.update(text="Nous préférons prêter une presse.")
    run(data, access)
    assert Engagement.objects.get().text == "Nous préférons prêter une presse."


# All or nothing ----------------------------------------------------------------------------------


def test_a_fault_of_the_file_writes_nothing(access):
    data = une_liste()
    data["actions"][1]["porteur"] = "personne"
    before = Journal.objects.count(), Organisation.objects.count()
    with pytest.raises(FileRefused):
        run(data, access)
    assert (Journal.objects.count(), Organisation.objects.count()) == before
    assert not Action.objects.exists()


def test_an_accident_midway_writes_nothing(access, monkeypatch):
    def accident(*_args, **_kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr("feuille_de_route.donnees.services._write_engagements", accident)
    before = Organisation.objects.count()
    with pytest.raises(RuntimeError):
        run(demonstration(), access)
    assert (Action.objects.count(), Organisation.objects.count()) == (0, before)


def test_a_rehearsal_tells_everything_and_writes_nothing(access):
    before = Journal.objects.count()
    report = rehearse(read_for(en_octets(demonstration()), access.feuille), access)
    assert {kind: tally.added for kind, tally in report.tallies.items()} == {
        "actions": 15,
        "organisations": 27,
        "propositions": 3,
        "engagements": 22,
        "amendements": 4,
        "resultats": 15,
    }
    assert Journal.objects.count() == before
    assert not Action.objects.exists()
    access.feuille.territoire.refresh_from_db()
    assert access.feuille.territoire.avertissement == ""


# What the roadmap already holds ------------------------------------------------------------------


def contradiction(data, access):
    with pytest.raises(FileRefused) as refused:
        run(data, access)
    (fault,) = refused.value.faults
    return fault


def test_a_number_taken_by_somebody_elses_action_is_a_fault(access):
    une_action(access.feuille, title="Déjà là")
    fault = contradiction(une_liste(), access)
    assert fault.path == "actions, 1.1, numero"
    assert "Déjà là" in fault.message


def test_an_action_keeps_its_number(access):
    run(une_liste(), access)
    data = une_liste()
    data["actions"][0]["numero"] = "1.4"
    fault = contradiction(data, access)
    assert "Écrivez 1.1" in fault.message


def test_a_proposal_of_the_seance_comes_after_the_actions_of_its_objective(access):
    data = demonstration()
    run(data, access)
    numbers = dict(
        Action.objects.filter(reference__startswith="p").values_list("reference", "numero")
    )
    assert numbers == {"p1": "3.6", "p2": "2.6", "p3": "2.7"}


def test_a_siret_of_another_organisation_is_a_fault(access):
    Organisation.objects.create(
        name="Forge de la Boule", kind="pme", college="entreprises", siret="73282932000074"
    )
    data = une_liste()
    data["organisations"][1]["siret"] = "356 000 000 00048"
    assert "l’annuaire donne 73282932000074" in plain(contradiction(data, access).message)
    data["organisations"][1]["siret"] = "732 829 320 00074"
    run(data, access)


def test_an_organisation_of_another_territory_is_linked_not_changed(access):
    elsewhere = une_feuille(Phase.PREPARATION)
    run(une_liste(), un_access(elsewhere, Role.ADMINISTRATEUR))
    data = une_liste()
    data["organisations"][1]["commune"] = "Savenay"
    run(data, access)
    forge = Organisation.objects.get(name="Forge de la Boule")
    assert forge.commune == "Bouée"
    assert forge.territoires.count() == 2


def test_an_organisation_somebody_represents_keeps_its_sheet(access):
    run(une_liste(), access)
    forge = Organisation.objects.get(name="Forge de la Boule")
    accorder(forge, une_personne(), by=None)
    data = une_liste()
    data["organisations"][1]["commune"] = "Savenay"
    assert run(data, access).tallies["organisations"].changed == 0
    forge.refresh_from_db()
    assert forge.commune == "Bouée"


def test_a_file_of_another_territory_is_imported_with_a_warning(access):
    (warning,) = rehearse(read_for(en_octets(demonstration()), access.feuille), access).warnings
    assert "Saint-Nazaire Loire Estuaire" in warning


# Rights ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.PORTEUR, Role.LECTEUR, Role.REPRESENTANT])
def test_others_do_not_import(feuille, role):
    with pytest.raises(Refus, match="ne permet pas d’importer"):
        run(une_liste(), un_access(feuille, role))


def test_a_phase_closed_meanwhile_refuses(access):
    data_file = read_for(en_octets(une_liste()), access.feuille)
    type(access.feuille).objects.update(phase=Phase.SELECTION)
    with pytest.raises(Refus, match="La phase «\u00a0Sélection\u00a0»"):
        importer(data_file, access)
    assert not Action.objects.exists()


def test_the_animateur_imports_actions_but_neither_decisions_nor_engagements(feuille):
    access = un_access(feuille, Role.ANIMATEUR)
    data = une_liste()
    decided, committed = copy.deepcopy(data), data | {"engagements": [engagement()]}
    decided["actions"][0]["decision_seminaire"] = "retenue"
    assert "décisions" in contradiction(decided, access).message
    fault = contradiction(committed, access)
    assert fault.path == "engagements, e1"
    assert "engager une organisation" in fault.message
    run(data, access)
    assert Action.objects.count() == 2


def test_reading_again_the_access_sees_the_new_actions(access, feuille):
    run(une_liste(), access)
    again = get_access(access.user, feuille)
    assert feuille.actions.visible_to(again).count() == 2


# How much it costs -------------------------------------------------------------------------------


def big(n):
    data = une_liste()
    model = data["actions"][0]
    data["actions"] = [
        copy.deepcopy(model) | {"id": f"x{i}", "numero": f"1.{i}"} for i in range(1, n + 1)
    ]
    return data


def test_a_list_already_there_is_compared_in_a_constant_number_of_queries(
    access, django_assert_num_queries
):
    run(big(1), access)
    with CaptureQueriesContext(connection) as one:
        run(big(1), access)
    run(big(3), access)
    with django_assert_num_queries(len(one)):
        run(big(3), access)
