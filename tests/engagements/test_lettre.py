"""Letters signed by hand: what is refused of a file, how it is kept and served, its history."""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pikepdf import Array, Dictionary, Encryption, Name, Pdf

from engagements.lettres import rules, services
from engagements.lettres.models import Lettre
from engagements.models import Engagement
from engagements.pdf.render import OURS
from socle import foreign_pdf
from socle.models import Journal
from territoires.access import Access
from territoires.droits import Phase, Role
from tests.engagements.test_fiche_pdf import drawn
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_lettre,
    une_organisation,
)
from tests.outils import client_of, close, queries_of, text_of

# Files -------------------------------------------------------------------------------------------


def saved(build: Callable[[Pdf], Any] | None = None, **how: Any) -> bytes:
    """A PDF of one page, changed by `build` before it is saved."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if build is not None:
            build(pdf)
        pdf.save(out, **how)
    return out.getvalue()


def on_root(key: str, value: Any) -> bytes:
    return saved(lambda pdf: pdf.Root.__setitem__(key, value))


def annotated(**entries: Any) -> bytes:
    note = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)
    return saved(lambda pdf: pdf.pages[0].obj.__setitem__("/Annots", Array([note])))


def carrying(name: str, data: bytes) -> bytes:
    return saved(lambda pdf: pdf.attachments.__setitem__(name, data))


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lettre.pdf", "x")
    return out.getvalue()


def polyglot() -> bytes:
    """A PDF for whoever reads the beginning, a ZIP for whoever reads the end."""
    out = io.BytesIO(saved())
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("lettre.exe", b"MZ")
    return out.getvalue()


def bomb(megabytes: int = 400) -> bytes:
    """Zeros, packed a thousand times."""
    pack = zlib.compressobj(9)
    return b"".join(pack.compress(bytes(2**20)) for _ in range(megabytes)) + pack.flush()


def with_stream(data: bytes, filters: Any) -> bytes:
    def build(pdf: Pdf) -> None:
        stream = pdf.make_stream(b"")
        stream.write(data, filter=filters)
        pdf.pages[0].Contents = stream

    return saved(build, compress_streams=False)


def with_bomb_of_objects() -> bytes:
    """The objects of the file themselves are packed a thousand times: opening it unpacks them."""
    packed = bomb(300)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
    body = head + b"%d>>\nstream\n" % len(packed) + packed + b"\nendstream\nendobj\n"
    rows = b"".join(
        struct.pack(">BIH", *row) for row in ((0, 0, 0), (1, 9, 0), (2, 1, 0), (1, len(body), 0))
    )
    index = b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 2]/Root 2 0 R/Length %d>>\nstream\n" % len(rows)
    return body + index + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(body)


def written(value: bytes) -> bytes:
    """A PDF written by hand, with one more object that no library would write."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/X 3 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        value,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    index = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + index + tail


SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
LAUNCH = Dictionary(S=Name.Launch, F="calc.exe")
SITE = Dictionary(S=Name.URI, URI="https://exemple.fr")

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", foreign_pdf.NOT_A_PDF),
    "text": (lambda: b"Bonjour", foreign_pdf.NOT_A_PDF),
    "page": (lambda: b"<html>%PDF-1.7 %%EOF", foreign_pdf.NOT_A_PDF),
    "zip renamed": (zipped, foreign_pdf.NOT_A_PDF),
    "zip before": (lambda: zipped() + saved(), foreign_pdf.NOT_A_PDF),
    "zip after": (polyglot, foreign_pdf.TWO_FACED),
    "page after": (lambda: saved() + b"<script>alert(1)</script>", foreign_pdf.TWO_FACED),
    "head alone": (lambda: b"%PDF-1.7\n%%EOF", foreign_pdf.BROKEN),
    "cut in half": (lambda: drawn("signed")[:20_000], foreign_pdf.BROKEN),
    "cut at the end": (lambda: saved()[:-20], foreign_pdf.BROKEN),
    "password": (lambda: saved(encryption=Encryption(owner="a", user="b")), foreign_pdf.LOCKED),
    "restricted": (lambda: saved(encryption=Encryption(owner="a", user="")), foreign_pdf.LOCKED),
    "script at opening": (lambda: on_root("/OpenAction", SCRIPT), foreign_pdf.ACTIVE),
    "program at opening": (lambda: on_root("/OpenAction", LAUNCH), foreign_pdf.ACTIVE),
    "site at opening": (lambda: on_root("/OpenAction", SITE), foreign_pdf.ACTIVE),
    "scripts by name": (
        lambda: on_root("/Names", Dictionary(JavaScript=Dictionary(Names=["a", SCRIPT]))),
        foreign_pdf.ACTIVE,
    ),
    "script of a page": (
        lambda: saved(lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary(O=SCRIPT))),
        foreign_pdf.ACTIVE,
    ),
    "script of a link": (lambda: annotated(Subtype=Name.Link, A=SCRIPT), foreign_pdf.ACTIVE),
    "program after a link": (
        lambda: annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="x", Next=LAUNCH)),
        foreign_pdf.ACTIVE,
    ),
    "form that sends": (
        lambda: annotated(Subtype=Name.Link, A=Dictionary(S=Name.SubmitForm, F="x")),
        foreign_pdf.ACTIVE,
    ),
    "form of another kind": (
        lambda: on_root("/AcroForm", Dictionary(XFA="x")), foreign_pdf.ACTIVE,
    ),
    "film": (lambda: annotated(Subtype=Name.RichMedia), foreign_pdf.ACTIVE),
    "script under another spelling": (
        lambda: written(b"<</S/Java#53cript/J#53(app.alert(1))>>"), foreign_pdf.ACTIVE,
    ),
    "program inside": (lambda: carrying("lettre.exe", b"MZ"), foreign_pdf.CARRIES),
    "another PDF inside": (lambda: carrying("lettre.pdf", saved()), foreign_pdf.CARRIES),
    "program under our name": (lambda: carrying("engagement-A2.json", b"MZ"), foreign_pdf.CARRIES),
    "file of a note": (lambda: annotated(Subtype=Name.FileAttachment), foreign_pdf.ACTIVE),
    "file nobody lists": (
        lambda: annotated(
            Subtype=Name.Text, FS=Dictionary(Type=Name.Filespec, F="x", EF=Dictionary(F=1))
        ),
        foreign_pdf.CARRIES,
    ),
    "packed a thousand times": (
        lambda: with_stream(bomb(), Name.FlateDecode), foreign_pdf.TOO_COMPLEX,
    ),
    "packed twice": (
        lambda: with_stream(zlib.compress(bomb(50)), Array([Name.FlateDecode] * 2)),
        foreign_pdf.TOO_COMPLEX,
    ),
    "objects packed a thousand times": (with_bomb_of_objects, foreign_pdf.BROKEN),
    "objects without end": (
        lambda: written(b"[" * 80 + b"]" * 80), foreign_pdf.TOO_COMPLEX,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(name: str) -> None:
    build, reason = HOSTILE[name]
    assert foreign_pdf.read(build(), ours=OURS).refusal == reason


HARMLESS: dict[str, Callable[[], bytes]] = {
    "one page": saved,
    "of a word processor": lambda: saved(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", Array([pdf.pages[0].obj, Name.Fit]))
    ),
    "with links": lambda: annotated(Subtype=Name.Link, A=SITE),
    "signed by a certificate": lambda: on_root(
        "/AcroForm", Dictionary(SigFlags=3, Fields=[Dictionary(FT=Name.Sig, T="Signature")])
    ),
    "a damaged picture": lambda: with_stream(b"no zlib here", Name.FlateDecode),
    "our own fiche": lambda: drawn("signed"),
    "our own charte": lambda: drawn("several"),
    "many pages": lambda: drawn("forty"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_ordinary_letters_are_let_in(name: str) -> None:
    assert foreign_pdf.read(HARMLESS[name](), ours=OURS).refusal is None


def test_a_reader_that_takes_too_long_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_pdf, "SECONDS", 0.01)
    assert foreign_pdf.read(saved(), ours=OURS).refusal == foreign_pdf.TOO_COMPLEX


# Pages -------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def feuille():
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation():
    return une_organisation("Fonderie Courlis")


@pytest.fixture
def access(feuille, organisation) -> Access:
    return un_access(feuille, Role.REPRESENTANT, organisation)


def page_of(feuille, organisation) -> str:
    return reverse("documents:lettres", args=[feuille.slug, organisation.pk])


def send(access: Access, organisation, data: bytes, name: str = "lettre.pdf", **others):
    sent = SimpleUploadedFile(name, data, content_type="application/pdf")
    return client_of(access).post(page_of(access.feuille, organisation), {"fichier": sent} | others)


def test_a_letter_is_kept_as_it_was_sent(access, organisation, tmp_path):
    data = saved()
    response = send(access, organisation, data, r"C:\Users\ines\Lettre signée.pdf")
    assert response.status_code == 302
    lettre = Lettre.objects.get()
    assert (lettre.size, lettre.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (lettre.user, lettre.name) == (access.user, "Lettre signée.pdf")
    (stored,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert stored.read_bytes() == data
    assert "signée" not in str(stored)
    assert "courlis" not in str(stored).lower()
    assert Journal.objects.filter(verb="lettre.deposee", target_id=str(lettre.pk)).exists()


def test_two_letters_of_one_name_are_two_files(access, organisation):
    for _ in range(2):
        send(access, organisation, saved())
    assert len({lettre.fichier.name for lettre in Lettre.objects.all()}) == 2


@pytest.mark.parametrize("name", ["zip renamed", "script at opening", "password", "program inside"])
def test_a_hostile_letter_is_said_at_its_field_and_never_kept(access, organisation, tmp_path, name):
    build, reason = HOSTILE[name]
    response = send(access, organisation, build())
    assert response.status_code == 422
    assert reason in text_of(response)
    assert "<title>Erreur" in response.content.decode()
    assert not Lettre.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("megabytes", [11, 13])
def test_a_letter_too_big_is_refused(access, organisation, megabytes):
    response = send(access, organisation, b"%PDF-1.7\n" + bytes(megabytes * 1024 * 1024))
    assert response.status_code == 422
    assert "Choisissez un PDF de 10 Mo au plus" in text_of(response)


def test_nothing_sent_is_told_what_to_do(access, organisation):
    response = client_of(access).post(page_of(access.feuille, organisation), {})
    assert response.status_code == 422


def test_a_refusal_at_the_last_moment_leaves_no_file(access, organisation, tmp_path):
    close(access.feuille)
    with pytest.raises(services.Refus):
        services.deposer(organisation, by=access, data=saved(), name="lettre.pdf")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


# Served ------------------------------------------------------------------------------------------


@pytest.fixture
def lettre(access, organisation) -> Lettre:
    return services.deposer(organisation, by=access, data=saved(), name="lettre.pdf")


def test_it_is_saved_and_never_shown_inside_the_site(feuille, access, lettre):
    url = reverse("documents:lettre", args=[feuille.slug, lettre.pk])
    for reader in (access, un_access(feuille, Role.ANIMATEUR)):
        response = client_of(reader).get(url)
        assert hashlib.sha256(response.content).hexdigest() == lettre.sha256
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]


def test_no_address_of_files_leads_to_it(access, lettre):
    for url in (f"/{lettre.fichier.name}", f"/fichiers/{lettre.fichier.name}",
                f"/media/{lettre.fichier.name}", f"/static/{lettre.fichier.name}"):  # fmt: skip
        assert client_of(access).get(url).status_code == 404


def test_a_letter_of_another_roadmap_does_not_exist(access, lettre):
    other = un_access(une_feuille(Phase.ENGAGEMENT), Role.ADMINISTRATEUR)
    url = reverse("documents:lettre", args=[other.feuille.slug, lettre.pk])
    assert client_of(other).get(url).status_code == 404


def test_a_file_lost_by_the_storage_is_a_page_not_found(feuille, access, lettre):
    lettre.fichier.storage.delete(lettre.fichier.name)
    url = reverse("documents:lettre", args=[feuille.slug, lettre.pk])
    assert client_of(access).get(url).status_code == 404


# History -----------------------------------------------------------------------------------------


def test_a_replaced_letter_stays_in_history(access, organisation, lettre):
    response = send(access, organisation, saved(), "suite.pdf", remplace=str(lettre.pk))
    assert response.status_code == 302
    older, newer = Lettre.objects.order_by("pk")
    assert older.replaced_by == newer
    assert list(Lettre.objects.holding()) == [newer]
    page = text_of(client_of(access).get(page_of(access.feuille, organisation)))
    assert "Remplacée" in page
    assert "En vigueur" in page
    assert older.sha256 in page


def test_a_letter_is_taken_back_with_its_reason_in_any_phase(feuille, access, lettre):
    close(feuille)
    url = reverse("documents:retirer_lettre", args=[feuille.slug, lettre.pk])
    client = client_of(access)
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "Un autre signataire."}).status_code == 302
    lettre.refresh_from_db()
    assert lettre.withdrawn_at is not None
    assert Journal.objects.filter(verb="lettre.retiree").count() == 1
    again = client.post(url, {"reason": "Encore."})
    assert again.status_code == 403
    assert "déjà retirée" in text_of(again)
    assert "Encore." in again.content.decode()


def test_a_letter_replaced_meanwhile_is_not_replaced_twice(access, organisation, lettre):
    services.deposer(organisation, by=access, data=saved(), name="a.pdf", remplace=lettre)
    with pytest.raises(services.Refus, match="déjà remplacée"):
        services.deposer(organisation, by=access, data=saved(), name="b.pdf", remplace=lettre)
    assert Lettre.objects.count() == 2


def test_it_never_counts_as_the_signature(feuille, access, organisation, lettre):
    engagement = un_engagement(une_action(feuille, state="retenue"), organisation, state="confirme")
    send(access, organisation, drawn("signed"))
    engagement.refresh_from_db()
    assert engagement.state == Engagement.State.CONFIRME
    assert not engagement.signatures.exists()


@pytest.mark.parametrize(
    ("count", "allowed"), [(0, True), (rules.MOST - 1, True), (rules.MOST, False)]
)
def test_why_not_une_de_plus(count, allowed):
    assert (rules.why_not_une_de_plus(count) is None) == allowed


@pytest.mark.parametrize(
    ("fields", "verb", "words"),
    [
        ({}, rules.why_not_remplacer, None),
        ({"replaced_by_id": 9}, rules.why_not_remplacer, "déjà remplacée"),
        ({"withdrawn_at": timezone.now()}, rules.why_not_remplacer, "retirée"),
    ],
)
def test_why_not_remplacer(fields, verb, words):
    reason = verb(Lettre(**fields))
    assert (words in reason) if words else reason is None


def test_the_page_costs_the_same_for_one_letter_and_for_three(feuille, access, organisation):
    une_lettre(feuille, organisation, user=access.user)
    one = queries_of(client_of(access), page_of(feuille, organisation))
    for _ in range(2):
        une_lettre(feuille, organisation, user=un_access(feuille, Role.LECTEUR).user)
    assert queries_of(client_of(access), page_of(feuille, organisation)) == one
