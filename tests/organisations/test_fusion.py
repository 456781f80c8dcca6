"""Two sheets that are one organisation: found, compared, merged with everything kept."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actions.models import (
    Action,
    Amendement,
    AvisAmendement,
    Brouillon,
    Commentaire,
    Financement,
    Soutien,
)
from engagements.lettres.models import Lettre
from engagements.models import Engagement
from feuille_de_route.donnees.services import importer, read_for
from feuille_de_route.fusion_organisations import FOLLOWING, LISTS, TEAM, UNITED, fusionner
from organisations import services
from organisations.doublons import doublons
from organisations.models import Invitation, Organisation, OrganisationGrant, Rattachement
from organisations.noms import NEAR, core, likeness, plain, trigrams
from seances.models import Participant, Table
from seances.saisie import RejoindreForm
from socle.models import Journal
from socle.refus import Refus
from territoires.droits import Role
from territoires.services import accorder_role
from tests.donnees.fichiers import en_octets, une_liste
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_feuille_vivante,
    une_organisation,
    une_personne,
    une_seance,
)
from tests.outils import client_of, queries_of, text_of

SIRET, OTHER_SITE = "35600000000048", "35600000049837"


# Names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mécanique Balbuzard", "MECANIQUE BALBUZARD SAS"),
        ("Fonderie Courlis", "S.A.R.L. Fonderie Courlis"),
        ("Établissements Avocette", "Avocette"),
        ("Cœur d’Estuaire", "Coeur d'estuaire"),
        ("Communauté de communes du Pays de Savenay", "CC Pays de Savenay"),
        ("CCI Nantes", "Chambre de commerce et d’industrie de Nantes"),
    ],
)
def test_names_that_say_the_same_have_one_core(one, other):
    assert core(one) == core(other)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Mécanique Balbuzard", "Mecanique Balbusard", True),
        ("Fonderie Courlis", "Fonderies Courlis", True),
        ("Fonderie Courlis", "Fonderie Avocette", False),
        ("Communauté de communes du Pays", "Communauté de communes de la Rive", False),
        ("Ville de Savenay", "Lycée de Savenay", False),
        ("SAS", "SARL", False),
    ],
)
def test_near_names_are_told_from_others(one, other, near):
    assert (likeness(trigrams(core(one)), trigrams(core(other))) >= NEAR) is near


NAMES = st.text(st.characters(categories=("L", "N", "Z", "P")), min_size=1, max_size=60)


@given(NAMES, NAMES)
def test_a_likeness_goes_both_ways_from_nothing_to_the_same(one, other):
    first, second = trigrams(core(one)), trigrams(core(other))
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert plain(plain(one)) == plain(one)
    if first:
        assert likeness(first, first) == 1


def sheet(pk, name, siret=None, siren=None):
    return Organisation(pk=pk, name=name, siret=siret, siren_seul=siren)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("Courlis", SIRET), ("Fonderie", None, "356000000"), "même SIREN"),
        (("Courlis", SIRET), ("Fonderie", OTHER_SITE), "même SIREN, établissements distincts"),
        (("Courlis SAS", SIRET), ("COURLIS", None, "356000000"), "même SIREN, même nom"),
        (("Fonderie Courlis",), ("Fonderies Courlis", SIRET), "noms proches"),
        (("Fonderie Courlis", SIRET), ("Fonderie Courlis 2", None, "732829320"), None),
        (("Courlis",), ("Avocette",), None),
    ],
)
def test_why_two_sheets_may_be_one(one, other, reason):
    pairs = doublons([sheet(1, *one), sheet(2, *other)])
    assert [pair.reason for pair in pairs] == ([reason] if reason else [])


# Every key ---------------------------------------------------------------------------------------


def test_every_key_to_an_organisation_is_handled():
    """A new column that names an organisation must say what a merge does of it."""
    pointing = set()
    through = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model is Organisation:
                if model._meta.auto_created:
                    through.add(model)
                else:
                    pointing.add((model, field.name))
    assert pointing == {*FOLLOWING, *TEAM, *UNITED}
    assert through == {model._meta.get_field(name).remote_field.through for model, name in LISTS}


def test_the_keys_that_follow_as_they_are_stand_in_no_unique_constraint():
    """Else a plain update would break: such a table must be united by hand."""
    for model, column in FOLLOWING:
        unique = [set(one) for one in model._meta.unique_together]
        unique += [set(one.fields) for one in model._meta.constraints if getattr(one, "fields", ())]
        assert not any(column in columns for columns in unique), model
        assert not model._meta.get_field(column).unique, model


# Merging -----------------------------------------------------------------------------------------


@pytest.fixture
def feuille(db):
    return une_feuille("engagement")


@pytest.fixture
def boss(feuille):
    return un_access(feuille, Role.ADMINISTRATEUR)


@pytest.fixture
def kept(feuille):
    return in_directory(feuille, "Fonderie Courlis")


@pytest.fixture
def source(feuille):
    return in_directory(feuille, "COURLIS SAS", siret=SIRET, commune="Donges")


def in_directory(feuille, name, **fields):
    organisation = une_organisation(name, **fields)
    feuille.territoire.organisations.add(organisation)
    return organisation


def naming(organisation):
    """How many rows still name this organisation, by column."""
    counts = {}
    for model, column in (*FOLLOWING, *TEAM, *UNITED):
        counts[model.__name__, column] = model._base_manager.filter(**{column: organisation})
    for model, column in LISTS:
        counts[model.__name__, column] = model._base_manager.filter(**{column: organisation})
    return {key: rows.count() for key, rows in counts.items()}


def test_everything_moves_and_the_source_leads_to_the_kept_one(boss, feuille, source, kept):
    action = une_action(feuille, state="retenue", porteur=source)
    other = une_action(feuille, state="retenue", porteur=une_organisation())
    other.partenaires.add(source)
    other.copilotes.add(source)
    user = une_personne()
    un_engagement(action, source)
    Lettre.objects.create(
        feuille=feuille, organisation=source, fichier="l.pdf", name="l.pdf", size=1, sha256="a" * 64
    )
    Financement.objects.create(action=action, financeur="Courlis", organisation=source, amount=10)
    Commentaire.objects.create(action=action, author=user, text="Oui.", organisation=source)
    Soutien.objects.create(action=action, user=user, organisation=source)
    amendement = Amendement.objects.create(
        action=action, field="title", text="Mieux", author_label="Nadia", organisation=source
    )
    AvisAmendement.objects.create(amendement=amendement, organisation=source, choix="pour")
    seance = une_feuille_vivante("engagement").seances.get()
    Participant.objects.create(
        seance=seance, first_name="Nadia", organisation=source, college="entreprises",
        recovery_digest="autre",
    )  # fmt: skip
    Table.objects.create(seance=seance, number=9, host_organisation=source)
    services.accorder(source, user, by=None, signer=True)
    services.inviter(
        source,
        email="n@essai.example",
        signer=False,
        by=user,
        feuille_id=feuille.pk,
        territoire="Ici",
    )
    services.demander_rattachement(
        source, une_personne(), feuille_id=feuille.pk, origin="", administrateurs=[], equipe_url="/"
    )
    older = une_organisation("Très ancienne", merged_into=source)
    before = naming(source)
    missing = {key for key, count in before.items() if not count}
    assert missing == {("Territoire", "epci")}, "the test names it everywhere else"

    fusionner(boss, source=source, kept=kept)

    source.refresh_from_db()
    after = naming(source)
    assert set(after.values()) == {0}
    assert source.merged_into == kept
    older.refresh_from_db()
    assert older.merged_into == kept, "the way to the kept one stays one step"
    now_kept = naming(kept)
    assert now_kept["Engagement", "organisation"] == 1
    assert list(other.copilotes.all()) == [kept]
    assert not other.partenaires.exists(), "one part an action"
    kept.refresh_from_db()
    assert (kept.siret, kept.commune) == (SIRET, "Donges"), "what only the other knew"
    [line] = Journal.objects.about(kept).filter(verb="organisation.fusion")
    assert line.details["source_id"] == source.pk
    assert line.details["deplace"]["engagement.organisation"] == 1
    page = reverse("organisations:organisation", args=[feuille.slug, source.pk])
    response = client_of(boss).get(page)
    assert response.headers["Location"] == reverse(
        "organisations:organisation", args=[feuille.slug, kept.pk]
    )
    team = client_of(boss).get(
        reverse("organisations:equipe", args=[feuille.slug, source.pk]), follow=True
    )
    assert str(user) in text_of(team)


def test_where_both_stand_nothing_is_counted_twice(boss, feuille, source, kept):
    """The same person in both teams, both partners of an action, both support it."""
    action = une_action(feuille, state="retenue", porteur=kept)
    second = une_action(feuille, state="retenue", porteur=une_organisation())
    action.partenaires.add(source)
    second.partenaires.add(source, kept)
    ines, paul = une_personne("Inès"), une_personne("Paul")
    services.accorder(kept, ines, by=None)
    services.accorder(source, ines, by=None, signer=True)
    services.accorder(source, paul, by=None)
    for user, organisation in ((ines, kept), (paul, source)):
        Soutien.objects.create(action=action, user=user, organisation=organisation)
    for organisation in (source, kept):
        services.inviter(
            organisation, email="n@essai.example", signer=False, by=boss.user,
            feuille_id=feuille.pk, territoire="Ici", is_administrateur=True,
        )  # fmt: skip
        services.demander_rattachement(
            organisation, une_personne() if organisation == kept else ines, feuille_id=feuille.pk,
            origin="", administrateurs=[], equipe_url="/",
        )  # fmt: skip

    fusionner(boss, source=source, kept=kept)

    held = OrganisationGrant.objects.filter(content_object=kept).values_list(
        "user__name", "permission__codename"
    )
    assert sorted(held) == [("Inès", "representer"), ("Inès", "signer"), ("Paul", "representer")]
    assert list(second.partenaires.all()) == [kept]
    assert not action.partenaires.exists(), "its porteur is not its partner"
    assert Soutien.objects.filter(organisation=kept).count() == 2
    assert Invitation.objects.waiting().get().organisation == kept
    assert Rattachement.objects.waiting().count() == 1, "who is in the team asks no more"


@pytest.mark.parametrize("named", ["Fonderie Courlis", "COURLIS SAS"])
def test_the_name_that_stays_is_chosen_and_both_still_find_it(boss, feuille, source, kept, named):
    fusionner(boss, source=source, kept=kept, name=named)
    kept.refresh_from_db()
    assert kept.name == named
    assert set(Organisation.objects.filter(pk__in=(source.pk, kept.pk)).values_list("name", flat=True)) == {"Fonderie Courlis", "COURLIS SAS"}  # fmt: skip


def test_each_siret_stays_with_its_own_when_both_have_one(boss, feuille, source, kept):
    Organisation.objects.filter(pk=kept.pk).update(siret=OTHER_SITE)
    fusionner(boss, source=source, kept=kept)
    source.refresh_from_db()
    kept.refresh_from_db()
    assert (source.siret, kept.siret) == (SIRET, OTHER_SITE)


def test_the_siren_alone_makes_way_for_the_siret(boss, feuille, source, kept):
    Organisation.objects.filter(pk=kept.pk).update(siren_seul="356000000")
    fusionner(boss, source=source, kept=kept)
    kept.refresh_from_db()
    assert (kept.siret, kept.siren_seul) == (SIRET, None)


def test_what_is_typed_and_not_sent_follows(boss, feuille, source, kept):
    draft = Brouillon.objects.create(
        feuille=feuille,
        user=boss.user,
        data={
            "title": [str(source.pk)],
            "porteur": [str(source.pk)],
            "partenaires": [str(kept.pk), str(source.pk)],
            "financements-0-organisation": [str(source.pk)],
        },
    )
    kept_on = draft.updated_at
    fusionner(boss, source=source, kept=kept)
    draft.refresh_from_db()
    assert draft.data == {
        "title": [str(source.pk)],
        "porteur": [str(kept.pk)],
        "partenaires": [str(kept.pk)],
        "financements-0-organisation": [str(kept.pk)],
    }
    assert draft.updated_at == kept_on


def test_totals_do_not_change_with_a_merge(boss, feuille, source, kept):
    action = une_action(feuille, state="retenue")
    for organisation in (source, kept, kept):
        un_engagement(action, organisation, state="confirme")
    before = Engagement.objects.live().count()
    fusionner(boss, source=source, kept=kept)
    assert Engagement.objects.live().count() == before
    assert Engagement.objects.filter(organisation=kept).count() == before


# Refusals ----------------------------------------------------------------------------------------


def refused(boss, source, kept, said):
    with pytest.raises(Refus, match=said):
        fusionner(boss, source=source, kept=kept)
    source.refresh_from_db()
    assert source.merged_into is None


def test_two_epci_of_one_territory_are_two(boss, feuille):
    nord, sud = feuille.territoire.epci.all()
    refused(boss, nord, sud, "deux collectivités")


def test_two_sheets_of_one_epci_may_merge(boss, feuille):
    nord = feuille.territoire.epci.first()
    twin = in_directory(feuille, f"{nord} bis", kind="collectivite", college="collectivites")
    fusionner(boss, source=nord, kept=twin)
    assert twin in feuille.territoire.epci.all()
    assert feuille.territoire.epci.count() == 2


def test_two_enterprises_are_two(boss, source, kept):
    Organisation.objects.filter(pk=kept.pk).update(siren_seul="732829320")
    refused(boss, source, kept, "deux SIREN différents")


def test_a_collectivity_is_not_an_enterprise(boss, feuille, source):
    refused(boss, feuille.territoire.epci.first(), source, "qu’avec une collectivité")


def test_an_organisation_of_a_territory_one_does_not_administer_is_left_alone(
    boss, feuille, source, kept
):
    other = une_feuille()
    other.territoire.organisations.add(source)
    refused(boss, source, kept, "n’administrez pas")
    accorder_role(other, boss.user, Role.ADMINISTRATEUR, by=None)
    fusionner(boss, source=source, kept=kept)
    assert kept in other.territoire.organisations.all()


def test_merged_once_is_enough(boss, source, kept, feuille):
    fusionner(boss, source=source, kept=kept)
    third = in_directory(feuille, "Troisième")
    with pytest.raises(Refus, match="déjà fusionnée"):
        fusionner(boss, source=source, kept=third)
    with pytest.raises(Refus, match="deux organisations différentes"):
        fusionner(boss, source=kept, kept=kept)


def test_only_administrators_merge(feuille, source, kept):
    refused(un_access(feuille, Role.ANIMATEUR), source, kept, "ne permet pas")


# Pages -------------------------------------------------------------------------------------------


def url(feuille, name, *args):
    return reverse(f"organisations:{name}", args=[feuille.slug, *args])


def test_pairs_are_proposed_then_compared_then_merged(boss, feuille, source, kept):
    in_directory(feuille, "Chantiers Avocette")
    client = client_of(boss)
    page = text_of(client.get(url(feuille, "doublons")))
    assert "Noms proches" in page or "Même nom" in page or "Même SIREN" not in page
    compare = url(feuille, "fusionner", kept.pk, source.pk)
    shown = text_of(client.get(compare))
    assert "Réunir les deux fiches" in shown
    assert SIRET[:3] in shown
    response = client.post(compare, {"name": "Fonderie Courlis"}, follow=True)
    assert "n’en font qu’une" in text_of(response)
    assert client.get(compare).status_code == 404, "merged meanwhile: nothing to merge"


def test_the_page_says_why_two_cannot_be_one(boss, feuille):
    nord, sud = feuille.territoire.epci.all()
    client, page = client_of(boss), url(feuille, "fusionner", nord.pk, sud.pk)
    assert "deux collectivités" in text_of(client.get(page))
    assert client.post(page, {"name": nord.name}).status_code == 403


def test_any_two_may_be_chosen(boss, feuille, source, kept):
    client = client_of(boss)
    response = client.get(url(feuille, "doublons"), {"kept": kept.pk, "source": source.pk})
    assert response.headers["Location"] == url(feuille, "fusionner", kept.pk, source.pk)
    same = client.get(url(feuille, "doublons"), {"kept": kept.pk, "source": kept.pk})
    assert "Choisissez une autre organisation" in text_of(same)


def test_creating_a_twin_asks_first(boss, feuille, source, kept):
    client = client_of(boss)
    typed = {"name": "Fonderie Courlis SA", "kind": "pme", "commune": "Donges"}
    response = client.post(url(feuille, "creer"), typed)
    assert response.status_code == 422
    assert "Cette organisation existe peut-être déjà" in text_of(response)
    assert 'value="Donges"' in response.content.decode()
    assert not Organisation.objects.filter(name="Fonderie Courlis SA").exists()
    assert client.post(url(feuille, "creer"), typed | {"malgre": "1"}).status_code == 302
    assert Organisation.objects.filter(name="Fonderie Courlis SA").exists()


def test_the_page_of_duplicates_costs_the_same_for_one_and_three_pairs(boss, feuille, source, kept):
    client, page = client_of(boss), url(feuille, "doublons")
    one = queries_of(client, page)
    for name in ("Fonderie Courlis SA", "Fonderies Courlis", "Courlis"):
        in_directory(feuille, name)
    assert queries_of(client, page) == one


# Found by their old name -------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["courlis sas", "Fonderie Courlis", "FONDERIE COURLIS "])
def test_a_guest_who_types_the_old_name_finds_the_kept_one(boss, feuille, source, kept, typed):
    fusionner(boss, source=source, kept=kept)
    seance = une_seance(feuille, une_action(feuille))
    form = RejoindreForm({"first_name": "Inès", "organisation": typed}, seance=seance)
    form.is_valid()
    assert form.cleaned_data["known"] == kept
    assert kept in form.known
    assert source not in form.known


@pytest.mark.parametrize("siret", [None, SIRET])
def test_a_file_imported_again_does_not_undo_a_merge(boss, feuille, kept, siret):
    """The file still has the old sheet; what it says goes to the kept one, whose own stays."""
    feuille.phase = "preparation"
    feuille.save()
    data = une_liste()
    data["organisations"][1] |= {"siret": siret} if siret else {}
    data["organisations"].append({"id": "autre", "nom": kept.name, "type": "pme"})
    importer(read_for(en_octets(data), feuille), boss)
    forge = Organisation.objects.get(name="Forge de la Boule")
    fusionner(boss, source=forge, kept=kept)
    directory = feuille.territoire.organisations.count()
    importer(read_for(en_octets(data), feuille), boss)
    assert feuille.territoire.organisations.count() == directory
    assert Action.objects.get(reference="a2").porteur == kept
    kept.refresh_from_db()
    assert kept.name == "Fonderie Courlis"
    assert set(naming(forge).values()) == {0}
