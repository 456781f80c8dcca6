"""Telling the committed organisations that an edition is online: once, one mail a person."""

import pytest
from django.urls import reverse

from publication import rules, services
from publication.models import Edition
from socle.models import Courriel, Journal
from socle.refus import Refus
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action_prete,
    une_feuille,
    une_organisation,
)
from tests.outils import client_of, text_of
from tests.publication.editions import retirer, une_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def access(feuille):
    return un_access(feuille, Role.ADMINISTRATEUR)


@pytest.fixture
def engagees(feuille):
    """Ana speaks for two committed organisations, one has nobody; the draft of another does not count."""
    action = une_action_prete(feuille, state="retenue")
    courlis, bernache = une_organisation("Fonderie Courlis"), une_organisation("Étuves Bernache")
    partie, seule = une_organisation("Quai Sarcelle"), une_organisation("Forges Avocette")
    un_engagement(action, courlis, state="confirme")
    un_engagement(action, courlis, state="declare")
    un_engagement(action, bernache, visibilite="anonyme")
    un_engagement(action, partie, state="brouillon")
    un_engagement(action, seule)
    ana = un_access(feuille, Role.REPRESENTANT, organisation=courlis).user
    return ana, courlis, bernache, partie


def _courriels():
    return Courriel.objects.filter(kind="edition")


def _url(feuille, numero="1.0"):
    return reverse("publication:prevenir", args=[feuille.slug, numero])


@pytest.mark.parametrize(
    ("state", "told", "people", "words"),
    [
        (Edition.State.PUBLIEE, False, 3, None),
        (Edition.State.PUBLIEE, False, 0, "n’a de représentant"),
        (Edition.State.PUBLIEE, True, 3, "sont déjà prévenues"),
        (Edition.State.RETIREE, False, 3, "a été retirée"),
        (Edition.State.PROGRAMMEE, False, 3, "attend son heure"),
    ],
)
def test_when_they_may_be_told(feuille, access, state, told, people, words):
    edition = Edition(feuille=feuille, major=1, minor=0, state=state)
    edition.told_at = feuille.created_at if told else None
    why_not = rules.why_not_prevenir(access, edition, personnes=people)
    assert why_not is None if words is None else words in why_not


def test_only_an_administrator_tells_them(feuille, access):
    edition = Edition(feuille=feuille, state=Edition.State.PUBLIEE)
    animateur = un_access(feuille, Role.ANIMATEUR)
    assert rules.why_not_prevenir(animateur, edition, personnes=3)


def test_one_mail_a_person_once(feuille, access, engagees, django_capture_on_commit_callbacks):
    edition = une_edition(feuille)
    client = client_of(access)
    page = text_of(client.get(_url(feuille)))
    assert "3 organisations se sont engagées. 1 personne parle pour elles." in page
    assert "Forges Avocette" in page
    assert "Sarcelle" not in page
    assert "L’édition 1.0 de la feuille de route" in page
    assert f"/editions/{edition}/" in page
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(_url(feuille))
    assert response.status_code == 302
    (courriel,) = _courriels()
    assert courriel.to == engagees[0].email
    assert "Fonderie Courlis" in courriel.text
    assert "Étuves Bernache" not in courriel.text
    assert f"/editions/{edition}/" in courriel.text
    assert courriel.cle == f"edition-{edition.pk}-{engagees[0].pk}"
    edition.refresh_from_db()
    assert edition.told_at
    line = Journal.objects.get(verb="edition.annoncee")
    assert line.details["personnes"] == 1
    with pytest.raises(Refus, match="déjà prévenues"):
        services.prevenir(access, edition)
    assert client.post(_url(feuille)).status_code == 403
    assert _courriels().count() == 1
    assert "déjà prévenues" in text_of(client.get(_url(feuille)))


def test_a_withdrawn_edition_is_not_announced(feuille, access, engagees):
    edition = retirer(une_edition(feuille))
    with pytest.raises(Refus, match="retirée"):
        services.prevenir(access, edition)
    assert not _courriels().exists()


def test_as_many_queries_for_1_and_for_3_organisations(
    feuille: FeuilleDeRoute,
    access: Access,
    engagees,
    django_assert_num_queries,
    django_assert_max_num_queries,
):
    une_edition(feuille)
    client = client_of(access)
    client.get(_url(feuille))
    with django_assert_max_num_queries(20) as before:
        client.get(_url(feuille))
    action = feuille.actions.first()
    for name in ("A", "B", "C"):
        one = une_organisation(name)
        un_engagement(action, one)
        un_access(feuille, Role.REPRESENTANT, organisation=one)
    with django_assert_num_queries(len(before)):
        client.get(_url(feuille))


def test_the_list_of_editions_leads_to_the_notice(feuille, access, client):
    edition = retirer(une_edition(feuille), "Un montant est faux.")
    page = client.get(reverse("publication:editions", args=[feuille.slug])).content.decode()
    notice = reverse("publication:edition", args=[feuille.slug, edition.numero])
    assert f'href="{notice}"' in page
    assert "Un montant est faux." in client.get(notice).content.decode()
