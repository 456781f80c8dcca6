"""Board and public page at 15, 200 and 2,000 actions, against a bare list in the same run."""

import gzip

from django.template import Engine
from django.test import Client, override_settings
from django.urls import reverse

from publication import rendu
from publication.models import Edition
from publication.services import publier_maintenant
from territoires.access import get_access
from territoires.models import FeuilleDeRoute
from tests.bench import nue
from tests.bench.mesure import BACKEND, heading, milliseconds, queries, row
from tests.bench.peupler import peupler

SIZES = (15, 200, 2000)
#: Lines of the second table.
PUBLIC: list[tuple[object, ...]] = []


def main() -> None:
    with override_settings(ROOT_URLCONF="tests.bench.nue"):
        heading(
            "Pages (aim: board ≤ 3, public page ≤ 2, at most 12 queries)",
            "actions", "page", "ms", "queries", "bare list ms", "ratio", "kB of HTML",
        )  # fmt: skip
        for n in SIZES:
            _measure(n)
    heading(
        "Public page against a static template of the same bytes",
        "actions", "page", "ms", "static ms", "ratio", "aim",
    )  # fmt: skip
    for line in PUBLIC:
        row(*line)


def _measure(n: int) -> None:
    feuille, user = peupler(n)
    member, stranger = Client(), Client()
    member.force_login(user, backend=BACKEND)
    runs = 30 if n < 1000 else 10
    nue = f"/nue/{feuille.pk}/{n}/"
    board = reverse("tableau", args=[feuille.slug])
    bare = milliseconds(lambda: stranger.get(nue), runs=runs)
    _line(n, "board", member, board, bare, runs)
    _line(n, "board, every card (?tout=1)", member, f"{board}?tout=1", bare, runs)
    publier_maintenant(get_access(user, feuille), note="Première édition.")
    assert Edition.objects.published().filter(feuille=feuille).exists()
    bare = milliseconds(lambda: stranger.get(nue), runs=runs)
    _line(
        n, "public page", stranger, reverse("publication:publique", args=[feuille.slug]), bare, runs
    )
    _public(n, feuille, runs)


def _public(n: int, feuille: FeuilleDeRoute, runs: int) -> None:
    """The public page against a static template of its bytes: drawn, kept, unchanged.

    Asked as browsers do, compressed; what is unchanged has nothing to compress.
    """
    visitor = Client(headers={"accept-encoding": "gzip"})
    url = reverse("publication:publique", args=[feuille.slug])
    first = visitor.get(url)
    html = gzip.decompress(first.content).decode()
    nue.PAGES[n] = Engine().from_string("{% verbatim %}" + html + "{% endverbatim %}")
    bare = f"/nue/page/{n}/"
    tag = first["ETag"]
    assert visitor.get(url, HTTP_IF_NONE_MATCH=tag).status_code == 304

    def drawn() -> None:
        rendu._whole.clear()
        visitor.get(url)

    runs *= 10
    cases = {
        "drawn around its body": (drawn, 2.0),
        "kept whole": (lambda: visitor.get(url), 2.0),
        "unchanged, 304": (lambda: visitor.get(url, HTTP_IF_NONE_MATCH=tag), 1.3),
    }
    for name, (ask, aim) in cases.items():
        still = milliseconds(lambda: visitor.get(bare), runs=runs)
        time = milliseconds(ask, runs=runs)
        PUBLIC.append((n, name, f"{time:.2f}", f"{still:.2f}", f"{time / still:.2f}", aim))


def _line(n: int, name: str, client: Client, url: str, bare: float, runs: int) -> None:
    count = queries(client, url)
    size = len(client.get(url).content) / 1000
    time = milliseconds(lambda: client.get(url), runs=runs)
    row(n, name, f"{time:.1f}", count, f"{bare:.1f}", f"{time / bare:.2f}", f"{size:.0f}")
