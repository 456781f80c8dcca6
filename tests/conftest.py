"""What every test of the product shares."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection, connections
from hypothesis import settings

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("feuille", deadline=None)
settings.load_profile("feuille")


@pytest.fixture
def on_disk(tmp_path):
    """The test database, where each thread has a connection of its own: SQLite's goes to a file."""
    if connection.vendor != "sqlite":
        yield
        return
    memory, options = connections["default"], connections.settings["default"]
    name = options["NAME"]
    path = tmp_path / "essai.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        memory.connection.backup(copy)
    del connections["default"]
    options["NAME"] = str(path)
    yield
    connections["default"].close()
    connections["default"] = memory
    options["NAME"] = name
