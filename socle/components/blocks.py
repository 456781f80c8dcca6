"""What a page is cut into: bands, columns, sections, panels, stacks; and where one is."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from socle.components.registry import block, component, one_of

MOTIFS = ("bouee", "peniche", "soleil", "vagues")


@block
def bande(content: SafeString, *, objectif: object = None) -> None:
    """The tinted band at the top of a fiche or of a company's space."""


@block
def page_tete(content: SafeString, *, titre: str, intro: str = "") -> None:
    """The page's title and its sentence; encloses the buttons of the page."""


@block
def fiche_tete(content: SafeString, *, titre: str, chapeau: str = "") -> None:
    """The head of a fiche, in its band; encloses the line of plate, state and date."""


@block
def orga_tete(content: SafeString, *, nom: str, surtitre: str, titre: str) -> None:
    """The head of an organisation's space, in its band."""


@block
def deux(content: SafeString, *, cote: str = "normal") -> None:
    """Two columns. Holds `principal` then `cote`. `cote`: normal, large or tres-large.

    On a narrow screen they follow each other as written: `cote` first when one reads it first.
    """
    one_of("cote", cote, ("normal", "large", "tres-large"))


@block
def principal(content: SafeString, *, serre: bool = True) -> None:
    """The main column of `deux`; `serre=False` puts air between panels."""


@block
def cote(content: SafeString, *, libelle: str) -> None:
    """The side column of `deux`, named for readers."""


@block
def section(
    content: SafeString,
    *,
    id: str,
    titre: str,
    precision: str = "",
    nombre: int | None = None,
    lien: str = "",
    url: str = "",
    nue: bool = False,
    titre_cache: bool = False,
) -> None:
    """A titled part of a page. `precision`: beside the title; `nombre`: after it; `lien`, `url`:
    one link at the end of the line. `nue`: without rule above. `titre_cache`: the title is said,
    not shown."""


@block
def panneau(
    content: SafeString,
    *,
    titre: str = "",
    id: str = "",
    precision: str = "",
    lien: str = "",
    url: str = "",
    niveau: int = 2,
) -> None:
    """A card of content. With `id` and `titre`, it is a named region."""


@block
def bandeau(content: SafeString) -> None:
    """The strip of the board: process on the left, next meeting on the right."""


@component
def rendez_vous(*, jour: object, mois: str, titre: str, url: str, texte: str) -> None:
    """The next dated thing."""


@block
def pile(content: SafeString, *, ecart: int = 4) -> None:
    """A column with even gaps, 1 (4 px) to 7 (48 px)."""
    one_of("ecart", ecart, range(1, 8))


@block
def rang(content: SafeString, *, entre: bool = False, ecart: int = 0) -> None:
    """A row that wraps; `entre` pushes its ends apart."""
    one_of("ecart", ecart, range(8))


@block
def prose(content: SafeString) -> None:
    """Running text, at a comfortable measure. Give it paragraphs: `{{ text|linebreaks }}`."""


@block
def chapeau(content: SafeString) -> None:
    """The sentence that opens a page."""


@block
def surtitre(content: SafeString) -> None:
    """The words above a title."""


@block
def note(content: SafeString) -> None:
    """A small, quiet sentence."""


@block
def invisible(content: SafeString) -> None:
    """Words for readers only, inside a link or a table head whose sense is seen, not read."""


@component
def statut(*, texte: str) -> None:
    """A hidden sentence, told again when it changes (« 14 actions affichées »)."""


@component
def rappel(*, numero: str, objectif: object, titre: str) -> None:
    """Which action this page is about, above the title of a short step."""


@block
def vide(
    content: SafeString, *, titre: str, texte: str, motif: str = "bouee", objectif: object = None
) -> None:
    """Nothing yet: what will come, and (inside) the first gesture."""
    one_of("motif", motif, MOTIFS)


@block
def fil(content: SafeString) -> None:
    """Where this page is. Holds `maillon` tags; the last has no `url`."""


@component
def maillon(*, libelle: str, url: str = "") -> None:
    """One link of `fil`."""


@block
def sommaire(content: SafeString, *, raccourcis: bool = False) -> None:
    """The contents of a long page. Holds `sommaire_lien` tags.

    `raccourcis`: at the head of the page, on a phone alone, where the side column comes last.
    """


@component
def sommaire_lien(
    *, libelle: str, ancre: str, nombre: object = "", courant: bool = False, id: str = ""
) -> None:
    """One section of `sommaire`; `nombre`: how many things it holds, `id` of that figure."""


@component
def etapes(*, libelles: Sequence[str], courante: int) -> dict[str, Any]:
    """The steps of a short way, at most four; `courante` counts from 1."""
    states = ["fait" if rank < courante else "" for rank in range(1, len(libelles) + 1)]
    return {"steps": [*zip(libelles, states, strict=True)]}


@block
def table(
    content: SafeString, *, legende: str, legende_visible: bool = False, empilee: bool = False
) -> None:
    """A table of figures: give it thead, tbody, tfoot with scoped headers; `data-n` on cells of
    numbers. It scrolls sideways by itself; with `empilee`, for rows one acts on, each row becomes
    a card on a phone (`data-titre` on a cell repeats its column there)."""


@component
def balise(
    *,
    objectif: object,
    titre: str,
    surtitre: str = "",
    id: str = "",
    niveau: int = 0,
    petite: bool = False,
) -> None:
    """The beacon of an objective with its name; `niveau`: 2 or 3 when it is a heading."""


@component
def auteur(*, nom: str, role: str = "", quand: str = "") -> None:
    """Who wrote: initials, name, role, date."""
