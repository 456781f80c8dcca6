"""Importing a spreadsheet through its pages: columns, preview, confirmation, refusals."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import Action
from organisations.models import Organisation
from territoires.droits import Phase, Role
from tests.donnees.classeurs import ENTETES, une_liste_reelle, xlsx, xlsx_of
from tests.donnees.fichiers import plain
from tests.fabrique import un_access, une_action, une_feuille, une_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def feuille():
    feuille = une_feuille(Phase.PREPARATION)
    une_organisation("CC du Pays", kind="collectivite", college="collectivites")
    une_organisation("SARL Forge de la Boule")
    return feuille


@pytest.fixture
def url(feuille):
    return f"/feuilles/{feuille.slug}/actions/importer/"


@pytest.fixture
def admin(client, feuille):
    client.force_login(un_access(feuille, Role.ADMINISTRATEUR).user)
    return client


def upload(client, url, data, name="Plan d’actions.xlsx"):
    return client.post(url, {"fichier": SimpleUploadedFile(name, data)})


def columns(client, url):
    """Post the page of columns as it is proposed."""
    form = client.get(f"{url}colonnes/").context["form"]
    data = {field.html_name: field.value() or "" for field in form if field.name != "vider"}
    return client.post(f"{url}colonnes/", data)


def preview(client, url, data, name="Plan d’actions.xlsx"):
    assert upload(client, url, data, name).url == f"{url}colonnes/"
    assert columns(client, url).url == f"{url}apercu/"
    return client.get(f"{url}apercu/")


def confirm(client, url, page, **more):
    return client.post(f"{url}apercu/", {"vu": page.context["preview"].digest, **more}, follow=True)


def test_a_real_list_goes_from_columns_to_preview_to_actions(admin, url, feuille):
    page = preview(admin, url, une_liste_reelle())
    told = plain(page.content.decode())
    assert "Lisez, puis importez" in told
    assert "ligne 4, colonne F" in told
    assert "lu 45 000 €" in told
    assert not Action.objects.exists()
    done = confirm(admin, url, page)
    assert "2 actions : 2 nouvelles" in plain(done.content.decode())
    first, second = feuille.actions.order_by("numero")
    assert (first.numero, first.title) == ("1.1", "Partager un atelier")
    assert (first.porteur.name, first.budget) == ("CC du Pays", 45_000)
    assert [one.name for one in first.partenaires.all()] == ["SARL Forge de la Boule"]
    assert (str(first.start), str(first.end)) == ("2025-03-01", "2026-12-01")
    assert (second.numero, second.budget) == ("2.1", 1250000.5)


def test_a_csv_of_windows_goes_the_same_way(admin, url, feuille):
    text = "N°;Objectif;Intitulé;Coût (k€)\r\n;1;Été à l’atelier;45\r\n"
    page = preview(admin, url, text.encode("windows-1252"), "liste.csv")
    confirm(admin, url, page)
    action = feuille.actions.get()
    assert (action.title, action.budget) == ("Été à l’atelier", 45_000)


def test_columns_corrected_are_remembered_for_the_same_headings(admin, url, feuille):
    data = xlsx([["Objectif", "Quoi", "Remarque"], [1, "Un titre", "À faire vite"]])
    upload(admin, url, data)
    refused = columns(admin, url)
    assert refused.status_code == 422
    assert "Dites quelle colonne porte le titre" in refused.content.decode()
    assert "<title>Erreur : " in plain(refused.content.decode())
    said = {"colonne_1": "objectif", "colonne_2": "title", "colonne_3": "risks"}
    assert admin.post(f"{url}colonnes/", said).url == f"{url}apercu/"
    confirm(admin, url, admin.get(f"{url}apercu/"))
    assert feuille.actions.get().risks == "À faire vite"
    upload(admin, url, data)
    form = admin.get(f"{url}colonnes/").context["form"]
    assert [field.value() for field in form.columns] == ["objectif", "title", "risks"]


def test_one_column_is_given_once(admin, url):
    upload(admin, url, xlsx([["A", "B"], ["Un", "Deux"]]))
    answer = admin.post(f"{url}colonnes/", {"colonne_1": "title", "colonne_2": "title"})
    assert answer.status_code == 422
    assert "Gardez une seule colonne" in answer.content.decode()


def test_another_sheet_and_another_row_of_headings_are_chosen(admin, url):
    upload(admin, url, xlsx_of({
        "Lisez-moi": [["Bonjour"]], "Suivi": [ENTETES, [None, 1, "Un titre"], ["N°", "Titre", "Autre"]],
    }))  # fmt: skip
    page = admin.get(f"{url}colonnes/")
    assert page.context["depot"].sheet == "Suivi"
    admin.get(f"{url}colonnes/?ligne=3")
    assert admin.get(f"{url}colonnes/").context["depot"].header == 3
    admin.get(f"{url}colonnes/?feuille=Lisez-moi")
    assert admin.get(f"{url}colonnes/").context["depot"].sheet == "Lisez-moi"
    assert admin.get(f"{url}colonnes/?feuille=Absente&ligne=99999999").status_code == 200


def test_faults_block_and_are_told_by_cell(admin, url, feuille):
    data = xlsx([ENTETES, [None, 1, "<img src=x onerror=alert(1)>", "CC du Pays", None, "cher"]])
    page = preview(admin, url, data)
    text = page.content.decode()
    assert "ligne 2, colonne F" in text
    assert "<img src=x" not in text
    assert "Importer cette liste" not in text
    forced = confirm(admin, url, page)
    assert forced.status_code == 422
    assert not feuille.actions.exists()


def test_an_unknown_organisation_is_asked_then_imported(admin, url, feuille):
    data = xlsx([ENTETES, [None, 1, "Un titre", "Forge de la Boulle"]])
    page = preview(admin, url, data)
    (field,) = page.context["organisations"]
    forge = Organisation.objects.get(name="SARL Forge de la Boule")
    assert field.value() == str(forge.pk)
    admin.post(f"{url}organisations/", {field.html_name: field.value()})
    confirm(admin, url, admin.get(f"{url}apercu/"))
    assert feuille.actions.get().porteur == forge
    # Said once, said for the next lists.
    page = preview(admin, url, data)
    assert not page.context["preview"].is_refused


def test_answers_outlive_a_file_sent_again_corrected(admin, url, feuille):
    """Columns and organisations said of the first one are not asked twice."""
    rows = [
        ["Objectif", "Quoi", "Maître d’ouvrage", "Coût"],
        [1, "Un titre", "Forge de la Boulle", "cher"],
    ]
    upload(admin, url, xlsx(rows))
    said = {
        "colonne_1": "objectif",
        "colonne_2": "title",
        "colonne_3": "porteur",
        "colonne_4": "budget",
    }
    admin.post(f"{url}colonnes/", said)
    (field,) = admin.get(f"{url}apercu/").context["organisations"]
    admin.post(f"{url}organisations/", {field.html_name: field.value()})
    rows[1][3] = 45_000
    upload(admin, url, xlsx(rows))
    form = admin.get(f"{url}colonnes/").context["form"]
    assert [one.value() for one in form.columns] == ["objectif", "title", "porteur", "budget"]
    columns(admin, url)
    confirm(admin, url, admin.get(f"{url}apercu/"))
    assert feuille.actions.get().porteur.name == "SARL Forge de la Boule"
    upload(admin, url, xlsx([["Titre", "Autre"], ["Deux", "x"]]), "autre.xlsx")
    assert admin.get(f"{url}colonnes/").context["depot"].columns == {}


def test_what_moved_since_the_preview_is_shown_again_and_nothing_is_written(admin, url, feuille):
    action = une_action(feuille, title="Un titre", summary="Au début.")
    page = preview(admin, url, xlsx([["N°", "Résumé"], ["1.1", "Du fichier."]]))
    Action.objects.filter(pk=action.pk).update(summary="Écrit ici.")
    answer = confirm(admin, url, page)
    assert answer.status_code == 422
    assert "<title>Erreur : " in plain(answer.content.decode())
    assert "La feuille de route a changé" in answer.content.decode()
    assert "Écrit" in answer.content.decode()
    action.refresh_from_db()
    assert action.summary == "Écrit ici."
    confirm(admin, url, answer)
    action.refresh_from_db()
    assert action.summary == "Du fichier."


def test_a_conflict_is_answered_with_a_box(admin, url, feuille):
    data = [["N°", "Objectif", "Titre", "Résumé"], ["1.1", 1, "Un titre", "Au début."]]
    confirm(admin, url, preview(admin, url, xlsx(data)))
    feuille.actions.update(summary="Écrit ici.")
    data[1][3] = "Du fichier."
    page = preview(admin, url, xlsx(data))
    assert "Changées ici et dans le fichier" in page.content.decode()
    confirm(admin, url, page, prendre_2_summary="on")
    assert feuille.actions.get().summary == "Du fichier."


@pytest.mark.parametrize(
    ("method", "page"), [("get", "colonnes"), ("get", "apercu"), ("post", "organisations")]
)
def test_a_file_swept_away_is_asked_again(admin, url, method, page):
    upload(admin, url, une_liste_reelle())
    for name in default_storage.listdir("imports")[1]:
        default_storage.delete(f"imports/{name}")
    assert getattr(admin, method)(f"{url}{page}/").url == url


def test_the_file_of_one_person_is_not_that_of_another(admin, url, feuille, client):
    upload(admin, url, une_liste_reelle())
    client.force_login(un_access(feuille, Role.ADMINISTRATEUR).user)
    assert client.get(f"{url}apercu/").url == url


@pytest.mark.parametrize("name", ["modele-actions.xlsx", "exemple-actions.xlsx"])
def test_the_model_is_read_back_without_a_doubt(admin, url, feuille, name):
    answer = admin.get(f"{url}{name}")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    if name.startswith("modele"):
        assert upload(admin, url, answer.content, name).url == f"{url}colonnes/"
        form = admin.get(f"{url}colonnes/").context["form"]
        assert all(field.value() for field in form.columns)
        return
    page = preview(admin, url, answer.content, name)
    seen = page.context["preview"]
    assert (seen.faults, seen.doubts) == ([], [])
    confirm(admin, url, page)
    action = feuille.actions.for_fiche().get()
    assert action.jalons.count() == 2
    assert sum(one.amount for one in action.financements.all()) == action.budget == 180_000


def test_a_long_preview_is_cut_in_pages(admin, url):
    rows = [[None, 1, f"Action numéro {n}"] for n in range(40)]
    page = preview(admin, url, xlsx([["N°", "Objectif", "Titre"], *rows]))
    assert len(re.findall("à créer, ligne", page.content.decode())) == 30
    assert "à créer, ligne 41" in admin.get(f"{url}apercu/?page=2").content.decode()
