"""The PDF of 15, 150 and 1,500 actions: time, pages, weight, memory; what its conformity costs."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pypdfium2

from publication.contenu import Contenu, to_json
from publication.pdf.render import drawn_plainly, render
from tests.bench import weasy
from tests.bench.mesure import heading, row
from tests.publication.exemple import agrandir, exemple

T = TypeVar("T")

RUNS = {15: 9, 150: 3, 1500: 1}
COMPARED = {15: 3, 150: 1}  # with WeasyPrint, which is slow
#: A process that reads a frozen content and draws it, as a worker does, without the rest of a worker.
ALONE = """
import re, sys
from pathlib import Path
from publication.contenu import from_json
from publication.pdf import render
render(from_json(Path(sys.argv[1]).read_text(encoding="utf-8")))
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024)
"""


def main() -> None:
    heading(
        "PDF (tagged at most 1.35 × plain; 150 actions at most 11 × 15 actions, 1,500 at most "
        "12 × 150; 15 actions ≤ 300 kB; 150 actions ≤ 120 MB)",
        "actions",
        "CPU s, tagged",
        "CPU s, plain",
        "tagged / plain",
        "pages",
        "kB",
        "peak MB",
    )
    render(exemple())  # fonts and styles are read once
    spent: dict[int, float] = {}
    drawn: dict[int, bytes] = {}
    for n, runs in RUNS.items():
        contenu = agrandir(exemple(), n)
        spent[n], plain, drawn[n] = _compared(contenu, runs)
        pages, size = len(pypdfium2.PdfDocument(drawn[n])), f"{len(drawn[n]) / 1000:.0f}"
        seconds = f"{spent[n]:.2f}", f"{plain:.2f}", f"{spent[n] / plain:.2f}"
        row(n, *seconds, pages, size, _peak(contenu))
    print(f"\n150 / 15 = {spent[150] / spent[15]:.1f}; 1500 / 150 = {spent[1500] / spent[150]:.1f}")
    _against_weasyprint(spent, drawn)


def _against_weasyprint(ours: dict[int, float], drawn: dict[int, bytes]) -> None:
    write = weasy.writer()
    if write is None:
        print(f"\n{weasy.ABSENT}")
        return
    heading(
        "WeasyPrint, PDF/UA-1, same words and structure (at least 5 × our time)",
        "actions", "CPU s", "/ ours", "pages", "kB",
    )  # fmt: skip
    write("<p>Polices lues.</p>")
    for n, runs in COMPARED.items():
        page = weasy.page(drawn[n])
        times, pdf = zip(*(_timed(write, page) for _ in range(runs)), strict=True)
        seconds = statistics.median(times)
        pages = len(pypdfium2.PdfDocument(pdf[0]))
        row(n, f"{seconds:.2f}", f"{seconds / ours[n]:.1f}", pages, f"{len(pdf[0]) / 1000:.0f}")


def _compared(contenu: Contenu, runs: int) -> tuple[float, float, bytes]:
    """Median CPU seconds with and without tags, measured in turn, and the tagged file."""
    tagged, plain, pdf = [], [], b""
    for _ in range(runs):
        seconds, pdf = _timed(render, contenu)
        tagged.append(seconds)
        plain.append(_timed(drawn_plainly, contenu)[0])
    return statistics.median(tagged), statistics.median(plain), pdf


def _peak(contenu: Contenu) -> str:
    """Most memory held, in MB, by a process that only draws this content."""
    with tempfile.TemporaryDirectory() as folder:
        frozen = Path(folder) / "contenu.json"
        frozen.write_text(to_json(contenu), encoding="utf-8")
        drawing = [sys.executable, "-c", ALONE, str(frozen)]
        return subprocess.run(drawing, capture_output=True, check=True, text=True).stdout.strip()


def _timed(work: Callable[[T], bytes], argument: T) -> tuple[float, bytes]:
    start = time.process_time()
    done = work(argument)
    return time.process_time() - start, done
