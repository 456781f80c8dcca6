"""A whole séance in real browsers: a facilitator, a projector, three phones, up to the minutes.

The invariant of the room: the points of the minutes are those the server acknowledged, no more, no
less, though one phone loses its network in the middle of the vote.
"""

import json
import re
from collections import Counter
from datetime import date
from io import BytesIO
from urllib.parse import parse_qs

import pypdfium2
import pytest
import segno
from playwright.sync_api import Locator, Page, Request, expect

from tests.navigateur.conftest import PHONE
from tests.navigateur.parcours import at_step, ouvrir_territoire, phase
from tests.navigateur.test_accessibilite import violations

PROJECTOR = {"width": 1920, "height": 1080}
CHALEUR, ATELIER, FRICHE = (
    "Récupérer la chaleur des fours",
    "Ouvrir un atelier partagé de soudage",
    "Dépolluer la friche du port",
)
COMMENTAIRE = "Le réseau de chaleur passe devant notre porte."
AMENDEMENT = "Chauffer quinze ateliers avec la chaleur perdue des fours."


class Recus:
    """The taps the server said it has saved, as the browsers of the phones heard it."""

    def __init__(self) -> None:
        self.points: dict[tuple[str, str], int] = {}

    def listen(self, name: str, page: Page) -> None:
        page.on("requestfinished", lambda request: self._hear(name, request))

    def _hear(self, name: str, request: Request) -> None:
        if request.method != "POST" or "/voter/" not in request.url:
            return
        if request.response().status == 200:
            ballot = json.loads(parse_qs(request.post_data)["bulletin"][0])
            self.points |= {(name, action): points for action, points in ballot.items()}

    @property
    def per_action(self) -> list[int]:
        """Points of each action, the most first."""
        total: Counter[str] = Counter()
        for (_name, action), points in self.points.items():
            total[action] += points
        return sorted(total.values(), reverse=True)


@pytest.fixture
def recus() -> Recus:
    return Recus()


@pytest.fixture
def fautes():
    """`fautes("console", page)` asks axe about the page as it is; all is told at the end."""
    found: dict[str, list[str]] = {}

    def check(name: str, page: Page) -> None:
        if problems := violations(page):
            found[f"{name}, {page.viewport_size['width']} px"] = problems
        if page.viewport_size["width"] == PHONE["width"]:
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                found.setdefault(name, []).append(f"sideways scroll of {wide} px")

    yield check
    assert not found


@pytest.fixture
def sans_reseau(navigateur, produit):
    """A phone whose network comes and goes: what its browser logs meanwhile is no fault."""
    context = navigateur.new_context(
        base_url=produit.url, viewport=PHONE, locale="fr-FR", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def test_a_whole_seance(ouvrir, sans_reseau, recus, fautes, produit):
    cheffe = ouvrir("Cheffe de projet")
    seance = _prepare(cheffe)
    code, ecran = _open_doors(cheffe, ouvrir(), produit.url, fautes)
    nadia, yann, lise = ouvrir(phone=True), ouvrir(phone=True), sans_reseau
    for name, phone in (("Nadia", nadia), ("Yann", yann), ("Lise", lise)):
        recus.listen(name, phone)
    _join(nadia, code)
    _join_by_qr(yann, code, "Yann", "Club Loire Industrie", "d’un partenaire", table="Table 1")
    _join_by_qr(lise, code, "Lise", "Commune de Montjean", "d’une collectivité")
    expect(ecran.get_by_role("status")).to_have_text(re.compile(r"^3 "))

    _pass(cheffe, "Ouverture")
    _share(cheffe, ecran, nadia, fautes)
    _adjust(cheffe, nadia, yann, lise, fautes)
    _pass(cheffe, "Pause")
    _select(cheffe, ecran, (nadia, yann, lise), recus, fautes)
    _look_around(cheffe, ouvrir(phone=True), seance, code, fautes)
    _publish(cheffe, ecran, nadia, fautes)
    assert recus.per_action == [4, 3, 2]

    _commit(cheffe, ecran, nadia, fautes)
    _close(cheffe, ecran, nadia, fautes)
    _read_minutes(cheffe, recus, fautes)


# Before ------------------------------------------------------------------------------------------


def _prepare(cheffe: Page) -> str:
    """A roadmap of one action, and a séance from the template. Returns the path of the séance."""
    feuille = ouvrir_territoire(cheffe, "Bords de Loire")
    phase(cheffe, feuille, "Sélection")
    cheffe.goto(f"{feuille}/seances/")
    cheffe.get_by_role("link", name="Préparer une séance").click()
    cheffe.get_by_label("Intitulé").fill("Choisir ensemble")
    cheffe.get_by_label("Jour").fill(date.today().isoformat())
    cheffe.get_by_label("Lieu").fill("Halle aux toiles")
    cheffe.get_by_role("button", name="Préparer la séance").click()
    expect(cheffe.get_by_role("status").first).to_contain_text("est préparée")
    return cheffe.url.split("preparation/")[0]


def _open_doors(cheffe: Page, ecran: Page, url: str, fautes) -> tuple[str, Page]:
    """Open the séance and its projector. Returns the code, said, and the projector."""
    cheffe.get_by_role("link", name="Aller à la régie").click()
    fautes("console avant", cheffe)
    cheffe.get_by_role("button", name="Ouvrir la séance").click()
    expect(cheffe.locator("#retours")).to_contain_text("Le code est")
    ecran.set_viewport_size(PROJECTOR)
    ecran.goto(cheffe.get_by_role("link", name="Ouvrir l’écran").get_attribute("href"))
    code = ecran.locator(".accueil__code").inner_text()
    # No reader of QR codes here: the drawing is compared with that of the address.
    address = f"{url}/rejoindre/?code={code.replace(' ', '-')}"
    assert ecran.locator(".accueil__qr path").get_attribute("d") == _drawn(address)
    fautes("écran, code", ecran)
    return code, ecran


def _drawn(address: str) -> str:
    rows = segno.make_qr(address, error="m").matrix
    return "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )


# In the room -------------------------------------------------------------------------------------


def _join(phone: Page, code: str) -> None:
    """With the code typed, at the name of a known organisation."""
    phone.goto("/rejoindre/")
    phone.get_by_label("Code affiché à l’écran").fill(code)
    phone.get_by_role("button", name="Continuer").click()
    _enter(phone, "Nadia", "Forge de la Boule", "d’une entreprise", "Table 1")


def _join_by_qr(phone: Page, code: str, name: str, organisation: str, college: str, **seat) -> None:
    phone.goto(f"/rejoindre/?code={code.replace(' ', '-')}")
    _enter(phone, name, organisation, college, **seat)


def _enter(phone: Page, name: str, organisation: str, college: str, table: str = "") -> None:
    phone.get_by_label("Votre prénom").fill(name)
    phone.get_by_label("Votre organisation").fill(organisation)
    if phone.get_by_label(college).is_visible():  # a known organisation says it
        phone.get_by_label(college).check()
    if table:
        phone.get_by_label("Votre table").select_option(label=table)
    phone.get_by_role("button", name="Entrer dans la séance").click()
    at_step(phone, "Accueil")


def _press(cheffe: Page, name: str | re.Pattern, told: str) -> None:
    """A button of the console, and what it tells."""
    cheffe.get_by_role("button", name=name).first.click()
    expect(cheffe.locator("#retours")).to_contain_text(told)


def _pass(cheffe: Page, step: str) -> None:
    _press(cheffe, re.compile(f"Passer à .*{step}"), f"Étape «\u00a0{step}")


def _share(cheffe: Page, ecran: Page, phone: Page, fautes) -> None:
    """The action is on the projector; a phone comments it."""
    _pass(cheffe, "Partager")
    expect(ecran.get_by_role("heading", level=1)).to_contain_text("Partager")
    fautes("écran, consigne", ecran)
    _press(cheffe, "À l’écran", "À l’écran")
    expect(ecran.get_by_role("main")).to_contain_text(CHALEUR)
    fautes("écran, action", ecran)
    fautes("console, partager", cheffe)
    at_step(phone, "Partager")
    fautes("téléphone, partager", phone)
    phone.get_by_role("link", name=CHALEUR).first.click()
    phone.get_by_label("Votre commentaire").fill(COMMENTAIRE)
    phone.get_by_role("button", name="Envoyer mon commentaire").click()
    expect(phone.locator("#retours")).to_contain_text("Votre commentaire est envoyé")
    expect(phone.get_by_role("main")).to_contain_text(COMMENTAIRE)


def _adjust(cheffe: Page, host: Page, other: Page, third: Page, fautes) -> None:
    """A table amends, another person agrees, the facilitator accepts; two actions are proposed."""
    _pass(cheffe, "Ajuster")
    # Left on an action: told, and not taken away; an empty form is followed.
    at_step(host, "Ajuster")
    fautes("téléphone, ajuster", host)
    host.get_by_role("link", name=CHALEUR).click()
    host.get_by_role("link", name="Résumé").click()
    host.get_by_label("Texte que vous proposez").fill(AMENDEMENT)
    host.get_by_label("Pourquoi ce changement").fill("Cinq ateliers de plus le demandent.")
    fautes("téléphone, amender", host)
    host.get_by_role("button", name="Proposer cet amendement").click()
    expect(host.locator("#retours")).to_contain_text("Votre amendement est envoyé")

    at_step(other, "Ajuster")
    other.get_by_role("link", name="Lire les amendements de la salle").click()
    other.get_by_role("button", name=re.compile("^D’accord")).click()
    expect(other.get_by_role("main")).to_contain_text("Votre avis est enregistré")
    agrees = other.get_by_role("button", name=re.compile("^D’accord"))
    expect(agrees).to_have_attribute("aria-pressed", "true")
    fautes("téléphone, amendements", other)
    at_step(third, "Ajuster")
    for phone, title in ((host, ATELIER), (third, FRICHE)):
        _propose(phone, title)

    expect(cheffe.locator("#amendements")).to_contain_text(CHALEUR)
    expect(cheffe.locator("#propositions")).to_contain_text(FRICHE)
    fautes("console, ajuster", cheffe)
    _press(cheffe, re.compile("^Accepter"), "L’amendement est intégré")


def _propose(phone: Page, title: str) -> None:
    phone.goto(f"/salle/{phone.url.split('/salle/')[1].split('/')[0]}/proposer/")
    phone.locator("[name=objectif]").first.check()
    phone.get_by_label("Titre de l’action").fill(title)
    phone.get_by_role("button", name="Proposer l’action").click()
    expect(phone.locator("#retours")).to_contain_text("est proposée")


# Vote --------------------------------------------------------------------------------------------


def _select(cheffe: Page, ecran: Page, phones: tuple[Page, ...], recus: Recus, fautes) -> None:
    """Nine dots from three phones; the third one loses its network and gives its last two late."""
    nadia, yann, lise = phones
    _pass(cheffe, "Sélectionner")
    at_step(nadia, "Sélectionner")
    _press(cheffe, "Ouvrir le vote", "est ouvert")
    for phone in phones:
        at_step(phone, "Placez vos")
    _tap(nadia, CHALEUR, 2)
    _tap(nadia, ATELIER, 2)
    expect(_ballot(yann, CHALEUR)).to_contain_text("Votre organisation porte cette action")
    _tap(yann, ATELIER)
    _tap(yann, FRICHE)
    _tap(lise, CHALEUR)
    for phone in phones:
        expect(phone.locator("[data-enregistre]")).to_contain_text("Enregistré à")
    fautes("téléphone, vote", nadia)
    fautes("console, vote", cheffe)
    expect(ecran.get_by_role("status")).to_have_text(re.compile("^3 .* sur 3$"))
    fautes("écran, vote", ecran)

    lise.context.set_offline(True)
    _tap(lise, CHALEUR)
    _tap(lise, FRICHE)
    expect(lise.locator("#reseau")).to_have_text("Hors ligne")
    expect(lise.locator("#file-liste")).to_contain_text("En attente")
    fautes("téléphone, hors ligne", lise)
    assert sum(recus.per_action) == 7
    lise.context.set_offline(False)
    expect(lise.locator("#reseau")).to_have_text("Connecté")
    expect(lise.locator("#file")).to_be_hidden()
    expect(lise.locator("#reste b")).to_have_text("2")
    _press(cheffe, "Fermer le vote", "Le vote est fermé")


def _ballot(phone: Page, title: str) -> Locator:
    return phone.get_by_role("group", name=re.compile(title))


def _tap(phone: Page, title: str, times: int = 1) -> None:
    for _ in range(times):
        _ballot(phone, title).get_by_role("button", name="Ajouter une gommette").click()


def _look_around(cheffe: Page, phone: Page, seance: str, code: str, fautes) -> None:
    """The other pages, while the last votes may still arrive."""
    liste = re.sub(r"\d+/$", "", seance)
    other = cheffe.context.new_page()
    for path in (
        liste,
        f"{liste}preparer/",
        seance,
        f"{seance}preparation/",
        f"{seance}regie/salle/",
    ):
        other.goto(path)
        fautes(path, other)
    other.close()
    for path in ("/rejoindre/", f"/rejoindre/?code={code}", "/rejoindre/retrouver/"):
        phone.goto(path)
        fautes(path, phone)


def _publish(cheffe: Page, ecran: Page, phone: Page, fautes) -> None:
    """The worker counts once the last votes had their time; published, retained, on the projector."""
    publish = cheffe.get_by_role("button", name="Publier à l’écran")
    expect(publish).to_be_visible(timeout=60_000)
    expect(ecran.get_by_role("main")).not_to_contain_text(ATELIER)
    fautes("console, dépouillé", cheffe)
    _press(cheffe, "Publier à l’écran", "Le résultat est publié")
    expect(ecran.locator(".podium__liste > li").first).to_contain_text(CHALEUR)
    _press(cheffe, re.compile("^Retenir"), "Action 1.1 retenue")
    expect(ecran.locator(".podium__liste > li").first).to_contain_text("Retenue")
    assert [_number(value) for value in ecran.locator(".podium__barre > b").all()] == [4, 3, 2]
    fautes("écran, résultats", ecran)
    expect(phone.get_by_role("main")).to_contain_text("Résultats du vote")
    expect(phone.get_by_role("main")).to_contain_text(CHALEUR)
    fautes("téléphone, résultats", phone)


def _number(cell: Locator) -> int:
    return int(re.match(r"\d+", cell.inner_text()).group())


# Commit, close, read -----------------------------------------------------------------------------


def _commit(cheffe: Page, ecran: Page, phone: Page, fautes) -> None:
    """A pledge in three steps on a phone comes on the wall by itself."""
    _pass(cheffe, "S’engager")
    _press(cheffe, "Mur", "À l’écran")
    at_step(phone, "S’engager")
    phone.get_by_role("link", name=CHALEUR).click()
    phone.get_by_role("radio", name="Du temps").check()
    fautes("téléphone, engagement 1", phone)
    phone.get_by_role("button", name="Continuer").click()
    phone.get_by_label("Nombre de jours").fill("12")
    phone.get_by_label("Ce que vous ferez").fill("Prêter notre bureau d’études.")
    phone.get_by_role("radio", name="Ferme").check()
    fautes("téléphone, engagement 2", phone)
    phone.get_by_role("button", name="Continuer").click()
    phone.get_by_label("Adresse où confirmer").fill("nadia@forge-boule.example")
    fautes("téléphone, engagement 3", phone)
    phone.get_by_role("button", name="Envoyer mon engagement").click()
    expect(phone.locator("#retours")).to_contain_text("est envoyé")
    expect(ecran.locator("h1 b")).to_have_text("1")
    expect(ecran.get_by_role("main")).to_contain_text("Forge de la Boule")
    fautes("écran, engagements", ecran)
    expect(cheffe.locator("#engagements")).to_contain_text("Forge de la Boule")


def _close(cheffe: Page, ecran: Page, phone: Page, fautes) -> None:
    _pass(cheffe, "Conclure")
    at_step(phone, "Conclure")
    _press(cheffe, "Clore la séance", "La séance est close")
    at_step(phone, "La séance est finie")
    expect(phone.get_by_role("main")).to_contain_text("Votre code personnel")
    fautes("téléphone, fin", phone)
    expect(ecran.get_by_role("heading", level=1)).to_contain_text("Merci")
    fautes("écran, fin", ecran)
    fautes("console, fin", cheffe)


def _read_minutes(cheffe: Page, recus: Recus, fautes) -> None:
    """The page and its PDF: the points, the decision, the amendment, the pledge."""
    cheffe.get_by_role("link", name="Lire le compte rendu").click()
    told = (CHALEUR, ATELIER, FRICHE, "Retenue", AMENDEMENT, "Forge de la Boule")
    for words in told:
        expect(cheffe.get_by_role("main")).to_contain_text(words)
    table = cheffe.get_by_role("table", name=re.compile("^Priorités"))
    points = [_number(cell) for cell in table.locator("td strong").all()]
    assert points == recus.per_action
    fautes("compte rendu", cheffe)
    link = cheffe.get_by_role("link", name="Télécharger le PDF").get_attribute("href")
    text = _text(cheffe.request.get(link).body())
    assert not [words for words in told if words not in text]


def _text(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
