"""Measuring one thing: median of repeated runs, and a line of a table."""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def milliseconds(function: Callable[[], object], *, runs: int) -> float:
    """Median wall time of `runs` calls, after two that warm caches."""
    for _ in range(2):
        function()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def queries(client: Client, url: str) -> int:
    """How many queries one request makes."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return len(captured)


def peak_megabytes() -> int:
    """The most memory the process has held."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def heading(title: str, *columns: str) -> None:
    print(f"\n## {title}\n")
    row(*columns)
    row(*["---"] * len(columns))
