"""Who may open each page and send each form: one table to read, and nothing left out of it."""

from typing import NamedTuple

import pytest
from django.db import transaction

from actions.models import Action
from territoires.droits import Role
from tests.monde import ON_ONE_ACTION, ROUTES, WITH_EDITIONS, World
from tests.outils import client_of

pytestmark = pytest.mark.django_db

#: A line: method, page, phase of the roadmap, then what each person is answered. 200: the page;
#: 302: done, or shown the way; 422: let in, the form is not complete; 403: a member, and why not;
#: 404: does not exist for this person. Columns: visitor, stranger, lecteur, représentant, porteur,
#: animateur, administrateur. The représentant has the engagements; the action is somebody else's.
TABLE = """
GET  accueil                     -           200 200 200 200 200 200 200
GET  entrer                      -           302 302 302 302 302 302 302
GET  accessibilite               -           200 200 200 200 200 200 200
GET  donnees_personnelles        -           200 200 200 200 200 200 200
GET  verifier                    -           200 200 200 200 200 200 200
POST verifier                    -           422 422 422 422 422 422 422
GET  attestation                 partage     200 200 200 200 200 200 200
GET  boite                       -           404 404 404 404 404 404 404
GET  comptes:compte              -           302 200 200 200 200 200 200
POST comptes:compte              -           302 302 302 302 302 302 302
GET  mes_donnees                 -           302 200 200 200 200 200 200
POST mes_donnees                 -           302 200 200 200 200 200 200
GET  mes_donnees_archive         -           302 404 404 404 404 404 404
GET  effacer_compte              -           302 200 200 200 200 200 200
POST effacer_compte              -           302 403 403 403 403 403 403
POST se_reconnecter              -           302 302 302 302 302 302 302
POST comptes:rappels             -           302 302 302 302 302 302 302
GET  comptes:desabonner          -           200 200 200 200 200 200 200
POST comptes:desabonner          -           200 200 200 200 200 200 200
POST comptes:persona             -           302 302 302 302 302 302 302
GET  creer_territoire            -           302 403 403 403 403 403 403
POST creer_territoire            -           302 403 403 403 403 403 403
GET  chercher                    partage     404 404 200 200 200 200 200
GET  exporter                    partage     404 404 200 200 200 200 200
GET  exporter_fichier            partage     404 404 200 200 200 200 200
GET  journal                     partage     404 404 403 403 403 200 200
GET  tableau                     partage     404 404 200 200 200 200 200
GET  action                      partage     404 404 200 200 200 200 200
GET  priorites                   selection   404 404 200 200 200 200 200
GET  importer                    preparation 404 404 403 403 403 200 200
POST importer                    preparation 404 404 403 403 403 422 422
POST importer                    selection   404 404 403 403 403 403 403
GET  importer_exemple            preparation 404 404 403 403 403 200 200
GET  importer_confirmer          preparation 404 404 403 403 403 302 302
POST importer_confirmer          preparation 404 404 403 403 403 302 302
GET  importer_colonnes           preparation 404 404 403 403 403 302 302
POST importer_colonnes           preparation 404 404 403 403 403 302 302
GET  importer_apercu             preparation 404 404 403 403 403 302 302
POST importer_apercu             selection   404 404 403 403 403 403 403
POST importer_organisations      preparation 404 404 403 403 403 302 302
GET  importer_suivi              preparation 404 404 403 403 403 302 302
POST importer_annuler            preparation 404 404 403 403 403 302 302
POST importer_relire             preparation 404 404 403 403 403 302 302
GET  importer_modele             preparation 404 404 403 403 403 200 200
GET  importer_modele_rempli      preparation 404 404 403 403 403 200 200
GET  actions:proposer            partage     404 404 403 200 200 200 200
POST actions:proposer            partage     404 404 403 422 422 422 422
POST actions:proposer            selection   404 404 403 403 403 403 403
POST actions:garder_proposition  selection   404 404 302 302 302 302 302
GET  actions:brouillons          partage     404 404 200 200 200 200 200
POST actions:effacer_brouillon   partage     404 404 404 302 404 404 404
POST actions:retablir_brouillon  partage     404 404 404 404 404 404 404
GET  actions:modifier            partage     404 404 403 403 403 200 200
POST actions:modifier            partage     404 404 403 403 403 422 422
POST actions:garder_modification selection   404 404 302 302 302 302 302
GET  actions:amender_choisir     partage     404 404 403 200 200 200 200
GET  actions:amender             partage     404 404 403 200 200 200 200
POST actions:amender             partage     404 404 403 422 422 422 422
POST actions:amender             selection   404 404 403 403 403 403 403
POST actions:garder_amendement   selection   404 404 302 302 302 302 302
GET  actions:amendement          partage     404 404 200 200 200 200 200
POST actions:donner_avis         partage     404 404 403 302 302 403 403
POST actions:donner_avis         publiee     404 404 403 403 403 403 403
POST actions:decider_amendement  partage     404 404 403 403 403 422 422
POST actions:repondre_amendement partage     404 404 403 403 403 422 422
POST actions:retirer_amendement  partage     404 404 403 403 403 403 403
GET  actions:reecrire            partage     404 404 403 403 403 403 403
POST actions:reecrire            partage     404 404 403 403 403 403 403
GET  actions:amendements         partage     404 404 200 200 200 200 200
GET  actions:amendements_ensemble partage    404 404 200 200 200 200 200
POST actions:amendements_ensemble partage    404 404 422 422 422 422 422
GET  actions:versions            partage     404 404 200 200 200 200 200
GET  actions:version             partage     404 404 200 200 200 200 200
GET  actions:comparer_versions   partage     404 404 200 200 200 200 200
POST actions:retablir_version    partage     404 404 403 403 403 302 302
POST actions:commenter           publiee     404 404 403 302 302 302 302
GET  fusions:doublons            partage     404 404 403 403 403 200 200
POST fusions:doublons            partage     404 404 403 403 403 404 404
GET  fusions:fusionner           partage     404 404 403 403 403 200 200
POST fusions:fusionner           partage     404 404 403 403 403 422 422
GET  fusions:fusion              partage     404 404 403 403 403 200 200
POST fusions:defaire             partage     404 404 403 403 403 302 302
GET  fusions:scinder             partage     404 404 403 403 403 200 200
POST fusions:scinder             partage     404 404 403 403 403 422 422
GET  actions:commentaires        preparation 404 404 200 200 200 200 200
GET  actions:commentaire         preparation 404 404 302 302 302 302 302
GET  actions:repondre_commentaire publiee    404 404 403 200 200 200 200
POST actions:repondre_commentaire publiee    404 404 403 422 422 422 422
GET  actions:modifier_commentaire partage    404 404 403 403 403 403 403
POST actions:modifier_commentaire partage    404 404 403 403 403 403 403
GET  actions:retirer_commentaire partage     404 404 403 403 403 403 403
POST actions:retirer_commentaire partage     404 404 403 403 403 403 403
GET  actions:masquer_commentaire publiee     404 404 403 403 403 200 200
POST actions:masquer_commentaire publiee     404 404 403 403 403 422 422
POST actions:demasquer_commentaire publiee   404 404 403 403 403 403 403
POST actions:retenir_commentaire partage     404 404 403 403 403 403 403
POST actions:rouvrir_commentaire partage     404 404 403 403 403 403 403
POST actions:suivre              preparation 404 404 302 302 302 302 302
POST actions:faire_avancer       partage     404 404 403 403 403 302 302
POST actions:passer_fiche_action partage     404 404 403 403 403 302 302
POST actions:soutenir            preparation 404 404 403 403 403 403 403
POST actions:soutenir            partage     404 404 403 302 302 403 403
GET  actions:repartir            partage     404 404 200 200 200 200 200
POST actions:repartir            selection   404 404 403 302 302 403 403
POST actions:repartir            engagement  404 404 403 403 403 403 403
GET  actions:decider             selection   404 404 403 403 403 403 200
POST actions:decider             selection   404 404 403 403 403 403 302
POST actions:decider             publiee     404 404 403 403 403 403 403
GET  engagements:organisation    partage     404 404 403 200 403 403 403
GET  engagements:fiche           partage     404 404 403 200 403 403 403
POST engagements:fiche           partage     404 404 403 302 403 403 403
GET  engagements:nouveau         engagement  404 404 403 200 403 403 403
POST engagements:nouveau         engagement  404 404 403 302 403 403 403
POST engagements:nouveau         selection   404 404 403 403 403 403 403
GET  engagements:detail          partage     404 404 200 200 200 200 200
GET  engagements:apport          engagement  404 404 404 200 404 404 404
POST engagements:apport          engagement  404 404 404 302 404 404 404
GET  engagements:precisions      engagement  404 404 404 200 404 404 404
POST engagements:precisions      engagement  404 404 404 302 404 404 404
GET  engagements:verification    engagement  404 404 404 200 404 404 404
POST engagements:verification    engagement  404 404 404 302 404 404 404
POST engagements:verification    selection   404 404 404 403 404 404 404
POST engagements:confirmer       engagement  404 404 403 302 403 403 302
POST engagements:confirmer       selection   404 404 403 403 403 403 403
GET  engagements:confirmer_ensemble engagement 404 404 403 200 403 403 403
POST engagements:confirmer_ensemble engagement 404 404 403 422 403 403 403
GET  engagements:confirmer_ensemble selection 404 404 403 403 403 403 403
GET  engagements:retirer         selection   404 404 403 200 403 403 403
POST engagements:retirer         selection   404 404 403 302 403 403 403
GET  engagements:version         partage     404 404 403 200 403 200 200
GET  engagements:signer          engagement  404 404 403 200 403 403 403
POST engagements:signer          engagement  404 404 403 422 403 403 403
GET  engagements:signer          selection   404 404 403 403 403 403 403
GET  engagements:signer_tout     engagement  404 404 403 200 403 403 403
POST engagements:signer_tout     engagement  404 404 403 422 403 403 403
GET  engagements:signer_tout     selection   404 404 403 403 403 403 403
GET  engagements:code            engagement  404 404 404 200 404 404 404
POST engagements:code            engagement  404 404 404 422 404 404 404
POST engagements:renvoyer        engagement  404 404 404 302 404 404 404
GET  engagements:lever_condition engagement  404 404 403 200 403 403 403
POST engagements:lever_condition engagement  404 404 403 302 403 403 403
GET  engagements:realiser        engagement  404 404 403 200 403 403 403
POST engagements:realiser        engagement  404 404 403 302 403 403 403
GET  engagements:realiser        selection   404 404 403 403 403 403 403
GET  engagements:supprimer       selection   404 404 404 200 404 404 404
POST engagements:supprimer       selection   404 404 404 302 404 404 404
GET  documents:fiche             partage     404 404 200 200 200 200 200
GET  documents:fiches            partage     404 404 403 200 403 200 200
GET  documents:lettres           partage     404 404 403 200 403 200 200
POST documents:lettres           partage     404 404 403 403 403 403 403
POST documents:lettres           engagement  404 404 403 422 403 403 403
GET  documents:lettre            partage     404 404 403 200 403 200 200
GET  documents:retirer_lettre    partage     404 404 403 200 403 403 403
POST documents:retirer_lettre    partage     404 404 403 302 403 403 403
GET  organisations:annuaire      partage     404 404 200 200 200 200 200
GET  organisations:organisation  partage     404 404 200 200 200 200 200
GET  organisations:creer         partage     404 404 403 403 403 403 200
POST organisations:creer         partage     404 404 403 403 403 403 422
POST organisations:ajouter       partage     404 404 403 403 403 403 302
GET  organisations:corriger      partage     404 404 403 403 403 403 200
POST organisations:corriger      partage     404 404 403 403 403 403 422
GET  organisations:doublons      partage     404 404 403 403 403 403 200
GET  organisations:fusionner     partage     404 404 403 403 403 403 200
POST organisations:fusionner     partage     404 404 403 403 403 403 422
GET  organisations:equipe        partage     404 404 403 200 403 403 200
POST organisations:equipe        partage     404 404 403 422 403 403 422
GET  organisations:signature     partage     404 404 403 200 403 403 200
POST organisations:signature     partage     404 404 403 302 403 403 302
GET  organisations:retirer       partage     404 404 403 200 403 403 200
POST organisations:retirer       partage     404 404 403 302 403 403 302
POST organisations:relancer      partage     404 404 403 302 403 403 302
POST organisations:annuler       partage     404 404 403 302 403 403 302
POST organisations:repondre      partage     404 404 403 302 403 403 302
GET  invitation                  -           200 403 403 403 403 403 403
POST invitation                  -           422 403 403 403 403 403 403
GET  seances:liste               partage     404 404 200 200 200 200 200
GET  seances:seance              partage     404 404 200 200 200 200 200
GET  seances:compte_rendu        partage     404 404 200 200 200 200 200
POST seances:renvoyer_confirmations partage 404 404 403 403 403 403 403
GET  seances:compte_rendu_pdf    partage     404 404 200 200 200 200 200
GET  seances:bulletins           partage     404 404 403 403 403 200 200
GET  seances:ecran               partage     200 200 200 200 200 200 200
GET  seances:creer               partage     404 404 403 403 403 200 200
POST seances:creer               partage     404 404 403 403 403 422 422
GET  seances:rejouer             partage     404 404 403 403 403 403 200
POST seances:rejouer             partage     404 404 403 403 403 403 422
GET  seances:rejeu               partage     404 404 403 403 403 403 200
GET  seances:preparation         partage     404 404 403 403 403 200 200
POST seances:preparation         partage     404 404 403 403 403 422 422
GET  seances:deroule             partage     404 404 403 403 403 200 200
POST seances:deroule             partage     404 404 403 403 403 422 422
GET  seances:tables              partage     404 404 403 403 403 200 200
POST seances:tables              partage     404 404 403 403 403 422 422
GET  seances:nouveau_scrutin     partage     404 404 403 403 403 200 200
POST seances:nouveau_scrutin     partage     404 404 403 403 403 422 422
GET  seances:scrutin             partage     404 404 403 403 403 200 200
POST seances:scrutin             partage     404 404 403 403 403 422 422
POST seances:supprimer_scrutin   partage     404 404 403 403 403 302 302
GET  seances:animation           partage     404 404 403 403 403 200 200
POST seances:animation           partage     404 404 403 403 403 422 422
POST seances:retirer_animation   partage     404 404 403 403 403 302 302
GET  seances:regie               partage     404 404 403 403 403 200 200
POST seances:agir                partage     404 404 403 403 403 302 302
GET  seances:decider             selection   404 404 403 403 403 200 200
POST seances:decider             selection   404 404 403 403 403 403 302
GET  seances:amendement          partage     404 404 403 403 403 200 200
POST seances:amendement          partage     404 404 403 403 403 422 422
GET  seances:participants        partage     404 404 403 403 403 200 200
POST seances:participants        partage     404 404 403 403 403 422 422
GET  seances:participant         partage     404 404 403 403 403 200 200
POST seances:participant         partage     404 404 403 403 403 422 422
GET  seances:papier              partage     404 404 403 403 403 200 200
POST seances:papier              partage     404 404 403 403 403 422 422
GET  seances:assister            partage     404 404 403 403 403 200 200
POST seances:assister            partage     404 404 403 403 403 403 403
GET  territoires:reglages        partage     404 404 403 403 403 200 200
POST territoires:phase           partage     404 404 403 403 403 403 302
GET  territoires:membres         partage     404 404 403 403 403 403 200
POST territoires:membres         partage     404 404 403 403 403 403 302
POST territoires:retirer_membre  partage     404 404 403 403 403 403 302
GET  territoires:courriels       partage     404 404 403 403 403 403 200
GET  territoires:courriel        partage     404 404 403 403 403 403 200
POST territoires:renvoyer_courriel partage   404 404 403 403 403 403 302
POST territoires:renvoyer_echecs partage     404 404 403 403 403 403 302
GET  conserver                   partage     404 404 403 403 403 403 200
GET  effacer_participant         partage     404 404 403 403 403 403 200
POST effacer_participant         partage     404 404 403 403 403 403 302
GET  territoires:textes          partage     404 404 403 403 403 200 200
POST territoires:textes          partage     404 404 403 403 403 302 302
GET  publication:publique        partage     404 404 200 200 200 200 200
GET  publication:editions        partage     404 404 404 404 404 404 404
GET  donnees:page                éditions    200 200 200 200 200 200 200
GET  donnees:fichier             éditions    200 200 200 200 200 200 200
GET  donnees:fichier             partage     404 404 404 404 404 404 404
GET  donnees:docx                éditions    200 200 200 200 200 200 200
GET  donnees:docx                partage     404 404 404 404 404 404 404
GET  donnees:atom                éditions    200 200 200 200 200 200 200
GET  ouvertes:page               -           200 200 200 200 200 200 200
GET  ouvertes:schema             -           200 200 200 200 200 200 200
GET  ouvertes:openapi            -           200 200 200 200 200 200 200
GET  ouvertes:api_territoires    -           200 200 200 200 200 200 200
GET  ouvertes:api_editions       éditions    200 200 200 200 200 200 200
GET  ouvertes:api_edition        éditions    200 200 200 200 200 200 200
GET  ouvertes:api_actions        éditions    200 200 200 200 200 200 200
GET  ouvertes:api_actions        partage     404 404 404 404 404 404 404
GET  ouvertes:api_action         éditions    200 200 200 200 200 200 200
GET  ouvertes:api_engagements    éditions    200 200 200 200 200 200 200
GET  publication:preparer        partage     404 404 403 403 403 200 200
POST publication:preparer        partage     404 404 403 403 403 403 403
GET  publication:publique        éditions    200 200 200 200 200 200 200
GET  publication:editions        éditions    200 200 200 200 200 200 200
GET  publication:edition         éditions    200 200 200 200 200 200 200
GET  publication:changements     éditions    200 200 200 200 200 200 200
GET  publication:fiche           éditions    200 200 200 200 200 200 200
GET  publication:pdf             éditions    200 200 200 200 200 200 200
GET  publication:contenu         éditions    200 200 200 200 200 200 200
GET  publication:partage         éditions    200 200 200 200 200 200 200
GET  publication:preparer        éditions    404 404 403 403 403 200 200
POST publication:preparer        éditions    404 404 403 403 403 403 302
GET  publication:progression     éditions    404 404 403 403 403 302 302
POST publication:relancer        éditions    404 404 403 403 403 403 302
POST publication:annuler         éditions    404 404 403 403 403 403 403
POST publication:avancer         éditions    404 404 403 403 403 403 403
GET  publication:retirer         éditions    404 404 403 403 403 403 200
POST publication:retirer         éditions    404 404 403 403 403 403 302
GET  publication:prevenir        éditions    404 404 403 403 403 200 200
POST publication:prevenir        éditions    404 404 403 403 403 403 302
POST publication:remettre        éditions    404 404 403 403 403 403 403
POST publication:redessiner      éditions    404 404 403 403 403 403 302
POST publication:demander_projet éditions    404 404 403 403 403 302 302
GET  publication:projet          éditions    404 404 403 403 403 404 404
GET  publication:signataires     éditions    404 404 403 403 403 200 200
POST publication:signataires     éditions    404 404 403 403 403 302 302
GET  publication:apercu          éditions    404 404 403 403 403 200 200
GET  publication:fiche_apercu    éditions    404 404 403 403 403 200 200
"""

WHO = ("visitor", "stranger", *(role.name.lower() for role in (
    Role.LECTEUR, Role.REPRESENTANT, Role.PORTEUR, Role.ANIMATEUR, Role.ADMINISTRATEUR
)))  # fmt: skip


class Line(NamedTuple):
    method: str
    page: str
    phase: str
    answers: tuple[int, ...]


LINES = [
    Line(method, page, phase, tuple(map(int, answers)))
    for method, page, phase, *answers in (line.split() for line in TABLE.strip().splitlines())
]

#: What a form holds, when its emptiness is not the answer looked for.
TYPED = {
    "actions:repartir": {"action": "1.1", "points": "1"},
    "actions:soutenir": {"soutenir": "1"},
    "actions:faire_avancer": {"vers": "partagee"},
    "actions:commenter": {"text": "Très utile."},
    "actions:decider": {"decision": "retenue"},
    "comptes:compte": {"name": "Claire Vasseur"},
    "engagements:apport": {"kind": "temps"},
    "engagements:nouveau": {"kind": "temps"},
    "engagements:precisions": {
        "text": "Prêter notre bureau d’études.",
        "fermete": "intention",
        "visibilite": "public",
    },
    "engagements:fiche": {"name": "Fonderie Courlis"},
    "documents:retirer_lettre": {"reason": "Une autre la remplacera."},
    "engagements:lever_condition": {"reason": "Le bail est signé."},
    "engagements:retirer": {"reason": "Le calendrier a changé."},
    "publication:retirer": {"reason": "Un montant est faux."},
    "publication:signataires": {
        "signataires-TOTAL_FORMS": "0",
        "signataires-INITIAL_FORMS": "0",
        "visas-TOTAL_FORMS": "0",
        "visas-INITIAL_FORMS": "0",
    },
    "publication:preparer": {"note": "Une mise à jour.", "numero": "1.2"},
    "seances:agir": {"geste": "ouvrir"},
    "seances:decider": {"decision": "retenue"},
    "territoires:membres": {"name": "Zoé", "email": "zoe@essai.example", "role": "lire"},
    "territoires:textes": {"preamble": "D’où nous partons."},
    "territoires:phase": {"phase": "publiee"},
}


def answer(world: World, line: Line, person: str) -> int:
    """What a page answers to a person; nothing that it writes stays."""
    client, url = client_of(world.people[person]), world.url(line.page)
    with transaction.atomic():
        if line.method == "POST":
            response = client.post(url, TYPED.get(line.page))
        else:
            response = client.get(url)
        response.close()
        transaction.set_rollback(True)
    return response.status_code


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("line", LINES, ids=lambda line: "-".join(line[:3]))
def test_each_person_is_answered_as_the_table_says(line):
    world = World(line.phase)
    answers = {person: answer(world, line, person) for person in WHO}
    assert answers == dict(zip(WHO, line.answers, strict=True))


def test_the_table_has_every_page_and_every_form():
    """An address nobody thought of fails here, until its lines are written."""
    world = World("engagement")
    client = client_of(world.people["administrateur"])
    accepted = set()
    for page in ROUTES:
        refused = client.trace(world.url(page))
        assert refused.status_code == 405, f"{page} takes any method"
        accepted |= {(method, page) for method in refused.headers["Allow"].split(", ")}
    assert accepted - {("HEAD", page) for page in ROUTES} == {line[:2] for line in LINES}


OTHERS = ("lecteur", "representant", "porteur")


@pytest.mark.parametrize("line", [line for line in LINES if line.page in ON_ONE_ACTION],
                         ids=lambda line: "-".join(line[:3]))  # fmt: skip
def test_a_restricted_action_does_not_exist_for_others(line):
    world = World(line.phase)
    Action.objects.update(is_restricted=True)
    answers = {answer(world, line, person) for person in OTHERS}
    # Deciding is refused before the action is looked for, whatever its number.
    assert answers == ({403} if line.page == "actions:decider" else {404})


#: Pages of one roadmap that strangers may read, once it has an edition.
PUBLIC = ("publication:", "donnees:")


def test_only_published_editions_are_shown_to_strangers():
    """Read in the table itself: a line written without a thought for strangers fails here.

    The projector has no account: its address is signed and known to the console alone.
    """
    for line in LINES:
        shown = set(line.answers[:2]) != {404}
        of_a_feuille = "<slug:slug>" in ROUTES[line.page] and line.page != "seances:ecran"
        published = line.phase == WITH_EDITIONS and line.page.startswith(PUBLIC)
        assert not (shown and of_a_feuille and not published), line
