"""What surrounds every page: `feuille_de_route.context.shell` fills it, `templates/layout/` reads it."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation. `count`: things to do there, in yellow; 0 shows nothing.

    `live`: something happens there now.
    """

    libelle: str
    url: str
    current: bool = False
    count: int = 0
    live: bool = False


class Link(NamedTuple):
    """A link of the footer."""

    libelle: str
    url: str


class Persona(NamedTuple):
    """Somebody to become in one click (a POST to `url`), in demo mode only."""

    nom: str
    role: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything the layouts show that is not the page. Every field may stay empty."""

    territoire: str = ""  # « Estuaire et Sillon », under the product's name
    home_url: str = "/"  # where the product's name leads
    nav: tuple[NavItem, ...] = ()
    search_url: str = ""  # where the search box of the header sends; hidden when empty
    user_name: str = ""  # empty for a visitor
    user_initials: str = ""
    account_url: str = ""
    login_url: str = ""  # shown to visitors
    logout_url: str = ""  # receives a POST
    avertissement: str = ""  # the demonstration's warning, on every page when not empty
    personas: tuple[Persona, ...] = ()  # demo mode only
    boite_url: str = ""  # demo mode without mail server only: where its messages are read
    footer_note: str = ""  # « Territoire d’industrie Estuaire et Sillon, phase 2 (2023-2027). »
    footer_links: tuple[Link, ...] = ()
