"""Reading a data file: every fault is told with its real line, its path and what to do."""

import json
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feuille_de_route.donnees import positions
from feuille_de_route.donnees.demonstration import FICHIER
from feuille_de_route.donnees.format import MAX_BYTES, read_file
from feuille_de_route.donnees.shapes import FileRefused
from tests.donnees.fichiers import demonstration, en_octets, liste_changee, plain, une_liste

KNOWN = {"objectifs": {"1", "2", "3"}, "axes_nationaux": {"TEE", "INNO"}}
read = partial(read_file, known=KNOWN)


def faults_of(data: bytes):
    with pytest.raises(FileRefused) as refused:
        read(data)
    return refused.value.faults


def line_of(data: bytes, text: str) -> int:
    """The line of the last appearance of a text; « ^text » is the line before its first one."""
    lines = data.decode().splitlines()
    found = [number for number, line in enumerate(lines, 1) if text.lstrip("^") in line]
    return found[0] - 1 if text.startswith("^") else found[-1]


def action(data, **fields):
    data["actions"][0] |= fields


def test_the_demonstration_file_is_read_whole():
    data_file = read_file(FICHIER.read_bytes())
    assert (len(data_file.organisations), len(data_file.actions)) == (27, 15)
    assert (len(data_file.engagements), len(data_file.propositions)) == (22, 3)
    first = data_file.actions[0]
    assert first.budget.total_ht == Decimal(400_000)
    assert first.budget.par_annee[2025] == Decimal(140_000)
    assert first.calendrier.debut == date(2024, 9, 1)
    assert first.calendrier.etapes[0].echeance == (2024, 4)


def test_amounts_as_people_type_them_are_understood():
    data = liste_changee(
        lambda d: action(
            d,
            budget={"total_ht": "1 250 000,50 €"},
            plan_financement=[
                {"financeur": "Région", "montant": "1,25 M€", "statut": "acquis"},
                {"financeur": "CC", "montant": 0.5, "statut": "acquis"},
            ],
        )
    )
    budget = read(data).actions[0].budget
    assert budget.total_ht == Decimal("1250000.50")
    assert isinstance(budget.total_ht, Decimal)


@pytest.mark.parametrize(
    ("change", "where", "path", "words"),
    [
        pytest.param(
            lambda d: action(d, porteurs="cc"),
            '"porteurs"',
            "actions, 1.1, porteurs",
            "écrivez « porteur »",
            id="unknown key",
        ),
        pytest.param(
            lambda d: d["actions"][0].pop("porteur"),
            '^"id": "a1"',  # a missing key is told where its object starts
            "actions, 1.1, porteur",
            "Donnez une valeur à « porteur »",
            id="missing porteur",
        ),
        pytest.param(
            lambda d: action(d, porteur=None),
            '"porteur": null',
            "actions, 1.1, porteur",
            "Donnez une valeur",
            id="null porteur",
        ),
        pytest.param(
            lambda d: action(d, porteur="forges"),
            '"forges"',
            "actions, 1.1, porteur",
            "Vouliez-vous dire « forge »",
            id="unknown porteur",
        ),
        pytest.param(
            lambda d: action(d, partenaires=["forge", "inconnue"]),
            '"inconnue"',
            "actions, 1.1, partenaires, n° 2",
            "aucun identifiant de « organisations »",
            id="unknown partenaire",
        ),
        pytest.param(
            lambda d: d["actions"][0]["plan_financement"][0].update(montant=701),
            '"plan_financement"',
            "actions, 1.1, plan_financement",
            "le plan fait 1 001 €, le budget est de 1 000 €",
            id="plan and budget differ",
        ),
        pytest.param(
            lambda d: d["actions"][0]["budget"]["par_annee"].update({"2025": 601}),
            '"par_annee"',
            "actions, 1.1, budget, par_annee",
            "les années font 1 001 €",
            id="years and total differ",
        ),
        pytest.param(
            lambda d: action(d, maturite="prête"),
            '"maturite"',
            "actions, 1.1, maturite",
            "Choisissez idee, fiche_projet ou fiche_action (« prête » ici)",
            id="unknown word",
        ),
        pytest.param(
            lambda d: d["actions"][0]["calendrier"].update(debut="2024-13"),
            '"2024-13"',
            "actions, 1.1, calendrier, debut",
            "par exemple 2024-09",
            id="no such month",
        ),
        pytest.param(
            lambda d: d["actions"][0]["calendrier"].update(fin="2024-08"),
            '"2024-08"',
            "actions, 1.1, calendrier, fin",
            "à partir de 2024-09",
            id="ends before it starts",
        ),
        pytest.param(
            lambda d: d["actions"][0]["calendrier"]["etapes"][0].update(echeance="2025-T5"),
            '"2025-T5"',
            "actions, 1.1, calendrier, etapes, n° 1, echeance",
            "par exemple 2025-T2",
            id="no such quarter",
        ),
        pytest.param(
            lambda d: action(d, id="a2"),
            '"id": "a2"',
            "actions, 2.1, id",
            "la ligne",
            id="identifier twice",
        ),
        pytest.param(
            lambda d: d["actions"][1].update(objectif="1", numero="1.1"),
            '"numero": "1.1"',
            "actions, 1.1, numero",
            "la ligne",
            id="number twice",
        ),
        pytest.param(
            lambda d: action(d, numero="7"),
            '"numero": "7"',
            "actions, 7, numero",
            "par exemple 1.1",
            id="number without objective",
        ),
        pytest.param(
            lambda d: action(d, objectif="9", numero="9.1"),
            '"objectif": "9"',
            "actions, 9.1, objectif",
            "aucun identifiant de « objectifs »",
            id="unknown objective",
        ),
        pytest.param(
            lambda d: d["actions"][0]["budget"].update(total_ht=-1),
            '"total_ht"',
            "actions, 1.1, budget, total_ht",
            "montant positif",
            id="negative amount",
        ),
        pytest.param(
            lambda d: d["actions"][0]["budget"].update(total_ht="beaucoup"),
            '"beaucoup"',
            "actions, 1.1, budget, total_ht",
            "Écrivez le montant en chiffres",
            id="amount in words",
        ),
        pytest.param(
            lambda d: d["actions"][0]["budget"].update(total_ht=1e300),
            '"total_ht"',
            "actions, 1.1, budget, total_ht",
            "inférieur à",
            id="amount beyond all",
        ),
        pytest.param(
            lambda d: d["organisations"][1].update(siret="732 829 320 00075"),
            '"siret"',
            "organisations, forge, siret",
            "Vérifiez le SIRET",
            id="SIRET with a bad key",
        ),
        pytest.param(
            lambda d: action(d, intitule="x" * 10_000),
            '"intitule": "xxx',
            "actions, 1.1, intitule",
            "il en compte 10 000",
            id="title too long",
        ),
        pytest.param(
            lambda d: action(d, resume="un\u0000zéro"),
            '"resume"',
            "actions, 1.1, resume",
            "qui ne s’affiche pas",
            id="control character",
        ),
        pytest.param(
            lambda d: d.update(sources=[{"id": "S1", "titre": "x", "url": "javascript:alert(1)"}]),
            "javascript",
            "sources, S1, url",
            "https://",
            id="dangerous link",
        ),
        pytest.param(
            lambda d: action(d, decision_seminaire="fusionnee"),
            '^"id": "a1"',
            "actions, 1.1, fusionnee_dans",
            "l’action qui la reprend",
            id="merged nowhere",
        ),
        pytest.param(
            lambda d: action(d, budget="mille"),
            '"budget"',
            "actions, 1.1, budget",
            "entre accolades",
            id="not an object",
        ),
    ],
)
def test_each_fault_has_its_line_its_path_and_its_remedy(change, where, path, words):
    data = liste_changee(change)
    (fault,) = faults_of(data)
    assert fault.path == path
    assert words in plain(fault.message)
    assert fault.line == line_of(data, where)


def test_all_faults_are_told_at_once_in_the_order_of_lines():
    def spoil(data):
        data["organisations"][0]["type"] = "mairie"
        data["actions"][0]["plan_financement"][0]["montant"] = 1
        data["actions"][1]["numéro"] = "2.2"

    faults = faults_of(liste_changee(spoil))
    assert [fault.path for fault in faults] == [
        "organisations, cc, type",
        "actions, 1.1, plan_financement",
        "actions, 2.1, numéro",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("quantite", 0, "plus grande que zéro"),
        ("unite", "tonnes", "« jours »"),
        ("fermete", "conditionnel", "la condition"),
        ("statut", "retire", "le motif du retrait"),
    ],
)
def test_an_engagement_is_coherent(field, value, words):
    engagement = {
        "id": "e1", "action": "a1", "organisation": "forge", "type": "temps", "quantite": 3,
        "unite": "jours", "texte": "Prêter un atelier.", "fermete": "ferme",
        "statut": "declare", "visibilite": "public",
    }  # fmt: skip
    read(liste_changee(lambda d: d.update(engagements=[engagement])))
    spoiled = engagement | {field: value}
    (fault,) = faults_of(liste_changee(lambda d: d.update(engagements=[spoiled])))
    assert words in plain(fault.message)


def test_votes_add_up_to_their_voters():
    data = demonstration()
    data["seminaire"]["priorisation"][0]["jugement_majoritaire"]["bien"] += 1
    (fault,) = faults_of(en_octets(data))
    assert "49 mentions, 48 votants" in fault.message


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "il est vide"),
        (b"  \n", 1, "il est vide"),
        (b'{\n "actions": [\n  1, ]\n}', 3, "virgule en trop"),
        (b'{\n "actions": []\n "x": 1}', 3, "Ajoutez la virgule"),
        (b'{\n "actions": [], }', 2, "virgule en trop"),
        (b'{"actions": [], "actions": []}', 1, "une seule fois"),
        (b'{"actions":\n NaN}', 2, "Remplacez NaN"),
        ('{\n"actions": "été"}'.encode("latin-1"), 2, "UTF-8"),
        ('{"actions": []}'.encode("utf-16"), 1, "UTF-8"),
        (b"[" * 100_000, 1, "trop de niveaux"),
        (b'{"actions": []} fin', 1, "Retirez ce qui suit"),
        (b'{"actions": [{"budget": {"total_ht": 1e999999999999999999999}}]}', 1, "sans guillemets"),
        (b"x" * (MAX_BYTES + 1), 1, "5 Mo"),
        (b"[]", 1, "accolades"),
        (b"{}", 1, "« actions »"),
    ],
)
def test_what_is_not_a_data_file_is_refused_with_a_sentence(data, line, words):
    first = faults_of(data)[0]
    assert words in plain(first.message)
    assert first.line == line
    assert str(first).startswith(f"ligne {line}")


def test_a_byte_order_mark_is_accepted():
    assert len(read(b"\xef\xbb\xbf" + en_octets(une_liste())).actions) == 2


def test_a_half_pair_of_surrogates_is_refused():
    data = json.dumps(une_liste()).replace("Loger", "Loger \\ud83d").encode()
    (fault,) = faults_of(data)
    assert fault.path == "actions, 2.1, intitule"


def test_markup_and_emoji_are_kept_as_they_are():
    title = 'Loger <b>douze</b> & <img src="/etc/passwd"> 🏗'
    assert read(liste_changee(lambda d: action(d, intitule=title))).actions[0].intitule == title


def as_plain(node):
    if isinstance(node.value, dict):
        return {name: as_plain(one) for name, one in node.value.items()}
    if isinstance(node.value, list):
        return [as_plain(one) for one in node.value]
    return node.value


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


@given(json_values)
def test_values_are_those_of_the_standard_library(value):
    assert as_plain(positions.parse(json.dumps(value))) == value


@given(st.lists(st.text(), min_size=1))
def test_lines_are_the_real_ones(words):
    text = json.dumps(words, indent=1)
    assert [one.line for one in positions.parse(text).value] == list(range(2, 2 + len(words)))
