"""The console of a séance: its bar, its three panes, the sequence, the room, the screen.

A pane carries its id: with `oob`, an htmx answer puts it in the place of the old one.
"""

from typing import Any

from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import block, component, one_of

ETAPES = ("fait", "courante", "a_venir")


@block
def regie_barre(content: SafeString, *, titre: str, sous: str, url: str, oob: bool = False) -> None:
    """The bar of the console. `url`: where one leaves to; encloses timer, figures, buttons."""


@component
def minuteur(*, secondes: int | None, court: bool) -> dict[str, Any]:
    """The time left, as the server knows it now. `court`: it runs, a script goes on counting."""
    left = secondes or 0
    return {"told": "—" if secondes is None else f"{left // 60}:{left % 60:02d}"}


@block
def regie_minuteur(content: SafeString) -> None:
    """Holds `minuteur` and its buttons."""


@block
def regie_chiffres(content: SafeString) -> None:
    """The figures of the bar. Holds `regie_chiffre` tags."""


@component
def regie_chiffre(*, libelle: str, valeur: object) -> None:
    """One figure of the bar."""


@block
def regie_deroule(content: SafeString, *, libelle: str, oob: bool = False) -> None:
    """The left pane: the steps."""


@block
def regie_centre(
    content: SafeString, *, libelle: str, objectif: object = None, oob: bool = False
) -> None:
    """The middle pane: what the room does now."""


@block
def regie_cote(content: SafeString, *, libelle: str, oob: bool = False) -> None:
    """The right pane. Holds `regie_partie` tags."""


@block
def regie_partie(
    content: SafeString, *, id: str, titre: str, lien: str = "", url: str = ""
) -> None:
    """One part of the right pane, with its link."""


@block
def regie_vote(content: SafeString) -> None:
    """The head of the activity: its name on the left, its buttons on the right."""


@block
def sequence(content: SafeString) -> None:
    """The steps, in order. Holds `sequence_etape` tags."""


@block
def sequence_etape(
    content: SafeString, *, heure: str, titre: str, sous: str = "", state: str = "a_venir"
) -> None:
    """One step: fait, courante or a_venir; encloses its votes and its button."""
    one_of("state", state, ETAPES)


@block
def sequence_votes(content: SafeString) -> None:
    """The votes of a step. Holds `sequence_vote` tags."""


@component
def sequence_vote(
    *, titre: str, url: str, texte: str, objectif: object = None, courant: bool = False
) -> None:
    """One vote of a step."""


@block
def participation(content: SafeString, *, recus: int, attendus: int) -> dict[str, Any]:
    """How many answered. Holds `participation_college` tags."""
    return {"word": francais.accord(recus, "réponse", "réponses")}


@component
def participation_college(
    *, serie: int, libelle: str, recus: int, attendus: int, mot: str = ""
) -> dict[str, Any]:
    """How many of a college answered, or are here."""
    return {"share": francais.part(min(recus, attendus), attendus) if attendus else 0}


@component
def apercu(
    *,
    titre: str,
    sous: str = "",
    noir: bool = False,
    secondes: int | None = None,
    court: bool = False,
) -> dict[str, Any]:
    """What the projector shows, small, with its timer; the choice beside tells it to readers."""
    left = secondes or 0
    return {"told": f"{left // 60}:{left % 60:02d}"}


@block
def choix_ecran(content: SafeString, *, libelle: str) -> None:
    """A switch that acts. Holds `choix_bouton` tags."""


@component
def choix_bouton(
    *, libelle: str, name: str, value: str, form: str, id: str, presse: bool = False
) -> None:
    """One button of a switch; it submits the form named `form`."""


@block
def tables_salle(content: SafeString) -> None:
    """The tables of the room. Holds `table_salle` tags."""


@component
def table_salle(
    *, titre: str, presents: int, inscrits: int, mot: str = "présents"
) -> dict[str, Any]:
    """One table: how many of its people are here, or what `mot` says."""
    share = francais.part(presents, inscrits) if inscrits else 0
    return {"share": share, "full": bool(inscrits) and presents == inscrits}


@block
def signaux(content: SafeString) -> None:
    """What needs attention. Holds `signal` tags."""


@component
def signal(*, icone: str, titre: str, texte: str = "", url: str = "") -> None:
    """One thing that needs attention."""


@component
def grand_code(*, code: str, adresse: str) -> None:
    """The code of the room, large, to be said aloud, and where it is typed."""


@component
def champs_caches(*, valeurs: dict[str, object]) -> None:
    """What a form carries without showing it."""


@block
def resultat_ligne(
    content: SafeString,
    *,
    rang: int,
    numero: str,
    objectif: object,
    titre: str,
    url: str,
    total: str,
    unite: str = "",
    detail: str = "",
    parts: Any = (),
    largeur: int = 100,
) -> None:
    """One action of a result of `decompte`, whatever the method; encloses its decision."""


@component
def pas_du_vote(*, lignes: Any) -> None:
    """How far a vote is. `lignes`: (label, fait, courante or "")."""


@block
def presence_salle(content: SafeString, *, presents: int, inscrits: int) -> None:
    """How many are here. Holds `participation_college` tags."""


@block
def lignes_simples(content: SafeString) -> None:
    """A plain list inside a message. Holds `li` elements."""


@component
def ligne_bulletin(*, numero: str, objectif: object, titre: str, fields: Any) -> None:
    """One action of a ballot typed for somebody, with its fields (bound, of a Django form)."""
