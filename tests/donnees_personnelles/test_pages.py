"""The pages: one's data, leaving, what administrators see; and the notice of every form."""

import re
import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from comptes.connexion import LATELY, SIGNED_IN_AT
from comptes.models import NOM_EFFACE
from seances.models import Participant
from seances.models.salle import PARTICIPANT_EFFACE
from socle.conservation import DUREES, MENTIONS
from socle.models import Journal
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_feuille_vivante,
    une_organisation,
    une_personne,
)
from tests.outils import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

EFFACER = "/compte/effacer/"


def lately(client, seconds=0):
    """This browser confirmed a code that many seconds ago."""
    session = client.session
    session[SIGNED_IN_AT] = time.time() - seconds
    session.save()
    return client


# Leaving -----------------------------------------------------------------------------------------


def test_somebody_leaves(client):
    user = une_personne("Inès Rabouin", fonction="Directrice")
    client = lately(client_of(user))
    page = text_of(client.get(EFFACER))
    assert "Ce qui part" in page
    assert "Ce qui reste" in page
    response = client.post(EFFACER, {"address": user.email.upper()}, follow=True)
    assert "Votre compte est effacé." in text_of(response)
    assert not response.context["user"].is_authenticated
    user.refresh_from_db()
    assert user.name == NOM_EFFACE


def test_another_address_erases_nothing_and_is_kept_on_the_page():
    user = une_personne("Inès Rabouin")
    client = lately(client_of(user))
    response = client.post(EFFACER, {"address": "autre@essai.example"})
    text = response.content.decode()
    assert "<title>Erreur" in text
    assert 'value="autre@essai.example"' in text
    assert f"Recopiez exactement {user.email}." in text
    user.refresh_from_db()
    assert user.name == "Inès Rabouin"


@pytest.mark.parametrize("age", [None, LATELY + 1])
def test_an_old_sign_in_erases_nothing_and_shows_the_way(age):
    user = une_personne("Inès Rabouin")
    client = client_of(user)
    if age:
        lately(client, age)
    response = client.post(EFFACER, {"address": user.email})
    assert response.status_code == 403
    assert "Recevoir un nouveau code" in text_of(response)
    user.refresh_from_db()
    assert user.name == "Inès Rabouin"


def test_a_new_code_leads_back_to_erasure(mailoutbox):
    cache.clear()
    user = une_personne("Inès Rabouin")
    client = client_of(user)
    response = client.post(reverse("se_reconnecter"))
    assert response.url == "/compte/connexion/?next=%2Fcompte%2Feffacer%2F"
    client.post(response.url, {"email": user.email, "next": EFFACER})
    code = re.sub(r"\D", "", mailoutbox[0].subject)
    response = client.post("/compte/code/", {"code": code, "next": EFFACER})
    assert response.url == EFFACER
    assert 'name="address"' in client.get(EFFACER).content.decode()


def test_opening_the_page_of_the_code_is_no_new_sign_in():
    client = client_of(une_personne())
    client.get("/compte/code/")
    assert SIGNED_IN_AT not in client.session


def test_who_may_not_leave_reads_why_and_finds_no_button():
    user = une_feuille().grants.get().user
    client = lately(client_of(user))
    text = text_of(client.get(EFFACER))
    assert "Ajoutez d’abord un autre administrateur" in text
    assert 'name="address"' not in text
    assert client.post(EFFACER, {"address": user.email}).status_code == 403
    assert not Journal.objects.filter(verb="compte.efface").exists()


# Administrators ----------------------------------------------------------------------------------


def test_an_administrator_finds_and_erases_somebody_without_account():
    feuille = une_feuille_vivante()
    access = un_access(feuille, Role.ADMINISTRATEUR)
    client, url = client_of(access), reverse("conserver", args=[feuille.slug])
    assert "Nadia" not in text_of(client.get(url))
    assert "Nadia" in text_of(client.get(url, {"q": "nad"}))
    assert "Personne de ce nom" in text_of(client.get(url, {"q": "Zoé"}))
    person = Participant.objects.get()
    erase = reverse("effacer_participant", args=[feuille.slug, person.pk])
    assert "Ce qui reste" in text_of(client.get(erase))
    response = client.post(erase, follow=True)
    assert "Cette personne est effacée" in text_of(response)
    person.refresh_from_db()
    assert person.first_name == PARTICIPANT_EFFACE
    assert "Nadia" not in text_of(client.get(url, {"q": "nad"}))


def test_nobody_of_another_roadmap_is_found_or_erased():
    access = un_access(une_feuille(), Role.ADMINISTRATEUR)
    une_feuille_vivante()
    client = client_of(access)
    url = reverse("conserver", args=[access.feuille.slug])
    assert "Nadia" not in text_of(client.get(url, {"q": "nad"}))
    person = Participant.objects.get()
    erase = reverse("effacer_participant", args=[access.feuille.slug, person.pk])
    assert client.post(erase).status_code == 404


def test_the_page_of_administrators_costs_the_same_for_one_person_and_three():
    feuille = une_feuille_vivante()
    client = client_of(un_access(feuille, Role.ADMINISTRATEUR))
    url = reverse("conserver", args=[feuille.slug]) + "?q=nad"
    one = queries_of(client, url)
    for n in range(2):
        Participant.objects.create(
            seance=feuille.seances.get(), first_name="Nadia", college="entreprises",
            recovery_digest=str(n), organisation=une_organisation(),
        )  # fmt: skip
    assert queries_of(client, url) == one


def test_the_dry_run_is_shown():
    feuille = une_feuille_vivante()  # its séance is of 2024
    client = client_of(un_access(feuille, Role.ADMINISTRATEUR))
    text = text_of(client.get(reverse("conserver", args=[feuille.slug])))
    assert re.search(r"Participants de séances +1.ligne à effacer +6.mois après la séance", text)
    assert "Aucun passage encore." in text


# What is told ------------------------------------------------------------------------------------


def test_the_public_page_is_printed_from_the_table(settings):
    settings.CONSERVATION = settings.CONSERVATION | {"brouillons": 42, "journal": 0}
    settings.CONTACT_DPO = "dpo@pays.example"
    text = text_of(client_of().get("/donnees-personnelles/"))
    for duree in DUREES:
        assert duree.what in text
    assert "42\u00a0jours après la dernière saisie" in text
    assert "sans limite" in text
    assert "dpo@pays.example" in text


def test_the_account_page_leads_to_both():
    text = client_of(une_personne()).get("/compte/").content.decode()
    assert 'href="/compte/mes-donnees/"' in text
    assert 'href="/compte/effacer/"' in text


def test_one_s_page_counts_what_is_held_and_says_what_erasure_does():
    access = un_access(une_feuille(), Role.LECTEUR)
    text = text_of(client_of(access).get("/compte/mes-donnees/"))
    assert re.search(r"Rôles sur les feuilles de route \(1\) +Effacé", text)
    assert "bulletins de vote ne sont pas dans cette archive" in text


def pages_that_ask():
    """(page, notice) of every form that asks for data of a person; drawn below."""
    feuille = une_feuille_vivante(Phase.ENGAGEMENT)
    organisation = une_organisation()
    feuille.territoire.organisations.add(organisation)
    admin = un_access(feuille, Role.ADMINISTRATEUR)
    represents = un_access(feuille, Role.REPRESENTANT, organisation)
    draft = un_engagement(
        une_action(feuille), organisation, state="brouillon", author=represents.user
    )
    pledge = un_engagement(
        une_action(feuille), organisation, state="confirme", author=represents.user
    )
    seance = feuille.seances.get()
    slug = feuille.slug
    yield client_of(), reverse("account_login"), "connexion"
    yield client_of(admin), reverse("comptes:compte"), "compte"
    yield client_of(admin), reverse("territoires:membres", args=[slug]), "membre"
    yield client_of(admin), reverse("seances:animation", args=[slug, seance.pk]), "membre"
    yield client_of(admin), reverse("seances:participants", args=[slug, seance.pk]), "seance"
    yield (
        client_of(represents),
        reverse("engagements:precisions", args=[slug, draft.pk]),
        "engagement",
    )
    yield (
        client_of(represents),
        reverse("engagements:signer", args=[slug, pledge.pk]),
        "signature",
    )
    yield (
        client_of(admin),
        reverse("organisations:equipe", args=[slug, organisation.pk]),
        "invitation",
    )


def test_each_form_says_why_how_long_and_where_to_read_more():
    for client, url, notice in pages_that_ask():
        text = client.get(url).content.decode()
        assert f"Ces données servent à {MENTIONS[notice].why}. Gardées" in text, url
        assert 'href="/donnees-personnelles/">Vos droits</a>' in text, url
