"""Documents that several tests read: each is drawn once a session, and its structure read once."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from publication.contenu import Contenu, Definition
from publication.pdf import render
from publication.textes import TITRES, Textes
from tests.publication.balises import Element, marked_words, structure
from tests.publication.exemple import agrandir, exemple

LONG = "Une phrase assez longue pour finir à la ligne. " * 220
UNBROKEN = "Anticonstitutionnellement" * 400


def longest() -> Contenu:
    """Every field of an action as long as a person may type it."""
    model = exemple().actions[0]
    action = replace(
        model,
        intitule=LONG,
        resume=LONG,
        description=UNBROKEN,
        porteur=UNBROKEN,
        partenaires=(LONG, UNBROKEN),
        jalons=tuple(replace(j, libelle=LONG) for j in model.jalons),
        financements=tuple(replace(f, financeur=UNBROKEN) for f in model.financements),
        indicateurs=tuple(replace(i, libelle=LONG, unite=UNBROKEN) for i in model.indicateurs),
        voyants=tuple(
            replace(v, libelle=UNBROKEN, motif=LONG, allume=False) for v in model.voyants
        ),
    )
    pledges = tuple(
        replace(e, texte=LONG, condition=UNBROKEN) for e in exemple().engagements_of("1.1")
    )
    return replace(exemple(), actions=(action,), engagements=pledges)


def hard_cases() -> Contenu:
    """Paragraphs, rows and lists cut by the end of pages; a table of many rows; hostile words."""
    model = exemple().actions[0]
    action = replace(
        model,
        intitule='<img src="/etc/passwd"> & <b',
        constat=LONG,
        besoins=tuple(f"Besoin {n} : {LONG[:300]}" for n in range(60)),
        demandes=(),
        objectifs="\n".join(f"- objectif {n}" for n in range(90)),
        financements=tuple(
            replace(model.financements[0], financeur=f"Financeur {n} 😀\x07") for n in range(90)
        ),
    )
    seance = replace(
        exemple().seances[0],
        amendements=tuple(
            replace(a, texte=LONG, motif=LONG) for a in exemple().seances[0].amendements
        ),
    )
    terms = tuple(Definition(terme=f"Terme {n}", definition=LONG[:900]) for n in range(40))
    return replace(exemple(), actions=(action,), seances=(seance,), glossaire=terms)


MARKDOWN = """Un *mot*, un **autre**, [un site](https://site.example/a?b=1&c).

# Premier intertitre

- un point
- un autre
  1. dans la liste
  2. encore
     - plus loin
- le dernier

## Sous lui

{long}

7. sept
8. huit

### Encore plus bas
Une ligne.
"""


def markdown() -> Contenu:
    """Every text of the territory in Markdown, long enough to be cut by pages."""
    said = MARKDOWN.format(long=LONG) * 2
    textes = Textes(**dict.fromkeys(TITRES, said), markdown=True)
    return replace(exemple(), textes=textes)


CONTENTS: dict[str, Callable[[], Contenu]] = {
    "demonstration": exemple,
    "empty": lambda: agrandir(exemple(), 0),
    "150 actions": lambda: agrandir(exemple(), 150),
    "longest": longest,
    "hard cases": hard_cases,
    "markdown": markdown,
    "projet": exemple,
}


@cache
def drawn(name: str) -> bytes:
    return render(CONTENTS[name](), projet=name == "projet")


@cache
def words(name: str) -> dict[tuple[int, int], str]:
    """As `marked_words`."""
    return marked_words(drawn(name))


@cache
def tree(name: str) -> Element:
    return structure(drawn(name), words(name))
