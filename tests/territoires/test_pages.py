import pytest
from django.urls import reverse

from comptes.models import User
from territoires.access import get_access
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_feuille, une_organisation
from tests.outils import client_of, queries_of, sign_in

pytestmark = pytest.mark.django_db

PAGES = ["territoires:reglages", "territoires:membres", "territoires:textes"]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing_and_members_a_reason(client, page):
    feuille = une_feuille()
    url = reverse(page, args=[feuille.slug])
    assert client.get(url).status_code == 404
    sign_in(client, un_access(feuille, Role.LECTEUR))
    response = client.get(url)
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_pages_answer_to_the_administrator(client, page):
    feuille = une_feuille()
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    assert client.get(reverse(page, args=[feuille.slug])).status_code == 200


def test_the_phase_changes_by_a_form(client):
    feuille = une_feuille(Phase.PARTAGE)
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    url = reverse("territoires:phase", args=[feuille.slug])
    assert client.get(url).status_code == 405
    response = client.post(url, {"phase": "selection"}, follow=True)
    assert "en phase" in response.content.decode()
    feuille.refresh_from_db()
    assert feuille.phase == Phase.SELECTION
    response = client.post(url, {"phase": "inconnue"}, follow=True)
    assert "Choisissez une phase" in response.content.decode()


def test_a_member_form_keeps_what_was_typed_and_says_what_to_do(client):
    feuille = une_feuille()
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    url = reverse("territoires:membres", args=[feuille.slug])
    response = client.post(url, {"name": "Zoé Blanc", "email": "zoe", "role": "representer"})
    text = response.content.decode()
    assert "Zoé Blanc" in text
    assert "Vérifiez l’adresse" in text
    assert "Choisissez l’organisation" in text
    assert "<title>Erreur" in text


def test_a_representative_is_invited_from_the_page(client):
    feuille = une_feuille()
    organisation = une_organisation()
    feuille.territoire.organisations.add(organisation)
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    url = reverse("territoires:membres", args=[feuille.slug])
    data = {
        "name": "Zoé Blanc",
        "email": "zoe@essai.example",
        "role": "representer",
        "organisation": organisation.pk,
        "signer": "on",
    }
    assert client.post(url, data).status_code == 302
    user = User.objects.get(email="zoe@essai.example")
    assert get_access(user, feuille).signataire_de == {organisation.pk}


def test_the_list_of_members_costs_the_same_for_one_or_thirty(client):
    feuille = une_feuille()
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    url = reverse("territoires:membres", args=[feuille.slug])
    before = queries_of(client, url)
    for _ in range(30):
        un_access(feuille, Role.REPRESENTANT)
    assert queries_of(client, url) == before


def test_removing_a_member(client):
    feuille = une_feuille()
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    gone = un_access(feuille, Role.PORTEUR).user
    url = reverse("territoires:retirer_membre", args=[feuille.slug, gone.pk])
    assert client.post(url).status_code == 302
    assert get_access(gone, feuille) is None
    assert (
        client.post(reverse("territoires:retirer_membre", args=[feuille.slug, 0])).status_code
        == 404
    )


def test_a_text_is_read_before_it_is_kept():
    """The preview loses nothing, keeps nothing, and shows no markup typed."""
    feuille = une_feuille()
    access = un_access(feuille, Role.ADMINISTRATEUR)
    client = client_of(access)
    url = reverse("territoires:textes", args=[feuille.slug])
    typed = {"preamble": "# Un titre\n\n**Gras** <script>alert(1)</script>", "apercu": "1"}
    whole = client.post(url, typed).content.decode()
    fragment = client.post(url, typed, HTTP_HX_REQUEST="true").content.decode()
    for page in (whole, fragment):
        assert "<h4>Un titre</h4>" in page
        assert "<strong>Gras</strong> &lt;script&gt;" in page
        assert "<script>alert" not in page
    assert "# Un titre" in whole
    assert "<html" not in fragment
    feuille.refresh_from_db()
    assert feuille.preamble == ""
