"""After an erasure the person is nowhere, and what was done is still there."""

import pytest
from reversion.models import Version

from feuille_de_route.donnees_personnelles import services
from feuille_de_route.donnees_personnelles.mentions import FIGES
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


def test_what_an_action_was_forgets_its_referent():
    """The name of a referent is kept in versions too, often without the first name."""
    user, feuille, _organisation = une_vie()
    version = Version.objects.get_for_object(feuille.actions.get(pilote=user)).get()
    assert "Mme Le Guellec" in version.serialized_data
    assert NOM in version.serialized_data
    services.effacer_compte(user)
    version.refresh_from_db()
    assert "Le Guellec" not in version.serialized_data
    fields = version.field_dict
    assert (fields["pilote_id"], fields["referent"]) == (None, "")
    assert fields["title"], "the rest can still be read"
