"""An organisation's whole way: invited, it pledges, signs, is checked, withdraws, and it shows."""

import re
from copy import deepcopy
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import DESKTOP, PHONE
from tests.navigateur.messages import code_of, link_of, read_message
from tests.navigateur.parcours import FIRST_LIST, at_step, ouvrir_territoire, phase
from tests.navigateur.test_accessibilite import violations

BESOIN = "Vingt jours d’un ingénieur thermicien"
PROMESSE = "Prêter notre ingénieur au chantier"
MOTIF = "Notre ingénieur quitte le territoire."


def _liste() -> dict:
    """One action, with a need to answer."""
    liste = deepcopy(FIRST_LIST)
    (action,) = liste["actions"]
    action["besoins"] = [BESOIN]
    action["demandes"] = [{"besoin": BESOIN, "type": "temps", "quantite": 20}]
    return liste


def _sans_faute(page: Page) -> None:
    """axe on the page as it is: light, dark, and as wide as a phone."""
    before = page.viewport_size or DESKTOP
    for look, size in (("light", before), ("dark", before), ("light", PHONE)):
        page.emulate_media(color_scheme=look)
        page.set_viewport_size(size)
        assert not violations(page), (page.url, look, size)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
    page.set_viewport_size(before)


def _retenir(cheffe: Page, feuille: str) -> None:
    phase(cheffe, feuille, "Sélection")
    cheffe.goto(f"{feuille}/actions/1.1/decider/")
    cheffe.get_by_role("radio", name="Retenir").check()
    cheffe.get_by_label("Motif").fill("Décision du comité de projet.")
    cheffe.get_by_role("button", name="Enregistrer la décision").click()


def _equipe(cheffe: Page, feuille: str, organisation: str) -> None:
    cheffe.goto(f"{feuille}/organisations/")
    cheffe.get_by_role("link", name=organisation).click()
    cheffe.get_by_role("link", name=re.compile("qui peut quoi", re.IGNORECASE)).click()


def _inviter(cheffe: Page, feuille: str, organisation: str, address: str) -> None:
    """The administrator invites somebody who will also sign."""
    _equipe(cheffe, feuille, organisation)
    cheffe.get_by_label("Adresse électronique").fill(address)
    cheffe.get_by_label("pourra aussi signer").check()
    cheffe.get_by_role("button", name="Envoyer l’invitation").click()
    expect(cheffe.get_by_role("status").first).to_contain_text(address)


def _accepter(page: Page, url: str, address: str, name: str) -> None:
    """Follow the link of the message: an account, at once signed in."""
    link = link_of(read_message(page, address, "Représentez"), "/invitation/")
    assert link.startswith(url), "the link of a message leads to the port one listens to"
    page.goto(link)
    _sans_faute(page)
    page.get_by_label("Prénom et nom").fill(name)
    page.get_by_label("Fonction").fill("Directrice générale")
    page.get_by_role("button", name="Accepter").click()
    expect(page.get_by_role("status").first).to_be_visible()


def _promettre(page: Page, feuille: str) -> None:
    """Answer the need, in three steps; then confirm."""
    page.goto(f"{feuille}/actions/1.1/")
    besoins = page.locator("#besoins")
    besoins.get_by_role("link", name=re.compile("répond|engage", re.IGNORECASE)).first.click()
    expect(page.get_by_role("radio", name="Du temps").first).to_be_checked()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Nombre de jours").fill("12")
    page.get_by_label("Ce que vous ferez").fill(PROMESSE)
    page.get_by_role("radio", name="Ferme").check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer mon engagement").click()
    expect(page.get_by_role("status").first).to_contain_text("Votre engagement est déclaré")
    page.get_by_role("button", name="Confirmer").first.click()
    expect(page.get_by_role("status").first).to_contain_text("est confirmé")


def _telecharger(page: Page, folder: Path) -> Path:
    """The signed fiche, as one saves it."""
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Télécharger la fiche").click()
    target = folder / downloaded.value.suggested_filename
    downloaded.value.save_as(target)
    return target


def _verifier(public: Page, reference: str, fiche: Path, told: str) -> None:
    """By reference, then by dropping the file: the same answer, to anybody."""
    public.goto("/verifier/")
    public.get_by_label("Référence ou empreinte").fill(reference)
    public.get_by_role("button", name="Vérifier").click()
    expect(public.get_by_role("heading", level=1)).to_have_text(
        f"Cette fiche d’engagement est {told}"
    )
    expect(public.get_by_role("main")).to_contain_text("Forge de la Boule")
    _sans_faute(public)
    public.goto("/verifier/")
    public.get_by_label("Ou le document lui-même").set_input_files(fiche)
    public.get_by_role("button", name="Vérifier").click()
    expect(public.get_by_role("main")).to_contain_text(f"Cette fiche d’engagement est {told}")
    expect(public.get_by_role("main")).to_contain_text("octet pour octet")
    _sans_faute(public)


def _publier(cheffe: Page, public: Page, feuille: str, number: str) -> None:
    """The real worker draws the edition; one reads the public page until it is there."""
    cheffe.goto(f"{feuille}/publication/")
    cheffe.get_by_label("Note de version").fill(f"Édition {number}.")
    cheffe.get_by_role("button", name=f"Publier l’édition {number}").click()
    for _ in range(120):
        answer = public.goto(f"{feuille}/editions/{number}/")
        if answer.status == 200 and public.get_by_role("link", name="Télécharger le PDF").count():
            return
        public.wait_for_timeout(500)
    raise AssertionError(f"L’édition {number} n’est jamais parue.")


def _lire_edition(public: Page, feuille: str, number: str, *, promised: bool) -> None:
    """Whether the fiche of this edition tells the pledge."""
    public.goto(f"{feuille}/editions/{number}/actions/1.1/")
    main = public.get_by_role("main")
    expect(main).to_contain_text("Récupérer la chaleur des fours")
    if promised:
        expect(main).to_contain_text(PROMESSE)
    else:
        expect(main).not_to_contain_text(PROMESSE)


def test_invited_pledged_signed_checked_withdrawn(ouvrir, produit, tmp_path):
    address = "solange.petit@forge-boule.example"
    cheffe, signataire, public = ouvrir("Cheffe de projet"), ouvrir(), ouvrir()
    feuille = ouvrir_territoire(cheffe, "Rives de Loire", _liste())
    _retenir(cheffe, feuille)
    phase(cheffe, feuille, "Engagement")
    _inviter(cheffe, feuille, "Forge de la Boule", address)
    _accepter(signataire, produit.url, address, "Solange Petit")
    _promettre(signataire, feuille)

    # What is missing goes down before the signature; the strength grows with it.
    public_need = f"{feuille}/actions/1.1/"
    cheffe.goto(public_need)
    expect(cheffe.locator("#besoins")).to_contain_text(re.compile("8\\s+jours"))

    # Sign with the keyboard alone: read, say who, tick, then the code of the message.
    signataire.goto(f"{feuille}/engagements/")
    clavier = Clavier(signataire)
    clavier.follow("link", "Lire et signer")
    expect(signataire.get_by_role("main")).to_contain_text(PROMESSE)
    expect(signataire.get_by_role("main")).to_contain_text("sans valeur contractuelle")
    clavier.follow("button", "Recevoir le code")
    expect(signataire.get_by_role("alert")).to_be_focused()  # the box is not ticked
    clavier.tab_to("checkbox", "J’ai lu ce texte")
    clavier.press("Space")
    clavier.follow("button", "Recevoir le code")
    code = code_of(read_message(public, address, "Votre code pour signer"))
    _sans_faute(signataire)
    clavier.fill("Code à six chiffres", str((int(code) + 1) % 1_000_000).zfill(6))
    clavier.follow("button", "Signer", exact=True)
    expect(signataire.get_by_role("alert")).to_be_focused()
    clavier.fill("Code à six chiffres", code)
    clavier.follow("button", "Signer", exact=True)
    expect(signataire.get_by_role("status").first).to_contain_text(f"Un reçu part à {address}")

    _sans_faute(signataire)
    control = signataire.locator("#signature").get_by_role("link")
    reference = control.inner_text()
    fiche = _telecharger(signataire, tmp_path)
    assert reference in link_of(read_message(public, address, "Ce que"), "/verifier/")
    _verifier(public, reference, fiche, "valide")
    _publier(cheffe, public, feuille, "1.0")
    _lire_edition(public, feuille, "1.0", promised=True)

    # Taken back: said, dated, and the edition already out does not change.
    signataire.get_by_role("link", name="Retirer cet engagement").click()
    signataire.get_by_role("textbox").fill(MOTIF)
    signataire.get_by_role("button", name="Retirer l’engagement").click()
    expect(signataire.get_by_role("status").first).to_contain_text("est retiré")
    _verifier(public, reference, fiche, "retirée")
    _publier(cheffe, public, feuille, "1.1")
    _lire_edition(public, feuille, "1.0", promised=True)
    _lire_edition(public, feuille, "1.1", promised=False)
    public.goto(f"{feuille}/editions/1.1/changements/")
    expect(public.get_by_role("main")).to_contain_text("Forge de la Boule")
    expect(public.get_by_role("main")).to_contain_text(re.compile("retir", re.IGNORECASE))


def test_a_guest_of_a_seance_keeps_what_was_declared(ouvrir, produit):
    address = "lea.marin@club-loire.example"
    cheffe, guest, inbox = ouvrir("Cheffe de projet"), ouvrir(phone=True), ouvrir()
    feuille = ouvrir_territoire(cheffe, "Bouches de Loire", _liste())
    _retenir(cheffe, feuille)
    cheffe.goto(f"{feuille}/seances/preparer/")
    cheffe.get_by_label("Intitulé").fill("S’engager ensemble")
    cheffe.get_by_label("Jour").fill(date.today().isoformat())
    cheffe.get_by_label("Lieu").fill("Halle aux toiles")
    cheffe.get_by_role("button", name="Préparer la séance").click()
    cheffe.get_by_role("link", name="Aller à la régie").click()
    cheffe.get_by_role("button", name="Ouvrir la séance").click()
    told = cheffe.locator("#retours")
    expect(told).to_contain_text("Le code est")
    code = re.search(r"Le code est (.+?)\.", told.inner_text())[1]

    # On the phone, without account: in, then a pledge.
    guest.goto("/rejoindre/")
    guest.get_by_label("Code affiché à l’écran").fill(code)
    guest.get_by_role("button", name="Continuer").click()
    guest.get_by_label("Votre prénom").fill("Léa")
    guest.get_by_label("Votre organisation").fill("Club Loire Industrie")
    guest.get_by_role("button", name="Entrer dans la séance").click()
    for step in ("Ouverture", "Partager", "Ajuster", "Pause", "Sélectionner", "S’engager"):
        cheffe.get_by_role("button", name=re.compile(f"Passer à .*{step}")).first.click()
        expect(told).to_contain_text(f"Étape «\u00a0{step}")
    at_step(guest, "S’engager")
    guest.get_by_role("link", name="Récupérer la chaleur").click()
    guest.get_by_role("radio", name="Du temps").check()
    guest.get_by_role("button", name="Continuer").click()
    guest.get_by_label("Nombre de jours").fill("7")
    guest.get_by_label("Ce que vous ferez").fill(PROMESSE)
    guest.get_by_role("radio", name="Ferme").check()
    guest.get_by_role("button", name="Continuer").click()
    guest.get_by_label("Adresse où confirmer").fill(address)
    guest.get_by_role("button", name="Envoyer mon engagement").click()
    expect(guest.locator("#retours")).to_contain_text("est envoyé")
    cheffe.get_by_role("button", name=re.compile("Passer à .*Conclure")).first.click()
    expect(told).to_contain_text("Étape «\u00a0Conclure")
    cheffe.get_by_role("button", name="Clore la séance").first.click()
    expect(told).to_contain_text("La séance est close")

    # The message after the séance: its link proves the mailbox, and makes a representative.
    message = read_message(inbox, address, "À confirmer")
    expect(message).to_contain_text("7\u00a0jours")
    guest.goto(link_of(message, "/confirmation/"))
    _sans_faute(guest)
    guest.get_by_label("Prénom et nom").fill("Léa Marin")
    guest.get_by_role("button", name="Oui, c’est mon adresse").click()
    main = guest.get_by_role("main")
    expect(guest.get_by_role("status").first).to_contain_text(
        "Vous représentez Club Loire Industrie"
    )
    expect(main).to_contain_text("7\u00a0jours")
    expect(main).to_contain_text("Confirmez")
    _equipe(cheffe, feuille, "Club Loire Industrie")
    expect(cheffe.get_by_role("table", name="L’équipe")).to_contain_text("Léa Marin")
