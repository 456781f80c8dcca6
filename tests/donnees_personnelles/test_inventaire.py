"""Every column that knows a person is in the inventory, or says why not."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from feuille_de_route.donnees_personnelles.inventaire import INVENTAIRE
from feuille_de_route.donnees_personnelles.partie import Personne, Sort
from feuille_de_route.donnees_personnelles.sans_personne import SANS_PERSONNE

#: Names of columns that may hold a person without a foreign key.
LOOKS_LIKE_A_PERSON = re.compile(
    r"(^|_)(name|nom|prenom|email|e_mail|to|recipient|destinataire|author_label|auteur|referent"
    r"|phone|telephone|ip|ip_address|user_agent|user|user_id|personne|person_id|signataire)$"
)


def columns_of_people():
    """(table, column) of the whole database, libraries included."""
    user = get_user_model()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            to_user = column.is_relation and column.related_model is user
            plain = not column.is_relation and LOOKS_LIKE_A_PERSON.search(column.name)
            if to_user or plain or isinstance(column, models.EmailField):
                yield model._meta.label, column.name


def known():
    """What the inventory reaches or says."""
    for partie in INVENTAIRE:
        label = partie.model._meta.label
        names = (*partie.links, *partie.addresses, *partie.columns.values())
        yield from ((label, name) for name in names)
    yield from SANS_PERSONNE


@pytest.mark.parametrize(("table", "column"), list(columns_of_people()))
def test_every_column_of_a_person_is_exported_or_excluded_with_a_reason(table, column):
    assert (table, column) in set(known()), (
        f"{table}.{column} : ajoutez une Partie à l’inventaire, ou une ligne à SANS_PERSONNE"
    )


def test_every_foreign_key_to_an_account_is_followed():
    """A column printed in another part is not enough: the rows must be found by it."""
    user = get_user_model()
    followed = {(p.model._meta.label, link) for p in INVENTAIRE for link in p.links}
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.is_relation and column.related_model is user:
                place = model._meta.label, column.name
                assert place in followed | set(SANS_PERSONNE), place


def test_the_list_of_exclusions_names_columns_that_exist():
    tables = {m._meta.label: {f.name for f in m._meta.concrete_fields} for m in apps.get_models()}
    for table, column in SANS_PERSONNE:
        assert column in tables[table], (table, column)


def test_keys_are_said_once_and_rows_can_be_read(db):
    keys = [partie.key for partie in INVENTAIRE]
    assert len(keys) == len(set(keys))
    for partie in INVENTAIRE:
        rows = partie.rows(Personne(1, "Claire Vasseur", "claire@essai.example"))
        assert list(rows.values(*partie.columns.values())) == []
        if partie.sort is Sort.VIDE:
            columns = {column.name for column in partie.model._meta.concrete_fields}
            assert partie.blank.keys() <= columns


def test_the_check_sees_keys_numbers_and_addresses():
    places = set(columns_of_people())
    assert ("actions.Soutien", "user") in places
    assert ("socle.Journal", "user_id") in places
    assert ("organisations.Invitation", "email") in places
