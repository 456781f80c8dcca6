"""What goes wrong in a room, with real processes: nothing acknowledged is lost or counted twice.

Each scene ends on the same invariant: the ballots in the base are what the acknowledged taps say.
"""

import asyncio
import random
import subprocess
import sys

import pytest

from tests.pannes.salle import Console, Phone, enter, points, same

PHONES = 30
#: Holds the write lock of the base for two seconds, from another process.
BUSY = """
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
base.execute("begin immediate")
print("held", flush=True)
time.sleep(2)
base.execute("rollback")
"""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are followed through /proc"
)


async def vote_at_leisure(phone: Phone, taps: int = 5, pause: float = 0.6) -> None:
    """One point more on an action, again and again, each tap sent until it is answered."""
    for action in random.choices(phone.actions, k=taps):  # noqa: S311 -- a load, no secret
        value = min(phone.acknowledged.get(action, 0) + 1, 3)
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311
        await phone.tap(action, value)


def no_error(phones: list[Phone]) -> None:
    assert [
        reply.status for phone in phones for reply in phone.replies if reply.status >= 500
    ] == []


def test_the_web_process_killed_in_the_middle_of_the_vote(produit, room, play):
    async def scene() -> list[Phone]:
        phones = await enter(produit.port, room, PHONES)
        listening = [asyncio.create_task(phone.listen()) for phone in phones]
        voting = asyncio.gather(*(vote_at_leisure(phone) for phone in phones))
        await asyncio.sleep(1)
        produit.kill()
        before = sum(len(phone.replies) for phone in phones)
        await asyncio.to_thread(produit.start_again)
        await voting
        for _ in range(50):
            if all(phone.heard for phone in phones):
                break
            await asyncio.sleep(0.1)
        assert all(phone.heard for phone in phones)
        for task in listening:
            task.cancel()
        assert 0 < before < PHONES * 5, "the process was killed in the middle"
        return phones

    phones = play(scene())
    assert sum(phone.lost for phone in phones) > 0
    assert all(phone.acknowledged for phone in phones)
    same(produit.ballots(room), phones)


def test_the_base_is_busy(produit, room, play):
    async def scene() -> list[Phone]:
        phones = await enter(produit.port, room, PHONES)
        path = produit.folder / "feuille-de-route.sqlite3"
        with subprocess.Popen(
            [sys.executable, "-c", BUSY, str(path)], stdout=subprocess.PIPE
        ) as other:
            assert await asyncio.to_thread(other.stdout.readline) == b"held\n"
            await asyncio.gather(*(vote_at_leisure(phone, taps=3) for phone in phones))
            assert await asyncio.to_thread(other.wait, 10) == 0
        return phones

    phones = play(scene())
    no_error(phones)
    assert max(reply.back - reply.sent for p in phones for reply in p.replies) > 1, "it was busy"
    same(produit.ballots(room), phones)


def test_two_taps_at_once_at_the_limit(produit, room, play):
    """Four points of five placed, one more on two actions in the same instant: one is refused."""

    async def hurry(phone: Phone) -> list[int]:
        first, second, third, fourth, *_ = phone.actions
        assert await phone.tap(first, 3) == 200
        assert await phone.tap(second, 1) == 200
        twin = Phone(produit.port, phone.room, phone.name)
        twin.cookies, twin.token, twin.address = phone.cookies, phone.token, phone.address
        twin.offset = phone.offset
        phone.hold(third, 1)
        twin.hold(fourth, 1)
        statuses = await asyncio.gather(phone.flush(), twin.flush())
        phone.acknowledged |= twin.acknowledged
        return sorted(statuses)

    async def scene() -> tuple[list[Phone], list[list[int]]]:
        phones = await enter(produit.port, room, 10)
        return phones, await asyncio.gather(*(hurry(phone) for phone in phones))

    phones, statuses = play(scene())
    assert statuses == [[200, 403]] * len(phones)
    same(produit.ballots(room), phones)
    assert points(produit.ballots(room)) == 5 * len(phones)


def test_the_same_request_sent_three_times(produit, room, play):
    async def thrice(phone: Phone) -> list[int]:
        phone.hold(phone.actions[0], 2)
        at_once = await asyncio.gather(phone.flush(), phone.flush(), phone.flush())
        earlier = dict(phone._waiting)
        phone.hold(phone.actions[0], 1)
        assert earlier == {}
        await phone.flush()
        return at_once

    async def scene() -> list[Phone]:
        phones = await enter(produit.port, room, 10)
        statuses = await asyncio.gather(*(thrice(phone) for phone in phones))
        assert statuses == [[200, 200, 200]] * len(phones)
        return phones

    phones = play(scene())
    same(produit.ballots(room), phones)
    assert len(produit.ballots(room)) == len(phones)
    signed = "select count(*) from seances_emargement where scrutin_id = ?"
    assert produit.read(signed, room.scrutin) == [(len(phones),)]


def test_an_old_tap_that_arrives_after_a_new_one_changes_nothing(produit, room, play):
    async def scene() -> list[Phone]:
        [phone] = await enter(produit.port, room, 1)
        phone.hold(phone.actions[0], 3)
        late = dict(phone._waiting)
        assert await phone.tap(phone.actions[0], 1) == 200
        phone._waiting = late
        assert await phone.flush() == 200
        phone.acknowledged[phone.actions[0]] = 1
        return [phone]

    phones = play(scene())
    same(produit.ballots(room), phones)


@pytest.mark.parametrize(
    ("closed", "grace", "status"),
    [
        (None, 20, 200),  # still open when they come back
        (1, 20, 200),  # closed as they come back
        (50, 90, 200),  # closed after their taps, back within the grace
        (50, 20, 403),  # the same, the grace is over
        (70, 90, 403),  # closed before their taps, though the grace runs
    ],
)
def test_a_minute_without_network(produit, room, play, closed, grace, status):
    """The hours of the taps and of the closing are moved, so that the minute is not waited for.

    `closed`: seconds since the closing. `python -m tests.bench coupure` waits a real minute.
    """

    async def scene() -> tuple[list[Phone], list[int]]:
        produit.set_grace(room, grace)
        phones = await enter(produit.port, room, 6)
        for phone in phones:
            phone.offset -= 60_000  # what is tapped now was tapped a minute ago
            assert await phone.tap(phone.actions[0], 1) == 200
            phone.close()  # no network from here
            phone.hold(phone.actions[0], 3)
            phone.hold(phone.actions[1], 2)
        if closed is not None:
            await Console(produit.port, room).press(f"vote-fermer:{room.scrutin}")
            produit.closed_for(room, seconds=closed)
        return phones, [await phone.deliver() for phone in phones]

    phones, told = play(scene())
    assert told == [status] * len(phones)
    assert points(produit.ballots(room)) == (5 if status == 200 else 1) * len(phones)
    same(produit.ballots(room), phones)


def test_what_is_tapped_after_the_closing_does_not_count(produit, room, play):
    async def scene() -> tuple[list[Phone], list[int]]:
        phones = await enter(produit.port, room, 6)
        for phone in phones:
            await phone.tap(phone.actions[0], 1)
        await Console(produit.port, room).press(f"vote-fermer:{room.scrutin}")
        await asyncio.sleep(0.5)
        for phone in phones:
            phone.hold(phone.actions[0], 3)
        return phones, [await phone.deliver() for phone in phones]

    phones, told = play(scene())
    assert told == [403] * len(phones)
    same(produit.ballots(room), phones)


@pytest.mark.parametrize("skew", [-600, 600])
def test_the_clock_of_a_phone_is_ten_minutes_wrong(produit, room, play, skew):
    """Its page tells it the hour of the server; without, its taps still follow each other."""

    async def scene() -> list[Phone]:
        phones = [Phone(produit.port, room, f"Personne {n}", skew=skew) for n in range(6)]
        await asyncio.gather(*(phone.join() for phone in phones))
        for phone in phones[3:]:
            phone.offset = 0  # never heard the hour of the server
        for phone in phones:
            assert await phone.tap(phone.actions[0], 1) == 200
            assert await phone.tap(phone.actions[0], 3) == 200
            phone.hold(phone.actions[1], 1)
        await Console(produit.port, room).press(f"vote-fermer:{room.scrutin}")
        told = [await phone.deliver() for phone in phones[:3]]
        await asyncio.sleep(0.5)
        for phone in phones[:3]:
            phone.hold(phone.actions[1], 2)
        assert told == [200] * 3
        assert [await phone.deliver() for phone in phones[:3]] == [403] * 3
        return phones

    phones = play(scene())
    same(produit.ballots(room), phones)


def test_closing_while_the_room_taps(produit, room, play):
    """What is acknowledged counts, in the frozen result too; what is refused does not."""

    async def scene() -> list[Phone]:
        phones = await enter(produit.port, room, PHONES)
        voting = asyncio.gather(*(vote_at_leisure(phone, taps=8, pause=0.5) for phone in phones))
        await asyncio.sleep(1)
        await Console(produit.port, room).press(f"vote-fermer:{room.scrutin}")
        await voting
        return phones

    phones = play(scene())
    no_error(phones)
    statuses = {reply.status for phone in phones for reply in phone.replies}
    assert statuses == {200, 403}
    same(produit.ballots(room), phones)
    produit.wait_for_state(room, "depouille", seconds=30)
    same(produit.ballots(room), phones)
    keys = "select count(*) from seances_bulletin where scrutin_id = ? and voter is not null"
    assert produit.read(keys, room.scrutin) == [(0,)], "nothing links a person to a ballot"
