"""The line of a pledge, as each reader sees it."""

from datetime import date
from decimal import Decimal

import pytest

from actions.models import Action
from comptes.models import User
from engagements.affichage import NO_NAME, ligne, lignes, lignes_of, periode
from engagements.models import Engagement
from organisations.models import Organisation
from territoires.access import Access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute, Objectif
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation

FEUILLE = FeuilleDeRoute(slug="estuaire", phase="engagement")


def a_pledge(**fields) -> Engagement:
    action = Action(feuille=FEUILLE, numero="1.1", objectif=Objectif(code="1"))
    fields = {
        "pk": 7,
        "kind": "temps",
        "quantity": Decimal(25),
        "text": "Prêter notre bureau d’études",
        "fermete": "conditionnel",
        "condition": "Si le tracé passe par la rue des Forges",
        "state": "confirme",
        "due": date(2026, 12, 1),
    } | fields
    organisation = Organisation(pk=3, name="Mécanique Balbuzard")
    return Engagement(action=action, organisation=organisation, **fields)


def an_access(*roles: Role, organisations: frozenset[int] = frozenset()) -> Access:
    return Access(User(pk=9), FEUILLE, frozenset(roles), organisations)


def test_a_public_line_says_everything():
    shown = ligne(a_pledge(), None)
    assert shown.organisation == "Mécanique Balbuzard"
    assert shown.phrase == "25\u00a0jours\u00a0: Prêter notre bureau d’études"
    assert shown.precisions == (
        "Conditionnel\u00a0: Si le tracé passe par la rue des Forges. "
        "Échéance\u00a0: décembre 2026."
    )
    assert (shown.icone, shown.tag, shown.tone) == ("horloge", "Confirmé", "info")
    assert shown.url == "/feuilles/estuaire/engagements/7/"


def test_a_hidden_amount_is_named_not_told():
    time = ligne(a_pledge(visibilite="montant_masque"), None)
    assert time.phrase.startswith("Quantité masquée\u00a0: ")
    money = ligne(a_pledge(visibilite="montant_masque", kind="financier"), None)
    assert money.quantity == "montant masqué"
    for shown in (time, money):
        assert "25" not in f"{shown.phrase} {shown.precisions} {shown.quantity}"
        assert shown.organisation == "Mécanique Balbuzard"


def test_an_anonymous_line_has_no_name_and_no_words_of_its_author():
    shown = ligne(a_pledge(visibilite="anonyme"), an_access(Role.LECTEUR))
    assert shown.organisation == NO_NAME
    assert shown.phrase == "Quantité masquée"
    told = " ".join(str(getattr(shown, name)) for name in shown.__dataclass_fields__)
    for secret in ("Balbuzard", "bureau", "Forges", "25"):
        assert secret not in told


@pytest.mark.parametrize("visibilite", list(Engagement.Visibilite))
@pytest.mark.parametrize(
    "access",
    [an_access(Role.ANIMATEUR), an_access(Role.REPRESENTANT, organisations=frozenset({3}))],
    ids=["team", "own"],
)
def test_the_team_and_the_organisation_read_everything(access, visibilite):
    shown = ligne(a_pledge(visibilite=visibilite), access)
    assert (shown.organisation, shown.quantity) == ("Mécanique Balbuzard", "25\u00a0jours")
    assert "Forges" in shown.condition


def test_a_kind_without_quantity_says_its_name():
    shown = ligne(a_pledge(kind="donnees", quantity=None), None)
    assert shown.phrase == "Des données\u00a0: Prêter notre bureau d’études"
    assert ligne(a_pledge(quantity=None, text=""), None).phrase == "Du temps, une expertise"


def test_withdrawn_lines_come_last_and_hidden_ones_not_at_all():
    pledges = [
        a_pledge(pk=1, state="retire"),
        a_pledge(pk=2, visibilite="interne"),
        a_pledge(pk=3, state="brouillon"),
        a_pledge(pk=4),
    ]
    own = an_access(Role.REPRESENTANT, organisations=frozenset({3}))
    assert [line.pk for line in lignes(pledges, own)] == [2, 3, 4, 1]
    assert [line.pk for line in lignes(pledges, an_access(Role.ADMINISTRATEUR))] == [2, 4, 1]
    assert [line.pk for line in lignes(pledges, an_access(Role.LECTEUR))] == [4]


@pytest.mark.parametrize(
    ("start", "due", "words"),
    [
        (date(2025, 1, 1), date(2026, 12, 1), "De janvier 2025 à décembre 2026"),
        (None, date(2026, 12, 1), "Jusqu’à décembre 2026"),
        (date(2025, 1, 1), None, "À partir de janvier 2025"),
        (None, None, ""),
    ],
)
def test_periode(start, due, words):
    assert periode(a_pledge(start=start, due=due)) == words


@pytest.mark.django_db
def test_the_lines_of_a_fiche_cost_one_query_whatever_their_number(django_assert_num_queries):
    feuille = une_feuille(Phase.ENGAGEMENT)
    action, reader = une_action(feuille), un_access(feuille, Role.LECTEUR)
    un_engagement(action, une_organisation(), state="retire", withdrawal_reason="Non")
    for number in (3, 30):
        while action.engagements.live().count() < number:
            un_engagement(action, une_organisation())
        with django_assert_num_queries(1):
            assert len(lignes_of(action, reader)) == number
    un_engagement(action, une_organisation("Signataire"), state="signe")
    assert lignes_of(action, reader)[0].organisation == "Signataire"
