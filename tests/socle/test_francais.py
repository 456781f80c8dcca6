"""Numbers, amounts and dates as French readers write them; amounts as people type them."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import engines
from hypothesis import example, given
from hypothesis import strategies as st

from socle import francais
from socle.forms import AmountField, MonthField

N, B = francais.FINE, francais.INSECABLE


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_260_000, f"1{N}260{N}000{N}€"),
        ("1260000", f"1{N}260{N}000{N}€"),
        (Decimal("850000.50"), f"850{N}000,50{N}€"),
        (Decimal("850000.00"), f"850{N}000{N}€"),
        (0, f"0{N}€"),
        (-240_000, f"−240{N}000{N}€"),
    ],
)
def test_euros(value, expected):
    assert francais.euros(value) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("l'avis : « oui » ?", f"l’avis{B}: «{B}oui{B}»{N}?"),
        ("1 250 000 € ; 54 %", f"1{N}250{N}000{N}€{N}; 54{N}%"),
        ("12:30, a:b, 'cité'", "12:30, a:b, 'cité'"),
    ],
)
def test_typographie(typed, expected):
    assert francais.typographie(typed) == expected


@pytest.mark.parametrize(
    ("value", "decimales", "expected"),
    [
        (9_500, 1, f"9{N}500{N}€"),
        (310_000, 1, f"310{B}k€"),
        (999_499, 1, f"999{B}k€"),
        (999_500, 1, f"1{B}M€"),
        (26_160_000, 1, f"26,2{B}M€"),
        (26_160_000, 2, f"26,16{B}M€"),
        (999_960_000, 1, f"1{B}Md€"),
        (-1_200_000, 1, f"−1,2{B}M€"),
    ],
)
def test_short_euros_change_unit_where_rounding_does(value, decimales, expected):
    assert francais.euros_courts(value, decimales) == expected


def test_a_float_is_never_an_amount():
    with pytest.raises(TypeError):
        francais.euros(0.1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 250 000,50 €", "1250000.50"),
        ("1.250.000", "1250000"),
        ("1.250.000,5", "1250000.50"),
        ("850 000", "850000"),
        (f"850{N}000{N}€", "850000"),
        (f"850{B}000", "850000"),
        ("  850000 euros ", "850000"),
        ("1,2 M€", "1200000"),
        ("1.250 M€", "1250000"),
        ("310 k€", "310000"),
        ("310k", "310000"),
        ("1250.50", "1250.50"),
        ("0", "0"),
    ],
)
def test_amounts_are_understood(text, expected):
    assert francais.parse_montant(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("environ 1 million", francais.AMOUNT_EXPECTED),
        ("", francais.AMOUNT_EXPECTED),
        ("1e6", francais.AMOUNT_EXPECTED),
        ("12 34", francais.AMOUNT_EXPECTED),
        ("١٢", francais.AMOUNT_EXPECTED),
        ("<b>5</b>", francais.AMOUNT_EXPECTED),
        ("NaN", francais.AMOUNT_EXPECTED),
        ("-5", francais.AMOUNT_NEGATIVE),
        ("850,000", francais.AMOUNT_CENTS),
        ("0.500", francais.AMOUNT_CENTS),
        ("1000000 M€", francais.AMOUNT_TOO_BIG),
        ("9" * 10_000, francais.AMOUNT_TOO_BIG),
    ],
)
def test_what_is_not_an_amount_gets_a_sentence(text, message):
    with pytest.raises(ValueError, match="Écrivez") as refusal:
        francais.parse_montant(text)
    assert str(refusal.value) == message


amounts = st.decimals(min_value=0, max_value=10**12 - 1, places=2)


@given(amounts)
@example(Decimal("0.05"))
def test_what_is_printed_is_read_back(amount):
    assert francais.parse_montant(francais.euros(amount)) == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_sentence(text):
    try:
        amount = francais.parse_montant(text)
    except ValueError as refusal:
        amount, sentence = 0, str(refusal)
    else:
        sentence = francais.AMOUNT_EXPECTED
    assert sentence.startswith("Écrivez")
    assert 0 <= amount < francais.AMOUNT_LIMIT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("octobre 2024", date(2024, 10, 1)),
        ("Oct. 2024", date(2024, 10, 1)),
        ("fevrier 2025", date(2025, 2, 1)),
        ("10/2024", date(2024, 10, 1)),
        ("2024-10", date(2024, 10, 1)),
        ("2024-10-17", date(2024, 10, 1)),
    ],
)
def test_months_are_understood(text, expected):
    assert francais.parse_mois(text) == expected


@pytest.mark.parametrize(
    "text", ["jui 2025", "13/2024", "2024", "ma 2025", "demain", "", "日 2024"]
)
def test_what_is_not_a_month_gets_a_sentence(text):
    with pytest.raises(ValueError, match="Écrivez le mois"):
        francais.parse_mois(text)


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_printed_months_are_read_back(day):
    assert francais.parse_mois(francais.mois(day)) == day.replace(day=1)
    assert francais.parse_mois(francais.mois_court(day)) == day.replace(day=1)


def test_dates():
    day = date(2025, 6, 18)
    assert francais.mois(date(2024, 10, 3)) == "octobre 2024"
    assert francais.date_longue(day) == f"18{B}juin 2025"
    assert francais.date_longue(date(2025, 6, 1)) == f"1er{B}juin 2025"
    assert francais.date_courte(date(2024, 11, 14)) == f"14{B}nov. 2024"
    assert francais.trimestre(day) == f"2ᵉ{B}trimestre 2025"
    assert francais.trimestre(date(2025, 1, 1)) == f"1ᵉʳ{B}trimestre 2025"
    assert francais.heure(datetime(2025, 6, 18, 9, 0)) == f"9{B}h"
    assert francais.date_heure(datetime(2024, 11, 14, 10, 5)) == f"14{B}nov. 2024, 10{B}h{B}05"


@pytest.mark.parametrize(
    ("day", "rank"),
    [
        (date(2024, 1, 1), 0),
        (date(2024, 12, 31), 3),
        (date(2027, 10, 1), 15),
        (date(2023, 12, 1), -1),
    ],
)
def test_quarters_count_from_the_first_year(day, rank):
    assert francais.rang_trimestre(day, 2024) == rank


@pytest.mark.parametrize(
    ("value", "total", "share"), [(0, 9, 0), (1, 1000, 1), (999, 1000, 99), (9, 9, 100), (5, 0, 0)]
)
def test_nothing_and_everything_are_never_rounded_to(value, total, share):
    assert francais.part(value, total) == share


def test_words():
    assert francais.pluriel(0, "action", "actions") == f"0{B}action"
    assert francais.pluriel(14_600, "action", "actions") == f"14{N}600{B}actions"
    assert francais.accord(Decimal("1.5"), "jour", "jours") == "jour"
    assert francais.quantite(2950, "tCO₂e") == f"2{N}950{B}tCO₂e"
    assert francais.quantite(25, "jour", "jours") == f"25{B}jours"
    assert francais.pourcentage(54) == f"54{N}%"
    assert francais.nombre(Decimal("7.50")) == "7,5"
    assert francais.nombre(Decimal("100")) == "100"
    assert francais.en_lettres(3) == "trois"
    assert francais.en_lettres(1, feminin=True) == "une"
    assert francais.en_lettres(17) == "17"
    assert francais.liste(["Savenay", "Malville", "Campbon"]) == "Savenay, Malville et Campbon"
    assert francais.liste([]) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Inès Rabouin", "IR"),
        ("Yann Le Goff", "YL"),
        ("Communauté de communes", "CC"),
        ("l’atelier", "A"),
        ("", "?"),
        ("…", "?"),
    ],
)
def test_initials(name, letters):
    assert francais.initiales(name) == letters


def test_filters_leave_nothing_empty_and_tell_local_time():
    moment = datetime(2024, 11, 14, 9, 58, tzinfo=timezone(timedelta(0)))
    template = engines["django"].from_string(
        "{{ a|euros }}|{{ none|euros }}|{{ none|date_longue }}|{{ m|date_heure }}|"
        '{{ n|pluriel:"soutien,soutiens" }}|{{ a|euros_courts:2 }}'
    )
    assert template.render({"a": 9_860_000, "none": None, "m": moment, "n": 34}) == (
        f"9{N}860{N}000{N}€|||14{B}nov. 2024, 10{B}h{B}58|34{B}soutiens|9,86{B}M€"
    )


def test_fields_read_what_is_typed_and_show_it_back():
    field = AmountField()
    assert field.clean("1,2 M€") == Decimal(1_200_000)
    assert field.prepare_value("environ") == "environ"
    assert field.prepare_value(Decimal("850000.00")) == f"850{N}000"
    assert not field.has_changed(Decimal("850000.00"), "850 000 €")
    month = MonthField(required=False)
    assert month.clean("") is None
    assert month.prepare_value(month.clean("10/2024")) == "octobre 2024"


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Inès", "d’Inès"),
        ("Élan", "d’Élan"),
        ("Table 3", "de Table 3"),
        ("Yann", "de Yann"),
        ("", "de "),
    ],
)
def test_de(nom, attendu):
    assert francais.de(nom) == attendu


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Énergie DÉCARBONÉE", "energie decarbonee"),
        ("E\u0301nergie", "energie"),
        ("Œuvres, ex æquo", "oeuvres, ex aequo"),
        ("ﬁlière 2ᵉ", "filiere 2e"),
        ("Straße, ǽ", "strasse, ae"),
    ],
)
def test_without_accents_ligatures_or_case(text, bare):
    assert francais.sans_accents(text) == bare


@given(st.text(max_size=40))
def test_what_has_no_accent_stays_so(text):
    bare = francais.sans_accents(text)
    assert francais.sans_accents(bare) == bare


@given(st.lists(st.text(min_size=1, max_size=8), max_size=4))
def test_trigrams_are_of_three_signs_and_begin_each_word(words):
    found = francais.trigrammes(words)
    assert {len(one) for one in found} <= {3}
    assert {f"  {word[0]}" for word in words} <= found
    assert bool(found) == bool(words)
