"""The PDF of 15 and 150 actions: time, pages, weight, growth."""

import resource
import time

import pypdfium2

from publication.pdf.render import render
from tests.bench.mesure import heading, row
from tests.publication.exemple import agrandir, exemple


def main() -> None:
    heading(
        "PDF (150 actions at most 11 × 15 actions; 15 actions ≤ 300 kB)",
        "actions",
        "CPU s",
        "pages",
        "kB",
        "peak MB",
    )
    spent = {}
    for n in (15, 150):
        contenu = agrandir(exemple(), n)
        render(contenu) if n == 15 else None  # fonts and styles are read once
        start = time.process_time()
        pdf = render(contenu)
        spent[n] = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pages = len(pypdfium2.PdfDocument(pdf))
        row(n, f"{spent[n]:.2f}", pages, f"{len(pdf) / 1000:.0f}", f"{peak:.0f}")
    print(f"\n150 / 15 = {spent[150] / spent[15]:.1f}")
