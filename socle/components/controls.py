"""What people press, choose in, and are told after: buttons, filters, forms, messages."""

from typing import Any

from django.contrib.messages import constants
from django.template import Context
from django.utils.safestring import SafeString

from socle.components.registry import block, component, draw, one_of, register

VARIANTES = ("primaire", "second", "calme", "balise", "danger")
TAILLES = ("normale", "petite", "grande")
ICONE_AVIS = {
    "info": "info",
    "succes": "coche-cercle",
    "alerte": "alerte",
    "erreur": "erreur",
}


@component
def bouton(
    *,
    libelle: str,
    href: str = "",
    name: str = "",
    value: object = "",
    variante: str = "primaire",
    taille: str = "normale",
    icone: str = "",
    icone_fin: str = "",
    icone_seule: bool = False,
    precision: str = "",
    why_not: str | None = None,
    bloc: bool = False,
    presse: bool | None = None,
    compte: int = 0,
    form: str = "",
    id: str = "",
    telecharger: bool = False,
    hx_get: str = "",
    hx_post: str = "",
    hx_target: str = "",
    hx_swap: str = "",
) -> dict[str, Any]:
    """A link (`href`) or a submit button (`name`, `value`).

    `why_not`: the reason it is unavailable; shown beside, and nothing is sent. `icone_seule`: the
    label is said, not shown. `precision`: said after the label (« pour l’objectif Emploi »).
    `presse`: a two-state button. `form`: id of the form it submits from outside.
    """
    one_of("variante", variante, VARIANTES)
    one_of("taille", taille, TAILLES)
    modifier = {"petite": " bouton--petit", "grande": " bouton--grand"}.get(taille, "")
    if variante != "primaire":
        modifier = f" bouton--{variante}{modifier}"
    return {
        "css_class": "bouton"
        + modifier
        + (" bouton--bloc" if bloc else "")
        + (" bouton--icone" if icone_seule else "")
    }


@block
def segments(content: SafeString, *, libelle: str) -> None:
    """A switch between views of the same things. Holds `segment` tags."""


@component
def segment(
    *, libelle: str, url: str, courant: bool = False, icone: str = "", id: str = "",
    hx_target: str = "",
) -> None:  # fmt: skip
    """One view of a switch. `hx_target`: what it replaces; `id` then keeps the focus."""


@block
def filtres(content: SafeString, *, libelle: str, action: str = "", hx_target: str = "") -> None:
    """A GET form of filters. With `hx_target`, it replaces that element at each change; the
    view that answers pushes the address (`HX-Push-Url`)."""


@component
def recherche(*, name: str = "q", valeur: str = "", libelle: str, exemple: str = "") -> None:
    """The search box of `filtres`."""


@component
def filtre(*, name: str, libelle: str, choix: Any, valeur: str = "", tous: str) -> None:
    """A list of `filtres`. `choix`: pairs (value, label). `tous`: the label of no choice."""


@component
def filtre_texte(*, name: str, libelle: str, valeur: str = "", exemple: str = "") -> None:
    """A short text of `filtres`, its label beside."""


@component
def filtre_jour(*, name: str, libelle: str, valeur: Any = None) -> None:
    """A day of `filtres`: a date or None."""


@component
def puce(
    *,
    name: str,
    libelle: str,
    value: str = "1",
    coche: bool = False,
    icone: str = "",
    compte: int = 0,
) -> None:
    """A check box of `filtres`, as a pill."""


@register.simple_block_tag(takes_context=True)
def formulaire(
    context: Context,
    content: SafeString,
    *,
    action: str = "",
    id: str = "",
    libelle: str = "",
    prevenir: bool = False,
    panneau: bool = False,
    fichiers: bool = False,
    ecart: int = 6,
    hx_post: str = "",
    hx_target: str = "",
    hx_swap: str = "outerHTML",
) -> SafeString:
    """A POST form, its token included; the server's messages replace the browser's.

    `prevenir`: warn before leaving with unsent text. `hx_post`, `hx_target`: swap instead of reload.
    `ecart`: between its parts, as in `pile`.
    """
    one_of("ecart", ecart, range(1, 8))
    arguments = {
        "content": content,
        "csrf_token": context.get("csrf_token"),
        "action": action,
        "id": id,
        "libelle": libelle,
        "prevenir": prevenir,
        "panneau": panneau,
        "fichiers": fichiers,
        "ecart": ecart,
        "hx_post": hx_post,
        "hx_target": hx_target,
        "hx_swap": hx_swap,
    }
    return draw("formulaire", arguments)


@block
def actions(content: SafeString, *, poche: bool = False) -> None:
    """The row of buttons that ends a form; `poche`: stuck to the foot of a phone."""


@block
def avis(
    content: SafeString, *, ton: str = "info", titre: str = "", icone: str = ""
) -> dict[str, Any]:
    """A message inside the page: info, succes, alerte, erreur."""
    one_of("ton", ton, ICONE_AVIS)
    return {"sign": icone or ICONE_AVIS.get(ton, "info")}


@register.simple_tag(takes_context=True)
def retours(context: Context, *, messages: Any = (), oob: bool = False) -> SafeString:
    """What just happened: Django's messages. `oob`: sent again beside an htmx fragment.

    A success whose `extra_tags` is « annuler:/address/ » offers to undo by a POST there.
    """
    lines = []
    for message in messages or ():
        undo = (message.extra_tags or "").partition("annuler:")[2]
        tone = {constants.ERROR: "erreur", constants.WARNING: "alerte"}.get(message.level, "")
        lines.append({"text": message.message, "tone": tone, "undo": undo})
    return draw("retours", {"lines": lines, "oob": oob, "csrf_token": context.get("csrf_token")})


@component
def reseau(*, state: str, libelle: str = "") -> dict[str, Any]:
    """The state of the link with the server: connecte, attente, coupe. Always a word and a sign."""
    signs = {
        "connecte": ("reseau", "Connecté", ""),
        "attente": ("sablier", "En attente", " reseau--attente"),
        "coupe": ("hors-ligne", "Hors ligne", " reseau--coupe"),
    }
    one_of("state", state, signs)
    sign, label, modifier = signs.get(state, signs["attente"])
    return {"sign": sign, "label": libelle or label, "modifier": modifier}
