"""A checked file, kept between its check and its import, so that it is sent once.

It lies in the private storage under a random name, which the session of its owner alone knows.
"""

import secrets
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "imports"
#: After this time a file nobody imported is erased.
LIFETIME = timedelta(days=1)


def keep(session: SessionBase, slug: str, data: bytes) -> None:
    """Keep the file for this roadmap, in place of the one before."""
    forget(session, slug)
    session[_key(slug)] = store(data)


def kept(session: SessionBase, slug: str) -> bytes | None:
    """The file kept for this roadmap, or None."""
    return load(session.get(_key(slug)))


def forget(session: SessionBase, slug: str) -> None:
    if name := session.pop(_key(slug), None):
        default_storage.delete(name)


def store(data: bytes, suffix: str = ".json") -> str:
    """Keep these bytes under a name nobody guesses, and sweep what is too old."""
    _sweep()
    name: str = default_storage.save(new_name(suffix), ContentFile(data))
    return name


def new_name(suffix: str = ".json") -> str:
    """A name nobody guesses, for bytes to come."""
    return f"{FOLDER}/{secrets.token_urlsafe(24)}{suffix}"


def replace(name: str, data: bytes) -> None:
    """Keep these bytes under this very name: done twice, it is as done once."""
    default_storage.delete(name)
    default_storage.save(name, ContentFile(data))


def load(name: str | None) -> bytes | None:
    """The bytes kept under this name, or None when they are gone."""
    if name is None or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def _key(slug: str) -> str:
    return f"import {slug}"


def _sweep() -> None:
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if timezone.now() - default_storage.get_modified_time(path) > LIFETIME:
            default_storage.delete(path)
