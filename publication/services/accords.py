"""Who signs the roadmap, and the deliberations that approve it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from publication import rules
from publication.models import Signataire, Visa
from socle.journal import record
from socle.refus import refuse
from territoires.access import Access, locked


@transaction.atomic
def ecrire_signatures(
    access: Access, *, signataires: Iterable[Mapping[str, Any]], visas: Iterable[Mapping[str, Any]]
) -> None:
    """Replace the signatories, in this order, and the visas by these lines (fields → values).

    The next edition freezes them; those already online keep theirs.
    """
    current = locked(access)
    refuse(rules.why_not_preparer(current))
    feuille = current.feuille
    feuille.signataires.all().delete()
    feuille.visas.all().delete()
    signers = Signataire.objects.bulk_create(
        Signataire(feuille=feuille, position=rank, **line) for rank, line in enumerate(signataires)
    )
    approvals = Visa.objects.bulk_create(Visa(feuille=feuille, **line) for line in visas)
    record(
        "feuille.signataires", by=access.user, on=feuille, feuille_id=feuille.pk,
        signataires=len(signers), visas=len(approvals),
    )  # fmt: skip
