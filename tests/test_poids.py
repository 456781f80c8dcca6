"""What a phone on a slow network receives: a first visit, then each page after it."""

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from publication import rendu
from tests.bench.poids import assets
from tests.monde import WITH_EDITIONS, World
from tests.outils import client_of

pytestmark = pytest.mark.django_db

FIRST_VISIT, NEXT_PAGE = 100_000, 30_000  # bytes on the wire
PAGES = ["tableau", "action", "actions:modifier", "priorites", "publication:publique"]
_weights: dict[str, int] = {}


def weight(url: str) -> int:
    """Bytes of a static file as production sends it; a font is compressed already."""
    path = finders.find(url.removeprefix("/static/"))
    with open(path, "rb") as file:
        data = file.read()
    return len(data) if path.endswith((".woff2", ".png")) else len(brotli.compress(data))


@pytest.mark.parametrize("page", PAGES)
def test_a_first_visit_and_the_next_pages_stay_light(page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rendu._body.cache_clear()
    cache.clear()
    world = World(WITH_EDITIONS)
    client = client_of(world.people["administrateur"])
    html = client.get(world.url(page)).content
    sent = len(brotli.compress(html, quality=5))
    assert sent <= NEXT_PAGE
    files = assets(html.decode())
    assert len(files) >= 3
    for url in files:
        _weights.setdefault(url, weight(url))
    assert sent + sum(_weights[url] for url in files) <= FIRST_VISIT
