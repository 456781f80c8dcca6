"""Board and public page at 15, 200 and 2,000 actions, against a bare list in the same run."""

from django.test import Client, override_settings
from django.urls import reverse

from publication.models import Edition
from publication.services import publier_maintenant
from territoires.access import get_access
from tests.bench.mesure import BACKEND, heading, milliseconds, queries, row
from tests.bench.peupler import peupler

SIZES = (15, 200, 2000)


def main() -> None:
    with override_settings(ROOT_URLCONF="tests.bench.nue"):
        heading(
            "Pages (aim: board ≤ 3, public page ≤ 2, at most 12 queries)",
            "actions", "page", "ms", "queries", "bare list ms", "ratio", "kB of HTML",
        )  # fmt: skip
        for n in SIZES:
            _measure(n)


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


def _line(n: int, name: str, client: Client, url: str, bare: float, runs: int) -> None:
    count = queries(client, url)
    size = len(client.get(url).content) / 1000
    time = milliseconds(lambda: client.get(url), runs=runs)
    row(n, name, f"{time:.1f}", count, f"{bare:.1f}", f"{time / bare:.2f}", f"{size:.0f}")
