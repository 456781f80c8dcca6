"""Lists of things that happened, that were said, that are due. Each block holds its item tags."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString

from socle.components.registry import block, component, one_of

CONTROLES = {
    "bloquant": ("bloque", "erreur", "Bloquant"),
    "attention": ("attention", "alerte", "À vérifier"),
    "reussi": ("", "coche-cercle", "Réussi"),
}
DIFFS = ("egal", "ajout", "retrait")


@block
def lignes(content: SafeString) -> None:
    """Commitments, tasks in a queue: things with a kind. Holds `ligne` tags."""


@block
def ligne(content: SafeString, *, icone: str, titre: str, sous: str = "", url: str = "") -> None:
    """One line; encloses what stands at its end (a label, a button)."""


@block
def besoin(content: SafeString, *, icone: str, couverture: Any) -> None:
    """One need, in `lignes`: its bar, then what is asked, pledged and missing in words.

    `couverture`: its `demande`, `parts`, `asked_words`, `pledged_words`, `missing_words`,
    `aside_words` and `is_open`. Encloses the link that answers it.
    """


@block
def journal(content: SafeString) -> None:
    """What happened, latest first. Holds `entree` tags."""


@block
def entree(content: SafeString, *, quand: date | datetime) -> None:
    """One line of the journal; encloses its sentence."""


@block
def versions(content: SafeString) -> None:
    """The editions, latest first. Holds `version` tags."""


@block
def version(
    content: SafeString,
    *,
    numero: str,
    etiquette: str = "",
    ton: str = "neutre",
    brouillon: bool = False,
) -> None:
    """One edition; encloses its lines (`note`) and its links."""


@block
def controles(content: SafeString) -> None:
    """A checklist before a decision. Holds `controle` tags."""


@block
def controle(
    content: SafeString,
    *,
    statut: str,
    titre: str,
    texte: str = "",
    plaques: Iterable[tuple[str, object, str]] = (),
) -> dict[str, Any]:
    """One check: bloquant, attention or reussi; encloses its one remedy.

    `plaques`: the actions it concerns, each a link: (number, objective, address).
    """
    one_of("statut", statut, CONTROLES)
    css, sign, word = CONTROLES.get(statut, CONTROLES["attention"])
    return {"css": css, "sign": sign, "word": word}


@component
def feux(*, feux: Iterable[Any]) -> dict[str, Any]:
    """The lights of a fiche, each with its `label` (« financée ») and what is `missing`, or ""."""
    lights = list(feux)
    return {"lights": lights, "lit": sum(not light.missing for light in lights)}


@component
def compte_feux(*, feux: Iterable[Any]) -> dict[str, Any]:
    """How many of the `feux` are lit: « 3 sur 5 »."""
    lights = list(feux)
    return {"total": len(lights), "lit": sum(not light.missing for light in lights)}


@component
def feux_actions(*, lignes: Iterable[Any]) -> dict[str, Any]:
    """The five lights of several actions, a line each, as a table; one that is off is a link.

    A line has `numero`, `objectif`, `titre` and `feux`, each with its `label`, what is `missing`
    and the `url` of what lights it, "" when it is on.
    """
    lines = list(lignes)
    return {"lines": lines, "labels": [light.label for light in lines[0].feux] if lines else []}


@block
def changements(content: SafeString) -> None:
    """What changed between two editions. Holds `changement` tags."""


@block
def changement(
    content: SafeString,
    *,
    numero: str,
    objectif: object,
    titre: str,
    etiquette: str,
    ton: str,
    icone: str,
) -> None:
    """One changed action; may enclose a `diff`."""


@component
def diff(*, segments: Iterable[tuple[str, str]], libelle: str = "") -> dict[str, Any]:
    """Two wordings, word for word: pairs (egal, ajout or retrait; text); `libelle`: the field."""
    pairs = list(segments)
    for kind, _ in pairs:
        one_of("diff", kind, DIFFS)
    return {"pairs": pairs}


@block
def amendement(
    content: SafeString, *, id: str, titre: str, auteur: str, role: str = "", quand: str = "",
    etiquette: str = "", ton: str = "alerte",
) -> None:  # fmt: skip
    """A proposed change: who, when, its state; encloses the diff, the reason, the decision."""


@block
def commentaires(content: SafeString) -> None:
    """A conversation. Holds `commentaire` tags."""


@block
def commentaire(
    content: SafeString, *, nom: str, texte: str = "", role: str = "", quand: str = "",
    fil: str = "", ancre: str = "", etiquette: str = "", ton: str = "neutre", absence: str = "",
    motif: str = "",
) -> None:  # fmt: skip
    """One message; encloses its buttons and its `reponses`. `fil`: id of the whole, `ancre`: of the
    message. `absence`: what is said when it is hidden or taken back, with its reason (`motif`).
    """


@block
def reponses(content: SafeString) -> None:
    """The answers to a `commentaire`. Holds `commentaire` tags."""


@block
def faits(content: SafeString, *, panneau: bool = False, ligne: bool = False) -> None:
    """Facts, label then value. Holds `fait` tags. `ligne`: side by side."""


@component
def fait(
    *, libelle: str, valeur: object, absence: str = "Pas encore renseigné", url: str = ""
) -> None:
    """One fact; without value it says so. `url`: where its value leads."""


@block
def recap(content: SafeString) -> None:
    """The answers before sending. Holds `recap_ligne` tags."""


@component
def recap_ligne(*, libelle: str, valeur: object, url: str = "") -> None:
    """One answer and the link to change it."""


@component
def pagination(*, numero: int, sur: int, precedente: str = "", suivante: str = "") -> None:
    """One page of a long list: which one, and the addresses of its neighbours."""


@block
def taches(content: SafeString) -> None:
    """What waits for somebody. Holds `tache` tags."""


@block
def tache(
    content: SafeString, *, icone: str, titre: str, texte: str = "", echeance: str = "",
    numero: str = "", objectif: object = None, premiere: bool = False,
) -> None:  # fmt: skip
    """One thing to do, its deadline, its action's number; encloses its buttons."""


@block
def trouvailles(content: SafeString) -> None:
    """What a search found, the best first. Holds `trouvaille` tags."""


@block
def trouvaille(
    content: SafeString,
    *,
    url: str,
    titre: Iterable[tuple[str, bool]],
    extrait: Iterable[tuple[str, bool]] = (),
    numero: str = "",
    objectif: object = None,
    icone: str = "",
    sous: str = "",
) -> None:
    """One result: `titre` and `extrait` are pairs (text, whether it is a word asked for).

    Encloses its label.
    """
