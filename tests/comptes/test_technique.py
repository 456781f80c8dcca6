"""The back office: everything is read there, little is corrected, nothing is erased."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from comptes.models import User
from engagements.models import VersionEngagement
from organisations.models import Organisation, OrganisationGrant, Rattachement
from publication.models import Edition, Projet, Signataire, Visa
from socle.models import Courriel, Job, Journal
from territoires.models import AxeNational, FeuilleDeRoute, FeuilleGrant, Objectif, Territoire
from tests.fabrique import (
    un_courriel_echoue,
    un_engagement,
    une_feuille,
    une_feuille_vivante,
    une_fiche_signee,
    une_invitation,
    une_organisation,
    une_personne,
)

pytestmark = pytest.mark.django_db

SHOWN = sorted(admin.site._registry, key=lambda model: model._meta.label)
#: What a service or time alone may write, and what must stay as it was.
UNTOUCHED = {Journal, Job, Courriel, Edition, FeuilleDeRoute, FeuilleGrant, OrganisationGrant}


@pytest.fixture
def superuser(client):
    user = User.objects.create_superuser("technique@essai.example")
    client.force_login(user)
    return user


def a_row_everywhere():
    """At least one more row in every table the back office shows."""
    feuille = une_feuille_vivante()
    un_courriel_echoue(feuille)
    Edition.objects.create(
        feuille=feuille,
        state="publiee",
        content="{}",
        sha256="0" * 64,
        pdf="editions/1.pdf",
        published_at=timezone.now(),
    )
    Projet.objects.create(feuille=feuille)
    Signataire.objects.create(feuille=feuille, organisation="Région")
    Visa.objects.create(feuille=feuille, organisation="Région", date=timezone.localdate())
    Job.objects.create(kind="essai")
    une_invitation(une_organisation(), feuille)
    Rattachement.objects.create(
        organisation=une_organisation(), user=une_personne(), feuille_id=feuille.pk
    )
    pledge = un_engagement(feuille.actions.first(), une_organisation(), state="confirme")
    une_fiche_signee(pledge)
    VersionEngagement.objects.create(engagement=pledge, number=1, text="{}", state="signe")


def changelist(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(obj):
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


# The door ----------------------------------------------------------------------------------------


def test_a_stranger_signs_in_by_the_same_door(client):
    response = client.get("/technique/", follow=True)
    assert response.redirect_chain[-1][0] == "/compte/connexion/?next=%2Ftechnique%2F"
    assert "Connectez-vous" in response.content.decode()


def test_a_member_is_refused_with_the_reason(client):
    client.force_login(une_personne())
    response = client.get("/technique/", follow=True)
    assert response.status_code == 403
    assert "réservée à l’équipe qui exploite le site" in response.content.decode()


@pytest.mark.parametrize("name", ["password_change", "password_change_done"])
def test_no_password_is_asked_anywhere(client, superuser, name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}")
    assert "password" not in client.get(change(superuser)).content.decode()
    assert client.get("/technique/password_change/").status_code == 404


def test_the_first_person_is_created_by_a_command_without_password():
    call_command("createsuperuser", interactive=False, email="Premiere@essai.example", verbosity=0)
    user = User.objects.get(email="premiere@essai.example")
    assert user.is_superuser
    assert not user.has_usable_password()


def test_leaving_leads_home(client, superuser):
    assert client.post(reverse("admin:logout")).url == reverse("accueil")
    assert "_auth_user_id" not in client.session


def test_it_speaks_french_and_shows_our_models_alone(client, superuser):
    page = client.get("/technique/").content.decode()
    assert "Administration technique" in page
    assert {model._meta.app_label for model in SHOWN} == {
        "actions",
        "comptes",
        "engagements",
        "organisations",
        "publication",
        "seances",
        "socle",
        "territoires",
    }


# Reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_each_list_has_rows_and_as_many_queries_for_one_and_three(
    client, superuser, model, django_assert_num_queries, django_assert_max_num_queries
):
    a_row_everywhere()
    client.get(changelist(model))  # reads what every page keeps for a minute
    with django_assert_max_num_queries(20) as first:
        response = client.get(changelist(model))
    assert response.status_code == 200
    before = response.context["cl"].result_count
    assert before >= 1
    a_row_everywhere()
    a_row_everywhere()
    with django_assert_num_queries(len(first)):
        response = client.get(changelist(model))
    if model is not AxeNational:  # the four axes are shared by all roadmaps
        assert response.context["cl"].result_count > before


def test_a_code_is_not_read_in_the_back_office(client, superuser):
    courriel = un_courriel_echoue(une_feuille(), is_secret=True, text="Votre code : 123 456")
    assert "123 456" not in client.get(change(courriel)).content.decode()


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_each_row_opens_and_is_found(client, superuser, model):
    a_row_everywhere()
    assert client.get(change(model._default_manager.first())).status_code == 200
    response = client.get(changelist(model), {"q": "essai"})
    assert response.status_code == 200


def test_the_frozen_content_is_neither_read_nor_shown(client, superuser):
    a_row_everywhere()
    Edition.objects.update(content='{"trace":"contenu figé"}')
    for url in (changelist(Edition), change(Edition.objects.first())):
        assert "contenu figé" not in client.get(url).content.decode()


# Correcting --------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.label)
def test_nothing_is_erased_and_accounts_alone_are_added(client, superuser, model):
    a_row_everywhere()
    obj = model._default_manager.first()
    assert client.post(f"{change(obj)[: -len('change/')]}delete/").status_code == 403
    assert model._default_manager.filter(pk=obj.pk).exists()
    added = client.get(f"{changelist(model)}add/").status_code
    assert added == (200 if model is User else 403)
    response = client.post(
        changelist(model), {"action": "delete_selected", "_selected_action": obj.pk, "post": "yes"}
    )
    assert model._default_manager.filter(pk=obj.pk).exists()
    assert response.status_code in (200, 302, 403)


@pytest.mark.parametrize("model", sorted(UNTOUCHED, key=str), ids=lambda model: model.__name__)
def test_what_services_write_is_read_only(client, superuser, model):
    a_row_everywhere()
    obj = model._default_manager.first()
    page = client.get(change(obj)).content.decode()
    assert not re.search(r'<(input(?! type="hidden")|select|textarea)[^>]* name="', page)
    assert client.post(change(obj), {"phase": "publiee"}).status_code == 403


def test_the_phase_moves_from_the_settings_only(client, superuser):
    feuille = une_feuille()
    client.post(change(feuille), {"phase": "publiee"})
    assert FeuilleDeRoute.objects.get(pk=feuille.pk).phase == "partage"


def test_a_correction_goes_to_the_journal(client, superuser):
    organisation = une_organisation("Balbuzard", siret=None)
    data = {"name": "Balbuzard SAS", "kind": "pme", "college": "entreprises", "reference": "X"}
    assert client.post(change(organisation), data).status_code == 302
    changed = Organisation.objects.get(pk=organisation.pk)
    assert (changed.name, changed.reference) == ("Balbuzard SAS", organisation.reference)
    line = Journal.objects.about(organisation).get(verb="technique.correction")
    assert (line.user_id, line.details) == (superuser.pk, {"champs": ["name"]})


def test_a_wrong_siret_is_refused_in_french(client, superuser):
    organisation = une_organisation()
    data = {"name": "B", "kind": "pme", "college": "entreprises", "siret": "12345678901234"}
    response = client.post(change(organisation), data)
    assert "Vérifiez le SIRET" in response.content.decode()


def test_an_account_is_opened_without_password(client, superuser):
    data = {"email": "Nouvelle.Personne@Essai.example", "name": "Nouvelle", "is_active": "on"}
    assert client.post(reverse("admin:comptes_user_add"), data).status_code == 302
    user = User.objects.get(email="nouvelle.personne@essai.example")
    assert not user.has_usable_password()
    assert not user.is_demo
    assert Journal.objects.about(user).get().verb == "compte.cree"
    data["email"] = "NOUVELLE.personne@essai.example"
    again = client.post(reverse("admin:comptes_user_add"), data)
    assert again.status_code == 200
    assert User.objects.filter(email__iexact=data["email"]).count() == 1


def test_nobody_becomes_a_persona(client, superuser):
    user = une_personne()
    client.post(change(user), {"email": user.email, "name": "X", "is_demo": "on"})
    user.refresh_from_db()
    assert (user.name, user.is_demo) == ("X", False)


def test_only_a_superuser_gives_access_to_the_back_office(client):
    staff = une_personne(is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(content_type__app_label="comptes"))
    client.force_login(staff)
    data = {"email": staff.email, "name": "X", "is_active": "on", "is_superuser": "on"}
    assert client.post(change(staff), data).status_code == 302
    staff.refresh_from_db()
    assert (staff.name, staff.is_staff, staff.is_superuser) == ("X", True, False)


def test_labels_are_those_of_the_product(client, superuser):
    page = client.get("/technique/").content.decode()
    for model in (Territoire, Objectif, Job):
        assert str(model._meta.verbose_name_plural).capitalize() in page
