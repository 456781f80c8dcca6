"""All quality checks in one command, the same here and in continuous integration."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

#: What production would set; `check --deploy` is asked with it and nothing else.
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DEBUG": "0",
    "DEMO": "0",
    "LOCAL": "0",
    "TESTING": "0",
    "ALLOWED_HOSTS": "feuille-de-route.example",
}


def checks() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Name → (command, extra environment), in the order they run."""
    python = sys.executable
    tools = Path(python).parent
    templates = [str(path) for path in sorted(settings.BASE_DIR.glob("templates/**/*.html"))]
    manage = [python, str(settings.BASE_DIR / "manage.py")]
    return {
        "ruff": ([str(tools / "ruff"), "check", "."], {}),
        "ruff format": ([str(tools / "ruff"), "format", "--check", "."], {}),
        "djade": (
            [str(tools / "djade"), "--target-version", "5.2", "--check", *templates],
            {},
        ),
        "import-linter": ([str(tools / "lint-imports")], {}),
        "mypy": ([str(tools / "mypy")], {}),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], {}),
        "check --deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    }


class Command(BaseCommand):
    help = "Vérifie la qualité du code : style, gabarits, imports, types, migrations, sécurité."
    requires_system_checks = []

    def handle(self, *args, **options):
        failed = []
        for name, (command, extra) in checks().items():
            result = subprocess.run(  # noqa: S603 -- fixed commands, no user input
                command,
                cwd=settings.BASE_DIR,
                env=os.environ | extra,
                capture_output=True,
                text=True,
                check=False,
            )
            if result.returncode:
                failed.append(name)
                self.stdout.write(self.style.ERROR(f"✗ {name}"))
                self.stdout.write(result.stdout + result.stderr)
            else:
                self.stdout.write(self.style.SUCCESS(f"✓ {name}"))
        if failed:
            raise CommandError(f"À corriger : {', '.join(failed)}.")
