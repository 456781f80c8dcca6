"""What people type, and the French sentence that says what to do."""

from datetime import date
from decimal import Decimal

import pytest

from actions.apports import ICONS, UNITS, Apport
from actions.models import Besoin
from engagements.forms import ApportForm, PrecisionsForm, RetraitForm
from engagements.questions import GROUPES, QUESTIONS
from territoires.droits import Phase
from tests.fabrique import un_engagement, une_action, une_feuille, une_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def engagement():
    action = une_action(une_feuille(Phase.ENGAGEMENT))
    return un_engagement(action, une_organisation(), state="brouillon", quantity=None)


def a_form(engagement, **typed):
    data = {
        "text": "Prêter notre bureau d’études.",
        "fermete": "ferme",
        "visibilite": "public",
        "quantity": "25",
    } | typed
    return PrecisionsForm(data, engagement=engagement)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("financier", "1 250 000,50 €", Decimal("1250000.50")),
        ("financier", "45\u202f000", Decimal(45000)),
        ("financier", "1,2 M€", Decimal(1_200_000)),
        ("temps", "25", Decimal(25)),
        ("temps", "7,5 jours", Decimal("7.5")),
        ("temps", "7.5 Jour", Decimal("7.5")),
        ("equipement", "1 200 heures", Decimal(1200)),
        ("foncier_locaux", "600 m²", Decimal(600)),
        ("reduction_ges", "180 tCO₂e/an", Decimal(180)),
        ("emploi_formation", "4", Decimal(4)),
    ],
)
def test_quantities_are_read_as_people_type_them(engagement, kind, typed, expected):
    engagement.kind = kind
    form = a_form(engagement, quantity=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["quantity"] == expected


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("financier", "beaucoup", "Écrivez le montant en chiffres"),
        ("financier", "-5", "Écrivez un montant positif"),
        ("financier", "0", "au-dessus de zéro"),
        ("financier", "9" * 40, "inférieur à"),
        ("temps", "quelques jours", "Écrivez le nombre de jours en chiffres, par exemple 25."),
        ("temps", "25 €", "Écrivez le nombre de jours en chiffres"),
        ("temps", "25 heures", "Écrivez le nombre de jours en chiffres"),
        ("temps", "-5", "Écrivez le nombre de jours en chiffres"),
        ("temps", "0", "au-dessus de zéro"),
        ("temps", "", "Écrivez le nombre de jours, par exemple 25. Vous ne le savez pas"),
        ("emploi_formation", "2,5", "Écrivez un nombre entier, par exemple 4."),
        ("foncier_locaux", "?", "Écrivez la surface en chiffres"),
        ("reduction_ges", "?", "Écrivez la réduction visée en chiffres"),
    ],
)
def test_a_wrong_quantity_is_told_what_to_write(engagement, kind, typed, said):
    engagement.kind = kind
    form = a_form(engagement, quantity=typed)
    assert not form.is_valid()
    assert said in form.errors["quantity"][0]
    assert form["quantity"].value() == typed


def test_an_intention_may_stay_without_quantity(engagement):
    form = a_form(engagement, quantity="", fermete="intention")
    assert form.is_valid()
    assert form.cleaned_data["quantity"] is None


@pytest.mark.parametrize(
    ("fermete", "condition", "said"),
    [
        ("conditionnel", "", "Écrivez la condition"),
        ("conditionnel", "   ", "Écrivez la condition"),
        ("conditionnel", "Si le bail est signé", None),
        ("ferme", "Si le bail est signé", "Choisissez «\u00a0Conditionnel\u00a0», ou effacez"),
        ("intention", "", None),
        ("conditionnel", "x" * 501, "Raccourcissez ce texte\u00a0: 500 caractères au plus"),
    ],
)
def test_a_conditional_pledge_says_its_condition(engagement, fermete, condition, said):
    form = a_form(engagement, fermete=fermete, condition=condition)
    assert form.is_valid() == (said is None)
    if said:
        assert said in form.errors["condition"][0]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"text": " "}, "text", "Dites ce que vous ferez"),
        ({"text": "x" * 10_000}, "text", "2000 caractères au plus, il en a 10000"),
        ({"start": "2026-01-01", "due": "2025-01-01"}, "due", "après le mois de début"),
        ({"due": "2091-01-01"}, "due", "Choisissez un mois dans la liste"),
        ({"due": "hier"}, "due", "Choisissez un mois dans la liste"),
        ({"fermete": ""}, "fermete", "Choisissez ferme, conditionnel ou intention."),
        ({"fermete": "sûr"}, "fermete", "Choisissez"),
        ({"visibilite": ""}, "visibilite", "Choisissez qui pourra lire"),
    ],
)
def test_each_wrong_answer_has_its_sentence(engagement, typed, field, said):
    form = a_form(engagement, **typed)
    assert not form.is_valid()
    assert said in form.errors[field][0]


def test_months_are_those_of_the_roadmap_and_the_one_already_chosen(engagement):
    engagement.due = date(2031, 5, 1)
    form = a_form(engagement, start="2024-01-01", due="2031-05-01")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == date(2031, 5, 1)
    assert form.cleaned_data["start"] == date(2024, 1, 1)
    years = [label for label, _ in form.fields["due"].choices]
    assert years == ["", "2024", "2025", "2026", "2027", "2031"]


def test_only_what_the_kind_needs_is_asked(engagement):
    assert {"quantity", "is_mecenat"} <= a_form(engagement).fields.keys()
    engagement.kind = "donnees"
    assert not {"quantity", "is_mecenat"} & a_form(engagement).fields.keys()


def test_a_need_of_another_action_is_refused(engagement):
    mine = Besoin.objects.create(action=engagement.action, title="Un atelier")
    other = Besoin.objects.create(action=une_action(engagement.action.feuille), title="Un camion")
    assert a_form(engagement, besoin=mine.pk).is_valid()
    refused = a_form(engagement, besoin=other.pk)
    assert refused.errors["besoin"] == ["Choisissez un des besoins de cette action."]


def test_one_speaks_for_ones_organisations_only():
    first, second, other = (une_organisation() for _ in range(3))
    alone = ApportForm({"kind": "temps", "organisation": other.pk}, organisations=[first])
    assert alone.is_valid()
    assert alone.cleaned_data == {"kind": Apport.TEMPS, "organisation": first}
    both = ApportForm({"kind": "temps", "organisation": other.pk}, organisations=[first, second])
    assert both.errors["organisation"] == ["Choisissez une des organisations que vous représentez."]
    nothing = ApportForm({}, organisations=[first])
    assert nothing.errors["kind"] == ["Choisissez ce que vous pouvez apporter."]


def test_a_withdrawal_says_why():
    assert RetraitForm({"reason": " "}).errors["reason"] == [
        "Dites en une phrase pourquoi vous retirez cet engagement."
    ]


def test_every_kind_is_asked_once_with_its_words_and_its_icon():
    asked = [kind for _, kinds in GROUPES for kind in kinds]
    assert sorted(asked) == sorted(Apport)
    assert QUESTIONS.keys() == ICONS.keys() == set(Apport)
    for kind, question in QUESTIONS.items():
        measured = (question.quantity_label, question.one, question.many, *question.figure)
        assert all(measured) == (kind in UNITS)
        assert any(measured) == (kind in UNITS)
        assert bool(question.example) == (kind in UNITS)
