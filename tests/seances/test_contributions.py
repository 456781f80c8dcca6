"""What the room brings: amendments, agreement, proposals, comments, pledges, and their thread."""

from decimal import Decimal
from itertools import permutations
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from actions.models import Action, Amendement, Commentaire
from engagements.models import Engagement
from seances.access import get_facilitation
from seances.models import Contribution, Etape
from seances.services import contributions, preparation, salle
from socle.refus import Refus
from territoires.droits import Phase
from tests.fabrique import une_organisation, une_personne
from tests.seances.salle import une_salle

pytestmark = pytest.mark.django_db
Kind = Etape.Kind


def a_table(room, n=1, **fields):
    return room.enter(table=room.seance.tables.get(number=n), **fields)


def amend(room, person, text="Un texte plus clair.", field="summary", **fields):
    fields = {"client_key": uuid4()} | fields
    return contributions.amender(person, room.actions[0], field=field, text=text, **fields)


# Amend -------------------------------------------------------------------------------------------


def test_a_table_amends_once_whatever_is_sent_again():
    room = une_salle().at(Kind.AJUSTER)
    person, key = a_table(room, 4), uuid4()
    first = amend(room, person, client_key=key)
    assert amend(room, person, client_key=key) == first
    amendement = Amendement.objects.get()
    assert (amendement.author_label, amendement.state) == ("Table 4", "a_arbitrer")
    assert amendement.origin.replace("\u00a0", " ") == "Séance du 14 novembre 2024"
    assert (first.table.number, first.participant) == (4, person)


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        (Kind.PARTAGER, {}, "ne permet pas de proposer un amendement"),
        (Kind.AJUSTER, {"field": "budget"}, "Choisissez le champ"),
        (Kind.AJUSTER, {"text": "  "}, "Écrivez le texte"),
    ],
)
def test_what_is_not_amended_is_told(kind, fields, words):
    room = une_salle().at(kind)
    with pytest.raises(Refus, match=words):
        amend(room, a_table(room), **fields)


def test_an_action_of_another_roadmap_is_out_of_reach():
    room, other = une_salle().at(Kind.AJUSTER), une_salle()
    room.actions = other.actions
    with pytest.raises(Refus, match="pas dans cette séance"):
        amend(room, a_table(room))


def test_people_agree_or_not_and_may_change():
    room = une_salle().at(Kind.AJUSTER)
    person, other = a_table(room), a_table(room)
    contribution = amend(room, person)
    contributions.approuver(other, contribution, agrees=True)
    assert not contributions.approuver(other, contribution, agrees=False).agrees
    assert contribution.accords.count() == 1
    contributions.refuser(room.by, contribution, reason="Déjà dit plus haut.")
    with pytest.raises(Refus, match="refusé"):
        contributions.approuver(other, contribution, agrees=True)


def test_accepting_writes_the_action():
    room = une_salle().at(Kind.AJUSTER)
    contribution = amend(room, a_table(room))
    contributions.accepter(room.by, contribution)
    room.actions[0].refresh_from_db()
    assert room.actions[0].summary == "Un texte plus clair."
    contribution.amendement.refresh_from_db()
    assert contribution.amendement.state == "integre"
    with pytest.raises(Refus, match="déjà intégré"):
        contributions.accepter(room.by, contribution)
    changed = contributions.accepter(room.by, amend(room, a_table(room), "Autre"), text="Encore")
    assert changed.state == "integre_modifie"


def test_a_guest_facilitator_settles_amendments():
    room = une_salle().at(Kind.AJUSTER)
    guest = une_personne()
    preparation.accorder(room.by, guest)
    by = get_facilitation(guest, room.seance)
    assert contributions.accepter(by, amend(room, a_table(room))).state == "integre"


def test_refusing_gives_a_reason_sending_back_leaves_it_open():
    room = une_salle().at(Kind.AJUSTER)
    contribution = amend(room, a_table(room))
    with pytest.raises(Refus, match="motif"):
        contributions.refuser(room.by, contribution, reason=" ")
    contributions.renvoyer(room.by, contribution)
    contribution.refresh_from_db()
    assert contribution.is_sent_back
    assert contribution.amendement.state == "a_arbitrer"


def test_tables_that_amend_the_same_field_are_flagged():
    room = une_salle().at(Kind.AJUSTER)
    one, two = amend(room, a_table(room, 1), "A"), amend(room, a_table(room, 2), "B")
    alone = amend(room, a_table(room, 3), "C", field="title")
    flagged = {c.pk: c.is_contested for c in Contribution.objects.amendements()}
    assert flagged == {one.pk: True, two.pk: True, alone.pk: False}
    contributions.refuser(room.by, two, reason="Non.")
    assert not Contribution.objects.amendements().get(pk=one.pk).is_contested


# Comment, propose --------------------------------------------------------------------------------


def test_a_comment_and_a_proposal_keep_where_they_come_from():
    room = une_salle().at(Kind.AJUSTER)
    organisation = une_organisation()
    person, keys = a_table(room, 2, organisation=organisation), [uuid4(), uuid4()]
    for _ in range(2):
        comment = contributions.commenter(
            person, room.actions[0], text="Très bien.", client_key=keys[0]
        )
        proposal = contributions.proposer(
            person, objectif="2", title="Une navette", client_key=keys[1]
        )
    assert Commentaire.objects.get().organisation == organisation
    assert comment.commentaire.text == "Très bien."
    action = Action.objects.get(objectif__code="2")
    assert (action.state, action.author, proposal.action) == ("proposee", None, action)
    assert action.origin.endswith("Table 2")
    with pytest.raises(Refus, match="titre"):
        contributions.proposer(person, objectif="2", title=" ", client_key=uuid4())


# Commit ------------------------------------------------------------------------------------------


def pledge(room, person, **fields):
    fields = {
        "kind": "temps",
        "quantity": Decimal(5),
        "text": "Prêter notre bureau d’études.",
        "fermete": "ferme",
        "client_key": uuid4(),
    } | fields
    return contributions.s_engager(person, room.actions[0], **fields)


def test_a_pledge_is_declared_once_in_the_name_of_the_organisation():
    room = une_salle(Phase.AJUSTEMENT).at(Kind.S_ENGAGER)
    organisation, key = une_organisation(), uuid4()
    person = a_table(room, organisation=organisation)
    first = pledge(room, person, client_key=key, confirm_email="nadia@essai.example")
    assert pledge(room, person, client_key=key) == first
    engagement = Engagement.objects.get()
    assert (engagement.organisation, engagement.state) == (organisation, "declare")
    assert first.confirm_email == "nadia@essai.example"
    assert engagement.origin.startswith("Séance du")


def test_a_pledge_needs_its_step_an_organisation_and_details():
    room = une_salle().at(Kind.S_ENGAGER)
    with pytest.raises(Refus, match="organisation de l’annuaire"):
        pledge(room, a_table(room))
    person = a_table(room, organisation=une_organisation())
    with pytest.raises(Refus, match="Chiffrez"):
        pledge(room, person, quantity=None)
    room.at(Kind.CONCLURE)
    with pytest.raises(Refus, match="ne permet pas d’engager"):
        pledge(room, person)


def test_a_contribution_becomes_exactly_one_thing():
    room = une_salle()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(seance=room.seance)


# Numbered gestures -------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_the_last_gesture_holds_in_whatever_order_they_arrive(order):
    """Each also arrives twice: the network sends again what it does not know received."""
    room = une_salle().at(Kind.AJUSTER)
    person = a_table(room)
    amended = amend(room, person)
    agrees = {1: False, 2: True, 3: False}
    tables = {number: room.seance.tables.get(number=number) for number in order}
    for mark in (*order, *order):
        contributions.approuver(person, amended, agrees=agrees[mark], mark=mark)
        salle.s_asseoir(person, tables[mark], mark=mark)
    person.refresh_from_db()
    assert [accord.agrees for accord in amended.accords.all()] == [agrees[3]]
    assert person.table == tables[3]
