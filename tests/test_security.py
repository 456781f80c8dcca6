"""What protects people who use the product, tried on its pages and on its production settings."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from comptes.models import User
from feuille_de_route import errors
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from territoires.services import accorder_role
from tests.fabrique import un_access, une_feuille_vivante, une_personne
from tests.outils import client_of

ROOT = Path(settings.BASE_DIR)
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def feuille(db) -> FeuilleDeRoute:
    feuille = une_feuille_vivante()
    feuille.territoire.avertissement = "Personnes et montants inventés."
    feuille.territoire.save()
    return feuille


# Headers -----------------------------------------------------------------------------------------


def policy_of(response) -> dict[str, list[str]]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts)}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/compte/connexion/", "/nulle-part/", "/technique/"])
def test_every_answer_carries_the_same_strict_policy(client, path):
    response = client.get(path)
    assert policy_of(response) == POLICY
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    persona = une_personne(is_demo=True)
    client.get(reverse("account_login"))
    client.post(reverse("comptes:persona", args=[persona.pk]))
    assert set(client.cookies) >= {"csrftoken", "sessionid"}
    for name in ("csrftoken", "sessionid"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


@pytest.mark.django_db
def test_pages_of_an_account_stay_out_of_shared_caches(client, feuille):
    assert "no-store" in client.get("/compte/connexion/").headers["Cache-Control"]
    client.force_login(une_personne())
    assert "Cookie" in client.get("/compte/").headers["Vary"]


@pytest.mark.django_db
def test_an_unknown_host_is_refused(client):
    assert client.get("/", HTTP_HOST="ailleurs.example").status_code == 400


# Pages -------------------------------------------------------------------------------------------

NUMBERS_ONLY = re.compile(r"(\s*--[a-z]+\s*:\s*-?[\d.]+(rem|%)?\s*;?)+")
DATA_BLOCKS = {"application/json", "application/ld+json"}


class Page(HTMLParser):
    """The links of a page, and what in it the policy would refuse."""

    def __init__(self, text: str):
        super().__init__()
        self.links: list[str] = []
        self.faults: list[str] = []
        self.posts = self.tokens = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(values.get("href", ""))
        if tag == "form" and values.get("method", "").lower() == "post":
            self.posts += 1
        if tag == "input" and values.get("name") == "csrfmiddlewaretoken":
            self.tokens += 1
        self.faults += [f"<{tag} {name}>" for name in values if name.startswith(("on", "hx-on"))]
        if tag == "script" and "src" not in values and values.get("type") not in DATA_BLOCKS:
            self.faults.append("inline script")
        if tag in {"style", "base", "object", "embed", "iframe"}:
            self.faults.append(f"<{tag}>")
        if "style" in values and not NUMBERS_ONLY.fullmatch(values["style"]):
            self.faults.append(f'style="{values["style"]}"')
        for name in ("src", "href", "action", "formaction", "hx-get", "hx-post"):
            if re.match(r"\s*(javascript|data|vbscript):", values.get(name, ""), re.IGNORECASE):
                self.faults.append(f"<{tag} {name}={values[name]}>")
        if tag in {"script", "link", "img", "use"}:
            source = values.get("src") or values.get("href", "")
            if re.match(r"(https?:)?//", source):
                self.faults.append(f"{source} comes from elsewhere")


def walk(client: Client, *starts: str, most: int = 150) -> dict[str, Page]:
    """Follow every link of the product from these addresses; each must answer."""
    pages, waiting = {}, list(starts)
    while waiting and len(pages) < most:
        url = waiting.pop(0)
        if url in pages or not url.startswith("/") or url.startswith(("/static/", "/technique/")):
            continue
        response = client.get(url, follow=True)
        assert response.status_code == 200, f"{url} answers {response.status_code}"
        is_page = response.headers["Content-Type"].startswith("text/html")
        page = Page(response.content.decode() if is_page else "")
        response.close()  # a file that is sent stays open until then
        pages[url] = page
        waiting += [urldefrag(urljoin(url, link)).url for link in page.links]
    return pages


def visitor(feuille: FeuilleDeRoute) -> Client:
    return Client()


def administrateur(feuille: FeuilleDeRoute) -> Client:
    user = User.objects.create_superuser("tout@essai.example", name="Tout")
    accorder_role(feuille, user, Role.ADMINISTRATEUR, by=None)
    return client_of(user)


def representant(feuille: FeuilleDeRoute) -> Client:
    return client_of(un_access(feuille, Role.REPRESENTANT))


@pytest.mark.parametrize("phase", [Phase.PARTAGE, Phase.SELECTION, Phase.ENGAGEMENT])
@pytest.mark.parametrize("who", [visitor, administrateur, representant])
def test_no_page_one_can_reach_holds_what_the_policy_refuses(feuille, who, phase):
    feuille.phase = phase
    feuille.save(update_fields=["phase"])
    starts = ["/", reverse("account_login")]
    if who is not visitor:
        starts += ["/compte/", reverse("tableau", args=[feuille.slug])]
    pages = walk(who(feuille), *starts)
    assert len(pages) >= (2 if who is visitor else 8)
    assert {url: page.faults for url, page in pages.items() if page.faults} == {}
    assert [url for url, page in pages.items() if page.posts > page.tokens] == []


# Refusals ----------------------------------------------------------------------------------------


def test_a_refusal_says_why_and_the_next_step(client, feuille):
    client.force_login(un_access(feuille, Role.LECTEUR).user)
    response = client.get(reverse("territoires:membres", args=[feuille.slug]))
    page = response.content.decode()
    assert response.status_code == 403
    assert "Seul" in page or "rôle" in page
    assert "Revenir à la feuille de route" in page
    assert "403" not in re.sub(r"<[^>]+>", "", page)


def test_a_stranger_learns_nothing(client, feuille):
    client.force_login(une_personne())
    existing = client.get(reverse("tableau", args=[feuille.slug]))
    absent = client.get(reverse("tableau", args=["nulle-part"]))
    assert existing.status_code == absent.status_code == 404
    assert "Cette page n’est plus dans le chenal" in existing.content.decode()
    assert feuille.territoire.name not in existing.content.decode()


def test_a_form_from_elsewhere_says_what_to_do(feuille):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(une_personne())
    response = strict.post("/compte/", {"name": "X"})
    assert response.status_code == 403
    assert "Envoyez votre réponse encore une fois" in response.content.decode()


def test_a_failure_is_told_in_french_without_database():
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    page = response.content.decode()
    assert "Le courant nous a déportés" in page
    assert Page(page).faults == []


@pytest.mark.parametrize("path", ["/", "/compte/connexion/", "/nulle-part/"])
def test_the_demonstration_says_so_on_each_page(client, feuille, path):
    assert "Personnes et montants inventés." in client.get(path).content.decode()


def test_the_demonstration_says_so_on_refusals(client, feuille):
    client.force_login(un_access(feuille, Role.LECTEUR).user)
    response = client.get(reverse("territoires:membres", args=[feuille.slug]))
    assert "Personnes et montants inventés." in response.content.decode()


def test_outside_the_demonstration_no_persona_is_shown(client, feuille, settings):
    une_personne("Claire Vasseur", is_demo=True)
    assert "Claire Vasseur" in client.get("/").content.decode()
    settings.DEMO = False
    for path in ("/", "/compte/connexion/"):
        page = client.get(path).content.decode()
        assert "Claire Vasseur" not in page
        assert "personnage" not in page
        assert "démonstration" not in page


# Production --------------------------------------------------------------------------------------


def production(tmp_path: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a fresh production environment: nothing but what is written here."""
    base = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "k7#vQ9!tZ2@wL5$xB8&nR4*mF1^pH6(dJ3)sG0_cY+aE-uI=oT~yW",
        "ALLOWED_HOSTS": "feuille.example",
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=base | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_production_environment_passes_the_deployment_check(tmp_path):
    done = production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_the_deployment_check_warns_of_an_open_demonstration(tmp_path):
    done = production(tmp_path, "manage.py", "check", "--deploy", DEMO="1")
    assert "comptes.W001" in done.stderr
    assert "La démonstration est ouverte" in done.stderr


ANSWERS = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
ask = {"HTTP_HOST": "feuille.example"}
plain, safe = Client().get("/", **ask), Client().get("/technique/", secure=True, **ask)
names = ["DEBUG", "TESTING", "DEMO", "LOCAL", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
print(json.dumps({
    "settings": {name: getattr(settings, name) for name in names},
    "plain": [plain.status_code, plain.headers.get("Location")],
    "safe": dict(safe.headers),
}))
"""


def test_production_is_closed_by_default(tmp_path):
    done = production(
        tmp_path, "-W", "ignore", "-c", ANSWERS, DJANGO_SETTINGS_MODULE="feuille_de_route.settings"
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers["settings"] == {
        "DEBUG": False,
        "TESTING": False,
        "DEMO": False,
        "LOCAL": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    }
    assert answers["plain"] == [301, "https://feuille.example/"]
    safe = answers["safe"]
    assert safe["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "script-src 'self';" in safe["Content-Security-Policy"]
    assert safe["X-Frame-Options"] == "DENY"


def test_without_a_key_it_refuses_to_start_and_says_what_to_do(tmp_path):
    done = production(tmp_path, "manage.py", "check", SECRET_KEY="")
    assert done.returncode != 0
    assert "SECRET_KEY manque. Donnez-la par l’environnement" in done.stderr.replace("'", "’")


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    r"|(?i:secret_key|password|passwd)\s*=\s*[\"'][A-Za-z0-9+/_-]{24,}[\"']"
)


def test_no_secret_is_kept_with_the_code():
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone: nothing tells which files are kept")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        assert path.name not in {".env", "cle-secrete"}, name
        assert path.suffix not in {".sqlite3", ".pem", ".key"}, name
        if path.suffix in {".py", ".toml", ".md", ".json", ".html", ".js", ".yml", ""}:
            assert not path.is_file() or not SECRETS.search(path.read_text(errors="ignore")), name
