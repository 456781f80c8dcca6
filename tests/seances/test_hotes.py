"""Hosts named in the preparation, before anybody is seated, and given another one at the console."""

import pytest
from django.urls import reverse

from comptes.models import User
from organisations.models import Organisation
from seances.models import Participant, Table
from seances.rules.salle import is_host_expected
from seances.services import preparation, salle
from seances.services.preparation import TablePrevue
from tests.fabrique import une_organisation
from tests.outils import client_of, queries_of, text_of
from tests.seances.salle import une_salle

FONDERIE, MAIRIE = Organisation(pk=1), Organisation(pk=2)


@pytest.mark.parametrize(
    ("expected", "person", "enters", "host"),
    [
        ({}, {}, True, False),
        ({"host_name": "Nadia"}, {}, True, True),
        ({"host_name": " nadia "}, {}, True, True),
        ({"host_name": "Nadia Le Goff"}, {}, True, True),
        ({"host_name": "Nadia"}, {"first_name": "Nadia L."}, True, True),
        ({"host_name": "Nad"}, {}, True, False),
        ({"host_name": "nadia@fonderie.example"}, {}, True, False),
        ({"host_name": "nadia@fonderie.example"}, {"user": User(email="NADIA@fonderie.example")}, True, True),
        ({"host_name": "Nadia", "host_organisation": MAIRIE}, {}, True, False),
        ({"host_name": "Nadia", "host_organisation": FONDERIE}, {}, True, True),
        ({"host_organisation": FONDERIE}, {}, True, True),
        ({"host_organisation": MAIRIE}, {}, True, False),
        ({"host_organisation": FONDERIE}, {"table_id": 8}, True, False),
        ({"host_organisation": FONDERIE}, {"table_id": 3}, False, True),
        ({"host_name": "Nadia"}, {"table_id": 8}, True, True),
        ({"host_name": "Nadia"}, {"table_id": 8}, False, False),
    ],
)  # fmt: skip
def test_who_is_expected(expected, person, enters, host):
    table = Table(pk=3, number=3, **expected)
    came = Participant(**{"first_name": "Nadia", "organisation": FONDERIE, **person})
    assert is_host_expected(table, came, enters=enters) is host


@pytest.fixture
def room(db):
    return une_salle()


def plan(room, **host):
    """Table 2 expects a host; the others nobody."""
    written = preparation.ecrire_tables(
        room.by, [TablePrevue(1), TablePrevue(2, "Chaleur", **host), TablePrevue(3)]
    )
    return written[1]


def host_of(table):
    return Table.objects.get(pk=table.pk).host


def test_the_named_person_hosts_and_is_seated_on_entering(room):
    table = plan(room, host_name="Nadia Le Goff")
    room.enter("Paul")
    assert host_of(table) is None
    nadia = room.enter("Nadia", table=Table.objects.get(seance=room.seance, number=3))
    assert host_of(table) == nadia
    assert Participant.objects.get(pk=nadia.pk).table == table


def test_the_first_of_an_organisation_hosts_then_nobody_else(room):
    fonderie = une_organisation()
    table = plan(room, host_organisation=fonderie)
    room.enter("Paul")
    first = room.enter("Nadia", organisation=fonderie)
    second = room.enter("Lise", organisation=fonderie)
    assert host_of(table) == first
    assert Participant.objects.get(pk=second.pk).table is None


def test_a_host_named_once_people_are_there_is_found_at_once(room):
    nadia = room.enter("Nadia")
    assert host_of(plan(room, host_name="Nadia")) == nadia


def test_sitting_elsewhere_is_free_and_gives_the_table_back(room):
    table = plan(room, host_name="Nadia")
    nadia = room.enter("Nadia")
    elsewhere = Table.objects.get(seance=room.seance, number=3)
    salle.placer(room.by, nadia, elsewhere)
    assert host_of(table) is None
    assert Participant.objects.get(pk=nadia.pk).table == elsewhere


def test_a_person_hosts_one_table_and_the_named_one_wins_over_the_first(room):
    fonderie = une_organisation()
    preparation.ecrire_tables(
        room.by,
        [TablePrevue(1, host_organisation=fonderie), TablePrevue(2, host_name="Nadia")],
    )
    nadia = room.enter("Nadia", organisation=fonderie)
    one, two = Table.objects.filter(seance=room.seance)
    assert (one.host, two.host) == (None, nadia)


# The pages ---------------------------------------------------------------------------------------


def page(room, name, *args):
    return reverse(f"seances:{name}", args=[room.feuille.slug, room.seance.pk, *args])


def typed(*rows):
    names = ("number", "theme", "host_name", "host_organisation")
    fields = {f"t-{n}-{name}": row.get(name, "") for n, row in enumerate(rows) for name in names}
    return fields | {
        "geste": "enregistrer",
        "t-TOTAL_FORMS": len(rows),
        "t-INITIAL_FORMS": len(rows),
    }


def test_hosts_are_written_with_the_tables(room):
    fonderie = une_organisation()
    room.feuille.territoire.organisations.add(fonderie)
    client = client_of(room.by.user)
    rows = typed(
        {"number": 1, "host_name": "Nadia"}, {"number": 2, "host_organisation": fonderie.pk}
    )
    assert client.post(page(room, "tables"), rows).status_code == 302
    one, two = room.seance.tables.all()
    assert (one.host_name, two.host_organisation) == ("Nadia", fonderie)
    shown = text_of(client.get(page(room, "preparation")))
    assert f"la première personne de {fonderie}" in shown
    assert 'value="Nadia"' in client.get(page(room, "tables")).content.decode()


def test_the_console_changes_a_host_in_one_press(room):
    table = Table.objects.get(seance=room.seance, number=2)
    nadia, paul = room.enter("Nadia", table=table), room.enter("Paul", table=table)
    client = client_of(room.by.user)
    shown = client.get(page(room, "regie"), {"vue": "salle"}).content.decode()
    assert f'value="hote:{nadia.pk}"' in shown

    def press(person):
        typed = {"geste": f"hote:{person.pk}", "seen": room.stage, "vue": "salle"}
        return client.post(page(room, "agir"), typed, follow=True)

    assert "Nadia est l’hôte de la table 2." in text_of(press(nadia))
    press(paul)
    assert host_of(table) == paul
    salle.placer(room.by, nadia, None)
    assert "n’est plus à cette table" in text_of(press(nadia))


def test_an_organisation_of_another_territory_is_no_choice(room):
    stranger = une_organisation()
    rows = typed({"number": 1, "host_organisation": stranger.pk})
    answer = client_of(room.by.user).post(page(room, "tables"), rows)
    assert answer.status_code == 422
    assert room.seance.tables.count() == 5


def test_the_page_of_tables_costs_the_same_for_one_and_three(room):
    client = client_of(room.by.user)
    preparation.ecrire_tables(room.by, [TablePrevue(1)])
    one = queries_of(client, page(room, "tables"))
    preparation.ecrire_tables(room.by, [TablePrevue(n) for n in (1, 2, 3)])
    assert queries_of(client, page(room, "tables")) == one
