"""The life of an edition: its hour, cancelled, withdrawn with a notice, put back, drawn again."""

import hashlib
import resource
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from publication import pdf, rules, services
from publication.clock import nettoyer, paraitre
from publication.contenu import from_json
from publication.models import Edition, Projet
from publication.stockage import ORPHAN_AGE, effacer_orphelins
from publication.textes import Textes
from socle import jobs
from socle.jobs import JobError, run_job
from socle.models import Job, Journal
from socle.pdf import theme
from socle.refus import Refus
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.fabrique import un_access, une_feuille
from tests.outils import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parent.parent.parent
State = Edition.State
DATA = "feuille-de-route-{}.json"


@pytest.fixture
def edition(access):
    return services.publier_maintenant(access)


@pytest.fixture
def waiting(access):
    """An edition drawn, whose hour is tomorrow."""
    edition = services.publier(access, embargo=timezone.now() + timedelta(days=1))
    run_job(str(edition.job_id))
    edition.refresh_from_db()
    assert edition.state == State.PROGRAMMEE
    return edition


def _url(name, feuille, *args):
    return reverse(f"publication:{name}", args=[feuille.slug, *args])


def _stored(folder):
    return sorted(path.name for path in (Path(default_storage.location) / folder).rglob("*.pdf"))


# The rules, as tables ------------------------------------------------------------------------------

VERBS = {
    "relancer": {State.ECHOUEE, State.ANNULEE},
    "annuler": {State.EN_COURS, State.PROGRAMMEE},
    "avancer": {State.PROGRAMMEE},
    "retirer": {State.PUBLIEE},
    "remettre": {State.RETIREE},
    "redessiner": {State.PUBLIEE, State.RETIREE},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", State)
def test_what_may_be_done_in_each_state(access, verb, state):
    why_not = getattr(rules, f"why_not_{verb}")
    reason = why_not(access, Edition(state=state))
    assert (reason is None) == (state in VERBS[verb])
    assert reason is None or reason.startswith("L’édition 1.0 ")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.PORTEUR, Role.LECTEUR])
def test_the_administrator_alone(feuille, verb, role):
    why_not = getattr(rules, f"why_not_{verb}")
    state = min(VERBS[verb])
    assert "ne permet pas" in why_not(un_access(feuille, role), Edition(state=state))


@pytest.mark.parametrize("verb", ["annuler", "retirer", "remettre", "redessiner"])
def test_mending_what_is_public_waits_for_no_phase(verb):
    access = un_access(une_feuille(Phase.AJUSTEMENT), Role.ADMINISTRATEUR)
    assert getattr(rules, f"why_not_{verb}")(access, Edition(state=min(VERBS[verb]))) is None


@pytest.mark.parametrize(
    ("hours", "allowed"), [(-1, False), (0, False), (1, True), (24 * 366, True), (24 * 367, False)]
)
def test_an_embargo_is_ahead_and_within_a_year(hours, allowed):
    now = timezone.now()
    assert (rules.why_not_embargo(now + timedelta(hours=hours), now) is None) == allowed


# Its hour ------------------------------------------------------------------------------------------


def test_what_waits_is_shown_to_nobody_and_announced_to_members(feuille, access, waiting, client):
    contenu = from_json(waiting.content)
    assert contenu.date == timezone.localdate(waiting.embargo_at)
    assert not feuille.actions.exclude(inscrite_at=None).exists()
    for member in (client, client_of(access)):
        for name in ("edition", "pdf", "contenu", "changements"):
            assert member.get(_url(name, feuille, "1.0")).status_code == 404
    assert client.get(_url("publique", feuille)).status_code == 404
    reader = client_of(un_access(feuille, Role.LECTEUR))
    assert "est annoncée" in text_of(reader.get(_url("publique", feuille)))


def test_its_hour_puts_it_online_once(feuille, access, waiting):
    paraitre()
    waiting.refresh_from_db()
    assert waiting.state == State.PROGRAMMEE
    hour = waiting.embargo_at
    assert services.lever_embargos(hour) == 1
    assert services.lever_embargos(hour) == 0
    waiting.refresh_from_db()
    assert waiting.state == State.PUBLIEE
    assert Journal.objects.filter(verb="edition.publiee").count() == 1
    assert feuille.actions.get().inscrite_at is not None


def test_the_second_edition_is_announced_on_the_first_to_members_only(
    feuille, access, edition, client
):
    new = services.publier(access, note="La suite.", embargo=timezone.now() + timedelta(days=1))
    run_job(str(new.job_id))
    assert "L’édition 1.1 paraîtra le" in text_of(client_of(access).get(_url("publique", feuille)))
    assert "paraîtra" not in text_of(client.get(_url("publique", feuille)))
    assert client.get(_url("edition", feuille, "1.1")).status_code == 404


def test_nothing_else_is_frozen_meanwhile(access, waiting):
    with pytest.raises(Refus, match=r"L’édition 1\.0 attend son heure"):
        services.publier(access)


def test_it_may_go_online_before_its_hour(access, waiting):
    assert services.avancer(access, waiting).state == State.PUBLIEE


def test_an_hour_already_gone_is_refused(access):
    with pytest.raises(Refus, match="date et une heure à venir"):
        services.publier(access, embargo=timezone.now() - timedelta(minutes=1))


def test_the_hour_is_chosen_on_the_page(feuille, access):
    hour = timezone.localtime() + timedelta(days=3)
    client = client_of(access)
    typed = {"quand": "plus_tard", "embargo": hour.strftime("%Y-%m-%dT%H:%M")}
    assert client.post(_url("preparer", feuille), typed).status_code == 302
    edition = feuille.editions.get()
    assert edition.embargo_at == hour.replace(second=0, microsecond=0)
    for typed in ({"quand": "plus_tard"}, {"quand": "plus_tard", "embargo": "2020-01-01T09:00"}):
        Edition.objects.all().delete()
        response = client.post(_url("preparer", feuille), typed)
        assert response.status_code == 422
        assert "<title>Erreur" in response.content.decode()


# Cancelled -----------------------------------------------------------------------------------------


def test_cancelled_while_it_is_drawn_the_drawing_stops_and_nothing_is_published(
    access, monkeypatch
):
    edition = services.publier(access)
    drawn = []

    def render(contenu, *, progress, projet=False):
        for page in range(1, 9):
            if page == 3:
                services.annuler(access, edition)
            progress(page, 9)
            drawn.append(page)

    monkeypatch.setattr(pdf, "render", render)
    run_job(str(edition.job_id))
    edition.refresh_from_db()
    assert (edition.state, edition.job.state) == (State.ANNULEE, Job.State.CANCELLED)
    assert drawn == [1, 2]
    assert _stored("editions") == []


def test_an_edition_cancelled_is_taken_up_again_or_frozen_anew(access, waiting):
    services.annuler(access, waiting)
    assert services.lever_embargos(timezone.now() + timedelta(days=2)) == 0
    again = services.relancer(access, Edition.objects.get())
    assert (again.numero, again.sha256) == ("1.0", waiting.sha256)
    services.annuler(access, again)
    assert services.publier_maintenant(access).numero == "1.0"
    assert Edition.objects.count() == 1


def test_too_late_to_cancel(access, edition):
    with pytest.raises(Refus, match="est déjà en ligne"):
        services.annuler(access, edition)


def test_a_job_that_has_ended_is_not_cancelled(access, edition):
    assert not jobs.cancel(edition.job_id)


# Withdrawn -----------------------------------------------------------------------------------------


def test_a_withdrawn_edition_answers_its_notice_everywhere(feuille, access, edition, client):
    services.retirer(access, edition, reason="Un montant est faux <b>.")
    for name, args in (
        ("publique", ()),
        ("edition", ("1.0",)),
        ("fiche", ("1.0", "1.1")),
        ("pdf", ("1.0",)),
        ("contenu", ("1.0",)),
        ("changements", ("1.0",)),
    ):
        response = client.get(_url(name, feuille, *args))
        assert response.status_code == 410, name
        page = response.content.decode()
        assert "Un montant est faux &lt;b&gt;." in page
        assert "chaleur fatale" not in page
    listed = text_of(client.get(_url("editions", feuille)))
    assert "Retirée" in listed
    assert "Un montant est faux" in listed


def test_the_one_before_is_the_last_again_and_says_so(feuille, access, edition, client):
    second = services.publier_maintenant(access, note="La suite.")
    tag = client.get(_url("publique", feuille))["ETag"]
    services.retirer(access, second, reason="Une erreur.")
    response = client.get(_url("publique", feuille), HTTP_IF_NONE_MATCH=tag)
    assert response.status_code == 200
    assert "L’édition 1.1 a été retirée" in text_of(response)
    assert "Édition 1.0" in text_of(response)


def test_its_number_is_never_taken_again(access, edition):
    services.retirer(access, edition, reason="Une erreur.")
    assert services.publier_maintenant(access, note="Corrigée.").numero == "1.1"


def test_put_back_it_is_what_it_was(feuille, access, edition, client):
    before = client.get(_url("pdf", feuille, "1.0")).content
    services.retirer(access, edition, reason="Une erreur.")
    services.remettre(access, edition)
    assert client.get(_url("pdf", feuille, "1.0")).content == before
    edition.refresh_from_db()
    assert (edition.withdrawn_at, edition.withdrawal_reason) == (None, "")
    told = [line.verb for line in Journal.objects.about(edition)]
    assert {"edition.retiree", "edition.remise"} <= set(told)


def test_a_reason_is_asked_and_kept(feuille, access, edition):
    with pytest.raises(Refus, match="Écrivez pourquoi"):
        services.retirer(access, edition, reason=" ")
    client = client_of(access)
    response = client.post(_url("retirer", feuille, "1.0"), {"reason": ""})
    assert response.status_code == 422
    assert client.post(_url("retirer", feuille, "1.0"), {"reason": "Faux."}).status_code == 302
    edition.refresh_from_db()
    assert edition.withdrawal_reason == "Faux."


def test_the_database_refuses_a_hole(edition):
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(state=State.RETIREE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.update(state=State.PROGRAMMEE)


# Drawn again ---------------------------------------------------------------------------------------

DRAW = """
import hashlib, pathlib, sys
from publication.contenu import from_json
from publication.pdf import render
data = render(from_json(pathlib.Path(sys.argv[1]).read_text()))
print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_another_process_draws_the_same_bytes(edition, tmp_path, seed):
    frozen = tmp_path / "contenu.json"
    frozen.write_text(edition.content)
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(frozen)],
        cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == edition.pdf_sha256


def test_the_button_says_the_bytes_are_the_same_and_mends_a_lost_file(
    feuille, access, edition, django_capture_on_commit_callbacks
):
    default_storage.delete(edition.pdf.name)
    client = client_of(access)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(_url("redessiner", feuille, "1.0")).status_code == 302
    edition.refresh_from_db()
    assert edition.is_redrawn_alike
    with edition.pdf.open() as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == edition.pdf_sha256
    assert "Redessinée à l’identique" in text_of(client.get(_url("preparer", feuille)))


def test_other_bytes_are_told_and_change_nothing_online(access, edition):
    Edition.objects.update(pdf_sha256="0" * 64)
    edition.refresh_from_db()
    services.redessiner_maintenant(edition)
    edition.refresh_from_db()
    assert not edition.is_redrawn_alike
    assert edition.pdf_sha256 == "0" * 64
    assert len(_stored("editions")) == 1


def test_the_command_draws_again_and_writes_the_file(edition, tmp_path, capsys):
    out = tmp_path / "encore.pdf"
    slug = edition.feuille.slug
    call_command("redessiner", "--feuille", slug, "--edition", "1.0", "--sortie", str(out))
    assert "mêmes octets" in capsys.readouterr().out
    assert hashlib.sha256(out.read_bytes()).hexdigest() == edition.pdf_sha256
    for wrong in ("7.7", "un"):
        with pytest.raises(CommandError, match="édition"):
            call_command("redessiner", "--feuille", slug, "--edition", wrong)


def test_a_content_frozen_before_markdown_is_drawn_as_it_was():
    old = from_json(
        '{"date":"2024-12-18","edition":"1.0","periode":{"debut":2024,"fin":2027},'
        '"territoire":{"nom":"Estuaire"},"textes":{"diagnostic":"# pas un titre **ni gras**"}}'
    )
    assert old.textes == Textes(diagnostic="# pas un titre **ni gras**")
    assert "# pas un titre **ni gras**" in _printed(pdf.render(old))


def _bytes(edition):
    with edition.pdf.open() as stored:
        return stored.read()


def _printed(data):
    document = pypdfium2.PdfDocument(data)
    words = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(words).split())


# Trial ---------------------------------------------------------------------------------------------


def test_the_trial_pdf_says_so_on_each_page_and_is_for_the_team(
    feuille, access, client, django_capture_on_commit_callbacks
):
    team = client_of(access)
    with django_capture_on_commit_callbacks(execute=True):
        assert team.post(_url("demander_projet", feuille)).status_code == 302
    projet = Projet.objects.get()
    assert (projet.numero, Edition.objects.count()) == ("1.0", 0)
    response = team.get(_url("projet", feuille))
    assert "no-store" in response["Cache-Control"]
    document = pypdfium2.PdfDocument(response.content)
    assert len(document) == projet.pages
    for page in document:
        assert "Projet, non publié" in page.get_textpage().get_text_range()
    document.close()
    assert client.get(_url("projet", feuille)).status_code == 404
    reader = client_of(un_access(feuille, Role.LECTEUR))
    assert reader.get(_url("projet", feuille)).status_code == 403
    assert "marqué « projet »" in text_of(team.get(_url("preparer", feuille))).replace("\xa0", " ")


def test_one_trial_at_a_time(feuille, access):
    services.demander_projet(access)
    with pytest.raises(Refus, match="se dessine déjà"):
        services.demander_projet(access)


# What goes wrong -----------------------------------------------------------------------------------


@pytest.fixture
def full_disk():
    """No file of this process may grow above 8 kB: the kernel refuses, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_leaves_nothing(feuille, access, full_disk):
    with pytest.raises(JobError, match="Le disque du serveur est plein"):
        services.publier_maintenant(access)
    assert Edition.objects.get().state == State.ECHOUEE
    assert _stored("editions") == []
    assert not feuille.actions.exclude(inscrite_at=None).exists()


def test_the_page_says_it_and_the_next_try_works(feuille, access, monkeypatch):
    edition = services.publier(access)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * 1024, hard))
    try:
        run_job(str(edition.job_id))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "Le disque du serveur est plein" in text_of(
        client_of(access).get(_url("preparer", feuille))
    )
    again = services.relancer(access, Edition.objects.get())
    run_job(str(again.job_id))
    again.refresh_from_db()
    assert again.state == State.PUBLIEE
    assert len(_stored("editions")) == 1


def test_a_missing_font_is_named(feuille, access, monkeypatch, tmp_path):
    monkeypatch.setattr(theme, "FONTS", tmp_path)
    with pytest.raises(JobError, match=r"Une police du PDF manque sur le serveur.*HankenGrotesk"):
        services.publier_maintenant(access)
    assert "HankenGrotesk-400.ttf" in text_of(client_of(access).get(_url("preparer", feuille)))


def test_the_site_starts_without_its_fonts(tmp_path):
    code = (
        "import pathlib; from socle.pdf import theme as t; t.FONTS = pathlib.Path('/nowhere'); "
        "print(t._register() == frozenset(), t.missing_font())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "HankenGrotesk-400.ttf"]


HOSTILE = "</para><b & {{ 7 }} \u202e\ud83d\ude00 \x0b" + "mot" * 4000


def test_hostile_texts_are_published_whole(feuille, access):
    FeuilleDeRoute.objects.update(
        preamble="\n".join(
            [
                "- " * 300 + "x",
                "[" * 500,
                "*" * 500,
                HOSTILE.encode("utf-16", "surrogatepass").decode("utf-16"),
            ]
        )
    )
    edition = services.publier_maintenant(access)
    assert edition.state == State.PUBLIEE
    assert "</para><b" in _printed(_bytes(edition))


def test_orphans_go_and_what_is_named_or_recent_stays(access, edition, settings):
    lost = settings.MEDIA_ROOT / "editions" / "ab" / "abcd.pdf"
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_bytes(b"%PDF")
    nettoyer()
    assert lost.exists(), "a drawing may be about to end"
    assert effacer_orphelins(timezone.now() + ORPHAN_AGE + timedelta(minutes=1)) == 1
    assert not lost.exists()
    assert default_storage.exists(edition.pdf.name)


# Signatories and visas -----------------------------------------------------------------------------


def _lines(prefix, *lines):
    data = {f"{prefix}-TOTAL_FORMS": str(len(lines)), f"{prefix}-INITIAL_FORMS": "0"}
    for rank, line in enumerate(lines):
        data |= {f"{prefix}-{rank}-{name}": value for name, value in line.items()}
    return data


SIGNER = {"organisation": "CARENE", "nom": "Ana Roux", "fonction": "présidente"}
VISA = {"organisation": "CARENE", "date": "2024-12-12", "reference": "2024-118"}


def test_chosen_signatories_and_visas_are_frozen_and_compared(feuille, access, client):
    team = client_of(access)
    typed = _lines("signataires", SIGNER, {"organisation": ""}) | _lines("visas", VISA)
    assert team.post(_url("signataires", feuille), typed).status_code == 302
    first = services.publier_maintenant(access)
    contenu = from_json(first.content)
    assert [(s.organisation, s.nom, s.fonction) for s in contenu.signataires] == [
        ("CARENE", "Ana Roux", "présidente")
    ]
    assert contenu.visas[0].date == date(2024, 12, 12)
    printed = _printed(_bytes(first))
    assert "Ana Roux" in printed
    assert "2024-118" in printed
    signed = SIGNER | {"signe_le": "2025-01-15"}
    team.post(_url("signataires", feuille), _lines("signataires", signed) | _lines("visas", VISA))
    second = services.publier_maintenant(access, note="Signée.")
    page = text_of(client.get(_url("changements", feuille, second.numero)))
    assert "Signataires" in page
    assert "15 janvier 2025" in page.replace("\xa0", " ")


def test_before_any_is_chosen_the_parties_are_proposed(feuille, access):
    page = client_of(access).get(_url("signataires", feuille)).content.decode()
    for epci in feuille.territoire.epci.all():
        assert f'value="{epci.name}"' in page


def test_one_more_line_loses_nothing_typed(feuille, access):
    typed = _lines("signataires", SIGNER) | _lines("visas") | {"ajouter": "signataires"}
    response = client_of(access).post(_url("signataires", feuille), typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Ana Roux"' in page
    assert "Signataire 2" in page
    assert not feuille.signataires.exists()


def test_a_wrong_line_keeps_everything_and_says_where(feuille, access):
    typed = _lines("signataires", SIGNER | {"signe_le": "hier"}) | _lines("visas", {"date": "x"})
    response = client_of(access).post(_url("signataires", feuille), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Erreur" in page
    assert 'value="hier"' in page
    assert 'href="#id_signataires-0-signe_le"' in page
    assert not feuille.signataires.exists()


def test_as_many_queries_for_1_and_for_3_signatories(feuille, access):
    client = client_of(access)
    counts = []
    for number in (1, 3):
        services.ecrire_signatures(
            access,
            signataires=[{"organisation": f"Partie {n}"} for n in range(number)],
            visas=[
                {"organisation": f"Partie {n}", "date": date(2024, 1, 1)} for n in range(number)
            ],
        )
        counts.append(queries_of(client, _url("signataires", feuille)))
    assert counts[0] == counts[1]
