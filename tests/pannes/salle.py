"""Who follows a séance over the network: phones that vote, the projector, the console.

They read the real pages and send what static/salle.js and static/file.js send.
"""

import asyncio
import html
import json
import re
import time
from dataclasses import dataclass

from tests.pannes.navigateur import Browser


@dataclass(frozen=True, slots=True)
class Room:
    """An open vote, as `produit.prepare` gives it. `session`: the cookie of its facilitator."""

    seance: int
    scrutin: int
    code: str
    slug: str
    ecran: str
    session: str


@dataclass(slots=True)
class Reply:
    """One sending of taps: when it left and came back (s, monotonic), and the status."""

    sent: float
    back: float
    status: int


class Phone(Browser):
    """A phone in the room. `skew`: how far its own clock is ahead of the server's (s)."""

    def __init__(self, port: int, room: Room, name: str, *, skew: float = 0):
        super().__init__(port)
        self.room, self.name, self.skew = room, name, skew
        self.acknowledged: dict[int, int] = {}
        self.replies: list[Reply] = []
        self.lost = 0  # sendings that had no answer
        self.heard = ""
        self.actions: list[int] = []
        self._waiting: dict[int, tuple[int, int]] = {}
        self._last = 0

    async def join(self) -> None:
        """By the code, as a person does; then the page of the vote."""
        address = f"/rejoindre/?code={self.room.code}"
        assert (await self.get(address)).status == 200
        fields = {"code": self.room.code, "first_name": self.name, "college": "entreprises"}
        answer = await self.post(address, fields)
        assert answer.status == 302, answer.text
        await self.load()

    async def load(self) -> None:
        page = (await self.get(f"/salle/{self.room.seance}/")).text
        vote = rf'action="([^"]+)" data-vote="{self.room.scrutin}" data-action="(\d+)"'
        forms = re.findall(vote, page)
        self.actions = [int(action) for _address, action in forms]
        self.address = forms[0][0]
        self.live = re.search(r'data-live="([^"]+)"', page).group(1)
        hour = int(re.search(r'data-heure="(\d+)"', page).group(1))
        self.offset = hour - self.clock()

    def clock(self) -> float:
        """The clock of the phone, in milliseconds."""
        return (time.time() + self.skew) * 1000

    async def listen(self) -> None:
        """Follow the séance, and come back to it, until cancelled."""
        while True:
            try:
                async for number in self.events(f"{self.live}/events"):
                    self.heard = number
            except OSError:
                pass
            await asyncio.sleep(1)

    def hold(self, action: int, value: int) -> None:
        """A tap kept on the phone, stamped now by the clock of the server as the phone knows it."""
        self._last = max(self._last + 1, round(self.clock() + self.offset))
        self._waiting[action] = (self._last, value)

    async def flush(self) -> int:
        """Send what waits, once. The status; what was acknowledged or refused waits no more."""
        items = dict(self._waiting)
        taken = {
            "bulletin": json.dumps({action: value for action, (_seq, value) in items.items()}),
            "seq": max(seq for seq, _value in items.values()),
        }
        sent = time.monotonic()
        answer = await self.post(self.address, taken, X_File="1")
        self.replies.append(Reply(sent, time.monotonic(), answer.status))
        if answer.status >= 500 or answer.status == 429:
            return answer.status
        for action, item in items.items():
            if self._waiting.get(action) == item:
                del self._waiting[action]
            if answer.status == 200:
                self.acknowledged[action] = item[1]
        return answer.status

    async def tap(self, action: int, value: int) -> int:
        """Tap, and send until the server answers."""
        self.hold(action, value)
        return await self.deliver()

    async def deliver(self) -> int:
        while True:
            try:
                if (status := await self.flush()) < 500:
                    return status
            except OSError:
                self.lost += 1
            await asyncio.sleep(0.3)

    @property
    def choix(self) -> dict[int, int]:
        """What the acknowledged taps say; 0 is nothing."""
        return {action: value for action, value in self.acknowledged.items() if value}


class Screen(Browser):
    """The projector or the console: fetches its page when the number changes.

    `pause`: seconds between two fetches at least. `shown`: (number of answers, instant) of each.
    """

    def __init__(self, port: int, path: str, *, session: str = "", pause: float = 0):
        super().__init__(port)
        self.path, self.pause = path, pause
        self.shown: list[tuple[int, float]] = []
        self.times: list[float] = []
        self.failures: list[int] = []
        self.page = ""
        if session:
            self.cookies["sessionid"] = session

    async def open(self) -> None:
        answer = await self.get(self.path)
        assert answer.status == 200, (self.path, answer.status)
        self.page = answer.text
        self.live = html.unescape(re.search(r'data-live="([^"]+)"', self.page).group(1))

    async def follow(self) -> None:
        """Until cancelled. What a fetch shows is at least the number heard before it left."""
        number, news = "", asyncio.Event()

        async def listen() -> None:
            nonlocal number
            async for heard in self.events(f"{self.live}/events"):
                number = heard
                news.set()

        listening = asyncio.create_task(listen())
        try:
            while True:
                await news.wait()
                news.clear()
                tally, left = int(number.partition(".")[2]), time.monotonic()
                answer = await self.get(self.path, HX_Request="true")
                if answer.status not in (200, 204):
                    self.failures.append(answer.status)
                self.shown.append((tally, time.monotonic()))
                self.times.append(time.monotonic() - left)
                await asyncio.sleep(self.pause)
        finally:
            listening.cancel()


class Console(Screen):
    """The console, with its buttons; one fetch a second at most, as its page asks."""

    def __init__(self, port: int, room: Room):
        path = f"/feuilles/{room.slug}/seances/{room.seance}/regie/"
        super().__init__(port, path, session=room.session, pause=1)

    async def press(self, geste: str) -> None:
        await self.open()
        seen = re.search(r'name="seen" value="(\d+)"', self.page).group(1)
        answer = await self.post(f"{self.path}agir/", {"geste": geste, "seen": seen})
        assert answer.status == 302, (geste, answer.status)


async def enter(port: int, room: Room, number: int, *, at_once: int = 8) -> list[Phone]:
    """Phones come in, a few at once."""
    phones = [Phone(port, room, f"Personne {rank + 1}") for rank in range(number)]
    gate = asyncio.Semaphore(at_once)

    async def come(phone: Phone) -> None:
        async with gate:
            await phone.join()

    await asyncio.gather(*(come(phone) for phone in phones))
    return phones


def same(ballots: list[dict[int, int]], phones: list[Phone]) -> None:
    """The invariant: the base holds what the acknowledged taps say, ballot by ballot."""
    kept = sorted(sorted(choix.items()) for choix in ballots if choix)
    said = sorted(sorted(phone.choix.items()) for phone in phones if phone.choix)
    assert points(ballots) == points([phone.choix for phone in phones])
    assert kept == said


def points(ballots: list[dict[int, int]]) -> int:
    return sum(sum(choix.values()) for choix in ballots)
