"""The projector in a real browser: readable from ten metres, in 4:3 and 16:9, lit or dark room."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SIZES = {"16:9": (1920, 1080), "4:3": (1024, 768)}
#: DESIGN.md: nothing under 24 px on an image 1920 px wide.
SMALLEST = 24 / 1920
LONG = (
    "Mutualiser entre les entreprises de la zone industrielle et portuaire le transport, le "
    "stockage et la valorisation de la chaleur perdue, du carbone capté et de l’eau de process"
)
AXE = Path(__file__).with_name("axe.min.js").read_text()

#: Every visible word smaller than the limit, with its size in px.
TOO_SMALL = """limit => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    const box = element.getBoundingClientRect(), size = parseFloat(getComputedStyle(element).fontSize);
    if (!node.data.trim() || box.width < 2 || element.closest(".invisible, script, style, .evitement")) continue;
    if (size < limit - 0.01) found.push(`${node.data.trim().slice(0, 30)}: ${size}`);
  }
  return found;
}"""
#: What leaves the screen: nobody scrolls a projector.
OUTSIDE = """() => [...document.querySelectorAll("main, main *, .ecran__tete *, .ecran__temps, .ecran__pied")]
  .filter(e => e.checkVisibility() && !e.closest("svg, .invisible"))
  .filter(e => { const b = e.getBoundingClientRect();
                 return b.width > 2 && (b.bottom > innerHeight + 1 || b.right > innerWidth + 1 || b.left < -1); })
  .map(e => `${e.tagName}.${e.className}`).slice(0, 5)"""


@pytest.fixture
def salle(ouvrir, produit):
    """The demonstration séance played again, its doors open once more: (console, projector)."""
    cheffe = ouvrir("Maëlle Guérin")
    cheffe.goto(f"{produit.feuille}/seances/")
    cheffe.get_by_role("link", name=re.compile("^Rejouer le séminaire")).click()
    cheffe.get_by_label("Tout de suite").check()
    cheffe.get_by_role("button", name="Rejouer").click()
    expect(cheffe.get_by_text("Le séminaire est rejoué")).to_be_visible(timeout=60_000)
    address = cheffe.get_by_role("link", name="Ouvrir l’écran").get_attribute("href")
    cheffe.get_by_role("link", name="Ouvrir la régie").click()
    ecran = ouvrir()
    ecran.goto(address)
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Merci, la séance est close")
    cheffe.get_by_role("button", name="Rouvrir la séance").click()
    expect(ecran.locator(".accueil__code")).to_be_visible()
    return cheffe, ecran


def show(cheffe: Page, ecran: Page, button: str, seen: str) -> None:
    cheffe.get_by_role("button", name=button, exact=True).first.click()
    expect(ecran.locator(seen)).to_be_visible()


def readable(ecran: Page) -> None:
    """Sizes, edges and contrast, in both shapes of image and both lights; still there reloaded."""
    address = ecran.url
    for shape, (width, height) in SIZES.items():
        ecran.set_viewport_size({"width": width, "height": height})
        for dark in ("", "?fond=sombre"):
            ecran.goto(address + dark)
            assert ecran.evaluate(TOO_SMALL, width * SMALLEST) == [], (shape, dark)
            assert ecran.evaluate(OUTSIDE) == [], (shape, dark)
            violations = ecran.evaluate(
                "async source => { if (!window.axe) (0, eval)(source);"
                " return (await axe.run()).violations.map(v => v.id) }",
                AXE,
            )
            assert violations == [], (shape, dark)
    ecran.goto(address)


def test_every_screen_is_read_from_ten_metres(salle):
    cheffe, ecran = salle
    readable(ecran)
    show(cheffe, ecran, "Consigne", ".scene--consigne, .scene")
    readable(ecran)
    show(cheffe, ecran, "Résultats", ".podium")
    readable(ecran)
    show(cheffe, ecran, "Mur", ".mur")
    readable(ecran)
    cheffe.get_by_role("link", name="Actions", exact=True).last.click()
    cheffe.get_by_role("button", name=re.compile("^À l’écran")).first.click()
    expect(ecran.locator("main h1")).to_contain_text("Parcours")
    readable(ecran)
    ecran.set_viewport_size({"width": 1024, "height": 768})
    ecran.evaluate("title => { document.querySelector('main h1').lastChild.data = title }", LONG)
    assert ecran.evaluate(OUTSIDE) == []


def test_a_black_screen_is_black_and_comes_back(salle):
    cheffe, ecran = salle
    show(cheffe, ecran, "Consigne", ".scene")
    cheffe.get_by_role("button", name="Noir", exact=True).click()
    expect(ecran.locator(".accueil, .scene, .podium, .ecran__tete")).to_have_count(0)
    ecran.reload()
    darkest = "[...document.querySelectorAll('html, body, .ecran, main')].map(e => getComputedStyle(e).backgroundColor)"
    assert "rgb(0, 0, 0)" in ecran.evaluate(darkest)
    cheffe.get_by_role("button", name=re.compile("^Annuler l’écran")).click()
    expect(ecran.locator(".scene")).to_be_visible()
