"""The wall of commitments: what a room sees of its pledges, as the public may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.apports import Apport
from engagements import totaux
from engagements.affichage import Ligne, lignes
from engagements.models import Engagement
from seances.models import Contribution, Seance
from socle import francais

#: Cards that can be read from ten metres.
MOST_CARDS = 9
#: A pledge is said « à l’instant » for this long.
NEW_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Carte:
    """One pledge of the wall."""

    ligne: Ligne
    is_new: bool

    @property
    def phrase(self) -> str:
        """What is brought, without the name; the amount when it may be told."""
        ligne = self.ligne
        return ligne.text or ligne.phrase


@dataclass(frozen=True, slots=True)
class Mur:
    """The wall of commitments, newest first."""

    count: int
    faits: tuple[tuple[str, str], ...]
    caps: tuple[tuple[str, str, int], ...]
    cartes: tuple[Carte, ...]

    @property
    def mot(self) -> str:
        return francais.accord(self.count, "engagement", "engagements")


def mur_of(seance: Seance, now: datetime) -> Mur:
    """The pledges of a séance. Two queries."""
    told = list(Contribution.objects.filter(seance=seance).engagements())
    when = {c.engagement_id: c.created_at for c in told}
    shown = lignes([c.engagement for c in told if c.engagement], None)
    fresh = now - timedelta(seconds=NEW_SECONDS)
    objectifs = seance.feuille.objectifs.all()
    return Mur(
        count=len(shown),
        faits=_faits([c.engagement for c in told if c.engagement], shown),
        caps=tuple(
            (o.code, o.short_title, sum(1 for ligne in shown if ligne.objectif == o.code))
            for o in objectifs
        ),
        cartes=tuple(Carte(ligne, when[ligne.pk] > fresh) for ligne in shown[:MOST_CARDS]),
    )


def _faits(
    engagements: Sequence[Engagement], shown: Sequence[Ligne]
) -> tuple[tuple[str, str], ...]:
    """Key figures of the wall: (value, label). Hidden amounts are not in them."""
    names = {ligne.organisation for ligne in shown if ligne.text}
    faits = [(str(len(names)), francais.accord(len(names), "organisation", "organisations"))]
    for total in totaux.totaux(engagements, None):
        if total.quantity is not None:
            value, label = total.figure
            if total.kind == Apport.FINANCIER:
                value = francais.euros_courts(total.quantity)
            faits.append((value, label))
    return tuple(faits[:5]) if shown else ()
