"""The read-only API: what it answers, filters, pages, refuses; then anything anybody may send."""

import json
from urllib.parse import urlencode, urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import Phase as Step
from hypothesis import settings as bounded
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode

from publication.donnees.api import openapi
from territoires.droits import Phase
from tests.fabrique import un_engagement, une_action_prete, une_feuille, une_organisation
from tests.publication.editions import retirer, une_edition

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/feuilles/estuaire/editions/1.0/"
ANSWERS = {
    "/api/v1/territoires/": "ListeTerritoires",
    "/api/v1/feuilles/estuaire/editions/": "ListeEditions",
    ROOT: "Edition",
    f"{ROOT}actions/": "ListeActions",
    f"{ROOT}actions/1.1/": "ActionEntiere",
    f"{ROOT}engagements/": "ListeEngagements",
}


@pytest.fixture
def feuille():
    feuille = une_feuille(Phase.ENGAGEMENT, slug="estuaire")
    for n, maturite in enumerate(("idee", "fiche_projet", "fiche_action", "fiche_action")):
        action = une_action_prete(feuille, state="retenue", maturite=maturite, title=f"Action {n}")
        un_engagement(action, une_organisation(f"Atelier {n}"), state="confirme")
    une_edition(feuille)
    return feuille


def _get(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.content.decode()
    return response.json()


# Answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("url", "schema"), ANSWERS.items())
def test_answers_obey_the_document(feuille, client, url, schema):
    document = openapi()
    whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    Draft202012Validator(whole).validate(_get(client, url))


def test_a_row_is_that_of_the_file(feuille, client):
    files = _get(client, "/feuilles/estuaire/editions/1.0/donnees/donnees.json")
    assert _get(client, f"{ROOT}actions/")["actions"] == files["actions"]
    assert _get(client, f"{ROOT}engagements/")["engagements"] == files["engagements"]


def test_an_action_comes_with_its_whole_fiche(feuille, client):
    found = _get(client, f"{ROOT}actions/1.2/")
    assert found["action_id"] == "estuaire/1.2"
    assert found["fiche"]["jalons"][0]["libelle"] == "Démarrer"


def test_links_lead_to_what_they_name(feuille, client, settings):
    found = _get(client, ROOT)
    for url in (found["page"], found["actions"], found["engagements"], *found["fichiers"].values()):
        assert url.startswith(settings.SITE_URL)
        assert client.get(urlsplit(url).path).status_code == 200, url


def test_territories_are_told_with_their_latest_edition(feuille, client):
    une_edition(feuille, "1.1")
    retirer(une_edition(feuille, "1.2"))
    une_feuille(slug="non-publiee")
    (found,) = _get(client, "/api/v1/territoires/")["territoires"]
    assert found["feuille"] == "estuaire"
    assert found["derniere"]["numero"] == "1.1"
    editions = _get(client, "/api/v1/feuilles/estuaire/editions/")["editions"]
    assert [one["numero"] for one in editions] == ["1.1", "1.0"]


# Filters and pages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "numeros"),
    [
        ("", ["1.1", "1.2", "1.3", "1.4"]),
        ("maturite=fiche_action", ["1.3", "1.4"]),
        ("maturite=idee&statut=a_lancer", ["1.1"]),
        ("maturite=idee&statut=terminee", []),
        ("porteur=personne", []),
        ("par_page=2", ["1.1", "1.2"]),
        ("par_page=3&page=2", ["1.4"]),
        ("page=40", []),
    ],
)
def test_filters_narrow_and_pages_follow(feuille, client, query, numeros):
    found = _get(client, f"{ROOT}actions/?{query}")
    assert [row["numero"] for row in found["actions"]] == numeros


def test_following_pages_reads_everything_once(feuille, client):
    url, seen = f"{ROOT}actions/?par_page=3&maturite=fiche_action", []
    while url:
        found = _get(client, url)
        seen += [row["numero"] for row in found["actions"]]
        url = found["suivante"]
    assert seen == ["1.3", "1.4"]
    last = _get(client, f"{ROOT}actions/?par_page=3&page=2")
    assert last["suivante"] is None
    assert "page=1" in last["precedente"]
    assert last["total"] == 4


def test_pledges_are_found_by_action(feuille, client):
    found = _get(client, f"{ROOT}engagements/?numero=1.2&nature=temps&etat=confirme")
    assert [row["organisation"] for row in found["engagements"]] == ["Atelier 1"]


@pytest.mark.parametrize(
    ("query", "parametre", "words"),
    [
        ("maturite=vieille", "maturite", "Choisissez parmi"),
        ("page=0", "page", "Écrivez 1 ou plus."),
        ("par_page=1000", "par_page", "Écrivez 200 ou moins."),
        ("page=un", "page", "Écrivez un nombre entier."),
        ("matrite=idee", "matrite", "Ce paramètre n’existe pas ici."),
        ("porteur=", "porteur", "Écrivez au moins un caractère, ou retirez ce paramètre."),
    ],
)
def test_a_parameter_not_understood_is_refused_in_words(feuille, client, query, parametre, words):
    response = client.get(f"{ROOT}actions/?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["title"] == "Paramètre non compris"
    (line,) = problem["errors"]
    assert line["parametre"] == parametre
    assert line["detail"].startswith(words)
    assert " or " not in line["detail"]


# Anything ----------------------------------------------------------------------------------------

#: Requests for each address and each kind of data: half a minute in all on a slow machine.
EXAMPLES = 12
BOUNDED = bounded(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Step.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
#: What anybody may find in the addresses of the document.
KNOWN = {"feuille": ["estuaire"], "numero": ["1.0", "derniere"], "action": ["1.1", "1.4"]}


def contract(*, known: bool):
    """The document; `known`: of editions that exist, else nearly every answer would be a 404."""
    document = json.loads(json.dumps(openapi()))
    for path in document["paths"].values():
        for parameter in path["get"]["parameters"]:
            if known and parameter["in"] == "path":
                parameter["schema"]["enum"] = KNOWN[parameter["name"]]
    return schemathesis.openapi.from_dict(document)


def _sent(client, case) -> schemathesis.Response:
    """The case as our own client asks it, and the answer as schemathesis reads it."""
    query = urlencode(case.query or {}, doseq=True)
    path = case.formatted_path
    answer = client.get(f"{path}?{query}" if query else path)
    return schemathesis.Response(
        status_code=answer.status_code,
        headers={name.lower(): [value] for name, value in answer.headers.items()},
        content=answer.content,
        request=requests.Request("GET", f"http://testserver{path}?{query}").prepare(),
        elapsed=0.0,
        verify=False,
    )


#: Path, kind of data, whether the edition exists. An address without filter has no wrong data:
#: any text is one that might exist.
CASES = [
    pytest.param(path, mode, known, id=f"{path}-{mode.value}-{'known' if known else 'anything'}")
    for path, methods in openapi()["paths"].items()
    for mode in GenerationMode
    for known in (True, False)
    if mode == GenerationMode.POSITIVE
    or any(parameter["in"] == "query" for parameter in methods["get"]["parameters"])
]


@pytest.mark.parametrize(("path", "mode", "known"), CASES)
def test_any_request_is_answered_as_the_document_says(feuille, client, path, mode, known):
    operation = contract(known=known)[path]["GET"]
    statuses = set()

    @BOUNDED
    @given(operation.as_strategy(generation_mode=mode))
    def send(case):
        response = _sent(client, case)
        statuses.add(response.status_code)
        case.validate_response(response)

    send()
    if known and mode == GenerationMode.POSITIVE:
        assert statuses == {200}
