import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.pannes.navigateur import close_all
from tests.pannes.produit import Produit
from tests.pannes.salle import Room


@pytest.fixture(scope="package")
def produit(tmp_path_factory):
    """One product for all these tests; each has a séance of its own."""
    started = Produit(tmp_path_factory.mktemp("pannes"))
    yield started
    started.close()


@pytest.fixture(scope="package")
def rooms(produit) -> list[Room]:
    """Open votes nobody came to yet: five points, three at most on an action, a short grace."""
    return produit.prepare(14, grace=6)


@pytest.fixture
def room(rooms) -> Room:
    return rooms.pop()


@pytest.fixture
def play() -> Callable[[Any], Any]:
    """Run a scene; what it left running in the background ends with it."""

    def run(scene: Any) -> Any:
        async def bounded() -> Any:
            try:
                async with asyncio.timeout(60):
                    return await scene
            finally:
                await close_all()

        return asyncio.run(bounded())

    return run
