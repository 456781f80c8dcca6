"""Who gets which fiche d’engagement, and what it says of whom."""

import io
import json

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from engagements.documents import fiches_of
from engagements.models import Engagement, VersionEngagement
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_fiche_signee,
    une_organisation,
)
from tests.outils import client_of, text_of
from tests.publication.balises import structure

pytestmark = pytest.mark.django_db

Visibilite = Engagement.Visibilite


@pytest.fixture
def feuille():
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation():
    return une_organisation("Fonderie Courlis")


@pytest.fixture
def own(feuille, organisation):
    return un_access(feuille, Role.REPRESENTANT, organisation)


@pytest.fixture
def team(feuille):
    return un_access(feuille, Role.ANIMATEUR)


@pytest.fixture
def reader(feuille):
    return un_access(feuille, Role.LECTEUR)


@pytest.fixture
def engagement(feuille, organisation):
    action = une_action(feuille, state="retenue")
    return un_engagement(action, organisation, state="confirme", text="Prêter notre four.")


def url(engagement: Engagement, version: int | None = None) -> str:
    slug = engagement.action.feuille.slug
    query = f"?version={version}" if version else ""
    return reverse("documents:fiche", args=[slug, engagement.pk]) + query


def words(response) -> str:
    assert response["Content-Type"] == "application/pdf", response
    return structure(response.content).text


#: What each person is answered, by visibility: signed, then not signed.
ANSWERS = {
    "own": dict.fromkeys(Visibilite, (200, 200)),
    "team": dict.fromkeys(Visibilite, (200, 200)),
    "reader": {
        Visibilite.PUBLIC: (200, 403),
        Visibilite.MONTANT_MASQUE: (403, 403),
        Visibilite.ANONYME: (403, 403),
        Visibilite.INTERNE: (404, 404),
    },
}


@pytest.mark.parametrize("visibilite", Visibilite)
@pytest.mark.parametrize("person", ANSWERS)
def test_each_person_gets_what_the_table_says(request, engagement, person, visibilite):
    Engagement.objects.update(visibilite=visibilite)
    client = client_of(request.getfixturevalue(person))
    draft = client.get(url(engagement)).status_code
    une_fiche_signee(engagement)
    signed = client.get(url(engagement)).status_code
    assert (signed, draft) == ANSWERS[person][visibilite]


def test_others_read_the_fiche_without_the_person(engagement, own, reader):
    une_fiche_signee(engagement)
    mine, theirs = (words(client_of(one).get(url(engagement))) for one in (own, reader))
    assert "Inès Rabouin, directrice" in mine
    assert "ines.rabouin@balbuzard.example" in mine
    assert "Inès" not in theirs
    assert "balbuzard" not in theirs
    assert "Directrice" in theirs
    assert "Prêter notre four." in theirs


def test_what_was_hidden_when_it_was_signed_stays_hidden(engagement, reader):
    Engagement.objects.update(visibilite=Visibilite.MONTANT_MASQUE)
    une_fiche_signee(engagement)
    Engagement.objects.update(visibilite=Visibilite.PUBLIC)
    response = client_of(reader).get(url(engagement))
    assert response.status_code == 403
    assert "pas rendu tout cet engagement public" in text_of(response)


def test_the_fiche_says_what_was_signed_whatever_the_row_says_now(engagement, own):
    """Drawn from the frozen text alone."""
    signature = une_fiche_signee(engagement)
    before = client_of(own).get(url(engagement)).content
    Engagement.objects.update(text="Tout autre chose.", quantity=99)
    Action.objects.update(title="Un autre titre")
    assert client_of(own).get(url(engagement)).content == before
    with pikepdf.open(io.BytesIO(before)) as pdf:
        ((_name, attached),) = pdf.attachments.items()
        assert attached.get_file().read_bytes().decode() == signature.text
    assert json.loads(signature.text)["version"] == 1


def test_a_replaced_fiche_is_still_had_by_its_version(engagement, own, reader):
    signature = une_fiche_signee(engagement)
    VersionEngagement.objects.create(
        engagement=engagement, number=1, text=signature.text, state="signe"
    )
    Engagement.objects.update(version=2, state="confirme", text="Prêter deux fours.")
    now, before = words(client_of(own).get(url(engagement))), client_of(own).get(url(engagement, 1))
    assert "Prêter deux fours." in now
    assert "Projet, non signé" in now
    assert "Prêter notre four." in words(before)
    assert f'filename="fiche-engagement-{signature.reference}.pdf"' in before["Content-Disposition"]
    assert client_of(own).get(url(engagement, 3)).status_code == 404
    assert client_of(reader).get(url(engagement)).status_code == 403


@pytest.mark.parametrize("typed", ["un", "-1", "1e9", "9" * 30, "%00"])
def test_a_version_that_is_no_number_does_not_exist(engagement, own, typed):
    assert client_of(own).get(f"{url(engagement)}?version={typed}").status_code == 404


def test_nothing_between_keeps_it(engagement, own):
    une_fiche_signee(engagement)
    response = client_of(own).get(url(engagement), HTTP_ACCEPT_ENCODING="gzip")
    assert response["Content-Disposition"].startswith("attachment")
    assert "private" in response["Cache-Control"]
    assert "Content-Encoding" not in response


# All of an organisation --------------------------------------------------------------------------


def charte(access, organisation) -> str:
    return reverse("documents:fiches", args=[access.feuille.slug, organisation.pk])


def test_the_charte_holds_what_holds(feuille, organisation, own, engagement):
    kept = une_fiche_signee(engagement)
    for state in ("retire", "declare"):
        other = un_engagement(une_action(feuille, "2", state="retenue"), organisation)
        gone = une_fiche_signee(other)
        Engagement.objects.filter(pk=other.pk).update(
            state=state, version=2, withdrawal_reason="Motif." if state == "retire" else ""
        )
    second = une_fiche_signee(
        un_engagement(une_action(feuille, "3", state="retenue"), organisation, state="confirme")
    )
    said = words(client_of(own).get(charte(own, organisation)))
    assert "Charte d’engagement" in said
    for signature in (kept, second):
        assert signature.reference[:5] + "-" + signature.reference[5:] in said
    assert gone.reference[:5] + "-" + gone.reference[5:] not in said


def test_nothing_signed_is_said(organisation, own):
    response = client_of(own).get(charte(own, organisation), follow=True)
    assert "Aucune fiche n’est signée pour l’instant" in text_of(response)


def test_the_charte_costs_the_same_for_one_fiche_and_for_three(feuille, organisation, own):
    asked = []
    for count in (1, 2):
        for _ in range(count):
            action = une_action(feuille, state="retenue")
            une_fiche_signee(un_engagement(action, organisation, state="confirme"))
        with CaptureQueriesContext(connection) as queries:
            assert fiches_of(organisation, own) is not None
        asked.append(len(queries))
    assert asked == [1, 1]
