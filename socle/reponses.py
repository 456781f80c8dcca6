"""How a public page and a frozen document travel: entity tags, dates, caches."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

YEAR_SECONDS = 31_536_000


class Gardee(NamedTuple):
    """A page already drawn: its bytes, its entity tag and when it last changed."""

    body: bytes
    tag: str
    modified: datetime


def gardee(response: HttpResponse, modified: datetime) -> Gardee:
    return Gardee(response.content, _tag(response), modified)


def page_gardee(request: HttpRequest, kept: Gardee) -> HttpResponse:
    """What `page` would answer a visitor, without drawing it again."""
    response = HttpResponse(kept.body)
    patch_cache_control(response, no_cache=True)
    return _conditional(request, response, kept.tag, kept.modified)


def page(request: HttpRequest, response: HttpResponse, modified: datetime) -> HttpResponse:
    """A public page: kept by the browser, asked again each time, sent again only if it changed.

    A member sees his or her name on it: that one stays private and has no tag.
    """
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
        return response
    patch_cache_control(response, no_cache=True)
    return _conditional(request, response, _tag(response), modified)


def document(
    request: HttpRequest, data: bytes, *, kind: str, name: str, tag: str, modified: datetime
) -> HttpResponse:
    """A frozen file, `name` being plain ASCII: its address changes with its content, so it is kept for a year."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    patch_cache_control(response, public=True, max_age=YEAR_SECONDS, immutable=True)
    return _conditional(request, response, tag, modified)


def private_document(data: bytes, *, kind: str, name: str) -> HttpResponse:
    """A file for one reader, `name` being plain ASCII: nobody keeps it on the way."""
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    patch_cache_control(response, private=True, no_store=True)
    return response


def kept(
    request: HttpRequest, response: HttpResponse, *, modified: datetime, seconds: int
) -> HttpResponse:
    """A public answer everybody may keep for `seconds`, then ask again whether it changed."""
    patch_cache_control(response, public=True, max_age=seconds)
    return _conditional(request, response, _tag(response), modified)


def _tag(response: HttpResponse) -> str:
    return hashlib.sha256(response.content).hexdigest()[:32]


def _conditional(
    request: HttpRequest, response: HttpResponse, tag: str, modified: datetime
) -> HttpResponse:
    etag, seconds = quote_etag(tag), int(modified.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(seconds)
    answer = get_conditional_response(request, etag, seconds, response)
    return answer or response
