"""Same content, same bytes, over the versions of Python: `python -m tests.versions [python3.12 …]`.

Each Python found (those named, else those of the PATH and of pyenv) gets an environment of its own
with the libraries that draw, at the versions of requirements.txt, and draws the demonstration and
one of many actions. Ends with 1 when two of them disagree. Not in the suite: it downloads.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from publication.contenu import to_json
from tests.publication.exemple import agrandir, exemple

ROOT = Path(__file__).parents[1]
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
#: What `publication.pdf` imports, with what they import.
DRAWING = (
    "reportlab", "rl-accel", "uharfbuzz", "pikepdf", "lxml", "deprecated", "wrapt", "packaging",
    "pillow", "charset-normalizer", "markdown-it-py", "mdurl",
)  # fmt: skip
DRAW = """
import hashlib, sys
from pathlib import Path
from publication.contenu import from_json
from publication.pdf import render
for path in sys.argv[1:]:
    pdf = render(from_json(Path(path).read_text(encoding="utf-8")))
    print(hashlib.sha256(pdf).hexdigest())
"""


def main(wanted: list[str]) -> int:
    pythons = dict(filter(None, map(_version, wanted or _found())))
    if len(pythons) < 2:
        known = ", ".join(pythons) or "aucune"
        print(f"Il faut au moins deux versions de Python pour comparer ; trouvée : {known}.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        frozen = []
        for n in (15, 40):
            frozen.append(Path(folder) / f"{n}.json")
            frozen[-1].write_text(to_json(agrandir(exemple(), n)), encoding="utf-8")
        drawn = {v: _drawn(python, Path(folder) / v, frozen) for v, python in pythons.items()}
    for version, hashes in drawn.items():
        print(version, *hashes)
    same = len(set(drawn.values())) == 1
    print("Mêmes octets." if same else "Des octets différents.")
    return 0 if same else 1


def _found() -> list[str]:
    pyenv = Path.home() / ".pyenv" / "versions"
    kept = sorted(map(str, pyenv.glob("3.*/bin/python")))
    return [*(p for v in SUPPORTED if (p := shutil.which(f"python{v}"))), sys.executable, *kept]


def _version(python: str) -> tuple[str, str] | None:
    said = subprocess.run([python, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"Python (3\.\d+)", said)
    return (match[1], python) if match and match[1] in SUPPORTED else None


def _drawn(python: str, place: Path, frozen: list[Path]) -> tuple[str, ...]:
    """The SHA-256 of each document, by this Python in an environment made for it."""
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text(), re.M)
    wanted = [f"{name}=={version}" for name, version in pins if name.lower() in DRAWING]
    subprocess.run([python, "-m", "venv", place], check=True)
    own = place / "bin" / "python"
    install = [own, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*install, *wanted], check=True)
    done = subprocess.run(
        [own, "-W", "error", "-c", DRAW, *frozen],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return tuple(done.stdout.split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
