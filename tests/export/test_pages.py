"""The export's page and files: what each reader takes out."""

import json

import pytest
from django.urls import reverse

from engagements.models import Engagement
from feuille_de_route.export.tables import ENGAGEMENTS, tables_of
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille_vivante,
    une_organisation,
)
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def feuille():
    return une_feuille_vivante(Phase.ENGAGEMENT)


def _url(feuille, code: str, form: str) -> str:
    return reverse("exporter_fichier", args=[feuille.slug, code, form])


def _body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("code", ["actions", "engagements", "votes", "historique"])
@pytest.mark.parametrize(
    ("form", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b'{"format"')]
)
def test_each_file_opens(feuille, code, form, start):
    response = client_of(un_access(feuille, Role.LECTEUR)).get(_url(feuille, code, form))
    assert _body(response).startswith(start)
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]


def test_without_mark_on_demand(feuille):
    client = client_of(un_access(feuille, Role.LECTEUR))
    assert not _body(client.get(_url(feuille, "actions", "csv") + "?bom=0")).startswith(b"\xef")


def test_unknown_files_do_not_exist(feuille):
    client = client_of(un_access(feuille, Role.LECTEUR))
    for code, form in (("personnes", "csv"), ("actions", "pdf")):
        assert client.get(_url(feuille, code, form)).status_code == 404


def test_the_page_offers_every_subject(feuille):
    page = text_of(
        client_of(un_access(feuille, Role.LECTEUR)).get(reverse("exporter", args=[feuille.slug]))
    )
    for title in ("Actions", "Engagements", "Votes par collège", "Historique"):
        assert title in page
    assert "journal, sur une seconde feuille" not in page


KEYS = [titre.key for titre in ENGAGEMENTS]


@pytest.mark.parametrize(
    ("visibilite", "exists", "named", "amount"),
    [
        ("public", True, True, True),
        ("montant_masque", True, True, False),
        ("anonyme", True, False, False),
        ("interne", False, False, False),
    ],
)
def test_a_reader_takes_out_what_he_or_she_may_see(feuille, visibilite, exists, named, amount):
    organisation = une_organisation("Fonderie Courlis")
    un_engagement(
        feuille.actions.first(), organisation, kind="financier", quantity=424_242,
        text="Chez Courlis.", visibilite=visibilite,
    )  # fmt: skip
    lecteur, own = (
        un_access(feuille, Role.LECTEUR),
        un_access(feuille, Role.REPRESENTANT, organisation),
    )
    for form in ("csv", "json", "xlsx"):
        client = client_of(lecteur)
        body = _body(client.get(_url(feuille, "engagements", form)))
        if form != "xlsx":
            assert (b"Courlis" in body) == named
            assert (b"424242" in body) == amount
    rows = _rows(lecteur)
    assert len([row for row in rows if row["apport"] == "Apport financier"]) == int(exists)
    (mine,) = [row for row in _rows(own) if row["organisation"] == "Fonderie Courlis"]
    assert mine["quantite"] == 424_242


def _rows(access) -> list[dict]:
    (table,) = tables_of("engagements", access)
    return [dict(zip(KEYS, row, strict=True)) for row in table.rows()]


def test_drafts_of_others_and_restricted_actions_stay(feuille):
    organisation = une_organisation("Fonderie Courlis")
    un_engagement(feuille.actions.first(), organisation, state=Engagement.State.BROUILLON)
    une_action(feuille, title="Un sémaphore", is_restricted=True)
    lecteur, team = un_access(feuille, Role.LECTEUR), un_access(feuille, Role.ANIMATEUR)
    for access, restricted in ((lecteur, False), (team, True)):
        client = client_of(access)
        assert b"Courlis" not in _body(client.get(_url(feuille, "engagements", "csv")))
        actions = _body(client.get(_url(feuille, "actions", "csv"))).decode()
        assert ("Un sémaphore" in actions) == restricted


def test_the_history_holds_the_journal_for_the_team_alone(feuille):
    for role, keys in ((Role.LECTEUR, {"versions"}), (Role.ANIMATEUR, {"versions", "journal"})):
        body = _body(client_of(un_access(feuille, role)).get(_url(feuille, "historique", "json")))
        assert json.loads(body).keys() - {"format", "version", "feuille"} == keys


def test_the_journal_is_refused_to_others(feuille):
    client = client_of(un_access(feuille, Role.LECTEUR))
    assert client.get(_url(feuille, "journal", "csv")).status_code == 403


def test_votes_wait_for_the_end_of_the_vote(feuille):
    feuille.phase = Phase.SELECTION
    feuille.save(update_fields=["phase"])
    for role, shown in ((Role.LECTEUR, False), (Role.ANIMATEUR, True)):
        access = un_access(feuille, role)
        (table,) = tables_of("votes", access)
        assert any(row[0].startswith("Séance") for row in table.rows())
        assert any("en ligne" in row[0] for row in table.rows()) is False or shown
