"""The commands of data: importer and charger_demo."""

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from comptes.models import User
from feuille_de_route.donnees import demonstration
from territoires.droits import Phase
from territoires.models import Territoire
from tests.donnees.fichiers import en_octets, liste_changee, plain, une_liste
from tests.fabrique import une_feuille

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille(Phase.PREPARATION)


@pytest.fixture
def liste(tmp_path):
    path = tmp_path / "liste.json"
    path.write_bytes(en_octets(une_liste()))
    return path


def run(capsys, *arguments):
    call_command(*map(str, arguments))
    return plain(capsys.readouterr().out)


def test_importer(capsys, feuille, liste):
    said = run(capsys, "importer", liste, "--feuille", feuille.slug)
    assert "2 actions : 2 nouvelles" in said
    assert feuille.actions.count() == 2


def test_an_essai_writes_nothing(capsys, feuille, liste):
    said = run(capsys, "importer", liste, "--feuille", feuille.slug, "--essai")
    assert said.startswith("Essai : 2 actions")
    assert not Action.objects.exists()


def test_faults_are_told_by_line(feuille, liste):
    liste.write_bytes(liste_changee(lambda d: d["actions"][0].pop("porteur")))
    with pytest.raises(CommandError) as refused:
        call_command("importer", str(liste), "--feuille", feuille.slug)
    assert "Rien n’est importé" in str(refused.value)
    assert "actions, 1.1, porteur" in str(refused.value)


def test_the_phase_still_decides(feuille, liste):
    type(feuille).objects.update(phase=Phase.PUBLIEE)
    with pytest.raises(CommandError, match="Publiée"):
        call_command("importer", str(liste), "--feuille", feuille.slug)


def test_an_unknown_roadmap_names_the_known_ones(feuille, liste):
    with pytest.raises(CommandError, match=feuille.slug):
        call_command("importer", str(liste), "--feuille", "ailleurs")


def test_an_absent_file_is_said(feuille, tmp_path):
    with pytest.raises(CommandError, match="n’est pas lisible"):
        call_command("importer", str(tmp_path / "rien.json"), "--feuille", feuille.slug)


def test_the_demonstration_is_refused_outside_demo_mode(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("charger_demo")


def test_a_real_territory_of_the_same_name_is_left_alone():
    Territoire.objects.create(name="Saint-Nazaire Loire Estuaire")
    with pytest.raises(demonstration.CannotLoad, match="s’appelle déjà"):
        demonstration.load()
    assert not User.objects.exists()
