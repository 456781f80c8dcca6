"""The projector: one scene in proportion to the screen, nothing under 24 px on a 1080p image."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import block, component
from socle.components.signs import objective
from socle.figures import Part

FULL_NUMBER = 5  # a segment narrower than this share of its bar has no room for its number


@block
def ecran(content: SafeString, *, url: str, vu: str, accueil: bool = False) -> None:
    """The whole screen; it fetches itself when the séance moves. `vu`: what it shows now."""


@component
def ecran_tete(*, territoire: str, adresse: str = "", code: str = "", date: str = "") -> None:
    """The head: whose roadmap it is; then the code to come in, or the day."""


@component
def ecran_temps(
    *, secondes: int | None, pause: bool = False, grand: bool = False
) -> dict[str, Any]:
    """The timer all screens share; nothing when it is off."""
    left = secondes or 0
    return {"told": f"{left // 60}:{left % 60:02d}", "is_over": secondes == 0}


@component
def ecran_accueil(
    *, titre: str, adresse: str = "", code: str = "", qr: str = "", qr_size: int = 0
) -> dict[str, Any]:
    """How to come in; without a code, the title alone on the estuary."""
    return {"qr_box": f"-2 -2 {qr_size + 4} {qr_size + 4}", "qr_full": qr_size + 4}


@component
def ecran_pied(*, nombre: int, libelle: str, comptes: Iterable[tuple[int, str]]) -> None:
    """Who is in the room: pairs number, word."""


@block
def ecran_consigne(
    content: SafeString, *, titre: str, surtitre: str = "", consigne: str = ""
) -> None:
    """What the room does now."""


@component
def ecran_action(
    *,
    numero: str,
    objectif: object,
    cap: str,
    titre: str,
    chapeau: str = "",
    faits: Sequence[tuple[str, object]] = (),
) -> dict[str, Any]:
    """The action being read, with a few facts (label, value)."""
    return {"obj": objective(objectif)}


@block
def ecran_vote(
    content: SafeString, *, titre: str, regle: str, recus: int, attendus: int, mot: str, part: int
) -> None:
    """An open vote: how many have answered, never what. Holds `ecran_college` tags."""


@component
def ecran_college(*, libelle: str, serie: int, recus: int, attendus: int, part: int) -> None:
    """The participation of one college."""


@block
def podium(
    content: SafeString,
    *,
    titre: str,
    surtitre: str = "",
    objectif: object = "",
    lignes: int = 5,
    mots: bool = False,
) -> dict[str, Any]:
    """A result (`mots`: its figures are words). Holds `liste_podium` or a `podium_matrice`, then a `podium_pied`."""
    return {"obj": objective(objectif), "dense": lignes > 5, "few": lignes < 5}


@component
def podium_ligne(
    *,
    numero: str,
    titre: str,
    valeur: str,
    parts: Sequence[Part],
    echelle: int,
    retenue: bool = False,
    note: str = "",
    libelle: str = "",
) -> dict[str, Any]:
    """One action: its bar on `echelle`, its main figure, what is said beside its name."""
    whole = sum(part.valeur for part in parts)
    segments = [
        (
            part.serie,
            str(part.valeur),
            francais.nombre(part.valeur)
            if len(parts) > 1 and francais.part(part.valeur, echelle) >= FULL_NUMBER
            else "",
        )
        for part in parts
        if part.valeur
    ]
    told = ", ".join(f"{part.libelle} {francais.nombre(part.valeur)}" for part in parts)
    return {"segments": segments, "largeur": francais.part(whole, echelle), "told": told}


@component
def podium_matrice(
    *, points: Sequence[tuple[str, object, int, int]], noms: Sequence[tuple[str, object, str, str]]
) -> dict[str, Any]:
    """Impact and effort: `points` are (number, objective, x, y) in percent; `noms` tell them."""
    return {
        "plan": [(numero, objective(code), x, y) for numero, code, x, y in points],
        "liste": [(numero, objective(code), titre, figure) for numero, code, titre, figure in noms],
    }


@component
def podium_pied(
    *, reponses: str, solidite: str = "", detail: str = "", legende: Sequence[Part] = ()
) -> None:
    """Under a result: how many answered, whether the first ones hold, the series."""


@component
def mur_total(
    *,
    nombre: int,
    mot: str,
    faits: Sequence[tuple[str, str]],
    caps: Sequence[tuple[object, str, int]],
) -> dict[str, Any]:
    """The totals of the wall: figures (value, label), then pledges by objective."""
    return {"listed": [(objective(code), name, number) for code, name, number in caps]}


@block
def mur(content: SafeString) -> None:
    """The wall of commitments. Holds `mur_total`, then `mur_cartes`."""


@block
def mur_cartes(content: SafeString) -> None:
    """Holds `mur_carte` tags."""


@component
def mur_carte(
    *, numero: str, objectif: object, icone: str, organisation: str, texte: str, neuve: bool = False
) -> dict[str, Any]:
    """One pledge."""
    return {"obj": objective(objectif)}


@block
def ecran_noir(content: SafeString) -> None:
    """A black screen; what it encloses is for readers only."""


@block
def liste_podium(content: SafeString) -> None:
    """The lines of a result. Holds `podium_ligne` tags."""
