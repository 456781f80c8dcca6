"""The ASGI entry point: every page is Django's synchronous stack on a pool of threads.

Served alike by `manage.py demarrer` and by uvicorn in production, one process on SQLite. What
must stay open towards many phones is a small native application beside it, under /live/.
"""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feuille_de_route.settings")
django.setup(set_prefix=False)

from feuille_de_route.serveur.pool import PooledHandler  # noqa: E402 -- needs the settings
from seances.live.app import LiveApp  # noqa: E402 -- needs the settings

pages = PooledHandler(threads=int(os.environ.get("WEB_THREADS", "8")))
live = LiveApp()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def lifespan(receive: Any, send: Any) -> None:
    """Nothing to open at the start; at the end, let the requests in hand finish."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await live.stop()
            pages.pool.shutdown(wait=True)
            await send({"type": "lifespan.shutdown.complete"})
            return
