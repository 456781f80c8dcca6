"""From the tables to the content: everything that is public arrives, nothing else does."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from actions.models import Amendement, Besoin, BudgetAnnuel, Gommettes, Jalon, Soutien
from engagements.models import Engagement
from feuille_de_route.donnees import demonstration
from feuille_de_route.fusion_actions import defaire
from publication import votes
from publication.collecte import collecter, collecter_reste
from publication.contenu import Choix, from_json, to_json
from seances.models import Contribution, Resultat, Seance, Table
from territoires.droits import Phase, Role
from tests.donnees.fichiers import plain
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_action_prete,
    une_feuille,
    une_organisation,
    une_personne,
)
from tests.feuille_de_route.fusions import reunir

pytestmark = pytest.mark.django_db
DONNEES = Path(django_settings.BASE_DIR) / "donnees" / "estuaire-sillon-demo.json"


@pytest.fixture
def feuille():
    return une_feuille(Phase.ENGAGEMENT)


def test_every_field_of_the_demonstration_arrives():
    feuille = demonstration.load()
    data = json.loads(DONNEES.read_text())
    names = {o["id"]: o["nom"] for o in data["organisations"]}
    contenu = collecter(feuille, numero="1.0")
    assert contenu.territoire.nom == data["territoire"]["nom"]
    assert contenu.avertissement == data["meta"]["avertissement"]
    assert {s.titre for s in contenu.sources} == {s["titre"] for s in data["sources"]}
    assert [a.numero for a in contenu.actions] == [a["numero"] for a in data["actions"]]
    for action, source in zip(contenu.actions, data["actions"], strict=True):
        _compare_action(action, source, names)
    live = [e for e in data["engagements"] if e["statut"] not in ("brouillon", "retire")]
    assert len(contenu.engagements) == len([e for e in live if e["visibilite"] != "interne"])
    assert {e.organisation for e in contenu.engagements} == {names[e["organisation"]] for e in live}
    (seance,) = contenu.seances
    past = data["seminaire"]
    assert (seance.intitule, seance.date.isoformat()) == (past["intitule"], past["date"])
    assert (seance.lieu, list(seance.buts)) == (past["lieu"], past["buts"])
    assert len(seance.deroule) == len(past["deroule"])
    assert len(seance.votes) == len(past["priorisation"])
    assert sum(p.nombre for p in seance.participants) == 48
    assert {a.texte for a in seance.amendements} == {a["texte"] for a in past["amendements"]}
    assert {v.points for v in seance.votes} == {v["points"] for v in past["priorisation"]}


def _compare_action(action, source, names):
    assert action.objectif == source["objectif"]
    assert action.axe == source["axe_national"]
    assert action.intitule == source["intitule"]
    assert action.resume == source["resume"]
    assert action.constat == source["constat"]
    assert action.description == source["description"]
    assert list(action.resultats_attendus) == source["resultats_attendus"]
    assert list(action.points_de_vigilance) == source["points_de_vigilance"]
    assert action.public_cible == source["public_cible"]
    assert action.porteur == names[source["porteur"]]
    assert set(action.copilotes) == {names[o] for o in source["copilotes"]}
    assert set(action.partenaires) == {names[o] for o in source["partenaires"]}
    assert action.localisation == source["localisation"]
    assert action.budget == source["budget"]["total_ht"]
    assert {b.annee: b.montant for b in action.budget_par_annee} == {
        int(year): amount for year, amount in source["budget"]["par_annee"].items()
    }
    assert [(f.financeur, f.montant, f.state.cle) for f in action.financements] == [
        (f["financeur"], f["montant"], f["statut"]) for f in source["plan_financement"]
    ]
    assert (action.debut, action.fin) == (
        source["calendrier"]["debut"],
        source["calendrier"]["fin"],
    )
    assert [(j.libelle, j.echeance) for j in action.jalons] == [
        (e["libelle"], e["echeance"]) for e in source["calendrier"]["etapes"]
    ]
    assert [(i.libelle, i.cible, i.echeance) for i in action.indicateurs] == [
        (i["libelle"], i["cible"], i["echeance"]) for i in source["indicateurs"]
    ]
    assert [besoin.split(" (")[0] for besoin in action.besoins] == source["besoins"]


# What stays inside -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"state": "retenue"}, True),
        ({"state": "engagee"}, True),
        ({"state": "proposee"}, False),
        ({"state": "ajustee"}, False),
        ({"state": "a_retravailler"}, False),
        ({"state": "ecartee"}, False),
        ({"state": "retenue", "is_restricted": True}, False),
    ],
)
def test_only_selected_and_open_actions_are_published(feuille, fields, published):
    action = une_action(feuille, title="Une action précise", **fields)
    un_engagement(action, une_organisation("Fonderie Courlis"))
    contenu = collecter(feuille, numero="1.0")
    assert bool(contenu.actions) == published
    assert bool(contenu.engagements) == published
    assert ("Fonderie Courlis" in to_json(contenu)) == published


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, {"organisation", "texte", "quantite"}),
        ({"visibilite": "montant_masque"}, {"organisation", "texte"}),
        ({"visibilite": "anonyme"}, set()),
        ({"visibilite": "interne"}, None),
        ({"state": "brouillon"}, None),
        ({"state": "retire", "withdrawal_reason": "Fermeture."}, None),
    ],
)
def test_a_pledge_shows_what_its_visibility_allows(feuille, fields, seen):
    action = une_action(feuille, state="retenue")
    un_engagement(
        action,
        une_organisation("Fonderie Courlis"),
        kind="financier",
        quantity=Decimal("123456.78"),
        text="Financer le banc d’essai.",
        fermete="conditionnel",
        condition="Si la Région suit.",
        **fields,
    )
    contenu = collecter(feuille, numero="1.0")
    text = to_json(contenu)
    words = {
        "organisation": "Fonderie Courlis",
        "texte": "Financer le banc d’essai.",
        "quantite": "123456.78",
    }
    assert {name for name, word in words.items() if word in text} == (seen or set())
    assert ("Si la Région suit." in text) == ("texte" in (seen or set()))
    assert len(contenu.engagements) == (seen is not None)


def test_an_anonymous_organisation_is_not_in_the_list_of_organisations(feuille):
    action = une_action(feuille, state="retenue")
    hidden, shown = une_organisation("Fonderie Courlis"), une_organisation("Atelier Avocette")
    feuille.territoire.organisations.add(hidden, shown)
    un_engagement(action, hidden, visibilite="anonyme")
    un_engagement(action, shown)
    named = {o.nom for o in collecter(feuille, numero="1.0").organisations}
    assert "Atelier Avocette" in named
    assert "Fonderie Courlis" not in named


def test_an_organisation_named_elsewhere_stays_in_the_list(feuille):
    both = une_organisation("Fonderie Courlis")
    action = une_action(feuille, state="retenue", porteur=both)
    un_engagement(action, both, visibilite="anonyme")
    contenu = collecter(feuille, numero="1.0")
    assert "Fonderie Courlis" in {o.nom for o in contenu.organisations}
    assert contenu.engagements[0].organisation == ""


def test_a_person_is_not_published(feuille):
    une_action(
        feuille, state="retenue", referent="Anne Personne, cheffe", author=une_personne("Zoé")
    )
    text = to_json(collecter(feuille, numero="1.0"))
    assert "Anne Personne" not in text
    assert "Zoé" not in text


def test_a_seance_tells_nothing_of_actions_kept_inside(feuille):
    seance = Seance.objects.create(feuille=feuille, title="Séminaire", date="2024-04-11")
    table = Table.objects.create(seance=seance, number=3)
    public = une_action(feuille, state="retenue", title="Publique")
    secret = une_action(feuille, state="retenue", title="Projet Brouillard", is_restricted=True)
    for action in (public, secret):
        Resultat.objects.create(seance=seance, action=action, voters=10, points=4)
        amendement = Amendement.objects.create(
            action=action,
            field="title",
            text=f"Renommer {action.title}",
            state="integre",
            author_label="Marie Dupont",
        )
        Contribution.objects.create(seance=seance, table=table, amendement=amendement)
    waiting = une_action(feuille, title="Pas encore décidée")
    Contribution.objects.create(seance=seance, table=table, action=waiting)
    Contribution.objects.create(seance=seance, table=table, action=secret)
    contenu = collecter(feuille, numero="1.0")
    (told,) = contenu.seances
    assert [v.action for v in told.votes] == [public.numero]
    assert [(a.champ, a.auteur) for a in told.amendements] == [("Titre", "Table 3")]
    assert told.propositions == ()
    assert "Brouillard" not in to_json(contenu)
    assert "Marie Dupont" not in to_json(contenu)


def test_a_seance_to_come_is_not_published(feuille):
    Seance.objects.create(feuille=feuille, title="Bientôt", date="2099-01-01")
    assert collecter(feuille, numero="1.0").seances == ()


# Values ------------------------------------------------------------------------------------------


def test_values_keep_their_meaning(feuille):
    action = une_action(feuille, state="retenue", start="2024-09-01", budget=None)
    Jalon.objects.create(action=action, title="Sans date")
    Jalon.objects.create(action=action, title="Un trimestre", year=2025, quarter=2)
    Besoin.objects.create(action=action, title="Du temps", kind="temps", quantity=Decimal(12))
    Soutien.objects.create(action=action, user=une_personne())
    (found,) = collecter(feuille, numero="1.0").actions
    assert found.budget is None
    assert (found.debut, found.fin) == ("2024-09", "")
    assert [j.echeance for j in found.jalons] == ["", "2025-T2"]
    assert found.besoins == ("Du temps (12\u00a0jours)",)
    assert found.soutiens == 1
    assert found.points is None
    assert found.state == Choix("retenue", "retenue")
    assert {v.cle: v.allume for v in found.voyants} == {
        "portee": False,
        "decrite": False,
        "financee": False,
        "evaluee": False,
        "prete": True,
    }


def test_points_are_those_of_the_vote_in_the_room_else_of_the_vote_online(feuille):
    in_room, online, none = (une_action(feuille, state="retenue") for _ in range(3))
    seance = Seance.objects.create(feuille=feuille, title="Séminaire", date="2024-04-11")
    Resultat.objects.create(seance=seance, action=in_room, voters=9, points=24)
    for action, points in ((in_room, 1), (online, 2)):
        Gommettes.objects.create(
            action=action, user=une_personne(), college="entreprises", points=points
        )
    found = {a.numero: a.points for a in collecter(feuille, numero="1.0").actions}
    assert found == {in_room.numero: 24, online.numero: 2, none.numero: 0}


def test_the_vote_on_an_action_merged_since_is_told_by_the_one_that_took_it_in(feuille):
    """Through a second merge too; on its own number, apart from the votes of the target."""
    target, between, first = (
        une_action(feuille, state="retenue", title=title) for title in ("Réunie", "Relais", "Votée")
    )
    seance = Seance.objects.create(feuille=feuille, title="Séminaire", date="2024-04-11")
    Resultat.objects.create(seance=seance, action=first, voters=20, points=12)
    by = un_access(feuille, Role.ADMINISTRATEUR)
    reunir(between, first, by=by)
    fusion = reunir(target, between, by=by)
    contenu = collecter(feuille, numero="1.0")
    (told,) = contenu.seances
    assert told.votes == ()
    assert [(v.dans, v.resultat.action) for v in told.votes_fusionnes] == [("1.1", "1.3")]
    # 0 would say that the room gave nothing to what it became.
    assert contenu.actions[0].points is None
    assert plain(votes.reunis(contenu, "1.1")) == plain(
        "Elle réunit l’action 1.3 « Votée », votée le 11 avril 2024 : 12 points, 20 votants. "
        f"{votes.NOT_ADDED}"
    )
    assert from_json(to_json(contenu)) == contenu
    feuille.actions.filter(pk=first.pk).update(is_restricted=True)
    assert "Votée" not in to_json(collecter(feuille, numero="1.0"))
    defaire(fusion, by=by)
    assert votes.reunis(collecter(feuille, numero="1.0"), "1.1") == ""


def test_what_is_left_over_is_counted(feuille):
    une_action(feuille, title="En débat")
    une_action(feuille, state="retenue", is_restricted=True)
    une_action(feuille, state="ecartee")
    action = une_action(feuille, state="retenue")
    for _ in range(2):
        Amendement.objects.create(action=action, field="title", text="x", author_label="T")
        un_engagement(action, une_organisation())
    un_engagement(action, une_organisation(), state="confirme")
    reste = collecter_reste(feuille)
    assert [a.titre for a in reste.indecises] == ["En débat"]
    assert len(reste.restreintes) == 1
    assert (reste.amendements, [a.numero for a in reste.a_arbitrer]) == (2, [action.numero])
    assert (reste.declares, [a.numero for a in reste.a_confirmer]) == (2, [action.numero])


# Cost --------------------------------------------------------------------------------------------


def _grow(feuille, n):
    for _ in range(n):
        action = une_action_prete(feuille, "2", state="retenue")
        action.partenaires.add(une_organisation())
        BudgetAnnuel.objects.create(action=action, year=2025, planned=1)
        un_engagement(action, une_organisation())


def test_as_many_queries_for_15_and_for_60_actions(
    feuille, django_assert_num_queries, django_assert_max_num_queries
):
    _grow(feuille, 15)
    with django_assert_max_num_queries(20) as few:
        collecter(feuille, numero="1.0")
    _grow(feuille, 45)
    with django_assert_num_queries(len(few)):
        contenu = collecter(feuille, numero="1.0")
    assert len(contenu.actions) == len(contenu.engagements) == 60
    with django_assert_num_queries(4):
        collecter_reste(feuille)


def test_draft_states_are_those_of_the_model():
    """A new state of a pledge must be thought about here before it is published."""
    assert set(Engagement.State.values) == {
        "brouillon", "declare", "confirme", "signe", "realise", "retire",
    }  # fmt: skip
    assert set(Engagement.Visibilite.values) == {"public", "montant_masque", "anonyme", "interne"}
