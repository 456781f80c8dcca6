"""A small browser over plain sockets: keep-alive, cookies, forms and server-sent events.

Hundreds of them fit in one process, which no real browser does.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

#: Seconds without an answer before a phone gives up and tries again (static/file.js).
PATIENCE = 15
#: The server closes a link idle for 5 s; a link this old is not used again.
IDLE = 3

#: Every link opened by this process, until `close_all`.
_opened: set[asyncio.StreamWriter] = set()


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    _opened.add(writer)
    return reader, writer


async def close_all() -> None:
    """Everybody leaves: nothing runs nor stays open once the scene is over."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for writer in _opened:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for writer in _opened), return_exceptions=True)
    _opened.clear()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


class Browser:
    """One person's browser. Raises OSError when the server is not there."""

    def __init__(self, port: int):
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._links: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, float]] = []

    async def get(self, path: str, **headers: str) -> Answer:
        answer = await self._send("GET", path, "", headers)
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text):
            self.token = found.group(1)
        return answer

    async def post(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        return await self._send("POST", path, body, headers)

    async def events(self, path: str) -> AsyncIterator[str]:
        """The numbers of a live stream, until the server ends it."""
        reader, writer = await connect(self.port)
        try:
            writer.write(self._head("GET", path, {}).encode() + b"\r\n")
            if await _status(reader) != 200:
                return
            alive = False
            while line := (await reader.readline()).decode().strip("\r\n") or not reader.at_eof():
                if not isinstance(line, str):
                    continue
                if line.startswith("event: "):
                    alive = True
                elif line.startswith("data: "):
                    if not alive:
                        yield line.removeprefix("data: ")
                    alive = False
        finally:
            writer.close()

    def close(self) -> None:
        for _reader, writer, _since in self._links:
            writer.close()
        self._links.clear()

    # On the wire ---------------------------------------------------------------------------------

    async def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        """One request on a link of its own while it lasts: several at once use several links."""
        reader, writer = await self._link()
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(f"{self._head(method, path, headers, body)}\r\n{body}".encode())
                await writer.drain()
                answer = await self._read(reader)
        except (asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            writer.close()
            raise ConnectionError(path) from error
        except BaseException:
            writer.close()
            raise
        if answer.headers.get("connection") == "close":
            writer.close()
        else:
            self._links.append((reader, writer, time.monotonic()))
        return answer

    async def _link(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._links:
            reader, writer, since = self._links.pop()
            if not reader.at_eof() and time.monotonic() - since < IDLE:
                return reader, writer
            writer.close()
        return await connect(self.port)

    def _head(self, method: str, path: str, headers: dict[str, str], body: str = "") -> str:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if method == "POST":
            kind = "application/x-www-form-urlencoded"
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return "\r\n".join(lines) + "\r\n"

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        status, headers = await _status(reader), {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, secret = value.partition(";")[0].partition("=")
                self.cookies[cookie] = secret
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(status, headers, body.decode())


async def _status(reader: asyncio.StreamReader) -> int:
    line = await reader.readline()
    if not line:
        raise ConnectionResetError("no answer")
    return int(line.split()[1])
