"""« Recherche d’entreprises », asked over a real connection to a local server that answers as the
service documents it, or fails as networks do."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse

from organisations import recherche_entreprises as service
from organisations.recherche_entreprises import Entreprise, Indisponible
from territoires.droits import Role
from tests.fabrique import un_access, une_feuille
from tests.outils import HTMX, client_of, text_of

#: When the product goes away first, as it should, the fake server may leave a socket to Python.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

SIEGE, SITE = "35600000000048", "73282932000074"


def result(**fields):
    """One result, with the fields of the service's documentation that matter here, and others."""
    siege = {
        "siret": SIEGE,
        "adresse": "9 RUE DES SALORGES 44600 SAINT-NAZAIRE",
        "code_postal": "44600",
        "libelle_commune": "SAINT-NAZAIRE",
        "etat_administratif": "A",
        "tranche_effectif_salarie": "12",
        "liste_enseignes": None,
    }
    return {
        "siren": SIEGE[:9],
        "nom_complet": "MECANIQUE BALBUZARD (MB)",
        "nom_raison_sociale": "MECANIQUE BALBUZARD",
        "sigle": "MB",
        "nombre_etablissements": 2,
        "siege": siege | fields.pop("siege", {}),
        "activite_principale": "25.62B",
        "section_activite_principale": "C",
        "etat_administratif": "A",
        "tranche_effectif_salarie": "21",
        "matching_etablissements": [],
        "dirigeants": [{"nom": "RABOUIN", "prenoms": "INES"}],
    } | fields


def answer(*results):
    return {"results": list(results), "total_results": len(results), "page": 1, "per_page": 5,
            "total_pages": 1}  # fmt: skip


class Fake(ThreadingHTTPServer):
    """A server whose next answer is set by the test; it keeps the questions it received."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []
        self.reply(answer())

    def reply(self, body, status=200, headers=(), wait=0.0, drip=0.0):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status, self.headers, self.wait, self.drip = status, dict(headers), wait, drip


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(parse_qs(urlsplit(self.path).query))
        time.sleep(self.server.wait)
        try:
            self.send_response(self.server.status)
            for name, value in self.server.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(self.server.body)))
            self.end_headers()
            for sign in [self.server.body] if not self.server.drip else self.server.body:
                self.wfile.write(sign if isinstance(sign, bytes) else bytes([sign]))
                self.wfile.flush()
                time.sleep(self.server.drip)
        except OSError:
            pass  # the product went away, as it should

    def log_message(self, *args):
        pass


@pytest.fixture
def fake(settings):
    cache.clear()
    server = Fake()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.RECHERCHE_ENTREPRISES_URL = f"http://127.0.0.1:{server.server_port}/search"
    yield server
    server.shutdown()
    server.server_close()
    cache.clear()


BALBUZARD = Entreprise(
    nom="Mecanique Balbuzard (MB)",
    siret=SIEGE,
    commune="Saint-Nazaire",
    activite="Industrie manufacturière",
    effectif="20-49",
    active=True,
)


# What it says ------------------------------------------------------------------------------------


def test_a_name_gives_the_head_office_in_our_words(fake):
    fake.reply(answer(result()))
    assert service.chercher("  mécanique   balbuzard ") == [BALBUZARD]
    assert fake.asked == [{"q": ["mécanique balbuzard"], "page": ["1"], "per_page": ["5"]}]


def test_a_siret_gives_its_own_establishment(fake):
    site = {"siret": SITE, "libelle_commune": "DONGES", "etat_administratif": "A",
            "tranche_effectif_salarie": None}  # fmt: skip
    fake.reply(answer(result(matching_etablissements=[site])))
    [found] = service.chercher("732 829 320 00074")
    assert (found.siret, found.commune, found.effectif) == (SITE, "Donges", "50-99")
    assert fake.asked[0]["q"] == [SITE], "the spaces people type are not sent"


@pytest.mark.parametrize(
    ("fields", "active"),
    [({}, True), ({"etat_administratif": "C"}, False),
     ({"siege": {"etat_administratif": "F"}}, False)],
)  # fmt: skip
def test_what_ceased_is_told(fake, fields, active):
    fake.reply(answer(result(**fields)))
    assert service.chercher("balbuzard")[0].active is active


def test_nobody_found_is_an_answer(fake):
    assert service.chercher("licorne") == []


@pytest.mark.parametrize("words", ["", "ab", "   "])
def test_too_few_letters_ask_nothing(fake, words):
    assert service.chercher(words) == []
    assert not fake.asked


@pytest.mark.parametrize(
    "odd",
    [
        {"siege": {"siret": "123"}},
        {"siege": {"siret": None}},
        {"nom_complet": None},
        {"nom_complet": ["liste"]},
        {"matching_etablissements": "rien"},
        {"section_activite_principale": 3},
    ],
)
def test_a_result_that_lacks_something_is_left_out_or_shorter_never_an_error(fake, odd):
    fake.reply(answer(result(**odd), result(), None, "texte", {"siege": None}))
    assert BALBUZARD in service.chercher("balbuzard")


def test_an_answer_is_kept_and_the_chosen_one_with_it(fake):
    fake.reply(answer(result()))
    for words in ("Balbuzard", "balbuzard", " BALBUZARD"):
        assert service.chercher(words) == [BALBUZARD]
    assert service.trouver(SIEGE) == BALBUZARD
    assert len(fake.asked) == 1


def test_one_chosen_long_after_is_asked_again(fake):
    fake.reply(answer(result()))
    assert service.trouver(SIEGE) == BALBUZARD
    assert service.trouver(SITE) is None
    assert service.trouver("texte") is None


def test_without_its_address_nothing_is_asked(fake, settings):
    settings.RECHERCHE_ENTREPRISES_URL = ""
    assert not service.is_on()
    assert service.chercher("balbuzard") == []
    assert not fake.asked


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("MECANIQUE DE L'ESTUAIRE", "Mecanique de l'Estuaire"),
        ("LE TEMPLE-DE-BRETAGNE", "Le Temple-de-Bretagne"),
        ("OUTILLAGE SARL (O.S)", "Outillage SARL (O.S)"),
        ("BRGM", "BRGM"),
        ("Chantiers de l’Atlantique", "Chantiers de l’Atlantique"),
    ],
)
def test_capitals_are_read_as_names(fake, said, read):
    fake.reply(answer(result(nom_complet=said)))
    assert service.chercher("estuaire")[0].nom == read


# How it fails ------------------------------------------------------------------------------------

FAILURES = {
    "429": {"body": {"erreur": "Trop de requêtes"}, "status": 429, "headers": {"Retry-After": "7"}},
    "500": {"body": b"Internal Server Error", "status": 500},
    "400": {"body": {"erreur": "3 caractères minimum"}, "status": 400},
    "elsewhere": {"body": b"", "status": 302, "headers": {"Location": "http://127.0.0.1:1/"}},
    "hangs": {"body": answer(), "wait": 5},
    "drips": {"body": json.dumps(answer(result())).encode(), "drip": 0.05},
    "not json": {"body": b"<html>Maintenance</html>"},
    "another shape": {"body": {"etablissements": []}},
    "a list": {"body": []},
    "too deep": {"body": b"[" * 100_000},
    "huge": {"body": b'{"results": "' + b"a" * 2_000_000 + b'"}'},
    "not text": {"body": b"\xff\xfe\x00"},
}


@pytest.mark.parametrize("failure", FAILURES)
def test_every_failure_is_one_sentence_and_takes_two_seconds_at_most(fake, failure):
    fake.reply(**FAILURES[failure])
    start = time.monotonic()
    with pytest.raises(Indisponible, match="Continuez sans"):
        service.chercher("balbuzard")
    assert time.monotonic() - start < service.SECONDS + 0.5


def test_a_server_that_is_not_there(fake):
    fake.shutdown()
    fake.server_close()
    with pytest.raises(Indisponible):
        service.chercher("balbuzard")


def test_after_a_failure_it_rests_then_is_asked_again(fake):
    fake.reply(**FAILURES["500"])
    for _ in range(3):
        with pytest.raises(Indisponible):
            service.chercher("balbuzard")
    assert len(fake.asked) == 1, "a service that is down does not slow every form"
    cache.delete("entreprises-pause")
    fake.reply(answer(result()))
    assert service.chercher("balbuzard") == [BALBUZARD]


@pytest.mark.parametrize(
    ("said", "seconds"), [("7", 7), ("100000", 600), ("demain", 30), ("", 30), ("0", 1)]
)
def test_it_waits_as_long_as_it_is_asked_to_within_reason(fake, monkeypatch, said, seconds):
    waits = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: waits.append((key, timeout)))
    fake.reply({}, status=429, headers={"Retry-After": said})
    with pytest.raises(Indisponible):
        service.chercher("balbuzard")
    assert waits == [("entreprises-pause", seconds)]


# On the form -------------------------------------------------------------------------------------


@pytest.fixture
def page(db):
    feuille = une_feuille()
    client = client_of(un_access(feuille, Role.ADMINISTRATEUR))
    return client, reverse("organisations:creer", args=[feuille.slug])


TYPED = {"name": "balbuzard", "kind": "pme", "fait_public": "Ce que nous avons écrit."}


def test_the_button_proposes_and_keeps_what_is_typed(fake, page):
    client, url = page
    fake.reply(answer(result(), result(siege={"siret": SITE}, etat_administratif="C")))
    response = client.post(url, TYPED | {"chercher": "1"})
    assert response.status_code == 200
    told = text_of(response)
    assert "Saint-Nazaire, Industrie manufacturière, 20\u201149\u00a0salariés" in told
    assert "Cessée" in told
    assert "Ce que nous avons écrit." in told
    assert 'value="balbuzard"' in response.content.decode()


def test_taking_one_up_fills_the_form_without_sending_it(fake, page):
    client, url = page
    fake.reply(answer(result()))
    response = client.post(url, TYPED | {"reprendre": SIEGE})
    form = response.context["form"]
    assert form["siret"].value() == SIEGE
    assert form["commune"].value() == "Saint-Nazaire"
    assert form["name"].value() == "balbuzard", "the name typed is the one people know"
    assert "Ce que nous avons écrit." in text_of(response)
    assert not form.errors


def test_htmx_receives_the_proposals_alone(fake, page):
    client, url = page
    fake.reply(answer(result()))
    response = client.post(url, TYPED | {"chercher": "1"}, **HTMX)
    assert "<html" not in response.content.decode()
    assert "Mecanique Balbuzard" in response.content.decode()


@pytest.mark.parametrize("button", [{"chercher": "1"}, {"reprendre": SIEGE}])
def test_a_service_that_is_down_never_blocks_the_form(fake, page, button):
    client, url = page
    fake.reply(**FAILURES["500"])
    response = client.post(url, TYPED | button)
    assert response.status_code == 200
    assert "Continuez sans" in text_of(response)
    assert client.post(url, TYPED).status_code == 302, "and it is kept all the same"


def test_without_the_service_the_form_does_not_speak_of_it(page, settings):
    settings.RECHERCHE_ENTREPRISES_URL = ""
    client, url = page
    assert "annuaire des entreprises" not in text_of(client.get(url))
    assert client.post(url, TYPED).status_code == 302
