"""The live channel: the hub with a real thread and a real loop, the ASGI application, the token."""

import asyncio
import threading
import time
from contextlib import asynccontextmanager

import pytest
from django.db import connection

from feuille_de_route import asgi
from seances.live import app as live_app
from seances.live.app import LiveApp
from seances.live.hub import Hub, read_versions
from seances.live.jetons import Channel, Subject, read, sign
from seances.models import Seance
from seances.services.commun import bump_stage, bump_tally
from tests.seances.salle import une_salle

FAST = 0.01


class Source:
    """Stands for the database: versions that a test sets, and what was asked."""

    def __init__(self, **versions):
        self.versions = {1: (0, 0), 2: (0, 0)}
        self.asked = []
        self.broken = False

    def __call__(self, seances):
        self.asked.append(set(seances))
        if self.broken:
            raise OSError("database is locked")
        return {pk: self.versions[pk] for pk in seances if pk in self.versions}


@pytest.fixture
def source():
    return Source()


@asynccontextmanager
async def a_hub(source):
    hub = Hub(source, interval=FAST)
    try:
        yield hub
    finally:
        await asyncio.to_thread(hub.stop)


async def soon(condition, seconds=2.0):
    """Wait for the thread, without holding the loop."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(FAST)


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 10))


def watchers():
    return [t for t in threading.enumerate() if t.name == "veille"]


# Token -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("channel", "number"), [(Channel.SALLE, "12"), (Channel.REGIE, "12.340")])
def test_a_token_says_which_number_is_followed(channel, number):
    subject = read(sign(7, channel))
    assert subject == Subject(7, channel)
    assert subject.number((12, 340)) == number


@pytest.mark.parametrize("forge", ["", "7-regie", "7-regie~xxxx", sign(7, Channel.SALLE) + "x"])
def test_a_forged_token_gives_nothing(forge):
    assert read(forge) is None
    changed = sign(7, Channel.SALLE).replace("7-", "8-")
    assert read(changed) is None


# Hub ---------------------------------------------------------------------------------------------


def test_every_screen_hears_a_change_from_one_thread(source):
    async def play():
        async with a_hub(source) as hub:
            boxes = [hub.subscribe(1) for _ in range(50)]
            assert [await box.get() for box in boxes] == [(0, 0)] * 50
            source.versions[1] = (1, 4)
            assert [await box.get() for box in boxes] == [(1, 4)] * 50
            assert len(watchers()) == 1
            assert source.asked[-1] == {1}

    run(play())


def test_a_slow_screen_gets_only_the_newest(source):
    async def play():
        async with a_hub(source) as hub:
            box = hub.subscribe(1)
            for n in range(1, 6):
                source.versions[1] = (0, n)
                await soon(lambda n=n: hub._known.get(1) == (0, n))
            assert await box.get() == (0, 5)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(box.get(), 0.1)

    run(play())


def test_answers_of_the_room_wake_the_projector_and_no_phone(source):
    async def play():
        async with a_hub(source) as hub:
            phone = hub.subscribe(1, Subject(1, Channel.SALLE).number)
            projector = hub.subscribe(1, Subject(1, Channel.REGIE).number)
            assert await phone.get() == await projector.get() == (0, 0)
            source.versions[1] = (0, 5)
            assert await projector.get() == (0, 5)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(phone.get(), 5 * FAST)
            source.versions[1] = (1, 5)
            assert await phone.get() == await projector.get() == (1, 5)

    run(play())


def test_a_late_screen_hears_at_once_what_is_known(source):
    async def play():
        async with a_hub(source) as hub:
            first = hub.subscribe(1)
            await first.get()
            late = hub.subscribe(1)
            assert await asyncio.wait_for(late.get(), FAST) == (0, 0)

    run(play())


def test_the_thread_lives_while_somebody_listens(source):
    async def play():
        async with a_hub(source) as hub:
            box = hub.subscribe(1)
            await box.get()
            assert len(watchers()) == 1
            hub.unsubscribe(1, box)
            await soon(lambda: not watchers())
            asked = len(source.asked)
            await asyncio.sleep(5 * FAST)
            assert len(source.asked) == asked
            source.versions[1] = (3, 3)
            assert await hub.subscribe(1).get() == (3, 3)

    run(play())


def test_a_database_away_is_asked_again(source, caplog):
    async def play():
        async with a_hub(source) as hub:
            source.broken = True
            box = hub.subscribe(1)
            await soon(lambda: len(source.asked) > 2)
            source.broken = False
            assert await box.get() == (0, 0)

    run(play())
    assert "n’a pas pu lire" in caplog.text


def test_polling_reads_memory(source):
    async def play():
        async with a_hub(source) as hub:
            assert await hub.current(1) == (0, 0)
            assert [await hub.current(1) for _ in range(100)] == [(0, 0)] * 100
            assert len(source.asked) < 20
            assert hub.screens == 0
            assert await hub.current(99, timeout=5 * FAST) is None

    run(play())


@pytest.mark.django_db
def test_versions_are_read_in_one_query(django_assert_num_queries):
    rooms = [une_salle().seance for _ in range(2)]
    bump_stage(rooms[0])
    bump_tally(rooms[1])
    expected = {s.pk: (s.stage, s.tally) for s in Seance.objects.all()}
    with django_assert_num_queries(1):
        assert read_versions([s.pk for s in rooms]) == expected
    assert connection.in_atomic_block


# Application -------------------------------------------------------------------------------------


class Screen:
    """One request to the application: what it sends, and a way to leave."""

    def __init__(self, app, path, method="GET", headers=()):
        self.sent = asyncio.Queue()
        self.leaving = asyncio.Event()
        scope = {"type": "http", "path": path, "method": method, "headers": list(headers)}
        self.task = asyncio.ensure_future(app(scope, self.receive, self.send))

    async def receive(self):
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        await self.sent.put(message)

    async def start(self):
        message = await self.sent.get()
        return message["status"], dict(message["headers"])

    async def text(self):
        return (await self.sent.get())["body"].decode()

    async def event(self):
        """The next number, skipping signs of life and instructions."""
        while not (text := await self.text()).startswith("id:"):
            pass
        return text.split("data: ")[1].strip()

    async def leave(self):
        self.leaving.set()
        await self.task


@asynccontextmanager
async def an_app(source, heartbeat=15.0):
    app = LiveApp(Hub(source, interval=FAST), heartbeat=heartbeat)
    try:
        yield app
    finally:
        await app.stop()


def path(channel, what, seance=1):
    return f"/live/{sign(seance, channel)}/{what}"


def test_a_stream_tells_the_number_then_each_change(source):
    async def play():
        async with an_app(source) as app:
            phone = Screen(app, path(Channel.SALLE, "events"))
            wall = Screen(app, path(Channel.REGIE, "events"))
            status, headers = await phone.start()
            assert (status, headers[b"x-accel-buffering"]) == (200, b"no")
            assert headers[b"content-type"].startswith(b"text/event-stream")
            await wall.start()
            assert (await phone.event(), await wall.event()) == ("0", "0.0")
            source.versions[1] = (0, 1)
            assert await wall.event() == "0.1"
            source.versions[1] = (1, 1)
            assert (await phone.event(), await wall.event()) == ("1", "1.1")
            assert phone.sent.empty(), "a vote wakes no phone"
            await phone.leave()
            await wall.leave()
            assert app.hub.screens == 0

    run(play())


def test_a_quiet_stream_gives_signs_of_life(source):
    async def play():
        async with an_app(source, heartbeat=2 * FAST) as app:
            phone = Screen(app, path(Channel.SALLE, "events"))
            await phone.start()
            await phone.event()
            assert (await phone.text()).startswith("event: vie")
            source.versions[1] = (5, 0)
            assert await phone.event() == "5"
            await phone.leave()

    run(play())


def test_polling_answers_304_when_nothing_changed(source):
    async def ask(app, **options):
        screen = Screen(app, path(Channel.REGIE, "v"), **options)
        status, headers = await screen.start()
        body = await screen.text()
        await screen.task
        return status, headers, body

    async def play():
        async with an_app(source) as app:
            status, headers, body = await ask(app)
            assert (status, body, headers[b"etag"]) == (200, "0.0", b'"0.0"')
            same = [(b"if-none-match", headers[b"etag"])]
            assert (await ask(app, headers=same))[0] == 304
            source.versions[1] = (0, 2)
            await soon(lambda: app.hub._known[1] == (0, 2))
            assert (await ask(app, headers=same))[::2] == (200, "0.2")

    run(play())


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/live/faux/events", "GET", 404),
        ("/live/", "GET", 404),
        (f"/live/{sign(1, Channel.SALLE)}/", "GET", 404),
        (f"/live/{sign(1, Channel.SALLE)}/events/plus", "GET", 404),
        (f"/live/{sign(1, Channel.SALLE)}/events", "POST", 405),
        (f"/live/{sign(1, Channel.SALLE)}/v", "POST", 405),
    ],
)
def test_the_rest_is_refused_without_a_reading(source, address, method, status):
    async def play():
        async with an_app(source) as app:
            screen = Screen(app, address, method)
            assert (await screen.start())[0] == status
            await screen.task

    run(play())
    assert source.asked == []


def test_too_many_streams_are_sent_to_polling(source, monkeypatch):
    monkeypatch.setattr(live_app, "MAX_STREAMS", 1)

    async def play():
        async with an_app(source) as app:
            first = Screen(app, path(Channel.SALLE, "events"))
            await first.start()
            second = Screen(app, path(Channel.SALLE, "events"))
            assert (await second.start())[0] == 503
            await first.leave()

    run(play())


def test_stopping_ends_streams_and_thread(source):
    async def play():
        app = LiveApp(Hub(source, interval=FAST))
        screens = [Screen(app, path(Channel.SALLE, "events")) for _ in range(20)]
        for screen in screens:
            await screen.start()
        await app.stop()
        assert all(screen.task.done() for screen in screens)
        assert not watchers()

    run(play())


def test_the_entry_point_sends_live_addresses_here():
    async def play():
        screen = Screen(asgi.application, "/live/faux/events")
        assert (await screen.start())[0] == 404
        await screen.task

    run(play())
