"""The live séance under load: real server process, hundreds of phones over loopback sockets.

`python -m tests.bench salle`; two to four minutes. The phones share the machine with the server:
their own work is in the times. `DATABASE_URL_SALLE` gives an empty PostgreSQL base instead.
"""

import asyncio
import os
import random
import resource
import tempfile
import time
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.mesure import heading, row
from tests.pannes.navigateur import close_all
from tests.pannes.produit import Produit
from tests.pannes.salle import Console, Phone, Room, Screen, enter, points, same

#: Bars of the séance: vote p95, vote to projector p95 (ms), processor (cores).
VOTE, PROJECTOR, CORES = 100, 500, 1.0
RUSH = 1000


@dataclass
class Scene:
    """What one load gave. Times in milliseconds, `cpu` in cores on average."""

    name: str
    connected: int
    taps: int = 0
    votes: list[float] = field(default_factory=list)
    projector: list[float] = field(default_factory=list)
    cpu: float = 0
    errors: int = 0
    lost: int = 0
    points: int = 0


def p95(times: Iterable[float]) -> float:
    ranked = sorted(times)
    return ranked[max(0, -(-len(ranked) * 95 // 100) - 1)] if ranked else 0


async def spread(phone: Phone, taps: int, seconds: float) -> None:
    """So many points, one at a time, at instants drawn over these seconds."""
    began = time.monotonic()
    instants = [random.uniform(0, seconds) for _ in range(taps)]  # noqa: S311 -- a load, no secret
    for rank, at in enumerate(sorted(instants)):
        await asyncio.sleep(max(0, began + at - time.monotonic()))
        action = phone.actions[rank % len(phone.actions)]
        await phone.tap(action, min(phone.acknowledged.get(action, 0) + 1, 3))


async def play(product: Produit, room: Room, name: str, *, people: int, taps: int, seconds: float,
               sample: int = 0) -> Scene:  # fmt: skip
    """`people` phones listen, `sample` of them (all by default) vote; both screens follow."""
    phones = await enter(product.port, room, people)
    projector, console = Screen(product.port, room.ecran), Console(product.port, room)
    await asyncio.gather(projector.open(), console.open())
    tasks = [asyncio.create_task(one) for one in (projector.follow(), console.follow())]
    tasks += [asyncio.create_task(phone.listen()) for phone in phones]
    await connected(phones)
    voters = phones[: sample or people]
    base = tally(product, room)
    began, spent = time.monotonic(), product.cpu()
    await asyncio.gather(*(spread(phone, taps, seconds) for phone in voters))
    lasted, spent = time.monotonic() - began, product.cpu() - spent
    await settled(projector, tally(product, room))
    same(product.ballots(room), phones)
    assert not any(task.done() for task in tasks), "a screen or a phone no longer follows"
    replies = sorted((r for phone in voters for r in phone.replies), key=lambda r: r.back)
    scene = Scene(name, sum(bool(phone.heard) for phone in phones), taps=len(replies))
    scene.votes = [(reply.back - reply.sent) * 1000 for reply in replies]
    scene.projector = until_shown(projector, base, [r.sent for r in replies if r.status == 200])
    scene.cpu = spent / lasted
    scene.errors = sum(reply.status != 200 for reply in replies)
    scene.errors += len(projector.failures) + len(console.failures)
    scene.lost = sum(phone.lost for phone in voters)
    scene.points = points(product.ballots(room))
    return scene


async def connected(phones: list[Phone]) -> None:
    deadline = time.monotonic() + 30
    while not all(phone.heard for phone in phones) and time.monotonic() < deadline:
        await asyncio.sleep(0.2)


async def settled(projector: Screen, last: int) -> None:
    deadline = time.monotonic() + 10
    while (not projector.shown or projector.shown[-1][0] < last) and time.monotonic() < deadline:
        await asyncio.sleep(0.1)


def tally(product: Produit, room: Room) -> int:
    return product.read("select tally from seances_seance where id = ?", room.seance)[0][0]


def until_shown(projector: Screen, base: int, sent: list[float]) -> list[float]:
    """From each tap to the projector that shows it, in milliseconds.

    Each tap raises the counter by one, so the n-th acknowledged is shown with the n-th number:
    two taps a few milliseconds apart may be exchanged.
    """
    times, shown = [], iter(projector.shown)
    number, at = next(shown)
    for rank, left in enumerate(sent, start=1):
        while number < base + rank:
            number, at = next(shown)
        times.append(max(0, at - left) * 1000)
    return times


async def bounded(scene: Awaitable[Scene]) -> Scene:
    try:
        async with asyncio.timeout(240):
            return await scene
    finally:
        await close_all()


def tell(scene: Scene, vote: int | None, projector: int | None) -> None:
    """One line, each figure beside its bar when the séance sets one."""
    row(
        scene.name,
        scene.connected,
        scene.taps,
        scene.points,
        scene.errors + scene.lost,
        f"{sorted(scene.votes)[len(scene.votes) // 2]:.0f}",
        beside(p95(scene.votes), vote),
        beside(p95(scene.projector), projector),
        f"{scene.cpu:.2f}".replace(".", ",") + f" (visée {CORES:g})",
    )


def beside(measured: float, bar: int | None) -> str:
    """« 81 (visée 100 : × 0,81) »."""
    if bar is None:
        return f"{measured:.0f}"
    ratio = f"{measured / bar:.2f}".replace(".", ",")
    return f"{measured:.0f} (visée {bar}\u00a0: × {ratio})"


def main() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    other = os.environ.get("DATABASE_URL_SALLE")
    heading(
        f"Séance, {'PostgreSQL' if other else 'SQLite'}",
        "scène", "connectés", "votes", "gommettes en base", "erreurs ou renvois",
        "vote, médiane ms", "vote, p95 ms", "vote → écran, p95 ms", "cœurs",
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="feuille-de-route-") as folder:
        product = Produit(Path(folder) / "produit", **({"DATABASE_URL": other} if other else {}))
        try:
            calm, rush, crowd = product.prepare(3)
            scenes = (
                (play(product, calm, "300 téléphones, 5 votes chacun en 30 s", people=300, taps=5,
                      seconds=30), VOTE, PROJECTOR),
                (play(product, rush, "300 votes en 2 s", people=300, taps=1, seconds=2), RUSH, None),
                (play(product, crowd, "1\u202f000 téléphones, 300 votent en 30 s", people=1000,
                      taps=1, seconds=30, sample=300), None, None),
            )  # fmt: skip
            for scene, vote, projector in scenes:
                tell(asyncio.run(bounded(scene)), vote, projector)
            print(f"\nMémoire du serveur à la fin\u00a0: {product.memory()} Mo.")
        finally:
            product.close()
