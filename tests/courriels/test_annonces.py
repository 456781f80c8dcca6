"""Who is written to when a pledge is confirmed or withdrawn, and what each may read there."""

import pytest

from engagements.services import confirmer, retirer
from organisations.models import Organisation
from socle.models import Courriel
from territoires.droits import Phase, Role
from territoires.services import ajouter_membre
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_organisation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def admin(feuille):
    """The one administrator who stays."""
    Courriel.objects.all().delete()
    return un_access(feuille, Role.ADMINISTRATEUR)


@pytest.fixture
def representant(feuille):
    return un_access(feuille, Role.REPRESENTANT, une_organisation("Fonderie Courlis"))


@pytest.fixture
def porteur(feuille):
    return un_access(feuille, Role.REPRESENTANT, une_organisation("Port de Loire"))


def a_pledge(representant, porteur, **fields):
    (owner,), (carrier,) = representant.organisations, porteur.organisations
    action = une_action(representant.feuille, title="Partager la chaleur", porteur_id=carrier)
    organisation = Organisation.objects.get(pk=owner)
    return un_engagement(action, organisation, **{"text": "Prêter un atelier."} | fields)


def written(kind: str) -> dict[str, str]:
    """Address → text of the messages of this kind."""
    return {one.to: one.text for one in Courriel.objects.filter(kind=kind)}


class TestConfirmation:
    def test_who_confirms_keeps_a_receipt_with_everything(self, representant, porteur):
        engagement = a_pledge(representant, porteur, visibilite="montant_masque")
        confirmer(engagement, by=representant)
        ((to, text),) = written("confirmation").items()
        assert to == representant.user.email
        assert "Vous avez confirmé l’engagement de Fonderie Courlis" in text
        assert "5\u00a0jours" in text
        assert "sans valeur contractuelle" in text

    def test_confirmed_by_an_administrator_it_tells_the_organisation(
        self, representant, porteur, admin
    ):
        confirmer(a_pledge(representant, porteur), by=admin)
        ((to, text),) = written("confirmation").items()
        assert to == representant.user.email
        assert f"{admin.user} a confirmé l’engagement" in text


class TestRetrait:
    def withdrawn(self, representant, porteur, **fields) -> dict[str, str]:
        engagement = a_pledge(representant, porteur, **fields)
        retirer(engagement, by=representant, reason="Le calendrier a changé.")
        return written("retrait")

    def test_administrators_and_the_porteur_learn_of_it(self, representant, porteur, admin):
        messages = self.withdrawn(representant, porteur)
        assert {admin.user.email, porteur.user.email} <= messages.keys()
        assert representant.user.email not in messages
        for address in (admin.user.email, porteur.user.email):
            assert (
                "Fonderie Courlis retire son engagement sur l’action\u00a01.1" in messages[address]
            )
            assert "Le calendrier a changé." in messages[address]
            assert "5\u00a0jours" in messages[address]

    @pytest.mark.parametrize(
        ("visibilite", "shown", "hidden"),
        [
            ("montant_masque", ["Fonderie Courlis", "Quantité masquée"], ["5\u00a0jours"]),
            ("anonyme", ["Une organisation retire"], ["Courlis", "calendrier", "atelier"]),
        ],
    )
    def test_the_porteur_reads_no_more_than_on_a_page(
        self, representant, porteur, admin, visibilite, shown, hidden
    ):
        messages = self.withdrawn(representant, porteur, visibilite=visibilite)
        text = messages[porteur.user.email]
        assert all(words in text for words in shown)
        assert not any(words in text for words in hidden)
        assert "Fonderie Courlis" in messages[admin.user.email]
        assert "5\u00a0jours" in messages[admin.user.email]

    def test_what_is_internal_stays_with_the_team(self, representant, porteur, admin):
        messages = self.withdrawn(representant, porteur, visibilite="interne")
        assert admin.user.email in messages
        assert porteur.user.email not in messages


class TestBienvenue:
    def test_a_new_member_learns_the_role_and_how_to_come_in(self, feuille, admin):
        user = ajouter_membre(
            admin, name="Zoé Le Roux", email="zoe@essai.example", role=Role.PORTEUR
        )
        courriel = Courriel.objects.get(kind="bienvenue")
        assert (courriel.to, courriel.user_id, courriel.feuille_id) == (
            "zoe@essai.example",
            user.pk,
            feuille.pk,
        )
        assert str(feuille.territoire) in courriel.subject
        assert "Porteur" in courriel.text
        assert "proposer une action" in courriel.text
        assert "zoe@essai.example" in courriel.text
        assert feuille.get_absolute_url() in courriel.text
        assert admin.user.email in courriel.headers["Reply-To"]

    def test_a_role_held_already_is_not_told_again(self, admin):
        for _ in range(2):
            ajouter_membre(admin, name="Zoé", email="zoe@essai.example", role=Role.PORTEUR)
        assert Courriel.objects.filter(kind="bienvenue").count() == 1
        ajouter_membre(admin, name="Zoé", email="zoe@essai.example", role=Role.LECTEUR)
        assert Courriel.objects.filter(kind="bienvenue").count() == 2

    @pytest.mark.parametrize("signer", [True, False])
    def test_a_representative_reads_for_whom(self, feuille, admin, signer):
        courlis = une_organisation("Fonderie Courlis")
        feuille.territoire.organisations.add(courlis)
        ajouter_membre(
            admin, name="Zoé", email="zoe@essai.example", role=Role.REPRESENTANT,
            organisation=courlis, signer=signer,
        )  # fmt: skip
        text = Courriel.objects.get(kind="bienvenue").text
        assert "Vous représentez Fonderie Courlis" in text
        assert ("signer un engagement" in text) == signer
