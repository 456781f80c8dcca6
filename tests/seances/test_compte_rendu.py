"""The minutes: the same figures as the frozen results, on the page and in the PDF; paper ballots."""

import io
import re
from datetime import date, time
from uuid import uuid4

import page as validator
import pypdfium2
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from actions.models import Action
from feuille_de_route.tableau import with_priority
from seances.access import get_facilitation
from seances.compte_rendu import collecter
from seances.models import Etape, Participant, Resultat, Seance
from seances.services import console, contributions, preparation, scrutin
from seances.services.rejeu import kind_of, rejouer
from seances.tasks import mesurer
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_organisation, une_seance
from tests.seances.salle import Salle, une_salle
from tests.seances.test_ecran import sealed

pytestmark = pytest.mark.django_db


def words_of(pdf):
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    pages.close()
    return " ".join(text.split())


def assert_conforms(pdf):
    """PDF/UA-1 and PDF/A-3a, by an independent validator."""
    for profile in ("ua1", "3a"):
        report = validator.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, [f"{one.rule_id}: {one.message}" for one in report.failures]


@pytest.fixture
def held():
    """A séance held and closed: a vote, a decision, amendments, a pledge."""
    salle = une_salle(Phase.SELECTION)
    people = [salle.enter(college="entreprises") for _ in range(4)]
    people += [salle.enter(college="collectivites") for _ in range(3)]
    salle.at(Etape.Kind.AJUSTER)
    first, second, _third = salle.actions
    refused = contributions.amender(
        people[0], second, field="title", text="Un titre trop long", client_key=uuid4()
    )
    contributions.refuser(salle.by, refused, reason="Il ne dit pas mieux.")
    votes = [(p, {first: 3, second: 2}) for p in people[:4]]
    votes += [(p, {second: 3, first: 1}) for p in people[4:]]
    counted = sealed(salle, votes)
    mesurer({"scrutin": counted.pk}, lambda done, total: None)()
    scrutin.publier(salle.by, counted)
    console.decider(salle.by, first, "ecartee", reason="Sans porteur à ce jour.")
    salle.at(Etape.Kind.S_ENGAGER)
    organisation = une_organisation("Biscuiterie Claire")
    salle.feuille.territoire.organisations.add(organisation)
    person = salle.enter(organisation=organisation)
    contributions.s_engager(
        person, second, kind="temps", text="Prêter une équipe", client_key=uuid4()
    )
    console.clore(salle.by)
    return salle


def test_the_minutes_say_the_figures_of_the_frozen_result(held):
    rendu = collecter(held.seance, now())
    [vote] = rendu.votes
    frozen = held.seance.scrutins.get(state="publie")
    assert [ligne.action for ligne in vote.resultat.lignes] == [
        line["action"] for line in frozen.result["raw"]
    ]
    assert [ligne.figure for ligne in vote.resultat.lignes] == ["17", "15", "0"]
    assert Resultat.objects.get(action=held.actions[0]).points == 15
    assert vote.resultat.voters == sum(frozen.result["voters"]) == 7
    assert vote.resultat.sha256 == frozen.result_sha256
    assert "Entreprises\u00a0: 4, Collectivités\u00a0: 3" in vote.participation


def test_the_minutes_tell_who_came_what_was_decided_and_brought(held):
    rendu = collecter(held.seance, now())
    assert not rendu.is_draft
    assert rendu.people == Participant.objects.count() == 8
    [decision] = rendu.decisions
    assert (decision.decision, decision.motif) == ("Écartée", "Sans porteur à ce jour.")
    [amendement] = rendu.amendements
    assert amendement.texte == "Titre\u00a0: Un titre trop long"
    assert (amendement.suite, amendement.motif) == ("Refusé", "Il ne dit pas mieux.")
    [pledge] = rendu.engagements
    assert pledge.organisation == "Biscuiterie Claire"
    assert any(temps.reel for temps in rendu.temps)


def test_a_decision_taken_later_does_not_rewrite_the_minutes(held):
    Action.objects.filter(pk=held.actions[0].pk).update(
        state="retenue", decision_reason="", decided_at=now()
    )
    [decision] = collecter(held.seance, now()).decisions
    assert decision.decision == "Écartée"


def test_page_and_pdf_say_the_same(client, held):
    client.force_login(held.by.user)
    args = [held.feuille.slug, held.seance.pk]
    page = client.get(reverse("seances:compte_rendu", args=args))
    assert page.status_code == 200
    pdf = client.get(reverse("seances:compte_rendu_pdf", args=args))
    assert pdf["Content-Type"] == "application/pdf"
    told, html = words_of(pdf.content), page.content.decode()
    for word in ("Sans porteur à ce jour.", "Un titre trop long", "Biscuiterie Claire"):
        assert word in told
        assert word in html
    assert "provisoire" not in html
    assert held.seance.scrutins.get(state="publie").result_sha256 in told.replace(" ", "")
    assert_conforms(pdf.content)


def test_an_open_seance_has_provisional_minutes(client):
    salle = une_salle()
    client.force_login(salle.by.user)
    html = client.get(
        reverse("seances:compte_rendu", args=[salle.feuille.slug, salle.seance.pk])
    ).content.decode()
    assert "Compte rendu provisoire" in html


def test_a_vote_not_published_is_not_in_the_minutes():
    salle = une_salle()
    people = [salle.enter() for _ in range(3)]
    sealed(salle, [(p, {salle.actions[0]: 3}) for p in people])
    assert collecter(salle.seance, now()).votes == ()


def test_strangers_do_not_find_the_minutes(client, held):
    client.force_login(une_salle().by.user)
    for name in ("compte_rendu", "compte_rendu_pdf"):
        address = reverse(f"seances:{name}", args=[held.feuille.slug, held.seance.pk])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (403, 404, 405)


def test_the_minutes_cost_the_same_whatever_they_hold(held, django_assert_max_num_queries):
    seance = Seance.objects.for_room().get(pk=held.seance.pk)
    with django_assert_max_num_queries(14):
        collecter(seance, now())


# The thread --------------------------------------------------------------------------------------


def test_the_fiche_leads_to_what_the_seance_did_and_back(client, held):
    client.force_login(held.by.user)
    first, second, _third = held.actions
    minutes = reverse("seances:compte_rendu", args=[held.feuille.slug, held.seance.pk])
    fiche = reverse("action", args=[held.feuille.slug, second.numero])
    html = client.get(fiche).content.decode()
    amendement = second.amendements.get()
    vote = held.seance.scrutins.get(state="publie")
    for anchor in (f"amendement-{amendement.pk}", f"vote-{vote.pk}", "engagements"):
        assert f'href="{minutes}#{anchor}"' in html
    decided = client.get(reverse("action", args=[held.feuille.slug, first.numero]))
    assert f'href="{minutes}#decisions"' in decided.content.decode()
    told = client.get(minutes).content.decode()
    assert f'id="amendement-{amendement.pk}"' in told
    assert f'href="{fiche}#amendement-{amendement.pk}"' in told
    page = client.get(held.seance.get_absolute_url()).content.decode()
    assert f'href="{fiche}#engagements"' in page


# After -------------------------------------------------------------------------------------------


def pledge(salle, address, text="Prêter une équipe"):
    organisation = une_organisation()
    salle.feuille.territoire.organisations.add(organisation)
    return contributions.s_engager(
        salle.enter(organisation=organisation),
        salle.actions[0],
        kind="temps",
        text=text,
        client_key=uuid4(),
        confirm_email=address,
    )


def test_every_link_of_the_thread_leads_somewhere_both_ways(client, held):
    """From each fiche to the minutes, from the minutes to each fiche: the anchor is on the page."""
    client.force_login(held.by.user)
    minutes = reverse("seances:compte_rendu", args=[held.feuille.slug, held.seance.pk])
    told = client.get(minutes).content.decode()
    forward, back = set(), set()
    for action in held.actions:
        fiche = reverse("action", args=[held.feuille.slug, action.numero])
        html = client.get(fiche).content.decode()
        assert f'href="{fiche}' in told, action.numero
        for anchor in re.findall(f'href="{re.escape(minutes)}#([^"]+)"', html):
            assert f'id="{anchor}"' in told, anchor
            forward.add(re.sub("[0-9]", "", anchor))
        for anchor in re.findall(f'href="{re.escape(fiche)}#([^"]+)"', told):
            assert f'id="{anchor}"' in html, anchor
            back.add(re.sub("[0-9]", "", anchor))
    assert forward == {"amendement-", "vote-", "decisions", "engagements"}
    assert back == {"amendement-", "seances", "engagements"}


def test_two_seances_vote_on_the_same_action(client, held):
    """Both are told, on the fiche and on the board: neither writes over the other."""
    other = preparation.creer(held.by.access, title="Seconde séance", day=date(2025, 3, 6))
    by = get_facilitation(held.by.user, Seance.objects.for_room().get(pk=other.pk))
    console.ouvrir(by)
    second = Salle(held.feuille, by, held.actions)
    people = [second.enter() for _ in range(3)]
    scrutin.publier(by, sealed(second, [(p, {held.actions[0]: 2}) for p in people]))
    points = {row.seance_id: row.points for row in held.actions[0].resultats.all()}
    assert points == {held.seance.pk: 15, other.pk: 6}
    client.force_login(held.by.user)
    fiche = client.get(reverse("action", args=[held.feuille.slug, held.actions[0].numero]))
    html = fiche.content.decode()
    for seance, number in ((held.seance, 15), (other, 6)):
        address = reverse("seances:compte_rendu", args=[held.feuille.slug, seance.pk])
        vote = seance.scrutins.get(state="publie")
        assert f'href="{address}#vote-{vote.pk}"' in html
        assert f"{number}\u00a0points" in html
    placed = with_priority(held.feuille.actions.all(), held.by.access)
    assert placed.get(pk=held.actions[0].pk).n_votes == 6  # the last séance, not the sum
    board = client.get(reverse("priorites", args=[held.feuille.slug])).content.decode()
    for seance in (held.seance, other):
        assert f'id="seance-{seance.pk}"' in board
        assert seance.get_absolute_url() in board


@pytest.mark.django_db(transaction=True)
def test_closing_writes_once_to_each_address_given(mailoutbox):
    salle = une_salle().at(Etape.Kind.S_ENGAGER)
    pledge(salle, "nadia@essai.example", "Prêter une équipe")
    pledge(salle, "Nadia@essai.example", "Ouvrir l’atelier")
    pledge(salle, "")
    console.clore(salle.by)
    [message] = mailoutbox
    assert message.to == ["nadia@essai.example"]
    assert "Prêter une équipe" in message.body
    assert "Ouvrir l’atelier" in message.body
    assert "http://127.0.0.1:8000/confirmation/" in message.body
    assert "<html" in message.alternatives[0][0]
    console.ouvrir(type(salle.by)(salle.by.user, salle.seance, salle.by.access))
    console.clore(salle.by)
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_pledge_confirmed_meanwhile_is_not_asked_again(mailoutbox):
    salle = une_salle().at(Etape.Kind.S_ENGAGER)
    engagement = pledge(salle, "nadia@essai.example").engagement
    engagement.state, engagement.confirmed_at = "confirme", now()
    engagement.save()
    console.clore(salle.by)
    assert not mailoutbox


# Paper -------------------------------------------------------------------------------------------


def test_paper_ballots_are_numbered_and_name_every_action(client):
    salle = une_salle()
    client.force_login(salle.by.user)
    question = salle.seance.scrutins.first()
    address = reverse("seances:bulletins", args=[salle.feuille.slug, salle.seance.pk, question.pk])
    response = client.get(address, {"nombre": "3"})
    pages = pypdfium2.PdfDocument(io.BytesIO(response.content))
    assert len(pages) == 3
    pages.close()
    told = words_of(response.content)
    assert all(action.title in told for action in salle.actions)
    assert told.count("Bulletin anonyme") == 3
    assert len({word for word in told.split() if word.endswith(("-01", "-02", "-03"))}) == 3
    assert_conforms(response.content)


def test_only_who_runs_the_seance_prints_ballots(client):
    salle = une_salle()
    client.force_login(un_access(salle.feuille, Role.LECTEUR).user)
    question = salle.seance.scrutins.first()
    address = reverse("seances:bulletins", args=[salle.feuille.slug, salle.seance.pk, question.pk])
    assert client.get(address).status_code == 403


# Play again --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Accueil et connexion", "accueil"),
        ("S’engager", "s_engager"),
        ("Sélectionner et hiérarchiser", "selectionner"),
        ("Pause", "libre"),
        ("Restituer et conclure", "conclure"),
    ],
)
def test_the_title_of_a_step_tells_what_it_opens(title, kind):
    assert kind_of(title) == kind


def test_a_past_seance_is_played_again_with_its_tables_and_one_vote_an_objective():
    salle = une_salle()
    past = une_seance(salle.feuille, salle.actions[0])
    Etape.objects.create(
        seance=past, position=1, title="Sélectionner", starts_at=time(10), ends_at=time(11)
    )
    again = rejouer(salle.by.access, past, day=date(2026, 11, 23))
    assert [etape.kind for etape in again.etapes.all()] == ["accueil", "selectionner"]
    assert [table.number for table in again.tables.all()] == [1]
    assert [s.method for s in again.scrutins.all()] == ["points", "impact_effort", "jugement"]
    console.ouvrir(
        type(salle.by)(salle.by.user, Seance.objects.for_room().get(pk=again.pk), salle.by.access)
    )


def test_the_command_prepares_the_seance_and_says_where(capsys):
    salle = une_salle()
    past = une_seance(salle.feuille, salle.actions[0])
    Seance.objects.filter(pk=past.pk).update(state="close")
    call_command("rejouer_seance", feuille=salle.feuille.slug)
    told = capsys.readouterr().out
    assert "est prête" in told
    assert "/ecran/" in told
