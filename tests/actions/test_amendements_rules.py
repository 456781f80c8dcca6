"""Who amends, says what he or she thinks, decides: tables, without database."""

import pytest

from actions.amendements import combine
from actions.models import Action, Amendement
from actions.rules import amendements as rules
from comptes.models import User
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute

State = Amendement.State
ME, OTHER = User(pk=1), User(pk=2)
COURLIS, OTHER_ORGANISATION = 7, 8


def access(role, phase=Phase.AJUSTEMENT, organisations=frozenset(), user=ME) -> Access:
    return Access(user, FeuilleDeRoute(phase=phase), frozenset({role}), frozenset(organisations))


AMENDER = [
    # role, phase, state of the action, may
    (Role.LECTEUR, Phase.AJUSTEMENT, "proposee", False),
    (Role.REPRESENTANT, Phase.PREPARATION, "proposee", False),
    (Role.REPRESENTANT, Phase.PARTAGE, "proposee", True),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, "partagee", True),
    (Role.PORTEUR, Phase.AJUSTEMENT, "partagee", True),
    (Role.ANIMATEUR, Phase.AJUSTEMENT, "partagee", True),
    (Role.ADMINISTRATEUR, Phase.ENGAGEMENT, "engagee", True),
    (Role.REPRESENTANT, Phase.SELECTION, "partagee", False),
    (Role.REPRESENTANT, Phase.PUBLIEE, "engagee", False),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, "ecartee", False),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, "fusionnee", False),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, "reportee", False),
]


@pytest.mark.parametrize(("role", "phase", "state", "may"), AMENDER)
def test_amender(role, phase, state, may):
    assert (rules.why_not_amender(Action(state=state), access(role, phase)) is None) == may


DECIDER = [
    # role, phase, who wrote or carries the action, state of the amendment, may
    (Role.ANIMATEUR, Phase.SELECTION, None, "a_arbitrer", True),
    (Role.ADMINISTRATEUR, Phase.PUBLIEE, None, "a_arbitrer", True),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, "porteur", "a_arbitrer", True),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, "porteur", "precision", True),
    (Role.REPRESENTANT, Phase.SELECTION, "porteur", "a_arbitrer", False),
    (Role.REPRESENTANT, Phase.AJUSTEMENT, None, "a_arbitrer", False),
    (Role.PORTEUR, Phase.AJUSTEMENT, "pilote", "a_arbitrer", True),
    (Role.LECTEUR, Phase.AJUSTEMENT, "pilote", "a_arbitrer", False),
    *((Role.ADMINISTRATEUR, Phase.AJUSTEMENT, None, state, False)
      for state in ("integre", "integre_modifie", "refuse", "retire")),
]  # fmt: skip


@pytest.mark.parametrize(("role", "phase", "own", "state", "may"), DECIDER)
def test_arbitrer(role, phase, own, state, may):
    action = Action(
        state="partagee",
        porteur_id=COURLIS if own == "porteur" else OTHER_ORGANISATION,
        pilote_id=ME.pk if own == "pilote" else None,
    )
    who = access(role, phase, {COURLIS})
    assert (rules.why_not_arbitrer(Amendement(state=state), action, who) is None) == may


@pytest.mark.parametrize(
    ("author", "state", "retire", "reecrit"),
    [
        (ME, "a_arbitrer", True, False),
        (ME, "precision", True, True),
        (ME, "integre", False, False),
        (ME, "refuse", False, False),
        (ME, "retire", False, False),
        (OTHER, "precision", False, False),
        (None, "precision", False, False),
    ],
)
@pytest.mark.parametrize("phase", [Phase.AJUSTEMENT, Phase.PUBLIEE])
def test_its_author_withdraws_it_and_answers_at_any_phase(author, state, retire, reecrit, phase):
    one = Amendement(state=state, author=author)
    who = access(Role.REPRESENTANT, phase)
    assert (rules.why_not_retirer(one, who) is None) == retire
    assert (rules.why_not_reecrire(one, Action(state="partagee"), who) is None) == reecrit


@pytest.mark.parametrize(
    ("role", "phase", "state", "may"),
    [
        (Role.REPRESENTANT, Phase.AJUSTEMENT, "a_arbitrer", True),
        (Role.REPRESENTANT, Phase.AJUSTEMENT, "precision", True),
        (Role.REPRESENTANT, Phase.SELECTION, "a_arbitrer", True),
        (Role.PORTEUR, Phase.PARTAGE, "a_arbitrer", True),
        (Role.ANIMATEUR, Phase.AJUSTEMENT, "a_arbitrer", False),
        (Role.REPRESENTANT, Phase.AJUSTEMENT, "integre", False),
        (Role.REPRESENTANT, Phase.PUBLIEE, "a_arbitrer", False),
    ],
)
def test_donner_avis(role, phase, state, may):
    who = access(role, phase)
    assert (rules.why_not_donner_avis(Amendement(state=state), who) is None) == may


@pytest.mark.parametrize(
    ("held", "asked", "may"),
    [
        ((), None, True),
        ((COURLIS,), COURLIS, True),
        ((COURLIS,), None, False),
        ((COURLIS,), OTHER_ORGANISATION, False),
        ((), COURLIS, False),
    ],
)
def test_one_view_an_organisation(held, asked, may):
    who = access(Role.REPRESENTANT, organisations=held)
    assert (rules.why_not_avis_pour(asked, who) is None) == may


def test_nobody_is_asked_when_there_is_no_account():
    team, one = access(Role.ANIMATEUR), Amendement(state="a_arbitrer")
    assert "sans compte" in rules.why_not_interroger(one, Action(state="partagee"), team)


# Three values ------------------------------------------------------------------------------------


def jalon(key, title="Démarrer", year="2025", state="a_venir"):
    return {"id": key, "title": title, "year": year, "quarter": None, "state": state}


NEW = jalon(None, "Ouvrir")
A, B = jalon("1"), jalon("2", "Finir", "2027")
A_LATER, A_RENAMED = jalon("1", year="2026"), jalon("1", "Lancer")
A_AGAIN = jalon("9")  # given back: the same words under another key


@pytest.mark.parametrize(
    ("field", "base", "today", "proposed", "expected"),
    [
        # numbers, dates, choices
        ("budget", "10", "10", "20", "20"),
        ("budget", "10", "20", "20", "20"),
        ("budget", "10", "15", "20", ...),
        ("porteur", "1", "1", None, None),
        ("porteur", "1", "2", None, ...),
        # texts, word for word
        ("title", "un deux trois", "un deux quatre", "zéro deux trois", "zéro deux quatre"),
        ("title", "un deux trois", "un deux quatre", "un deux cinq", ...),
        # organisations, one by one
        ("partenaires", ["1", "2"], ["1", "2", "3"], ["2", "4"], ["2", "3", "4"]),
        ("partenaires", ["1"], [], ["1", "2"], ["2"]),
        # lines, one by one
        ("jalons", [A], [A, B], [A, NEW], [A, B, NEW]),
        ("jalons", [A], [A, jalon("5", "Ouvrir")], [A, NEW], [A, jalon("5", "Ouvrir")]),
        ("jalons", [A], [A, B], [A_LATER], [A_LATER, B]),
        ("jalons", [A], [A_RENAMED], [A_LATER], [jalon("1", "Lancer", "2026")]),
        ("jalons", [A], [A_LATER], [jalon("1", year="2027")], ...),
        ("jalons", [A], [B], [A_LATER], ...),
        ("jalons", [A, B], [A, B, jalon("3", "Suivre")], [B], [B, jalon("3", "Suivre")]),
        ("jalons", [A, B], [B], [B], [B]),
        ("jalons", [A, B], [A_LATER, B], [B], ...),
        ("jalons", [A], [A_AGAIN, B], [A_LATER], [jalon("9", year="2026"), B]),
    ],
)
def test_two_changes_of_one_value(field, base, today, proposed, expected):
    found = combine(field, base, today, proposed)
    if expected is ...:
        assert found.is_open
    else:
        assert (found.value, found.is_open) == (expected, False)
