"""Reminders: what waits, to whom, once a week at most, and never to who refused."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Action, Jalon
from comptes.models import User
from engagements.clock import ecrire_rappels, envoyer_rappels
from engagements.models import Engagement
from engagements.rappels import rappels_of
from feuille_de_route.celery import app
from organisations.models import Organisation
from organisations.services import accorder
from socle.models import Courriel
from territoires.droits import Phase, Role
from territoires.queries import administrateurs_of
from tests.fabrique import (
    un_access,
    une_action,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)  # a Monday
TODAY = NOW.date()


@pytest.fixture
def representant():
    return un_access(une_feuille(Phase.ENGAGEMENT), Role.REPRESENTANT, une_organisation("Courlis"))


@pytest.fixture
def action(representant):
    return une_action(representant.feuille, title="Partager la chaleur")


def owned(representant, action, *, days_old=10, **fields) -> Engagement:
    """A pledge of this person's organisation, untouched for some days."""
    (pk,) = representant.organisations
    base = {"kind": "temps", "text": "Prêter un atelier.", "state": "declare"}
    fields = {"organisation_id": pk} | base | fields
    engagement = Engagement.objects.create(action=action, **fields)
    Engagement.objects.filter(pk=engagement.pk).update(updated_at=NOW - timedelta(days=days_old))
    return engagement


def parts(day: date = TODAY) -> dict[str, dict[str, int]]:
    """Person → part → lines."""
    return {
        rappel.user.email: {part.name: len(lines) for part, lines in rappel.parts.items() if lines}
        for rappel in rappels_of(day)
    }


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"state": "declare"}, {"CONFIRMER": 1}),
        ({"state": "declare", "days_old": 2}, None),
        ({"state": "confirme"}, {"SIGNER": 1}),
        ({"state": "confirme", "days_old": 1}, None),
        ({"state": "confirme", "days_old": 1, "due": TODAY + timedelta(days=30)}, {"ECHEANCE": 1}),
        ({"state": "signe", "due": TODAY + timedelta(days=30)}, {"ECHEANCE": 1}),
        ({"state": "signe", "due": TODAY + timedelta(days=31)}, None),
        ({"state": "signe", "due": TODAY - timedelta(days=60)}, {"ECHEANCE": 1}),
        ({"state": "signe", "due": TODAY - timedelta(days=61)}, None),
        ({"state": "signe"}, None),
        ({"state": "brouillon"}, None),
        ({"state": "realise", "due": TODAY}, None),
        ({"state": "retire", "withdrawal_reason": "Trop cher.", "due": TODAY}, None),
    ],
)
def test_what_waits(representant, action, fields, found):
    owned(representant, action, **fields)
    assert parts() == ({representant.user.email: found} if found else {})


def test_a_pledge_never_confirmed_is_recalled_four_times_then_told_to_administrators(
    representant, action
):
    """One call a week for three months."""
    (admin,) = administrateurs_of(representant.feuille)
    owned(representant, action, days_old=0)
    told = [parts(TODAY + timedelta(weeks=week)) for week in range(13)]
    asked = [week for week, found in enumerate(told) if representant.user.email in found]
    passed_on = [week for week, found in enumerate(told) if admin.email in found]
    assert asked == [1, 2, 3, 4]
    assert passed_on == [5, 6, 7, 8]
    assert told[5] == {admin.email: {"OUBLIE": 1}}


def test_only_who_may_sign_is_asked_to(representant, action):
    owned(representant, action, state="confirme", due=TODAY)
    other = une_personne()
    organisation = Organisation.objects.get(pk__in=representant.organisations)
    accorder(organisation, other, by=None)
    assert parts() == {representant.user.email: {"SIGNER": 1}, other.email: {"ECHEANCE": 1}}


@pytest.mark.parametrize("phase", [Phase.PARTAGE, Phase.SELECTION])
def test_nothing_is_asked_when_the_phase_does_not_let_one_do_it(representant, action, phase):
    owned(representant, action)
    representant.feuille.phase = phase
    representant.feuille.save()
    assert parts() == {}


@pytest.mark.parametrize(
    "fields", [{"state": "ecartee"}, {"avancement": "abandonnee"}, {"avancement": "terminee"}]
)
def test_a_closed_action_asks_for_nothing(representant, action, fields):
    owned(representant, action)
    Action.objects.update(**fields)
    assert parts() == {}


@pytest.mark.parametrize(
    ("year", "quarter", "state", "told"),
    [
        (2026, 3, "en_cours", True),
        (2026, 4, "en_cours", False),
        (2026, 3, "termine", False),
        (2026, None, "a_venir", False),
        (2025, None, "a_venir", True),
        (2023, 1, "a_venir", False),
        (None, None, "a_venir", False),
    ],
)
def test_a_milestone_whose_quarter_is_over_is_to_be_updated(
    representant, action, year, quarter, state, told
):
    (action.porteur_id,) = representant.organisations
    action.save()
    Jalon.objects.create(action=action, title="Études", year=year, quarter=quarter, state=state)
    assert parts() == ({representant.user.email: {"JALON": 1}} if told else {})


def test_one_message_says_everything(representant, action, django_capture_on_commit_callbacks):
    owned(representant, action)
    owned(representant, action, state="confirme")
    owned(representant, action, state="signe", due=date(2026, 12, 1))
    with django_capture_on_commit_callbacks(execute=True):
        envoyer_rappels()
        envoyer_rappels()
    (message,) = mail.outbox
    assert message.subject == (
        "Feuille de route\u00a0: 1\u00a0engagement à confirmer, 1\u00a0engagement à signer et "
        "1\u00a0échéance"
    )
    assert "À confirmer" in message.body
    assert "Échéance le 1er\u00a0décembre 2026" in message.body
    assert "Ne plus recevoir de résumés : http" in message.body.replace("\u00a0", " ")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/compte/rappels/" in message.extra_headers["List-Unsubscribe"]


def test_a_digest_on_two_roadmaps_is_read_by_no_administrator(representant, action):
    owned(representant, action)
    elsewhere = une_feuille(Phase.ENGAGEMENT)
    elsewhere.territoire.organisations.add(*representant.organisations)
    owned(representant, une_action(elsewhere))
    ecrire_rappels(NOW)
    assert Courriel.objects.get().feuille_id is None


def test_it_costs_the_same_queries_whatever_waits(representant, action, django_assert_num_queries):
    owned(representant, action)
    with django_assert_num_queries(4):
        rappels_of(TODAY)
    for _ in range(3):
        owned(un_access(representant.feuille, Role.REPRESENTANT), action)
    with django_assert_num_queries(4):
        rappels_of(TODAY)


# The law -----------------------------------------------------------------------------------------


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(0, 24 * 40), min_size=1, max_size=12))
def test_whatever_the_calls_nobody_is_written_to_twice_in_a_week(representant, action, hours):
    Courriel.objects.all().delete()
    Engagement.objects.all().delete()
    owned(representant, action)
    owned(representant, action, state="confirme")
    calls = [NOW + timedelta(hours=hour) for hour in sorted(hours)]
    for call in calls:
        ecrire_rappels(call)
        # The row is dated by its default, the clock of the machine: date it as the call.
        Courriel.objects.exclude(error="daté").update(created_at=call, error="daté")
    mine = Courriel.objects.filter(user_id=representant.user.pk).order_by("created_at")
    written = list(mine.values_list("created_at", flat=True))
    days = [moment.astimezone().date() for moment in written]
    assert all((later - sooner).days >= 7 for sooner, later in pairwise(days))
    assert days[0] == calls[0].astimezone().date()
    # And nobody is forgotten: from one message to the next call a week later, there is one.
    for call in calls:
        assert any(0 <= (call.astimezone().date() - day).days < 7 for day in days)


# Refusing ----------------------------------------------------------------------------------------


def link_of(user: User) -> str:
    header = Courriel.objects.get(user_id=user.pk).headers["List-Unsubscribe"]
    return header.strip("<>").split("127.0.0.1:8000")[1]


def test_a_mailbox_unsubscribes_in_one_post_signed_out(representant, action):
    owned(representant, action)
    ecrire_rappels(NOW)
    link = link_of(representant.user)
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(link).status_code == 200
    representant.user.refresh_from_db()
    assert representant.user.rappels  # a link that a filter opens changes nothing
    response = browser.post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert "C’est noté" in text_of(response)
    representant.user.refresh_from_db()
    assert not representant.user.rappels
    Courriel.objects.all().delete()
    assert ecrire_rappels(NOW) == 0
    assert browser.post(link).status_code == 200  # twice does no harm


@pytest.mark.parametrize("token", ["x", "MTI:1abc:def"])
def test_a_forged_link_opens_nothing(token):
    assert Client().post(reverse("comptes:desabonner", args=[token])).status_code == 404


def test_the_account_page_takes_reminders_back(representant):
    client = client_of(representant)
    client.post(reverse("comptes:rappels"), {})
    representant.user.refresh_from_db()
    assert not representant.user.rappels
    response = client.post(reverse("comptes:rappels"), {"recevoir": "on"}, follow=True)
    assert "Vous recevrez les résumés." in text_of(response)
    representant.user.refresh_from_db()
    assert representant.user.rappels


def test_an_inactive_account_receives_nothing(representant, action):
    owned(representant, action)
    User.objects.filter(pk=representant.user.pk).update(is_active=False)
    assert parts() == {}


def test_whatever_a_clock_can_start_is_started_and_known_to_the_workers():
    app.loader.import_default_modules()
    started = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert started <= set(app.tasks)
    assert {name for name in app.tasks if ".clock." in name} <= started
