"""Names of organisations compared as a reader does: without accents, case or legal form.

Pure. A likeness goes from 0 (nothing in common) to 1 (the same name, but for those differences).
"""

import re

from socle.francais import sans_accents, trigrammes

#: What an enterprise writes after its name, or not.
LEGAL_FORMS = frozenset(
    {
        "sas", "sasu", "sarl", "eurl", "sa", "sci", "snc", "scop", "scic", "sca", "scs", "scm",
        "selarl", "selas", "sem", "spl", "gie", "gip", "ei", "eirl", "societe", "ste", "ets",
        "etablissements", "etablissement", "entreprise", "groupe", "holding", "france",
    }
)  # fmt: skip
LITTLE_WORDS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a"})
#: Long and short ways to name the same kind of body.
SAME_WORDS = (
    ("communaute de communes", "cc"),
    ("communaute d agglomeration", "ca"),
    ("communaute urbaine", "cu"),
    ("chambre de commerce et d industrie", "cci"),
    ("chambre de metiers et de l artisanat", "cma"),
    ("mairie", "commune"),
    ("ville", "commune"),
)
#: From this likeness on, two names are proposed as one organisation.
NEAR = 0.6
_INITIALS = re.compile(r"\b((?:[a-z]\.){2,})")
_WORD = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """« Mécanique-Balbuzard (S.A.S.) » gives « mecanique balbuzard sas »: to search and compare."""
    bare = sans_accents(text)
    if "." in bare:
        bare = _INITIALS.sub(lambda found: found[1].replace(".", ""), bare)
    return " ".join(_WORD.findall(bare))


def core(name: str) -> str:
    """What tells a name from others; the plain name when nothing else is left."""
    text = plain(name)
    for long, short in SAME_WORDS:
        text = re.sub(rf"\b{long}\b", short, text)
    words = [word for word in text.split() if word not in LITTLE_WORDS]
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words or [text])


def trigrams(text: str) -> frozenset[str]:
    """Runs of three letters of a core, its words padded."""
    return trigrammes(text.split())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of trigrams that two cores have in common."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)
