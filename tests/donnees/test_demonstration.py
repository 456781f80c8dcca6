"""The demonstration holds the real shape of its file, and is made once."""

import pytest
from django.db import transaction
from django.test import override_settings

from actions.models import Action, Amendement, Commentaire
from comptes.models import User
from engagements.models import Engagement, Signature
from feuille_de_route.donnees import demonstration
from organisations.models import Organisation
from seances.models import Contribution, Presence, Resultat, Seance
from socle.models import Courriel, Journal
from territoires.access import get_access
from territoires.droits import Droit, Phase, Role
from territoires.models import FeuilleDeRoute

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once: three seconds that each test would spend. Each undoes what it writes itself."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("fichiers"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        yield demonstration.load().pk
        transaction.set_rollback(True)


@pytest.fixture
def feuille(loaded, db):
    return FeuilleDeRoute.objects.get(pk=loaded)


def test_holds_the_shape_of_the_file(feuille):
    assert (feuille.slug, feuille.phase, feuille.periode) == (
        "estuaire",
        Phase.ENGAGEMENT,
        "2024-2027",
    )
    assert feuille.territoire.epci.count() == 2
    assert feuille.territoire.organisations.count() == Organisation.objects.count() == 27
    assert feuille.actions.selected().count() == 15
    assert Engagement.objects.count() == 22
    assert "démonstration" in feuille.territoire.avertissement
    assert len(feuille.territoire.sources) == 18
    assert len(feuille.territoire.facts) == 9
    states = dict(feuille.actions.values_list("numero", "state"))
    assert (states["3.6"], states["2.6"], states["2.7"]) == (
        "ecartee",
        "fusionnee",
        "a_retravailler",
    )
    # 1.2 has no pledge: retained; 1.1 has a signed one.
    assert (states["1.2"], states["1.1"]) == ("retenue", "engagee")
    fusionnee = feuille.actions.get(numero="2.6")
    assert fusionnee.fusionnee_dans.numero == "2.1"
    assert fusionnee.origin == "Séance du 11\u00a0avril 2024, Table 2"


def test_an_action_has_all_its_parts(feuille):
    action = Action.objects.for_fiche().get(feuille=feuille, numero="1.1")
    assert action.porteur.name == "CCI Nantes St-Nazaire"
    assert action.results.splitlines() == [
        "Quarante plans d'action chiffrés",
        "Un réseau de référents énergie dans les entreprises",
    ]
    assert [(j.year, j.quarter) for j in action.jalons.all()] == [
        (2024, 4),
        (2025, 2),
        (2026, 3),
        (2027, 4),
    ]
    assert sum(line.amount for line in action.financements.all()) == action.budget == 400_000
    assert {b.year: int(b.planned) for b in action.budgets.all()}[2025] == 140_000
    assert action.partenaires.count() == 6
    assert action.state == "engagee"
    assert action.provenance["origine"]["idee"] == "inspire_de_source"


def test_the_past_seance_keeps_what_came_out_of_it(feuille):
    seance = Seance.objects.get(feuille=feuille)
    assert seance.etapes.count() == 8
    assert seance.tables.count() == 6
    assert Resultat.objects.filter(seance=seance).count() == 15
    assert Presence.objects.get(seance=seance, college="partenaires").people == 10
    assert Contribution.objects.filter(seance=seance, amendement__isnull=False).count() == 4
    proposals = Contribution.objects.filter(seance=seance, action__isnull=False)
    assert [c.table.number for c in proposals.order_by("pk")] == [4, 2, 5]


def test_a_question_and_an_amendment_wait(feuille):
    one = Amendement.objects.waiting().get(action__feuille=feuille)
    assert (one.action.numero, one.field) == ("2.1", "beneficiaries")
    assert sorted(one.avis.values_list("organisation__name", "choix"), key=str) == [
        ("Méca-Soudage des Marais (fictif)", "pour"),
        (None, "abstention"),
    ]
    question = Commentaire.objects.get(action__feuille=feuille, kind="question")
    assert (question.action.numero, question.settled_by) == ("3.4", None)


@pytest.mark.parametrize(
    ("persona", "role", "droit"),
    [
        (demonstration.CHEFFE, Role.ADMINISTRATEUR, Droit.PUBLIER),
        (demonstration.ANIMATEUR, Role.ANIMATEUR, Droit.PREPARER_PUBLICATION),
        (demonstration.PORTEUSE, Role.PORTEUR, Droit.SOUTENIR),
        (demonstration.REPRESENTANTE, Role.REPRESENTANT, Droit.S_ENGAGER),
        (demonstration.ELU, Role.LECTEUR, Droit.LIRE),
    ],
)
def test_each_persona_has_its_role(feuille, persona, role, droit):
    user = User.objects.personas().get(email=persona.email)
    access = get_access(user, feuille)
    assert access.roles == {role}
    assert access.can(droit)


def test_the_porteuse_follows_actions_and_the_representative_signs(feuille):
    porteuse = User.objects.get(email=demonstration.PORTEUSE.email)
    assert sorted(porteuse.actions_pilotees.values_list("numero", flat=True)) == [
        "1.1",
        "1.5",
        "3.4",
    ]
    access = get_access(User.objects.get(email=demonstration.REPRESENTANTE.email), feuille)
    (organisation,) = Organisation.objects.filter(pk__in=access.signataire_de)
    assert organisation.name == "Méca-Soudage des Marais (fictif)"


def test_what_the_file_says_signed_is_really_signed(feuille, client):
    """Each one has its proof: a public page that says it holds, and a fiche in PDF."""
    signed = Engagement.objects.filter(state=Engagement.State.SIGNE)
    signatures = Signature.objects.signed()
    assert signed.count() == signatures.count() == 9
    assert {one.engagement_id for one in signatures} == set(signed.values_list("pk", flat=True))
    assert not Courriel.objects.filter(kind="engagement.code").exists()
    for one in signatures:
        page = client.get(f"/verifier/{one.reference}/")
        assert "Cette fiche d’engagement est valide" in page.content.decode()
    client.force_login(User.objects.get(email=demonstration.ELU.email))
    fiche = client.get(f"/feuilles/estuaire/engagements/{signed[0].pk}/fiche-engagement.pdf")
    assert fiche.content.startswith(b"%PDF")


def test_the_first_edition_is_online(feuille):
    edition = feuille.editions.get()
    assert (edition.numero, edition.state, edition.n_actions) == ("1.0", "publiee", 15)
    assert edition.pdf.size == edition.pdf_size > 50_000


def test_the_cheffe_reads_the_back_office(feuille, client):
    client.force_login(User.objects.get(email=demonstration.CHEFFE.email))
    assert client.get("/technique/").status_code == 200
    assert client.get("/technique/socle/journal/").status_code == 200
    assert client.get("/technique/actions/action/add/").status_code == 403


def test_loading_again_changes_nothing(feuille):
    before = Journal.objects.count(), Action.objects.count(), User.objects.count()
    demonstration.load()
    assert (Journal.objects.count(), Action.objects.count(), User.objects.count()) == before


def test_the_history_of_an_action_tells_its_way(feuille):
    action = feuille.actions.get(numero="1.1")
    lines = Journal.objects.about(action).order_by("pk")
    verbs = [line.verb for line in lines]
    assert verbs[:4] == ["action.proposee", "action.importee", "action.retenue", "action.engagee"]
    assert lines[2].details["date"] == "2024-04-11"
