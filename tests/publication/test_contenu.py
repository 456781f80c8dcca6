"""The frozen content: a faithful and canonical JSON, no leak, totals that add only like things."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publication import calendrier, totaux
from publication.contenu import (
    ActionContenu,
    BudgetAnnee,
    Choix,
    Contenu,
    EngagementContenu,
    FinancementContenu,
    Periode,
    TerritoireContenu,
    fingerprint,
    from_json,
    to_json,
)
from tests.publication.exemple import agrandir, exemple

amounts = st.decimals(
    min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=2
)
text = st.text(max_size=40)
choices = st.builds(Choix, text, text)
actions = st.builds(
    ActionContenu,
    numero=text,
    objectif=text,
    intitule=text,
    porteur=text,
    resultats_attendus=st.lists(text, max_size=3).map(tuple),
    maturite=st.none() | choices,
    budget=st.none() | amounts,
    avancement_pourcent=st.none() | st.integers(0, 100),
    amelioration_continue=st.booleans(),
    financements=st.lists(
        st.builds(FinancementContenu, financeur=text, montant=amounts, state=choices), max_size=3
    ).map(tuple),
    mise_a_jour=st.none() | st.dates(),
)
engagements = st.builds(
    EngagementContenu,
    action=text,
    nature=choices,
    fermete=choices,
    state=choices,
    organisation=st.text(min_size=1, max_size=20),
    texte=text,
    unite=text,
    quantite=st.none() | amounts,
)
contents = st.builds(
    Contenu,
    edition=text,
    date=st.dates(),
    territoire=st.builds(TerritoireContenu, nom=text, epci=st.lists(text, max_size=2).map(tuple)),
    periode=st.builds(Periode, debut=st.integers(1900, 2100), fin=st.integers(1900, 2100)),
    actions=st.lists(actions, max_size=3).map(tuple),
    engagements=st.lists(engagements, max_size=3).map(tuple),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(contents)
def test_json_round_trip(contenu: Contenu) -> None:
    again = from_json(to_json(contenu))
    assert again == contenu
    assert to_json(again) == to_json(contenu)
    assert fingerprint(again) == fingerprint(contenu)


@given(amounts)
def test_equal_amounts_are_written_alike(amount: Decimal) -> None:
    action = exemple().actions[0]
    written = {
        to_json(replace(exemple(), actions=(replace(action, budget=same),)))
        for same in (amount, amount + Decimal("0.000"), Decimal(f"{amount:E}"))
    }
    assert len(written) == 1


def test_demonstration_round_trip_and_fingerprint() -> None:
    contenu = exemple()
    text_form = to_json(contenu)
    assert from_json(text_form) == contenu
    assert fingerprint(contenu) == hashlib.sha256(text_form.encode("utf-8")).hexdigest()
    assert fingerprint(replace(contenu, edition="1.1")) != fingerprint(contenu)


def test_json_is_canonical() -> None:
    text_form = to_json(exemple())
    plain = json.loads(text_form)
    assert text_form == json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert not any(isinstance(v, float) for v in _leaves(plain))


def test_optional_field_at_its_default_is_left_out() -> None:
    contenu = Contenu(
        edition="1.0",
        date=date(2024, 1, 1),
        territoire=TerritoireContenu(nom="T"),
        periode=Periode(debut=2024, fin=2027),
    )
    assert set(json.loads(to_json(contenu))) == {"edition", "date", "territoire", "periode"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.pop("edition"), "edition"),
        (lambda d: d.update(surprise=1), "surprise"),
        (lambda d: d["actions"][0].update(budget=400000.0), "actions[0].budget"),
        (lambda d: d["actions"][0].update(budget="NaN"), "actions[0].budget"),
        (lambda d: d["actions"][0].update(budget="beaucoup"), "actions[0].budget"),
        (lambda d: d["actions"][1].update(jalons={}), "actions[1].jalons"),
        (lambda d: d["actions"][0].update(soutiens=True), "actions[0].soutiens"),
    ],
)
def test_other_shape_is_refused_by_name(change, place: str) -> None:
    plain = json.loads(to_json(exemple()))
    change(plain)
    with pytest.raises(ValueError, match=r"unknown or missing|expected|number") as error:
        from_json(json.dumps(plain))
    assert place in str(error.value)


def test_infinite_amount_is_refused() -> None:
    action = replace(exemple().actions[0], budget=Decimal("Infinity"))
    with pytest.raises(ValueError, match="amount"):
        to_json(replace(exemple(), actions=(action,)))


PLEDGE = {
    "action": "1.1",
    "nature": Choix("financier", "Apport financier"),
    "fermete": Choix("ferme", "ferme"),
    "state": Choix("signe", "signé"),
}


@pytest.mark.parametrize(
    "leak",
    [
        {"organisation": "A", "montant_masque": True, "quantite": Decimal(5)},
        {"anonyme": True, "organisation": "A"},
        {"anonyme": True, "texte": "Nous, société A"},
        {"anonyme": True, "condition": "accord du groupe A"},
        {},
    ],
)
def test_pledge_cannot_leak(leak: dict) -> None:
    with pytest.raises(ValueError, match="pledge"):
        EngagementContenu(**PLEDGE, **leak)


def test_pledge_totals_add_only_like_units_and_count_hidden_ones() -> None:
    def pledge(unite: str, quantite: int | None, *, hidden: bool = False) -> EngagementContenu:
        return EngagementContenu(
            **PLEDGE,
            organisation="A",
            unite=unite,
            quantite=None if quantite is None else Decimal(quantite),
            montant_masque=hidden,
        )

    pledges = [pledge("EUR", 100), pledge("EUR", 50), pledge("EUR", None, hidden=True)]
    euros, days = totaux.engagement_totaux([pledge("jours", 6), *pledges])
    assert (euros.unite, euros.quantite, euros.nombre, euros.masques) == ("EUR", Decimal(150), 3, 1)
    assert (days.unite, days.quantite, days.nombre, days.masques) == ("jours", Decimal(6), 1, 0)
    (alone,) = totaux.engagement_totaux(pledges[2:])
    assert alone.quantite is None
    assert alone.masques == 1


def test_totals_of_the_demonstration_agree() -> None:
    contenu = exemple()
    total = totaux.budget_total(contenu.actions)
    assert total == Decimal(17_730_000)
    assert sum(totaux.budget_par_objectif(contenu).values()) == total
    assert sum(totaux.budget_par_annee(contenu, contenu.actions).values()) == total
    by_financer = totaux.par_financeur(contenu)
    assert sum(t.total for t in by_financer) == total
    states = totaux.financement_par_state(totaux.financements(contenu.actions))
    assert sum(states.values()) == total
    ademe = next(t for t in by_financer if t.nom == "ADEME Pays de la Loire")
    assert ademe.par_state["acquis"] == Decimal(4_100_000)
    assert ademe.total > ademe.par_state["acquis"]
    assert all(totaux.a_trouver(a) == 0 for a in contenu.actions)


def test_financing_left_to_find() -> None:
    action = replace(exemple().actions[0], budget=Decimal(450_000))
    assert totaux.a_trouver(action) == Decimal(50_000)
    assert totaux.a_trouver(replace(action, budget=None)) == 0


def spread_content(years: list[int], lines: list[int], budget: int) -> Contenu:
    """One action: what is planned each year from 2024, what each of its financers brings."""
    action = replace(
        exemple().actions[0],
        budget=Decimal(budget),
        budget_par_annee=tuple(
            BudgetAnnee(annee=2024 + n, montant=Decimal(y)) for n, y in enumerate(years)
        ),
        financements=tuple(
            FinancementContenu(financeur=f"F{n}", montant=Decimal(m), state=Choix("acquis", "a"))
            for n, m in enumerate(lines)
        ),
    )
    return replace(exemple(), actions=(action,))


@given(
    st.lists(st.integers(0, 10**7), max_size=5),
    st.lists(st.integers(10, 10**7), max_size=5),
    st.integers(0, 10**7),
)
def test_financers_by_year_add_up_both_ways(years: list[int], lines: list[int], more: int) -> None:
    whole = max(sum(years), sum(lines) + more)
    years[-1:] = [*years[-1:], whole - sum(years)]  # the years say the whole budget
    contenu = spread_content(years, lines, whole)
    found = totaux.par_financeur_et_annee(contenu)
    assert {nom: sum(of.values()) for nom, of in found.items() if nom} == {
        t.nom: t.total for t in totaux.par_financeur(contenu)
    }
    assert sum(found.get("", {}).values()) == whole - sum(lines)
    planned = totaux.budget_par_annee(contenu, contenu.actions)
    for year in planned:
        assert sum(of.get(year, 0) for of in found.values()) == planned[year]
    assert all(part == part.to_integral_value() for of in found.values() for part in of.values())


def test_what_has_no_year_is_said_apart() -> None:
    found = totaux.par_financeur_et_annee(spread_content([], [700], 1000))
    assert found == {"F0": {None: Decimal(700)}, "": {None: Decimal(300)}}


def test_parties_in_three_groups() -> None:
    groups = totaux.parties(exemple())
    assert {o.nom for o in groups.intercommunalites} == set(exemple().territoire.epci)
    assert "Bpifrance" in {o.nom for o in groups.publics}
    assert "Chaudronnerie du Sillon (fictif)" in {o.nom for o in groups.economiques}
    everybody = groups.intercommunalites + groups.publics + groups.economiques
    assert len(everybody) == len(exemple().organisations) == 27
    assert totaux.roles(exemple(), "EPAN, École de production de l'agglomération nazairienne")


def test_retired_pledge_is_not_in_the_demonstration() -> None:
    assert len(exemple().engagements) == 21
    names = [nom for nom, _ in totaux.engagements_par_organisation(exemple())]
    assert names == sorted(names, key=str.casefold)
    assert len(names) == totaux.organisations_engagees(exemple()) == 10


@pytest.mark.parametrize(
    ("moment", "label", "index"),
    [
        ("2025-T2", "T2\xa02025", 5),
        ("2024-01", "janvier\xa02024", 0),
        ("2027-12", "décembre\xa02027", 15),
        ("2025-06-01", "1er\xa0juin\xa02025", 5),
        ("2025-06-30", "30\xa0juin\xa02025", 5),
        ("2023-12", "décembre\xa02023", -1),
        ("2025-13", "2025-13", None),
        ("à la rentrée", "à la rentrée", None),
        ("", "", None),
    ],
)
def test_moments(moment: str, label: str, index: int | None) -> None:
    assert calendrier.moment_label(moment) == label
    assert calendrier.quarter_index(moment, 2024) == index


@pytest.mark.parametrize("n", [0, 1, 15, 40])
def test_enlarged_content_keeps_numbers_unique(n: int) -> None:
    numeros = [a.numero for a in agrandir(exemple(), n).actions]
    assert len(set(numeros)) == len(numeros) == n


def test_contenu_imports_no_django() -> None:
    code = (
        "import sys; import publication.contenu, publication.totaux; print('django' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def _leaves(plain: object) -> list[object]:
    if isinstance(plain, dict):
        return [leaf for v in plain.values() for leaf in _leaves(v)]
    if isinstance(plain, list):
        return [leaf for v in plain for leaf in _leaves(v)]
    return [plain]
