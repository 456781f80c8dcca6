"""The published results as a phone reads them. One's own choice is in none of them."""

from dataclasses import dataclass

from django.http import Http404

from seances import lecture
from seances.depouillement.methodes import Methode
from seances.lecture import Rang
from seances.models import Scrutin, Seance
from socle import francais
from socle.figures import Part


@dataclass(frozen=True)
class Publie:
    """One published vote, by one of the two ways of counting. `people`: who came in."""

    scrutin: Scrutin
    lu: lecture.ResultatLu
    people: int
    equal_weight: bool = False

    @property
    def is_raw(self) -> bool:
        return not self.equal_weight

    @property
    def is_matrix(self) -> bool:
        return self.lu.methode is Methode.IMPACT_EFFORT

    @property
    def lignes(self) -> list[tuple[Rang, str]]:
        """Each line, and what is said under its title: of the count, then why it does not hold.

        Not the number of each mention, that its bar tells.
        """
        silent = self.lu.methode is Methode.JUGEMENT and self.is_raw
        told = []
        for rang in lecture.rangs(self.lu, equal_weight=self.equal_weight):
            parts = ("" if silent else rang.detail, rang.ligne.weak)
            sentences = [f"{part[0].upper()}{part[1:]}." for part in parts if part]
            told.append((rang, " ".join(sentences)))
        return told

    @property
    def points(self) -> list[tuple[str, str, int, int]]:
        return lecture.places(self.lu.lignes, equal_weight=self.equal_weight)

    @property
    def unite(self) -> str:
        """Under the figure of a line, for points."""
        is_points = self.lu.methode is Methode.POINTS
        return "gommettes" if is_points and not self.equal_weight else ""

    @property
    def legende(self) -> tuple[Part, ...]:
        """The series of the bars, when there are bars and several series."""
        parts = self.lu.legende if self.is_raw else ()
        return parts if len(parts) > 1 else ()

    @property
    def votants(self) -> str:
        """« 81 votants sur 87 : Entreprises 46, Collectivités 21. »."""
        told = francais.pluriel(self.lu.voters, "votant", "votants")
        if self.people > self.lu.voters:
            told = f"{told} sur {francais.nombre(self.people)}"
        groups = ", ".join(f"{label} {francais.nombre(n)}" for label, n in self.lu.by_group)
        return f"{told}\u00a0: {groups}." if groups else f"{told}."

    @property
    def compte(self) -> str:
        """How the figures count, in a sentence."""
        if self.equal_weight:
            return "Chaque collège compte autant que les autres."
        return "Chaque personne compte pour une."

    @property
    def is_measured(self) -> bool:
        """Whether how the first ones hold is known, or there is nothing to measure."""
        return self.scrutin.robustesse is not None or not self.lu.lignes

    @property
    def a_discuter(self) -> str:
        """The numbers of the first ones that do not hold: « 1.2 et 1.4 »."""
        return francais.liste(ligne.numero for ligne in self.lu.weak)


def publie_or_404(seance: Seance, pk: int, *, equal_weight: bool = False) -> Publie:
    """One published result of this séance; what is not published does not exist. Three queries."""
    scrutin = seance.scrutins.all().published().filter(pk=pk).first()
    if scrutin is None:
        raise Http404("Ce résultat n’existe pas, ou il n’est pas publié.")
    lu = lecture.lire(scrutin, lecture.actions_by_key([scrutin]))
    return Publie(scrutin, lu, seance.participants.count(), equal_weight)


def publies_of(seance: Seance) -> list[Scrutin]:
    """The votes of this séance whose result is published, the latest first. One query."""
    return list(seance.scrutins.all().published().defer("result", "robustesse"))
