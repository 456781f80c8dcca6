"""The description of the format says every key, and its example is right."""

import re
from dataclasses import fields

import pytest

from feuille_de_route.donnees.demonstration import FICHIER
from feuille_de_route.donnees.format import DataFile, read_file
from feuille_de_route.donnees.shapes import Shape

DESCRIPTION = FICHIER.with_name("format.md").read_text()


def shapes() -> list[type[Shape]]:
    return [DataFile, *(cls for cls in Shape.__subclasses__() if cls is not DataFile)]


@pytest.mark.parametrize("cls", shapes(), ids=lambda cls: cls.__name__)
def test_every_key_is_described(cls):
    keys = {one.name for one in fields(cls) if "reader" in one.metadata}
    words = set(re.findall(r"`([a-z_]+)`", DESCRIPTION))
    assert keys <= words, f"say these keys in donnees/format.md: {keys - words}"


def test_the_example_is_right():
    data = FICHIER.with_name("exemple-liste.json").read_bytes()
    data_file = read_file(data, {"objectifs": {"1", "2"}, "axes_nationaux": {"TEE"}})
    assert [action.numero for action in data_file.actions] == ["1.1", "2.1"]
