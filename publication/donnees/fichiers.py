"""The files of an edition one may take away, by name: how each is made, what it is.

Made from the frozen content and kept in memory while they are asked for: the same edition gives the
same bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from publication import docx
from publication.donnees.colonnes import TABLES, Source, Table
from publication.donnees.documents import XLSX, json_of, paquet_of
from publication.donnees.tableurs import csv_of, xlsx_of
from publication.models import Edition
from publication.rendu import frozen_content

#: Files kept in memory.
KEPT = 24
OFFICE = "application/vnd.openxmlformats"


@dataclass(frozen=True, slots=True)
class Fichier:
    """One file of the open data: its name, its type, what a page says of it."""

    nom: str
    kind: str
    titre: str
    texte: str
    build: Callable[[Source], bytes]
    telecharger: bool = False  # a browser has nothing to show of it

    @property
    def radical(self) -> str:
        return self.nom.rpartition(".")[0]

    @property
    def suffixe(self) -> str:
        return self.nom.rpartition(".")[2]

    @property
    def zipped(self) -> bool:
        """Office files are compressed inside."""
        return self.kind.startswith(OFFICE)


def _package(source: Source) -> bytes:
    beside = {f.nom: f.build(source) for f in FICHIERS.values() if f.nom != "datapackage.json"}
    return paquet_of(source, beside)


def _csv(table: Table) -> Fichier:
    build = partial(csv_of, table)
    kind = "text/csv; charset=utf-8; header=present"
    return Fichier(f"{table.nom}.csv", kind, table.titre, table.description, build, True)


FICHIERS = {
    fichier.nom: fichier
    for fichier in (
        *(_csv(table) for table in TABLES),
        Fichier(
            "donnees.xlsx",
            XLSX,
            "Le classeur",
            "Les mêmes tables dans un tableur, une par feuille, avec leur dictionnaire.",
            xlsx_of,
            True,
        ),
        Fichier(
            "donnees.json",
            "application/json; charset=utf-8",
            "Les mêmes tables en JSON",
            "Décrites par un schéma JSON dont l’adresse est dans le fichier.",
            json_of,
        ),
        Fichier(
            "datapackage.json",
            "application/json; charset=utf-8",
            "La description des fichiers",
            "Un paquet de données Frictionless : colonnes, poids et empreinte de chaque fichier.",
            _package,
        ),
    )
}

#: Beside the data: the whole roadmap, for a word processor.
DOCX = Fichier(
    "feuille-de-route.docx",
    f"{OFFICE}-officedocument.wordprocessingml.document",
    "Le traitement de texte",
    "La feuille de route entière, à annexer à une délibération ou à amender.",
    lambda source: docx.render(source.contenu),
    True,
)


def source_of(edition: Edition) -> Source:
    return Source(frozen_content(edition), edition.feuille.slug)


def octets(edition: Edition, nom: str) -> bytes:
    """The bytes of one file of an edition."""
    return _bytes(edition.pk, edition.sha256, edition.feuille.slug, nom)


@lru_cache(maxsize=KEPT)
def _bytes(pk: int, _sha256: str, _slug: str, nom: str) -> bytes:
    wanted = DOCX if nom == DOCX.nom else FICHIERS[nom]
    return wanted.build(source_of(Edition.objects.select_related("feuille").get(pk=pk)))
