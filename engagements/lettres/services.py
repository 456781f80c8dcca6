"""The verbs on letters. The file is read apart, before any lock."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from engagements.lettres import rules
from engagements.lettres.models import Lettre
from engagements.pdf.render import OURS
from organisations.models import Organisation
from socle import foreign_pdf
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked

NAME_LENGTH = 120


def deposer(
    organisation: Organisation,
    *,
    by: Access,
    data: bytes,
    name: str,
    remplace: Lettre | None = None,
) -> Lettre:
    """Keep a letter, in the place of another or beside those in force.

    Raises `Refus` when the file is no harmless PDF, with what to do about it. A fiche of ours
    signed by hand may still carry its own data.
    """
    refuse(rules.why_not_deposer(organisation, by))
    refuse(foreign_pdf.read(data, ours=OURS).refusal)
    lettre = Lettre(
        feuille=by.feuille,
        organisation=organisation,
        name=_shown(name),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        user=by.user,
    )
    lettre.fichier.save("lettre.pdf", ContentFile(data), save=False)
    try:
        return _write(lettre, remplace, by)
    except BaseException:
        lettre.fichier.delete(save=False)
        raise


@transaction.atomic
def retirer(lettre: Lettre, *, by: Access, reason: str) -> Lettre:
    """Take a letter back, with its reason; it stays in history."""
    current = locked(by)
    lettre = Lettre.objects.select_for_update(of=("self",)).get(pk=lettre.pk)
    refuse(rules.why_not_retirer(lettre, current))
    lettre.withdrawn_at, lettre.withdrawal_reason = timezone.now(), reason
    lettre.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    record("lettre.retiree", by=by.user, on=lettre)
    return lettre


@transaction.atomic
def _write(lettre: Lettre, remplace: Lettre | None, by: Access) -> Lettre:
    current = locked(by)
    refuse(rules.why_not_deposer(lettre.organisation, current))
    own = Lettre.objects.of(current.feuille, lettre.organisation_id)
    if remplace is None:
        refuse(rules.why_not_une_de_plus(own.holding().count()))
        lettre.save()
    else:
        older = own.select_for_update(of=("self",)).get(pk=remplace.pk)
        refuse(rules.why_not_remplacer(older))
        lettre.save()
        older.replaced_by = lettre
        older.save(update_fields=["replaced_by"])
    record("lettre.deposee", by=by.user, on=lettre, sha256=lettre.sha256)
    return lettre


def _shown(name: str) -> str:
    """The name of the file as it was sent, without its folders, short enough to read."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(sign for sign in bare if sign.isprintable()).strip()
    return bare[-NAME_LENGTH:] or "lettre.pdf"
