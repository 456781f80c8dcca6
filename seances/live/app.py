"""The native ASGI application under /live/: a stream of numbers, or the number alone.

`/live/<token>/events` is a stream of server-sent events: each `data` is the number of the séance,
and an event `vie` at least every 15 seconds says that the link holds. `/live/<token>/v` answers
the number from memory, 304 when the screen already has it. No thread, no session, no query a
request.
"""

import asyncio
import random
from contextlib import suppress
from typing import Any

from seances.live.hub import Hub, Mailbox
from seances.live.jetons import Subject, read

#: Seconds without a word, at most, before the stream says that it is alive. Each time drawn between
#: half of it and all: a thousand screens that came back together do not all speak at once.
HEARTBEAT = 15.0
#: Streams one process holds; beyond, a screen polls.
MAX_STREAMS = 2000

PLAIN = (b"content-type", b"text/plain; charset=utf-8")
FRESH = (b"cache-control", b"no-cache")


class LiveApp:
    """ASGI, HTTP only. One a process."""

    def __init__(self, hub: Hub | None = None, heartbeat: float = HEARTBEAT) -> None:
        self.hub = hub or Hub()
        self.heartbeat = heartbeat
        self._streams: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        _empty, _live, token, *rest = scope["path"].split("/")
        subject = read(token)
        match subject, rest, scope["method"]:
            case None, _, _:
                await _answer(send, 404, b"")
            case Subject(), ["events"], "GET":
                await self.events(subject, receive, send)
            case Subject(), ["v"], "GET":
                await self.version(subject, scope, send)
            case Subject(), ["events"] | ["v"], _:
                await _answer(send, 405, b"", (b"allow", b"GET"))
            case _:
                await _answer(send, 404, b"")

    async def version(self, subject: Subject, scope: Any, send: Any) -> None:
        """The number now, for a screen that polls."""
        versions = await self.hub.current(subject.seance)
        if versions is None:
            await _answer(send, 503, b"", (b"retry-after", b"2"))
            return
        number = subject.number(versions).encode()
        etag = (b"etag", b'"' + number + b'"')
        if dict(scope["headers"]).get(b"if-none-match") == etag[1]:
            await _answer(send, 304, b"", etag, FRESH)
        else:
            await _answer(send, 200, number, etag, FRESH, PLAIN)

    async def events(self, subject: Subject, receive: Any, send: Any) -> None:
        """The stream, until the screen leaves or the process ends."""
        if len(self._streams) >= MAX_STREAMS:
            await _answer(send, 503, b"", (b"retry-after", b"30"))
            return
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- a coroutine runs in a task; for the type checker
        self._streams.add(task)
        box = self.hub.subscribe(subject.seance, subject.number)
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [
                        (b"content-type", b"text/event-stream; charset=utf-8"),
                        (b"cache-control", b"no-cache, no-transform"),
                        (b"x-accel-buffering", b"no"),
                    ],
                }
            )
            await _chunk(send, "retry: 1000\n\n")
            await self._follow(subject, box, gone, send)
        except OSError:
            pass  # the screen left while we wrote
        except asyncio.CancelledError:
            # The process ends: end the stream too, the screen comes back to the next process.
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.hub.unsubscribe(subject.seance, box)
            self._streams.discard(task)
            gone.cancel()

    async def _follow(
        self, subject: Subject, box: Mailbox, gone: asyncio.Future[Any], send: Any
    ) -> None:
        last = ""
        while not gone.done():
            news = asyncio.ensure_future(box.get())
            patience = self.heartbeat * random.uniform(0.5, 1)  # noqa: S311 -- no secret
            try:
                await asyncio.wait(
                    {news, gone}, timeout=patience, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                if not news.done():
                    news.cancel()
            if gone.done():
                return
            if not news.done() or news.cancelled():
                await _chunk(send, "event: vie\ndata: 1\n\n")
                continue
            number = subject.number(news.result())
            if number != last:
                last = number
                await _chunk(send, f"id: {number}\ndata: {number}\n\n")

    async def stop(self) -> None:
        """End the streams, so that the process may end; screens come back to the next one."""
        for task in list(self._streams):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._streams, return_exceptions=True)
        await asyncio.to_thread(self.hub.stop)


async def _disconnected(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _chunk(send: Any, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _answer(send: Any, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    length = (b"content-length", str(len(body)).encode())
    sized = [*headers, length] if status != 304 else [*headers]
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": body})
