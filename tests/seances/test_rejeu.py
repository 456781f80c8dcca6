"""A past séance that plays by itself, in demonstration: the same verbs, the same totals, no trace."""

from datetime import date

import pytest
from django.urls import reverse

from actions.models import Action
from engagements.models import Engagement
from organisations.models import College
from seances import scenario, tasks
from seances.access import get_facilitation
from seances.models import (
    Bulletin,
    Contribution,
    Emargement,
    Participant,
    Presence,
    Resultat,
    Scrutin,
    Seance,
)
from seances.services import console, preparation, rejeu
from seances.urne import recount
from socle.jobs import run_job
from socle.models import Job
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.fabrique import un_access, une_action, une_feuille, une_organisation
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def past():
    """A past séance of twelve people that gave points, marks and mentions to three actions each."""
    feuille = une_feuille(Phase.SELECTION)
    access = un_access(feuille, Role.ADMINISTRATEUR)
    feuille.territoire.organisations.add(*[une_organisation() for _ in range(3)])
    seance = preparation.creer(access, title="Séminaire", day=date(2024, 4, 11))
    by = get_facilitation(access.user, seance)
    for objectif in feuille.objectifs.all():
        for n in range(3):
            Resultat.objects.create(
                seance=seance,
                action=une_action(feuille, objectif=objectif.code),
                voters=12,
                points=10 - 3 * n,
                impact=4 - n,
                effort=2 + n,
                mentions={"tres_bien": 6 - n, "bien": 6, "passable": n},
            )
    console.ouvrir(by)
    console.clore(get_facilitation(access.user, Seance.objects.get(pk=seance.pk)))
    for college, people in zip(College, (6, 3, 3), strict=False):
        Presence.objects.update_or_create(
            seance=seance, college=college, defaults={"people": people}
        )
    return access, Seance.objects.get(pk=seance.pk)


def played(access, source, callbacks, allure="direct"):
    """Launch, and let the worker go to the end."""
    with callbacks(execute=True):
        return rejeu.jouer(access, source, day=DAY, allure=allure)


def test_it_votes_what_the_past_one_voted(past, django_capture_on_commit_callbacks):
    access, source = past
    new = played(access, source, django_capture_on_commit_callbacks)
    new.refresh_from_db()
    assert new.state == Seance.State.CLOSE
    assert {p.college: p.people for p in new.presences.all()} == {
        p.college: p.people for p in source.presences.all() if p.people
    }
    points, marks, mentions = new.scrutins.all()
    assert all(recount(one) and one.robustesse for one in (points, marks, mentions))
    for row in points.seance.resultats.filter(action__objectif=points.objectif):
        assert row.points == source.resultats.get(action=row.action).points
    for row in new.resultats.filter(action__objectif=mentions.objectif):
        then = source.resultats.get(action=row.action).mentions
        assert {k: n for k, n in row.mentions.items() if n} == {k: n for k, n in then.items() if n}
    for row in new.resultats.filter(action__objectif=marks.objectif):
        then = source.resultats.get(action=row.action)
        assert abs(row.impact - then.impact) < 1
        assert abs(row.effort - then.effort) < 1
    assert Engagement.objects.filter(contribution__seance=new).count() == len(scenario.APPORTS)
    assert rejeu.job_of(new).state == Job.State.DONE


def test_no_action_changes(past, django_capture_on_commit_callbacks):
    access, source = past
    before = list(Action.objects.order_by("pk").values())
    played(access, source, django_capture_on_commit_callbacks)
    assert list(Action.objects.order_by("pk").values()) == before


def test_an_act_played_twice_changes_nothing(past):
    access, source = past
    new = rejeu.rejouer(access, source, day=DAY)
    new.scrutins.update(grace=0)
    by = get_facilitation(access.user, Seance.objects.for_room().get(pk=new.pk))
    for act in scenario.actes(by, source)[:-1]:
        act.jouer()
        act.jouer()
    assert Participant.objects.filter(seance=new).count() == 12
    signed = Emargement.objects.filter(scrutin__seance=new).count()
    assert signed == Bulletin.objects.filter(scrutin__seance=new).count() > 24
    assert Contribution.objects.filter(seance=new).count() == len(scenario.APPORTS)


def test_again_erases_the_replay_before_and_nothing_else(past, django_capture_on_commit_callbacks):
    access, source = past
    first = played(access, source, django_capture_on_commit_callbacks)
    taken_up = Engagement.objects.filter(contribution__seance=first).first()
    taken_up.state = Engagement.State.CONFIRME
    taken_up.save()
    second = played(access, source, django_capture_on_commit_callbacks)
    assert list(source.rejeux.all()) == [second]
    assert Seance.objects.filter(pk=source.pk).exists()
    assert Engagement.objects.filter(pk=taken_up.pk).exists()
    assert Engagement.objects.count() == 1 + len(scenario.APPORTS)
    assert Seance.objects.past().original().get() == source


def test_a_slow_replay_spreads_its_acts(past, monkeypatch, django_capture_on_commit_callbacks):
    access, source = past
    with django_capture_on_commit_callbacks():
        new = rejeu.jouer(access, source, day=DAY, allure="cinq-minutes")
    asked = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, countdown: asked.append(countdown))
    job = rejeu.job_of(new)
    with django_capture_on_commit_callbacks(execute=True):
        run_job(str(job.pk))
    n_acts = Job.objects.get(pk=job.pk).total
    assert asked == [300 / n_acts]
    assert asked[0] < 15  # shorter than the lease: the reaper does not hurry it
    following = rejeu.job_of(new)
    assert (following.args["act"], following.state) == (1, Job.State.QUEUED)


def test_a_facilitator_who_takes_over_stops_it(past, django_capture_on_commit_callbacks):
    access, source = past
    with django_capture_on_commit_callbacks():
        new = rejeu.jouer(access, source, day=DAY, allure="cinq-minutes")
    by = get_facilitation(access.user, Seance.objects.for_room().get(pk=new.pk))
    args = {"seance": new.pk, "by": access.user.pk, "act": 4, "seconds": 300}
    with pytest.raises(tasks.JobError, match="Ouvrez d’abord la séance"):
        tasks.jouer_un_acte(args, lambda done, total: None)
    assert not by.seance.is_open


# Who, where --------------------------------------------------------------------------------------


def url(access, name="rejouer", *args):
    return reverse(f"seances:{name}", args=[access.feuille.slug, *args])


def test_only_in_demonstration_and_by_who_leads(past, settings):
    access, source = past
    facilitator = un_access(access.feuille, Role.ANIMATEUR)
    with pytest.raises(Refus, match="chef de projet"):
        rejeu.jouer(facilitator, source, day=DAY, allure="direct")
    assert client_of(facilitator).get(url(access)).status_code == 403
    assert "Rejouer" not in text_of(client_of(facilitator).get(url(access, "liste")))
    settings.DEMO = False
    with pytest.raises(Refus, match="en démonstration"):
        rejeu.jouer(access, source, day=DAY, allure="direct")
    assert client_of(access).get(url(access)).status_code == 404
    assert "Rejouer" not in text_of(client_of(access).get(url(access, "liste")))


def test_the_button_launches_it_and_its_progress_is_followed(
    past, django_capture_on_commit_callbacks
):
    access, _source = past
    client = client_of(access)
    assert "Rejouer le séminaire du 11\u00a0avril 2024" in text_of(client.get(url(access, "liste")))
    assert client.post(url(access), {"allure": "au galop"}).status_code == 422
    with django_capture_on_commit_callbacks() as waiting:
        answer = client.post(url(access), {"allure": "direct"})
    new = Seance.objects.exclude(source=None).get()
    where = url(access, "rejeu", new.pk)
    assert answer["Location"] == where
    assert 'hx-trigger="every 2s"' in client.get(where).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for callback in waiting:
            callback()
    done = client.get(where)
    assert "Le compte rendu est prêt" in text_of(done)
    assert "every 2s" not in done.content.decode()
    assert client.get(url(access, "rejeu", _source.pk)).status_code == 404


def test_a_stopped_replay_says_why(past):
    access, source = past
    new = rejeu.rejouer(access, source, day=DAY)
    Job.objects.create(
        kind=rejeu.JOB,
        args={"seance": new.pk, "act": 3},
        state=Job.State.FAILED,
        error="La salle est vide.",
    )
    shown = text_of(client_of(access).get(url(access, "rejeu", new.pk)))
    assert "La salle est vide." in shown
    assert Scrutin.objects.filter(seance=new).count() == 3
