"""The public check page: what it says, and above all what it must not say."""

import io
import itertools
import re
from datetime import UTC, datetime
from decimal import Decimal

import page as validator
import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from engagements import attestation, debit
from engagements.documents import fiche_of, fiches_of
from engagements.models import Engagement, Signature, VersionEngagement
from engagements.pdf.fiche import spelled
from engagements.sceau import is_sealed, seal
from engagements.texte import figer
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_fiche_signee,
    une_organisation,
)
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db

Visibilite = Engagement.Visibilite
VALIDITES = ("valide", "remplacee", "retiree")
READERS = ("visitor", "lecteur", "representant", "animateur")
SIGNED = datetime(2025, 3, 4, 13, 32, tzinfo=UTC)
CHANGED = datetime(2025, 9, 1, 8, tzinfo=UTC)

#: What the page may tell, by the visibility chosen: in each status, to each reader.
TOLD = {
    Visibilite.PUBLIC: {"organisation", "action", "quantity"},
    Visibilite.MONTANT_MASQUE: {"organisation", "action"},
    Visibilite.ANONYME: set(),
    Visibilite.INTERNE: set(),
}
SECRETS = {
    "organisation": "Fonderie Courlis",
    "action": "Récupérer la chaleur",
    "quantity": "45\u202f123",
}
#: Never told here, whatever was chosen.
NEVER = (
    "Inès Rabouin",
    "balbuzard.example",
    "Un four à induction",
    "Si le bail est signé",
    "motif",
)


@pytest.fixture(autouse=True)
def _no_memory_of_tries():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def feuille():
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation(feuille):
    made = une_organisation("Fonderie Courlis")
    feuille.territoire.organisations.add(made)
    return made


@pytest.fixture
def engagement(feuille, organisation):
    return un_engagement(
        une_action(feuille, title="Récupérer la chaleur de la fonderie", state="retenue"),
        organisation, kind="financier", quantity=Decimal("45123"), state="confirme",
        text="Un four à induction.", fermete="conditionnel", condition="Si le bail est signé",
    )  # fmt: skip


def becomes(signature: Signature, validite: str) -> None:
    """The pledge lives on after its signature."""
    mine = Engagement.objects.filter(pk=signature.engagement_id)
    if validite == "remplacee":
        VersionEngagement.objects.create(
            engagement=signature.engagement, number=1, text=signature.text, state="signe"
        )
        QuerySet(VersionEngagement).update(replaced_at=CHANGED)
        mine.update(version=2, state="confirme")
    elif validite == "retiree":
        mine.update(state="retire", withdrawal_reason="Un motif.", withdrawn_at=CHANGED)


def address(signature: Signature) -> str:
    return reverse("attestation", args=[signature.reference])


# What must not appear ----------------------------------------------------------------------------


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("validite", VALIDITES)
@pytest.mark.parametrize("visibilite", Visibilite)
def test_each_reader_is_told_what_the_table_says(
    feuille, organisation, engagement, visibilite, validite, reader
):
    Engagement.objects.update(visibilite=visibilite)
    signature = une_fiche_signee(engagement, signed_at=SIGNED)
    becomes(signature, validite)
    client = Client()
    if reader != "visitor":
        client = client_of(un_access(feuille, Role[reader.upper()], organisation))
    response = client.get(address(signature))
    page = text_of(response)
    assert response.status_code == 200
    assert {"valide": "est valide", "remplacee": "est remplacée", "retiree": "est retirée"}[
        validite
    ] in page
    assert "4\u00a0mars 2025" in page
    assert ("1er\u00a0septembre 2025" in page.replace("ᵉʳ", "er")) == (validite != "valide")
    assert {name for name, words in SECRETS.items() if words in page} == TOLD[visibilite]
    assert [words for words in NEVER if words in response.content.decode()] == []
    assert (feuille.territoire.name in page) == bool(TOLD[visibilite])


@pytest.mark.parametrize(("signed", "since"), list(itertools.permutations(Visibilite, 2)))
def test_the_stricter_of_two_choices_counts(engagement, signed, since):
    """What was hidden when it was signed, or is hidden now, is hidden."""
    Engagement.objects.update(visibilite=signed)
    signature = une_fiche_signee(engagement)
    Engagement.objects.update(visibilite=since)
    page = text_of(Client().get(address(signature)))
    found = {name for name, words in SECRETS.items() if words in page}
    assert found == TOLD[signed] & TOLD[since]


def test_an_action_others_may_not_read_is_not_named(engagement):
    signature = une_fiche_signee(engagement)
    Action.objects.update(is_restricted=True)
    page = text_of(Client().get(address(signature)))
    assert "est valide" in page
    assert not any(words in page for words in SECRETS.values())


def test_a_replaced_fiche_says_what_it_said_not_what_is_said_now(engagement):
    signature = une_fiche_signee(engagement)
    becomes(signature, "remplacee")
    Engagement.objects.update(quantity=Decimal("99876"))
    page = text_of(Client().get(address(signature)))
    assert SECRETS["quantity"] in page
    assert "99\u202f876" not in page


# Unknown and asked too often ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["K7M2Q9XABR", "k7m2q-9xabr", "0" * 64, "x", "-", "' OR 1=1", "É" * 40, "%00", "٣" * 10],
)
def test_an_unknown_reference_is_told_in_a_sentence(client, typed):
    response = client.get(reverse("attestation", args=[typed]), follow=True)
    assert response.status_code == 404
    assert "Aucune fiche signée ne porte cette référence" in text_of(response)


def test_a_signature_asked_and_not_confirmed_is_unknown(client, engagement):
    signature = une_fiche_signee(engagement)
    Signature.objects.update(signed_at=None)
    assert client.get(address(signature)).status_code == 404


def test_known_or_not_the_same_queries_are_asked(client, engagement):
    signature = une_fiche_signee(engagement)
    asked = []
    for key in (signature.reference, "K7M2Q9XABR", signature.sha256, "0" * 64, "x"):
        with CaptureQueriesContext(connection) as queries:
            attestation.find(attestation.normal(key))
        asked.append([re.sub(r"'[^']*'|= \S+", "", q["sql"])[:60] for q in queries])
    assert [len(queries) for queries in asked] == [1] * 5


def test_trying_references_is_slowed_down(client, monkeypatch, engagement):
    signature = une_fiche_signee(engagement)
    monkeypatch.setitem(debit.LIMITS, "lire", 3)
    answers = [client.get(reverse("attestation", args=["K7M2Q9XABR"])) for _ in range(5)]
    assert [one.status_code for one in answers] == [404, 404, 404, 429, 429]
    refused = client.get(address(signature))
    assert refused.status_code == 429
    assert "Attendez une minute" in text_of(refused)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get(address(signature))
    assert elsewhere.status_code == 200


# How it travels ----------------------------------------------------------------------------------


def test_no_engine_keeps_it_and_caches_ask_again(client, engagement):
    signature = une_fiche_signee(engagement, signed_at=SIGNED)
    response = client.get(address(signature))
    assert "noindex" in response["X-Robots-Tag"]
    assert b'name="robots" content="noindex' in response.content
    assert response["Cache-Control"] == "no-cache"
    again = client.get(address(signature), HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304
    becomes(signature, "retiree")
    changed = client.get(address(signature), HTTP_IF_NONE_MATCH=response["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != response["ETag"]


def test_the_page_of_a_member_stays_private(feuille, engagement):
    signature = une_fiche_signee(engagement)
    response = client_of(un_access(feuille, Role.LECTEUR)).get(address(signature))
    assert "private" in response["Cache-Control"]


def test_no_script_is_needed(client):
    page = client.get(reverse("verifier")).content.decode()
    (form,) = re.findall(r"<form.*?</form>", page, re.DOTALL)
    assert 'method="post"' in form
    assert 'enctype="multipart/form-data"' in form
    assert "hx-" not in form


# Typing and dropping -----------------------------------------------------------------------------


def check(client, **sent):
    return client.post(reverse("verifier"), sent)


def dropped(client, data: bytes, name: str = "fiche.pdf"):
    return check(client, fichier=SimpleUploadedFile(name, data, content_type="application/pdf"))


def test_a_reference_is_found_as_people_type_it(client, engagement):
    signature = une_fiche_signee(engagement)
    left, right = signature.reference[:5], signature.reference[5:]
    for typed in (
        signature.reference, f" {left.lower()} - {right.lower()} ", f"{left}‑{right}",
        signature.sha256, signature.sha256.upper(), " ".join(re.findall("....", signature.sha256)),
    ):  # fmt: skip
        response = client.post(reverse("verifier"), {"reference": typed}, follow=True)
        assert "est valide" in text_of(response), typed


def test_nothing_typed_is_told_what_to_do(client):
    response = check(client, reference="")
    assert response.status_code == 422
    assert "Écrivez la référence ou l’empreinte" in text_of(response)


@pytest.fixture
def team(feuille):
    return un_access(feuille, Role.ANIMATEUR)


def loaded(signature: Signature) -> Engagement:
    return Engagement.objects.for_text().get(pk=signature.engagement_id)


@pytest.mark.parametrize("validite", VALIDITES)
def test_the_file_itself_says_what_became_of_it(client, team, engagement, validite):
    signature = une_fiche_signee(engagement)
    data = fiche_of(loaded(signature), team).data
    becomes(signature, validite)
    page = text_of(dropped(client, data))
    assert attestation.SAID[Signature.Validite(validite)][0] in page
    assert "octet pour octet" in page


def test_a_file_of_a_hidden_pledge_says_no_more_than_its_reference(client, team, engagement):
    Engagement.objects.update(visibilite=Visibilite.INTERNE)
    signature = une_fiche_signee(engagement)
    page = text_of(dropped(client, fiche_of(loaded(signature), team).data))
    assert "est valide" in page
    assert not any(words in page for words in SECRETS.values())


def test_a_charte_is_checked_fiche_by_fiche(client, feuille, team, organisation, engagement):
    kept = une_fiche_signee(engagement)
    other = un_engagement(une_action(feuille, "2", state="retenue"), organisation, state="confirme")
    taken_back = une_fiche_signee(other)
    document = fiches_of(organisation, team)
    assert document is not None
    becomes(taken_back, "retiree")
    page = text_of(dropped(client, document.data))
    assert "est valide" in page
    assert "est retirée" in page
    assert "octet pour octet" in page
    assert page.count(spelled(kept.reference)) == page.count(spelled(taken_back.reference)) == 1


def rewritten(data: bytes) -> bytes:
    """Other pages around the same attached text."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].contents_add(b"BT ET")
        pdf.save(out)
    return out.getvalue()


def test_rewritten_pages_are_told_apart_from_the_text_they_carry(client, team, engagement):
    signature = une_fiche_signee(engagement)
    page = text_of(dropped(client, rewritten(fiche_of(loaded(signature), team).data)))
    assert "est valide" in page
    assert "enregistré de nouveau" in page
    assert "octet pour octet" not in page


def test_one_byte_changed_breaks_the_seal(team, engagement):
    data = fiche_of(loaded(une_fiche_signee(engagement)), team).data
    assert is_sealed(data)
    assert seal(data) == data
    for place in (20, len(data) // 2, len(data) - 8):
        assert not is_sealed(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


def test_the_seal_is_that_of_this_site_and_outlives_a_change_of_key(settings, team, engagement):
    data = fiche_of(loaded(une_fiche_signee(engagement)), team).data
    old, settings.SECRET_KEY = settings.SECRET_KEY, "une autre clé"
    assert not is_sealed(data)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_sealed(data)


def test_a_sealed_fiche_still_conforms(team, engagement):
    data = fiche_of(loaded(une_fiche_signee(engagement)), team).data
    for profile in ("ua1", "3a"):
        assert validator.validate_pdf_bytes(data, profile=profile).failures == []


def test_a_changed_text_was_signed_by_nobody(client, team, engagement):
    signature = une_fiche_signee(engagement)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(fiche_of(loaded(signature), team).data)) as pdf:
        (name,) = pdf.attachments
        text = signature.text.replace("45\u202f123", "945\u202f123")
        assert text != signature.text
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, text.encode(), filename=name)
        pdf.save(out)
    page = text_of(dropped(client, out.getvalue()))
    assert "un texte que personne n’a signé" in page
    assert "est valide" not in page


def test_a_draft_was_signed_by_nobody(client, team, engagement):
    page = text_of(dropped(client, fiche_of(loaded_of(engagement), team).data))
    assert "un texte que personne n’a signé" in page


def loaded_of(engagement: Engagement) -> Engagement:
    return Engagement.objects.for_text().get(pk=engagement.pk)


def test_a_pdf_of_somebody_else_carries_nothing(client):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    assert "Il ne porte ni texte signé" in text_of(dropped(client, out.getvalue()))


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "ce fichier est vide"), (b"PK\x03\x04", "n’est pas un PDF"),
     (b"%PDF-1.7\n" + b"x" * 11 * 1024 * 1024, "10\u00a0Mo au plus|10 Mo au plus")],
    ids=["empty", "zip", "11 MB"],
)  # fmt: skip
def test_a_bad_file_is_refused_with_a_sentence(client, data, words):
    response = dropped(client, data)
    assert response.status_code == 422
    assert re.search(words, text_of(response))


def test_dropping_is_slowed_down_too(client, monkeypatch):
    monkeypatch.setitem(debit.LIMITS, "deposer", 1)
    assert check(client, reference="").status_code == 422
    refused = check(client, reference="")
    assert refused.status_code == 429
    assert "Attendez une minute" in text_of(refused)


def test_a_dropped_file_is_never_kept(client, settings, tmp_path, team, engagement):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    signature = une_fiche_signee(engagement)
    data = fiche_of(loaded(signature), team).data
    dropped(client, data + b"\n" * 6_000_000)
    assert list(tmp_path.iterdir()) == []


def test_the_text_is_frozen_as_it_was(engagement):
    """The hash on paper is that of the text, however often it is computed again."""
    signature = une_fiche_signee(engagement)
    assert figer(loaded(signature)) == signature.text
