"""The public pages of an edition, and the pages that publish it, as people meet them."""

import hashlib
import json
import re
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from actions.models import Action
from publication import pdf, rendu, services
from publication.models import Edition
from socle.jobs import JobError
from socle.models import Job
from territoires.droits import Phase, Role
from territoires.services import changer_phase
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_action_prete,
    une_feuille,
    une_organisation,
)
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db

#: Another at each answer.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')

NOTE = "Première édition, issue du séminaire."
HOSTILE = '<img src="/etc/passwd"> <b & </para> {{ 7|add:7 }} 🌊'


@pytest.fixture(autouse=True)
def _fresh_caches():
    rendu.forget()


@pytest.fixture
def edition(access):
    return services.publier_maintenant(access, note=NOTE)


def _url(name, feuille, *args):
    return reverse(f"publication:{name}", args=[feuille.slug, *args])


def _html(response):
    return response.content.decode()


# For everybody -----------------------------------------------------------------------------------


def test_the_public_page_is_the_latest_edition(feuille, access, edition, client):
    page = _html(client.get(_url("publique", feuille)))
    assert "Édition 1.0" in page
    assert "Récupérer la chaleur fatale" in page
    assert "Une action" in page
    une_action_prete(feuille, "2", state="retenue", title="Loger les apprentis")
    assert "Loger les apprentis" not in _html(client.get(_url("publique", feuille)))
    services.publier_maintenant(access, note="La suite.")
    page = _html(client.get(_url("publique", feuille)))
    assert "Édition 1.1" in page
    assert "Loger les apprentis" in page


def test_an_old_edition_keeps_its_address_and_says_it_was_replaced(
    feuille, access, edition, client
):
    Action.objects.update(title="Un titre tout neuf")
    services.publier_maintenant(access, note="La suite.")
    page = _html(client.get(_url("edition", feuille, "1.0")))
    assert "Récupérer la chaleur fatale" in page
    assert "Une édition plus récente est en ligne" in page
    assert "plus récente" not in _html(client.get(_url("edition", feuille, "1.1")))


def test_a_fiche_has_its_own_lasting_page(feuille, edition, client):
    page = _html(client.get(_url("fiche", feuille, "1.0", "1.1")))
    assert "Ce que nous allons faire." in page
    assert "Fonderie Courlis" in page
    assert "100\u202f000\u202f€" in page


def test_the_pdf_is_the_stored_one_with_its_name(feuille, edition, client):
    response = client.get(_url("pdf", feuille, "1.0"), HTTP_ACCEPT_ENCODING="gzip")
    assert response["Content-Type"] == "application/pdf"
    assert hashlib.sha256(response.content).hexdigest() == edition.pdf_sha256
    assert f"feuille-de-route-{feuille.slug}-1.0.pdf" in response["Content-Disposition"]
    assert "immutable" in response["Cache-Control"]
    assert "Content-Encoding" not in response


def test_the_content_is_the_frozen_one_byte_for_byte(feuille, edition, client):
    response = client.get(_url("contenu", feuille, "1.0"))
    assert hashlib.sha256(response.content).hexdigest() == edition.sha256
    assert response.json()["edition"] == "1.0"


def test_the_editions_and_what_changed(feuille, access, edition, client):
    Action.objects.update(summary="Un résumé plus long.")
    services.publier_maintenant(access, note="La suite.")
    page = _html(client.get(_url("editions", feuille)))
    assert page.index("1.1") < page.index("1.0")
    assert edition.sha256 in page
    assert NOTE in page
    page = _html(client.get(_url("changements", feuille, "1.1")))
    assert "Modifiée" in page
    assert "plus long" in page
    assert client.get(_url("changements", feuille, "1.0")).status_code == 404


@pytest.mark.parametrize("name", ["publique", "editions"])
@pytest.mark.parametrize("state", [None, "en_cours", "echouee"])
def test_a_stranger_finds_nothing_before_the_first_edition(feuille, client, name, state):
    if state:
        Edition.objects.create(feuille=feuille, state=state, content="{}", sha256="x")
    assert client.get(_url(name, feuille)).status_code == 404
    assert client.get(_url("edition", feuille, "1.0")).status_code == 404
    assert client.get(_url("pdf", feuille, "1.0")).status_code == 404


@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.ANIMATEUR, "Préparer la publication"), (Role.LECTEUR, "Lire les actions")],
)
def test_a_member_is_told_what_comes_before_the_first_edition(feuille, role, words):
    response = client_of(un_access(feuille, role)).get(_url("publique", feuille))
    assert response.status_code == 200
    assert words in _html(response)


@pytest.mark.parametrize(
    "path",
    ["editions/1.7/", "editions/1.0/actions/9.9/", "editions/un/", "editions/1.0/actions/1.1/x/"],
)
def test_what_does_not_exist_is_not_found(feuille, edition, client, path):
    assert client.get(_url("publique", feuille) + path).status_code == 404


def test_an_edition_is_found_under_its_own_roadmap_only(feuille, edition, client):
    other = une_feuille()
    assert client.get(_url("edition", other, "1.0")).status_code == 404


# Travel ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["publique", "editions", "edition", "pdf", "contenu", "fiche"])
def test_what_has_not_changed_is_not_sent_again(feuille, edition, client, name):
    args = {"publique": [], "editions": [], "fiche": ["1.0", "1.1"]}.get(name, ["1.0"])
    first = client.get(_url(name, feuille, *args))
    again = client.get(_url(name, feuille, *args), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""
    assert first["Last-Modified"]
    other = client.get(_url(name, feuille, *args), HTTP_IF_NONE_MATCH='"autre"')
    assert other.status_code == 200


def test_a_new_edition_changes_the_tag(feuille, access, edition, client):
    tag = client.get(_url("publique", feuille))["ETag"]
    services.publier_maintenant(access, note="La suite.")
    assert client.get(_url("publique", feuille), HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_the_page_of_a_member_is_private(feuille, access, edition):
    response = client_of(access).get(_url("publique", feuille))
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response
    assert reverse("tableau", args=[feuille.slug]) in _html(response)


def test_few_queries_whatever_the_number_of_actions(
    feuille, access, client, django_assert_num_queries
):
    for _ in range(10):
        une_action_prete(feuille, "3", state="retenue")
    services.publier_maintenant(access, note=NOTE)
    client.get(_url("publique", feuille))
    rendu.forget()
    with django_assert_num_queries(3):
        client.get(_url("publique", feuille))
    with django_assert_num_queries(1):
        client.get(_url("publique", feuille))


def test_first_visit_weighs_little(feuille, access, client):
    for _ in range(14):
        une_action_prete(feuille, "3", state="retenue", summary="Un résumé assez long. " * 8)
    services.publier_maintenant(access, note=NOTE)
    response = client.get(_url("publique", feuille), HTTP_ACCEPT_ENCODING="gzip")
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 15_000


# Visibility and hostile text -----------------------------------------------------------------------


def _everything(feuille, client):
    """All that is public of edition 1.0, as three texts: pages, data, PDF."""
    names = ("publique", ()), ("fiche", ("1.0", "1.1")), ("editions", ())
    pages = [_html(client.get(_url(name, feuille, *args))) for name, args in names]
    data = _html(client.get(_url("contenu", feuille, "1.0")))
    document = pypdfium2.PdfDocument(client.get(_url("pdf", feuille, "1.0")).content)
    printed = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return "\n".join(pages), data, "\n".join(printed)


def test_hidden_amounts_and_anonymous_names_are_nowhere(feuille, access, client):
    action = feuille.actions.get()
    hidden, anonymous = une_organisation("Atelier Avocette"), une_organisation("Étuves Bernache")
    feuille.territoire.organisations.add(hidden, anonymous)
    un_engagement(
        action, hidden, kind="financier", quantity=Decimal(314159), visibilite="montant_masque"
    )
    un_engagement(action, anonymous, text="Prêter notre quai.", visibilite="anonyme")
    un_engagement(action, une_organisation("Forges Sarcelle"), visibilite="interne")
    services.publier_maintenant(access, note=NOTE)
    for text in _everything(feuille, client):
        flat = re.sub(r"\s", "", text)
        assert "AtelierAvocette" in flat
        assert "314159" not in flat
        assert "Bernache" not in flat
        assert "Prêternotrequai" not in flat
        assert "Sarcelle" not in flat


def test_hostile_text_is_shown_as_typed(feuille, access, client):
    Action.objects.update(title=HOSTILE, summary=HOSTILE, description=HOSTILE)
    services.publier_maintenant(access, note=HOSTILE)
    pages, data, printed = _everything(feuille, client)
    assert "<img" not in pages
    assert pages.count(escape(HOSTILE)) >= 6
    assert json.dumps(HOSTILE, ensure_ascii=False) in data
    assert '<img src="/etc/passwd"> <b & </para>' in re.sub(r"\s+", " ", printed)


# The team's page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 404),
        (Role.ADMINISTRATEUR, 200),
        (Role.ANIMATEUR, 200),
        (Role.PORTEUR, 403),
        (Role.REPRESENTANT, 403),
        (Role.LECTEUR, 403),
    ],
)
@pytest.mark.parametrize("name", ["preparer", "apercu"])
def test_who_reads_the_pages_of_the_team(feuille, role, status, name):
    client = client_of(un_access(feuille, role) if role else None)
    assert client.get(_url(name, feuille)).status_code == status


def test_the_facilitator_prepares_and_reads_why_the_button_is_locked(feuille):
    page = _html(client_of(un_access(feuille, Role.ANIMATEUR)).get(_url("preparer", feuille)))
    assert 'aria-disabled="true"' in page
    assert "ne permet pas de publier une édition" in page


def test_the_checklist_counts_and_leads_to_the_remedy(feuille, access):
    bare = une_action(feuille, state="retenue", title="Sans porteur")
    page = _html(client_of(access).get(_url("preparer", feuille)))
    assert re.search(r"\d+ contrôles réussis sur 19", page)
    assert f"L’action {bare.numero} n’a pas de porteur" in page
    assert reverse("actions:modifier", args=[feuille.slug, bare.numero]) in page
    assert 'aria-disabled="true"' in page


def test_every_remedy_leads_to_a_field_that_is_there(feuille, access):
    bare = une_action(feuille, state="retenue", summary="", budget=Decimal(5), description="🌊")
    client = client_of(access)
    page = _html(client.get(_url("preparer", feuille)))
    main = page[page.index("<main") : page.index("</main>")]
    links = set(re.findall(r'href="(/feuilles/[^"]+#[^"]+)"', main))
    fields = {link.split("#")[1] for link in links}
    assert {
        "id_porteur", "id_summary", "id_description", "liste-financements", "liste-indicateurs",
        "id_start", "id_preamble", "id_signataires-0-nom", "id_visas-0-organisation",
    } <= fields  # fmt: skip
    for link in links:
        url, anchor = link.split("#")
        assert f'id="{anchor}"' in _html(client.get(url)), link
    assert f"/{bare.numero}/modifier/#id_porteur" in page


def test_the_five_lights_of_each_action_are_told(feuille, access):
    page = text_of(client_of(access).get(_url("preparer", feuille)))
    assert "1 action a ses cinq feux sur 1" in page
    bare = une_action(feuille, state="retenue")
    page = text_of(client_of(access).get(_url("preparer", feuille)))
    assert f"À compléter pour l’action {bare.numero} : Désignez un porteur." in page


def test_publishing_from_the_page(feuille, access, django_capture_on_commit_callbacks):
    client = client_of(access)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(_url("preparer", feuille), {"note": NOTE})
    assert response.status_code == 302
    edition = feuille.editions.get()
    assert (edition.state, edition.numero, edition.note) == ("publiee", "1.0", NOTE)
    assert "L’édition 1.0 est figée" in _html(client.get(response["Location"]))


def test_the_second_edition_may_be_a_major_one(
    feuille, access, edition, django_capture_on_commit_callbacks
):
    client = client_of(access)
    assert "2.0" in _html(client.get(_url("preparer", feuille)))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(_url("preparer", feuille), {"note": NOTE, "numero": "2.0"})
    assert feuille.editions.first().numero == "2.0"


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("", "Écrivez une note de version"),
        ("   ", "Écrivez une note de version"),
        ("a" * 2001, "Raccourcissez la note"),
    ],
)
def test_a_note_to_correct_is_kept_and_told(feuille, access, edition, note, words):
    data = {"note": note, "numero": "1.1"}
    page = _html(client_of(access).post(_url("preparer", feuille), data))
    assert "<title>Erreur" in page
    assert words in page
    assert note.strip() in page
    assert feuille.editions.count() == 1


def test_a_phase_closed_meanwhile_refuses_and_keeps_the_note(feuille, access):
    changer_phase(access, Phase.SELECTION)
    response = client_of(access).post(_url("preparer", feuille), {"note": "Ma longue note."})
    assert response.status_code == 403
    page = _html(response)
    assert "ne permet pas de publier une édition" in page
    assert "Ma longue note." in page
    assert not feuille.editions.exists()


def test_the_second_publisher_is_refused_with_a_sentence(feuille, access):
    services.publier(access, note=NOTE)
    other = un_access(feuille, Role.ADMINISTRATEUR)
    response = client_of(other).post(_url("preparer", feuille), {"note": "Moi aussi."})
    assert response.status_code == 403
    assert "L’édition 1.0 est déjà en préparation" in _html(response)
    assert feuille.editions.count() == 1


def test_hostile_note_is_shown_as_typed(feuille, access):
    changer_phase(access, Phase.SELECTION)
    page = _html(client_of(access).post(_url("preparer", feuille), {"note": HOSTILE}))
    assert '<img src="/etc' not in page
    assert "&lt;img src=" in page


def test_what_changes_since_the_last_edition(feuille, access, edition):
    Action.objects.update(summary="Un résumé transformé.")
    une_action_prete(feuille, "2", state="retenue", title="Loger les apprentis")
    page = _html(client_of(access).get(_url("preparer", feuille)))
    assert "Ce qui change depuis l’édition 1.0" in page
    assert "Texte ajouté" in page
    assert "transformé" in page
    assert "Ajoutée" in page


def test_the_preview_is_drawn_from_now_and_marked(feuille, access, edition):
    Action.objects.update(title="Pas encore public")
    client = client_of(access)
    page = _html(client.get(_url("apercu", feuille)))
    assert "Aperçu, non publié" in page
    assert "Pas encore public" in page
    assert "feuille-de-route.pdf" not in page
    fiche = _html(client.get(_url("fiche_apercu", feuille, "1.1")))
    assert "Aperçu, non publié" in fiche
    assert "Pas encore public" not in _html(Client().get(_url("publique", feuille)))


def test_as_many_queries_for_1_and_for_3_editions(
    feuille, access, edition, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(access)
    client.get(_url("preparer", feuille))
    with django_assert_max_num_queries(32) as before:
        client.get(_url("preparer", feuille))
    with django_assert_max_num_queries(3) as listed:
        Client().get(_url("editions", feuille))
    for _ in range(2):
        une_action_prete(feuille, "2", state="retenue")
        services.publier_maintenant(access, note=NOTE)
    with django_assert_num_queries(len(before)):
        client.get(_url("preparer", feuille))
    with django_assert_num_queries(len(listed)):
        Client().get(_url("editions", feuille))


# Progress, failure, retry --------------------------------------------------------------------------


@pytest.fixture
def running(feuille, access):
    """An edition whose job is at 12 pages of about 40."""
    edition = services.publier(access, note=NOTE)
    Job.objects.filter(pk=edition.job_id).update(
        state=Job.State.RUNNING, progress=12, total=40, heartbeat_at=timezone.now()
    )
    return edition


def test_progress_is_told_and_the_page_follows_it(feuille, access, running):
    client = client_of(access)
    page = _html(client.get(_url("preparer", feuille)))
    assert "12\u00a0pages dessinées sur environ 40" in page
    assert 'http-equiv="refresh"' in page
    assert f'hx-get="{_url("progression", feuille)}"' in page
    fragment = _html(client.get(_url("progression", feuille), HTTP_HX_REQUEST="true"))
    assert 'role="status"' in fragment
    assert "12\u00a0pages dessinées sur environ 40" in fragment
    assert "<html" not in fragment
    assert TOKEN.sub("", fragment).strip() in TOKEN.sub("", page)


def test_progress_ends_by_showing_the_whole_page(feuille, access):
    client = client_of(access)
    assert client.get(_url("progression", feuille), HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    assert client.get(_url("progression", feuille)).status_code == 302


@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.LECTEUR, 403)])
def test_progress_is_for_the_team(feuille, running, role, status):
    client = client_of(un_access(feuille, role) if role else None)
    response = client.get(_url("progression", feuille), HTTP_HX_REQUEST="true")
    assert response.status_code == status


@pytest.fixture
def failed(access, monkeypatch):
    """An edition whose drawing failed, the cause being gone."""

    def render(contenu, *, progress=None, projet=False):
        raise JobError("Le disque est plein.")

    with monkeypatch.context() as broken:
        broken.setattr(pdf, "render", render)
        with pytest.raises(JobError):
            services.publier_maintenant(access, note=NOTE)
    return Edition.objects.get()


def test_a_failure_says_why_and_offers_to_draw_again(
    feuille, access, failed, django_capture_on_commit_callbacks
):
    client = client_of(access)
    page = _html(client.get(_url("preparer", feuille)))
    assert "Le disque est plein." in page
    assert "Relancer" in page
    assert Client().get(_url("publique", feuille)).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(_url("relancer", feuille, "1.0"))
    assert response.status_code == 302
    assert Client().get(_url("publique", feuille)).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [(None, 404), (Role.LECTEUR, 403), (Role.ANIMATEUR, 403)]
)
def test_who_may_draw_again(feuille, failed, role, status):
    client = client_of(un_access(feuille, role) if role else None)
    assert client.post(_url("relancer", feuille, "1.0")).status_code == status
    assert Edition.objects.get().state == Edition.State.ECHOUEE


@pytest.mark.parametrize(
    ("name", "method"),
    [("relancer", "get"), ("publique", "post"), ("pdf", "post"), ("progression", "post")],
)
def test_wrong_method(feuille, access, edition, name, method):
    args = ["1.0"] if name in ("relancer", "pdf") else []
    assert getattr(client_of(access), method)(_url(name, feuille, *args)).status_code == 405


def test_the_edition_keeps_its_date_when_a_later_one_comes(feuille, access, edition, client):
    Edition.objects.update(published_at=timezone.now() - timedelta(days=40))
    before = client.get(_url("edition", feuille, "1.0"))["Last-Modified"]
    services.publier_maintenant(access, note="La suite.")
    assert client.get(_url("edition", feuille, "1.0"))["Last-Modified"] == before
