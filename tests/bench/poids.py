"""What a first visit and a next page weigh on the wire, compressed as the product sends them."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from comptes.models import User
from tests.bench.mesure import BACKEND, heading, row

ACCEPT = {"Accept-Encoding": "br, gzip"}


def main() -> None:
    call_command("charger_demo", verbosity=0)
    heading(
        "Weight (first visit ≤ 100 kB, then ≤ 30 kB a page)",
        "page",
        "HTML kB",
        "assets kB",
        "first visit kB",
    )
    seen_by = User.objects.filter(is_demo=True).order_by("pk")
    for name, user, url in (
        ("public page", None, "/feuilles/estuaire/"),
        ("home", None, "/"),
        ("board", seen_by[0], "/feuilles/estuaire/actions/"),
        ("fiche", seen_by[0], "/feuilles/estuaire/actions/1.1/"),
        ("publication", seen_by[0], "/feuilles/estuaire/publication/"),
        ("my organisation", seen_by[3], "/feuilles/estuaire/engagements/"),
    ):
        client = Client(headers=ACCEPT)
        if user:
            client.force_login(user, backend=BACKEND)
        response = client.get(url)
        assert response.status_code == 200, url
        html = len(response.content) / 1000
        text = Client(headers={}).get(url) if user is None else _plain(user, url)
        files = sum(map(_weight, assets(text.content.decode()))) / 1000
        row(name, f"{html:.1f}", f"{files:.1f}", f"{html + files:.1f}")


def _plain(user: User, url: str):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.get(url)


def assets(html: str) -> set[str]:
    """Every file of ours that the page or its stylesheet fetches; fonts of rare letters do not load."""
    found = {urlsplit(url).path for url in re.findall(r'(?:href|src)="(/static/[^"]+)"', html)}
    found = {url.split("#")[0] for url in found}
    return {url for url in found if not url.endswith(".html")}


def _weight(url: str) -> int:
    """Bytes on the wire: brotli when the build made it, as whitenoise answers."""
    path = staticfiles_storage.path(url.removeprefix(settings.STATIC_URL))
    for suffix in (".br", ".gz", ""):
        try:
            with open(path + suffix, "rb") as file:
                return len(file.read())
        except FileNotFoundError:
            continue
    raise FileNotFoundError(path)
