"""axe on every page, light, dark and phone width; no sideways scroll; usable without JavaScript."""

from pathlib import Path

import pytest

AXE = Path(__file__).with_name("axe.min.js").read_text()
#: WCAG 2.2 A and AA, and best practices.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

FEUILLE = "/feuilles/estuaire"
#: The past séance of the demonstration; one that is run live is in test_seance.py.
SEANCE = f"{FEUILLE}/seances/1"
#: The organisation of the persona « Représentante »; the invitation, the code and what the check
#: page answers are in test_engagement_signe.py.
ORGANISATION = f"{FEUILLE}/organisations/19"
LETTRES = f"{FEUILLE}/engagements/organisation/19/lettres"
PAGES = {
    None: [
        "/",
        "/courriels/",
        "/compte/connexion/",
        "/accessibilite/",
        "/donnees-personnelles/",
        "/verifier/",
        "/verifier/K7M2Q9XABR/",
        f"{FEUILLE}/",
        f"{FEUILLE}/editions/",
        f"{FEUILLE}/editions/1.0/actions/1.1/",
        "/cette-page-n-existe-pas/",
        "/rejoindre/",
        "/rejoindre/retrouver/",
    ],
    "Cheffe de projet": [
        "/",
        "/compte/",
        "/compte/mes-donnees/",
        "/compte/effacer/",
        "/territoires/nouveau/",
        f"{FEUILLE}/actions/",
        f"{FEUILLE}/actions/?q=m%C3%A9thaniseur",
        f"{FEUILLE}/actions/1.1/",
        f"{FEUILLE}/actions/3.1/",
        f"{FEUILLE}/actions/1.1/modifier/",
        f"{FEUILLE}/actions/1.1/commentaires/",
        f"{FEUILLE}/actions/1.1/commentaires/3/repondre/",
        f"{FEUILLE}/actions/1.1/commentaires/3/masquer/",
        f"{FEUILLE}/actions/1.3/decider/",
        f"{FEUILLE}/actions/priorites/",
        f"{FEUILLE}/actions/amendements/",
        f"{FEUILLE}/actions/2.1/amendements/5/",
        f"{FEUILLE}/actions/1.1/versions/",
        f"{FEUILLE}/actions/doublons/",
        f"{FEUILLE}/actions/fusionner/?actions=2.1",
        f"{FEUILLE}/actions/fusionner/?actions=2.1,2.2",
        f"{FEUILLE}/actions/2.1/scinder/",
        f"{FEUILLE}/chercher/",
        f"{FEUILLE}/chercher/?q=soudage",
        f"{FEUILLE}/exporter/",
        f"{FEUILLE}/journal/",
        f"{FEUILLE}/actions/importer/",
        f"{FEUILLE}/seances/",
        f"{FEUILLE}/seances/preparer/",
        f"{SEANCE}/",
        f"{SEANCE}/preparation/",
        f"{SEANCE}/preparation/deroule/",
        f"{SEANCE}/preparation/tables/",
        f"{SEANCE}/preparation/votes/nouveau/",
        f"{SEANCE}/preparation/animation/",
        f"{SEANCE}/regie/",
        f"{SEANCE}/compte-rendu/",
        f"{FEUILLE}/publication/",
        f"{FEUILLE}/publication/apercu/",
        f"{FEUILLE}/reglages/",
        f"{FEUILLE}/reglages/membres/",
        f"{FEUILLE}/reglages/courriels/",
        f"{FEUILLE}/reglages/donnees-personnelles/?q=a",
        f"{FEUILLE}/reglages/textes/",
        f"{FEUILLE}/organisations/",
        f"{FEUILLE}/organisations/?q=soudage",
        f"{FEUILLE}/organisations/nouvelle/",
        f"{FEUILLE}/organisations/doublons/",
        f"{ORGANISATION}/",
        f"{ORGANISATION}/corriger/",
        f"{ORGANISATION}/equipe/",
        f"{ORGANISATION}/fusionner/20/",
        f"{FEUILLE}/engagements/1/",
        f"{LETTRES}/",
    ],
    "Porteuse": [f"{FEUILLE}/actions/1.1/modifier/", f"{FEUILLE}/actions/brouillons/"],
    "Représentante": [
        f"{FEUILLE}/engagements/",
        f"{FEUILLE}/engagements/signer/",
        f"{FEUILLE}/engagements/confirmer/",
        f"{FEUILLE}/engagements/fiche/19/",
        f"{FEUILLE}/engagements/10/signer/",
        f"{FEUILLE}/engagements/10/realiser/",
        f"{FEUILLE}/engagements/10/retirer/",
        f"{FEUILLE}/engagements/10/precisions/",
        f"{ORGANISATION}/equipe/",
        f"{LETTRES}/",
        f"{FEUILLE}/engagements/5/",
        f"{FEUILLE}/engagements/5/versions/1/",
        f"{FEUILLE}/engagements/5/condition/",
        f"{FEUILLE}/engagements/nouveau/",
        f"{FEUILLE}/engagements/nouveau/?action=1.1",
        f"{FEUILLE}/reglages/",  # refused: the page that says why
    ],
    "lecteur": [f"{FEUILLE}/actions/", f"{FEUILLE}/actions/2.1/"],
}
CASES = [(persona, path) for persona, paths in PAGES.items() for path in paths]
LOOKS = {
    "clair": {},
    "sombre": {"dark": True},
    "telephone": {"phone": True},
}


def violations(page) -> list[str]:
    """What axe finds on the page as it is, one line a violation."""
    # The DevTools protocol evaluates beside the page: its content security policy stays as it is.
    page.evaluate(AXE)
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{violation['id']}: {violation['help']} — {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("persona", PAGES, ids=lambda persona: persona or "visiteur")
def test_no_violation(ouvrir, persona, look):
    page = ouvrir(persona, **LOOKS[look])
    found = {}
    for path in PAGES[persona]:
        page.goto(path)
        problems = violations(page)
        if look == "telephone":
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            problems += [f"sideways scroll of {wide} px"] if wide > 0 else []
        if problems:
            found[path] = problems
    assert not found


def test_pages_hold_one_main_heading(ouvrir):
    page = ouvrir("Cheffe de projet")
    for path in PAGES["Cheffe de projet"]:
        page.goto(path)
        assert page.locator("h1").count() == 1, path


def test_at_320_pixels_nothing_scrolls_sideways(ouvrir):
    page = ouvrir("Cheffe de projet", phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in [*PAGES["Cheffe de projet"], f"{FEUILLE}/"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_every_page_says_it_is_a_demonstration(ouvrir):
    page = ouvrir("Cheffe de projet")
    for path in [path for _, path in CASES]:
        page.goto(path)
        banner = page.get_by_role("complementary", name="Démonstration")
        assert "pas la feuille de route officielle" in banner.inner_text(), path
