"""The form of a whole fiche: every field and line, mistakes, refusals."""

from decimal import Decimal

import pytest

from actions.models import Action, Besoin, Brouillon, BudgetAnnuel
from actions.versions import values_of
from territoires.droits import Role
from tests.actions.formulaire import edit, sent_by, url_of
from tests.fabrique import (
    un_access,
    une_action,
    une_action_prete,
    une_feuille_vivante,
    une_organisation,
)
from tests.outils import close, queries_of, sign_in

pytestmark = pytest.mark.django_db


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
    data = sent_by(client.get(url), "fiche", jalons__0__title='<b & "É">', ajouter="jalons")
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


@pytest.mark.parametrize("lines", [1, 3])
def test_the_form_of_a_fiche_costs_the_same_whatever_it_holds(client, feuille, writer, lines):
    action = une_action_prete(feuille)
    for rank in range(lines):
        Besoin.objects.create(action=action, title=f"Besoin {rank}")
        action.partenaires.add(une_organisation())
    url = url_of("modifier", feuille, action.numero)
    assert queries_of(client, url) <= 24


def test_a_restricted_action_is_not_told_by_a_link(client, feuille, writer):
    hidden = une_action(feuille, is_restricted=True)
    action = une_action(feuille)
    response = edit(client, action, linked=hidden.numero)
    assert f"Introuvable\xa0: {hidden.numero}." in response.content.decode()
    action.linked.add(hidden)
    assert edit(client, action, location="Savenay").status_code == 302
    assert list(action.linked.all()) == [hidden]
