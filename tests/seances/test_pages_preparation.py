"""Preparing: create from a template, write the agenda, the tables, the votes, say who runs it."""

from datetime import time

import pytest
from django.urls import reverse

from comptes.models import User
from seances.models import Etape, Scrutin, Seance
from territoires.droits import Role
from tests.fabrique import un_access, une_feuille
from tests.outils import client_of, queries_of, text_of
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db


def page(room, name="preparation", *args):
    return reverse(f"seances:{name}", args=[room.feuille.slug, room.seance.pk, *args])


def created(**more):
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    client = client_of(access)
    url = reverse("seances:creer", args=[feuille.slug])
    typed = {
        "modele": "trois-heures",
        "title": "Ajuster et choisir",
        "day": "2024-11-14",
        "starts_at": "09:00",
        "place": "Halle de Savenay",
    }
    return client, client.post(url, typed | more)


# Create ------------------------------------------------------------------------------------------


def test_a_seance_from_the_template_is_ready_to_run():
    _client, answer = created()
    seance = Seance.objects.get()
    assert answer["Location"] == reverse(
        "seances:preparation", args=[seance.feuille.slug, seance.pk]
    )
    assert [etape.kind for etape in seance.etapes.all()][-1] == "conclure"
    assert seance.etapes.first().starts_at == time(9)
    assert sum(etape.minutes for etape in seance.etapes.all()) == 180
    assert (seance.tables.count(), seance.scrutins.count()) == (5, 3)


def test_an_empty_one_has_one_step_and_nothing_else():
    created(modele="vide")
    seance = Seance.objects.get()
    counts = seance.etapes.count(), seance.tables.count(), seance.scrutins.count()
    assert counts == (1, 0, 0)


def test_what_is_wrong_is_told_and_what_is_typed_kept():
    _client, answer = created(day="demain", title="Ma séance")
    assert answer.status_code == 422
    assert "Donnez un jour" in text_of(answer)
    assert 'value="Ma séance"' in answer.content.decode()
    assert not Seance.objects.exists()
    _client, late = created(starts_at="22:30")
    assert late.status_code == 403
    assert "avant minuit" in text_of(late)


def test_only_the_team_prepares():
    feuille = une_feuille()
    url = reverse("seances:creer", args=[feuille.slug])
    refused = client_of(un_access(feuille, Role.PORTEUR)).get(url)
    assert refused.status_code == 403
    assert "L’équipe de la feuille de route prépare" in text_of(refused)


def test_identity_is_written():
    room = une_salle()
    client = client_of(room.by.user)
    typed = {
        "title": "Autre nom",
        "date": "2024-12-02",
        "place": "",
        "moment": "",
        "small_group": 4,
    }
    assert client.post(page(room), typed).status_code == 302
    assert (room.seance.title, room.seance.small_group) == ("Autre nom", 4)
    assert client.post(page(room), typed | {"small_group": 0}).status_code == 422


# Agenda ------------------------------------------------------------------------------------------


def rows(*steps, prefix="e"):
    data = {f"{prefix}-TOTAL_FORMS": len(steps), f"{prefix}-INITIAL_FORMS": 0}
    for n, step in enumerate(steps):
        data |= {f"{prefix}-{n}-{name}": value for name, value in step.items()}
    return data


def step(title, minutes=10, kind="libre", pk=""):
    return {"title": title, "minutes": minutes, "kind": kind, "consigne": "", "pk": pk}


def titles(answer):
    return [form["title"].value() for form in answer.context["etapes"]]


@pytest.mark.parametrize(
    ("geste", "after"),
    [
        ("monter:1", ["B", "A", "C"]),
        ("descendre:1", ["A", "C", "B"]),
        ("retirer:0", ["B", "C"]),
        ("ajouter", ["A", "B", "C", ""]),
        ("monter:0", ["A", "B", "C"]),
        ("retirer:9", ["A", "B", "C"]),
    ],
)
def test_rows_move_before_anything_is_saved(geste, after):
    room = une_salle()
    client = client_of(room.by.user)
    before = room.seance.etapes.count()
    data = rows(step("A"), step("B", "beaucoup"), step("C")) | {"starts_at": "14:00"}
    answer = client.post(page(room, "deroule"), data | {"geste": geste})
    assert titles(answer) == after
    assert room.seance.etapes.count() == before


def test_the_agenda_is_saved_with_its_hours():
    room = une_salle()
    first = room.seance.etapes.first()  # it runs: it stays
    data = rows(step("Accueil", 20, "accueil", first.pk), step("Voter", 30, "selectionner"))
    answer = client_of(room.by.user).post(
        page(room, "deroule"), data | {"starts_at": "14:00", "geste": "enregistrer"}
    )
    assert answer.status_code == 302
    kept = [(e.pk == first.pk, e.title, e.starts_at) for e in Etape.objects.all()]
    assert kept == [(True, "Accueil", time(14)), (False, "Voter", time(14, 20))]


def test_an_agenda_that_may_not_be_is_refused_with_its_reason():
    room = une_salle()
    client, url = client_of(room.by.user), page(room, "deroule")
    save = {"starts_at": "14:00", "geste": "enregistrer"}
    gone = client.post(url, rows(step("Voter")) | save)
    assert gone.status_code == 403
    assert "Une étape déjà commencée" in text_of(gone)
    wrong = client.post(url, rows(step("", 0)) | save)
    assert wrong.status_code == 422
    assert "Donnez un titre à l’étape." in text_of(wrong)
    assert "<title>Erreur" in wrong.content.decode()


# Tables ------------------------------------------------------------------------------------------


def test_tables_are_added_taken_away_and_saved():
    room = une_salle()
    client, url = client_of(room.by.user), page(room, "tables")
    typed = rows({"number": 1, "theme": "Chaleur"}, {"number": 2, "theme": ""}, prefix="t")
    more = client.post(url, typed | {"geste": "ajouter"})
    assert [form["number"].value() for form in more.context["tables"]] == ["1", "2", 3]
    assert client.post(url, typed | {"geste": "enregistrer"}).status_code == 302
    assert list(room.seance.tables.values_list("number", "theme")) == [(1, "Chaleur"), (2, "")]
    twice = rows({"number": 1, "theme": ""}, {"number": 1, "theme": ""}, prefix="t")
    answer = client.post(url, twice | {"geste": "enregistrer"})
    assert answer.status_code == 422
    assert "Deux tables portent le même numéro." in text_of(answer)


# Votes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"method": "points", "points": 7, "per_action": 2}, {"points": 7, "per_action": 2,
                                                            "own": False}),
        ({"method": "impact_effort", "threshold": 4}, {"threshold": 4}),
        ({"method": "jugement"}, {}),
        (
            {"method": "criteres", "criteres": "Utile au territoire × 2\nRapide"},
            {"criteres": [
                {"key": "utile-au-territoire", "label": "Utile au territoire", "weight": 2},
                {"key": "rapide", "label": "Rapide", "weight": 1},
            ]},
        ),
    ],
)  # fmt: skip
def test_a_vote_of_each_method_is_written_and_read_again(typed, kept):
    room = une_salle()
    client = client_of(room.by.user)
    typed = {"title": "Choisir", "top": 3, "actions": [a.pk for a in room.actions]} | typed
    assert client.post(page(room, "nouveau_scrutin"), typed).status_code == 302
    vote = Scrutin.objects.get(title="Choisir")
    assert vote.parameters == kept
    assert vote.actions.count() == 3
    again = client.get(page(room, "scrutin", vote.pk))
    form = again.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(page(room, "scrutin", vote.pk), sent).status_code == 302
    vote.refresh_from_db()
    assert vote.parameters == kept


def test_a_vote_needs_something_to_compare():
    room = une_salle()
    client = client_of(room.by.user)
    typed = {"title": "Choisir", "method": "points", "top": 3}
    none = client.post(page(room, "nouveau_scrutin"), typed)
    assert none.status_code == 422
    assert "au moins deux actions" in text_of(none)
    wrong = typed | {"actions": [a.pk for a in room.actions], "points": 2, "per_action": 5}
    answer = client.post(page(room, "nouveau_scrutin"), wrong)
    assert answer.status_code == 403
    assert "va de 1 à 2" in text_of(answer)


def test_an_open_vote_is_no_longer_written():
    room = une_salle()
    vote = room.vote()
    client = client_of(room.by.user)
    assert "ne change plus" in text_of(client.get(page(room, "scrutin", vote.pk)))
    assert client.post(page(room, "supprimer_scrutin", vote.pk)).status_code == 403
    prepared = room.seance.scrutins.filter(state="prepare").first()
    assert client.post(page(room, "supprimer_scrutin", prepared.pk)).status_code == 302
    assert not Scrutin.objects.filter(pk=prepared.pk).exists()


# Who ---------------------------------------------------------------------------------------------


def test_somebody_from_outside_is_invited_and_led_to_the_console():
    room = une_salle()
    client, url = client_of(room.by.user), page(room, "animation")
    typed = {"name": "Camille Roy", "email": "camille@essai.example"}
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 302  # again: nothing more
    guest = User.objects.get(email="camille@essai.example")
    assert room.seance.grants.count() == 1
    assert client_of(guest).get(reverse("entrer"))["Location"] == page(room, "regie")
    assert "Les séances que vous animez" in text_of(client_of(guest).get(reverse("accueil")))
    retirer = page(room, "retirer_animation", guest.pk)
    assert client_of(guest).post(retirer).status_code == 403
    assert client.post(retirer).status_code == 302
    assert client_of(guest).get(page(room, "regie")).status_code == 404


def test_preparing_costs_the_same_for_one_and_for_three():
    room = une_salle()
    client = client_of(room.by.user)
    one = queries_of(client, page(room))
    for n in range(3):
        room.seance.tables.create(number=20 + n)
        room.seance.scrutins.create(title="Encore", method="points")
    assert queries_of(client, page(room)) == one
