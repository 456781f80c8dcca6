"""The Atom feed of the editions of a roadmap."""

from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from publication.flux import ATOM
from tests.fabrique import une_action_prete, une_feuille
from tests.publication.editions import retirer, une_edition

pytestmark = pytest.mark.django_db

URL = "/feuilles/estuaire/editions/flux.atom"
NAMES = {"a": ATOM}


@pytest.fixture
def feuille():
    feuille = une_feuille(slug="estuaire")
    une_action_prete(feuille, state="retenue")
    une_edition(feuille, "1.0", note='Un <b>texte</b> & "autre"\x07 🌊')
    return feuille


def _feed(client) -> ET.Element:
    return ET.fromstring(client.get(URL).content)  # noqa: S314 -- our own answer


def test_a_feed_has_what_rfc_4287_asks(feuille, client):
    """One id, title and update each; an author; a link to itself; entries that lead to pages."""
    une_edition(feuille, "1.1")
    feed = _feed(client)
    assert feed.tag == f"{{{ATOM}}}feed"
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "fr"
    for element in (feed, *feed.findall("a:entry", NAMES)):
        for name in ("id", "title", "updated"):
            (one,) = element.findall(f"a:{name}", NAMES)
            assert one.text
        moment = datetime.fromisoformat(element.find("a:updated", NAMES).text)
        assert moment.tzinfo is not None
    assert feed.find("a:author/a:name", NAMES).text
    (itself,) = feed.findall("a:link[@rel='self']", NAMES)
    assert urlsplit(itself.get("href")).path == URL
    ids = [one.text for one in feed.findall("a:entry/a:id", NAMES)]
    assert len(set(ids)) == len(ids) == 2
    for link in feed.findall("a:entry/a:link[@rel='alternate']", NAMES):
        assert client.get(urlsplit(link.get("href")).path).status_code == 200
    newest = max(one.text for one in feed.findall("a:entry/a:updated", NAMES))
    assert feed.find("a:updated", NAMES).text == newest


def test_any_note_stays_text(feuille, client):
    summary = _feed(client).find("a:entry/a:summary", NAMES).text
    assert summary == 'Un <b>texte</b> & "autre" 🌊'


def test_only_editions_online_are_told(feuille, client):
    une_edition(feuille, "1.1", state="en_cours", published_at=None)
    retirer(une_edition(feuille, "1.2"))
    titles = [one.text for one in _feed(client).findall("a:entry/a:title", NAMES)]
    assert titles == ["Édition 1.0"]


def test_the_public_page_announces_it(feuille, client):
    page = client.get("/feuilles/estuaire/").content.decode()
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="Les éditions" href="{URL}">'
        in page
    )
