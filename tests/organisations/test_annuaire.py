"""The directory and the page of one organisation: who reads what, and at what cost."""

import pytest
from django.urls import reverse

from engagements import rules
from engagements.models import Engagement
from feuille_de_route.annuaire.queries import pledges_named
from organisations.models import College, Organisation
from organisations.services import accorder
from territoires.droits import Role
from territoires.services import accorder_role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.outils import HTMX, client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

Visibilite = Engagement.Visibilite
State = Engagement.State


@pytest.fixture
def feuille():
    return une_feuille("engagement")


@pytest.fixture
def lecteur(feuille):
    return un_access(feuille, Role.LECTEUR)


@pytest.fixture
def administrateur(feuille):
    return un_access(feuille, Role.ADMINISTRATEUR)


def url(feuille, name="annuaire", *args):
    return reverse(f"organisations:{name}", args=[feuille.slug, *args])


def in_directory(feuille, name, **fields):
    organisation = une_organisation(name, **fields)
    feuille.territoire.organisations.add(organisation)
    return organisation


def sheet(**fields):
    """What an administrator types."""
    return {
        "name": "Fonderie Courlis", "kind": "pme", "college": "", "commune": "", "siret": "",
        "activite": "", "effectif": "", "fait_public": "",
    } | fields  # fmt: skip


# The directory -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["mecanique", "MÉCANIQUE", "saint nazaire", "Saint-Nazaire", "356000000", "pme eti"]
)
def test_words_are_found_without_accents_nor_case(feuille, lecteur, words):
    in_directory(feuille, "Mécanique Balbuzard", commune="Saint-Nazaire", siret="35600000000048")
    in_directory(feuille, "Chantiers Avocette", commune="Donges", kind="industriel")
    page = text_of(client_of(lecteur).get(url(feuille), {"q": words}))
    assert "Mécanique Balbuzard" in page
    assert "Chantiers Avocette" not in page


def test_the_directory_is_told_by_college(feuille, lecteur):
    in_directory(feuille, "Mécanique Balbuzard")
    in_directory(feuille, "DREETS", kind="etat", college="etat_operateurs")
    page = text_of(client_of(lecteur).get(url(feuille), {"college": "etat_operateurs"}))
    assert "DREETS" in page
    assert "Balbuzard" not in page
    page = text_of(client_of(lecteur).get(url(feuille), {"college": "licornes"}))
    assert "Balbuzard" in page, "an unknown college filters nothing"


def test_what_changes_is_sent_alone_to_htmx(feuille, lecteur):
    in_directory(feuille, "Mécanique Balbuzard")
    response = client_of(lecteur).get(url(feuille), {"q": "balb"}, **HTMX)
    assert response.headers["HX-Push-Url"].endswith("?q=balb")
    assert "<html" not in response.content.decode()
    assert "Mécanique Balbuzard" in response.content.decode()


def test_the_directory_costs_the_same_for_one_and_three(feuille, lecteur, administrateur):
    action = une_action(feuille, state="retenue")
    un_engagement(action, in_directory(feuille, "Une"), state="declare")
    for access in (lecteur, administrateur):
        one = queries_of(client_of(access), url(feuille))
        for name in ("Deux", "Trois"):
            organisation = in_directory(feuille, f"{name} {access.user.pk}")
            un_engagement(action, organisation, state="declare")
        assert queries_of(client_of(access), url(feuille)) == one


@pytest.mark.parametrize("visibilite", Visibilite.values)
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("who", ["lecteur", "representant", "animateur"])
def test_a_pledge_is_counted_beside_a_name_only_where_the_name_is_told(
    feuille, visibilite, state, who
):
    """The query and the rules say the same, for every visibility, state and reader."""
    organisation = in_directory(feuille, "Fonderie Courlis")
    access = un_access(feuille, Role[who.upper()], organisation)
    engagement = un_engagement(
        une_action(feuille, state="retenue"),
        organisation,
        visibilite=visibilite,
        state=state,
        withdrawal_reason="Le calendrier a changé." if state == "retire" else "",
    )
    hidden = rules.hides_existence(engagement, access) or rules.hides_name(engagement, access)
    assert pledges_named(access).filter(pk=engagement.pk).exists() is not hidden


def test_an_anonymous_pledge_is_not_given_away_by_its_page(feuille, lecteur):
    organisation = in_directory(feuille, "Fonderie Courlis")
    un_engagement(
        une_action(feuille, state="retenue"),
        organisation,
        visibilite="anonyme",
        text="Ouvrir notre four le samedi.",
    )
    page = text_of(client_of(lecteur).get(url(feuille, "organisation", organisation.pk)))
    assert "four" not in page
    assert "Aucun engagement" in page


# The page of one organisation --------------------------------------------------------------------


def test_pledges_are_grouped_by_action(feuille, lecteur):
    organisation = in_directory(feuille, "Fonderie Courlis")
    first, second = une_action(feuille, state="retenue"), une_action(feuille, state="retenue")
    for action in (first, second, first):
        un_engagement(action, organisation)
    first.porteur = organisation
    first.save()
    second.partenaires.add(organisation)
    response = client_of(lecteur).get(url(feuille, "organisation", organisation.pk))
    groups = response.context["fiche"].engagements
    assert [(group.action, len(group.lignes)) for group in groups] == [(first, 2), (second, 1)]
    roles = [(portee.action, portee.role) for portee in response.context["fiche"].actions]
    assert roles == [(first, "Porteur"), (second, "Partenaire")]


def test_its_page_costs_the_same_for_three_and_thirty_pledges(feuille, lecteur):
    organisation = in_directory(feuille, "Fonderie Courlis")
    page = url(feuille, "organisation", organisation.pk)
    for _ in range(3):
        un_engagement(une_action(feuille, state="retenue", porteur=organisation), organisation)
    few = queries_of(client_of(lecteur), page)
    for _ in range(27):
        un_engagement(une_action(feuille, state="retenue", porteur=organisation), organisation)
    assert queries_of(client_of(lecteur), page) == few


@pytest.mark.parametrize(
    ("role", "told"),
    [("LECTEUR", False), ("PORTEUR", False), ("REPRESENTANT", True), ("ANIMATEUR", True),
     ("ADMINISTRATEUR", True)],
)  # fmt: skip
def test_who_speaks_for_it_is_told_to_those_entitled(feuille, role, told):
    organisation = in_directory(feuille, "Fonderie Courlis")
    accorder(organisation, une_personne("Inès Rabouin"), by=None, signer=True)
    reader = un_access(feuille, Role[role], organisation)
    page = text_of(client_of(reader).get(url(feuille, "organisation", organisation.pk)))
    assert ("Inès Rabouin" in page) is told
    other = un_access(feuille, Role.REPRESENTANT)
    page = text_of(client_of(other).get(url(feuille, "organisation", organisation.pk)))
    assert "Inès Rabouin" not in page


def test_an_organisation_of_another_territory_does_not_exist_here(feuille, lecteur):
    elsewhere = in_directory(une_feuille(), "Ailleurs")
    assert client_of(lecteur).get(url(feuille, "organisation", elsewhere.pk)).status_code == 404


# Its sheet ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "siret", "siren"),
    [
        ("356 000 000 00048", "35600000000048", "356000000"),
        ("356 000 000", None, "356000000"),
        ("", None, ""),
    ],
)
def test_a_siret_or_a_siren_is_kept(feuille, administrateur, typed, siret, siren):
    response = client_of(administrateur).post(url(feuille, "creer"), sheet(siret=typed))
    assert response.status_code == 302
    made = Organisation.objects.get(name="Fonderie Courlis")
    assert (made.siret, made.siren) == (siret, siren)
    assert made.college == College.ENTREPRISES, "the college of its kind"
    assert made in feuille.territoire.organisations.all()
    form = client_of(administrateur).get(url(feuille, "corriger", made.pk)).context["form"]
    assert form["siret"].value() == (siret or siren)


@pytest.mark.parametrize("typed", ["35600000000049", "356000001", "12", "356000000000"])
def test_a_wrong_number_gets_a_sentence_and_nothing_is_lost(feuille, administrateur, typed):
    response = client_of(administrateur).post(
        url(feuille, "creer"), sheet(siret=typed, commune="Donges")
    )
    assert response.status_code == 422
    assert "Vérifiez le SIRE" in text_of(response)
    assert "Erreur" in response.content.decode().split("<title>")[1][:20]
    assert 'value="Donges"' in response.content.decode()


def test_a_sheet_is_corrected(feuille, administrateur):
    organisation = in_directory(feuille, "Fonderie Courli", siren_seul="356000000")
    response = client_of(administrateur).post(
        url(feuille, "corriger", organisation.pk),
        sheet(kind="industriel", college="partenaires", siret="35600000000048"),
    )
    assert response.status_code == 302
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind) == ("Fonderie Courlis", "industriel")
    assert (organisation.college, organisation.siret) == ("partenaires", "35600000000048")
    assert organisation.siren_seul is None


def test_a_name_that_is_taken_is_refused_with_a_sentence(feuille, administrateur):
    in_directory(feuille, "Fonderie Courlis")
    other = in_directory(feuille, "Fonderie Avocette")
    response = client_of(administrateur).post(url(feuille, "corriger", other.pk), sheet())
    assert response.status_code == 422
    assert "porte déjà ce nom" in text_of(response)


# An organisation of several territories ----------------------------------------------------------


def test_an_organisation_known_elsewhere_is_added_not_doubled(feuille, administrateur):
    elsewhere = in_directory(une_feuille(), "Fonderie Courlis", siret="35600000000048")
    client = client_of(administrateur)
    response = client.post(url(feuille, "creer"), sheet(name="Courlis Fonte", siret="356 000 000"))
    assert response.status_code == 422
    assert "existe peut-être déjà" in text_of(response)
    assert client.post(url(feuille, "ajouter", elsewhere.pk)).status_code == 302
    assert elsewhere in feuille.territoire.organisations.all()


def test_adding_it_to_ones_directory_gives_no_power_over_its_team(feuille, administrateur):
    """Else the administrator of any territory could make himself sign for any company."""
    first = une_feuille()
    organisation = in_directory(first, "Fonderie Courlis")
    accorder(organisation, une_personne(), by=None, signer=True)
    client = client_of(administrateur)
    client.post(url(feuille, "ajouter", organisation.pk))
    assert client.get(url(feuille, "organisation", organisation.pk)).status_code == 200
    assert client.get(url(feuille, "equipe", organisation.pk)).status_code == 403
    assert client.get(url(feuille, "corriger", organisation.pk)).status_code == 403
    accorder_role(first, administrateur.user, Role.ADMINISTRATEUR, by=None)
    assert client.get(url(feuille, "equipe", organisation.pk)).status_code == 200
