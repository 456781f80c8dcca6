"""The verbs of writing: result, journal, refusal, and refusal when the phase closed meanwhile."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import QueryDict

from actions.models import Action, Besoin, Brouillon, BudgetAnnuel, Jalon, Piece
from actions.services import redaction as services
from actions.versions import Base, values_of
from socle.models import Journal
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_action_prete,
    une_feuille,
    une_organisation,
)

pytestmark = pytest.mark.django_db


def a_proposal(**fields):
    return {
        "title": "Partager un four",
        "objectif": "2",
        "porteur": None,
        "budget": None,
        "summary": "Un résumé.",
        "finding": "",
        "description": "",
    } | fields


def propose(access, **fields):
    return services.proposer(access, form_key=uuid4(), values=a_proposal(**fields))


def load(action) -> Action:
    return Action.objects.for_fiche().get(pk=action.pk)


def change(action, access, base=None, **values):
    base = base or Base.of(load(action))
    return services.modifier(action, by=access, base=base, values=values)


# Propose -----------------------------------------------------------------------------------------


def test_a_proposal_gets_the_next_number_of_its_objective():
    feuille = une_feuille()
    access = un_access(feuille, Role.PORTEUR)
    une_action(feuille, "2")
    action = propose(access, budget=Decimal("1250000.50"))
    assert (action.numero, action.rank, action.state) == ("2.2", 2, Action.State.PROPOSEE)
    assert action.author == access.user
    assert action.budget == Decimal("1250000.50")
    line = Journal.objects.about(action).get()
    assert (line.verb, line.feuille_id) == ("action.proposee", feuille.pk)
    assert line.details["phrase"] == "propose l’action"


def test_a_number_is_never_given_twice():
    access = un_access(une_feuille(), Role.PORTEUR)
    first = propose(access)
    first.delete()
    assert propose(access).numero == "2.2"


def test_the_same_form_sent_twice_is_one_proposal():
    access = un_access(une_feuille(), Role.PORTEUR)
    key = uuid4()
    first = services.proposer(access, form_key=key, values=a_proposal())
    again = services.proposer(access, form_key=key, values=a_proposal())
    other = services.proposer(access, form_key=key, values=a_proposal(title="Un autre titre"))
    assert first == again
    assert other != first
    assert Journal.objects.filter(verb="action.proposee").count() == 2


def test_two_people_may_carry_the_same_key():
    feuille = une_feuille()
    key = uuid4()
    one, two = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.PORTEUR)
    first = services.proposer(one, form_key=key, values=a_proposal())
    second = services.proposer(two, form_key=key, values=a_proposal())
    assert first != second


def test_sending_erases_the_draft_of_this_form_only():
    access = un_access(une_feuille(), Role.PORTEUR)
    key, other = uuid4(), uuid4()
    services.keep_brouillon(access, data=QueryDict("title=Un"), form_key=key)
    services.keep_brouillon(access, data=QueryDict("title=Deux"), form_key=other)
    services.proposer(access, form_key=key, values=a_proposal())
    assert [str(one) for one in Brouillon.objects.of(access)] == ["Deux"]


def test_a_phase_closed_meanwhile_refuses():
    feuille = une_feuille(Phase.PARTAGE)
    access = un_access(feuille, Role.PORTEUR)
    type(feuille).objects.filter(pk=feuille.pk).update(phase=Phase.SELECTION)
    with pytest.raises(Refus, match="Sélection"):
        propose(access)
    assert not Action.objects.exists()


# Change ------------------------------------------------------------------------------------------


def test_a_change_writes_only_what_changed_and_tells_it():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action_prete(feuille)
    done = change(action, access, title="Un nouveau titre", summary=action.summary)
    action.refresh_from_db()
    assert done.written == ("title",)
    assert (action.title, action.version, action.updated_by) == (
        "Un nouveau titre",
        2,
        access.user,
    )
    line = Journal.objects.about(action).get()
    assert line.details["phrase"] == "met à jour le titre"
    assert line.details["apres"] == {"title": "Un nouveau titre"}
    assert line.details["avant"]["title"].startswith("Partager la ressource")


def test_nothing_changed_writes_nothing():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action_prete(feuille)
    done = change(action, access, **values_of(load(action)))
    action.refresh_from_db()
    assert (done.written, action.version) == ((), 1)
    assert not Journal.objects.about(action).exists()


def test_lines_keep_their_rows_so_that_pledges_keep_their_need():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action(feuille)
    kept = Besoin.objects.create(action=action, title="Un local", kind="foncier_locaux")
    gone = Besoin.objects.create(action=action, title="Du temps", position=1)
    pledge = un_engagement(action, une_organisation(), besoin=kept)
    lines = [
        {"id": None, "title": "Des données", "kind": "donnees", "quantity": None},
        {"id": kept.pk, "title": "Un grand local", "kind": "foncier_locaux", "quantity": None},
    ]
    change(action, access, besoins=lines)
    assert [b.title for b in action.besoins.all()] == ["Des données", "Un grand local"]
    pledge.refresh_from_db()
    assert pledge.besoin_id == kept.pk
    assert not Besoin.objects.filter(pk=gone.pk).exists()


def test_a_line_of_another_action_is_not_taken():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action, other = une_action(feuille), une_action(feuille)
    theirs = Jalon.objects.create(action=other, title="À eux")
    line = {"id": theirs.pk, "title": "À moi", "year": None, "quarter": None, "state": "a_venir"}
    change(action, access, jalons=[line])
    theirs.refresh_from_db()
    assert (theirs.title, theirs.action_id) == ("À eux", other.pk)
    assert action.jalons.get().title == "À moi"


def test_years_may_be_exchanged():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action(feuille)
    BudgetAnnuel.objects.create(action=action, year=2024, planned=10)
    BudgetAnnuel.objects.create(action=action, year=2025, planned=20)
    lines = [
        {"id": None, "year": 2025, "planned": Decimal(10), "spent": None},
        {"id": None, "year": 2026, "planned": Decimal(20), "spent": Decimal(5)},
    ]
    change(action, access, budgets=lines)
    rows = action.budgets.values_list("year", "planned", "spent")
    assert list(rows) == [(2025, 10, None), (2026, 20, 5)]


def test_a_piece_remembers_who_added_it():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action(feuille)
    change(action, access, pieces=[{"id": None, "title": "Rapport", "url": "", "note": ""}])
    assert Piece.objects.get().author == access.user


def test_others_do_not_write_reserved_fields():
    feuille = une_feuille()
    access = un_access(feuille, Role.PORTEUR)
    action = une_action(feuille, author=access.user)
    done = change(action, access, priorite="elevee", pilote=access.user.pk, title="Autre")
    action.refresh_from_db()
    assert done.written == ("title",)
    assert (action.priorite, action.pilote) == ("", None)


def test_the_second_writer_is_told_and_loses_nothing():
    feuille = une_feuille()
    one, two = un_access(feuille, Role.ANIMATEUR), un_access(feuille, Role.ADMINISTRATEUR)
    action = une_action(feuille, title="Avant")
    base = Base.of(load(action))
    change(action, one, base, title="Du premier", summary="Du premier")
    with pytest.raises(services.Conflict) as caught:
        change(action, two, base, title="Du second", summary=action.summary, location="Savenay")
    found = caught.value
    assert found.comparison.conflicts == ("title",)
    assert found.comparison.merged == ("summary",)
    assert (found.saved.title, found.saved.updated_by) == ("Du premier", one.user)
    action.refresh_from_db()
    assert (action.title, action.location, action.version) == ("Du premier", "", 2)


def test_changes_of_different_fields_are_put_together():
    feuille = une_feuille()
    one, two = un_access(feuille, Role.ANIMATEUR), un_access(feuille, Role.ADMINISTRATEUR)
    action = une_action(feuille, title="Avant", location="")
    base = Base.of(load(action))
    change(action, one, base, title="Du premier")
    done = change(action, two, base, title="Avant", location="Savenay")
    action.refresh_from_db()
    assert (done.written, done.merged) == (("location",), ("title",))
    assert (action.title, action.location, action.version) == ("Du premier", "Savenay", 3)


def test_the_same_change_twice_is_no_conflict():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action(feuille)
    base = Base.of(load(action))
    change(action, access, base, title="Nouveau")
    assert change(action, access, base, title="Nouveau").written == ()


def test_modifier_when_the_phase_closed_meanwhile():
    feuille = une_feuille(Phase.PARTAGE)
    access = un_access(feuille, Role.PORTEUR)
    action = une_action(feuille, author=access.user)
    type(feuille).objects.filter(pk=feuille.pk).update(phase=Phase.SELECTION)
    with pytest.raises(Refus, match="Sélection"):
        change(action, access, title="Autre")


# Move forward, comment, drafts -------------------------------------------------------------------


def test_the_team_shares_then_adjusts():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    action = une_action(feuille)
    assert services.partager(action, by=access).state == Action.State.PARTAGEE
    assert services.ajuster(action, by=access).state == Action.State.AJUSTEE
    verbs = Journal.objects.about(action).values_list("verb", flat=True)
    assert list(verbs) == ["action.ajustee", "action.partagee"]
    with pytest.raises(Refus, match="seule une action « proposée » devient partagée"):
        services.partager(action, by=access)


def test_others_do_not_share():
    feuille = une_feuille()
    action = une_action(feuille)
    with pytest.raises(Refus, match="représentant"):
        services.partager(action, by=un_access(feuille, Role.REPRESENTANT))


def test_a_fiche_action_has_its_five_lights():
    feuille = une_feuille()
    access = un_access(feuille, Role.ANIMATEUR)
    fields = {"maturite": "fiche_projet"}
    ready, unready = une_action_prete(feuille, **fields), une_action(feuille, **fields)
    assert services.passer_fiche_action(ready, by=access).maturite == "fiche_action"
    with pytest.raises(Refus, match=r"Désignez un porteur\. .* Indiquez le budget"):
        services.passer_fiche_action(unready, by=access)


def test_one_draft_an_action_and_one_a_form():
    feuille = une_feuille()
    access = un_access(feuille, Role.PORTEUR)
    action, key = une_action(feuille), uuid4()
    for title in ("Un", "Deux"):
        typed = QueryDict(f"title={title}&jalons-0-title=A")
        services.keep_brouillon(access, data=typed, action=action)
        services.keep_brouillon(access, data=typed, form_key=key)
    services.keep_brouillon(access, data=QueryDict("title=Trois"), form_key=uuid4())
    drafts = Brouillon.objects.of(access)
    assert sorted(str(one) for one in drafts) == ["Deux", "Deux", "Trois"]
    assert drafts.on(action).data == {"title": ["Deux"], "jalons-0-title": ["A"]}


def test_drafts_are_read_by_their_author_alone():
    feuille = une_feuille()
    access, other = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.ADMINISTRATEUR)
    services.keep_brouillon(access, data=QueryDict("title=Un"), form_key=uuid4())
    assert not Brouillon.objects.of(other).exists()
