"""Habits of the project, held by machine."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from feuille_de_route.management.commands.regles import page

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
