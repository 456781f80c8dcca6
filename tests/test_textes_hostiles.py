"""Markup typed in any text is shown as typed on every page, whatever the table and the reader."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, TextField

from publication import rendu
from tests.monde import ROUTES, WITH_EDITIONS, World
from tests.outils import client_of

pytestmark = pytest.mark.django_db

#: Short enough for every column people fill; `{n}` keeps apart the names that must differ.
HOSTILE = '<script>x</script><b onload="x">{{{{ 7|add:7 }}}}&{n}🌊'
ESCAPED = "&lt;script&gt;x&lt;/script&gt;&lt;b onload=&quot;x&quot;&gt;{{ 7|add:7 }}&amp;"
#: The third is the template sum worked out; with its `x">` so that no hour or number looks like it.
RAW = ("<script>x", "<b onload", "x&quot;&gt;14&", "&{n}")
APPS = ("publication", "seances", "engagements", "actions", "territoires", "organisations")
#: Columns people do not type: keys, hashes, and what the product freezes or computes.
NOT_TYPED = {
    "password",
    "numero",
    "code",
    "reference",
    "siret",
    "content",
    "sha256",
    "pdf_sha256",
    "origin",
    "code_digest",
}


def typed_columns(model):
    frozen = getattr(model, "FROZEN", ())
    for field in model._meta.concrete_fields:
        long_enough = field.max_length is None or field.max_length >= 60
        plain = type(field) in (CharField, TextField) and not field.choices
        if plain and long_enough and field.name not in NOT_TYPED and field.name not in frozen:
            yield field.name


def fill_with_markup() -> int:
    """Write markup in every text column of every row; how many were written.

    A reason that only a withdrawn row may have is refused by the database: it stays empty.
    """
    models = [m for m in apps.get_models() if m._meta.app_label in APPS]
    models.append(apps.get_model("comptes.User"))
    written = 0
    for model in models:
        columns = list(typed_columns(model))
        for row in model._default_manager.all() if columns else ():
            mine = model._default_manager.filter(pk=row.pk)
            for name in columns:
                with suppress(IntegrityError), transaction.atomic():
                    written += mine.update(**{name: HOSTILE.format(n=row.pk)})
    return written


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rendu._content.cache_clear()
    rendu._body.cache_clear()


@pytest.mark.parametrize("phase", ["partage", "selection", "engagement", WITH_EDITIONS])
@pytest.mark.parametrize("person", ["administrateur", "representant"])
def test_markup_is_shown_as_typed_on_every_page(phase, person):
    world = World("engagement" if phase == WITH_EDITIONS else phase)
    assert fill_with_markup() > 20
    if phase == WITH_EDITIONS:
        world.publish()
    client, shown = client_of(world.people[person]), []
    for page in ROUTES:
        response = client.get(world.url(page))
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            html = response.content.decode()
            assert not [raw for raw in RAW if raw in html], page
            shown += [page] if ESCAPED in html else []
        response.close()
    assert len(shown) >= 10, shown
