"""After the count: the whole database holds no way from a person to a ballot; the hash is found."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils.timezone import now

from seances import projection
from seances.models import Bulletin, Emargement, Participant, Scrutin
from seances.services import scrutin as votes
from seances.services.vote import Tap, voter
from socle.models import Journal
from tests.outils import client_of
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    """A room of six where everybody voted otherwise, its vote closed and its grace over."""
    room = une_salle(n_actions=3)
    people = [room.enter() for _ in range(6)]
    scrutin = room.vote()
    for n, person in enumerate(people):
        first, second = room.actions[n % 3], room.actions[(n + 1) % 3]
        voter(person, scrutin, Tap({first.pk: 3, second.pk: 1 + n % 2}))
    votes.fermer(room.by, scrutin, seen=room.stage)
    Scrutin.objects.filter(pk=scrutin.pk).update(closed_at=now() - timedelta(minutes=1))
    scrutin.refresh_from_db()
    return room, scrutin


def everything():
    """Every value of every row of every table, as text: (table, row)."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- ours
            for row in cursor.fetchall():
                yield table, " | ".join(str(value) for value in row)


def plain(identifier):
    return str(identifier).replace("-", "")


# Sealed ------------------------------------------------------------------------------------------


def test_no_row_of_the_database_links_a_person_to_a_ballot(closed):
    room, scrutin = closed
    links = {scrutin.voter_key}
    for bulletin in Bulletin.objects.all():
        links |= {bulletin.voter, plain(bulletin.pk)}
    found = " ".join(plain(row) for _table, row in everything())
    assert all(link in found for link in links)  # what is looked for is there before the count

    votes.depouiller(room.by, scrutin)
    for table, row in everything():
        assert not any(link in plain(row) for link in links), table
    kept = [row for table, row in everything() if table == Bulletin._meta.db_table]
    secrets = [p.badge_digest for p in Participant.objects.all()]
    assert len(kept) == 6
    assert not any(secret in row for row in kept for secret in secrets)


def test_no_table_points_to_a_ballot_and_a_ballot_to_nobody():
    pointing = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Bulletin
    }
    assert not pointing
    to = {f.related_model for f in Bulletin._meta.get_fields() if f.is_relation}
    assert to == {Scrutin}


def test_the_order_of_ballots_is_not_that_of_the_signatures(closed):
    """Rows written again under random keys: the order of signing tells no ballot."""
    room, scrutin = closed
    votes.depouiller(room.by, scrutin)
    keys = {bulletin.pk for bulletin in Bulletin.objects.all()}
    assert {bulletin.pk.version for bulletin in Bulletin.objects.all()} == {4}
    columns = {field.name for field in Bulletin._meta.concrete_fields}
    assert columns == {
        "id",
        "scrutin",
        "voter",
        "college",
        "table",
        "choix",
        "marks",
        "source",
    }  # fmt: skip -- no hour, no rank
    assert {(b.voter, b.source) for b in Bulletin.objects.all()} == {(None, "")}
    assert all(b.marks == {} for b in Bulletin.objects.all())
    assert len(keys) == Emargement.objects.count() == 6


def test_the_hash_is_that_of_the_frozen_result(closed):
    room, scrutin = closed
    sealed = votes.depouiller(room.by, scrutin)
    sealed.refresh_from_db()
    text = json.dumps(
        sealed.result, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    assert sealed.result_sha256 == hashlib.sha256(text).hexdigest()
    total = sum(sum(bulletin.choix.values()) for bulletin in Bulletin.objects.all())
    assert sum(sum(line["points"]) for line in sealed.result["raw"]) == total
    line = Journal.objects.get(verb="scrutin.depouille")
    assert line.details["sha256"] == sealed.result_sha256


# Counted without a worker ------------------------------------------------------------------------


def regie(room):
    return reverse("seances:regie", args=[room.feuille.slug, room.seance.pk])


@pytest.mark.parametrize("screen", ["console", "projector"])
def test_the_first_screen_that_looks_counts_what_no_worker_counted(closed, client, screen):
    room, scrutin = closed
    reader, url = client, projection.address(room.seance)
    if screen == "console":
        reader, url = client_of(room.by.user), regie(room)
    for _again in range(2):
        assert reader.get(url).status_code == 200
    scrutin.refresh_from_db()
    assert scrutin.state == Scrutin.State.DEPOUILLE
    assert Journal.objects.filter(verb="scrutin.depouille").count() == 1
    if screen == "console":
        assert "Publier à l’écran" in reader.get(url).content.decode()


def test_no_screen_counts_before_the_grace_nor_before_the_paper(closed, client):
    room, scrutin = closed
    for held in ({"closed_at": now()}, {"waits_for_paper": True}):
        Scrutin.objects.filter(pk=scrutin.pk).update(
            **{"closed_at": now() - timedelta(minutes=1), "waits_for_paper": False, **held}
        )
        client_of(room.by.user).get(regie(room))
        client.get(projection.address(room.seance))
        scrutin.refresh_from_db()
        assert scrutin.state == Scrutin.State.FERME


def test_a_screen_that_has_nothing_to_count_asks_nothing(closed, django_assert_num_queries):
    _room, scrutin = closed
    scrutin.closed_at = now()
    with django_assert_num_queries(0):
        assert not votes.depouiller_echus([scrutin])
