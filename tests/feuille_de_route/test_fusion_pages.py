"""The pages of duplicates, merges and splits: what they ask, keep, refuse and show."""

import re

import pytest
from django.urls import reverse

from actions.models import (
    Action,
    Amendement,
    Besoin,
    Distinction,
    Fusion,
    Jalon,
)
from feuille_de_route.fusions.forms import sign_seen
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_organisation,
)
from tests.feuille_de_route.fusions import reunir
from tests.outils import HTMX, client_of, close, queries_of, sign_in, text_of

pytestmark = pytest.mark.django_db

State = Action.State


@pytest.fixture
def feuille():
    return une_feuille(Phase.AJUSTEMENT)


@pytest.fixture
def team(client, feuille):
    return sign_in(client, un_access(feuille, Role.ANIMATEUR))


@pytest.fixture
def deux(feuille):
    return (
        une_action(feuille, title="Former des soudeurs", description="À Nantes."),
        une_action(feuille, title="Former à la soudure", description="À Saint-Nazaire."),
    )


def at(name, feuille, *args):
    return reverse(f"fusions:{name}", args=[feuille.slug, *args])


def asked(feuille, *actions):
    numeros = ",".join(one.numero for one in actions)
    return f"{at('fusionner', feuille)}?actions={numeros}"


# Duplicates --------------------------------------------------------------------------------------


def test_pairs_are_shown_with_their_words_then_told_apart(client, feuille, team, deux):
    page = text_of(client.get(at("doublons", feuille)))
    assert "1.1 et 1.2" in page
    assert "Mots communs : former" in page

    one, other = deux
    client.post(at("doublons", feuille), {"paire": f"{other.pk}-{one.pk}"})

    assert Distinction.objects.get().author == team.user
    assert "Aucun doublon trouvé" in text_of(client.get(at("doublons", feuille)))


@pytest.mark.parametrize("value", ["", "x-y", "1", "1-1", "99999999-1", "9" * 30])
def test_a_pair_that_is_none_does_not_exist(client, feuille, team, value):
    assert client.post(at("doublons", feuille), {"paire": value}).status_code == 404


def test_the_page_of_duplicates_costs_the_same_for_one_and_three(client, feuille, team, deux):
    one = queries_of(client, at("doublons", feuille))
    for _ in range(2):
        une_action(feuille, title="Former des soudeurs")
    assert queries_of(client, at("doublons", feuille)) == one


# Merge -------------------------------------------------------------------------------------------


def test_fields_are_chosen_side_by_side_then_the_address_leads_to_the_kept_one(
    client, feuille, team, deux
):
    target, source = deux
    page = text_of(client.get(asked(feuille, *deux)))
    assert "À Nantes." in page
    assert "À Saint-Nazaire." in page
    assert "Garder plutôt la 1.2" in page

    answer = client.post(
        asked(feuille, *deux),
        {"title": source.pk, "description": "ensemble", "vu": sign_seen(deux), "reason": "Pareil"},
        follow=True,
    )

    assert "1.2 rejoint la 1.1" in text_of(answer)
    target.refresh_from_db()
    assert target.title == "Former à la soudure"
    assert target.description == "À Nantes.\n\nÀ Saint-Nazaire."
    answer = client.get(source.get_absolute_url(), follow=True)
    assert answer.redirect_chain[0][0] == target.get_absolute_url()
    assert "L’action 1.2 est réunie à celle-ci." in text_of(answer)
    assert "Réunions et partages" in text_of(answer)


def test_what_changed_meanwhile_is_shown_again_with_the_choices_kept(client, feuille, team, deux):
    target, source = deux
    seen = sign_seen(deux)
    Action.objects.filter(pk=source.pk).update(version=2, description="À Donges.")
    sent = {"title": source.pk, "description": source.pk, "vu": seen, "reason": "Le même plateau"}

    answer = client.post(asked(feuille, *deux), sent)

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "a changé pendant que vous choisissiez" in page
    assert "À Donges." in page
    assert "Le même plateau" in page
    kept = re.search(r'<input[^>]*id="id_title_1"[^>]*>', page)
    assert kept
    assert "checked" in kept[0]
    assert not Fusion.objects.exists()
    again = client.post(asked(feuille, *deux), sent | {"vu": f"{target.pk}-1,{source.pk}-2"})
    assert again.status_code == 302


def test_a_text_too_long_together_is_told_beside_its_field(client, feuille, team):
    actions = [une_action(feuille, summary=letter * 1500) for letter in "ab"]
    sent = {"title": actions[0].pk, "summary": "ensemble", "vu": sign_seen(actions)}
    answer = client.post(asked(feuille, *actions), sent)
    assert answer.status_code == 422
    assert "Ensemble, ces textes font" in text_of(answer)
    assert "<title>Erreur" in answer.content.decode()


def test_dates_that_cross_are_refused(client, feuille, team):
    actions = [
        une_action(feuille, start="2024-01-01", end="2024-06-01"),
        une_action(feuille, start="2025-01-01", end="2025-06-01"),
    ]
    sent = {
        "title": actions[0].pk, "start": actions[1].pk, "end": actions[0].pk,
        "vu": sign_seen(actions),
    }  # fmt: skip
    answer = client.post(asked(feuille, *actions), sent)
    assert "Choisissez un début et une fin qui se suivent." in text_of(answer)


@pytest.mark.parametrize(
    ("numeros", "sentence"),
    [
        ("1.1,9.9", "Introuvable"),
        (" , ", "au moins deux numéros"),
        ("1.1,1.2,1.3,1.4,1.5,1.6", "cinq actions au plus"),
    ],
)
def test_numbers_that_are_none_are_told(client, feuille, team, numeros, sentence):
    for _ in range(6):
        une_action(feuille)
    answer = client.get(f"{at('fusionner', feuille)}?actions={numeros}")
    assert sentence in text_of(answer)


def test_one_number_proposes_those_that_look_alike(client, feuille, team, deux):
    page = text_of(client.get(asked(feuille, deux[0])))
    assert "Elles lui ressemblent" in page
    assert "Former à la soudure" in page


def test_what_only_one_says_is_not_asked(client, feuille, team):
    actions = [une_action(feuille), une_action(feuille, location="Donges")]
    page = text_of(client.get(asked(feuille, *actions)))
    assert "la localisation est repris sans choix" in page


def test_a_closed_phase_shows_why(client, feuille, team, deux):
    close(feuille, Phase.PUBLIEE)
    assert "La phase" in text_of(client.get(asked(feuille, *deux)))
    sent = {"title": deux[0].pk, "description": deux[0].pk, "vu": sign_seen(deux)}
    assert client.post(asked(feuille, *deux), sent).status_code == 403


def test_a_merged_author_writes_the_kept_action(client, feuille, team, deux):
    author = un_access(feuille, Role.PORTEUR)
    Action.objects.filter(pk=deux[1].pk).update(author=author.user)
    reunir(*deux, by=team)
    page = client_of(author).get(reverse("actions:modifier", args=[feuille.slug, "1.1"]))
    assert page.status_code == 200


# Back --------------------------------------------------------------------------------------------


def test_a_merge_is_undone_from_its_page(client, feuille, team, deux):
    fusion = reunir(*deux, by=team)
    assert "Revenir en arrière" in text_of(client.get(at("fusion", feuille, fusion.pk)))
    answer = client.post(at("defaire", feuille, fusion.pk), follow=True)
    assert "chaque action retrouve ce qu’elle avait" in text_of(answer)
    assert client.get(deux[1].get_absolute_url()).status_code == 200
    answer = client.post(at("defaire", feuille, fusion.pk), follow=True)
    assert "C’est déjà défait." in text_of(answer)


def test_a_merge_of_another_roadmap_does_not_exist(client, feuille, team):
    other = une_feuille(Phase.AJUSTEMENT)
    by = un_access(other, Role.ANIMATEUR)
    fusion = reunir(une_action(other), une_action(other), by=by)
    assert client.get(at("fusion", feuille, fusion.pk)).status_code == 404
    assert client.post(at("defaire", feuille, fusion.pk)).status_code == 404


# Split -------------------------------------------------------------------------------------------


def test_a_split_takes_what_was_ticked_with_the_pledges_of_its_needs(client, feuille, team):
    action = une_action(feuille, location="Donges", budget=100)
    stays, goes = (Jalon.objects.create(action=action, title=t, year=2025) for t in "AB")
    need = Besoin.objects.create(action=action, title="Un local")
    follows = un_engagement(action, une_organisation(), besoin=need)
    free = un_engagement(action, une_organisation())
    amendement = Amendement.objects.create(
        action=action, field="title", text="Autre", author_label="Table 1"
    )
    url = at("scinder", feuille, action.numero)
    assert "Un local" in text_of(client.get(url))

    answer = client.post(
        url,
        {
            "title": "La seconde", "budget": "40", "budget_left": "60", "copied": ["location"],
            "jalons": [goes.pk], "besoins": [need.pk], "amendements": [amendement.pk],
            "vu": sign_seen([action]),
        },
        follow=True,
    )  # fmt: skip

    assert "La 1.1 se partage" in text_of(answer)
    new = feuille.actions.get(numero="1.2")
    action.refresh_from_db()
    assert (new.title, new.location, new.budget, action.budget) == ("La seconde", "Donges", 40, 60)
    assert list(new.jalons.all()) == [goes]
    assert list(action.jalons.all()) == [stays]
    assert list(new.engagements.all()) == [follows]
    assert list(action.engagements.all()) == [free]
    assert list(new.amendements.all()) == [amendement]
    assert list(new.linked.all()) == [action]


def test_a_refused_split_keeps_what_was_typed(client, feuille, team):
    action = une_action(feuille)
    url = at("scinder", feuille, action.numero)
    assert client.post(url, {"summary": "Mon résumé"}).status_code == 422
    answer = client.post(url, {"title": "La seconde", "summary": "Mon résumé", "vu": "1-99"})
    assert answer.status_code == 403
    assert "Mon résumé" in answer.content.decode()


def test_what_the_new_action_received_keeps_the_split(client, feuille, team):
    action = une_action(feuille)
    url = at("scinder", feuille, action.numero)
    client.post(url, {"title": "La seconde", "vu": sign_seen([action])})
    new = feuille.actions.get(numero="1.2")
    new.commentaires.create(author=team.user, text="Depuis.")
    answer = client.post(at("defaire", feuille, Fusion.objects.get().pk), follow=True)
    assert "a reçu depuis des commentaires" in text_of(answer)


# Propose -----------------------------------------------------------------------------------------


def test_a_near_action_is_told_and_never_blocks(client, feuille, team, deux):
    url = reverse("actions:proposer", args=[feuille.slug])
    sent = {"title": "Former les soudeurs", "objectif": "1", "summary": "Des soudeurs."}
    kept = client.post(reverse("actions:garder_proposition", args=[feuille.slug]), sent, **HTMX)
    assert "Une action proche existe peut-être déjà" in text_of(kept)
    page = client.post(url, sent, follow=True)
    assert feuille.actions.count() == 3
    assert "Une action proche existe peut-être déjà" in text_of(page)
