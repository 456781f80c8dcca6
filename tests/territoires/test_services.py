import pytest
from django.db import IntegrityError, transaction

from organisations.models import Organisation
from socle.models import Journal
from socle.refus import Refus
from territoires.access import get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute, FeuilleGrant
from territoires.services import (
    accorder_role,
    ajouter_membre,
    changer_phase,
    creer_territoire,
    ecrire_textes,
    retirer_membre,
)
from tests.fabrique import un_access, une_feuille, une_organisation, une_personne

pytestmark = pytest.mark.django_db


def test_a_new_territory_has_its_objectives_axes_and_administrator():
    user = une_personne()
    epci = [une_organisation(), une_organisation()]
    feuille = creer_territoire(name="Loire Amont", epci=epci, administrateur=user)
    assert feuille.slug == "loire-amont"
    assert list(feuille.objectifs.values_list("code", flat=True)) == ["1", "2", "3"]
    assert set(feuille.territoire.epci.all()) == set(epci)
    assert get_access(user, feuille).roles == {Role.ADMINISTRATEUR}
    assert Journal.objects.of_feuille(feuille.pk).filter(verb="feuille.creee").exists()


def test_the_period_is_in_order():
    with pytest.raises(IntegrityError), transaction.atomic():
        une_feuille(start_year=2027, end_year=2024)


def test_changing_the_phase_is_journaled():
    feuille = une_feuille(Phase.PARTAGE)
    access = un_access(feuille, Role.ADMINISTRATEUR)
    changer_phase(access, Phase.SELECTION)
    feuille.refresh_from_db()
    assert feuille.phase == Phase.SELECTION
    line = Journal.objects.of_feuille(feuille.pk).filter(verb="feuille.phase").get()
    assert line.details == {"de": "Partage", "vers": "Sélection"}
    assert line.user_id == access.user.pk


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.PORTEUR, Role.REPRESENTANT, Role.LECTEUR])
def test_others_do_not_change_the_phase(role):
    feuille = une_feuille(Phase.PARTAGE)
    with pytest.raises(Refus):
        changer_phase(un_access(feuille, role), Phase.SELECTION)
    feuille.refresh_from_db()
    assert feuille.phase == Phase.PARTAGE


def test_two_administrators_change_to_the_same_phase():
    feuille = une_feuille(Phase.PARTAGE)
    first, second = (un_access(feuille, Role.ADMINISTRATEUR) for _ in range(2))
    changer_phase(first, Phase.AJUSTEMENT)
    with pytest.raises(Refus, match="déjà"):
        changer_phase(second, Phase.AJUSTEMENT)


def test_granting_a_role_twice_changes_nothing():
    feuille = une_feuille()
    user = une_personne()
    for _ in range(2):
        accorder_role(feuille, user, Role.PORTEUR, by=None)
    assert FeuilleGrant.objects.filter(user=user).count() == 1
    assert Journal.objects.filter(verb="membre.role", details__personne=str(user)).count() == 1


def test_a_representative_role_is_not_granted_on_a_roadmap():
    with pytest.raises(ValueError, match="organisation"):
        accorder_role(une_feuille(), une_personne(), Role.REPRESENTANT, by=None)


def test_a_member_is_added_by_address_and_kept_once():
    feuille = une_feuille()
    access = un_access(feuille, Role.ADMINISTRATEUR)
    one = ajouter_membre(access, name="Ana Roux", email="ana@essai.example", role=Role.PORTEUR)
    two = ajouter_membre(access, name="Autre", email="ANA@essai.example", role=Role.LECTEUR)
    assert one == two
    assert two.name == "Ana Roux"
    assert get_access(one, feuille).roles == {Role.PORTEUR, Role.LECTEUR}


def test_a_representative_is_added_then_removed_with_everything():
    feuille = une_feuille()
    organisation = une_organisation()
    feuille.territoire.organisations.add(organisation)
    access = un_access(feuille, Role.ADMINISTRATEUR)
    user = ajouter_membre(
        access,
        name="Léo Petit",
        email="leo@essai.example",
        role=Role.REPRESENTANT,
        organisation=organisation,
        signer=True,
    )
    assert get_access(user, feuille).signataire_de == {organisation.pk}
    with pytest.raises(Refus, match="dernière personne"):
        retirer_membre(access, user)
    un_access(feuille, Role.REPRESENTANT, organisation)
    retirer_membre(access, user)
    assert get_access(user, feuille) is None
    assert not Organisation.objects.represented_by(user).exists()


def test_texts_are_written_by_the_team_only():
    feuille = une_feuille()
    texts = dict.fromkeys(("preamble", "diagnosis", "governance", "follow_up"), "<b>Texte")
    objectif = feuille.objectifs.first()
    ecrire_textes(
        un_access(feuille, Role.ANIMATEUR), textes=texts, objectifs={objectif.pk: "Mieux produire."}
    )
    feuille.refresh_from_db()
    objectif.refresh_from_db()
    assert feuille.preamble == "<b>Texte"
    assert objectif.summary == "Mieux produire."
    with pytest.raises(Refus):
        ecrire_textes(un_access(feuille, Role.PORTEUR), textes=texts, objectifs={})


def test_texts_of_another_roadmap_are_out_of_reach():
    feuille, other = une_feuille(), une_feuille()
    texts = dict.fromkeys(("preamble", "diagnosis", "governance", "follow_up"), "")
    target = other.objectifs.first()
    ecrire_textes(
        un_access(feuille, Role.ADMINISTRATEUR), textes=texts, objectifs={target.pk: "Intrus"}
    )
    target.refresh_from_db()
    assert target.summary == ""


def test_the_phase_is_known_to_the_database():
    feuille = une_feuille()
    with pytest.raises(IntegrityError), transaction.atomic():
        FeuilleDeRoute.objects.filter(pk=feuille.pk).update(phase="ailleurs")
