"""The actions of an edition by objective, as every document, chart and table arranges them. Pure."""

from typing import NamedTuple

from publication.contenu import ActionContenu, Contenu, ObjectifContenu

#: The looks an objective may have: shape and colours.
LOOKS = 3


class Groupe(NamedTuple):
    """An objective and its actions. `rang`, 1 to 3, chooses its look; 0: those of no objective."""

    objectif: ObjectifContenu
    actions: tuple[ActionContenu, ...]
    rang: int

    @property
    def nom(self) -> str:
        """The short name of the objective, else its whole title."""
        return self.objectif.titre or self.objectif.intitule


def par_objectif(contenu: Contenu) -> list[Groupe]:
    """Actions by objective, in order; those of an unknown one come last, under « Autres »."""
    known = {o.code for o in contenu.objectifs}
    groups = [
        Groupe(objectif, contenu.actions_of(objectif.code), rank % LOOKS + 1)
        for rank, objectif in enumerate(contenu.objectifs)
    ]
    if others := tuple(a for a in contenu.actions if a.objectif not in known):
        autres = ObjectifContenu(code="", titre="Autres", intitule="Autres actions")
        groups.append(Groupe(autres, others, 0))
    return groups


def garnis(contenu: Contenu) -> tuple[Groupe, ...]:
    """Those that have actions."""
    return tuple(groupe for groupe in par_objectif(contenu) if groupe.actions)
