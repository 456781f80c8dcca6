"""Every component: strict, escaped, readable without colour or sight; and the layouts."""

import re
from collections import Counter
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.core.management import call_command
from django.template import TemplateSyntaxError, engines
from django.template.loader import get_template
from django.test import override_settings

from socle.components.registry import register
from socle.components.signs import ETATS, icon_names
from socle.shell import Link, NavItem, Persona, Shell
from socle.templatetags import components
from tests.socle.exemples import EXEMPLES, X, context, refused

TEMPLATES = settings.BASE_DIR / "templates"
MESSAGES = [
    SimpleNamespace(message=X, level=constants.SUCCESS, extra_tags=f"annuler:/{X}/"),
    SimpleNamespace(message=X, level=constants.ERROR, extra_tags=""),
]


def render(source: str, **values) -> str:
    return engines["django"].from_string(source).render(values)


def example(name: str) -> str:
    values = context()
    return render(EXEMPLES[name], messages=MESSAGES, cartes=[values["carte"]], **values)


class Page(HTMLParser):
    """What a test asks of a fragment: its elements, their attributes, its text."""

    VOID = frozenset(["br", "circle", "img", "input", "link", "meta", "path", "rect", "use"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.names: list[tuple[str, str]] = []  # control, its words for a reader
        self._control: list[str] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag in ("a", "button", "summary"):
            self._control = []
        elif self._control is not None and "aria-label" in attributes:
            self._control.append(attributes["aria-label"])

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"
        if tag in ("a", "button", "summary"):
            self.names.append((tag, "".join(self._control or []).strip()))
            self._control = None

    def handle_data(self, data):
        if self._control is not None:
            self._control.append(data)

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]


# The whole set -----------------------------------------------------------------------------------


def test_every_tag_has_an_example_and_a_line_in_the_list():
    shown = set(re.findall(r"{% (\w+)", " ".join(EXEMPLES.values())))
    assert set(register.tags) - shown == set()
    listed = set(re.findall(r"\w+", components.__doc__))
    internal = {"signe", "coche", "balise_seule"}
    assert set(register.tags) - internal - listed == set()


def test_every_template_of_components_is_a_tag():
    files = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    assert files - set(register.tags) == {"champ_erreur"}


@pytest.mark.parametrize("name", EXEMPLES)
def test_text_is_shown_as_typed(name):
    html = example(name)
    assert "onclick" not in {key for _, attrs in Page(html).elements for key in attrs}
    assert not re.search(r"<b onclick", html)


@pytest.mark.parametrize("name", EXEMPLES)
def test_markup_is_whole_and_readable(name):
    page = Page(example(name))
    assert page.open == []
    assert [key for key, count in Counter(page.ids()).items() if count > 1] == []
    for svg in page.all("svg"):
        assert svg.get("aria-hidden") == "true" or (svg["role"] == "img" and svg["aria-label"])
    for control, words in page.names:
        assert words, f"<{control}> says nothing"
    known = set(page.ids())
    for _, attrs in page.elements:
        for reference in ("aria-labelledby", "aria-describedby", "for"):
            assert set(attrs.get(reference, "").split()) <= known
        if attrs.get("href", "").startswith("#"):
            assert attrs["href"][1:] in known | {""}
        style = attrs.get("style", "")
        assert re.fullmatch(r"(--[\w]+:-?[\d.]+(rem)?;?)*", style), style


@pytest.mark.parametrize(
    "source",
    [
        '{% bouton libele="Valider" %}',
        "{% bouton %}",
        '{% bouton "Valider" %}',
        "{% section titre='a' %}{% endsection %}",
        "{% panneau title='a' %}{% endpanneau %}",
    ],
)
def test_a_typo_in_an_argument_does_not_compile(source):
    with pytest.raises(TemplateSyntaxError):
        render(source)


UNKNOWN = [
    '{% icone nom="licorne" %}',
    '{% etat state="presque" %}',
    '{% etiquette libelle="a" ton="rose" %}',
    '{% bouton libelle="a" variante="rouge" %}',
    '{% avis ton="rose" %}a{% endavis %}',
    '{% vide titre="a" texte="b" motif="chat" %}{% endvide %}',
    "{% pile ecart=9 %}{% endpile %}",
]


@pytest.mark.parametrize("source", UNKNOWN)
def test_an_unknown_value_is_refused_in_development(source):
    with pytest.raises(ValueError, match="is unknown"):
        render(source)


@pytest.mark.parametrize("source", UNKNOWN)
@override_settings(TESTING=False, DEBUG=False)
def test_an_unknown_value_is_logged_on_the_real_site(source, caplog):
    render(source)
    assert "is unknown" in caplog.text


def test_every_state_has_a_sign_of_the_sheet():
    assert {sign for _, sign, _ in ETATS.values()} <= icon_names()


# One by one --------------------------------------------------------------------------------------


def test_an_unavailable_button_says_why_and_sends_nothing():
    html = render('{% bouton libelle="Publier" name="publier" why_not=why %}', why="Il manque X.")
    (button,) = Page(html).all("button")
    assert button["aria-disabled"] == "true"
    assert button["type"] == "button"
    assert "name" not in button
    assert html.count("Il manque X.") == 2  # in the button's name, and shown
    (link,) = Page(render('{% bouton libelle="a" href="/b" why_not="c" %}')).all("a")
    assert "href" not in link


def test_an_icon_alone_has_a_name():
    page = Page(render('{% bouton libelle="Rechercher" icone="recherche" icone_seule=True %}'))
    assert page.names == [("button", "Rechercher")]


def test_a_field_is_label_help_error_box_in_that_order():
    html = render("{% champ field=form.title %}", form=refused())
    places = [html.index(part) for part in ("<label", "Un verbe.", "Donnez un titre", "<input")]
    assert places == sorted(places)
    (box,) = Page(html).all("input")
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "id_title_helptext id_title_error"


def test_what_was_typed_is_kept():
    assert 'value="environ 1 million"' in render("{% champ field=form.budget %}", form=refused())


def test_a_radio_group_is_one_question():
    page = Page(render("{% champ field=form.objectif %}", form=refused()))
    (group,) = page.all("fieldset")
    assert group["aria-describedby"] == "id_objectif_error"
    assert [box["id"] for box in page.all("input")] == ["id_objectif_0", "id_objectif_1"]
    assert "(facultatif)" in render("{% champ field=form.budget %}", form=refused())


def test_the_summary_counts_and_leads_to_each_field():
    html = render("{% resume_erreurs form=form %}", form=refused())
    assert "Corrigez cinq points avant d’envoyer" in html
    links = [link["href"] for link in Page(html).all("a")]
    assert links == ["#id_title", "#id_objectif_0", "#id_budget", "#id_read"]
    (box,) = [attrs for _, attrs in Page(html).elements if attrs.get("role") == "alert"]
    assert "autofocus" in box


def test_no_summary_without_mistake():
    assert render("{% resume_erreurs form=form %}", form=None).strip() == ""


def test_a_form_carries_its_token():
    (token,) = Page(render("{% formulaire %}a{% endformulaire %}", csrf_token="jeton")).all("input")
    assert (token["name"], token["value"]) == ("csrfmiddlewaretoken", "jeton")


def test_a_stacked_bar_tells_its_figures():
    page = Page(example("empilee"))
    (bar,) = [attrs for _, attrs in page.elements if attrs.get("role") == "img"]
    assert "Collectivités 34 points" in bar["aria-label"]
    assert [attrs["class"] for attrs in page.all("span")] == ["c1", "c2", "c0"]


def test_a_milestone_keeps_within_its_years():
    styles = [attrs["style"] for attrs in Page(example("frise")).all("li")]
    assert styles == ["--t:4;--w:4", "--t:15;--w:2"]
    assert "date à préciser" in example("frise")


def test_a_fourth_objective_has_a_shape_too():
    assert "#forme-0" in render('{% plaque numero="4.1" objectif="4" %}')


def test_messages_say_what_happened_and_how_to_undo():
    html = render("{% retours messages=m %}", m=MESSAGES[:1], csrf_token="jeton")
    (form,) = Page(html).all("form")
    assert (form["method"], form["action"]) == ("post", f"/{X}/")


def test_a_card_tells_its_counts():
    html = example("cartes_action")
    assert "<b>34</b>" in html
    assert "soutiens" in html
    assert "<b>1</b>" in html
    assert " engagement<" in html
    assert "2\xa0amendements à arbitrer" in html
    assert "acquis à 71\u202f%" in html


# Pages -------------------------------------------------------------------------------------------

SHELL = Shell(
    territoire=X,
    nav=(NavItem("Actions", "/actions/", current=True), NavItem("À faire", "/a/", count=3)),
    search_url="/recherche/",
    user_name="Inès Rabouin",
    user_initials="IR",
    account_url="/compte/",
    logout_url="/sortir/",
    avertissement="Données de démonstration.",
    personas=(Persona("Yann Le Goff", "chef de projet", "/p/2/", current=True),),
    footer_note="Phase 2.",
    footer_links=(Link("Accessibilité", "/accessibilite/"),),
)
LAYOUTS = [
    "layout/base_app.html",
    "layout/base_public.html",
    "layout/base_poche.html",
    "layout/seuil.html",
    "layout/seuil_carte.html",
    "404.html",
    "403.html",
    "403_csrf.html",
]


@pytest.mark.parametrize("layout", [*LAYOUTS, "500.html"])
def test_every_page_shows_the_warning(layout):
    html = get_template(layout).render({"shell": SHELL})
    assert "Données de démonstration." in html
    page = Page(html)
    assert page.all("html") == [{"lang": "fr"}]
    assert len(page.all("main")) == 1
    assert not re.search(r"<b onclick", html)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages_stand_without_shell(layout):
    page = Page(get_template(layout).render({}))
    (skip,) = [link for link in page.all("a") if link.get("href") == "#contenu"]
    assert skip["class"] == "evitement"


def test_a_breakdown_page_needs_nothing():
    assert "Panne de notre côté" in get_template("500.html").render()


def test_a_refusal_says_why():
    assert "Le vote est fermé." in get_template("403.html").render(
        {"exception": "Le vote est fermé."}
    )
    assert "Votre rôle ne permet pas" in get_template("403.html").render({"exception": ""})


def test_the_current_page_and_the_count_are_told():
    html = get_template("layout/base_app.html").render({"shell": SHELL})
    (current,) = [a for a in Page(html).all("a") if a.get("aria-current") == "page"]
    assert current["href"] == "/actions/"
    assert "3<span" in html
    assert " à faire</span>" in html
    assert "mon compte (Inès Rabouin)" in html


def test_no_persona_for_real():
    html = get_template("layout/base_app.html").render({"shell": Shell()})
    assert "demo__personas" not in html


#: E-mails and the back office have their own styles; the breakdown page must not need a tag.
STYLED = ("components", "layout", "emails", "admin", "500.html")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_pages_hold_no_css_class(path):
    place = path.relative_to(TEMPLATES)
    if place.parts[0] in STYLED or "email" in path.parent.name or "message" in path.name:
        return
    assert not re.search(r"\s(class|style)=", path.read_text())


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_no_inline_script_in_any_template(path):
    source = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"\son[a-z]+=", source)


@override_settings(
    STORAGES={
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
)
def test_static_files_are_collected_with_hashed_names(tmp_path):
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    (sheet,) = [path for path in tmp_path.glob("feuille.*.css") if path.name != "feuille.css"]
    assert re.search(r'url\("isobathes\.[0-9a-f]{12}\.svg"\)', sheet.read_text())
    assert re.search(r'url\("fonts/hanken-grotesk-latin\.[0-9a-f]{12}\.woff2"\)', sheet.read_text())
