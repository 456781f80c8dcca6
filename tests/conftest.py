"""What every test of the product shares."""

import pytest
from django.db import connection, transaction
from hypothesis import settings

from tests.bases import MODEL, Cluster, on_disk, why_not_postgresql

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("feuille", deadline=None)
settings.load_profile("feuille")

#: Tests of real browsers, servers and processes, which share two cores with all the others.
REAL = ("navigateur", "pannes", "test_demarrer", "test_produit", "test_recherche_entreprises")


def pytest_collection_modifyitems(items):
    """One of these that fails has one more try, and the summary says so.

    A key pressed between two pages of a slow machine is no fault of the product.
    """
    for item in items:
        if any(name in (item.path.stem, item.path.parent.name) for name in REAL):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter):
    """Say why a first try failed: what passes at the second is read here, or never mended."""
    for first in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"first try of {first.nodeid}", sep="-")
        terminalreporter.line(first.longreprtext)


#: A run whose DATABASE_URL is a PostgreSQL has one already: what is for both bases runs on it.
BASES = ("SQLite", "PostgreSQL")


@pytest.fixture(scope="session")
def cluster(django_db_setup, django_db_blocker):
    """A PostgreSQL of this session; a test that asks for it is skipped where there is none."""
    if reason := why_not_postgresql():
        pytest.skip(reason)
    with django_db_blocker.unblock():
        started = Cluster()
    yield started
    started.close()


def _base(request) -> str:
    """The base to work on: a PostgreSQL that the whole run uses is not left for another one."""
    if connection.vendor == "postgresql":
        if request.param == "SQLite":
            pytest.skip("the whole run is on PostgreSQL")
        return "the run's"
    return request.param


@pytest.fixture(params=BASES)
def each_base(request, db):
    """The same test on SQLite and on PostgreSQL, nothing kept of it."""
    if _base(request) != "PostgreSQL":
        yield
        return
    with request.getfixturevalue("cluster").used(MODEL), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(params=BASES)
def own_base(request, transactional_db, tmp_path):
    """A base where each thread has a connection of its own: in SQLite, then in PostgreSQL."""
    match _base(request):
        case "SQLite":
            with on_disk(tmp_path):
                yield
        case "PostgreSQL":
            with request.getfixturevalue("cluster").fresh():
                yield
        case _:
            yield
