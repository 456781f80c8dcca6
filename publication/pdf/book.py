"""The content being drawn with what all chapters need of it: looks, names, fingerprint, bookmarks."""

from dataclasses import dataclass

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from publication.contenu import ActionContenu, Contenu, ObjectifContenu, ResultatVote, fingerprint
from publication.groupes import par_objectif
from socle.pdf import theme
from socle.pdf.markdown import markdown
from socle.pdf.texts import body
from socle.pdf.theme import Look
from socle.pdf.typography import printable

SHORT_HASH = 12  # hexadecimal digits printed in footers


@dataclass(frozen=True)
class Book:
    contenu: Contenu
    empreinte: str  # SHA-256 of the content, 64 hexadecimal digits
    projet: bool = False  # a trial of the next edition, never published as such

    @classmethod
    def of(cls, contenu: Contenu, *, projet: bool = False) -> "Book":
        return cls(contenu, fingerprint(contenu), projet)

    def said(self, words: str, style: ParagraphStyle = theme.BODY) -> list[Flowable]:
        """A text of the territory as it was written: in Markdown, or plain in the first editions."""
        return (markdown if self.contenu.textes.markdown else body)(words, style)

    @property
    def short_hash(self) -> str:
        return self.empreinte[:SHORT_HASH]

    @property
    def name(self) -> str:
        """« Territoire d’industrie Saint-Nazaire Loire Estuaire »."""
        return printable(f"Territoire d’industrie {self.contenu.territoire.nom}")

    def objectif(self, code: str) -> ObjectifContenu | None:
        return next((o for o in self.contenu.objectifs if o.code == code), None)

    def look(self, code: str) -> Look:
        """Colours and shape of an objectif by its rank; a neutral look for an unknown code."""
        for rank, objectif in enumerate(self.contenu.objectifs):
            if objectif.code == code:
                return theme.LOOKS[rank % len(theme.LOOKS)]
        return theme.NEUTRAL

    def groups(self) -> list[tuple[ObjectifContenu, tuple[ActionContenu, ...]]]:
        """Actions by objectif, in order; those of an unknown objectif come last, under « Autres »."""
        return [(groupe.objectif, groupe.actions) for groupe in par_objectif(self.contenu)]

    def axe(self, code: str) -> str:
        return next((x.intitule for x in self.contenu.axes if x.code == code), code)

    def vote(self, numero: str) -> ResultatVote | None:
        """The latest vote held on an action."""
        votes = [v for s in self.contenu.seances for v in s.votes if v.action == numero]
        return votes[-1] if votes else None


@dataclass(frozen=True)
class Chapter:
    """An entry of the contents. `objectif` and `actions` make it a part with its fiches.

    `follows`: it may stand under the chapter before it when this share of the page is left.
    """

    title: str
    key: str
    content: list[Flowable]
    follows: float = 0.0
    objectif: ObjectifContenu | None = None
    actions: tuple[ActionContenu, ...] = ()


def action_key(numero: str) -> str:
    """Bookmark of a fiche."""
    return f"action-{numero}"


def objectif_key(code: str) -> str:
    return f"objectif-{code or 'autres'}"
