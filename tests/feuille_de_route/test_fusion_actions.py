"""Merging actions: what follows, who is counted, what is refused, who is told; and back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import models

from actions.models import (
    Action,
    Amendement,
    Besoin,
    BudgetAnnuel,
    Commentaire,
    Financement,
    Fusion,
    Gommettes,
    Jalon,
    Soutien,
    VersionAction,
)
from actions.services import redaction
from actions.services.priorites import retirer_soutien
from actions.versions import Base, values_of
from engagements.models import Engagement
from feuille_de_route.fusion_actions import defaire, fusionner
from organisations.services import accorder
from seances.models import Scrutin, Seance
from socle.models import Courriel, Journal
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_action_prete,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.feuille_de_route.fusions import (
    l_administrateur,
    photo,
    place,
    reunir,
    soutient,
    vus,
)
from tests.outils import close

pytestmark = pytest.mark.django_db

State = Action.State


@pytest.fixture
def feuille():
    return une_feuille(Phase.AJUSTEMENT)


@pytest.fixture
def admin(feuille):
    return l_administrateur(feuille)


@pytest.fixture
def deux(feuille):
    return une_action(feuille, title="Former des soudeurs"), une_action(
        feuille, title="Former à la soudure"
    )


def fresh(action: Action) -> Action:
    return Action.objects.for_fiche().get(pk=action.pk)


# Every relation is decided -----------------------------------------------------------------------

#: Each column that names an action → what a merge does of it.
RELATIONS = {
    "actions.besoin.action": "moved, when chosen or answered",
    "actions.budgetannuel.action": "moved or added up, when chosen",
    "actions.financement.action": "moved, when chosen",
    "actions.indicateur.action": "moved, when chosen",
    "actions.jalon.action": "moved, when chosen",
    "actions.piece.action": "moved, when chosen",
    "actions.amendement.action": "moved",
    "actions.commentaire.action": "moved",
    "actions.soutien.action": "moved; a person who supports both counts once",
    "actions.abonnement.action": "moved; a choice made on the target stands",
    "actions.gommettes.action": "moved; summed for one person, capped",
    "engagements.engagement.action": "moved",
    "actions.action_copilotes.action": "chosen or united",
    "actions.action_partenaires.action": "chosen or united",
    "actions.action_linked.from_action": "moved, once",
    "actions.action_linked.to_action": "moved, once",
    "actions.action.fusionnee_dans": "moved: what a source took in leads to the target",
    "seances.scrutin_actions.action": "moved in votes to come; voted ones stay",
    "seances.seance.screen_action": "moved",
    "seances.question.action": "moved",
    "actions.versionaction.action": "stays: the history of the source",
    "actions.brouillon.action": "stays: somebody's unsent text on the source",
    "actions.fusion.target": "stays: the gesture",
    "actions.fusion_sources.action": "stays: the gesture",
    "actions.distinction.one": "stays: said of the source",
    "actions.distinction.other": "stays: said of the source",
    "seances.resultat.action": "stays: voted on that title, read from the target",
    "seances.contribution.action": "stays: what a table proposed",
}


def test_every_relation_to_an_action_is_decided():
    """A new foreign key to Action fails here until the merge says what becomes of it."""
    found = {
        f"{relation.related_model._meta.label_lower}.{relation.field.name}"
        for relation in Action._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
    }
    assert found == RELATIONS.keys()


# What follows ------------------------------------------------------------------------------------


def test_what_people_brought_follows_and_nobody_counts_twice(feuille, admin, deux):
    target, source = deux
    both, one = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.PORTEUR)
    soutient(target, both)
    soutient(source, both)
    soutient(source, one)
    question = Commentaire.objects.create(action=source, author=one.user, text="Quand ?")
    Commentaire.objects.create(action=source, author=both.user, text="En mai.", answers=question)
    amendement = Amendement.objects.create(
        action=source, field="title", text="Autre", author_label="Table 1", base_version=4
    )
    pledge = un_engagement(source, une_organisation())

    reunir(target, source, by=admin)

    target, source = fresh(target), fresh(source)
    assert set(target.soutiens.values_list("user", flat=True)) == {both.user.pk, one.user.pk}
    assert target.commentaires.count() == 2
    assert target.commentaires.get(text="En mai.").answers == question
    assert target.amendements.get() == amendement
    assert target.amendements.get().base_version is None
    assert target.engagements.get() == pledge
    assert (source.state, source.fusionnee_dans) == (State.FUSIONNEE, target)


@pytest.mark.parametrize(
    ("mine", "theirs", "elsewhere", "expected"),
    [
        (0, 2, 0, 2),
        (1, 1, 0, 2),
        (2, 3, 0, 3),  # the rule of one action: three
        (1, 2, 4, 1),  # the rule of the objective: five
        (1, 2, 3, 2),
        (0, 2, 5, 0),  # nothing left there: given back to the person
        (3, 3, 2, 3),  # never less than what was there
    ],
)
def test_points_of_one_person_add_up_within_the_rules(
    feuille, admin, mine, theirs, elsewhere, expected
):
    target, source, other, last = (
        une_action(feuille), une_action(feuille, "2"), une_action(feuille), une_action(feuille)
    )  # fmt: skip
    voter = un_access(feuille, Role.PORTEUR)
    for action, points in (
        (target, mine), (source, theirs), (other, min(elsewhere, 3)), (last, max(elsewhere - 3, 0))
    ):  # fmt: skip
        if points:
            place(action, voter, points)

    reunir(target, source, by=admin)

    assert not source.gommettes.exists()
    assert sum(target.gommettes.values_list("points", flat=True)) == expected
    assert (
        sum(Gommettes.objects.filter(action__objectif__code="1").values_list("points", flat=True))
        <= 5
    )


def test_lines_follow_once_and_years_add_up(feuille, admin, deux):
    target, source = deux
    for action, title in ((target, "Ouvrir"), (source, "Ouvrir"), (source, "Recruter")):
        Jalon.objects.create(action=action, title=title, year=2025)
    Financement.objects.create(action=target, financeur="Région", amount=10)
    Financement.objects.create(action=source, financeur="Région", amount=20)
    BudgetAnnuel.objects.create(action=target, year=2025, planned=100)
    BudgetAnnuel.objects.create(action=source, year=2025, planned=50, spent=5)
    BudgetAnnuel.objects.create(action=source, year=2026, planned=70)

    reunir(target, source, by=admin)

    assert list(target.jalons.values_list("title", flat=True)) == ["Ouvrir", "Recruter"]
    assert list(target.financements.values_list("amount", flat=True)) == [10, 20]
    assert list(target.budgets.values_list("year", "planned", "spent")) == [
        (2025, 150, 5),
        (2026, 70, None),
    ]


def test_an_answered_need_is_never_left_behind(feuille, admin, deux):
    target, source = deux
    asked = Besoin.objects.create(action=source, title="Un local")
    Besoin.objects.create(action=source, title="Une grue")
    pledge = un_engagement(source, une_organisation(), besoin=asked)

    reunir(target, source, by=admin, choices={"besoins": target.pk})

    pledge.refresh_from_db()
    assert list(target.besoins.all()) == [asked]
    assert (pledge.action, pledge.besoin) == (target, asked)


def test_people_have_one_part_and_the_other_porteur_leads_too(feuille, admin):
    first, second, third = (une_organisation() for _ in range(3))
    target, source = une_action(feuille, porteur=first), une_action(feuille, porteur=second)
    target.partenaires.add(second)
    source.copilotes.add(first)
    source.partenaires.add(third)

    reunir(target, source, by=admin)

    target = fresh(target)
    assert target.porteur == first
    assert list(target.copilotes.all()) == [second]
    assert list(target.partenaires.all()) == [third]


def test_links_lead_to_the_target_once_and_the_linked_action_has_a_version(feuille, admin, deux):
    target, source = deux
    other, both = une_action(feuille), une_action(feuille)
    source.linked.add(target, other, both)
    target.linked.add(both)

    reunir(target, source, by=admin)

    assert set(fresh(target).linked.all()) == {other, both}
    assert list(fresh(other).linked.all()) == [target]
    assert list(fresh(both).linked.all()) == [target]
    assert not fresh(source).linked.exists()
    assert VersionAction.objects.get(action=other, number=2).fields == ["linked"]


def test_fields_are_the_chosen_ones(feuille, admin):
    target = une_action(feuille, description="A", budget=Decimal(10), start=date(2025, 1, 1))
    source = une_action(feuille, description="B", budget=Decimal(5), location="Saint-Nazaire")

    reunir(
        target, source, by=admin,
        choices={"title": source.pk, "description": "ensemble", "budget": "ensemble"},
    )  # fmt: skip

    target = fresh(target)
    assert target.title == source.title
    assert target.description == "A\n\nB"
    assert target.budget == 15
    assert target.location == "Saint-Nazaire"  # the other says nothing
    assert target.start == date(2025, 1, 1)


def test_a_choice_that_is_none_is_an_error(admin, deux):
    with pytest.raises(ValueError, match="no choice"):
        reunir(*deux, by=admin, choices={"title": "ensemble"})


def test_versions_and_journal_keep_it(feuille, admin, deux):
    target, source = deux

    reunir(target, source, by=admin, reason="Le même plateau")

    kept = VersionAction.objects.filter(action=target)
    assert [(one.number, one.cause) for one in kept] == [(2, "fusion"), (1, "reprise")]
    assert f"l’action {source.numero}" in kept[0].source
    assert VersionAction.objects.filter(action=source, number=2, cause="fusion").exists()
    told = Journal.objects.of_feuille(feuille.pk).filter(verb__startswith="action.fusion")
    assert {one.verb for one in told} == {"action.fusion", "action.fusionnee"}
    assert {one.details["motif"] for one in told} == {"Le même plateau"}


def test_what_a_source_had_taken_in_leads_to_the_target(feuille, admin, deux):
    target, source = deux
    older = une_action(feuille)
    reunir(source, older, by=admin)

    reunir(target, source, by=admin)

    assert fresh(older).fusionnee_dans == target


def test_votes_to_come_follow_and_past_ones_stay(feuille, admin, deux):
    target, source = deux
    seance = Seance.objects.create(feuille=feuille, title="S", date=date(2024, 4, 11))
    to_come = Scrutin.objects.create(seance=seance, title="À venir", method="points")
    past = Scrutin.objects.create(
        seance=seance, title="Passé", method="points", state="depouille", result={},
        closed_at="2024-04-11T10:00Z",
    )  # fmt: skip
    to_come.actions.add(source)
    past.actions.add(source)

    reunir(target, source, by=admin)

    assert list(to_come.actions.all()) == [target]
    assert list(past.actions.all()) == [source]


def test_a_confirmed_pledge_that_comes_commits_the_target(feuille, admin, deux):
    target, source = deux
    Action.objects.filter(pk=target.pk).update(state=State.RETENUE)
    un_engagement(source, une_organisation(), state="confirme")

    reunir(target, source, by=admin)

    assert fresh(target).state == State.ENGAGEE


# Refusals ----------------------------------------------------------------------------------------


def test_what_changed_since_the_page_is_asked_again(admin, deux):
    target, source = deux
    seen = vus(target, source)
    values = values_of(fresh(source)) | {"title": "Un autre titre"}
    redaction.modifier(source, by=admin, base=Base.of(fresh(source)), values=values)

    with pytest.raises(Refus, match="a changé pendant que vous choisissiez"):
        fusionner(target, [source], by=admin, choices={}, seen=seen)
    assert fresh(source).state == State.PROPOSEE


def test_a_phase_closed_meanwhile_refuses(feuille, admin, deux):
    close(feuille, Phase.PUBLIEE)
    with pytest.raises(Refus, match="phase"):
        reunir(*deux, by=admin)


def test_an_action_at_the_vote_is_left_alone(feuille, admin, deux):
    target, source = deux
    seance = Seance.objects.create(feuille=feuille, title="S", date=date(2024, 4, 11))
    scrutin = Scrutin.objects.create(
        seance=seance, title="Ouvert", method="points", state="ouvert", voter_key="k"
    )
    scrutin.actions.add(source)
    with pytest.raises(Refus, match=f"L’action {source.numero} est au vote"):
        reunir(target, source, by=admin)


def test_an_action_of_another_roadmap_is_refused(admin, deux):
    other = une_action(une_feuille(Phase.AJUSTEMENT))
    with pytest.raises(Refus, match="cette feuille de route"):
        reunir(deux[0], other, by=admin)


# Told --------------------------------------------------------------------------------------------


def test_everybody_concerned_is_told_once_with_why(feuille, admin, deux):
    target, source = deux
    supporter, author = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.PORTEUR)
    represents = un_access(feuille, Role.REPRESENTANT)
    soutient(source, supporter)
    Commentaire.objects.create(action=target, author=supporter.user, text="Oui.")
    Action.objects.filter(pk=source.pk).update(author=author.user)
    (organisation,) = represents.organisations
    Engagement.objects.filter(pk=un_engagement(source, une_organisation()).pk).update(
        organisation=organisation
    )
    soutient(source, admin)  # who merges knows
    stranger = une_personne()  # no longer a member
    Soutien.objects.create(action=source, user=stranger)

    reunir(target, source, by=admin)

    sent = {one.user_id: one for one in Courriel.objects.filter(kind="action.fusion")}
    assert sent.keys() == {supporter.user.pk, author.user.pk, represents.user.pk}
    assert "la soutenez et l’avez commentée" in sent[supporter.user.pk].text
    assert "l’avez proposée" in sent[author.user.pk].text
    assert target.get_absolute_url() in sent[author.user.pk].text


# Back --------------------------------------------------------------------------------------------


def test_undoing_gives_back_exactly_what_was(feuille, admin):
    target, source = une_action_prete(feuille), une_action_prete(feuille)
    third = une_action(feuille)
    source.linked.add(third)
    voter = un_access(feuille, Role.PORTEUR)
    for action in (target, source):
        soutient(action, voter)
        place(action, voter, 2)
        un_engagement(action, une_organisation(), state="confirme")
    before = photo(feuille)

    fusion = reunir(target, source, by=admin)
    assert photo(feuille) != before
    undone = defaire(fusion, by=admin)

    assert photo(feuille) == before
    assert undone.kept == []
    assert Fusion.objects.get().undone_by == admin.user


def test_what_came_since_stays_on_the_target(feuille, admin, deux):
    target, source = deux
    voter, late = un_access(feuille, Role.PORTEUR), un_access(feuille, Role.PORTEUR)
    soutient(source, voter)
    Action.objects.filter(pk=source.pk).update(description="B")
    fusion = reunir(target, source, by=admin, choices={"description": source.pk})
    soutient(target, late)
    comment = Commentaire.objects.create(action=target, author=late.user, text="Depuis.")
    retirer_soutien(target, by=voter)
    values = values_of(fresh(target)) | {"description": "B, revu"}
    redaction.modifier(target, by=admin, base=Base.of(fresh(target)), values=values)

    undone = defaire(fusion, by=admin)

    target, source = fresh(target), fresh(source)
    assert list(target.soutiens.values_list("user", flat=True)) == [late.user.pk]
    assert not source.soutiens.exists()  # taken back meanwhile
    assert list(target.commentaires.all()) == [comment]
    assert target.description == "B, revu"
    assert undone.columns_of(Action, target.pk) == {"description"}


def test_merges_are_undone_last_first(feuille, admin, deux):
    target, source = deux
    third = une_action(feuille)
    first = reunir(target, source, by=admin)
    second = reunir(third, target, by=admin)

    with pytest.raises(Refus, match="défaites d’abord"):
        defaire(first, by=admin)
    defaire(second, by=admin)
    defaire(first, by=admin)
    assert fresh(source).state == State.PROPOSEE
    with pytest.raises(Refus, match="déjà défait"):
        defaire(first, by=admin)


def test_a_pledge_confirmed_since_keeps_the_merge(feuille, admin, deux):
    target, source = deux
    pledge = un_engagement(source, une_organisation("Fonderie Courlis"))
    fusion = reunir(target, source, by=admin)
    Engagement.objects.filter(pk=pledge.pk).update(
        state="confirme", confirmed_at="2099-01-01T00:00Z"
    )
    with pytest.raises(Refus, match="Fonderie Courlis a confirmé ou signé"):
        defaire(fusion, by=admin)


def test_a_vote_opened_since_keeps_its_actions(feuille, admin, deux):
    target, source = deux
    seance = Seance.objects.create(feuille=feuille, title="S", date=date(2024, 4, 11))
    scrutin = Scrutin.objects.create(seance=seance, title="V", method="points")
    scrutin.actions.add(source)
    fusion = reunir(target, source, by=admin)
    Scrutin.objects.filter(pk=scrutin.pk).update(
        state="depouille", result={}, closed_at="2024-04-11T10:00Z"
    )

    defaire(fusion, by=admin)

    assert list(scrutin.actions.all()) == [target]


def test_points_given_back_never_exceed_the_rule(feuille, admin, deux):
    target, source = deux
    voter = un_access(feuille, Role.PORTEUR)
    place(target, voter, 2)
    place(source, voter, 3)
    fusion = reunir(target, source, by=admin)  # three on the target, two given back
    place(une_action(feuille), voter, 2)

    defaire(fusion, by=admin)

    assert sum(Gommettes.objects.filter(user=voter.user).values_list("points", flat=True)) == 5


def test_an_organisation_merged_since_comes_back_under_its_name(feuille, admin):
    old, kept = une_organisation(), une_organisation()
    target = une_action(feuille, porteur=old)
    source = une_action(feuille, porteur=une_organisation())
    fusion = reunir(target, source, by=admin, choices={"porteur": source.pk})
    old.merged_into = kept
    old.save()

    defaire(fusion, by=admin)

    assert fresh(target).porteur == kept


def test_signing_people_of_a_porteur_are_told_of_the_return(feuille, admin, deux):
    target, source = deux
    person, organisation = une_personne(), une_organisation()
    feuille.territoire.organisations.add(organisation)
    accorder(organisation, person, by=None)
    Action.objects.filter(pk=target.pk).update(porteur=organisation)
    fusion = reunir(target, source, by=admin)
    defaire(fusion, by=admin)
    kinds = Courriel.objects.filter(user_id=person.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["action.defaite", "action.fusion"]
