"""Figures and ratios, in one command: `python -m tests.bench`. They go to docs/mesures.md.

Times are medians on this machine in this run; only ratios are comparable from one to another.
"""

import os
import sys
import tempfile
from pathlib import Path

# A database and files of their own, and production's static files, before Django is set up.
workspace = tempfile.TemporaryDirectory(prefix="feuille-de-route-")
os.environ.update(
    DJANGO_SETTINGS_MODULE="feuille_de_route.settings",
    VAR_DIR=workspace.name,
    SECRET_KEY="mesures",
    LOCAL="1",
    DEMO="1",
    EMAIL_URL="dummymail://",
    ALLOWED_HOSTS="testserver",
    LOG_LEVEL="WARNING",
)

import django  # noqa: E402 -- after the environment

django.setup()

from django.core.management import call_command  # noqa: E402

from tests.bench import coupure, entree, pages, pdf, poids, salle, sorties, tableur  # noqa: E402

MODULES = {
    "pages": pages,
    "poids": poids,
    "sorties": sorties,
    "pdf": pdf,
    "tableur": tableur,
    "salle": salle,
    "entree": entree,
    "coupure": coupure,
}

if __name__ == "__main__":
    Path(workspace.name).mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    chosen = sys.argv[1:] or [
        "pages",
        "poids",
        "sorties",
        "pdf",
        "tableur",
    ]  # « salle » takes minutes: by name
    for name, module in MODULES.items():
        if name in chosen:
            module.main()
    workspace.cleanup()
