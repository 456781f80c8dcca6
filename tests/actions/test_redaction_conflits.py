"""Two persons write the same fiche: what meets is asked, the rest is put together."""

import pytest

from actions.models import Action, Brouillon
from actions.services import redaction as services
from actions.versions import Base, values_of
from territoires.droits import Role
from tests.actions.formulaire import edit, sent_by, url_of
from tests.fabrique import (
    un_access,
    une_action,
    une_action_prete,
)

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("button", [{"verifier": "1"}, {"ajouter": "jalons"}, {"brouillon": "1"}])
def test_a_choice_not_made_is_asked_again(client, feuille, writer, button):
    action = une_action(feuille, title="Avant")
    url = url_of("modifier", feuille, action.numero)
    page = client.get(url)
    first = un_access(feuille, Role.ADMINISTRATEUR)
    base = Base.of(Action.objects.for_fiche().get(pk=action.pk))
    services.modifier(action, by=first, base=base, values={"title": "Du premier"})
    asked = edit(client, action, page, title="Le mien")
    page = edit(client, action, asked, **button)
    if "brouillon" in button:
        page = client.get(url)
    assert sent_by(page, "fiche")["title"] == ["Le mien"]
    assert edit(client, action, page).status_code == 409
    action.refresh_from_db()
    assert action.title == "Du premier"


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
    assert ">Du premier, T4\xa02024, À venir<" in html
    assert ">Du second, T4\xa02024, À venir<" in html
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
