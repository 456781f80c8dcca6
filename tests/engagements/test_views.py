"""The three steps and the pages: works, 403 with its reason, stranger 404, wrong method 405."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import Besoin
from engagements.models import Engagement
from organisations.services import accorder
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.outils import client_of, close, queries_of

pytestmark = pytest.mark.django_db
State = Engagement.State
HOSTILE = '<script>alert(1)</script> & <b>gras</b> <img src="/etc/passwd"> 🏭'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;gras&lt;/b&gt;"


@pytest.fixture
def feuille() -> FeuilleDeRoute:
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation():
    return une_organisation("Mécanique Balbuzard", commune="Malville")


@pytest.fixture
def access(feuille, organisation):
    return un_access(feuille, Role.REPRESENTANT, organisation)


@pytest.fixture
def action(feuille):
    return une_action(feuille, state="retenue")


@pytest.fixture
def client(access) -> Client:
    return client_of(access)


def page(name: str, feuille: FeuilleDeRoute, *args: object) -> str:
    return reverse(f"engagements:{name}", args=[feuille.slug, *args])


DETAILS = {
    "quantity": "25 jours",
    "text": "Prêter notre bureau d’études.",
    "fermete": "conditionnel",
    "condition": "Si le tracé passe par notre rue",
    "visibilite": "montant_masque",
    "start": "2025-01-01",
    "due": "2026-12-01",
    "is_mecenat": "on",
}


def test_a_pledge_is_made_in_three_steps_then_confirmed(client, feuille, action, organisation):
    start = f"{page('nouveau', feuille)}?action={action.numero}"
    besoin = Besoin.objects.create(action=action, title="Un bureau d’études", kind="temps")
    shown = client.get(f"{start}&besoin={besoin.pk}").content.decode()
    assert "Que pouvez-vous apporter" in shown
    assert re.search(r'value="temps"[^>]* checked', shown)

    sent = client.post(f"{start}&besoin={besoin.pk}", {"kind": "temps"})
    engagement = Engagement.objects.get()
    assert (engagement.state, engagement.organisation) == (State.BROUILLON, organisation)
    assert engagement.besoin == besoin
    assert sent.url == page("precisions", feuille, engagement.pk)

    assert "Nombre de jours" in client.get(sent.url).content.decode()
    sent = client.post(sent.url, DETAILS | {"besoin": besoin.pk})
    assert sent.url == page("verification", feuille, engagement.pk)
    recap = client.get(sent.url).content.decode()
    for told in ("25\u00a0jours", "De janvier 2025 à décembre 2026", "Si le tracé passe",
                 "Rien n’est signé à cette étape.", "sans valeur contractuelle"):  # fmt: skip
        assert told in recap
    sent = client.post(sent.url, follow=True)
    assert "Votre engagement est déclaré" in sent.content.decode()
    engagement.refresh_from_db()
    assert (engagement.state, engagement.quantity) == (State.DECLARE, Decimal(25))
    assert (engagement.start, engagement.due) == (date(2025, 1, 1), date(2026, 12, 1))
    assert (engagement.is_mecenat, engagement.visibilite) == (True, "montant_masque")

    sent = client.post(page("confirmer", feuille, engagement.pk), follow=True)
    assert "est confirmé" in sent.content.decode()
    action.refresh_from_db()
    assert action.state == "engagee"


def test_without_action_one_chooses_it_first(client, feuille, action):
    closed = une_action(feuille, "2", state="ecartee", title="Une action écartée")
    secret = une_action(feuille, "2", is_restricted=True, title="Une action restreinte")
    shown = client.get(page("nouveau", feuille)).content.decode()
    assert f"action={action.numero}" in shown
    assert closed.title not in shown
    assert secret.title not in shown
    assert client.get(f"{page('nouveau', feuille)}?action={secret.numero}").status_code == 404


def test_a_draft_goes_on_where_it_was_left(client, feuille, action, organisation):
    draft = un_engagement(action, organisation, state="brouillon", text="", quantity=None)
    espace = client.get(page("organisation", feuille)).content.decode()
    assert page("precisions", feuille, draft.pk) in espace
    assert "Terminez votre engagement" in espace
    assert client.get(page("verification", feuille, draft.pk)).url == page(
        "precisions", feuille, draft.pk
    )
    start = client.get(f"{page('nouveau', feuille)}?action={action.numero}")
    assert page("precisions", feuille, draft.pk) in start.content.decode()


def test_good_answers_of_a_refused_step_are_kept_in_the_draft(
    client, feuille, action, organisation
):
    draft = un_engagement(action, organisation, state="brouillon", text="", quantity=None)
    url = page("precisions", feuille, draft.pk)
    refused = client.post(url, DETAILS | {"quantity": "beaucoup"})
    text = refused.content.decode()
    assert refused.status_code == 200
    assert "<title>Erreur" in text
    assert "Écrivez le nombre de jours en chiffres" in text
    assert 'value="beaucoup"' in text
    again = client.get(url).content.decode()
    assert "Prêter notre bureau d’études." in again
    assert "Si le tracé passe par notre rue" in again


def test_phase_closed_between_the_page_and_the_post_loses_nothing(
    client, feuille, action, organisation
):
    draft = un_engagement(action, organisation, state="brouillon", text="", quantity=None)
    close(feuille)
    refused = client.post(page("precisions", feuille, draft.pk), DETAILS)
    text = refused.content.decode()
    assert refused.status_code == 403
    assert "ne permet pas d’engager votre organisation" in text
    assert "Prêter notre bureau d’études." in text
    draft.refresh_from_db()
    assert (draft.text, draft.quantity) == ("Prêter notre bureau d’études.", Decimal(25))

    start = f"{page('nouveau', feuille)}?action={action.numero}"
    refused = client.post(start, {"kind": "donnees"})
    assert refused.status_code == 403
    assert re.search(r'value="donnees"[^>]* checked', refused.content.decode())
    refused = client.post(page("verification", feuille, draft.pk))
    assert refused.status_code == 403
    assert "n’est pas envoyé, il reste en brouillon" in refused.content.decode()
    assert "ne permet pas d’engager votre organisation" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.state == State.BROUILLON


def test_a_declared_pledge_is_corrected_on_its_own(client, feuille, action, organisation):
    engagement = un_engagement(action, organisation, fermete="ferme")
    url = page("precisions", feuille, engagement.pk)
    shown = client.get(url).content.decode()
    assert "Enregistrer" in shown
    assert "étape 2" not in shown
    sent = client.post(url, DETAILS)
    assert sent.url == page("detail", feuille, engagement.pk)
    refused = client.post(url, DETAILS | {"text": ""})
    assert "Dites ce que vous ferez" in refused.content.decode()
    engagement.refresh_from_db()
    assert (engagement.state, engagement.text) == (State.DECLARE, DETAILS["text"])
    kind = client.get(page("apport", feuille, engagement.pk))
    assert kind.status_code == 403
    assert "ne change plus une fois l’engagement déclaré" in kind.content.decode()


def test_withdrawing_asks_why_and_keeps_the_history(client, feuille, action, organisation):
    engagement = un_engagement(action, organisation)
    url = page("retirer", feuille, engagement.pk)
    assert "Dites en une phrase pourquoi" in client.post(url, {"reason": ""}).content.decode()
    client.post(url, {"reason": HOSTILE})
    engagement.refresh_from_db()
    assert engagement.state == State.RETIRE
    told = client.get(page("detail", feuille, engagement.pk)).content.decode()
    assert ESCAPED in told
    assert "Engagement retiré" in told
    assert "Retiré" in client.get(page("organisation", feuille)).content.decode()


def test_a_draft_is_thrown_away_after_a_page_that_asks(client, feuille, action, organisation):
    draft = un_engagement(action, organisation, state="brouillon")
    url = page("supprimer", feuille, draft.pk)
    assert "Supprimer le brouillon" in client.get(url).content.decode()
    client.post(url)
    assert not Engagement.objects.exists()


def test_a_person_of_two_organisations_says_for_which(access, feuille, action, organisation):
    second = une_organisation("Étuves Courlis")
    feuille.territoire.organisations.add(second)
    accorder(second, access.user, by=None)
    client = client_of(access)
    start = f"{page('nouveau', feuille)}?action={action.numero}"
    assert "Au nom de" in client.get(start).content.decode()
    assert "Choisissez l’organisation" in client.post(start, {"kind": "temps"}).content.decode()
    client.post(start, {"kind": "temps", "organisation": second.pk})
    draft = Engagement.objects.get()
    assert draft.organisation == second
    client.post(
        page("apport", feuille, draft.pk), {"kind": "donnees", "organisation": organisation.pk}
    )
    draft.refresh_from_db()
    assert (draft.organisation, draft.kind) == (organisation, "donnees")
    url = page("organisation", feuille)
    assert "Étuves Courlis" in client.get(url).content.decode()
    assert f"organisation={second.pk}" in client.get(url).content.decode()
    assert client.get(f"{url}?organisation={second.pk}").status_code == 200
    assert client.get(f"{url}?organisation={une_organisation().pk}").status_code == 404


# Who ---------------------------------------------------------------------------------------------

PAGES = {
    # name: (methods it answers, own state it wants)
    "detail": ("get", "declare"),
    "apport": ("get post", "brouillon"),
    "precisions": ("get post", "declare"),
    "verification": ("get post", "brouillon"),
    "confirmer": ("post", "declare"),
    "retirer": ("get post", "declare"),
    "supprimer": ("get post", "brouillon"),
}


@pytest.mark.parametrize("name", list(PAGES))
def test_a_stranger_learns_nothing(name, feuille, action, organisation):
    engagement = un_engagement(action, organisation)
    stranger = client_of(une_personne())
    for method in PAGES[name][0].split():
        assert getattr(stranger, method)(page(name, feuille, engagement.pk)).status_code == 404
        assert getattr(Client(), method)(page(name, feuille, engagement.pk)).status_code == 404


@pytest.mark.parametrize("name", list(PAGES))
def test_a_wrong_method_is_refused(name, client, feuille, action, organisation):
    engagement = un_engagement(action, organisation, state=PAGES[name][1])
    for method in {"get", "post", "delete"} - set(PAGES[name][0].split()):
        assert getattr(client, method)(page(name, feuille, engagement.pk)).status_code == 405


@pytest.mark.parametrize("name", [name for name in PAGES if name != "detail"])
def test_another_organisation_may_not_touch_it(name, feuille, action, organisation):
    other = client_of(un_access(feuille, Role.REPRESENTANT))
    engagement = un_engagement(action, organisation, text="Un texte public")
    for method in PAGES[name][0].split():
        answer = getattr(other, method)(page(name, feuille, engagement.pk), DETAILS)
        assert answer.status_code == 403
        assert "appartient à une autre organisation" in answer.content.decode()
    draft = un_engagement(action, organisation, state="brouillon")
    for method in PAGES[name][0].split():
        answer = getattr(other, method)(page(name, feuille, draft.pk), DETAILS)
        assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.LECTEUR, Role.PORTEUR, Role.ANIMATEUR, Role.ADMINISTRATEUR])
def test_a_member_without_organisation_is_told_the_next_step(role, feuille, action):
    client = client_of(un_access(feuille, role))
    for url in (
        page("organisation", feuille),
        page("nouveau", feuille),
        f"{page('nouveau', feuille)}?action={action.numero}",
    ):
        answer = client.get(url)
        assert answer.status_code == 403
        assert "Demandez au chef de projet de vous rattacher" in answer.content.decode()


def test_an_administrator_confirms_from_the_page_of_the_pledge(feuille, action, organisation):
    client = client_of(un_access(feuille, Role.ADMINISTRATEUR))
    engagement = un_engagement(action, organisation)
    url = page("detail", feuille, engagement.pk)
    assert "Confirmer cet engagement" in client.get(url).content.decode()
    assert client.post(page("confirmer", feuille, engagement.pk)).url == url
    reader = client_of(un_access(feuille, Role.LECTEUR))
    assert "Confirmer" not in reader.get(url).content.decode()
    assert reader.post(page("confirmer", feuille, engagement.pk)).status_code == 403


def test_a_reader_sees_neither_hidden_amount_nor_hidden_name_nor_history(
    feuille, action, organisation
):
    reader = client_of(un_access(feuille, Role.LECTEUR))
    secrets = {"quantity": Decimal(4321), "text": "Un texte reconnaissable"}
    hidden = un_engagement(action, organisation, visibilite="montant_masque", **secrets)
    anonymous = un_engagement(action, organisation, visibilite="anonyme", **secrets)
    internal = un_engagement(action, organisation, visibilite="interne", **secrets)
    text = reader.get(page("detail", feuille, hidden.pk)).content.decode()
    assert "4\u202f321" not in text
    assert "Mécanique Balbuzard" in text
    assert "Historique" not in text
    text = reader.get(page("detail", feuille, anonymous.pk)).content.decode()
    for secret in ("Mécanique Balbuzard", "reconnaissable", "4\u202f321"):
        assert secret not in text
    assert reader.get(page("detail", feuille, internal.pk)).status_code == 404


# Mon organisation --------------------------------------------------------------------------------


def test_the_page_of_an_organisation(client, access, feuille, action, organisation):
    colleague = une_personne("Paul Morice", fonction="Responsable énergie")
    accorder(organisation, colleague, by=None)
    un_engagement(action, organisation, quantity=Decimal(25), due=date(2026, 12, 1))
    un_engagement(action, organisation, quantity=Decimal(8), state="confirme")
    un_engagement(action, organisation, kind="financier", quantity=Decimal(45_000))
    un_engagement(
        action, organisation, quantity=Decimal(99), state="retire", withdrawal_reason="Non"
    )
    action.soutiens.create(user=colleague, organisation=organisation)
    text = client.get(page("organisation", feuille)).content.decode()
    for told in (
        "Trois choses vous attendent", "Signez votre engagement confirmé", "Mécanique Balbuzard, Malville",
        "Confirmez 25\u00a0jours", "Confirmez 45\u202f000\u202f€", "Échéance\u00a0: décembre 2026",
        "jours de travail", ">33<", "engagements, dont 1 confirmé",
        "Paul Morice", "Responsable énergie, contribue", "Peut signer",
        "Entreprises", "Non renseigné", action.title,
    ):  # fmt: skip
        assert told in text
    assert 'aria-current="page"' in text


def test_nothing_waits_and_nothing_is_pledged_yet(client, feuille):
    text = client.get(page("organisation", feuille)).content.decode()
    assert "Rien ne vous attend" in text
    assert "Aucun engagement pour l’instant" in text
    assert "Je m’engage" in text
    close(feuille)
    text = client.get(page("organisation", feuille)).content.decode()
    assert "ne permet pas d’engager votre organisation" in text
    assert page("nouveau", feuille) not in text


def test_hostile_text_is_shown_as_typed_everywhere(client, feuille, organisation):
    action = une_action(feuille, title=HOSTILE, state="retenue")
    organisation.name = HOSTILE
    organisation.save()
    fields = {"text": HOSTILE, "fermete": "conditionnel", "condition": HOSTILE}
    declared = un_engagement(action, organisation, **fields)
    draft = un_engagement(action, organisation, state="brouillon", **fields)
    action.soutiens.create(user=une_personne(), organisation=organisation)
    urls = [
        page("organisation", feuille),
        page("nouveau", feuille),
        f"{page('nouveau', feuille)}?action={action.numero}",
        page("detail", feuille, declared.pk),
        page("retirer", feuille, declared.pk),
        page("apport", feuille, draft.pk),
        page("precisions", feuille, draft.pk),
        page("verification", feuille, draft.pk),
        page("supprimer", feuille, draft.pk),
        page("fiche", feuille, organisation.pk),
    ]
    for url in urls:
        text = client.get(url).content.decode()
        assert "<script>alert" not in text, url
        assert "<b>gras" not in text, url
        assert "/etc/passwd&quot;" in text, url
        assert "🏭" in text, url


def test_the_cost_does_not_grow_with_the_pledges(client, feuille, organisation):
    def fill(number: int) -> None:
        while organisation.engagements.count() < number:
            action = une_action(feuille, state="retenue", porteur=une_organisation())
            state = ("declare", "brouillon", "confirme")[organisation.engagements.count() % 3]
            un_engagement(action, organisation, state=state, author=une_personne())
            action.soutiens.create(user=une_personne(), organisation=organisation)

    costs = {}
    for number in (3, 30):
        fill(number)
        last = organisation.engagements.first()
        for url in (
            page("organisation", feuille),
            page("nouveau", feuille),
            f"{page('nouveau', feuille)}?action={last.action.numero}",
            page("detail", feuille, last.pk),
        ):
            costs.setdefault(url, []).append(queries_of(client, url))
    for url, seen in costs.items():
        assert len(set(seen)) == 1, (url, seen)
        assert seen[0] <= 18, (url, seen)


# The sheet of an organisation --------------------------------------------------------------------

FICHE = {"name": "Mécanique Balbuzard", "commune": "Savenay", "activite": "Usinage",
         "effectif": "20-49", "siret": "732 829 320 00074"}  # fmt: skip


def test_a_representative_edits_its_sheet(client, feuille, organisation):
    url = page("fiche", feuille, organisation.pk)
    assert "La fiche de votre organisation" in client.get(url).content.decode()
    sent = client.post(url, FICHE)
    assert sent.url == f"{page('organisation', feuille)}?organisation={organisation.pk}"
    organisation.refresh_from_db()
    assert (organisation.commune, organisation.siret) == ("Savenay", "73282932000074")
    client.post(url, FICHE | {"siret": ""})
    organisation.refresh_from_db()
    assert organisation.siret is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"siret": "732 829 320 00075"}, "Vérifiez le SIRET"),
        ({"siret": "12"}, "Vérifiez le SIRET"),
        ({"siret": "7" * 25}, "Vérifiez le SIRET"),
        ({"siret": "356 000 000 00048"}, "déjà celui d’une autre organisation"),
        ({"name": "Étuves Courlis"}, "Une autre organisation porte déjà ce nom"),
        ({"name": ""}, "Écrivez le nom de votre organisation."),
    ],
)
def test_a_wrong_sheet_is_told_what_to_write(client, feuille, organisation, typed, said):
    une_organisation("Étuves Courlis", siret="35600000000048")
    refused = client.post(page("fiche", feuille, organisation.pk), FICHE | typed)
    text = refused.content.decode()
    assert said in text
    assert "<title>Erreur" in text
    assert "Usinage" in text
    organisation.refresh_from_db()
    assert organisation.activite == ""


def test_nobody_else_edits_the_sheet(feuille, organisation):
    feuille.territoire.organisations.add(organisation)
    url = page("fiche", feuille, organisation.pk)
    for role in (Role.REPRESENTANT, Role.ADMINISTRATEUR, Role.LECTEUR):
        client = client_of(un_access(feuille, role))
        assert client.get(url).status_code == 403
        assert client.post(url, FICHE).status_code == 403
    elsewhere = une_organisation()
    assert client.get(page("fiche", feuille, elsewhere.pk)).status_code == 404
    organisation.refresh_from_db()
    assert organisation.activite == ""
