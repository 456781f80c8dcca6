"""A room for tests: a séance prepared from the template, opened, with people in it."""

from dataclasses import dataclass, field
from datetime import date

from seances.access import Facilitation, get_facilitation
from seances.models import Etape, Participant, Scrutin, Seance
from seances.services import console, preparation, salle, scrutin
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import un_access, une_action, une_feuille

ADDRESS = "192.0.2.1"


@dataclass
class Salle:
    """A séance with its facilitator, at its step; `people` in the order they came."""

    feuille: FeuilleDeRoute
    by: Facilitation
    actions: list
    people: list[Participant] = field(default_factory=list)

    @property
    def seance(self) -> Seance:
        return Seance.objects.for_room().get(pk=self.by.seance.pk)

    @property
    def stage(self) -> int:
        return self.seance.stage

    def at(self, kind: Etape.Kind) -> "Salle":
        console.passer(self.by, self.seance.etapes.filter(kind=kind).first(), seen=self.stage)
        return self

    def enter(self, name: str = "", college: str = "entreprises", **fields) -> Participant:
        entree = salle.entrer(
            self.seance.code,
            address=ADDRESS,
            first_name=name or f"Personne {len(self.people) + 1}",
            college=college,
            **fields,
        )
        self.people.append(entree.participant)
        return entree.participant

    def vote(self, **fields) -> Scrutin:
        """A vote on all the actions, open."""
        self.at(Etape.Kind.SELECTIONNER)
        fields = {"method": "points", "actions": self.actions} | fields
        prepared = scrutin.preparer(self.by, title="Priorités", **fields)
        return scrutin.ouvrir(self.by, prepared, seen=self.stage)


def une_salle(
    phase: Phase = Phase.SELECTION, n_actions: int = 3, role=Role.ADMINISTRATEUR
) -> Salle:
    """An open séance of three objectives, five tables; nobody came yet."""
    feuille = une_feuille(phase)
    actions = [une_action(feuille) for _ in range(n_actions)]
    access = un_access(feuille, role)
    seance = preparation.creer(access, title="Ajuster et sélectionner", day=date(2024, 11, 14))
    by = get_facilitation(access.user, seance)
    console.ouvrir(by)
    return Salle(feuille, by, actions)
