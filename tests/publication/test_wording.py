"""The words the PDF and the DOCX share."""

from dataclasses import replace

import pytest

from publication import wording
from publication.contenu import ActionContenu, Choix, ResultatVote
from publication.couverture import NON_PUBLIE
from tests.publication.exemple import exemple

ACTION = ActionContenu(numero="1.1", objectif="1", intitule="Une action", porteur="Qui")
VOTE = ResultatVote(action="1.1", votants=1)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("stage", "percent", "told"),
    [
        (None, 40, ""),
        (Choix("en_cours", "en cours"), None, "En cours"),
        (Choix("en_cours", "en cours"), 0, "En cours"),
        (Choix("en_cours", "en cours"), 30, "En cours, 30 %"),
    ],
)
def test_stage(stage: Choix | None, percent: int | None, told: str) -> None:
    assert plain(wording.stage_words(stage, percent)) == told


@pytest.mark.parametrize(
    ("changes", "vote", "told"),
    [
        ({}, None, ""),
        ({"points": 1}, None, "1 point au vote."),
        ({"points": 0, "soutiens": 2}, VOTE, "0 point au vote, 1 votant, 2 soutiens."),
    ],
)
def test_vote(changes: dict, vote: ResultatVote | None, told: str) -> None:
    assert plain(wording.vote_words(replace(ACTION, **changes), vote)) == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "6 jours"),
        ({"quantite": None}, ""),
        ({"quantite": None, "montant_masque": True}, "montant masqué"),
        ({"quantite": None, "montant_masque": True, "unite": ""}, ""),
        ({"quantite": None, "montant_retenu": True}, f"montant {NON_PUBLIE}"),
    ],
)
def test_amount(changes: dict, told: str) -> None:
    pledge = next(e for e in exemple().engagements if e.unite == "jours" and e.quantite == 6)
    assert plain(wording.amount_words(replace(pledge, **changes))) == plain(told)


@pytest.mark.parametrize(
    ("nom", "told"),
    [
        ("Inconnue", "Associée à la démarche"),
        ("Région Pays de la Loire", "Partenaire de 7 actions"),
        (
            "CCI Nantes St-Nazaire",
            "Porte 1.1, 1.5 et 3.4, copilote 3.3, partenaire de 2.2, 3.1, 3.2 et 3.5",
        ),
    ],
)
def test_share_of_a_party(nom: str, told: str) -> None:
    assert plain(wording.share_words(exemple(), nom)) == told


def test_the_epci_sign_when_nobody_is_chosen() -> None:
    contenu = replace(exemple(), signataires=())
    assert [s.organisation for s in wording.signers(contenu)] == list(contenu.territoire.epci)
    assert wording.signers(exemple()) == exemple().signataires


def test_hours() -> None:
    assert plain(wording.hours("13:30", "14:00")) == "13 h 30 à 14 h"
    assert wording.hours("", "") == ""
