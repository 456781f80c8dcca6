"""The phone of a séance: its timer, its scales, forms that the phone keeps until they are sent."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString

from socle.components.registry import block, component, draw, register
from socle.components.signs import objective


@component
def minuteur_poche(*, secondes: int | None, court: bool, oob: bool = False) -> dict[str, Any]:
    """The time left, beside the name of the step. `court`: it runs, a script goes on counting."""
    left = secondes or 0
    return {"told": f"{left // 60}:{left % 60:02d}"}


@register.simple_block_tag(takes_context=True)
def bulletin(
    context: Context, content: SafeString, *, vers: str, action: int, rang: str, cle: int
) -> SafeString:
    """One question of a vote, saved at each tap by the phone, at its button without a script.

    `vers`: where it is sent; `action`: key of the action; `rang`: the
    next question; `cle`: of
    the vote.
    """
    arguments = {"content": content, "vers": vers, "action": action, "rang": rang, "cle": cle}
    return draw("bulletin", arguments | {"csrf_token": context.get("csrf_token")})


@component
def echelle(
    *, name: str, legende: str, choix: Iterable[tuple[Any, str]], valeur: Any, colonne: bool = False
) -> dict[str, Any]:
    """A scale: one radio button a value. `colonne`: one a line, for long words."""
    steps = [(value, label, str(value) == str(valeur)) for value, label in choix]
    return {"steps": steps, "number": len(steps)}


@component
def matrice() -> None:
    """Where impact and effort put an action; said by the scales, so silent for readers."""


@component
def vote_recu(
    *, numero: str, objectif: object, titre: str, mots: str, points: int = 0
) -> dict[str, Any]:
    """What one answered on one action, in a list: points as dots, anything else in words."""
    return {"dots": range(points)}


@register.simple_block_tag(takes_context=True)
def envoi(
    context: Context,
    content: SafeString,
    *,
    libelle: str,
    sous: str,
    icone: str,
    action: str = "",
    si_coupe: str = "",
    tenu: bool = False,
    ecart: int = 5,
) -> SafeString:
    """A form that the phone keeps when the network is gone and sends later, once.

    `libelle`, `sous`, `icone`: its line among what waits. `si_coupe`: the field to add when it is
    kept, for a form with a step to come. `tenu`: holds answers given before, the page never moves.
    """
    arguments = {
        "content": content,
        "libelle": libelle,
        "sous": sous,
        "icone": icone,
        "action": action,
        "si_coupe": si_coupe,
        "tenu": tenu,
        "ecart": ecart,
        "csrf_token": context.get("csrf_token"),
    }
    return draw("envoi", arguments)


@register.simple_block_tag(takes_context=True)
def geste(
    context: Context,
    content: SafeString,
    *,
    cle: str,
    action: str,
    libelle: str,
    sous: str,
    icone: str,
    ecart: int = 2,
) -> SafeString:
    """A choice that replaces the one before (agree or not, a table), kept by the phone until it is
    sent, as a vote is. `cle`: what is chosen, one waiting choice each; `libelle`, `sous`, `icone`:
    its line among what waits.
    """
    arguments = {
        "content": content,
        "cle": cle,
        "action": action,
        "libelle": libelle,
        "sous": sous,
        "icone": icone,
        "ecart": ecart,
        "csrf_token": context.get("csrf_token"),
    }
    return draw("geste", arguments)


@component
def matrice_lue(*, points: Sequence[tuple[str, object, int, int]]) -> dict[str, Any]:
    """Where a vote put the actions: (numbers, objective, effort, impact), places in percent.

    The list of the result says the same, so silent for readers.
    """
    return {"plan": [(numero, objective(code), x, y) for numero, code, x, y in points]}


@component
def suggestions(*, id: str, libelle: str, valeurs: Iterable[str]) -> None:
    """Names offered while one types in a field whose `list` is this id; `libelle` names the list.

    The browser's own list without a script; with one (static/choix.js), found without accents.
    """


@block
def file_envoi(content: SafeString) -> None:
    """What the phone keeps: hidden until a script has something to tell; encloses the advice."""


@component
def code_personnel(*, code: str) -> None:
    """The words that bring a person back, large enough to be photographed."""


@block
def votes_recus(content: SafeString, *, cle: int) -> None:
    """What one voted, closed; holds `vote_recu` tags. Once the ballot is found no more, the phone
    that voted fills it from its own memory, under `cle`."""


@component
def enregistre(*, quand: str) -> None:
    """When the answers were saved: « 14 h 32 »; told again at each tap by the phone."""


@component
def choix_table(*, tables: Iterable[Any], courante: int | None) -> None:
    """The list of tables, the present one chosen."""


@block
def questions(content: SafeString) -> None:
    """A ballot asked one question at a time, by its address alone. Holds `question` tags."""


@block
def question(content: SafeString, *, id: str, objectif: object = "") -> None:
    """One question, shown when the address names it, or when it is the first."""


@component
def coupure() -> None:
    """What the phone says when the network is gone, and when a vote was refused; hidden before."""
