"""Who may represent and sign for an organisation: rules as tables, verbs, pages, invitations."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from comptes.models import User
from organisations import rules, services
from organisations.models import Invitation, Organisation, OrganisationGrant, Rattachement
from organisations.rules import Pouvoir
from socle.models import Courriel, Journal
from socle.refus import Refus
from territoires.droits import Role
from tests.fabrique import un_access, une_feuille, une_organisation, une_personne
from tests.outils import client_of, queries_of, text_of

ME, OTHER = 1, 2
WHO = {
    "administrateur": Pouvoir(ME, is_administrateur=True),
    "signataire": Pouvoir(ME, is_representant=True, is_signataire=True),
    "representant": Pouvoir(ME, is_representant=True),
    "personne": Pouvoir(ME),
}
COURLIS = Organisation(pk=7, name="Fonderie Courlis")


# Rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees", "manages", "leaves", "takes_out"),
    [
        ("administrateur", True, True, True, True),
        ("signataire", True, True, True, True),
        ("representant", True, False, True, False),
        ("personne", False, False, False, False),
    ],
)
def test_who_sees_and_changes_the_team(who, sees, manages, leaves, takes_out):
    pouvoir = WHO[who]
    known = {"is_last": False, "knowingly": False}
    assert (rules.why_not_voir_equipe(pouvoir) is None) is sees
    assert (rules.why_not_gerer_equipe(COURLIS, pouvoir) is None) is manages
    assert (rules.why_not_changer_signature(COURLIS, pouvoir, **known) is None) is manages
    assert (rules.why_not_retirer(COURLIS, pouvoir, ME, **known) is None) is leaves
    assert (rules.why_not_retirer(COURLIS, pouvoir, OTHER, **known) is None) is takes_out
    demande = Rattachement(state="demande")
    assert (rules.why_not_decider_rattachement(COURLIS, demande, pouvoir) is None) is manages


@pytest.mark.parametrize("who", ["administrateur", "signataire"])
@pytest.mark.parametrize(("is_last", "knowingly", "allowed"), [
    (False, False, True), (False, True, True), (True, False, False), (True, True, True),
])  # fmt: skip
def test_the_last_signatory_never_leaves_by_accident(who, is_last, knowingly, allowed):
    known = {"is_last": is_last, "knowingly": knowingly}
    for user in (ME, OTHER):
        reason = rules.why_not_retirer(COURLIS, WHO[who], user, **known)
        assert (reason is None) is allowed
    reason = rules.why_not_changer_signature(COURLIS, WHO[who], **known)
    assert (reason is None) is allowed
    if reason:
        assert "dernière personne qui peut signer" in reason


@pytest.mark.parametrize(
    ("is_known", "signs", "signer", "allowed"),
    [
        (False, False, False, True), (False, False, True, True), (True, False, False, False),
        (True, True, True, False), (True, False, True, False),
    ],
)  # fmt: skip
def test_who_is_already_in_the_team_is_not_invited(is_known, signs, signer, allowed):
    reason = rules.why_not_inviter(
        COURLIS, WHO["signataire"], is_known=is_known, signs=signs, signer=signer
    )
    assert (reason is None) is allowed


NOW = timezone.now()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "email", "is_active", "said"),
    [
        ({}, "", True, None),
        ({}, "Nadia@essai.example", True, None),
        ({}, "ines@essai.example", True, "Vous êtes connecté avec"),
        ({}, "", False, "est fermé"),
        ({"accepted_at": NOW}, "", True, "a été acceptée"),
        ({"cancelled_at": NOW}, "", True, "a été annulée"),
        ({"expires_at": NOW - DAY}, "", True, "a expiré"),
        ({"expires_at": NOW}, "", True, "a expiré"),
    ],
)
def test_an_invitation_is_accepted_once_in_time_by_its_guest(fields, email, is_active, said):
    invitation = Invitation(
        **{"email": "nadia@essai.example", "expires_at": NOW + DAY, "organisation": COURLIS}
        | fields
    )
    reason = rules.why_not_accepter(invitation, NOW, email=email, is_active=is_active)
    assert reason is None if said is None else said in reason


# Verbs -------------------------------------------------------------------------------------------


@pytest.fixture
def feuille(db):
    return une_feuille("engagement")


@pytest.fixture
def courlis(feuille):
    organisation = une_organisation("Fonderie Courlis")
    feuille.territoire.organisations.add(organisation)
    return organisation


@pytest.fixture
def ines(courlis):
    """She signs, alone."""
    user = une_personne("Inès Rabouin")
    services.accorder(courlis, user, by=None, signer=True)
    return user


@pytest.fixture
def paul(courlis):
    user = une_personne("Paul")
    services.accorder(courlis, user, by=None)
    return user


def held(organisation, user):
    grants = OrganisationGrant.objects.filter(content_object=organisation, user=user)
    return set(grants.values_list("permission__codename", flat=True))


def verbs(organisation):
    return list(Journal.objects.about(organisation).values_list("verb", flat=True))


def invite(courlis, ines, feuille, email="nadia@essai.example", **fields):
    details = {
        "email": email,
        "signer": False,
        "by": ines,
        "feuille_id": feuille.pk,
        "territoire": "Ici",
    } | fields
    return services.inviter(courlis, **details)


def test_the_last_signatory_leaves_knowingly_and_the_journal_tells(courlis, ines):
    with pytest.raises(Refus, match="dernière personne"):
        services.retirer_de_l_equipe(courlis, ines, by=ines)
    with pytest.raises(Refus, match="dernière personne"):
        services.changer_signature(courlis, ines, signer=False, by=ines)
    assert held(courlis, ines) == {"representer", "signer"}
    services.changer_signature(courlis, ines, signer=False, by=ines, knowingly=True)
    assert held(courlis, ines) == {"representer"}
    assert verbs(courlis)[0] == "organisation.plus_signer"


def test_a_closed_account_does_not_count_as_a_signatory(courlis, ines):
    gone = une_personne(is_active=False)
    services.accorder(courlis, gone, by=None, signer=True)
    with pytest.raises(Refus, match="dernière personne"):
        services.retirer_de_l_equipe(courlis, ines, by=ines)


def test_one_of_two_signatories_leaves_freely(courlis, ines, paul):
    services.changer_signature(courlis, paul, signer=True, by=ines)
    services.retirer_de_l_equipe(courlis, ines, by=ines)
    assert held(courlis, ines) == set()
    with pytest.raises(Refus, match="dernière personne"):
        services.retirer_de_l_equipe(courlis, paul, by=paul)


def test_a_representative_changes_nobody_but_may_leave(courlis, ines, paul, feuille):
    with pytest.raises(Refus):
        services.changer_signature(courlis, paul, signer=True, by=paul)
    with pytest.raises(Refus):
        services.retirer_de_l_equipe(courlis, ines, by=paul, knowingly=True)
    with pytest.raises(Refus):
        invite(courlis, paul, feuille)
    services.retirer_de_l_equipe(courlis, paul, by=paul)
    assert held(courlis, paul) == set()


def test_a_signatory_of_another_organisation_has_no_say(courlis, ines, feuille):
    other = une_personne()
    services.accorder(une_organisation(), other, by=None, signer=True)
    with pytest.raises(Refus):
        invite(courlis, other, feuille)


def test_the_right_to_sign_is_given_to_the_team_only(courlis, ines):
    with pytest.raises(OrganisationGrant.DoesNotExist):
        services.changer_signature(courlis, une_personne(), signer=True, by=ines)


def test_an_invitation_waits_once_and_a_new_link_replaces_the_old(courlis, ines, feuille):
    first = invite(courlis, ines, feuille)
    again = invite(courlis, ines, feuille, email="Nadia@Essai.example", signer=True)
    assert again.pk == first.pk
    assert again.signer
    assert again.token_digest != first.token_digest
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            organisation=courlis, feuille_id=1, email=first.email, token_digest="x",
            sent_at=now(), expires_at=now(),
        )  # fmt: skip


def test_invitations_do_not_outlive_the_right_to_send_them(courlis, ines, paul, feuille):
    """A signatory who is taken out has not kept a door open under another address."""
    services.changer_signature(courlis, paul, signer=True, by=ines)
    invitation = invite(courlis, paul, feuille, email="paul@autre.example")
    services.retirer_de_l_equipe(courlis, paul, by=ines)
    invitation.refresh_from_db()
    assert invitation.cancelled_at is not None


# Pages -------------------------------------------------------------------------------------------


def url(feuille, name, organisation, *args):
    return reverse(f"organisations:{name}", args=[feuille.slug, organisation.pk, *args])


def link():
    """The last invitation that left."""
    found = re.findall(r"http://127.0.0.1:8000(/invitation/\S+)", mail.outbox[-1].body)
    return found[-1]


def send(courlis, ines, feuille, **typed):
    typed = {"email": "nadia@essai.example"} | typed
    response = client_of(ines).post(url(feuille, "equipe", courlis), typed)
    assert response.status_code == 302, text_of(response)
    return link()


@pytest.mark.django_db(transaction=True)
class TestInvitation:
    """Mail leaves after commit."""

    def test_from_the_link_to_the_space_of_the_organisation(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille, signer="on")
        assert str(feuille.territoire) in mail.outbox[-1].body
        assert "Inès Rabouin vous invite" in mail.outbox[-1].body
        assert Courriel.objects.get().is_secret, "nobody accepts from the outbox"
        client = client_of()
        page = text_of(client.get(address))
        assert "Inès Rabouin vous invite à parler pour Fonderie Courlis, et à signer" in page
        named = {"name": "Nadia Benali", "fonction": "Directrice"}
        response = client.post(address, named, follow=True)
        user = User.objects.get(email="nadia@essai.example")
        assert (user.name, user.fonction) == ("Nadia Benali", "Directrice")
        assert held(courlis, user) == {"representer", "signer"}
        assert "Bienvenue. Vous représentez et pouvez signer pour" in text_of(response)
        assert response.request["PATH_INFO"] == reverse(
            "engagements:organisation", args=[feuille.slug]
        )
        assert int(client.session["_auth_user_id"]) == user.pk
        assert "organisation.acceptation" in verbs(courlis)

    def test_a_scanner_that_reads_changes_nothing(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille)
        client = client_of()
        for method in (client.get, client.head, client.options):
            method(address)
        assert Invitation.objects.get().accepted_at is None
        assert not User.objects.filter(email="nadia@essai.example").exists()
        assert "_auth_user_id" not in client.session

    def test_it_serves_once(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille)
        client_of().post(address, {"name": "Nadia"})
        second = client_of()
        assert "a été acceptée" in text_of(second.get(address))
        assert second.post(address, {"name": "Nadia"}).status_code == 403
        assert "_auth_user_id" not in second.session

    def test_cancelled_and_expired_say_so(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille)
        invitation = Invitation.objects.get()
        Invitation.objects.update(expires_at=now() - timedelta(minutes=1))
        response = client_of().get(address)
        assert response.status_code == 410
        assert "a expiré" in text_of(response)
        Invitation.objects.update(expires_at=now() + timedelta(days=1))
        client_of(ines).post(url(feuille, "annuler", courlis, invitation.pk))
        assert "a été annulée" in text_of(client_of().get(address))
        assert client_of().post(address, {"name": "Nadia"}).status_code == 403
        assert not User.objects.filter(email="nadia@essai.example").exists()

    def test_sent_again_the_old_link_opens_nothing(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille)
        invitation = Invitation.objects.get()
        client_of(ines).post(url(feuille, "relancer", courlis, invitation.pk))
        assert client_of().get(address).status_code == 404
        assert client_of().get(link()).status_code == 200

    def test_somebody_else_signed_in_accepts_nothing(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille)
        here = une_personne()
        response = client_of(here).post(address, {"name": "Nadia"})
        assert response.status_code == 403
        assert f"connecté avec l’adresse {here.email}" in text_of(response)
        assert held(courlis, here) == set()

    def test_the_guest_signed_in_accepts_without_a_name(self, courlis, ines, feuille):
        nadia = User.objects.create_user("nadia@essai.example", "Nadia Benali")
        address = send(courlis, ines, feuille)
        response = client_of(nadia).post(address, follow=True)
        assert response.status_code == 200
        assert held(courlis, nadia) == {"representer"}

    def test_the_back_office_is_not_opened_by_a_link(self, courlis, ines, feuille):
        """A link of two weeks must not be the key of an account that runs the site."""
        User.objects.create_superuser("nadia@essai.example")
        address = send(courlis, ines, feuille)
        client = client_of()
        response = client.post(address)
        assert response.headers["Location"].startswith(reverse("account_login"))
        assert "_auth_user_id" not in client.session

    def test_a_name_is_asked_of_a_new_person_and_nothing_is_lost(self, courlis, ines, feuille):
        address = send(courlis, ines, feuille)
        response = client_of().post(address, {"name": "", "fonction": "Directrice"})
        assert response.status_code == 422
        assert "Écrivez votre prénom" in text_of(response)
        assert 'value="Directrice"' in response.content.decode()


def test_a_made_up_link_does_not_exist(db):
    assert client_of().get(reverse("invitation", args=["inventé"])).status_code == 404


def test_the_page_tells_each_reader_what_he_or_she_may_do(courlis, ines, paul, feuille):
    page = url(feuille, "equipe", courlis)
    mine = text_of(client_of(ines).get(page))
    assert "Envoyer l’invitation" in mine
    assert "Laisser signer" in mine
    theirs = text_of(client_of(paul).get(page))
    assert "Envoyer l’invitation" not in theirs
    assert "Quitter l’équipe" in theirs
    assert "Retirer Inès" not in theirs
    assert client_of(un_access(feuille, Role.LECTEUR)).get(page).status_code == 403
    assert client_of(paul).post(page, {"email": "x@essai.example"}).status_code == 403


def test_taking_the_last_signatory_out_asks_first_then_does_it(courlis, ines, feuille):
    boss = un_access(feuille, Role.ADMINISTRATEUR)
    client, page = client_of(boss), url(feuille, "retirer", courlis, ines.pk)
    assert client.get(page).status_code == 200
    refused = client.post(page)
    assert refused.status_code == 422
    assert "dernière personne qui peut signer" in text_of(refused)
    assert held(courlis, ines) == {"representer", "signer"}
    assert client.post(page, {"derniere": "on"}).status_code == 302
    assert held(courlis, ines) == set()


def test_the_right_to_sign_is_given_and_taken_on_the_page(courlis, ines, paul, feuille):
    client, page = client_of(ines), url(feuille, "signature", courlis, paul.pk)
    client.post(page, {"signer": "1"})
    assert held(courlis, paul) == {"representer", "signer"}
    client.post(page, {"signer": "0"})
    assert held(courlis, paul) == {"representer"}
    stranger = url(feuille, "signature", courlis, une_personne().pk)
    assert client.post(stranger, {"signer": "1"}).status_code == 404


def test_inviting_somebody_of_the_team_keeps_what_was_typed(courlis, ines, paul, feuille):
    response = client_of(ines).post(url(feuille, "equipe", courlis), {"email": paul.email})
    assert response.status_code == 422
    assert "représente déjà" in text_of(response)
    assert f'value="{paul.email}"' in response.content.decode()


def test_the_page_costs_the_same_for_one_and_three(courlis, ines, feuille):
    client, page = client_of(ines), url(feuille, "equipe", courlis)

    def fill(n):
        services.accorder(courlis, une_personne(), by=None)
        invite(courlis, ines, feuille, email=f"guest{n}@essai.example")
        services.demander_rattachement(
            courlis, une_personne(), feuille_id=feuille.pk, origin="séance", administrateurs=[],
            equipe_url=page,
        )  # fmt: skip

    fill(1)
    one = queries_of(client, page)
    fill(2)
    fill(3)
    assert queries_of(client, page) == one


def test_a_member_who_signs_alone_is_not_taken_out_from_the_list_of_members(courlis, ines, feuille):
    client = client_of(un_access(feuille, Role.ADMINISTRATEUR))
    address = reverse("territoires:retirer_membre", args=[feuille.slug, ines.pk])
    assert "dernière personne qui peut signer" in text_of(client.post(address, follow=True))
    assert held(courlis, ines) == {"representer", "signer"}
    services.accorder(courlis, une_personne(), by=None, signer=True)
    assert "n’a plus de droit" in text_of(client.post(address, follow=True))
    assert held(courlis, ines) == set()
