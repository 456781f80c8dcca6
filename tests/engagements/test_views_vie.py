"""The pages of life and signature: what they show, keep, refuse; and what they cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from engagements import services
from engagements.espace import PAR_PAGE, TACHES
from engagements.models import Engagement, Signature
from socle.models import Courriel
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.engagements.signatures import Codes, demander, wrong
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_fiche_signee,
    une_organisation,
)
from tests.outils import client_of, close, queries_of, text_of

pytestmark = pytest.mark.django_db
State = Engagement.State
WHO = {"name": "Inès Rabouin", "fonction": "Directrice", "is_habilite": "on"}


@pytest.fixture
def feuille() -> FeuilleDeRoute:
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation():
    return une_organisation("Mécanique Balbuzard", commune="Malville")


@pytest.fixture
def access(feuille, organisation) -> Access:
    return un_access(feuille, Role.REPRESENTANT, organisation)


@pytest.fixture
def client(access):
    return client_of(access)


@pytest.fixture
def action(feuille):
    return une_action(feuille, state="engagee", title="Partager la chaleur")


@pytest.fixture
def engagement(action, organisation) -> Engagement:
    return un_engagement(action, organisation, state="confirme", fermete="ferme")


def page(name: str, feuille: FeuilleDeRoute, *args) -> str:
    return reverse(f"engagements:{name}", args=[feuille.slug, *args])


def lu_of(answer) -> str:
    """The fingerprint the page carries."""
    return answer.content.decode().split('name="lu" value="')[1].split('"')[0]


# Signing -----------------------------------------------------------------------------------------


def test_one_reads_says_who_one_is_types_the_code_and_it_is_signed(client, feuille, engagement):
    url = page("signer", feuille, engagement.pk)
    shown = client.get(url)
    text = text_of(shown)
    for told in (
        "Mécanique Balbuzard, à Malville, prend part",
        "Du temps, une expertise, 5\u00a0jours\u00a0: Prêter notre bureau d’études.",
        "Partager la chaleur",
        "déclaration volontaire, sans valeur contractuelle",
        "habilité ou habilitée à engager Mécanique Balbuzard",
    ):
        assert told in text
    sent = client.post(url, WHO | {"lu": lu_of(shown)})
    asked = Signature.objects.get()
    assert sent.url == page("code", feuille, asked.lot)
    assert asked.email in text_of(client.get(sent.url))
    refused = client.post(sent.url, {"code": wrong(Codes()[0])})
    assert refused.status_code == 403
    assert "il vous reste 4\u00a0essais" in text_of(refused)
    assert "<title>Erreur" in refused.content.decode()
    done = client.post(sent.url, {"code": Codes()[0]}, follow=True)
    text = text_of(done)
    assert "est signé. Un reçu part à" in text
    assert "Inès Rabouin, Directrice" in text
    asked.refresh_from_db()
    assert asked.sha256 in text
    assert f"/verifier/{asked.reference}/" in done.content.decode()
    assert client.get(page("code", feuille, asked.lot)).status_code == 302  # the code has served
    assert client.get(url).status_code == 403


def test_what_is_typed_stays_when_the_box_is_not_ticked(client, feuille, engagement):
    url = page("signer", feuille, engagement.pk)
    typed = {"name": "Inès R.", "fonction": "Gérante", "lu": lu_of(client.get(url))}
    refused = client.post(url, typed)
    text = refused.content.decode()
    assert 'value="Inès R."' in text
    assert 'value="Gérante"' in text
    assert "Cochez cette case" in text
    assert not Signature.objects.exists()


def test_text_changed_while_reading_is_shown_again_with_what_was_typed(
    client, access, feuille, engagement
):
    url = page("signer", feuille, engagement.pk)
    before = client.get(url)
    services.modifier(engagement, by=access, text="Prêter deux postes.")
    refused = client.post(url, WHO | {"lu": lu_of(before)})
    assert refused.status_code == 403
    text = text_of(refused)
    assert "a changé depuis votre lecture" in text
    assert "Prêter deux postes." in text
    assert 'value="Directrice"' in refused.content.decode()
    assert client.post(url, WHO | {"lu": lu_of(refused)}).status_code == 302


def test_several_are_read_on_one_page_and_signed_by_one_code(
    client, feuille, action, organisation, engagement
):
    un_engagement(action, organisation, state="confirme", text="Accueillir deux apprentis.")
    un_engagement(action, organisation, state="declare", text="Pas encore confirmé.")
    url = f"{page('signer_tout', feuille)}?organisation={organisation.pk}"
    shown = client.get(url)
    text = text_of(shown)
    assert "Prêter notre bureau d’études." in text
    assert "Accueillir deux apprentis." in text
    assert "Pas encore confirmé." not in text
    keys = [str(one.pk) for one in Engagement.objects.filter(state=State.CONFIRME)]
    sent = client.post(url, WHO | {"lu": lu_of(shown), "choisis": keys})
    assert len(Codes()) == 1
    done = client.post(sent.url, {"code": Codes()[0]}, follow=True)
    assert "Vos deux engagements sont signés." in text_of(done)
    nothing = client.get(url, follow=True)
    assert "Aucun engagement n’attend votre signature." in text_of(nothing)


def test_one_is_left_out_and_waits(client, feuille, action, organisation, engagement):
    other = un_engagement(action, organisation, state="confirme", text="Accueillir deux apprentis.")
    url = page("signer_tout", feuille)
    read = WHO | {"lu": lu_of(client.get(url))}
    none = client.post(url, read)
    assert none.status_code == 422
    assert "Cochez au moins un engagement à signer." in text_of(none)
    sent = client.post(url, read | {"choisis": [str(other.pk)]})
    asked = text_of(client.get(sent.url))
    assert "Accueillir deux apprentis." in asked
    assert "Prêter notre bureau d’études." not in asked
    client.post(sent.url, {"code": Codes()[0]})
    states = {one.pk: one.state for one in Engagement.objects.all()}
    assert states == {engagement.pk: State.CONFIRME, other.pk: State.SIGNE}


def test_a_text_that_was_not_on_screen_is_not_signed(
    client, access, feuille, action, organisation, engagement
):
    """One changed while reading is refused; left out, it does not hold up the other."""
    other = un_engagement(action, organisation, state="confirme")
    url = page("signer_tout", feuille)
    read = WHO | {"lu": lu_of(client.get(url))}
    services.modifier(engagement, by=access, text="Prêter deux postes.")
    both = client.post(url, read | {"choisis": [str(engagement.pk), str(other.pk)]})
    assert "a changé depuis votre lecture" in text_of(both)
    late = un_engagement(action, organisation, state="confirme")
    unread = client.post(url, read | {"choisis": [str(late.pk)]})
    assert "a changé depuis votre lecture" in text_of(unread)
    assert client.post(url, read | {"choisis": [str(other.pk)]}).status_code == 302


def test_several_are_confirmed_at_once_but_for_the_one_left_out(
    client, feuille, action, organisation
):
    pledges = [un_engagement(action, organisation, state="declare") for _ in range(3)]
    url = f"{page('confirmer_ensemble', feuille)}?organisation={organisation.pk}"
    assert "Confirmer trois engagements à la fois" in text_of(
        client.get(page("organisation", feuille))
    )
    assert "Cochez au moins un engagement à confirmer." in text_of(client.post(url, {}))
    keys = [str(one.pk) for one in pledges[:2]]
    done = client.post(url, {"choisis": keys}, follow=True)
    assert "Deux engagements sont confirmés." in text_of(done)
    states = [Engagement.objects.get(pk=one.pk).state for one in pledges]
    assert states == [State.CONFIRME, State.CONFIRME, State.DECLARE]
    receipt = Courriel.objects.get(kind="confirmation")
    assert receipt.subject == "Deux engagements confirmés"
    assert receipt.text.count("Voir l’engagement") == 2
    refused = client.post(url, {"choisis": keys})
    assert refused.status_code == 422
    assert "n’attend plus" in text_of(refused)


def test_a_code_page_is_of_who_asked(client, access, feuille, organisation, engagement):
    lot = demander(access, engagement)
    colleague = client_of(un_access(feuille, Role.REPRESENTANT, organisation))
    assert colleague.get(page("code", feuille, lot)).status_code == 404
    assert colleague.post(page("renvoyer", feuille, lot)).status_code == 404
    again = client.post(page("renvoyer", feuille, lot), follow=True)
    assert "Un autre code est parti à" in text_of(again)
    assert len(Codes()) == 2
    old = text_of(client.get(page("code", feuille, lot)))
    assert "Un code plus récent a été demandé" in old


def test_a_phase_closed_while_the_code_travels_says_so_and_loses_nothing(
    client, access, feuille, engagement
):
    lot = demander(access, engagement)
    close(feuille)
    refused = client.post(page("code", feuille, lot), {"code": Codes()[0]})
    assert refused.status_code == 403
    assert "ne permet pas de signer" in text_of(refused)
    assert Engagement.objects.get(pk=engagement.pk).state == State.CONFIRME


# Life --------------------------------------------------------------------------------------------


def test_versions_are_told_compared_and_read(client, access, feuille, engagement):
    une_fiche_signee(engagement)
    services.modifier(engagement, by=access, text="Prêter notre atelier.")
    services.modifier(engagement, by=access, quantity=Decimal(8))
    text = text_of(client.get(page("detail", feuille, engagement.pk)))
    for told in ("Version 3", "Version 2", "Version 1", "à signer de nouveau",
                 "Signée par Inès Rabouin", "Texte retiré"):  # fmt: skip
        assert told in text
    first = text_of(client.get(page("version", feuille, engagement.pk, 1)))
    assert "Prêter notre bureau d’études." in first
    assert "Remplacée, signée" in first
    assert client.get(page("version", feuille, engagement.pk, 4)).status_code == 404
    assert client.get(page("version", feuille, engagement.pk, 0)).status_code == 404


def test_names_hashes_and_versions_are_for_the_organisation_and_the_team(feuille, engagement):
    signature = une_fiche_signee(engagement)
    reader = client_of(un_access(feuille, Role.LECTEUR))
    text = text_of(reader.get(page("detail", feuille, engagement.pk)))
    assert "Signé" in text
    assert "Inès Rabouin" not in text
    assert signature.sha256 not in text
    assert reader.get(page("version", feuille, engagement.pk, 1)).status_code == 403
    team = client_of(un_access(feuille, Role.ANIMATEUR))
    assert signature.sha256 in text_of(team.get(page("detail", feuille, engagement.pk)))


def test_a_condition_is_lifted_and_stays_readable(client, feuille, action, organisation):
    engagement = un_engagement(
        action, organisation, state="confirme", fermete="conditionnel", condition="Si le bail vient"
    )
    une_fiche_signee(engagement)
    url = page("lever_condition", feuille, engagement.pk)
    assert "sa nouvelle version sera à signer" in text_of(client.get(url))
    assert "Dites en une phrase" in text_of(client.post(url, {"reason": " "}))
    done = text_of(client.post(url, {"reason": "Le bail est signé."}, follow=True))
    assert "Sa version 2 est à signer." in done
    assert "Si le bail vient. Levée le" in done
    assert "Le bail est signé." in done


def test_fulfilled_with_a_word_on_what_was_done(client, feuille, engagement):
    url = page("realiser", feuille, engagement.pk)
    done = text_of(client.post(url, {"note": "Cinq jours donnés en juin."}, follow=True))
    assert "est réalisé" in done
    assert "Cinq jours donnés en juin." in done
    assert client.get(page("retirer", feuille, engagement.pk)).status_code == 403
    assert client.get(page("precisions", feuille, engagement.pk)).status_code == 403


@pytest.mark.parametrize("name", ["lever_condition", "realiser", "retirer"])
def test_every_free_text_reminds_of_business_secrets(client, feuille, action, organisation, name):
    fields = {"fermete": "conditionnel", "condition": "Si oui"} if name == "lever_condition" else {}
    engagement = un_engagement(action, organisation, state="confirme", **fields)
    text = text_of(client.get(page(name, feuille, engagement.pk)))
    assert "Ne saisissez pas de secret des affaires." in text


# Mon organisation --------------------------------------------------------------------------------


def test_what_waits_is_told_in_order_and_counted_as_in_the_menu(
    client, feuille, action, organisation, engagement
):
    un_engagement(action, organisation, state="confirme")
    un_engagement(action, organisation, due=date(2027, 3, 1))
    un_engagement(action, organisation, state="signe", due=date(2020, 3, 1))
    un_engagement(action, organisation, state="brouillon")
    answer = client.get(page("organisation", feuille))
    text = text_of(answer)
    assert "Quatre choses vous attendent" in text
    assert "4 à faire" in text.replace("\u00a0", " ").replace("  ", " ")
    places = [
        text.index(told)
        for told in (
            "Signez vos deux engagements confirmés",
            "Confirmez 5\u00a0jours",
            "Dites où en est",
            "Terminez votre engagement",
        )
    ]
    assert places == sorted(places)
    assert "Échéance passée\u00a0: mars 2020" in text


def test_who_may_not_sign_is_told_who_may(feuille, access, organisation, engagement):
    colleague = un_access(feuille, Role.REPRESENTANT, organisation)
    organisation.grants.filter(user=colleague.user, permission__codename="signer").delete()
    text = text_of(client_of(colleague).get(page("organisation", feuille)))
    assert f"attend la signature de {access.user}" in text
    assert "Lire et signer" not in text
    organisation.grants.filter(permission__codename="signer").delete()
    text = text_of(client_of(colleague).get(page("organisation", feuille)))
    assert "personne ne peut encore signer" in text


def test_a_long_table_is_cut_in_pages_and_filtered(client, feuille, organisation):
    fill(feuille, organisation, 45)
    url = f"{page('organisation', feuille)}?organisation={organisation.pk}"
    rows = client.get(url).content.decode().count('<th scope="row">')
    assert rows == PAR_PAGE
    text = text_of(client.get(url))
    assert "Page 1 sur 2" in text  # the drafts are among the tasks
    assert "Afficher les" in text
    seen = sum(
        client.get(f"{url}&page={number}").content.decode().count('<th scope="row">')
        for number in (1, 2)
    )
    assert seen == Engagement.objects.exclude(state="brouillon").count()
    signed = client.get(f"{url}&etat=signes").content.decode()
    assert signed.count('<th scope="row">') == Engagement.objects.filter(state="signe").count()
    everything = client.get(f"{url}&tout=oui").content.decode()
    assert everything.count("<h3>") > TACHES
    assert client.get(f"{url}&page=perdu&etat=inconnu").status_code == 200


def test_three_or_three_hundred_pledges_cost_the_same(client, access, feuille, organisation):
    costs = {}
    for number in (3, 300):
        fill(feuille, organisation, number)
        last = organisation.engagements.filter(state="confirme").first()
        for url in (
            page("organisation", feuille),
            page("signer_tout", feuille),
            page("confirmer_ensemble", feuille),
            page("signer", feuille, last.pk),
            page("detail", feuille, last.pk),
            page("version", feuille, last.pk, 1),
        ):
            costs.setdefault(url.replace(str(last.pk), "N"), []).append(queries_of(client, url))
    for url, seen in costs.items():
        assert len(set(seen)) == 1, (url, seen)
        assert seen[0] <= 20, (url, seen)


def fill(feuille: FeuilleDeRoute, organisation, number: int) -> None:
    """Pledges of every state but withdrawn, until there are so many of them."""
    states = ("confirme", "declare", "brouillon", "signe")
    action = feuille.actions.first() or une_action(feuille, state="engagee")
    already = organisation.engagements.count()
    Engagement.objects.bulk_create(
        Engagement(
            action=action,
            organisation=organisation,
            kind="temps",
            quantity=Decimal(5),
            text=f"Prêter le poste {rank}.",
            state=states[rank % 4],
        )
        for rank in range(already, number)
    )
