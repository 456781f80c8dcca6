"""How the open data, the feed and the API answer: one table, then what a table cannot say."""

import json
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from publication.donnees import licence
from publication.donnees.fichiers import FICHIERS
from publication.models import Edition
from territoires.droits import Phase, Role
from tests.fabrique import un_access, un_engagement, une_action_prete, une_feuille, une_organisation
from tests.outils import client_of, queries_of
from tests.publication.editions import retirer, une_edition

pytestmark = pytest.mark.django_db

OFFICE = "application/vnd.openxmlformats-officedocument"
CSV = "text/csv; charset=utf-8; header=present"
JSON = "application/json; charset=utf-8"
WEEK, MINUTES = "public, max-age=604800", "public, max-age=300"

#: address under the roadmap or the API, type, disposition, cache. « N » is an edition.
TABLE = f"""
feuilles/S/editions/N/donnees/actions.csv | {CSV} | attachment | edition
feuilles/S/editions/N/donnees/engagements.csv | {CSV} | attachment | edition
feuilles/S/editions/N/donnees/sommes-anonymes.csv | {CSV} | attachment | edition
feuilles/S/editions/N/donnees/donnees.xlsx | {OFFICE}.spreadsheetml.sheet | attachment | edition
feuilles/S/editions/N/donnees/donnees.json | {JSON} | inline | edition
feuilles/S/editions/N/donnees/datapackage.json | {JSON} | inline | edition
feuilles/S/editions/N/feuille-de-route.docx | {OFFICE}.wordprocessingml.document | attachment | edition
feuilles/S/editions/flux.atom | application/atom+xml; charset=utf-8 | - | minutes
donnees-ouvertes/schemas/donnees-1.json | application/schema+json | - | minutes
donnees-ouvertes/schemas/contenu-1.json | application/schema+json | - | minutes
api/v1/openapi.json | {JSON} | - | minutes
api/v1/territoires/ | {JSON} | - | minutes
api/v1/feuilles/S/editions/ | {JSON} | - | minutes
api/v1/feuilles/S/editions/N/ | {JSON} | - | edition
api/v1/feuilles/S/editions/N/actions/ | {JSON} | - | edition
api/v1/feuilles/S/editions/N/actions/1.1/ | {JSON} | - | edition
api/v1/feuilles/S/editions/N/engagements/ | {JSON} | - | edition
"""


class Line(NamedTuple):
    address: str
    kind: str
    place: str
    cache: str

    def url(self, numero: str) -> str:
        return f"/{self.address}".replace("/S/", "/estuaire/").replace("/N/", f"/{numero}/")


LINES = [Line(*(part.strip() for part in line.split("|"))) for line in TABLE.strip().splitlines()]
OF_AN_EDITION = [line for line in LINES if "/N/" in line.address]


def _id(line):
    return line.address if isinstance(line, Line) else str(line)


@pytest.fixture
def feuille():
    feuille = une_feuille(Phase.ENGAGEMENT, slug="estuaire")
    action = une_action_prete(feuille, state="retenue", title="Récupérer la chaleur fatale")
    un_engagement(action, une_organisation("Fonderie Courlis"), state="confirme")
    return feuille


@pytest.fixture
def edition(feuille):
    return une_edition(feuille)


# The table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("numero", ["1.0", "derniere"])
@pytest.mark.parametrize("line", LINES, ids=_id)
def test_each_address_answers_as_the_table_says(edition, client, line, numero):
    response = client.get(line.url(numero))
    assert response.status_code == 200, line.url(numero)
    assert response["Content-Type"] == line.kind
    assert response.get("Content-Disposition", "-").split(";")[0] == line.place
    lasting = line.cache == "edition" and numero != "derniere"
    assert response["Cache-Control"] == (WEEK if lasting else MINUTES)
    assert response["ETag"]
    assert response["Last-Modified"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("line", LINES, ids=_id)
def test_what_did_not_change_is_not_sent_again(edition, client, line):
    url = line.url("1.0")
    first = client.get(url)
    for header in ({"HTTP_IF_NONE_MATCH": first["ETag"]},
                   {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}):  # fmt: skip
        again = client.get(url, **header)
        assert again.status_code == 304, header
        assert again.content == b""
        assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(url, HTTP_IF_NONE_MATCH='"autre"').status_code == 200


@pytest.mark.parametrize("line", LINES, ids=_id)
def test_only_reading_is_possible(edition, client, line):
    url = line.url("1.0")
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(url, data="{}", content_type="application/json")
        assert response.status_code == 405, method
        assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["title"] == "Méthode refusée"
    head = client.head(url)
    assert head.status_code == 200
    assert head.content == b""
    preflight = client.options(url)
    assert preflight.status_code == 204
    assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("state", ["en_cours", "programmee", "echouee", "annulee"])
@pytest.mark.parametrize("line", OF_AN_EDITION, ids=_id)
def test_what_is_not_published_does_not_exist(feuille, client, line, state):
    embargo = {"embargo_at": timezone.now() + timedelta(days=1)} if state == "programmee" else {}
    une_edition(feuille, state=state, published_at=None, **embargo)
    for numero in ("1.0", "derniere"):
        for reader in (client, client_of(un_access(feuille, Role.ADMINISTRATEUR))):
            response = reader.get(line.url(numero))
            assert response.status_code == 404
            assert response["Content-Type"] == "application/problem+json"
            assert "chaleur fatale" not in response.content.decode()


@pytest.mark.parametrize("line", OF_AN_EDITION, ids=_id)
def test_a_withdrawn_edition_leaves_its_reason(feuille, client, line):
    une_edition(feuille, "1.0")
    retirer(une_edition(feuille, "1.1"))
    gone = client.get(line.url("1.1"))
    assert gone.status_code == 410
    assert "Une erreur de montant." in gone.json()["detail"]
    assert "no-store" in gone["Cache-Control"]
    assert client.get(line.url("derniere")).status_code == 200


def test_addresses_nobody_knows_are_refused_in_words(edition, client):
    for url in (
        "/api/v1/inconnu/",
        "/api/v1/",
        "/api/v1/feuilles/ailleurs/editions/",
        "/api/v1/feuilles/estuaire/editions/9.9/",
        "/api/v1/feuilles/estuaire/editions/1.0/actions/9.9/",
        "/feuilles/estuaire/editions/1.0/donnees/secret.csv",
        "/feuilles/ailleurs/editions/flux.atom",
        "/donnees-ouvertes/schemas/donnees-2.json",
    ):
        response = client.get(url)
        assert response.status_code == 404, url
        assert response["Content-Type"] == "application/problem+json"
        assert set(response.json()) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize("page", ["/feuilles/estuaire/donnees/", "/donnees-ouvertes/"])
def test_pages_are_not_open_to_other_sites(edition, client, page):
    assert "Access-Control-Allow-Origin" not in client.get(page)


# What files say ----------------------------------------------------------------------------------


def test_the_latest_is_the_last_published_one(feuille, client):
    une_edition(feuille, "1.0")
    une_edition(feuille, "1.1")
    une_edition(feuille, "1.2", state="en_cours", published_at=None)
    response = client.get("/feuilles/estuaire/editions/derniere/donnees/donnees.json")
    assert response.json()["edition"]["numero"] == "1.1"
    assert "estuaire-1.1-donnees.json" in response["Content-Disposition"]


def test_a_file_is_drawn_from_what_was_frozen(feuille, edition, client):
    feuille.actions.update(title="Un titre tout neuf")
    rendered = client.get("/feuilles/estuaire/editions/1.0/donnees/actions.csv").content.decode()
    assert "Récupérer la chaleur fatale" in rendered
    assert "tout neuf" not in rendered


def test_the_schema_named_in_the_data_is_where_it_says(edition, client, settings):
    data = client.get("/feuilles/estuaire/editions/1.0/donnees/donnees.json").json()
    path = data["$schema"].removeprefix(settings.SITE_URL)
    Draft202012Validator(client.get(path).json()).validate(data)
    contenu = client.get("/feuilles/estuaire/editions/1.0/contenu.json").json()
    Draft202012Validator(client.get(path.replace("donnees-1", "contenu-1")).json()).validate(
        contenu
    )


def test_the_licence_is_named_in_each_answer(edition, client):
    response = client.get("/feuilles/estuaire/editions/1.0/donnees/actions.csv")
    assert response["Link"] == f'<{licence.ADRESSE}>; rel="license"'


def test_office_files_are_not_compressed_twice(edition, client):
    for name in ("donnees/donnees.xlsx", "feuille-de-route.docx"):
        url = f"/feuilles/estuaire/editions/1.0/{name}"
        response = client.get(url, HTTP_ACCEPT_ENCODING="gzip")
        assert "Content-Encoding" not in response
        assert response.content.startswith(b"PK")


# What they cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES, ids=_id)
def test_the_cost_does_not_grow_with_the_rows(edition, client, line):
    url = line.url("1.0")
    one = queries_of(client, url)
    for n in range(2, 4):
        action = une_action_prete(edition.feuille, state="retenue")
        un_engagement(action, une_organisation(f"Organisation {n}"), state="confirme")
        une_edition(edition.feuille, f"1.{n}")
    assert queries_of(client, line.url("1.3")) == one <= 1


@pytest.mark.parametrize("page", ["/feuilles/estuaire/donnees/", "/donnees-ouvertes/"])
def test_the_pages_cost_the_same_for_one_and_three_editions(edition, client, page):
    one = queries_of(client, page)
    for n in (1, 2):
        une_edition(edition.feuille, f"1.{n}")
    assert queries_of(client, page) == one


# The pages ---------------------------------------------------------------------------------------


def test_the_page_of_a_roadmap_names_every_file(edition, client):
    page = client.get(reverse("donnees:page", args=["estuaire"])).content.decode()
    for nom in FICHIERS:
        assert f"/feuilles/estuaire/editions/derniere/donnees/{nom}" in page
        assert f"/feuilles/estuaire/editions/1.0/donnees/{nom}" in page
    assert "/feuilles/estuaire/editions/flux.atom" in page
    assert f'href="{licence.ADRESSE}" rel="license"' in page


def test_the_documentation_is_made_from_the_columns_and_the_api(edition, client):
    page = client.get(reverse("ouvertes:page")).content.decode()
    document = client.get(reverse("ouvertes:openapi")).json()
    for path in document["paths"]:
        assert path in page
    for nom in ("action_id", "tco2e_evite_cible", "quantite_publication", "Licence Ouverte"):
        assert nom in page
    assert "<script" not in page.split("<main")[1]


def test_before_the_first_edition_there_is_no_page(client):
    une_feuille(slug="vide")
    assert client.get("/feuilles/vide/donnees/").status_code == 404
    assert json.loads(client.get("/api/v1/territoires/").content)["total"] == 0
    assert Edition.objects.count() == 0
