"""Signs: icon, beacon of an objective, number plate, state, label. Drawn by the thousand: strings.

They are plain functions as well as tags, so that other components compose them without a template.
Every label is text: it is escaped here, always, whoever wrote it.
"""

import xml.etree.ElementTree as ElementTree
from functools import cache, lru_cache
from html import escape

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.safestring import SafeString

from socle import francais
from socle.components.registry import drawn, one_of, register

# State → (modifier of .etat, sign, label). The water rises from brouillon to engagee.
ETATS = {
    "brouillon": ("brouillon", "maree-0", "Brouillon"),
    "proposee": ("proposee", "maree-1", "Proposée"),
    "partagee": ("partagee", "maree-2", "Partagée"),
    "ajustee": ("ajustee", "maree-3", "Ajustée"),
    "retenue": ("retenue", "maree-4", "Retenue"),
    "engagee": ("engagee", "maree-5", "Engagée"),
    "a_retravailler": ("retravailler", "maree-retour", "À retravailler"),
    "ecartee": ("ecartee", "maree-ecart", "Écartée"),
    "fusionnee": ("ecartee", "comparer", "Fusionnée"),
    "reportee": ("retravailler", "sablier", "Reportée"),
    "a_lancer": ("lancer", "maree-1", "À lancer"),
    "en_cours": ("cours", "maree-3", "En cours"),
    "en_retard": ("retard", "alerte", "En retard"),
    "en_pause": ("retravailler", "pause", "En pause"),
    "bloquee": ("retard", "interdit", "Bloquée"),
    "terminee": ("terminee", "maree-5", "Terminée"),
    "abandonnee": ("ecartee", "maree-ecart", "Abandonnée"),
}
TONS = ("neutre", "info", "succes", "alerte", "erreur")


@cache
def sprite() -> str:
    """Address of the icon sheet; hashed names never change while a process lives."""
    return static("icons.svg")


@cache
def icon_names() -> frozenset[str]:
    """The signs that the sheet really holds."""
    sheet = ElementTree.parse(finders.find("icons.svg"))  # noqa: S314 -- our own file
    return frozenset(symbol.get("id", "") for symbol in sheet.iter() if symbol.get("id"))


def objective(code: object) -> str:
    """« 1 », « 2 » or « 3 », which have a shape and a colour; « 0 » for any other objective."""
    return str(code) if str(code) in {"1", "2", "3"} else "0"


@register.simple_tag(name="icone")
@lru_cache(maxsize=512)
def draw_icon(*, nom: str, libelle: str = "") -> SafeString:
    """An icon: silent beside a word, or with `libelle` when it stands alone in a control."""
    one_of("icon", nom, icon_names())
    role = f'role="img" aria-label="{escape(libelle)}"' if libelle else 'aria-hidden="true"'
    return drawn(f'<svg class="icone" {role}><use href="{sprite()}#{escape(nom)}"/></svg>')


@lru_cache(maxsize=64)
def _sign(nom: str, css_class: str = "") -> str:
    css = f' class="{css_class}"' if css_class else ""
    return f'<svg{css} aria-hidden="true"><use href="{sprite()}#{nom}"/></svg>'


@register.simple_tag(name="signe")
def draw_sign(*, nom: str) -> SafeString:
    """A sign that is not a line icon: a tide level, the mark of the product."""
    one_of("sign", nom, icon_names())
    return drawn(_sign(escape(nom)))


@register.simple_tag
def coche() -> SafeString:
    """The tick of a step that is done."""
    return drawn(_sign("coche", "icone coche"))


@register.simple_tag
def balise_seule(*, objectif: object) -> SafeString:
    """The beacon of an objective without its name, when a word beside says it."""
    return drawn(_sign(f"balise-{objective(objectif)}", "balise__forme"))


def forme(objectif: object) -> SafeString:
    """The small shape of an objective, to put before its name."""
    return drawn(_sign(f"forme-{objective(objectif)}", "forme"))


@register.simple_tag
def plaque(*, numero: str, objectif: object, grande: bool = False) -> SafeString:
    """The number of an action, « 1.3 », always before its title."""
    obj = objective(objectif)
    return drawn(
        f'<span class="plaque{" plaque--grande" if grande else ""}" data-obj="{obj}">'
        f'{_sign(f"forme-{obj}", "forme")}<span class="invisible">Action </span>'
        f"{escape(str(numero))}</span>"
    )


@register.simple_tag
@lru_cache(maxsize=512)
def etat(*, state: str, libelle: str = "", cadre: bool = False) -> SafeString:
    """The state of a fiche or of its follow-up. `cadre` in page heads."""
    one_of("state", state, ETATS)
    modifier, sign, label = ETATS.get(state, ("brouillon", "maree-0", state))
    frame = " etat--cadre" if cadre else ""
    svg = _sign(sign, "" if sign.startswith("maree") else "icone")
    return drawn(
        f'<span class="etat etat--{modifier}{frame}">{svg}{escape(libelle or label)}</span>'
    )


@register.simple_tag
def etiquette(*, libelle: str, ton: str = "neutre", icone: str = "") -> SafeString:
    """A status tag: a word, and an icon that says the same. `ton` as in `TONS`."""
    one_of("ton", ton, TONS)
    tone = "" if ton == "neutre" else f" etiquette--{escape(ton)}"
    sign = draw_icon(nom=icone) if icone else ""
    return drawn(f'<span class="etiquette{tone}">{sign}{escape(str(libelle))}</span>')


@register.simple_tag
def compte(*, nombre: int, precision: str = "") -> SafeString:
    """A yellow count of things to do; `precision` is said, not shown (« à faire »)."""
    hidden = f'<span class="invisible"> {escape(precision)}</span>' if precision else ""
    return drawn(f'<span class="compte">{francais.nombre(nombre)}{hidden}</span>')


@register.simple_tag
def direct(*, libelle: str = "En direct") -> SafeString:
    """What is live now. Yellow, rare."""
    return drawn(f'<span class="direct">{escape(libelle)}</span>')


@register.simple_tag
def avatar(*, nom: str, petit: bool = False) -> SafeString:
    """Initials of somebody whose name is written beside."""
    size = " avatar--petit" if petit else ""
    letters = escape(francais.initiales(str(nom)))
    return drawn(f'<span class="avatar{size}" aria-hidden="true">{letters}</span>')


@register.simple_tag
def pastille(*, serie: int) -> SafeString:
    """The swatch of a series (1 to 5, 0 for « à trouver »), before its name in a table."""
    one_of("serie", serie, range(6))
    return drawn(f'<span class="pastille c{serie:d}" aria-hidden="true"></span>')


@register.simple_tag
def jauge(*, valeur: int) -> SafeString:
    """A share from 0 to 100; always beside its number, so hidden from readers."""
    share = min(max(int(valeur or 0), 0), 100)
    return drawn(f'<span class="jauge" style="--v:{share}" aria-hidden="true"><i></i></span>')
