"""The hub of one web process: one thread asks the database, mailboxes wake the screens.

The thread lives while somebody listens: one query every `interval` seconds for all the séances
listened to, whatever the number of screens. A mailbox has one slot: a slow screen finds the newest
number there, never a queue.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable

from django.db import connection

from seances.models import Seance

log = logging.getLogger(__name__)

#: (stage, tally) of a séance.
Versions = tuple[int, int]
Read = Callable[[Iterable[int]], dict[int, Versions]]
Number = Callable[[Versions], str]

#: Seconds between two readings of the database.
INTERVAL = 0.25
#: A screen that polls is listened for during this long after it asked.
POLL_SECONDS = 20.0


def read_versions(seances: Iterable[int]) -> dict[int, Versions]:
    """Séance (key) → its two counters. One query."""
    return Seance.objects.versions(seances)


class Mailbox:
    """One slot, emptied by the screen that waits on it. Used in the event loop only.

    `number`: what the screen follows. Versions that do not change it wake nobody: a vote changes
    that of the projector, not those of a thousand phones.
    """

    def __init__(self, number: Number = str) -> None:
        self._number = number
        self._last: str | None = None
        self._value: Versions | None = None
        self._full = asyncio.Event()

    def put(self, value: Versions) -> None:
        number = self._number(value)
        if number == self._last:
            return
        self._last, self._value = number, value
        self._full.set()

    async def get(self) -> Versions:
        """The newest versions, once there are some."""
        await self._full.wait()
        self._full.clear()
        assert self._value is not None  # noqa: S101 -- set before the event; for the type checker
        return self._value


class Hub:
    """Screens subscribe from the event loop; the thread hands it what changed."""

    def __init__(self, read: Read = read_versions, interval: float = INTERVAL) -> None:
        self._read = read
        self._interval = interval
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._boxes: dict[int, set[Mailbox]] = {}
        self._polled: dict[int, float] = {}
        self._known: dict[int, Versions] = {}

    # In the event loop ---------------------------------------------------------------------------

    def subscribe(self, seance: int, number: Number = str) -> Mailbox:
        """A mailbox for one screen; it holds the last known versions already, if any."""
        box = Mailbox(number)
        with self._lock:
            self._boxes.setdefault(seance, set()).add(box)
        if seance in self._known:
            box.put(self._known[seance])
        self._wake()
        return box

    def unsubscribe(self, seance: int, box: Mailbox) -> None:
        """The screen is gone."""
        with self._lock:
            boxes = self._boxes.get(seance, set())
            boxes.discard(box)
            if not boxes:
                self._boxes.pop(seance, None)

    async def current(self, seance: int, timeout: float = 2.0) -> Versions | None:
        """The versions from memory; waits for the first reading, None when it does not come."""
        with self._lock:
            self._polled[seance] = time.monotonic()
        if seance in self._known:
            self._wake()
            return self._known[seance]
        box = self.subscribe(seance)
        try:
            return await asyncio.wait_for(box.get(), timeout)
        except TimeoutError:
            return None
        finally:
            self.unsubscribe(seance, box)

    @property
    def screens(self) -> int:
        """How many screens hold a stream."""
        with self._lock:
            return sum(len(boxes) for boxes in self._boxes.values())

    def stop(self) -> None:
        """End the thread, within one interval."""
        self._stopping.set()
        if self._thread:
            self._thread.join(5)

    def _publish(self, changed: dict[int, Versions]) -> None:
        self._known |= changed
        for seance, versions in changed.items():
            for box in list(self._boxes.get(seance, ())):
                box.put(versions)

    def _wake(self) -> None:
        self._loop = asyncio.get_running_loop()
        with self._lock:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._watch, name="veille", daemon=True)
                self._thread.start()

    # In the thread -------------------------------------------------------------------------------

    def _watch(self) -> None:
        known: dict[int, Versions] = {}
        try:
            while not self._stopping.is_set() and (seances := self._listened()):
                try:
                    read = self._read(seances)
                except Exception:
                    log.exception("La veille n’a pas pu lire les séances ; elle recommence.")
                    connection.close()
                    read = {}
                changed = {pk: v for pk, v in read.items() if known.get(pk) != v}
                if changed and not self._hand_over(changed):
                    return
                known |= changed
                self._stopping.wait(self._interval)
        finally:
            connection.close()

    def _listened(self) -> set[int]:
        """The séances somebody listens to; without any, the thread has left under the lock."""
        oldest = time.monotonic() - POLL_SECONDS
        with self._lock:
            self._polled = {pk: at for pk, at in self._polled.items() if at > oldest}
            seances = self._boxes.keys() | self._polled.keys()
            if not seances:
                # What is known grows old from now on.
                self._known = {}
                self._thread = None
            return set(seances)

    def _hand_over(self, changed: dict[int, Versions]) -> bool:
        try:
            assert self._loop is not None  # noqa: S101 -- set by _wake; for the type checker
            self._loop.call_soon_threadsafe(self._publish, changed)
        except RuntimeError:  # the loop is closed: the process ends
            return False
        return True
