"""The environment of a local start, set before Django reads its settings."""

import argparse
import os
import secrets
import sys
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- named to be recognised, not bound by default


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `manage.py demarrer`, read here first and by the command afterwards."""
    parser.add_argument("--hote", default="127.0.0.1", help="adresse d’écoute (127.0.0.1)")
    parser.add_argument(
        "--port", type=int, default=8000, help="port d’écoute (8000) ; 0 en choisit un libre"
    )
    parser.add_argument(
        "--sans-demo", action="store_true", help="démarre sans le territoire de démonstration"
    )


def prepare(arguments: list[str]) -> None:
    """Set what a local start needs and nobody has set: variables, folder, secret key."""
    parser = argparse.ArgumentParser(add_help=False)
    add_options(parser)
    options, _others = parser.parse_known_args(arguments)
    if (BASE_DIR / ".env").exists():
        environ.Env.read_env(BASE_DIR / ".env")
    # Absolute: the worker does not start from the same folder.
    var_dir = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()
    os.environ["VAR_DIR"] = str(var_dir)
    for name, value in defaults(options.hote, demo=not options.sans_demo).items():
        os.environ.setdefault(name, value)
    if options.sans_demo:
        os.environ["DEMO"] = "0"
    try:
        make_secret_key(var_dir)
    except OSError as error:
        sys.exit(
            f"Feuille de route écrit ses données dans {var_dir}, qui n’est pas accessible "
            f"({error.strerror}). Donnez un autre dossier par la variable VAR_DIR."
        )


def defaults(host: str, *, demo: bool) -> dict[str, str]:
    """Variables of a local start over plain HTTP, listening on `host`."""
    names = ["*"] if host in EVERY_ADDRESS else list(dict.fromkeys([*LOCAL_NAMES, host]))
    return {
        "LOCAL": "1",
        "DEMO": "1" if demo else "0",
        "ALLOWED_HOSTS": ",".join(names),
        "EMAIL_URL": "filemail://",
        "LOG_LEVEL": "WARNING",
    }


def make_secret_key(var_dir: Path) -> None:
    """Write a random key that only its owner reads, once. Whole or not at all."""
    key = var_dir / "cle-secrete"
    var_dir.mkdir(parents=True, exist_ok=True)
    if "SECRET_KEY" in os.environ or key.exists():
        return
    draft = var_dir / f"cle-secrete.{os.getpid()}"
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    draft.replace(key)
