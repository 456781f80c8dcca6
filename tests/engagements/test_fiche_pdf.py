"""The fiche d’engagement as PDF: conforming, complete, the same bytes, the frozen text attached."""

import hashlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import page as validator
import pikepdf
import pytest
from pikepdf import Name

from engagements.pdf.charte import ANNEXED
from engagements.pdf.fiche import DRAFT, LEVEL, Fiche, Signe, spelled
from engagements.pdf.render import OURS, render
from engagements.texte import FORMAT, MENTIONS, TITRE, LigneTexte, Texte
from socle.pdf.typography import printable
from tests.publication.balises import Element, marked_words, structure

ROOT = Path(__file__).parents[2]
DAY = date(2024, 11, 18)
LONG = "Une phrase assez longue pour finir à la ligne. " * 220
UNBROKEN = "Anticonstitutionnellement" * 300
HOSTILE = '<img src="/etc/passwd"> & <b 😀\x07 [[x]] \\( %%EOF'


def lignes(**said: str) -> tuple[LigneTexte, ...]:
    told = {
        "Apport": "Du temps, une expertise",
        "Quantité": "8 jours",
        "Ce que fera l’organisation": "Partager notre diagnostic.\nDeux ateliers, puis un suivi.",
        "Période": "De janvier 2025 à juin 2025",
        "Fermeté": "Conditionnel",
        "Condition": "si quatre entreprises sont volontaires",
        "Besoin auquel elle répond": "Un retour d’expérience",
        "Visibilité": "Public",
    } | said
    return tuple(LigneTexte(*pair) for pair in told.items() if pair[1])


MODEL = Texte(
    format=FORMAT,
    titre=TITRE,
    territoire="Saint-Nazaire Loire Estuaire",
    organisation="Mécanique Balbuzard",
    commune="Malville",
    siret="",
    preambule="Mécanique Balbuzard, à Malville, déclare ce qui suit.",
    numero="1.2",
    objectif="1",
    action="Mutualiser vingt-cinq diagnostics énergie",
    version=1,
    lignes=lignes(),
    mentions=MENTIONS,
    donnees={"kind": "temps", "quantity": "8.00", "visibilite": "public"},
)


def fiche(texte: Texte = MODEL, rank: int = 2, *, signed: bool = True, **seen: str) -> Fiche:
    text = texte.canonique
    reference = f"K7M2Q9XAB{rank}"
    signe = Signe(
        reference=reference,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        address=f"https://feuille.example/verifier/{reference}/",
        moment=datetime(2024, 11, 18, 14, 32),
        **{
            "fonction": "directrice",
            "name": "Inès Rabouin",
            "email": "ines.rabouin@balbuzard.example",
        }
        | seen,
    )
    return Fiche(text, signe if signed else None)


def several() -> list[Fiche]:
    """One lot: three pledges, three objectives, one of them in its second version."""
    return [
        fiche(),
        fiche(replace(MODEL, numero="2.4", objectif="2", lignes=lignes(Condition="")), 3),
        fiche(replace(MODEL, numero="3.1", objectif="9", version=2, lignes=lignes(Apport="")), 4),
    ]


def longest() -> list[Fiche]:
    """Every sentence as long as a person may type it, and longer."""
    names = [ligne.nom for ligne in MODEL.lignes]
    told = dict(zip(names, itertools.cycle((LONG, UNBROKEN)), strict=False))
    texte = replace(MODEL, action=LONG[:300], organisation=UNBROKEN[:200], lignes=lignes(**told))
    return [fiche(texte, name=UNBROKEN[:150], fonction=LONG[:150], email=f"{UNBROKEN[:240]}@a.fr")]


def hostile() -> list[Fiche]:
    told = {ligne.nom: HOSTILE for ligne in MODEL.lignes}
    texte = replace(
        MODEL, action=HOSTILE, organisation=HOSTILE, territoire=HOSTILE, preambule=HOSTILE,
        numero="12.345", objectif=HOSTILE, lignes=lignes(**told), mentions=(HOSTILE,),
    )  # fmt: skip
    return [fiche(texte, name=HOSTILE, fonction=HOSTILE), fiche(texte, 5)]


DOCUMENTS: dict[str, Callable[[], list[Fiche]]] = {
    "signed": lambda: [fiche()],
    "draft": lambda: [fiche(signed=False)],
    "without the person": lambda: [fiche(name="", email="")],
    "bare": lambda: [fiche(replace(MODEL, lignes=(), mentions=()))],
    "several": several,
    "forty": lambda: [fiche(replace(MODEL, numero=f"1.{n}"), n) for n in range(2, 42)],
    "too many to annex": lambda: [
        fiche(replace(MODEL, numero=f"1.{n}"), n) for n in range(2, ANNEXED + 3)
    ],
    "longest": longest,
    "hostile": hostile,
}


@cache
def drawn(name: str) -> bytes:
    return render(DOCUMENTS[name](), day=DAY)


@cache
def tree(name: str) -> Element:
    return structure(drawn(name))


def squash(words: str) -> str:
    return re.sub(r"\s+", "", words.replace("\ufffe", "-")).casefold()


# Standards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_conforms(name: str, profile: str) -> None:
    report = validator.validate_pdf_bytes(drawn(name), profile=profile)
    assert [f"{f.rule_id}: {f.message}" for f in report.failures] == []


def test_a_broken_copy_is_refused() -> None:
    """The validator would notice."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn("signed"))) as copy:
        del copy.Root.StructTreeRoot.ParentTree
        copy.save(out)
    assert validator.validate_pdf_bytes(out.getvalue(), profile="ua1").failures


@pytest.mark.parametrize("name", DOCUMENTS)
def test_one_title_and_no_skipped_level(name: str) -> None:
    levels = [int(e.tag[1]) for e in tree(name).all() if re.fullmatch("H[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_an_ordinary_fiche_is_one_page_and_a_long_one_loses_nothing() -> None:
    with pikepdf.open(io.BytesIO(drawn("signed"))) as document:
        assert len(document.pages) == 1
    with pikepdf.open(io.BytesIO(drawn("several"))) as document:
        assert len(document.pages) == 4
    assert UNBROKEN in squash(tree("longest").text).replace("anticons", "Anticons")


# Words -------------------------------------------------------------------------------------------


def said_by(texte: Texte) -> list[str]:
    """Every non-empty string of a frozen text that a reader must find."""
    said = [texte.territoire, texte.organisation, texte.preambule, texte.numero, texte.action]
    said += [words for ligne in texte.lignes for words in ligne]
    return [line for words in (*said, *texte.mentions) for line in words.split("\n") if line]


@pytest.mark.parametrize("name", ["signed", "draft", "several", "longest", "hostile"])
def test_every_string_of_the_text_is_in_tagged_content(name: str) -> None:
    found = squash("".join(e.words + e.alt for e in tree(name).all()))
    for one in DOCUMENTS[name]():
        said = said_by(one.texte)
        said[3] = printable(said[3])[:8].rstrip(".")  # the plate cuts a very long number
        missing = [words for words in said if squash(printable(words)) not in found]
        assert missing == []


def test_the_signature_says_who_when_how_and_where_to_check() -> None:
    (one,) = DOCUMENTS["signed"]()
    assert one.signe is not None
    said = squash(tree("signed").text)
    for words in (
        "Inès Rabouin", "directrice", "ines.rabouin@balbuzard.example", "Mécanique Balbuzard",
        LEVEL, "18 novembre 2024 à 14 h 32", "déclaration volontaire, sans valeur contractuelle",
        spelled(one.signe.reference), "feuille.example/verifier/K7M2Q9XAB2/", one.signe.sha256,
        "Version 1",
    ):  # fmt: skip
        assert squash(words) in said, words
    assert squash("projet") not in said
    alternatives = [e.alt for e in tree("signed").all() if e.tag == "Figure"]
    assert any("K7M2Q9XAB2" in alt for alt in alternatives)


def test_a_draft_says_so_on_its_page_and_carries_no_reference() -> None:
    said = squash(tree("draft").text)
    assert squash(DRAFT) in said
    assert "sha-256" not in said
    assert "verifier" not in said
    across = "".join(w for (_page, mark), w in marked_words(drawn("draft")).items() if mark < 0)
    assert "PROJET" in across


def test_the_person_is_left_out_of_what_others_read() -> None:
    said = squash(tree("without the person").text)
    assert "ines" not in said.replace("lignes", "")
    assert "balbuzard.example" not in said
    assert squash("Directrice") in said


def test_a_document_of_several_lists_them_then_shows_each() -> None:
    said = tree("several").text
    for one in several():
        assert one.signe is not None
        assert said.count(spelled(one.signe.reference)) >= 3  # list, head, check
        assert squash(one.signe.sha256) in squash(said)
    assert said.count("Fiche d’engagement, action") == 3


def test_very_many_are_listed_and_attached_without_their_pages() -> None:
    said = tree("too many to annex").text
    assert "chacune se télécharge à part" in said
    for one in DOCUMENTS["too many to annex"]():
        assert one.signe is not None
        assert said.count(spelled(one.signe.reference)) == 1
    with pikepdf.open(io.BytesIO(drawn("too many to annex"))) as document:
        assert len(document.pages) < 10
        assert len(document.attachments) == ANNEXED + 1


# File --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_frozen_texts_are_attached_byte_for_byte(name: str) -> None:
    fiches = DOCUMENTS[name]()
    with pikepdf.open(io.BytesIO(drawn(name))) as document:
        files = {key: spec.get_file().read_bytes() for key, spec in document.attachments.items()}
        assert all(spec.relationship == Name.Source for spec in document.attachments.values())
        packet = document.Root.Metadata.read_bytes().decode()
    assert sorted(files.values()) == sorted(one.text.encode() for one in fiches)
    for key, data in files.items():
        assert re.fullmatch(OURS, key)
        assert json.loads(data)["titre"] == TITRE
        assert hashlib.sha256(data).hexdigest() in packet


def test_no_picture_stands_for_a_signature() -> None:
    with pikepdf.open(io.BytesIO(drawn("signed"))) as document:
        assert not any(
            isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Image
            for found in document.objects
        )


BYTES = """
import hashlib, os, django
django.setup()
from tests.engagements.test_fiche_pdf import DAY, several
from engagements.pdf.render import render
print(hashlib.sha256(render(several(), day=DAY)).hexdigest())
"""


@pytest.mark.parametrize(("seed", "epoch"), [("0", "0"), ("424242", "1900000000")])
def test_same_texts_same_bytes(seed: str, epoch: str) -> None:
    """Whatever the order of sets, the clock of the environment and the process."""
    environment = os.environ | {
        "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Tokyo",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", BYTES], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    expected = hashlib.sha256(render(several(), day=DAY)).hexdigest()
    assert done.stdout.decode().strip() == expected
