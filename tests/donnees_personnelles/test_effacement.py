"""After an erasure the person is nowhere, and what was done is still there."""

import pytest

from comptes.models import NOM_EFFACE, User
from feuille_de_route.donnees_personnelles import services
from feuille_de_route.donnees_personnelles.mentions import FIGES
from socle.refus import Refus
from tests.donnees_personnelles.balayage import found
from tests.donnees_personnelles.vie import ADRESSE, AUTRE_ADRESSE, NOM, une_vie

pytestmark = pytest.mark.django_db

PROOF = {("engagements.Signature", column) for column in ("name", "email")}


def test_the_whole_database_forgets_the_person_but_for_what_is_signed():
    user, _feuille, _organisation = une_vie()
    assert len(found(NOM, ADRESSE, AUTRE_ADRESSE)) > 20, "the scan sees what is there"
    services.effacer_compte(user)
    left = found(NOM, ADRESSE, AUTRE_ADRESSE)
    assert left == PROOF
    assert left <= FIGES.keys(), "documented"
