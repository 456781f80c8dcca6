"""What most tests of publication share: a folder for their files, a roadmap that may be published."""

import pytest

from territoires.droits import Phase, Role
from tests.fabrique import un_access, un_engagement, une_action_prete, une_feuille, une_organisation


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """PDFs of the tests go to their own folder."""
    settings.MEDIA_ROOT = tmp_path / "fichiers"


@pytest.fixture
def feuille():
    """A roadmap in phase engagement with one action ready and one pledge."""
    feuille = une_feuille(Phase.ENGAGEMENT)
    action = une_action_prete(feuille, state="retenue", title="Récupérer la chaleur fatale")
    un_engagement(action, une_organisation("Fonderie Courlis"), state="confirme")
    return feuille


@pytest.fixture
def access(feuille):
    return un_access(feuille, Role.ADMINISTRATEUR)
