"""Between two editions each named pledge is told as what it became; withdrawn is said withdrawn."""

from dataclasses import replace

import pytest

from publication.collecte import recolter
from publication.contenu import Choix, Contenu, EngagementContenu, RetraitContenu
from publication.mouvements import Sort, mouvements
from publication.preparation import changes
from tests.fabrique import un_engagement, une_action, une_feuille, une_organisation
from tests.publication.exemple import exemple

DAYS = Choix("temps", "Temps")
BASE = EngagementContenu(
    action="1.1",
    organisation="Fonderie Courlis",
    nature=DAYS,
    fermete=Choix("ferme", "ferme"),
    state=Choix("declare", "déclaré"),
    texte="Prêter notre bureau d’études.",
    unite="jours",
)
SIGNED = replace(BASE, state=Choix("signe", "signé"))
DONE = replace(BASE, state=Choix("realise", "réalisé"))
GONE = RetraitContenu(action="1.1", organisation="Fonderie Courlis", nature=DAYS)
ANONYMOUS = replace(BASE, organisation="", texte="", anonyme=True)


def an_edition(*pledges: EngagementContenu, retraits=()) -> Contenu:
    return replace(exemple(), engagements=pledges, retraits=tuple(retraits))


@pytest.mark.parametrize(
    ("before", "after", "retraits", "expected"),
    [
        ([BASE], [BASE], [], []),
        ([], [BASE], [], [Sort.PRIS]),
        ([BASE], [SIGNED], [], [Sort.SIGNE]),
        ([SIGNED], [DONE], [], [Sort.REALISE]),
        ([SIGNED], [BASE], [], [Sort.SUIVI]),
        ([BASE], [replace(BASE, montant_masque=True)], [], [Sort.SUIVI]),
        ([BASE], [], [GONE], [Sort.RETIRE]),
        ([BASE], [], [], [Sort.ABSENT]),
        ([BASE], [ANONYMOUS], [], [Sort.ABSENT]),
        ([ANONYMOUS], [], [], []),
        ([BASE, BASE], [], [GONE], [Sort.RETIRE, Sort.ABSENT]),
        ([BASE, replace(BASE, texte="Autre")], [replace(BASE, texte="Autre")], [GONE], [Sort.RETIRE]),
        ([BASE], [replace(BASE, texte="Autre")], [], [Sort.SUIVI]),
    ],
)  # fmt: skip
def test_what_became_of_a_pledge(before, after, retraits, expected):
    found = mouvements(an_edition(*before), an_edition(*after, retraits=retraits))
    assert [move.sort for move in found] == expected


def test_the_page_of_changes_says_withdrawn():
    told = changes(an_edition(SIGNED), an_edition(retraits=[GONE]))
    (line,) = told["pledges"]
    assert (line.titre, line.mouvement.sort.value) == (
        "Fonderie Courlis, temps",
        "Engagement retiré",
    )
    assert line.objectif == "1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"state": "retire", "withdrawal_reason": "Une raison intime."}, True),
        ({"visibilite": "interne"}, False),
        ({"visibilite": "anonyme"}, False),
    ],
)
def test_only_what_was_public_and_is_withdrawn_is_told_withdrawn(fields, told):
    action = une_action(une_feuille(), state="retenue")
    pledge = un_engagement(action, une_organisation("Fonderie Courlis"))
    before = recolter(action.feuille, numero="1.0").contenu
    never = un_engagement(action, une_organisation("Jamais Publiée"))
    for one in (pledge, never):
        for name, value in fields.items():
            setattr(one, name, value)
        one.save()
    after = recolter(action.feuille, numero="1.1", before=before).contenu
    assert [r.organisation for r in after.retraits] == ["Fonderie Courlis"] * told
    sorts = [move.sort for move in mouvements(before, after)]
    assert sorts == [Sort.RETIRE if told else Sort.ABSENT]
    assert "intime" not in str(after)
