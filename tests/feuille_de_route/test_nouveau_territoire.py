"""Open a territory: the page and the command."""

import pytest
from django.core.management import CommandError, call_command

from comptes.models import User
from feuille_de_route import services
from organisations.models import Organisation
from territoires.access import get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute, Territoire
from tests.donnees.fichiers import plain
from tests.fabrique import une_feuille, une_organisation, une_personne

pytestmark = pytest.mark.django_db
URL = "/territoires/nouveau/"


@pytest.fixture
def staff(client):
    user = une_personne(is_staff=True)
    client.force_login(user)
    client.user = user
    return client


def typed(**fields):
    return {
        "name": "Loire Amont",
        "epci": "CC du Pays\nCC de la Rive",
        "start_year": "2024",
        "end_year": "2027",
        "slug": "",
    } | fields


def test_a_territory_is_opened_with_its_first_administrator(staff):
    answer = staff.post(URL, typed())
    feuille = FeuilleDeRoute.objects.get(slug="loire-amont")
    assert answer.url == f"/feuilles/{feuille.slug}/actions/importer/"
    assert feuille.phase == Phase.PREPARATION
    assert sorted(str(epci) for epci in feuille.territoire.epci.all()) == [
        "CC de la Rive",
        "CC du Pays",
    ]
    assert feuille.objectifs.count() == 3
    assert get_access(staff.user, feuille).roles == {Role.ADMINISTRATEUR}


def test_an_epci_of_the_directory_is_taken_as_it_is(staff):
    known = une_organisation("CC du Pays", kind="collectivite", college="collectivites")
    staff.post(URL, typed(epci="cc du pays\nCC du Pays\n\n  CC de la   Rive "))
    epci = Territoire.objects.get(name="Loire Amont").epci.all()
    assert known in epci
    assert sorted(one.name for one in epci) == ["CC de la Rive", "CC du Pays"]
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Écrivez le nom du territoire"),
        ({"name": "x" * 201}, "Raccourcissez le nom à 200"),
        ({"name": "Territoire pris"}, "un territoire porte déjà celui-ci"),
        ({"name": "日本"}, "Écrivez l’adresse en lettres"),
        ({"epci": " \n "}, "Écrivez au moins un EPCI"),
        ({"epci": "x" * 201}, "Raccourcissez chaque nom"),
        ({"epci": "Forge"}, "pas comme collectivité"),
        ({"start_year": "bientôt"}, "Écrivez une année"),
        ({"start_year": "2028"}, "à partir de 2028"),
        ({"end_year": "9999"}, "Écrivez une année"),
        ({"slug": "Loire Amont !"}, "par exemple loire-amont"),
        ({"slug": "pris"}, "celle d’une autre"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(staff, fields, words):
    taken = une_feuille(slug="pris")
    Territoire.objects.filter(pk=taken.territoire_id).update(name="Territoire pris")
    une_organisation("Forge")
    answer = staff.post(URL, typed(**fields))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "<title>Erreur : " in plain(page)
    assert "CC de la Rive" in page or "epci" in fields
    assert Territoire.objects.count() == 1


def test_two_at_once_are_told_apart(staff, monkeypatch):
    """The name is taken between the check of the form and the writing."""
    create = services.creer_territoire

    def late(**kwargs):
        une_feuille(slug=kwargs["slug"])
        return create(**kwargs)

    monkeypatch.setattr(services, "creer_territoire", late)
    answer = staff.post(URL, typed())
    assert answer.status_code == 422
    assert "vient d’être pris" in answer.content.decode()
    assert not Territoire.objects.filter(name="Loire Amont").exists()


def test_who_may(client):
    assert client.get(URL).url.startswith("/compte/")
    client.force_login(une_personne())
    refused = client.get(URL)
    assert refused.status_code == 403
    assert "l’équipe qui exploite le site" in refused.content.decode()
    assert client.post(URL, typed()).status_code == 403
    assert not Territoire.objects.exists()


def test_wrong_method(staff):
    assert staff.put(URL).status_code == 405


def options(**changed):
    given = {"nom": "Loire Amont", "administrateur": "Prenom.Nom@pays.example"} | changed
    words = ["--epci", "CC du Pays", "--epci", "CC de la Rive"]
    for name, value in given.items():
        words += [f"--{name}", str(value)]
    return words


def test_the_command_opens_a_territory_and_an_account(capsys):
    call_command("creer_territoire", *options(debut=2025, fin=2028))
    feuille = FeuilleDeRoute.objects.get(slug="loire-amont")
    assert feuille.periode == "2025-2028"
    user = User.objects.get(email="prenom.nom@pays.example")
    assert get_access(user, feuille).roles == {Role.ADMINISTRATEUR}
    assert not user.has_usable_password()
    assert "/feuilles/loire-amont/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nom": " "}, "--nom"),
        ({"fin": 2020}, "--fin"),
        ({"administrateur": "personne"}, "prenom.nom@pays.example"),
    ],
)
def test_the_command_refuses_with_a_sentence(changed, words):
    with pytest.raises(CommandError, match=words):
        call_command("creer_territoire", *options(**changed))
    assert not Territoire.objects.exists()
    assert not User.objects.exists()
