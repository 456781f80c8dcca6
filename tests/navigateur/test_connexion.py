"""Sign in with the code of the message the product wrote; an unknown address learns nothing."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page, expect

CODE = re.compile(r"\b(\d{3})\s(\d{3})\b")


def last_message(folder: Path, address: str) -> str:
    """The text of the newest message written to `address`."""
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True):
        message = message_from_bytes(
            path.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default
        )
        if address in message["To"]:
            return message.get_body(("plain",)).get_content()
    raise AssertionError(f"Aucun message pour {address}.")


def ask_code(page: Page, address: str) -> str:
    """Ask for a code; returns what the page answers, the address taken out."""
    page.goto("/compte/connexion/")
    page.get_by_label("adresse électronique").fill(address)
    page.get_by_role("button", name="Recevoir mon code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrez votre code")
    return page.get_by_role("main").inner_text().replace(address, "…")


def test_sign_in_with_the_code_received(ouvrir, produit):
    page, address = ouvrir(phone=True), "paul.morice@estuaire.example"
    ask_code(page, address)
    code = "".join(CODE.search(last_message(produit.var / "courriels", address)).groups())

    # Half a code, then a wrong one: each says what to do, and how many tries are left.
    field = page.get_by_label("Code à six chiffres")
    field.fill("12")
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("main")).to_contain_text("Écrivez les six chiffres reçus par courriel.")
    expect(page).to_have_title(re.compile("^Erreur"))
    field.fill(str((int(code) + 1) % 1_000_000).zfill(6))
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("main")).to_contain_text("Il vous reste deux essais.")

    # As the message shows it, with its space.
    field.fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Me connecter").click()
    expect(page).to_have_url(re.compile("/feuilles/estuaire/actions/"))
    expect(page.get_by_role("link", name="mon compte (Paul Morice)")).to_be_visible()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("status").first).to_contain_text("Vous avez quitté votre compte")


def test_an_unknown_address_is_not_told_apart(ouvrir, produit):
    known, unknown = "yann.legoff@estuaire.example", "personne@nullepart.example"
    answers = {address: ask_code(ouvrir(), address) for address in (known, unknown)}
    assert answers[known] == answers[unknown]
    told = last_message(produit.var / "courriels", unknown)
    assert "n’a pas encore de compte" in told
    assert CODE.search(told) is None

    # A code typed all the same is wrong, in the same words.
    pages = {}
    for address in (known, unknown):
        page = ouvrir()
        ask_code(page, address)
        page.get_by_label("Code à six chiffres").fill("000000")
        page.get_by_role("button", name="Me connecter").click()
        expect(page.get_by_role("main")).to_contain_text("Il vous reste deux essais.")
        pages[address] = page.get_by_role("main").inner_text().replace(address, "…")
    assert pages[known] == pages[unknown]
