"""The public page, the letter of commitment, the ballot of points."""

from typing import Any

from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import block, component, draw, one_of, register

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
def document(*, icone: str, titre: str, texte: str, url: str) -> dict[str, Any]:
    """One document: its name, then its format and weight; on paper, its whole address."""
    return {"adresse": settings.SITE_URL + url.partition("?")[0]}


@block
def lettre(
    content: SafeString,
    *,
    territoire: str,
    reference: str,
    lieu_date: str,
    titre: str,
    niveau: int = 1,
) -> None:
    """A letter of commitment, paper-white even at night. `niveau`: of its title, 1 or 2."""
    one_of("niveau", niveau, (1, 2))


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
    """The ballot of points. Holds `gommettes_ligne` tags; each press is sent at once."""


@register.simple_tag(takes_context=True)
def gommettes_ligne(
    context: Context,
    *,
    numero: str,
    objectif: object,
    titre: str,
    url: str,
    points: int,
    maximum: int,
    reste: int,
    why_not: str | None = None,
    ferme: bool = False,
    hx_target: str = "",
    vers: str = "",
    action: int | str = "",
    cle: int | str = "",
) -> SafeString:
    """The points of one action, in a form of its own. Posts `action` and the wanted `points`.

    A button carries the points that will be there, not a step: sent twice, it counts once.
    `maximum`: points at most on one action; `reste`: those not placed yet. `why_not`: why this
    action receives no points; those it holds can still be taken back. `ferme`: read only.
    On the phones of a séance, `vers`: where it is sent; `action`, `cle`: keys of action and vote.
    """
    addable = why_not is None and points < maximum and reste > 0
    arguments = {
        "numero": numero,
        "objectif": objectif,
        "titre": titre,
        "url": url,
        "points": points,
        "less": points - 1,
        "more": points + 1,
        "removable": points > 0,
        "addable": addable,
        "shown": why_not is None or points > 0,
        "full": not ferme and why_not is None and points >= maximum,
        "why_not": "" if ferme else why_not,
        "ferme": ferme,
        "places": [rank < points for rank in range(max(maximum, points))],
        "label": francais.pluriel(points, "gommette", "gommettes"),
        "hx_target": hx_target,
        "vers": vers,
        "action": action,
        "cle": cle,
        "maximum": maximum,
        "csrf_token": context.get("csrf_token"),
    }
    return draw("gommettes_ligne", arguments)


@component
def gommettes_reste(
    *, id: str, reste: int, total: int, enregistre: str = "", oob: bool = False
) -> dict[str, Any]:
    """How many points remain, told aloud when it changes. `enregistre`: « 14 h 32 ».

    `oob`: sent again beside an htmx fragment; what is inside changes, so that readers hear it.
    """
    return {
        "places": [rank < reste for rank in range(max(total, 0))],
        "left": max(reste, 0),
        "word": francais.accord(max(reste, 0), "gommette", "gommettes"),
    }
