"""Habits of the project, held by machine."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from actions.models import Action
from actions.rules.priorites import DECISIONS
from engagements.affichage import EVENTS
from feuille_de_route.historique import PHRASES
from feuille_de_route.management.commands.regles import page
from seances.droits import DROITS_PAR_ETAPE
from socle.templatetags.components import register as components
from socle.templatetags.francais import register as filters
from territoires.droits import DROITS_PAR_PHASE, DROITS_PAR_ROLE, Droit

ROOT = Path(settings.BASE_DIR)
APPS = [
    "feuille_de_route",
    "publication",
    "seances",
    "engagements",
    "actions",
    "territoires",
    "organisations",
    "comptes",
    "socle",
]
SOURCES = [
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
]
TEMPLATES = list((ROOT / "templates").rglob("*.html"))
PAGES = [
    path
    for path in TEMPLATES
    if not {"components", "layout", "emails", "email", "admin"} & set(path.relative_to(ROOT).parts)
    and path.parent.name != "templates"
]


def test_printed_rules_are_up_to_date():
    assert (ROOT / "docs/regles.md").read_text() == page(), "manage.py regles > docs/regles.md"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_pages_hold_no_css_class(path):
    """Only components and layouts know the stylesheet."""
    assert not re.search(r"\sclass=", path.read_text()), path


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_templates_obey_the_content_security_policy(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "inline script"
    assert not re.search(r"\son[a-z]+=", text), "inline event handler"
    assert "javascript:" not in text
    assert "|safe" not in text, "a component escapes; a page never trusts"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_no_import_inside_a_function(path):
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{path}:{inner[0].lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 420, f"{path} holds two subjects"


def _views():
    for path in SOURCES:
        if path.name == "views.py" or path.parent.name == "views":
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef):
                    yield path, node


def test_views_are_paragraphs():
    """Load, ask, call, render: 25 lines at most, and no query or write of their own."""
    for path, view in _views():
        lines = view.end_lineno - view.lineno + 1
        assert lines <= 25, f"{path}:{view.lineno} {view.name} has {lines} lines"
        source = ast.unparse(view)
        assert ".filter(" not in source, f"{path}:{view.lineno} {view.name}"
        assert ".save(" not in source, f"{path}:{view.lineno} {view.name}"


def test_every_public_service_says_what_it_does():
    for path in SOURCES:
        if path.name == "services.py" or path.parent.name in {"services", "rules"}:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith(("_", "why_not")):
                    assert ast.get_docstring(node), f"{path}:{node.lineno} {node.name}"


def test_rules_are_pure():
    """A rule decides from what it is given: no query, no write, no clock."""
    for path in SOURCES:
        if path.name == "rules.py" or path.parent.name == "rules":
            source = path.read_text()
            for forbidden in (".objects", ".filter(", ".save(", "timezone.now", ".exists()"):
                assert forbidden not in source, f"{path} uses {forbidden}"


def test_models_of_the_glossary_are_french_and_known():
    glossary = (ROOT / "docs/glossaire.md").read_text()
    english = {"User", "Job", "Journal"}
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in APPS:
            continue
        name = model.__name__
        if name in english or name.endswith("Grant"):
            continue
        assert f"`{name}`" in glossary, f"{name} is not in docs/glossaire.md"


def test_false_friends_stay_away():
    for model in apps.get_models():
        if model.__module__.split(".")[0] in APPS:
            names = {field.name for field in model._meta.get_fields()}
            assert not names & {"etat", "status", "statut", "session", "instance"}, model


def _patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


def test_addresses_are_french_words_with_a_final_slash():
    for route, _pattern in _patterns(get_resolver()):
        if route.startswith(("technique/", "static")):
            continue
        last = route.rsplit("/", 1)[-1]
        assert route == "" or last == "" or "." in last, route
        assert not re.search(r"(create|edit|delete|update|new|list)/", route), route


# Rights ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("droit", Droit)
def test_a_right_is_held_opened_and_asked_for(droit):
    """A line of the two tables that nobody holds, no phase opens or no rule reads says nothing."""
    in_a_room = any(droit in opened for opened in DROITS_PAR_ETAPE.values())
    assert in_a_room or any(droit in held for held in DROITS_PAR_ROLE.values())
    assert in_a_room or any(droit in opened for opened in DROITS_PAR_PHASE.values())
    readers = [path for path in SOURCES if f"Droit.{droit.name}" in path.read_text()]
    assert [path for path in readers if path.name != "droits.py"]


def test_reasons_come_from_rules():
    """A view shows the answer of a rule: the button, the page and the service say the same."""
    for path, view in _views():
        assert ".why_not(" not in ast.unparse(view), f"{path}:{view.lineno} {view.name}"


# Components --------------------------------------------------------------------------------------

#: Drawn and tested, waiting for their page: the letter to sign, and the live séance.
WAITING = {
    "direct", "reseau", "lettre", "lettre_liste", "lettre_ligne", "lettre_signatures",
    "lettre_signature",
}  # fmt: skip
WRITTEN = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.*"))


def test_every_component_is_used():
    used = set(re.findall(r"{%-?\s*(\w+)", WRITTEN))
    assert set(components.tags) - used - WAITING == set()
    assert WAITING - set(components.tags) == set()


def test_every_filter_is_used():
    assert set(filters.filters) - set(re.findall(r"\|(\w+)", WRITTEN)) == set()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_page_is_drawn_by_somebody(path):
    name = str(path.relative_to(ROOT / "templates"))
    if name.startswith("account/"):
        return  # allauth looks for them by name
    stem = f'"{path.stem}"'  # `_page(request, "retirer", …)`
    app = name.split("/", maxsplit=1)[0]
    asked = any(
        name in source or (app in file.parts and stem in source)
        for file, source in ((file, file.read_text()) for file in SOURCES)
    )
    assert asked or name in WRITTEN


# Journal -----------------------------------------------------------------------------------------

#: What each f-string of a verb may become.
VERBS = {
    "action.{decision}": {f"action.{state}" for state in DECISIONS},
    "action.{decision.value}": {f"action.{state}" for state in DECISIONS},
    "action.{state.value}": {f"action.{s}" for s in (Action.State.PARTAGEE, Action.State.AJUSTEE)},
    "amendement.{verb}": {f"amendement.{verb}" for verb in ("propose", "refuse", "retire")},
    "amendement.{one.state}": {"amendement.integre", "amendement.integre_modifie"},
    "organisation.{codename}": {"organisation.representer", "organisation.signer"},
}
#: Told by no page: the back office reads them. An erased draft has no page left.
NOT_TOLD = re.compile(
    r"(amendement|compte|conservation|courriel|edition|feuille|lettre|membre|organisation|participant"
    r"|scrutin|seance|technique)\."
    r"|engagement\.supprime"
)


def _verbs():
    """Every verb the product writes in its journal."""
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text())):
            name = getattr(getattr(call, "func", None), "id", "")
            if name in {"record", "_record", "tell"}:
                for text in ast.walk(call.args[0]):
                    if isinstance(text, ast.JoinedStr):
                        yield from VERBS[ast.unparse(text)[2:-1]]
                    elif isinstance(text, ast.Constant) and re.fullmatch(
                        r"[a-z_]+\.[a-z_]+", str(text.value)
                    ):
                        yield text.value


def test_every_verb_of_the_journal_is_told_in_words():
    told = PHRASES.keys() | EVENTS.keys()
    written = set(_verbs())
    assert {verb for verb in written - told if not NOT_TOLD.match(verb)} == set()
    assert told - written == set()


# What one reads ----------------------------------------------------------------------------------


def test_links_between_documents_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("donnees/*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
            assert link.startswith("http") or (path.parent / link).exists(), f"{path}: {link}"


def test_editions_are_drawn_from_what_was_collected():
    """Collect, freeze, draw: one package of publication reads the tables of other apps."""
    others = re.compile(r"from (actions|engagements|seances|organisations)\.(models|queries)")
    for path in (ROOT / "publication").rglob("*.py"):
        if "collecte" not in path.parts:
            assert not others.search(path.read_text()), path


def test_decisions_have_a_number_each():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    assert numbers == [f"{rank:04}" for rank in range(1, len(numbers) + 1)]
