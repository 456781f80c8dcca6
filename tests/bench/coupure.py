"""A real minute without network: fifty phones tap, wait sixty seconds, and send.

`python -m tests.bench coupure`; two minutes. What `tests/pannes` plays with moved hours is played
here by the clock: half of the room comes back while the vote is open, half within the grace.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from tests.bench.mesure import heading, row
from tests.pannes.navigateur import close_all
from tests.pannes.produit import Produit
from tests.pannes.salle import Console, Phone, enter, points, same

PEOPLE = 50
AWAY = 60
GRACE = 30


async def play(product: Produit) -> tuple[int, int, float]:
    """(taps acknowledged, points in the base, seconds of the last answer)."""
    [room] = product.prepare(grace=GRACE)
    phones = await enter(product.port, room, PEOPLE)
    for phone in phones:
        await phone.tap(phone.actions[0], 1)
        phone.close()
        phone.hold(phone.actions[0], 3)
        phone.hold(phone.actions[1], 2)
    await asyncio.sleep(AWAY)
    came_back, late = phones[: PEOPLE // 2], phones[PEOPLE // 2 :]
    began = time.monotonic()
    told = await asyncio.gather(*(phone.deliver() for phone in came_back))
    await Console(product.port, room).press(f"vote-fermer:{room.scrutin}")
    told += await asyncio.gather(*(phone.deliver() for phone in late))
    slowest = max(time.monotonic() - began, 0)
    assert set(told) == {200}, told
    same(product.ballots(room), phones)
    return _acknowledged(phones), points(product.ballots(room)), slowest


def _acknowledged(phones: list[Phone]) -> int:
    return sum(reply.status == 200 for phone in phones for reply in phone.replies)


async def _bounded(product: Produit) -> tuple[int, int, float]:
    try:
        return await play(product)
    finally:
        await close_all()


def main() -> None:
    heading(
        "Une minute sans réseau", "téléphones", "secondes coupés", "envois reçus",
        "gommettes en base", "tout est arrivé en, s",
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="feuille-de-route-") as folder:
        product = Produit(Path(folder) / "produit")
        try:
            received, held, lasted = asyncio.run(_bounded(product))
            row(PEOPLE, AWAY, received, held, f"{lasted:.1f}".replace(".", ","))
        finally:
            product.close()
