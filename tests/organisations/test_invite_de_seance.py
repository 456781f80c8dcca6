"""A guest of a séance proves an address, keeps what was declared, and speaks for its organisation."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone

from comptes.models import User
from engagements.models import Engagement
from organisations.domaines import is_of_same_house, is_public
from organisations.models import OrganisationGrant, Rattachement
from organisations.services import accorder
from seances import confirmation, emails, tasks
from seances.models import Etape
from seances.services import console, contributions
from socle.models import Courriel
from tests.fabrique import une_organisation, une_personne
from tests.outils import client_of, text_of
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db

ADDRESS = "nadia.benali@hautebrise.example"


@pytest.fixture
def room():
    return une_salle().at(Etape.Kind.S_ENGAGER)


@pytest.fixture
def biscuiterie(room):
    organisation = une_organisation("Biscuiterie Hautebrise")
    room.feuille.territoire.organisations.add(organisation)
    return organisation


@pytest.fixture
def pledge(room, biscuiterie):
    person = room.enter("Nadia", organisation=biscuiterie)
    return declare(room, person)


def declare(room, person, address=ADDRESS, **fields):
    fields = {"kind": "temps", "text": "Prêter une équipe"} | fields
    return contributions.s_engager(
        person, room.actions[0], client_key=uuid4(), confirm_email=address, **fields
    ).engagement


def link(room, address=ADDRESS):
    return reverse("salle:confirmer", args=[confirmation.make_token(room.seance, address)])


def held(user):
    grants = OrganisationGrant.objects.filter(user=user)
    return {(str(grant.content_object), grant.permission.codename) for grant in grants}


NAMED = {"name": "Nadia Benali", "fonction": "Directrice"}


@pytest.mark.django_db(transaction=True)
def test_the_message_leads_to_the_pledge_and_nobody_else_reads_its_link(room, pledge):
    assert tasks.WRITTEN  # this module does the job that writes
    console.clore(room.by)
    [message] = mail.outbox
    [url] = re.findall(r"http://127.0.0.1:8000(/confirmation/\S+)", message.body)
    page = text_of(client_of().get(url))
    assert "Prêter une équipe" in page
    assert "Biscuiterie Hautebrise" in page
    assert Courriel.objects.get().is_secret


def test_reading_the_page_changes_nothing(room, pledge):
    """A mail scanner follows the link before its reader."""
    people = User.objects.count()
    client = client_of()
    for method in (client.get, client.head):
        assert method(link(room)).status_code == 200
    assert (User.objects.count(), Rattachement.objects.count()) == (people, 0)
    assert "_auth_user_id" not in client.session
    pledge.refresh_from_db()
    assert pledge.author is None


def test_the_first_of_an_organisation_represents_it_at_once(room, biscuiterie, pledge):
    client = client_of()
    response = client.post(link(room), NAMED, follow=True)
    user = User.objects.get(email=ADDRESS)
    assert (user.name, user.fonction) == ("Nadia Benali", "Directrice")
    assert held(user) == {("Biscuiterie Hautebrise", "representer")}, "never to sign"
    pledge.refresh_from_db()
    assert pledge.author == user
    assert pledge.state == Engagement.State.DECLARE
    assert room.people[0].__class__.objects.get(pk=room.people[0].pk).user == user
    assert response.redirect_chain[0][0].startswith(
        reverse("engagements:organisation", args=[room.feuille.slug])
    )
    assert "Vous représentez Biscuiterie Hautebrise" in text_of(response)
    assert response.status_code == 200


def test_the_link_serves_once(room, pledge):
    client_of().post(link(room), NAMED)
    again = client_of()
    page = again.get(link(room))
    assert "déjà confirmée" in text_of(page)
    assert again.post(link(room), NAMED).status_code == 403
    assert "_auth_user_id" not in again.session


@pytest.mark.parametrize(
    ("colleague", "represents"),
    [
        ("ines.rabouin@hautebrise.example", True),
        ("ines.rabouin@HauteBrise.example", True),
        ("ines.rabouin@balbuzard.example", False),
        ("ines.rabouin@paris.hautebrise.example", False),
    ],
)
def test_who_is_of_the_same_house_represents_at_once_others_wait(
    room, biscuiterie, pledge, colleague, represents
):
    ines = User.objects.create_user(colleague, "Inès Rabouin")
    User.objects.filter(pk=ines.pk).update(email=colleague)
    accorder(biscuiterie, ines, by=None, signer=True)
    client_of().post(link(room), NAMED)
    user = User.objects.get(email=ADDRESS)
    assert bool(held(user)) is represents
    assert Rattachement.objects.waiting().filter(user=user).exists() is not represents


@pytest.mark.django_db(transaction=True)
def test_a_public_mailbox_gives_no_right_and_those_who_decide_are_told(room, biscuiterie):
    ines = une_personne("Inès Rabouin")
    User.objects.filter(pk=ines.pk).update(email="ines@gmail.com")
    accorder(biscuiterie, ines, by=None, signer=True)
    engagement = declare(room, room.enter("Nadia", organisation=biscuiterie), "nadia@gmail.com")
    client = client_of()
    response = client.post(link(room, "nadia@gmail.com"), NAMED, follow=True)
    assert "votre demande lui est envoyée" in text_of(response)
    demande = Rattachement.objects.get()
    assert not held(demande.user)
    engagement.refresh_from_db()
    assert engagement.author == demande.user
    assert engagement.state == Engagement.State.DECLARE
    told = {message.to[0] for message in mail.outbox}
    assert {"ines@gmail.com", room.by.user.email} <= told
    address = reverse("organisations:equipe", args=[room.feuille.slug, biscuiterie.pk])
    assert f"http://127.0.0.1:8000{address}" in mail.outbox[0].body
    # A signatory says yes: the pledges are there.
    client_of(ines).post(
        reverse("organisations:repondre", args=[room.feuille.slug, biscuiterie.pk, demande.pk]),
        {"reponse": "accepter"},
    )
    assert held(demande.user) == {("Biscuiterie Hautebrise", "representer")}
    space = client.get(reverse("engagements:organisation", args=[room.feuille.slug]))
    assert "Prêter une équipe" in text_of(space)


def test_a_refused_request_gives_nothing(room, biscuiterie, pledge):
    accorder(biscuiterie, une_personne(), by=None)
    client_of().post(link(room), NAMED)
    demande = Rattachement.objects.get()
    client_of(room.by.user).post(
        reverse("organisations:repondre", args=[room.feuille.slug, biscuiterie.pk, demande.pk]),
        {"reponse": "refuser"},
    )
    demande.refresh_from_db()
    assert demande.state == Rattachement.State.REFUSE
    assert not held(demande.user)


def test_two_organisations_of_one_address_are_told_apart(room, biscuiterie, pledge):
    other = une_organisation("Mécanique Balbuzard")
    room.feuille.territoire.organisations.add(other)
    accorder(other, une_personne(), by=None)
    declare(room, room.enter("Nadia", organisation=other), ADDRESS.upper())
    client_of().post(link(room), NAMED)
    user = User.objects.get(email=ADDRESS)
    assert held(user) == {("Biscuiterie Hautebrise", "representer")}
    assert Rattachement.objects.get().organisation == other
    assert set(Engagement.objects.values_list("author", flat=True)) == {user.pk}


def test_somebody_else_signed_in_is_told_so(room, pledge):
    here = une_personne()
    client = client_of(here)
    for response in (client.get(link(room)), client.post(link(room), NAMED)):
        assert f"connecté avec l’adresse {here.email}" in text_of(response)
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_closed_account_is_not_opened_again(room, pledge):
    User.objects.create_user(ADDRESS, "Nadia", is_active=False)
    client = client_of()
    assert client.post(link(room), NAMED).status_code == 403
    assert "_auth_user_id" not in client.session


def test_an_account_of_the_back_office_signs_in_by_itself(room, biscuiterie, pledge):
    User.objects.create_user(ADDRESS, "Nadia", is_staff=True)
    client = client_of()
    response = client.post(link(room))
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_old_and_made_up_links_open_nothing(room, pledge, monkeypatch):
    assert client_of().get(reverse("salle:confirmer", args=["inventé"])).status_code == 404
    made = signing.dumps({"s": room.seance.pk, "e": ADDRESS}, salt="autre")
    assert client_of().get(reverse("salle:confirmer", args=[made])).status_code == 404
    assert client_of().get(link(room, "personne@ici.example")).status_code == 404
    url = link(room)
    later = timezone.now() + confirmation.LINK_LIFE + timedelta(minutes=1)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    response = client_of().get(url)
    assert response.status_code == 410
    assert "plus de deux mois" in text_of(response)


def test_a_name_is_asked_of_who_has_no_account(room, pledge):
    client = client_of()
    assert 'value="Nadia"' in client.get(link(room)).content.decode()
    response = client.post(link(room), {"name": " ", "fonction": "Directrice"})
    assert response.status_code == 422
    assert "Écrivez votre prénom" in text_of(response)
    assert 'value="Directrice"' in response.content.decode()


@pytest.mark.parametrize(
    ("domain", "public"),
    [("gmail.com", True), ("orange.fr", True), ("free.fr", True), ("yahoo.co.uk", True),
     ("laposte.net", True), ("hautebrise.example", False), ("free-mobile.example", False),
     ("localhost", True)],
)  # fmt: skip
def test_public_providers_are_known(domain, public):
    assert is_public(domain) is public
    assert is_of_same_house(f"a@{domain}", [f"b@{domain}"]) is not public


# Written to --------------------------------------------------------------------------------------


def test_the_guest_reads_the_amount_he_or_she_hides_from_the_public(room, pledge):
    Engagement.objects.filter(pk=pledge.pk).update(quantity=7, visibilite="montant_masque")
    ((address, mine),) = confirmation.unproved(room.seance).items()
    assert "7\u00a0jours" in emails.ecrire_a_confirmer(room.seance, address, mine).text
    assert "7\u00a0jours" in text_of(client_of().get(link(room)))


def minutes_of(room):
    return reverse("seances:compte_rendu", args=[room.feuille.slug, room.seance.pk])


def resend(room):
    url = reverse("seances:renvoyer_confirmations", args=[room.feuille.slug, room.seance.pk])
    return client_of(room.by.user).post(url, follow=True)


def test_a_lost_message_is_sent_again_from_the_minutes(room, pledge):
    console.clore(room.by)
    assert "pas encore ouvert le lien" in text_of(client_of(room.by.user).get(minutes_of(room)))
    assert "1\u00a0message repart." in text_of(resend(room))
    assert "Aucun message à renvoyer" in text_of(resend(room))  # one has just left
    Courriel.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert "1\u00a0message repart." in text_of(resend(room))
    sent = Courriel.objects.filter(kind=emails.KIND)
    assert [one.to for one in sent] == [ADDRESS, ADDRESS]
    assert "Aucun message à renvoyer" in text_of(resend(room))
    sent.update(state="echoue", error="Refusé.")
    assert "1\u00a0message repart." in text_of(resend(room))


def test_nobody_is_written_to_again_once_the_address_is_proved(room, pledge):
    console.clore(room.by)
    Courriel.objects.update(created_at=timezone.now() - timedelta(hours=1))
    client_of().post(link(room), NAMED)
    before = Courriel.objects.filter(kind=emails.KIND).count()
    assert "Aucun message à renvoyer" in text_of(resend(room))
    assert Courriel.objects.filter(kind=emails.KIND).count() == before
    assert "pas encore ouvert le lien" not in text_of(client_of(room.by.user).get(minutes_of(room)))


def test_nothing_is_sent_again_before_the_end(room, pledge):
    refused = resend(room)
    assert refused.status_code == 403
    assert "La séance n’est pas close" in text_of(refused)
