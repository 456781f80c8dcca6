"""The end of a retention period: said first, done once, counted alone."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from actions.models import Brouillon
from comptes.models import NOM_EFFACE, User
from engagements.models import Signature
from feuille_de_route.donnees_personnelles import conservation
from feuille_de_route.donnees_personnelles.mentions import ADRESSE_EFFACEE
from feuille_de_route.tasks import conserver
from organisations.models import Invitation, Rattachement
from seances.models import Contribution, Participant
from seances.models.salle import PARTICIPANT_EFFACE
from socle.conservation import BY_KEY, DUREES, MENTIONS, en_mots
from socle.models import Courriel, Job, Journal
from territoires.models import FeuilleDeRoute
from tests.donnees_personnelles.balayage import found
from tests.donnees_personnelles.vie import ADRESSE, AUTRE_ADRESSE, NOM, une_vie
from tests.fabrique import une_feuille, une_feuille_vivante, une_personne

YEARS = timedelta(days=12 * 365)


def counts(at):
    return {one.regle.key: one.count for one in conservation.prevoir(at) if one.count}


def something_of_everything():
    """A person everywhere, and what only time brings: sessions, jobs, archives, decided requests."""
    user, feuille, organisation = une_vie()
    now = timezone.now()
    Session.objects.create(session_key="k", session_data="", expire_date=now)
    Job.objects.create(kind="essai", state=Job.State.DONE, finished_at=now)
    name = default_storage.save("exports/essai.zip", ContentFile(b"zip"))
    Job.objects.create(
        kind="compte.export", state=Job.State.DONE, finished_at=now,
        args={"user": user.pk, "fichier": name},
    )  # fmt: skip
    Rattachement.objects.update(state="refuse", decided_at=now)
    User.objects.update(averti_at=timezone.now())
    return user, feuille, organisation


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_nothing_is_old_on_the_first_day():
    something_of_everything()
    assert counts(timezone.now()) == {}


@pytest.mark.django_db
def test_every_rule_has_something_to_do_in_the_end_and_does_it(
    django_capture_on_commit_callbacks,
):
    user, _feuille, organisation = something_of_everything()
    at = timezone.now() + YEARS
    assert counts(at).keys() == {regle.key for regle in conservation.REGLES}
    with django_capture_on_commit_callbacks(execute=True):
        conservation.appliquer(at)
    assert counts(at) == {}
    left = found(NOM, ADRESSE, AUTRE_ADRESSE)
    assert left == set(), "the proof of a signature is over too"
    assert organisation.engagements.count() == 2
    signature = Signature.objects.get()
    assert (signature.sha256, signature.text) == ("0" * 64, "{}")
    assert signature.signed_at
    user.refresh_from_db()
    assert user.name == NOM_EFFACE
    assert not default_storage.exists("exports/essai.zip")


@pytest.mark.django_db
def test_the_run_is_idempotent_and_the_journal_holds_counts_alone():
    something_of_everything()
    at = timezone.now() + YEARS
    done = conservation.appliquer(at)
    line = Journal.objects.get(verb="conservation.appliquee")
    assert line.details == {"lignes": done}
    assert conservation.appliquer(at) == {}
    assert Journal.objects.filter(verb="conservation.appliquee").count() == 1
    assert conservation.last_run().total == 0


@pytest.mark.django_db
def test_each_thing_is_kept_exactly_its_time(settings):
    something_of_everything()
    for duree in DUREES:
        settings.CONSERVATION = dict.fromkeys(BY_KEY, 0) | {duree.key: 5000}
        keys = {one.key for one in conservation.REGLES if one.duree == duree.key}
        assert not counts(timezone.now() + timedelta(days=1)).keys() & keys
        assert counts(timezone.now() + timedelta(days=9999)).keys() == keys


@pytest.mark.django_db
def test_zero_keeps_for_ever(settings):
    something_of_everything()
    settings.CONSERVATION = dict.fromkeys(BY_KEY, 0)
    assert counts(timezone.now() + YEARS) == {}
    assert en_mots(0) == "sans limite"


class DryRunTells(TestCase):
    @given(
        ages=st.fixed_dictionaries(
            {
                key: st.lists(st.integers(0, 4000), max_size=3)
                for key in ("drafts", "mails", "lines", "people", "accounts", "invitations")
            }
        ),
        later=st.integers(0, 3000),
    )
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def test_the_run_does_what_the_dry_run_says(self, ages, later):
        """Whatever is in the database and whenever it is run."""
        now = timezone.now()

        def ago(days):
            return now - timedelta(days=days)

        feuille = une_feuille_vivante()
        FeuilleDeRoute.objects.update(start_year=2015, end_year=2018)
        seance = feuille.seances.get()
        for n, age in enumerate(ages["drafts"]):
            one = Brouillon.objects.create(
                feuille=feuille, user=une_personne(), form_key=f"{n:032}", data={}
            )
            Brouillon.objects.filter(pk=one.pk).update(updated_at=ago(age))
        for n, age in enumerate(ages["mails"]):
            Courriel.objects.create(
                kind="essai", to=f"nadia{n}@essai.example", subject="x", created_at=ago(age),
                state="envoye", sent_at=ago(age),
            )  # fmt: skip
        for n, age in enumerate(ages["lines"]):
            verb = "compte.connexion" if n % 2 else "action.modifiee"
            line = Journal.objects.create(
                verb=verb, user_name="Inès Rabouin", target_type="x", target_id="1"
            )
            QuerySet(Journal).filter(pk=line.pk).update(at=ago(age))
        for n, age in enumerate(ages["people"]):
            seance.date = ago(age).date()
            seance.save()
            one = Participant.objects.create(
                seance=seance, first_name="Nadia", college="entreprises", recovery_digest=f"r{n}"
            )
            Contribution.objects.filter(amendement__isnull=False).update(
                participant=one, confirm_email="nadia0@essai.example"
            )
        for age in ages["accounts"]:
            user = une_personne("Nadia Ferré")
            User.objects.filter(pk=user.pk).update(date_joined=ago(age), averti_at=ago(age))
        for n, age in enumerate(ages["invitations"]):
            Invitation.objects.create(
                organisation=feuille.territoire.epci.first(), feuille_id=feuille.pk,
                email=f"i{n}@essai.example", token_digest=f"t{n}", sent_at=ago(age),
                expires_at=ago(age),
            )  # fmt: skip
        at = now + timedelta(days=later)
        said = counts(at)
        assert conservation.appliquer(at) == said
        assert counts(at) == {}


# Who is inactive ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end_year", "years_later", "erased"), [(2040, 3, False), (2018, 3, True), (2018, 0, False)]
)
def test_an_account_lives_as_long_as_its_roadmaps(end_year, years_later, erased):
    user = une_feuille(start_year=2015, end_year=end_year).grants.get().user
    User.objects.update(averti_at=timezone.now())
    conservation.appliquer(timezone.now() + timedelta(days=365 * years_later + 2))
    user.refresh_from_db()
    assert (user.name == NOM_EFFACE) == erased


@pytest.mark.django_db
def test_an_inactive_account_is_told_thirty_days_before_it_is_erased():
    """Each night of two years: one message, then thirty days, then it goes."""
    user = une_personne("Nadia Ferré")
    start = timezone.now()
    told = erased = None
    for day in range(300, 450):
        at = start + timedelta(days=day)
        if conservation.avertir(at):
            assert told is None
            told = day
            message = Courriel.objects.get(kind="compte.inactif", to=user.email)
            assert "Pour le garder, connectez-vous" in message.text
        conservation.appliquer(at)
        user.refresh_from_db()
        if erased is None and user.erased_at:
            erased = day
    assert told == 335
    assert erased == told + 30


@pytest.mark.django_db
def test_who_comes_back_keeps_the_account_and_is_told_again_later():
    user = une_personne("Nadia Ferré")
    start = timezone.now()
    assert conservation.avertir(start + timedelta(days=340)) == 1
    assert conservation.avertir(start + timedelta(days=341)) == 0
    User.objects.filter(pk=user.pk).update(last_login=start + timedelta(days=350))
    conservation.appliquer(start + timedelta(days=400))
    user.refresh_from_db()
    assert user.name == "Nadia Ferré"
    assert conservation.avertir(start + timedelta(days=700)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["is_demo", "is_staff", "is_superuser"])
def test_who_runs_the_site_and_personas_are_left_alone(field):
    user = une_personne("Claire Vasseur", **{field: True})
    conservation.appliquer(timezone.now() + YEARS)
    user.refresh_from_db()
    assert user.name == "Claire Vasseur"


@pytest.mark.django_db
def test_an_open_room_is_never_emptied():
    feuille = une_feuille_vivante()
    feuille.seances.update(state="ouverte", code="roseau-47", code_expires_at=timezone.now())
    conservation.appliquer(timezone.now() + YEARS)
    assert not Participant.objects.filter(first_name=PARTICIPANT_EFFACE).exists()


@pytest.mark.django_db
def test_a_message_that_waits_is_kept_to_be_sent():
    Courriel.objects.create(kind="essai", to=ADRESSE, subject="x")
    conservation.appliquer(timezone.now() + YEARS)
    assert Courriel.objects.get().to == ADRESSE
    assert Courriel.objects.exclude(to=ADRESSE_EFFACEE).exists()


# How it is started -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--essai"]])
def test_the_command_says_and_erases_nothing(options):
    something_of_everything()
    QuerySet(Journal).update(at=timezone.now() - YEARS)
    out = io.StringIO()
    call_command("conserver", *options, stdout=out)
    assert "Connexions notées au journal (durée\u00a0: 6\u00a0mois)" in out.getvalue()
    assert "rien n’est effacé" in out.getvalue()
    assert Journal.objects.filter(verb="compte.connexion").exists()
    call_command("conserver", "--appliquer", stdout=out)
    assert not Journal.objects.filter(verb="compte.connexion").exists()


@pytest.mark.django_db
def test_the_task_of_the_night_applies():
    something_of_everything()
    QuerySet(Journal).update(at=timezone.now() - YEARS)
    conserver()
    assert not Journal.objects.filter(verb="compte.connexion").exists()
    assert conservation.last_run().total > 0


# The table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words"),
    [(7, "7 jours"), (1, "1 jour"), (90, "3 mois"), (183, "6 mois"), (365, "1 an"),
     (1826, "5 ans"), (1825, "5 ans"), (100, "100 jours"), (730, "2 ans")],
)  # fmt: skip
def test_periods_in_words(days, words):
    assert en_mots(days) == words.replace(" ", "\u00a0")


def test_every_period_is_applied_and_every_notice_has_a_period():
    assert {regle.duree for regle in conservation.REGLES} == set(BY_KEY)
    assert {mention.key for mention in MENTIONS.values()} <= set(BY_KEY)


def test_the_documentation_says_every_period():
    text = (Path(django_settings.BASE_DIR) / "docs/production.md").read_text()
    for duree in DUREES:
        assert re.search(rf"\| `{duree.variable}` \| {duree.days} \|", text), duree.variable
