"""Django's synchronous stack behind ASGI: one hop a request, on a pool of lasting threads.

Measured (docs/adr/0006-serveur.md): Django's own ASGI handler hops between threads for each
synchronous part and opens a database connection a request, which costs a hundred times this. Here
everything synchronous of a request runs in one thread, which keeps its connection for the next.
It leans on a few internals of Django 5.2's ASGIHandler; tests/test_asgi.py says which.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted, RequestDataTooBig
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, HttpResponse
from django.urls import set_script_prefix

#: Bytes of a request beyond which it is refused while it comes in, before it fills the disk.
MAX_BODY = 20 * 1024 * 1024


class PooledHandler(ASGIHandler):
    """An ASGI application: HTTP only, synchronous middleware and views only."""

    def __init__(self, threads: int):
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="requete")
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        """The synchronous chain, whatever the base class asks for."""
        super().load_middleware(is_async=False)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        loop = asyncio.get_running_loop()
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        except RequestDataTooBig:
            await self.send_response(HttpResponse("Envoi trop lourd.", status=413), send)
            return
        response = await loop.run_in_executor(self.pool, self._respond, scope, body)
        if not response.streaming:
            await self.send_response(response, send)
            return
        try:
            if not response.is_async:
                response.streaming_content = self._read_in_pool(response.streaming_content)
            await self.send_response(response, send)
        finally:
            await loop.run_in_executor(self.pool, response.close)

    async def read_body(self, receive: Any) -> IO[bytes]:
        """The whole body, in memory then on disk. Raises RequestDataTooBig past `MAX_BODY`."""
        size = 0

        async def counted() -> Any:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            # The base class closes its file on a disconnection.
            return message if size <= MAX_BODY else {"type": "http.disconnect"}

        try:
            return await super().read_body(counted)
        except RequestAborted as aborted:
            if size > MAX_BODY:
                raise RequestDataTooBig from aborted
            raise

    def _respond(self, scope: Any, body: IO[bytes]) -> Any:
        """In a thread of the pool: everything from the first signal to the response.

        A response without stream is closed here, so that its connection goes back clean in the
        thread that used it. A stream that is not a file is read whole here too: it may hold a
        query, and a query belongs to the thread that started it.
        """
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response: Any
        request, response = self.create_request(scope, body)
        if request is None:
            body.close()
        else:
            response = self.get_response(request)
            response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        elif response.streaming and not response.is_async:
            response.streaming_content = list(response)
        if not response.streaming:
            response.close()
        return response

    async def _read_in_pool(self, chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
        """A file, read by the pool between two sendings: a slow phone holds no thread."""
        loop, chunks = asyncio.get_running_loop(), iter(chunks)
        while (chunk := await loop.run_in_executor(self.pool, _next, chunks)) is not None:
            yield chunk


def _next(chunks: Iterator[bytes]) -> bytes | None:
    return next(chunks, None)
