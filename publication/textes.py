"""The free chapters of a roadmap, as an edition freezes them."""

from typing import NamedTuple

from publication.canonique import frozen

#: Their titles, in the order they are read.
TITRES = {
    "preambule": "Préambule",
    "diagnostic": "Diagnostic",
    "ambition": "Ambition",
    "gouvernance": "Gouvernance",
    "suivi": "Suivi et évaluation",
    "duree": "Durée et révision",
    "methode": "Méthode",
}
#: A document tells these in chapters of their own; the others stand under the preamble.
APART = frozenset({"preambule", "suivi", "duree", "methode"})


class Chapitre(NamedTuple):
    """One text of the territory under its title."""

    cle: str
    titre: str
    texte: str


@frozen
class Textes:
    """Free chapters of the roadmap, in the small Markdown of `socle.markdown`.

    `markdown` False: an edition frozen before it, whose lines are paragraphs as they are typed.
    """

    preambule: str = ""
    diagnostic: str = ""
    ambition: str = ""
    gouvernance: str = ""
    suivi: str = ""
    duree: str = ""
    methode: str = ""
    markdown: bool = False

    @property
    def chapitres(self) -> tuple[Chapitre, ...]:
        """All of them, in order, even those nobody has written yet."""
        return tuple(Chapitre(cle, titre, getattr(self, cle)) for cle, titre in TITRES.items())

    @property
    def sous_preambule(self) -> tuple[Chapitre, ...]:
        """Those written that a document prints under its preamble."""
        return tuple(c for c in self.chapitres if c.cle not in APART and c.texte.strip())
