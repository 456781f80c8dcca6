"""How a component is declared: strict arguments in, the template of the same name drawn.

A component is a function with keyword-only arguments. Its arguments are its template's context;
what it returns is added to them. Django refuses an unknown or missing argument when the page is
compiled (`TemplateSyntaxError`); `one_of` refuses an unknown value when it is drawn.
"""

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.template import Context, Library
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = Library()
logger = logging.getLogger(__name__)

Component = Callable[..., dict[str, Any] | None]


def one_of(kind: str, value: object, allowed: Iterable[object]) -> None:
    """Refuse a value outside the design. A visitor of the real site gets the page all the same."""
    if value in allowed:
        return
    message = f"{kind} {value!r} is unknown; choose among {sorted(map(str, allowed))}"
    if settings.DEBUG or settings.TESTING:
        raise ValueError(message)
    logger.error(message)


def drawn(html: str) -> SafeString:
    """HTML built by a component from constants, numbers and text it has escaped."""
    return mark_safe(html)  # noqa: S308 -- the one place; tests/socle/test_components.py types markup


def draw(name: str, context: dict[str, Any]) -> SafeString:
    """Render components/<name>.html with exactly this context."""
    return get_template(f"components/{name}.html").template.render(Context(context))


def component(function: Component) -> Component:
    """Register `{% name … %}`."""

    @wraps(function)
    def tag(**arguments: Any) -> SafeString:
        return draw(function.__name__, _context(function, arguments))

    register.simple_tag(tag)
    return function


def block(function: Component) -> Component:
    """Register `{% name … %}…{% endname %}`; the template receives what it encloses as `content`."""

    @wraps(function)
    def tag(content: SafeString, **arguments: Any) -> SafeString:
        context = _context(function, arguments, content)
        context["content"] = content if content.strip() else ""
        return draw(function.__name__, context)

    register.simple_block_tag(tag)
    return function


def _context(
    function: Component, arguments: dict[str, Any], *content: SafeString
) -> dict[str, Any]:
    extra = function(*content, **arguments)
    return {**(function.__kwdefaults__ or {}), **arguments, **(extra or {})}
