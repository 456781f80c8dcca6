"""What changed from one content to another, as the public will read it. Pure.

Only what an edition prints is compared; votes, lights and dates of update are not news.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from publication.calendrier import moment_label
from publication.contenu import (
    ActionContenu,
    Choix,
    Contenu,
    FinancementContenu,
    IndicateurContenu,
    Signataire,
    Visa,
)
from publication.mouvements import Mouvement, mouvements
from publication.totaux import budget_total
from socle import diff
from socle.francais import date_longue, euros, nombre
from socle.markdown import plain

#: Words kept around a change.
CONTEXT = 10


class Genre(StrEnum):
    AJOUTEE = "Ajoutée"
    MODIFIEE = "Modifiée"
    RETIREE = "Retirée"


@dataclass(frozen=True, slots=True)
class Champ:
    """One changed field: its French label and its two wordings, word for word."""

    libelle: str
    segments: tuple[diff.Segment, ...]


@dataclass(frozen=True, slots=True)
class Changement:
    """One action that entered, left, or changed."""

    genre: Genre
    numero: str
    objectif: str
    intitule: str
    champs: tuple[Champ, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """`engagements` and `budget` (euros) are signed: after minus before."""

    changements: tuple[Changement, ...]
    mouvements: tuple[Mouvement, ...]
    textes: tuple[Champ, ...]
    signatures: tuple[Champ, ...]
    engagements: int
    budget: Decimal

    def count(self, genre: Genre) -> int:
        return sum(change.genre is genre for change in self.changements)

    @property
    def is_empty(self) -> bool:
        told = self.changements or self.mouvements or self.textes or self.signatures
        return not (told or self.engagements or self.budget)


def differences(before: Contenu, after: Contenu) -> Differences:
    """Actions are matched by their number, which they keep for life. In the order of `after`."""
    old = {action.numero: action for action in before.actions}
    new = {action.numero: action for action in after.actions}
    changes = [_change(old.get(numero), action) for numero, action in new.items()]
    removed = [_whole(Genre.RETIREE, a) for numero, a in old.items() if numero not in new]
    return Differences(
        changements=(*(change for change in changes if change), *removed),
        mouvements=mouvements(before, after),
        textes=_fields(_chapters(before), _chapters(after)),
        signatures=_fields(_signatures(before), _signatures(after)),
        engagements=len(after.engagements) - len(before.engagements),
        budget=budget_total(after.actions) - budget_total(before.actions),
    )


def _change(before: ActionContenu | None, after: ActionContenu) -> Changement | None:
    if before is None:
        return _whole(Genre.AJOUTEE, after)
    fields = _fields(_words(before), _words(after)) if before != after else ()
    return _whole(Genre.MODIFIEE, after, fields) if fields else None


def _whole(genre: Genre, action: ActionContenu, fields: tuple[Champ, ...] = ()) -> Changement:
    return Changement(genre, action.numero, action.objectif, action.intitule, fields)


def _fields(before: dict[str, str], after: dict[str, str]) -> tuple[Champ, ...]:
    return tuple(
        Champ(label, diff.segments(before.get(label, ""), after.get(label, ""), context=CONTEXT))
        for label in {**after, **before}
        if before.get(label, "") != after.get(label, "")
    )


def _chapters(contenu: Contenu) -> dict[str, str]:
    """The texts of the territory and what each objective wants, as they are read."""
    textes = contenu.textes
    chapters = {
        chapitre.titre: plain(chapitre.texte) if textes.markdown else chapitre.texte
        for chapitre in textes.chapitres
    }
    aims = {f"Objectif {o.code}, {o.titre}": o.description for o in contenu.objectifs}
    return chapters | aims


def _signatures(contenu: Contenu) -> dict[str, str]:
    return {
        "Signataires": "\n".join(map(_signataire, contenu.signataires)),
        "Visas": "\n".join(map(_visa, contenu.visas)),
    }


def _signataire(one: Signataire) -> str:
    """« Communauté, Ana Roux, présidente, signé le 3 mars 2026 »."""
    signed = f"signé le {date_longue(one.signe_le)}" if one.signe_le else ""
    return ", ".join(words for words in (one.organisation, one.nom, one.fonction, signed) if words)


def _visa(one: Visa) -> str:
    words = (one.organisation, date_longue(one.date), one.reference)
    return ", ".join(word for word in words if word)


#: Label of each compared field, and its wording.
FIELDS: tuple[tuple[str, Callable[[ActionContenu], str]], ...] = (
    ("Titre", lambda a: a.intitule),
    ("Résumé", lambda a: a.resume),
    ("Constat", lambda a: a.constat),
    ("Description", lambda a: a.description),
    ("Objectifs de l’action", lambda a: a.objectifs),
    ("Résultats attendus", lambda a: "\n".join(a.resultats_attendus)),
    ("Bénéficiaires", lambda a: a.public_cible),
    ("Localisation", lambda a: a.localisation),
    ("Moyens", lambda a: a.moyens),
    ("Points de vigilance", lambda a: "\n".join(a.points_de_vigilance)),
    ("Besoins", lambda a: "\n".join(a.besoins)),
    ("Porteur", lambda a: a.porteur),
    ("Copilotes", lambda a: ", ".join(a.copilotes)),
    ("Partenaires", lambda a: ", ".join(a.partenaires)),
    ("État", lambda a: _label(a.state)),
    ("Maturité", lambda a: _label(a.maturite)),
    ("Avancement", lambda a: f"{_label(a.avancement)}, {a.avancement_pourcent or 0} %"),
    ("Calendrier", lambda a: f"{_moment(a.debut)} à {_moment(a.fin)}"),
    ("Jalons", lambda a: "\n".join(f"{_moment(j.echeance)} : {j.libelle}" for j in a.jalons)),
    ("Budget", lambda a: euros(a.budget) if a.budget is not None else "non chiffré"),
    ("Plan de financement", lambda a: "\n".join(map(_financement, a.financements))),
    ("Indicateurs", lambda a: "\n".join(map(_indicateur, a.indicateurs))),
)  # fmt: skip


def _words(action: ActionContenu) -> dict[str, str]:
    return {label: words(action) for label, words in FIELDS}


def _label(choix: Choix | None) -> str:
    return choix.libelle if choix else ""


def _moment(moment: str) -> str:
    return moment_label(moment) if moment else "sans date"


def _financement(line: FinancementContenu) -> str:
    return f"{line.financeur} : {euros(line.montant)} ({line.state.libelle})"


def _indicateur(indicateur: IndicateurContenu) -> str:
    target = "à fixer" if indicateur.cible is None else nombre(indicateur.cible)
    return f"{indicateur.libelle} : {target} {indicateur.unite}".rstrip()
