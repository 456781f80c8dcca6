"""The journal of a roadmap: who reads it, what it tells, how it is filtered, that it stays."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from actions.services.redaction import partager
from engagements.models import Engagement
from socle.journal import record
from socle.models import Journal
from territoires.droits import Phase, Role
from territoires.services import changer_phase
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_feuille_vivante,
    une_organisation,
)
from tests.outils import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db


def _url(feuille, query: str = "") -> str:
    return reverse("journal", args=[feuille.slug]) + query


@pytest.fixture
def feuille():
    return une_feuille()


@pytest.fixture
def animateur(feuille):
    return un_access(feuille, Role.ANIMATEUR)


def _read(access, query: str = "") -> str:
    return text_of(client_of(access).get(_url(access.feuille, query)))


def test_sentences_name_who_did_what_to_what(feuille, animateur):
    partager(une_action(feuille, title="Un sémaphore"), by=animateur)
    admin = un_access(feuille, Role.ADMINISTRATEUR)
    changer_phase(admin, Phase.AJUSTEMENT)
    page = _read(animateur)
    assert f"{animateur.user} partage l’action 1.1 Un sémaphore" in page
    partage, ajustement = Phase.PARTAGE.label, Phase.AJUSTEMENT.label
    assert f"de la phase «\u00a0{partage}\u00a0» à la phase «\u00a0{ajustement}\u00a0»" in page


def test_members_outside_the_team_are_told_why_not(feuille):
    response = client_of(un_access(feuille, Role.PORTEUR)).get(_url(feuille))
    assert response.status_code == 403
    assert "lire le journal" in text_of(response)


def test_another_roadmap_says_nothing_here(feuille, animateur):
    other = une_action(une_feuille(), title="Ailleurs")
    record("action.proposee", by=None, on=other, feuille_id=other.feuille_id)
    assert "Ailleurs" not in _read(animateur)


def test_filters(feuille, animateur):
    one, two = une_action(feuille, title="Sémaphore"), une_action(feuille, title="Balise")
    partager(one, by=animateur)
    partager(two, by=un_access(feuille, Role.ADMINISTRATEUR))
    record("membre.retrait", by=None, on=feuille, feuille_id=feuille.pk, personne="Paul")
    tomorrow = localdate() + dt.timedelta(days=1)
    for query, shown in (
        ("", {"Sémaphore", "Balise", "Paul"}),
        (f"?personne={animateur.user.pk}", {"Sémaphore"}),
        ("?personne=0", {"Paul"}),
        ("?genre=membres", {"Paul"}),
        ("?genre=actions", {"Sémaphore", "Balise"}),
        ("?action=1.2", {"Balise"}),
        (f"?du={tomorrow}", set()),
        (f"?au={localdate()}&genre=actions", {"Sémaphore", "Balise"}),
        ("?personne=x&genre=x&du=hier", {"Sémaphore", "Balise", "Paul"}),
    ):
        page = _read(animateur, query)
        assert {word for word in ("Sémaphore", "Balise", "Paul") if word in page} == shown, query


def test_what_is_not_sent_yet_is_not_told(feuille, animateur):
    organisation = une_organisation("Fonderie Courlis")
    draft = un_engagement(une_action(feuille), organisation, state=Engagement.State.BROUILLON)
    record("engagement.importe", by=None, on=draft, feuille_id=feuille.pk, organisation="Courlis")
    assert "Courlis" not in _read(animateur)
    Engagement.objects.filter(pk=draft.pk).update(state=Engagement.State.DECLARE)
    assert "importe l’engagement de Courlis" in _read(animateur)


def test_a_long_journal_is_cut_in_pages_that_keep_the_filters(feuille, animateur):
    for _ in range(51):
        record("membre.retrait", by=None, on=feuille, feuille_id=feuille.pk, personne="Paul")
    html = client_of(animateur).get(_url(feuille, "?genre=membres")).content.decode()
    assert "Page 1 sur 2" in html
    assert "?genre=membres&amp;page=2" in html


def test_one_and_three_lines_cost_the_same():
    feuille = une_feuille_vivante()
    access = un_access(feuille, Role.ANIMATEUR)
    targets = [feuille.actions.get(), feuille.actions.get().engagements.get()]
    targets += [feuille.seances.get(), feuille.actions.get().amendements.get()]
    client = client_of(access)
    costs = []
    for _ in range(2):
        for target in targets:
            record("technique.correction", by=access.user, on=target, feuille_id=feuille.pk)
        costs.append(queries_of(client, _url(feuille)))
    assert costs[0] == costs[1]


def test_the_export_keeps_the_filters(feuille, animateur):
    for title in ("Sémaphore", "Balise"):
        partager(une_action(feuille, title=title), by=animateur)
    html = client_of(animateur).get(_url(feuille, "?action=1.2")).content.decode()
    url = reverse("exporter_fichier", args=[feuille.slug, "journal", "csv"])
    assert f"{url}?action=1.2" in html
    body = b"".join(client_of(animateur).get(f"{url}?action=1.2").streaming_content).decode()
    assert "Balise" in body
    assert "Sémaphore" not in body


def test_a_line_is_never_changed_nor_erased(feuille):
    """By the ORM of the product; a database administrator keeps his or her powers.

    Two tasks of the law go around it, and say so: erasing a person, end of retention.
    """
    line = record("feuille.textes", by=None, on=feuille, feuille_id=feuille.pk)
    for change in (
        line.save,
        line.delete,
        Journal.objects.filter(pk=line.pk).delete,
        lambda: Journal.objects.filter(pk=line.pk).update(verb="x"),
        lambda: Journal.objects.bulk_update([line], ["verb"]),
    ):
        with pytest.raises(TypeError, match="Le journal ne"):
            change()
    assert Journal.objects.get(pk=line.pk).verb == "feuille.textes"
