"""After an erasure the person is nowhere, and what was done is still there."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from reversion.models import Version

from actions.models import Action, Amendement, Commentaire, Gommettes, Soutien
from comptes.models import NOM_EFFACE, User
from engagements.models import Engagement, Signature
from feuille_de_route.donnees_personnelles import mentions, rules, services
from feuille_de_route.donnees_personnelles.mentions import FIGES
from organisations.services import accorder, retirer
from publication.collecte import collecter
from publication.contenu import fingerprint, to_json
from publication.models import Edition
from seances.models import Contribution, Participant
from seances.models.salle import PARTICIPANT_EFFACE
from socle.models import Courriel, Journal
from socle.refus import Refus
from territoires.droits import Phase, Role
from tests.donnees_personnelles.balayage import found
from tests.donnees_personnelles.vie import ADRESSE, AUTRE_ADRESSE, NOM, une_vie
from tests.fabrique import (
    un_access,
    un_engagement,
    une_action,
    une_feuille,
    une_feuille_vivante,
    une_organisation,
    une_personne,
)
from tests.outils import client_of, text_of

pytestmark = pytest.mark.django_db

PROOF = {("engagements.Signature", column) for column in ("name", "email")}


# An account --------------------------------------------------------------------------------------


def test_the_whole_database_forgets_the_person_but_for_what_is_signed():
    user, _feuille, _organisation = une_vie()
    client = client_of(user)
    client.get("/compte/")
    assert len(found(NOM, ADRESSE, AUTRE_ADRESSE)) > 20, "the scan sees what is there"
    services.effacer_compte(user)
    left = found(NOM, ADRESSE, AUTRE_ADRESSE, "Mme Le Guellec")
    assert left == PROOF
    assert left <= FIGES.keys(), "documented"


def test_no_session_of_the_person_opens_a_page_any_more():
    user, _feuille, _organisation = une_vie()
    client = client_of(user)
    assert client.get("/compte/").status_code == 200
    services.effacer_compte(user)
    assert client.get("/compte/").status_code == 302


def test_what_was_done_stays_and_no_total_changes():
    user, feuille, organisation = une_vie()
    Action.objects.update(state=Action.State.RETENUE, description="Sans le nom de personne.")
    animateur = un_access(feuille, Role.LECTEUR)
    pages = [f"/feuilles/{feuille.slug}/actions/", f"/feuilles/{feuille.slug}/actions/priorites/"]

    def totals():
        return {
            "édition": fingerprint(collecter(feuille, numero="1.0")),
            "soutiens": Soutien.objects.count(),
            "points": sum(Gommettes.objects.values_list("points", flat=True)),
            "engagements": list(Engagement.objects.values("organisation", "state", "quantity")),
            "commentaires": Commentaire.objects.count(),
            "pages": [text_of(client_of(animateur).get(page)) for page in pages],
        }

    before = totals()
    services.effacer_compte(user)
    assert totals() == before
    assert organisation.engagements.count() == 2, "the organisation made a pledge"


def test_published_pages_do_not_move(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user, feuille, _organisation = une_vie()
    Action.objects.update(state=Action.State.RETENUE)
    contenu = collecter(feuille, numero="1.0")
    edition = Edition.objects.create(
        feuille=feuille, state="publiee", content=to_json(contenu), sha256=fingerprint(contenu),
        pdf=default_storage.save("editions/essai.pdf", ContentFile(b"%PDF-1.7")),
        published_at=timezone.now(), author=user,
    )  # fmt: skip
    home = f"/feuilles/{feuille.slug}/"
    pages = [home, f"{home}editions/", edition.get_absolute_url()]
    before = [text_of(client_of().get(page)) for page in pages]
    assert feuille.actions.get().title in before[0]
    services.effacer_compte(user)
    assert [text_of(client_of().get(page)) for page in pages] == before
    edition.refresh_from_db()
    assert edition.sha256 == fingerprint(contenu)


def test_the_back_office_changes_nothing_of_an_erased_account():
    superuser = une_personne("Root Site", is_staff=True, is_superuser=True)
    user = une_personne("Inès Rabouin")
    services.effacer_compte(user)
    url = f"/technique/comptes/user/{user.pk}/change/"
    client = client_of(superuser)
    assert client.get(url).status_code == 200
    assert client.post(url, {"email": "a@essai.example", "is_active": "on"}).status_code == 403


def test_texts_of_others_are_read_without_the_name():
    user, feuille, _organisation = une_vie()
    services.effacer_compte(user)
    action = feuille.actions.get()
    assert action.description == f"Écrire à {NOM_EFFACE} (adresse effacée)."
    assert (action.referent, action.pilote) == ("", None)
    assert Commentaire.objects.filter(text=f"Merci {NOM_EFFACE} !").exists()
    assert Amendement.objects.get(text="Mieux").author_label == NOM_EFFACE
    line = Journal.objects.get(verb="action.modifiee")
    assert line.details["apres"]["partenaires"] == [1, f"{NOM_EFFACE} <adresse effacée>"]
    assert line.user_name == NOM_EFFACE


def test_a_signature_keeps_its_proof_and_loses_its_account():
    user, _feuille, _organisation = une_vie()
    services.effacer_compte(user)
    signature = Signature.objects.get()
    assert (signature.name, signature.email, signature.user) == (NOM, ADRESSE, None)
    assert signature.signed_at


def test_messages_that_wait_are_never_sent_and_those_sent_are_empty():
    user, _feuille, _organisation = une_vie()
    services.effacer_compte(user)
    assert not Courriel.objects.waiting().filter(subject="Attend").exists()
    emptied = Courriel.objects.filter(subject="Message effacé")
    assert emptied.count() == 2
    assert {(one.text, one.html, one.user_id) for one in emptied} == {("", "", None)}
    assert Courriel.objects.filter(text=f"{NOM_EFFACE} vous invite.").exists()


def test_the_journal_says_an_account_was_erased_with_figures_alone():
    user, _feuille, _organisation = une_vie()
    services.effacer_compte(user)
    line = Journal.objects.get(verb="compte.efface")
    assert line.target_id == str(user.pk)
    assert line.user_name == ""
    assert all(isinstance(n, int) for n in line.details["lignes"].values())


def test_the_address_is_free_for_a_new_account():
    user, _feuille, _organisation = une_vie()
    services.effacer_compte(user)
    again = User.objects.create_user(ADRESSE, NOM)
    assert again.pk != user.pk


def test_somebody_of_the_same_name_keeps_it_in_texts():
    user, feuille, _organisation = une_vie()
    homonym = une_personne(NOM)
    services.effacer_compte(user)
    homonym.refresh_from_db()
    assert homonym.name == NOM
    assert Commentaire.objects.filter(text=f"Merci {NOM} !").exists()
    assert not found(ADRESSE) - PROOF
    assert feuille.actions.get().description.endswith("(adresse effacée).")


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Claire Vasseur l’a dit", "Compte effacé l’a dit"),
        ("CLAIRE\u00a0VASSEUR", "Compte effacé"),
        ("Marie-Claire Vasseur", "Marie-Claire Vasseur"),
        ("Claire Vasseurin", "Claire Vasseurin"),
        ("Claire", "Claire"),
        ("<claire.vasseur@epci.example>.", "<adresse effacée>."),
        ("marie.claire.vasseur@epci.example", "marie.claire.vasseur@epci.example"),
    ],
)
def test_whole_names_and_addresses_alone_are_replaced(text, then):
    action = une_action(une_feuille(), description=text)
    mentions.effacer(mentions.words_of("Claire Vasseur", "claire.vasseur@epci.example"))
    action.refresh_from_db()
    assert action.description == then


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({}, None),
        ({"is_demo": True}, "démonstration"),
        ({"is_last_superuser": True}, "administration technique à quelqu’un d’autre"),
        ({"feuilles": ["Loire"]}, "Ajoutez d’abord un autre administrateur"),
        ({"feuilles": ["A", "B"]}, "« A » et « B »".replace(" »", "\u00a0»").replace("« ", "«\u00a0")),
        ({"organisations": ["Courlis"]}, "laissez d’abord signer quelqu’un d’autre"),
    ],
)  # fmt: skip
def test_who_may_not_go_reads_what_to_do(held, words):
    reason = rules.why_not_effacer_compte(**held)
    assert (reason is None) if words is None else (words in reason)


def test_the_last_administrator_stays_until_there_is_another():
    feuille = une_feuille()
    last = feuille.grants.get().user
    with pytest.raises(Refus, match="administre"):
        services.effacer_compte(last)
    assert User.objects.get(pk=last.pk).name == last.name
    un_access(feuille, Role.ADMINISTRATEUR)
    services.effacer_compte(last)


def test_an_administrator_whose_account_is_closed_does_not_count():
    feuille = une_feuille()
    other = un_access(feuille, Role.ADMINISTRATEUR).user
    User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(Refus):
        services.effacer_compte(feuille.grants.exclude(user=other).get().user)


def test_the_last_signatory_of_an_organisation_that_pledged_stays():
    feuille = une_feuille(Phase.ENGAGEMENT)
    organisation = une_organisation()
    access = un_access(feuille, Role.REPRESENTANT, organisation)
    pledge = un_engagement(une_action(feuille), organisation)
    with pytest.raises(Refus, match="signer"):
        services.effacer_compte(access.user)
    other = une_personne()
    accorder(organisation, other, by=None, signer=True)
    services.effacer_compte(access.user)
    with pytest.raises(Refus):
        services.effacer_compte(other)
    retirer(organisation, other, by=None)
    services.effacer_compte(other)
    pledge.refresh_from_db()
    assert pledge.organisation == organisation


def test_a_persona_of_the_demonstration_stays():
    with pytest.raises(Refus):
        services.effacer_compte(une_personne(is_demo=True))


# Without account ---------------------------------------------------------------------------------


def nadia(feuille, organisation=None, **fields):
    seance = feuille.seances.get()
    participant = Participant.objects.create(
        seance=seance, first_name="Nadia", organisation=organisation, college="entreprises",
        recovery_digest="nadia", badge_digest="badge-nadia", **fields,
    )  # fmt: skip
    action = feuille.actions.get()
    comment = Commentaire.objects.create(action=action, text="Oui.", organisation=organisation)
    Contribution.objects.create(seance=seance, participant=participant, commentaire=comment)
    amendment = Amendement.objects.create(
        action=action, field="title", text="X", author_label=participant.signature
    )
    Contribution.objects.create(seance=seance, participant=participant, amendement=amendment)
    pledge = un_engagement(
        action, organisation or une_organisation(), origin=f"Séance, {participant.signature}"
    )
    Contribution.objects.create(
        seance=seance, participant=participant, engagement=pledge, confirm_email=AUTRE_ADRESSE
    )
    return participant


@pytest.mark.parametrize("typed", ["", "Chez Nadia"])
@pytest.mark.parametrize("known", [True, False])
def test_an_administrator_erases_somebody_who_came_without_account(typed, known):
    feuille = une_feuille_vivante()
    Participant.objects.all().delete()
    organisation = une_organisation("Fonderie Courlis") if known else None
    participant = nadia(feuille, organisation, organisation_name="" if known else typed)
    n_pledges = Engagement.objects.count()
    access = un_access(feuille, Role.ADMINISTRATEUR)
    services.effacer_participant(access, participant)
    assert found("Nadia", AUTRE_ADRESSE) == set()
    participant.refresh_from_db()
    assert participant.organisation == organisation
    assert participant.badge_digest is None
    assert Engagement.objects.count() == n_pledges
    assert Journal.objects.get(verb="participant.efface").user_id == access.user.pk
    with pytest.raises(Refus, match="déjà"):
        services.effacer_participant(access, participant)


def test_a_namesake_in_the_room_keeps_a_first_name():
    feuille = une_feuille_vivante()
    Participant.objects.filter(first_name="Nadia").update(first_name="Nadia B.")
    access = un_access(feuille, Role.ADMINISTRATEUR)
    participant = nadia(feuille)
    services.effacer_participant(access, participant)
    assert Participant.objects.filter(first_name="Nadia B.").exists()
    assert Participant.objects.get(pk=participant.pk).first_name == PARTICIPANT_EFFACE


@pytest.mark.parametrize("role", [Role.ANIMATEUR, Role.PORTEUR, Role.LECTEUR])
def test_others_do_not_erase_anybody(role):
    feuille = une_feuille_vivante()
    with pytest.raises(Refus):
        services.effacer_participant(un_access(feuille, role), nadia(feuille))


def test_nobody_is_erased_while_the_room_is_open_nor_behind_an_account():
    feuille = une_feuille_vivante()
    access = un_access(feuille, Role.ADMINISTRATEUR)
    participant = nadia(feuille)
    Participant.objects.filter(pk=participant.pk).update(user=une_personne())
    with pytest.raises(Refus, match="compte"):
        services.effacer_participant(access, participant)
    Participant.objects.filter(pk=participant.pk).update(user=None)
    feuille.seances.update(state="ouverte", code="roseau-47", code_expires_at=timezone.now())
    with pytest.raises(Refus, match="ouverte"):
        services.effacer_participant(access, participant)


# On the fiche ------------------------------------------------------------------------------------


def test_a_comment_of_the_room_is_signed_while_it_is_kept():
    feuille = une_feuille_vivante()
    access = un_access(feuille, Role.ADMINISTRATEUR)
    participant = nadia(feuille, une_organisation("Fonderie Courlis"))
    url = feuille.actions.get().get_absolute_url()
    text = text_of(client_of(access).get(url))
    assert "Nadia" in text
    assert "Fonderie Courlis" in text
    assert NOM_EFFACE not in text
    services.effacer_participant(access, participant)
    text = text_of(client_of(access).get(url))
    assert "Nadia" not in text
    assert PARTICIPANT_EFFACE in text
    assert "Fonderie Courlis" in text


def test_what_an_action_was_forgets_its_referent():
    """The name of a referent is kept in versions too, often without the first name."""
    user, feuille, _organisation = une_vie()
    version = Version.objects.get_for_object(feuille.actions.get(pilote=user)).get()
    assert "Mme Le Guellec" in version.serialized_data
    assert NOM in version.serialized_data
    services.effacer_compte(user)
    version.refresh_from_db()
    assert "Le Guellec" not in version.serialized_data
    fields = version.field_dict
    assert (fields["pilote_id"], fields["referent"]) == (None, "")
    assert fields["title"], "the rest can still be read"
