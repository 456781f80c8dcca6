"""What an edition shows elsewhere, and how its page travels: picture, metadata, kept pages."""

import io
import json
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from publication import rendu
from publication.models import Edition
from publication.partage import chiffres, image
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action_prete, une_feuille
from tests.outils import client_of
from tests.publication.editions import retirer, une_edition
from tests.publication.exemple import exemple
from tests.publication.test_dessins import LONG

HOSTILE = "</script><script>alert(1)</script> & « l’eau »"


@pytest.fixture(autouse=True)
def _fresh_caches():
    rendu.forget()


@pytest.fixture
def feuille(db):
    feuille = une_feuille(Phase.ENGAGEMENT)
    une_action_prete(feuille, state="retenue", title="Récupérer la chaleur fatale")
    return feuille


def _url(name, feuille, *args):
    return reverse(f"publication:{name}", args=[feuille.slug, *args])


# The picture -------------------------------------------------------------------------------------


def test_the_picture_has_its_size_and_says_the_figures():
    contenu = exemple()
    data = image(contenu)
    with Image.open(io.BytesIO(data)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (1200, 630))
        assert len(drawn.getcolors(256) or []) > 20
    assert image(contenu) == data
    assert len(data) < 120_000
    assert [tuple(figure) for figure in chiffres(contenu)] == [
        ("15", "actions"),
        ("17,7\u00a0M€", "prévus"),
        ("21", "engagements"),
    ]


def test_long_names_stay_on_the_picture():
    """The margins keep one colour, whatever the length of the names."""
    contenu = exemple()
    territoire = replace(contenu.territoire, nom=LONG)
    objectifs = tuple(replace(o, titre=LONG) for o in contenu.objectifs)
    for one in (
        replace(contenu, territoire=territoire, objectifs=objectifs),
        replace(contenu, objectifs=(), actions=(), engagements=()),
    ):
        with Image.open(io.BytesIO(image(one))) as drawn:
            edge = drawn.convert("RGB").crop((1200 - 60, 100, 1200, 500))
            assert len(edge.getcolors(60 * 400) or []) == 1


def test_the_picture_is_kept_for_a_year_and_asked_by_its_tag(feuille, client):
    edition = une_edition(feuille)
    url = _url("partage", feuille, "1.0")
    first = client.get(url)
    assert first["Content-Type"] == "image/png"
    assert "immutable" in first["Cache-Control"]
    assert client.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    retirer(edition)
    assert client.get(url).status_code == 410


# Metadata ----------------------------------------------------------------------------------------


def _meta(html):
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html)
    return dict(found), re.findall(r'<link rel="canonical" href="([^"]+)">', html)


def test_each_page_says_what_it_is(feuille, client, settings):
    settings.SITE_URL = "https://feuille.example"
    edition = une_edition(feuille)
    pages = {
        _url("publique", feuille): _url("publique", feuille),
        _url("edition", feuille, "1.0"): _url("edition", feuille, "1.0"),
        _url("fiche", feuille, "1.0", "1.1"): _url("fiche", feuille, "1.0", "1.1"),
    }
    for address, canonical in pages.items():
        meta, links = _meta(client.get(address).content.decode())
        assert links == [f"https://feuille.example{canonical}"]
        assert meta["og:url"] == links[0]
        assert meta["og:title"]
        assert meta["description"] == meta["og:description"] != ""
        assert meta["og:image"].startswith("https://feuille.example/")
        assert (
            client.get(meta["og:image"].removeprefix("https://feuille.example")).status_code == 200
        )
    html = client.get(_url("publique", feuille)).content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    told = json.loads(data)
    assert told["version"] == "1.0"
    assert told["identifier"] == f"sha256:{edition.sha256}"
    assert [one["encodingFormat"] for one in told["encoding"]] == [
        "application/pdf",
        "application/json",
    ]


def test_hostile_names_do_not_leave_the_metadata(feuille, client):
    feuille.territoire.name = HOSTILE
    feuille.territoire.save()
    une_edition(feuille)
    html = client.get(_url("publique", feuille)).content.decode()
    assert "<script>alert" not in html
    assert "</script><script" not in html.replace("</script>\n<script", "")


# Kept pages --------------------------------------------------------------------------------------


def test_a_page_is_drawn_once_for_visitors_and_never_for_a_member(
    feuille, client, django_assert_num_queries
):
    une_edition(feuille)
    url = _url("publique", feuille)
    member = client_of(un_access(feuille, Role.ADMINISTRATEUR))
    assert b"mon compte" in member.get(url).content
    first = client.get(url)
    assert b"mon compte" not in first.content
    with django_assert_num_queries(1):
        again = Client().get(url)
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    assert again["Last-Modified"] == first["Last-Modified"]
    assert b"mon compte" in member.get(url).content


def test_a_kept_page_follows_what_surrounds_it(feuille, client):
    une_edition(feuille)
    url = _url("edition", feuille, "1.0")
    tag = client.get(url)["ETag"]
    feuille.territoire.name = "Un autre nom"
    feuille.territoire.save()
    assert "Un autre nom" in client.get(url, HTTP_IF_NONE_MATCH=tag).content.decode()
    tag = client.get(url)["ETag"]
    newer = une_edition(feuille, "1.1")
    assert "plus récente" in client.get(url, HTTP_IF_NONE_MATCH=tag).content.decode()
    retirer(newer)
    assert "a été retirée" in client.get(url).content.decode()
    Edition.objects.filter(pk=newer.pk).delete()
    assert "a été retirée" not in client.get(url).content.decode()
