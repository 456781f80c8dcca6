"""The PDF of 15 and 150 actions: time, pages, weight, growth, what its conformity costs."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pypdfium2

from publication.contenu import Contenu
from publication.pdf.render import drawn_plainly, render
from tests.bench.mesure import heading, row
from tests.publication.exemple import agrandir, exemple

RUNS = {15: 5, 150: 1}
ALONE = """
import re, sys
from pathlib import Path
import django
django.setup()
from publication.pdf import render
from tests.publication.exemple import agrandir, exemple
render(agrandir(exemple(), int(sys.argv[1])))
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024)
"""


def main() -> None:
    heading(
        "PDF (150 actions at most 11 × 15 actions; 15 actions ≤ 300 kB; 150 actions ≤ 120 MB; "
        "tagged at most 1.35 × plain)",
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
    for n, runs in RUNS.items():
        contenu = agrandir(exemple(), n)
        tagged, plain, pdf = _compared(contenu, runs)
        spent[n] = tagged
        pages, size = len(pypdfium2.PdfDocument(pdf)), f"{len(pdf) / 1000:.0f}"
        seconds = f"{tagged:.2f}", f"{plain:.2f}", f"{tagged / plain:.2f}"
        row(n, *seconds, pages, size, _peak(n))
    print(f"\n150 / 15 = {spent[150] / spent[15]:.1f}")


def _compared(contenu: Contenu, runs: int) -> tuple[float, float, bytes]:
    """Median CPU seconds with and without tags, measured in turn, and the tagged file."""
    tagged, plain, pdf = [], [], b""
    for _ in range(runs):
        seconds, pdf = _timed(render, contenu)
        tagged.append(seconds)
        plain.append(_timed(drawn_plainly, contenu)[0])
    return statistics.median(tagged), statistics.median(plain), pdf


def _peak(n: int) -> str:
    """Most memory held, in MB, by a process that only draws n actions."""
    drawing = [sys.executable, "-c", ALONE, str(n)]
    return subprocess.run(drawing, capture_output=True, check=True, text=True).stdout.strip()


def _timed(draw: Callable[[Contenu], bytes], contenu: Contenu) -> tuple[float, bytes]:
    start = time.process_time()
    pdf = draw(contenu)
    return time.process_time() - start, pdf
