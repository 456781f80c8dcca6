import pytest

from territoires.access import Access
from territoires.droits import Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import un_access, une_feuille
from tests.outils import sign_in


@pytest.fixture
def feuille() -> FeuilleDeRoute:
    return une_feuille()


@pytest.fixture
def writer(client, feuille) -> Access:
    """Somebody of the team, signed in."""
    return sign_in(client, un_access(feuille, Role.ANIMATEUR))
