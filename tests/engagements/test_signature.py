"""Signing: what is kept, and every way it is refused with a sentence and nothing lost."""

import json
import re
from datetime import timedelta
from functools import partial
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.models import Action
from engagements import rules, services, texte
from engagements.models import Engagement, Signature
from organisations.models import Organisation
from organisations.services import accorder, retirer
from socle.models import Courriel, Journal
from socle.refus import Refus
from territoires.access import Access, get_access
from territoires.droits import Phase, Role
from territoires.models import FeuilleDeRoute
from tests.engagements.signatures import Codes, demander, wrong
from tests.fabrique import un_access, un_engagement, une_action, une_feuille, une_organisation
from tests.outils import close, together

pytestmark = pytest.mark.django_db
State = Engagement.State


@pytest.fixture
def feuille() -> FeuilleDeRoute:
    return une_feuille(Phase.ENGAGEMENT)


@pytest.fixture
def organisation() -> Organisation:
    return une_organisation("Mécanique Balbuzard", commune="Malville")


@pytest.fixture
def access(feuille, organisation) -> Access:
    return un_access(feuille, Role.REPRESENTANT, organisation)


@pytest.fixture
def action(feuille) -> Action:
    return une_action(feuille, state="engagee")


@pytest.fixture
def engagement(action, organisation) -> Engagement:
    return un_engagement(action, organisation, state="confirme", fermete="ferme")


@pytest.fixture
def codes() -> Codes:
    return Codes()


def state_of(engagement: Engagement) -> str:
    return Engagement.objects.get(pk=engagement.pk).state


# What is kept ------------------------------------------------------------------------------------


def test_a_signature_keeps_the_text_its_hash_who_and_when(access, engagement, codes):
    lot = demander(access, engagement)
    (asked,) = Signature.objects.of_lot(lot)
    assert asked.signed_at is None
    assert state_of(engagement) == State.CONFIRME
    (signature,) = services.signer(lot, by=access, code=f" {codes[0][:3]} {codes[0][3:]} ")
    signature.refresh_from_db()
    assert state_of(engagement) == State.SIGNE
    assert (signature.name, signature.fonction) == ("Inès Rabouin", "Directrice")
    assert (signature.email, signature.user) == (access.user.email, access.user)
    assert (signature.is_habilite, signature.version) == (True, 1)
    assert timezone.now() - signature.signed_at < timedelta(minutes=1)
    assert signature.sha256 == sha256(signature.text.encode()).hexdigest()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{10}", signature.reference)
    assert signature.validite == Signature.Validite.VALIDE
    lines = [line.verb for line in Journal.objects.about(engagement)]
    assert lines == ["engagement.signe", "engagement.signature_demandee"]


def test_the_text_is_canonical_names_nobody_and_says_what_it_is(access, engagement, codes):
    lot = demander(access, engagement)
    text = Signature.objects.get(lot=lot).text
    content = json.loads(text)
    again = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again == text
    assert "Inès Rabouin" not in text
    assert access.user.email not in text
    read = texte.Texte.lire(text)
    assert read.canonique == text
    assert read.preambule.startswith("Mécanique Balbuzard, à Malville, prend part")
    assert read.valeur("Quantité") == "5\u00a0jours"
    assert any("déclaration volontaire, sans valeur contractuelle" in m for m in read.mentions)
    assert "lettre d’intention" not in text


def test_the_code_is_nowhere_in_the_database(access, engagement, codes):
    demander(access, engagement)
    code = codes[0]
    signature = Signature.objects.get()
    assert code not in signature.code_digest
    assert all(code not in json.dumps(line.details) for line in Journal.objects.all())
    assert Courriel.objects.get(kind="engagement.code").is_secret


def test_the_receipt_goes_to_who_signed_once_with_fingerprints(access, action, organisation, codes):
    pledges = [un_engagement(action, organisation, state="confirme") for _ in range(3)]
    lot = demander(access, *pledges)
    signed = services.signer(lot, by=access, code=codes[0])
    receipt = Courriel.objects.get(kind="engagement.recu")
    assert receipt.to == access.user.email
    for signature in signed:
        assert signature.sha256 in receipt.text
        assert f"/verifier/{signature.reference}/" in receipt.text


def test_several_pledges_are_signed_with_one_code(access, action, organisation, codes):
    pledges = [un_engagement(action, organisation, state="confirme") for _ in range(3)]
    lot = demander(access, *pledges)
    assert len(codes) == 1
    services.signer(lot, by=access, code=codes[0])
    assert {state_of(pledge) for pledge in pledges} == {State.SIGNE}
    assert len({s.reference for s in Signature.objects.of_lot(lot)}) == 3


def test_a_lot_is_of_one_organisation(access, feuille, action, engagement):
    second = une_organisation()
    feuille.territoire.organisations.add(second)
    accorder(second, access.user, by=None, signer=True)
    both = get_access(access.user, feuille)
    with pytest.raises(ValueError, match="one organisation"):
        demander(both, engagement, un_engagement(action, second, state="confirme"))


# Refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ({"name": " "}, "Écrivez votre nom"),
        ({"fonction": ""}, "Écrivez votre nom"),
        ({"is_habilite": False}, "Cochez la case"),
    ],
)
def test_who_signs_says_who_and_that_he_or_she_may(access, engagement, codes, who, said):
    with pytest.raises(Refus, match=said):
        demander(access, engagement, **who)
    assert not Signature.objects.exists()
    assert not codes


def test_only_a_signatory_signs_never_the_administrator(feuille, organisation, engagement, codes):
    colleague = un_access(feuille, Role.REPRESENTANT, organisation)
    retirer(organisation, colleague.user, by=None)
    accorder(organisation, colleague.user, by=None)
    with pytest.raises(Refus, match="Seule une personne habilitée par Mécanique Balbuzard"):
        demander(get_access(colleague.user, feuille), engagement)
    with pytest.raises(Refus, match=r"Votre rôle \(administrateur\)"):
        demander(un_access(feuille, Role.ADMINISTRATEUR), engagement)
    with pytest.raises(Refus, match="autre organisation"):
        demander(un_access(feuille, Role.REPRESENTANT), engagement)
    assert not codes


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("brouillon", "encore un brouillon"),
        ("declare", "Confirmez d’abord"),
        ("signe", "déjà signé"),
        ("realise", "réalisé"),
    ],
)
def test_only_a_confirmed_pledge_is_signed(access, engagement, codes, state, said):
    Engagement.objects.filter(pk=engagement.pk).update(state=state)
    with pytest.raises(Refus, match=said):
        demander(access, engagement)


def test_two_signatories_at_once_the_second_is_told_who_signed(
    access, feuille, organisation, engagement, codes
):
    other = un_access(feuille, Role.REPRESENTANT, organisation)
    lots = [demander(access, engagement), demander(other, engagement, name="Paul Morice")]
    services.signer(lots[0], by=access, code=codes[0])
    with pytest.raises(Refus, match="vient d’être signé par Inès Rabouin, Directrice"):
        services.signer(lots[1], by=other, code=codes[1])
    assert Signature.objects.signed().get().lot == lots[0]


def test_a_code_serves_once(access, engagement, codes):
    lot = demander(access, engagement)
    services.signer(lot, by=access, code=codes[0])
    with pytest.raises(Refus, match="déjà servi"):
        services.signer(lot, by=access, code=codes[0])
    assert Courriel.objects.filter(kind="engagement.recu").count() == 1


def test_the_code_of_another_pledge_signs_nothing(access, action, organisation, engagement, codes):
    second = un_engagement(action, organisation, state="confirme", text="Accueillir.")
    first_lot, second_lot = demander(access, engagement), demander(access, second)
    with pytest.raises(Refus, match="n’est pas celui de ce que vous signez"):
        services.signer(second_lot, by=access, code=codes[0])
    services.signer(second_lot, by=access, code=codes[1])
    services.signer(first_lot, by=access, code=codes[0])
    assert {state_of(engagement), state_of(second)} == {State.SIGNE}


def test_a_code_expires(access, engagement, codes):
    lot = demander(access, engagement)
    Signature.objects.of_lot(lot).update(code_expires_at=timezone.now())
    with pytest.raises(Refus, match="a expiré"):
        services.signer(lot, by=access, code=codes[0])
    again = services.renvoyer_code(lot, by=access)
    services.signer(again, by=access, code=codes[1])
    assert state_of(engagement) == State.SIGNE


def test_five_wrong_codes_then_the_right_one_is_refused_too(access, engagement, codes):
    lot = demander(access, engagement)
    said = []
    for _ in range(rules.ESSAIS):
        with pytest.raises(Refus) as refusal:
            services.signer(lot, by=access, code=wrong(codes[0]))
        said.append(str(refusal.value))
    assert "4\u00a0essais" in said[0]
    assert "1\u00a0essai." in said[3]
    assert said[4] == rules.TOO_MANY
    with pytest.raises(Refus, match="Cinq codes faux"):
        services.signer(lot, by=access, code=codes[0])
    assert state_of(engagement) == State.CONFIRME
    services.signer(services.renvoyer_code(lot, by=access), by=access, code=codes[1])


def test_a_newer_code_makes_the_older_one_useless(access, engagement, codes):
    first = demander(access, engagement)
    second = services.renvoyer_code(first, by=access)
    with pytest.raises(Refus, match="plus récent"):
        services.signer(first, by=access, code=codes[0])
    services.signer(second, by=access, code=codes[1])


def test_codes_are_not_asked_without_end(access, engagement, codes):
    for _ in range(rules.CODES):
        demander(access, engagement)
    with pytest.raises(Refus, match="beaucoup de codes"):
        demander(access, engagement)
    assert len(codes) == rules.CODES


def test_text_changed_while_reading(access, engagement, codes):
    lu = texte.empreinte_lot([texte.figer(Engagement.objects.for_text().get(pk=engagement.pk))])
    services.modifier(engagement, by=access, text="Autre chose.")
    with pytest.raises(Refus, match="a changé depuis votre lecture"):
        demander(access, engagement, lu=lu)
    assert not codes


@pytest.mark.parametrize("change", ["pledge", "action", "organisation", "retrait"])
def test_text_changed_between_reading_and_the_code(
    access, action, organisation, engagement, codes, change
):
    lot = demander(access, engagement)
    if change == "pledge":
        services.modifier(engagement, by=access, text="Autre chose.")
    elif change == "action":
        Action.objects.filter(pk=action.pk).update(title="Une tout autre action")
    elif change == "organisation":
        Organisation.objects.filter(pk=organisation.pk).update(name="Balbuzard SAS")
    else:
        services.retirer(engagement, by=access, reason="Commande perdue")
    with pytest.raises(Refus, match=r"a changé depuis votre lecture|est retiré"):
        services.signer(lot, by=access, code=codes[0])
    assert not Signature.objects.signed().exists()


def test_phase_closed_meanwhile_and_the_code_serves_when_it_opens_again(
    access, feuille, engagement, codes
):
    lot = demander(access, engagement)
    close(feuille)
    with pytest.raises(Refus, match=r"La phase «.Sélection.» ne permet pas de signer"):
        services.signer(lot, by=access, code=codes[0])
    assert state_of(engagement) == State.CONFIRME
    close(feuille, Phase.ENGAGEMENT)
    services.signer(lot, by=access, code=codes[0])


def test_right_withdrawn_meanwhile(access, feuille, organisation, engagement, codes):
    lot = demander(access, engagement)
    organisation.grants.filter(user=access.user, permission__codename="signer").delete()
    with pytest.raises(Refus, match="Seule une personne habilitée"):
        services.signer(lot, by=access, code=codes[0])
    retirer(organisation, access.user, by=None)
    with pytest.raises(Refus, match="plus accès"):
        services.signer(lot, by=access, code=codes[0])
    assert state_of(engagement) == State.CONFIRME


def test_the_code_is_for_who_asked_it(access, feuille, organisation, engagement, codes):
    lot = demander(access, engagement)
    other = un_access(feuille, Role.REPRESENTANT, organisation)
    with pytest.raises(Refus, match="par une autre personne"):
        services.signer(lot, by=other, code=codes[0])


# After -------------------------------------------------------------------------------------------


def test_a_change_after_signature_is_to_sign_again_and_the_old_text_stays(
    access, engagement, codes
):
    services.signer(demander(access, engagement), by=access, code=codes[0])
    first = Signature.objects.get()
    kept = first.text
    services.modifier(engagement, by=access, text="Prêter deux jours de plus.")
    engagement.refresh_from_db()
    assert (engagement.state, engagement.version) == (State.CONFIRME, 2)
    assert engagement.versions.get().text == kept
    services.signer(demander(access, engagement), by=access, code=codes[1])
    first = Signature.objects.for_document().get(version=1)
    second = Signature.objects.for_document().get(version=2)
    assert (first.text, first.validite) == (kept, Signature.Validite.REMPLACEE)
    assert (second.validite, "deux jours de plus" in second.text) == ("valide", True)
    services.retirer(engagement, by=access, reason="Commande perdue")
    for signature in Signature.objects.for_document():
        assert signature.validite == Signature.Validite.RETIREE


def test_what_is_signed_is_never_rewritten_nor_erased(access, engagement, codes):
    services.signer(demander(access, engagement), by=access, code=codes[0])
    signature = Signature.objects.get()
    signature.text = "{}"
    for attempt in (
        signature.save,
        lambda: signature.save(update_fields=["text"]),
        signature.delete,
        lambda: Signature.objects.update(sha256="0" * 64),
        lambda: Signature.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            attempt()
    Signature.objects.update(name="Signataire effacé", email="", user=None)  # a person may go


@pytest.mark.parametrize(
    "broken",
    [
        {"is_habilite": False},
        {"name": ""},
        {"fonction": ""},
        {"code_digest": "0" * 64, "code_expires_at": timezone.now()},
    ],
)
def test_the_database_refuses_half_a_signature(engagement, broken):
    whole = {
        "engagement": engagement, "version": 1, "reference": "ABCDEFGHJK", "text": "{}",
        "sha256": "0" * 64, "name": "Inès Rabouin", "fonction": "Directrice", "is_habilite": True,
        "signed_at": timezone.now(),
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**whole | broken)
    Signature.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**whole | {"reference": "ABCDEFGHJL"})


# At the same time --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_signatories_at_the_same_instant_give_one_signature(own_base):
    feuille = une_feuille(Phase.ENGAGEMENT)
    organisation = une_organisation()
    people = [un_access(feuille, Role.REPRESENTANT, organisation) for _ in range(4)]
    pledge = un_engagement(
        une_action(feuille, state="engagee"), organisation, state="confirme", fermete="ferme"
    )
    asked = []
    for person in people:
        with transaction.atomic():  # the code is read before it leaves
            lot = demander(person, pledge)
            asked.append((person, lot, Codes()[-1]))
    outcomes = together(
        *(partial(services.signer, lot, by=person, code=code) for person, lot, code in asked),
        say=str,
    )
    assert outcomes.count("done") == 1
    assert sum("vient d’être signé par" in said for said in outcomes) == 3
    assert Signature.objects.signed().count() == 1
    assert state_of(pledge) == State.SIGNE


@pytest.mark.django_db(transaction=True)
def test_a_change_and_a_signature_at_the_same_instant_never_sign_an_unread_text(own_base):
    feuille = une_feuille(Phase.ENGAGEMENT)
    organisation = une_organisation()
    person = un_access(feuille, Role.REPRESENTANT, organisation)
    pledge = un_engagement(
        une_action(feuille, state="engagee"), organisation, state="confirme", fermete="ferme"
    )
    with transaction.atomic():
        lot = demander(person, pledge)
        code = Codes()[-1]
    together(
        partial(services.signer, lot, by=person, code=code),
        partial(services.modifier, pledge, by=person, text="Autre."),
    )
    pledge.refresh_from_db()
    # Whoever came first, the change is written, and what it says is not signed.
    assert (pledge.text, pledge.version, pledge.state) == ("Autre.", 2, State.CONFIRME)
    assert {s.version for s in Signature.objects.signed()} <= {1}
