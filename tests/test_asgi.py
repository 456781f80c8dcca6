"""The pooled handler: what it promises, and what it assumes of Django's own handler."""

import asyncio
import inspect
import io
import threading
from functools import partial

import django
import pytest
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path

from feuille_de_route.serveur import pool
from feuille_de_route.serveur.pool import PooledHandler

seen: list[tuple[str, str]] = []


def note(what: str, **_kwargs) -> None:
    seen.append((what, threading.current_thread().name))


def page(request):
    note("view")
    response = HttpResponse(f"{request.method} {request.path} {len(request.body)}")
    response.set_cookie("un", "1")
    response.set_cookie("deux", "2")
    return response


class Source(io.BytesIO):
    """A file that tells which threads read it and whether it was closed."""

    def read(self, *args):
        note("read")
        return super().read(*args)

    def close(self):
        note("closed")
        super().close()


def download(request):
    return FileResponse(Source(b"x" * 200_000), filename="edition.pdf")


def rows(request):
    def lines():
        for n in range(3):
            note("line")
            yield f"{n}\n".encode()

    return StreamingHttpResponse(lines(), content_type="text/csv")


def wait(request):
    barrier.wait(timeout=5)
    return HttpResponse("ensemble")


def connexion(request):
    connection.ensure_connection()
    return HttpResponse(str(id(connection.connection)))


def broken(request):
    raise ValueError("on purpose")


barrier = threading.Barrier(4)
urlpatterns = [
    path("page/", page),
    path("fichier/", download),
    path("lignes/", rows),
    path("attendre/", wait),
    path("connexion/", connexion),
    path("casse/", broken),
]
handler500 = "tests.test_asgi.sorry"


def sorry(request):
    return HttpResponse("désolé", status=500)


@pytest.fixture
def handler(settings):
    settings.ROOT_URLCONF = "tests.test_asgi"
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    settings.ALLOWED_HOSTS = ["test"]
    seen.clear()
    started, finished = partial(note, "started"), partial(note, "finished")
    request_started.connect(started)
    request_finished.connect(finished)
    made = PooledHandler(threads=4)
    yield made
    made.pool.shutdown()
    request_started.disconnect(started)
    request_finished.disconnect(finished)


async def call(handler, path, *, method="GET", chunks=(b"",), disconnect=False):
    """Status, headers as a list, body and number of body messages of one request."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"test"), (b"content-type", b"text/plain")],
    }
    messages = [
        {"type": "http.request", "body": chunk, "more_body": i < len(chunks) - 1}
        for i, chunk in enumerate(chunks)
    ]
    if disconnect:
        messages = [{"type": "http.disconnect"}]
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    await handler(scope, receive, send)
    if not sent:
        return None
    body = b"".join(m.get("body", b"") for m in sent[1:])
    return sent[0]["status"], sent[0]["headers"], body, len(sent) - 1


def run(*args, **kwargs):
    return asyncio.run(call(*args, **kwargs))


def threads_of(*what):
    return {thread for name, thread in seen if name in what}


# What it assumes ---------------------------------------------------------------------------------


def test_the_internals_it_leans_on_are_those_of_this_django():
    assert django.VERSION[:2] == (5, 2), "Read django/core/handlers/asgi.py again, then this test."
    assert list(inspect.signature(ASGIHandler.handle).parameters) == [
        "self",
        "scope",
        "receive",
        "send",
    ]
    assert list(inspect.signature(ASGIHandler.create_request).parameters) == [
        "self",
        "scope",
        "body_file",
    ]
    assert not inspect.iscoroutinefunction(BaseHandler.get_response)
    assert inspect.iscoroutinefunction(ASGIHandler.send_response)
    assert inspect.iscoroutinefunction(ASGIHandler.read_body)


def test_the_chain_is_synchronous(handler):
    assert not asyncio.iscoroutinefunction(handler._middleware_chain)


# What it promises --------------------------------------------------------------------------------


def test_a_request_lives_in_one_thread_of_the_pool(handler):
    status, headers, body, _ = run(handler, "/page/", method="POST", chunks=(b"abc", b"de"))
    assert (status, body) == (200, b"POST /page/ 5")
    assert [value for name, value in headers if name.lower() == b"set-cookie"] == [
        b"un=1; Path=/",
        b"deux=2; Path=/",
    ]
    assert [name for name, _ in seen] == ["started", "view", "finished"]
    (thread,) = threads_of("started", "view", "finished")
    assert thread.startswith("requete")


def test_a_file_is_streamed_and_closed(handler):
    status, _, body, messages = run(handler, "/fichier/")
    assert (status, len(body)) == (200, 200_000)
    assert messages > 3
    assert [name for name, _ in seen][-2:] == ["closed", "finished"]
    assert all(thread.startswith("requete") for thread in threads_of("read"))


def test_any_other_stream_is_read_by_the_thread_of_its_request(handler):
    assert run(handler, "/lignes/")[2] == b"0\n1\n2\n"
    assert threads_of("line") == threads_of("started")


def test_requests_run_side_by_side(handler):
    async def four():
        return await asyncio.gather(*(call(handler, "/attendre/") for _ in range(4)))

    assert [answer[2] for answer in asyncio.run(four())] == [b"ensemble"] * 4


@pytest.mark.django_db(transaction=True)
def test_a_thread_keeps_its_connection(settings):
    settings.ROOT_URLCONF = "tests.test_asgi"
    settings.MIDDLEWARE = []
    settings.ALLOWED_HOSTS = ["test"]
    handler = PooledHandler(threads=1)

    async def thrice():
        return [(await call(handler, "/connexion/"))[2] for _ in range(3)]

    try:
        assert len(set(asyncio.run(thrice()))) == 1
    finally:
        # Django never closes a base in memory: close what is under it.
        handler.pool.submit(lambda: connection.connection.close()).result()
        handler.pool.shutdown()


def test_an_error_is_answered(handler, caplog):
    assert run(handler, "/casse/")[::2] == (500, "désolé".encode())
    assert [name for name, _ in seen] == ["started", "finished"]


def test_a_body_too_large_is_refused_while_it_comes(handler, monkeypatch):
    monkeypatch.setattr(pool, "MAX_BODY", 10)
    assert run(handler, "/page/", method="POST", chunks=(b"x" * 8, b"x" * 8))[0] == 413
    assert not seen


def test_a_client_gone_before_the_end_is_forgotten(handler):
    assert run(handler, "/page/", disconnect=True) is None
    assert not seen


def test_an_unknown_host_is_refused(handler, settings):
    settings.ALLOWED_HOSTS = ["ailleurs"]
    assert run(handler, "/page/")[0] == 400
