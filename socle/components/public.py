"""The public page, the letter of commitment, the ballot of points."""

from typing import Any

from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import block, component, one_of

FONDS = ("papier", "surface", "sombre")


@block
def hero(
    content: SafeString, *, titre: str, chapeau: str = "", version: str = "", publiee: str = ""
) -> None:
    """The opening of the public page, above the estuary; encloses its buttons."""


@block
def section_publique(
    content: SafeString, *, id: str, titre: str, fond: str = "papier", precision: str = ""
) -> None:
    """A wide part of the public page. `fond`: papier, surface or sombre."""
    one_of("fond", fond, FONDS)


@block
def caps(content: SafeString) -> None:
    """The objectives, side by side. Holds `cap` tags."""


@block
def cap(
    content: SafeString, *, objectif: object, titre: str, officiel: str, texte: str = ""
) -> None:
    """One objective; encloses `cap_chiffre` tags."""


@component
def cap_chiffre(*, libelle: str, valeur: object) -> None:
    """One figure of a `cap`."""


@component
def legende_gantt() -> None:
    """The key of the calendar: done, planned, late."""


@block
def moyens(content: SafeString) -> None:
    """Means, two by two. Holds `moyen` tags."""


@block
def moyen(content: SafeString, *, valeur: str, texte: str) -> None:
    """One large figure and what details it."""


@block
def apports(content: SafeString) -> None:
    """What the organisations bring, kind by kind. Holds `apport` tags."""


@component
def apport(*, icone: str, valeur: object, libelle: str) -> None:
    """One kind of contribution."""


@block
def groupe_actions(content: SafeString, *, objectif: object, titre: str) -> None:
    """The actions of one objective; encloses `actions_publiees`."""


@block
def documents(content: SafeString) -> None:
    """What can be taken away, on the dark ground. Holds `document` tags."""


@component
def document(*, icone: str, titre: str, texte: str, url: str) -> None:
    """One document: its name, then its format and weight."""


@block
def lettre(
    content: SafeString, *, territoire: str, reference: str, lieu_date: str, titre: str
) -> None:
    """A letter of commitment, paper-white even at night."""


@block
def lettre_liste(content: SafeString) -> None:
    """The commitments of a letter. Holds `lettre_ligne` tags."""


@block
def lettre_ligne(content: SafeString, *, numero: str, objectif: object) -> None:
    """One commitment of a letter, under its action's number."""


@block
def lettre_signatures(content: SafeString) -> None:
    """The two signatures of a letter. Holds `lettre_signature` tags."""


@component
def lettre_signature(*, pour: str, nom: str, fonction: str = "", signe: str = "") -> None:
    """One signature; `signe`: « Signé le 18 novembre 2024 », or empty while it is awaited."""


@block
def gommettes(content: SafeString) -> None:
    """The ballot, inside a `formulaire`. Holds `gommettes_ligne` tags."""


@component
def gommettes_ligne(
    *, cle: object, numero: str, objectif: object, titre: str, points: int, total: int, reste: int
) -> dict[str, Any]:
    """The points of one action. Posts `points-<cle>`, and `plus` or `moins` = `cle` when pressed.

    `total`: points of the whole ballot; `reste`: those not placed yet.
    """
    return {
        "places": [rank < points for rank in range(total)],
        "label": francais.pluriel(points, "gommette", "gommettes"),
    }


@component
def gommettes_reste(*, reste: int, total: int) -> dict[str, Any]:
    """How many points remain, above the button that sends."""
    return {
        "places": [rank < reste for rank in range(total)],
        "word": francais.accord(reste, "gommette", "gommettes"),
    }
