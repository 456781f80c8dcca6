"""Pages of writing: works, refuses with a reason, loses nothing typed."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action, Besoin, Brouillon, BudgetAnnuel, Commentaire
from actions.services import redaction as services
from actions.versions import Base, values_of
from organisations.services import accorder
from territoires.droits import Phase, Role
from territoires.models import FeuilleGrant
from tests.actions.formulaire import sent_by
from tests.fabrique import (
    un_access,
    une_action,
    une_action_prete,
    une_feuille,
    une_feuille_vivante,
    une_organisation,
)

pytestmark = pytest.mark.django_db

MARKUP = '<img src="/etc/passwd"> <b & « 🌊 »'
ESCAPED = "&lt;img src=&quot;/etc/passwd&quot;&gt; &lt;b &amp; « 🌊 »"


def url_of(name, feuille, *args):
    return reverse(f"actions:{name}", args=[feuille.slug, *args])


def sign_in(client, access):
    client.force_login(access.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return access


def close(feuille, phase=Phase.SELECTION):
    type(feuille).objects.filter(pk=feuille.pk).update(phase=phase)


@pytest.fixture
def feuille():
    return une_feuille()


@pytest.fixture
def writer(client, feuille):
    """Somebody of the team, signed in."""
    return sign_in(client, un_access(feuille, Role.ANIMATEUR))


# Who comes in ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["proposer", "modifier"])
def test_strangers_find_nothing_and_readers_a_reason(client, feuille, name):
    args = [une_action(feuille).numero] if name == "modifier" else []
    url = url_of(name, feuille, *args)
    assert client.get(url).status_code == 404
    sign_in(client, un_access(feuille, Role.LECTEUR))
    response = client.get(url)
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in response.content.decode()


@pytest.mark.parametrize("name", ["commenter", "faire_avancer", "passer_fiche_action"])
def test_verbs_are_posts(client, feuille, writer, name):
    url = url_of(name, feuille, une_action(feuille).numero)
    assert client.get(url).status_code == 405
    client.logout()
    assert client.post(url).status_code == 404


def test_a_restricted_action_is_not_there_for_others(client, feuille):
    action = une_action(feuille, is_restricted=True)
    sign_in(client, un_access(feuille, Role.PORTEUR))
    for name in ("modifier", "commenter", "garder_modification"):
        assert client.post(url_of(name, feuille, action.numero)).status_code == 404


# Propose -----------------------------------------------------------------------------------------


def propose(client, feuille, follow=False, **typed):
    url = url_of("proposer", feuille)
    page = client.get(url + "?nouvelle=1")
    filled = {"title": "Partager un four", "objectif": "1", "summary": "Un résumé."} | typed
    return client.post(url, sent_by(page, "proposition", **filled), follow=follow)


def test_a_proposal_is_sent(client, feuille, writer):
    porteur = une_organisation()
    feuille.territoire.organisations.add(porteur)
    response = propose(
        client, feuille, follow=True, budget="1 250 000,50 €", porteur=str(porteur.pk)
    )
    action = Action.objects.get()
    assert response.redirect_chain == [(action.get_absolute_url(), 302)]
    assert "Votre proposition porte le numéro 1.1." in response.content.decode()
    assert (action.budget, action.porteur) == (Decimal("1250000.50"), porteur)


def test_a_double_click_sends_once(client, feuille, writer):
    url = url_of("proposer", feuille)
    data = sent_by(client.get(url), "proposition", title="Un", objectif="1", summary="x")
    assert client.post(url, data).url == client.post(url, data).url
    assert Action.objects.count() == 1


def test_a_refused_proposal_says_what_to_do_and_keeps_all(client, feuille, writer):
    response = propose(client, feuille, title="", objectif="", budget="environ 1 million")
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Erreur : Proposer une action" in html.replace("\xa0", " ")
    assert "Corrigez trois points avant d’envoyer" in html
    for sentence in ("Donnez un titre", "Choisissez un objectif", "Écrivez le montant en chiffres"):
        assert sentence in html
    assert 'value="environ 1 million"' in html
    assert "Un résumé." in html
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "a" * 10_000, "Raccourcissez le titre\xa0: 300 caractères au plus, "
         "vous en avez écrit 10\u202f000."),
        ("summary", "é" * 601, "Raccourcissez le résumé\xa0: 600 caractères au plus, "
         "vous en avez écrit 601."),
        ("budget", "-5", "Écrivez un montant positif"),
        ("budget", "850,000", "Écrivez les centimes avec deux chiffres"),
        ("budget", "9" * 40, "Écrivez un montant inférieur"),
        ("porteur", "999999", "Choisissez un porteur dans l’annuaire."),
        ("objectif", "9", "Choisissez un objectif de cette feuille de route."),
    ],
)  # fmt: skip
def test_hostile_fields_get_a_sentence(client, feuille, writer, field, value, sentence):
    response = propose(client, feuille, **{field: value})
    assert response.status_code == 422
    html = response.content.decode()
    assert sentence in html
    if field in ("title", "summary", "budget"):
        assert value in html


def test_markup_is_text_and_control_characters_go(client, feuille, writer):
    response = propose(client, feuille, title=f"{MARKUP}\x00\x07", summary="a\x00b\r\nc")
    assert response.status_code == 302
    action = Action.objects.get()
    assert (action.title, action.summary) == (MARKUP, "ab\nc")
    page = client.get(url_of("modifier", feuille, action.numero)).content.decode()
    assert ESCAPED in page
    assert MARKUP not in page


def test_a_phase_closed_between_the_page_and_the_post(client, feuille, writer):
    url = url_of("proposer", feuille)
    data = sent_by(client.get(url), "proposition", title="Un titre", objectif="1", summary="Texte")
    close(feuille)
    response = client.post(url, data)
    html = response.content.decode()
    assert response.status_code == 403
    assert "Votre texte n’est pas envoyé" in html
    assert "La phase «\xa0Sélection\xa0» ne permet pas de proposer une action" in html
    assert 'value="Un titre"' in html
    assert "Brouillon gardé à" in html
    assert Brouillon.objects.get().data["summary"] == ["Texte"]
    assert "Texte" in client.get(url_of("brouillons", feuille)).content.decode()


def test_a_right_lost_between_the_page_and_the_post(client, feuille):
    access = sign_in(client, un_access(feuille, Role.PORTEUR))
    un_access(feuille, Role.LECTEUR)
    url = url_of("proposer", feuille)
    data = sent_by(client.get(url), "proposition", title="Un titre", objectif="1", summary="x")
    reader = FeuilleGrant.objects.get(permission__codename="lire").permission
    FeuilleGrant.objects.filter(user=access.user).update(permission=reader)
    response = client.post(url, data)
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in response.content.decode()
    assert Brouillon.objects.get().user == access.user


def test_the_objective_may_come_from_the_board(client, feuille, writer):
    page = client.get(url_of("proposer", feuille) + "?objectif=3")
    assert sent_by(page, "proposition")["objectif"] == ["3"]


# Drafts ------------------------------------------------------------------------------------------


def test_a_draft_is_kept_whatever_it_holds_and_found_again(client, feuille, writer):
    response = propose(client, feuille, title="", budget="beaucoup", brouillon="1")
    assert response.url == url_of("brouillons", feuille)
    page = client.get(url_of("proposer", feuille))
    html = page.content.decode()
    assert "Votre brouillon est repris" in html
    assert sent_by(page, "proposition")["budget"] == ["beaucoup"]
    assert "message-erreur" not in html
    fresh = client.get(url_of("proposer", feuille) + "?nouvelle=1")
    assert sent_by(fresh, "proposition")["budget"] == [""]


def test_a_form_is_kept_as_it_is_typed(client, feuille, writer):
    url = url_of("garder_proposition", feuille)
    data = sent_by(client.get(url_of("proposer", feuille)), "proposition", title="Un début")
    for title in ("Un début", "Un début plus long"):
        response = client.post(url, data | {"title": [title]}, headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert "Brouillon gardé à" in response.content.decode()
    assert str(Brouillon.objects.get()) == "Un début plus long"
    assert client.post(url, data).url == url_of("brouillons", feuille)


def test_keeping_a_fiche_tells_what_is_missing_live(client, feuille, writer):
    action = une_action(feuille)
    page = client.get(url_of("modifier", feuille, action.numero))
    assert "Désignez un porteur." in page.content.decode()
    porteur = une_organisation()
    feuille.territoire.organisations.add(porteur)
    data = sent_by(page, "fiche", porteur=str(porteur.pk), budget="100", budgets__0__planned="40")
    url = url_of("garder_modification", feuille, action.numero)
    html = client.post(url, data, headers={"HX-Request": "true"}).content.decode()
    assert 'id="feux" hx-swap-oob="true"' in html
    assert "Désignez un porteur." not in html
    assert "il manque 60\u202f€" in html
    action.refresh_from_db()
    assert action.porteur is None


def test_an_erased_draft_may_come_back(client, feuille, writer):
    propose(client, feuille, title="Précieux", brouillon="1")
    brouillon = Brouillon.objects.get()
    erased = client.post(url_of("effacer_brouillon", feuille, brouillon.pk), follow=True)
    undo = url_of("retablir_brouillon", feuille)
    assert f'action="{undo}"' in erased.content.decode()
    assert not Brouillon.objects.exists()
    client.post(undo)
    assert Brouillon.objects.get().data["title"] == ["Précieux"]
    assert client.post(undo).status_code == 404


def test_nobody_erases_the_draft_of_others(client, feuille, writer):
    propose(client, feuille, brouillon="1")
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    url = url_of("effacer_brouillon", feuille, Brouillon.objects.get().pk)
    assert client.post(url).status_code == 404


def test_the_list_of_drafts_costs_the_same_for_1_and_3(client, feuille, writer):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of("brouillons", feuille)).status_code == 200
        return len(queries)

    propose(client, feuille, title="Un", brouillon="1")
    client.get(url_of("brouillons", feuille))
    one = cost()
    propose(client, feuille, title="Deux", brouillon="1")
    action = une_action(feuille)
    data = sent_by(client.get(url_of("modifier", feuille, action.numero)), "fiche", brouillon="1")
    client.post(url_of("modifier", feuille, action.numero), data)
    assert Brouillon.objects.count() == 3
    client.get(url_of("brouillons", feuille))
    assert cost() == one


# Change ------------------------------------------------------------------------------------------


def edit(client, action, page=None, **typed):
    url = url_of("modifier", action.feuille, action.numero)
    return client.post(url, sent_by(page or client.get(url), "fiche", **typed))


def test_a_fiche_left_as_shown_changes_nothing(client, writer):
    feuille = une_feuille_vivante()
    sign_in(client, un_access(feuille, Role.ADMINISTRATEUR))
    action = feuille.actions.get()
    BudgetAnnuel.objects.create(action=action, year=2030, planned=Decimal("12.50"))
    before = values_of(Action.objects.for_fiche().get(pk=action.pk))
    assert edit(client, action).status_code == 302
    action.refresh_from_db()
    assert action.version == 1
    assert values_of(Action.objects.for_fiche().get(pk=action.pk)) == before


def test_every_field_and_line_is_written(client, feuille, writer):
    helper, other = une_organisation("Aide"), une_organisation("Autre aide")
    feuille.territoire.organisations.add(helper, other)
    action, linked = une_action(feuille), une_action(feuille, "2")
    response = edit(
        client, action,
        title="Nouveau titre", summary="R", finding="C", description="D", aims="O",
        results="Un\nDeux", beneficiaries="PME", location="Savenay", means="M", risks="V",
        linked=linked.numero, porteur=str(helper.pk), referent="Inès Rabouin",
        pilote=str(writer.user.pk), copilotes=[str(other.pk)],
        partenaires=[str(helper.pk), str(other.pk)], comite="Comité",
        start="septembre 2024", end="2027-12", avancement="en_cours", progress="25",
        budget="1 250 000,50 €", maturite="fiche_projet", fermete="ferme", priorite="elevee",
        avis="favorable", is_restricted="on",
        jalons__0__title="Démarrer", jalons__0__when="2024-4",
        budgets__0__planned="250 000,50", budgets__1__planned="1 M€", budgets__0__spent="10",
        financements__0__organisation=str(helper.pk), financements__0__amount="50 k€",
        financements__0__state="acquis",
        indicateurs__0__title="Émissions", indicateurs__0__target="-2 950,5",
        indicateurs__0__unit="tCO₂e", indicateurs__0__due="2027-12",
        besoins__0__title="Du temps", besoins__0__kind="temps", besoins__0__quantity="12",
        pieces__0__title="Rapport", pieces__0__url="exemple.fr/rapport",
    )  # fmt: skip
    assert response.status_code == 302
    action = Action.objects.for_fiche().get(pk=action.pk)
    assert (action.title, action.results, action.location) == (
        "Nouveau titre",
        "Un\nDeux",
        "Savenay",
    )
    assert (action.budget, action.progress) == (Decimal("1250000.50"), 25)
    assert (action.start.isoformat(), action.end.isoformat()) == ("2024-09-01", "2027-12-01")
    assert (action.porteur, action.pilote, action.priorite) == (helper, writer.user, "elevee")
    assert [o.name for o in action.partenaires.all()] == ["Aide", "Autre aide"]
    assert list(action.linked.all()) == [linked]
    assert action.is_restricted
    assert [(j.year, j.quarter) for j in action.jalons.all()] == [(2024, 4)]
    assert sum(b.planned for b in action.budgets.all()) == action.budget
    assert action.financements.get().financeur == "Aide"
    assert action.indicateurs.get().target == Decimal("-2950.5")
    assert action.besoins.get().quantity == 12
    assert action.pieces.get().url == "https://exemple.fr/rapport"


def test_a_line_is_added_and_everything_typed_stays(client, feuille, writer):
    action = une_action(feuille)
    response = edit(
        client, action, title="", budget="beaucoup", jalons__0__title="A", ajouter="jalons"
    )
    html = response.content.decode()
    assert response.status_code == 200
    again = sent_by(response, "fiche")
    assert again["jalons-TOTAL_FORMS"] == ["2"]
    assert again["jalons-0-title"] == ["A"]
    assert again["budget"] == ["beaucoup"]
    assert "autofocus" in html
    assert "message-erreur" not in html


def test_the_fragment_of_a_list_equals_the_page(client, feuille, writer):
    action = une_action(feuille)
    url = url_of("modifier", feuille, action.numero)
    data = sent_by(client.get(url), "fiche", jalons__0__title=MARKUP, ajouter="jalons")
    whole = client.post(url, data).content.decode()
    fragment = client.post(url, data, headers={"HX-Request": "true"}).content.decode().strip()
    assert fragment.startswith('<div id="liste-jalons">')
    assert fragment in whole


def test_lines_are_taken_away(client, feuille, writer):
    action = une_action_prete(feuille)
    response = edit(client, action, jalons__0__DELETE="on", financements__0__DELETE="on")
    assert response.status_code == 302
    assert not action.jalons.exists()
    assert not action.financements.exists()
    assert action.indicateurs.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"end": "2020-01", "start": "2024-01"}, "Choisissez une fin qui vient après le début."),
        ({"start": "bientôt"}, "Écrivez le mois et l’année"),
        ({"progress": "150"}, "Écrivez un nombre de 0 à 100."),
        ({"linked": "9.9"}, "Introuvable\xa0: 9.9."),
        ({"financements__0__amount": "douze"}, "Plan de financement, Financeur 1\xa0: Nommez"),
        (
            {"financements__0__financeur": "Région"},
            "Plan de financement, Financeur 1\xa0: Écrivez le montant attendu",
        ),
        ({"jalons__0__when": "2024-4"}, "Dites ce qui sera fait à cette étape"),
        ({"budgets__0__planned": "-3"}, "Budget par année, 2024\xa0: Écrivez un montant positif"),
        (
            {"indicateurs__0__title": "x", "indicateurs__0__target": "beaucoup"},
            "Écrivez un nombre, par exemple",
        ),
        (
            {"besoins__0__title": "x", "besoins__0__quantity": "3"},
            "Choisissez un type d’apport qui se compte",
        ),
        ({"pieces__0__title": "x", "pieces__0__url": "ht tp"}, "Vérifiez le lien"),
    ],
)
def test_a_refused_fiche_says_what_to_do(client, feuille, writer, typed, sentence):
    action = une_action(feuille)
    response = edit(client, action, title="Toujours là", **typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Erreur" in html
    assert sentence in html
    assert 'value="Toujours là"' in html
    for value in typed.values():
        assert value in html
    action.refresh_from_db()
    assert action.title != "Toujours là"


def test_a_form_without_its_lists_is_refused_in_french(client, feuille, writer):
    action = une_action(feuille)
    response = client.post(url_of("modifier", feuille, action.numero), {"title": "x"})
    assert response.status_code == 422
    assert "Rechargez la page" in response.content.decode()


def test_too_many_lines_get_a_sentence(client, feuille, writer):
    action = une_action(feuille)
    titles = {f"jalons__{rank}__title": f"Étape {rank}" for rank in range(61)}
    states = {f"jalons__{rank}__state": "a_venir" for rank in range(61)}
    response = edit(client, action, jalons__TOTAL_FORMS="61", **titles, **states)
    assert response.status_code == 422
    assert "Gardez 60 lignes au plus dans cette liste." in response.content.decode()
    assert "Étape 60" in response.content.decode()


def test_years_that_do_not_add_up_are_told_and_do_not_block(client, feuille, writer):
    action = une_action(feuille, budget=Decimal(400_000))
    BudgetAnnuel.objects.create(action=action, year=2024, planned=Decimal(350_000))
    html = client.get(url_of("modifier", feuille, action.numero)).content.decode()
    assert "il manque 50\u202f000\u202f€" in html
    assert edit(client, action, location="Savenay").status_code == 302


def test_the_second_writer_chooses_field_by_field(client, feuille, writer):
    action = une_action(feuille, title="Avant", summary="Avant", location="Avant")
    page = client.get(url_of("modifier", feuille, action.numero))
    first = un_access(feuille, Role.ADMINISTRATEUR)
    base = Base.of(Action.objects.for_fiche().get(pk=action.pk))
    services.modifier(
        action, by=first, base=base,
        values={"title": "Du premier", "summary": "Du premier", "means": "Du premier"},
    )  # fmt: skip
    response = edit(
        client, action, page, title="Du second", summary="Du second", location="Du second"
    )
    html = response.content.decode()
    assert response.status_code == 409
    assert "Vous avez été deux à écrire" in html
    assert f"Version enregistrée par {first.user}" in html
    assert "les moyens" in html  # taken as it is
    action.refresh_from_db()
    assert (action.title, action.location) == ("Du premier", "Avant")
    assert Brouillon.objects.get().data["title"] == ["Du second"]

    sent = sent_by(response, "fiche")
    assert sent["choix-title"] == sent["choix-summary"] == ["enregistree"]
    assert sent["title"] == ["Du second"]
    assert sent["means"] == ["Du premier"]
    assert edit(client, action, response, choix__title="mienne").status_code == 302
    action.refresh_from_db()
    assert (action.title, action.summary, action.location, action.means) == (
        "Du second", "Du premier", "Du second", "Du premier",
    )  # fmt: skip
    assert not Brouillon.objects.exists()


def test_a_third_writer_is_asked_about_again(client, feuille, writer):
    action = une_action(feuille, title="Avant")
    page = client.get(url_of("modifier", feuille, action.numero))
    access = un_access(feuille, Role.ADMINISTRATEUR)

    def save(title):
        base = Base.of(Action.objects.for_fiche().get(pk=action.pk))
        services.modifier(action, by=access, base=base, values={"title": title})

    save("Du premier")
    asked = edit(client, action, page, title="Le mien")
    save("Du troisième")
    response = edit(client, action, asked, choix__title="mienne")
    assert response.status_code == 409
    assert "Du troisième" in response.content.decode()
    action.refresh_from_db()
    assert action.title == "Du troisième"


def test_lists_are_chosen_whole(client, feuille, writer):
    action = une_action_prete(feuille)
    page = client.get(url_of("modifier", feuille, action.numero))
    first = un_access(feuille, Role.ADMINISTRATEUR)
    now = Action.objects.for_fiche().get(pk=action.pk)
    line = values_of(now)["jalons"][0]
    services.modifier(
        action, by=first, base=Base.of(now), values={"jalons": [line | {"title": "Du premier"}]}
    )
    response = edit(client, action, page, jalons__0__title="Du second")
    assert response.status_code == 409
    html = response.content.decode()
    assert "Du premier, T4\xa02024, à venir" in html
    assert "Du second, T4\xa02024, à venir" in html
    assert edit(client, action, response).status_code == 302
    assert action.jalons.get().title == "Du premier"


def test_changes_that_do_not_meet_are_put_together_and_told(client, feuille, writer):
    action = une_action(feuille, title="Avant")
    page = client.get(url_of("modifier", feuille, action.numero))
    first = un_access(feuille, Role.ADMINISTRATEUR)
    base = Base.of(Action.objects.for_fiche().get(pk=action.pk))
    services.modifier(action, by=first, base=base, values={"title": "Du premier"})
    url = url_of("modifier", feuille, action.numero)
    data = sent_by(page, "fiche", location="Savenay")
    html = client.post(url, data, follow=True).content.decode()
    assert "a modifié en même temps le titre" in html
    action.refresh_from_db()
    assert (action.title, action.location) == ("Du premier", "Savenay")


def test_an_altered_base_asks_about_every_difference(client, feuille, writer):
    action = une_action(feuille, title="Avant")
    assert edit(client, action, base="faux", title="Après").status_code == 409


def test_a_fiche_closed_between_the_page_and_the_post(client, feuille):
    access = sign_in(client, un_access(feuille, Role.PORTEUR))
    action = une_action(feuille, author=access.user)
    page = client.get(url_of("modifier", feuille, action.numero))
    close(feuille)
    response = edit(client, action, page, description="Un long texte", besoins__0__title="Un local")
    html = response.content.decode()
    assert response.status_code == 403
    assert "La phase «\xa0Sélection\xa0» ne permet pas de modifier vos actions" in html
    assert "Un long texte" in html
    assert Brouillon.objects.on(action).data["besoins-0-title"] == ["Un local"]


def test_a_porteur_does_not_see_what_the_team_alone_writes(client, feuille):
    access = sign_in(client, un_access(feuille, Role.PORTEUR))
    action = une_action(feuille, author=access.user)
    page = client.get(url_of("modifier", feuille, action.numero))
    assert not {"priorite", "avis", "pilote"} & sent_by(page, "fiche").keys()
    assert edit(client, action, page, priorite="elevee", title="Le mien").status_code == 302
    action.refresh_from_db()
    assert (action.priorite, action.title) == ("", "Le mien")


def test_a_draft_of_a_fiche_is_taken_up_with_what_it_was_based_on(client, feuille, writer):
    action = une_action(feuille, title="Avant", summary="Avant")
    url = url_of("modifier", feuille, action.numero)
    client.post(url, sent_by(client.get(url), "fiche", title="Mon titre", brouillon="1"))
    first = un_access(feuille, Role.ADMINISTRATEUR)
    base = Base.of(Action.objects.for_fiche().get(pk=action.pk))
    services.modifier(action, by=first, base=base, values={"title": "Du premier"})
    page = client.get(url)
    assert sent_by(page, "fiche")["title"] == ["Mon titre"]
    assert edit(client, action, page).status_code == 409


@pytest.mark.parametrize("lines", [1, 3])
def test_the_form_of_a_fiche_costs_the_same_whatever_it_holds(client, feuille, writer, lines):
    action = une_action_prete(feuille)
    for rank in range(lines):
        Besoin.objects.create(action=action, title=f"Besoin {rank}")
        action.partenaires.add(une_organisation())
    url = url_of("modifier", feuille, action.numero)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    assert len(queries) <= 24


# Move forward and comment ------------------------------------------------------------------------


def test_an_action_moves_forward(client, feuille, writer):
    action = une_action(feuille)
    url = url_of("faire_avancer", feuille, action.numero)
    assert client.post(url, {"vers": "retenue"}).status_code == 404
    assert client.post(url, {"vers": "ajustee"}).status_code == 403
    assert client.post(url, {"vers": "partagee"}).url == action.get_absolute_url()
    action.refresh_from_db()
    assert action.state == "partagee"


def test_a_fiche_action_is_refused_with_what_is_missing(client, feuille, writer):
    action = une_action(feuille, maturite="fiche_projet")
    response = client.post(url_of("passer_fiche_action", feuille, action.numero))
    assert response.status_code == 403
    assert "Désignez un porteur." in response.content.decode()


def comment(client, action, text, **headers):
    url = url_of("commenter", action.feuille, action.numero)
    return client.post(url, {"text": text}, headers=headers)


def test_a_comment_is_published(client, feuille):
    organisation = une_organisation("Étuves Courlis")
    sign_in(client, un_access(feuille, Role.REPRESENTANT, organisation))
    action = une_action(feuille)
    response = comment(client, action, MARKUP)
    assert response.url == f"{action.get_absolute_url()}#commentaires"
    fragment = comment(client, action, "Et encore", **{"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<section class="section" id="commentaires"')
    assert ESCAPED in fragment
    assert "Étuves Courlis" in fragment
    assert Commentaire.objects.count() == 2


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [("", 422, "Écrivez votre commentaire"), ("a" * 5001, 422, "Raccourcissez votre commentaire")],
)
def test_a_refused_comment_keeps_its_text(client, feuille, writer, headers, text, status, sentence):
    response = comment(client, une_action(feuille), text, **headers)
    assert response.status_code == status
    html = response.content.decode()
    assert sentence in html
    assert text in html


def test_a_comment_refused_by_a_rule_keeps_its_text(client, feuille):
    sign_in(client, un_access(feuille, Role.LECTEUR))
    response = comment(client, une_action(feuille), "Mon avis")
    html = response.content.decode()
    assert response.status_code == 403
    assert "Votre rôle (lecteur)" in html
    assert "Mon avis" in html


def test_who_represents_several_organisations_chooses(client, feuille):
    access = un_access(feuille, Role.REPRESENTANT, une_organisation("Une"))
    other = une_organisation("Deux")
    feuille.territoire.organisations.add(other)
    accorder(other, access.user, by=None)
    sign_in(client, access)
    action = une_action(feuille)
    url = url_of("commenter", feuille, action.numero)
    client.post(url, {"text": "Pour Deux", "organisation": str(other.pk)})
    client.post(url, {"text": "Pour moi", "organisation": ""})
    signed = Commentaire.objects.values_list("text", "organisation__name")
    assert list(signed) == [("Pour Deux", "Deux"), ("Pour moi", None)]
