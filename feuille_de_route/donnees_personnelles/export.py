"""Everything the product holds on a person, as an archive that people and machines can read."""

import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.timezone import localtime, now

from comptes.models import User
from feuille_de_route.donnees_personnelles.inventaire import INVENTAIRE, NOT_LINKED
from feuille_de_route.donnees_personnelles.partie import Partie, Personne
from socle.jobs import JobError, Progress, handles

FORMAT = "feuille-de-route/mes-donnees"
#: Raised when a key changes its meaning or goes; a new key does not change it.
VERSION = 1
JOB_EXPORT = "compte.export"
#: From this many rows on, a worker prepares the archive.
LARGE = 500

Parties = list[tuple[Partie, list[dict[str, Any]]]]


def parties_of(user: User, progress: Progress = lambda done, total: None) -> Parties:
    """Every part of the inventory with the person's rows. One query a part."""
    personne = Personne.of(user)
    found = []
    for done, partie in enumerate(INVENTAIRE, 1):
        rows = partie.rows(personne).order_by("pk").values_list(*partie.columns.values())
        found.append((partie, [dict(zip(partie.columns, row, strict=True)) for row in rows]))
        progress(done, len(INVENTAIRE))
    return found


def counted(user: User) -> list[tuple[Partie, int]]:
    """Every part that holds something of the person, with how many rows. One query a part."""
    personne = Personne.of(user)
    return [(partie, n) for partie in INVENTAIRE if (n := partie.rows(personne).count())]


def contents_of(parties: Parties, at: datetime) -> dict[str, Any]:
    """The JSON file: one key by part, always all of them, in the order of the inventory."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "prepare_le": localtime(at),
        "remarque": NOT_LINKED,
        "donnees": {partie.key: rows for partie, rows in parties},
    }


def archive_of(user: User, progress: Progress = lambda done, total: None) -> bytes:
    """The ZIP: mes-donnees.json, LISEZMOI.txt (the keys) and resume.html, to read."""
    at = now()
    parties = parties_of(user, progress)
    data = json.dumps(contents_of(parties, at), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    context = {
        "user": user,
        "at": at,
        "parties": [(partie, keys_of(partie), rows) for partie, rows in parties],
        "remarque": NOT_LINKED,
        "format": f"{FORMAT}, version {VERSION}",
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mes-donnees.json", data)
        archive.writestr("LISEZMOI.txt", render_to_string("mes_donnees/lisezmoi.txt", context))
        archive.writestr("resume.html", render_to_string("mes_donnees/resume.html", context))
    return stream.getvalue()


def keys_of(partie: Partie) -> list[tuple[str, str]]:
    """JSON key → the name of the column it comes from, as the product calls it."""
    return [(key, _label(partie.model, path)) for key, path in partie.columns.items()]


def _label(model: type[Model], path: str) -> str:
    """« table, numéro » for `table__number`."""
    words = []
    for name in path.split("__"):
        column = model._meta.get_field(name)
        words.append(str(getattr(column, "verbose_name", name)))
        model = column.related_model or model
    return ", ".join(words)


@handles(JOB_EXPORT)
def preparer(args: dict[str, Any], progress: Progress) -> Callable[[], None]:
    """Write the archive of a person in the storage, under the name its job knows."""
    user = User.objects.filter(pk=args["user"], erased_at=None).first()
    if user is None:
        raise JobError("Ce compte est effacé : il n’y a plus rien à exporter.")
    if not default_storage.exists(args["fichier"]):
        default_storage.save(args["fichier"], ContentFile(archive_of(user, progress)))
    return lambda: None
