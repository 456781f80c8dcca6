"""Roles and phases: the two tables, and the sentence that refuses."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from organisations.services import accorder
from territoires.access import Access, get_access, get_access_or_404
from territoires.droits import DROITS_PAR_PHASE, DROITS_PAR_ROLE, Droit, Phase, Role
from territoires.models import FeuilleDeRoute
from territoires.rules import why_not_changer_phase, why_not_retirer_membre
from territoires.services import accorder_role
from tests.fabrique import un_access, une_feuille, une_organisation, une_personne


def an_access(role: Role, phase: Phase) -> Access:
    return Access(None, FeuilleDeRoute(phase=phase), frozenset({role}))


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("role", list(Role))
def test_a_right_needs_the_role_and_the_phase(role, phase):
    access = an_access(role, phase)
    for droit in Droit:
        allowed = droit in DROITS_PAR_ROLE[role] and droit in DROITS_PAR_PHASE[phase]
        assert access.can(droit) == allowed, (role, phase, droit)


@pytest.mark.parametrize(
    ("role", "phase", "droit", "words"),
    [
        (
            Role.LECTEUR,
            Phase.PARTAGE,
            Droit.SOUTENIR,
            "Votre rôle (lecteur) ne permet pas de soutenir",
        ),
        (Role.LECTEUR, Phase.PARTAGE, Droit.IMPORTER, "ne permet pas d’importer"),
        (
            Role.PORTEUR,
            Phase.PARTAGE,
            Droit.REPARTIR,
            "c’est possible en phase «\u00a0Sélection\u00a0»",
        ),
        (Role.REPRESENTANT, Phase.SELECTION, Droit.S_ENGAGER, "« Engagement », « Publiée »"),
    ],
)
def test_a_refusal_says_why_and_what_to_do(role, phase, droit, words):
    reason = an_access(role, phase).why_not(droit).replace("\u00a0", " ")
    assert words.replace("\u00a0", " ") in reason


@pytest.mark.parametrize("role", list(Role))
def test_only_the_administrator_changes_the_phase(role):
    allowed = why_not_changer_phase(an_access(role, Phase.PARTAGE), Phase.SELECTION) is None
    assert allowed == (role is Role.ADMINISTRATEUR)


def test_the_current_phase_is_not_a_change():
    reason = why_not_changer_phase(an_access(Role.ADMINISTRATEUR, Phase.PARTAGE), Phase.PARTAGE)
    assert "déjà en phase" in reason


@pytest.mark.django_db
def test_an_administrator_keeps_his_own_rights():
    access = un_access(une_feuille(), Role.ADMINISTRATEUR)
    assert "vos propres droits" in why_not_retirer_membre(access, access.user.pk)


@pytest.mark.django_db
class TestReadingGrants:
    def test_roles_and_organisations_in_one_query(self, django_assert_num_queries):
        feuille = une_feuille()
        user = une_personne()
        organisations = [une_organisation() for _ in range(3)]
        feuille.territoire.organisations.add(*organisations)
        accorder_role(feuille, user, Role.PORTEUR, by=None)
        accorder(organisations[0], user, by=None, signer=True)
        accorder(organisations[1], user, by=None)
        with django_assert_num_queries(1):
            access = get_access(user, feuille)
        assert access.roles == {Role.PORTEUR, Role.REPRESENTANT}
        assert access.organisations == {organisations[0].pk, organisations[1].pk}
        assert access.signataire_de == {organisations[0].pk}

    def test_an_organisation_of_another_territory_gives_nothing(self):
        feuille = une_feuille()
        user = une_personne()
        accorder(une_organisation(), user, by=None)
        assert get_access(user, feuille) is None

    def test_strangers_learn_nothing(self):
        feuille = une_feuille()
        for user in (AnonymousUser(), une_personne(), une_personne(is_active=False)):
            with pytest.raises(Http404):
                get_access_or_404(user, feuille.slug)
        with pytest.raises(Http404):
            get_access_or_404(une_personne(), "inconnue")
