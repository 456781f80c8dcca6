"""Merge then undo is identity; so is split then undo, but for the number that was given."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Phase_
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from actions.fusion import ENSEMBLE, JOINED
from actions.models import (
    Action,
    Amendement,
    Besoin,
    BudgetAnnuel,
    Commentaire,
    Financement,
    Jalon,
)
from actions.versions import FIELDS
from feuille_de_route.fusion_actions import Part, defaire, scinder
from territoires.droits import Phase, Role
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation
from tests.feuille_de_route.fusions import (
    l_administrateur,
    photo,
    place,
    reunir,
    soutient,
    vus,
)

FEW = settings(
    max_examples=10,
    phases=[Phase_.explicit, Phase_.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
texts = st.sampled_from(["", "Un", "Deux\nTrois", "Un"])
people = st.lists(st.integers(0, 3), max_size=4, unique=True)

#: What one action is made of.
worlds = st.fixed_dictionaries(
    {
        "fields": st.fixed_dictionaries(
            {
                "description": texts,
                "results": texts,
                "budget": st.sampled_from([None, Decimal(10), Decimal(25)]),
                "is_restricted": st.booleans(),
                "state": st.sampled_from(["proposee", "retenue"]),
            }
        ),
        "objectif": st.sampled_from(["1", "2"]),
        "soutiens": people,
        "points": st.dictionaries(st.integers(0, 3), st.integers(1, 3), max_size=3),
        "comments": st.integers(0, 2),
        "jalons": st.lists(st.sampled_from(["Ouvrir", "Recruter"]), max_size=3),
        "years": st.lists(st.integers(2024, 2026), max_size=2, unique=True),
        "needs": st.lists(st.booleans(), max_size=2),  # answered, or not
        "partners": people,
        "porteur": st.none() | st.integers(0, 3),
        "linked": st.booleans(),
    }
)
choices = st.dictionaries(
    st.sampled_from(sorted(FIELDS.keys() - {"linked"})), st.sampled_from([0, 1, 2, ENSEMBLE])
)


def build(feuille, world, voters, organisations, other):
    porteur = None if world["porteur"] is None else organisations[world["porteur"]]
    action = une_action(feuille, world["objectif"], porteur=porteur, **world["fields"])
    for rank in world["soutiens"]:
        soutient(action, voters[rank])
    for rank, points in world["points"].items():
        place(action, voters[rank], points)
    for rank in range(world["comments"]):
        Commentaire.objects.create(action=action, author=voters[rank].user, text="Un mot.")
        Amendement.objects.create(
            action=action, field="title", text="Autre", author_label="Table 1", base_version=1
        )
    for position, title in enumerate(world["jalons"]):
        Jalon.objects.create(action=action, title=title, position=position)
        Financement.objects.create(
            action=action, financeur=title, amount=position, position=position
        )
    for year in world["years"]:
        BudgetAnnuel.objects.create(action=action, year=year, planned=year)
    for position, answered in enumerate(world["needs"]):
        need = Besoin.objects.create(action=action, title="Un local", position=position)
        if answered:
            un_engagement(action, organisations[position], besoin=need, state="confirme")
    action.partenaires.set([organisations[rank] for rank in world["partners"]])
    if world["linked"]:
        action.linked.add(other)
    return action


def changes(after, before):
    """Action → column → both values, where they differ: a failure one can read."""
    assert after.keys() == before.keys()
    return {
        numero: {
            name: (one[name], after[numero][name])
            for name in one
            if one[name] != after[numero][name]
        }
        for numero, one in before.items()
        if one != after[numero]
    }


class Identite(TestCase):
    def setUp(self):
        self.feuille = une_feuille(Phase.AJUSTEMENT)
        self.by = l_administrateur(self.feuille)
        self.voters = [un_access(self.feuille, Role.PORTEUR) for _ in range(4)]
        self.organisations = [une_organisation() for _ in range(4)]

    @FEW
    @given(st.lists(worlds, min_size=2, max_size=3), choices)
    def test_merge_then_undo_is_identity(self, made, chosen):
        other = une_action(self.feuille)
        actions = [build(self.feuille, one, self.voters, self.organisations, other) for one in made]
        actions.sort(key=lambda one: one.state != "retenue")  # the most advanced one stays
        keys = [one.pk for one in actions]
        wanted = {
            name: (ENSEMBLE if choice == ENSEMBLE else keys[choice % len(keys)])
            for name, choice in chosen.items()
            if choice != ENSEMBLE or name in JOINED
        }
        before = photo(self.feuille)

        fusion = reunir(actions[0], *actions[1:], by=self.by, choices=wanted)

        supporters = {rank for one in made for rank in one["soutiens"]}
        assert actions[0].soutiens.count() == len(supporters)
        assert defaire(fusion, by=self.by).kept == []
        assert changes(photo(self.feuille), before) == {}

    @FEW
    @given(worlds, st.data())
    def test_split_then_undo_is_identity(self, made, data):
        other = une_action(self.feuille)
        action = build(self.feuille, made, self.voters, self.organisations, other)
        before = photo(self.feuille)
        taken = {
            name: frozenset(data.draw(st.sets(st.sampled_from(keys)))) if keys else frozenset()
            for name in ("jalons", "budgets", "financements", "besoins", "amendements")
            for keys in [list(getattr(action, name).values_list("pk", flat=True))]
        }
        part = Part(
            values={"title": "La seconde", "summary": "", "budget": None},
            copied=frozenset({"porteur", "partenaires", "location"}),
            lines={name: keys for name, keys in taken.items() if name != "amendements"},
            amendements=taken["amendements"],
            engagements=frozenset(),
            budget_left=action.budget,
        )

        fusion = scinder(action, part, by=self.by, seen=vus(action))
        new = fusion.sources.get()
        assert set(new.jalons.values_list("pk", flat=True)) == taken["jalons"]
        defaire(fusion, by=self.by)

        after = photo(self.feuille)
        mine = {new.pk}
        for one in after.values():
            if isinstance(one, dict):
                one["_fusionnees"] = [row for row in one["_fusionnees"] if row[0] not in mine]
        del after[new.numero]
        assert changes(after, before) == {}
        new.refresh_from_db()
        assert (new.state, new.fusionnee_dans) == (Action.State.FUSIONNEE, action)


@pytest.mark.django_db
def test_two_splits_give_two_numbers():
    feuille = une_feuille(Phase.AJUSTEMENT)
    action = une_action(feuille)
    part = Part(
        values={"title": "B", "summary": "", "budget": None}, copied=frozenset(), lines={},
        amendements=frozenset(), engagements=frozenset(),
    )  # fmt: skip
    by = l_administrateur(feuille)
    first = scinder(action, part, by=by, seen=vus(action))
    defaire(first, by=by)
    second = scinder(action, part, by=by, seen=vus(action))
    assert [one.sources.get().numero for one in (first, second)] == ["1.2", "1.3"]
