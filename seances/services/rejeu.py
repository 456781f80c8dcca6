"""Play a past séance again: the same steps, tables and place, ready to be run live."""

from datetime import date

from django.db import transaction

from seances.access import Facilitation
from seances.depouillement.methodes import Methode
from seances.models import Etape, Seance
from seances.services import preparation, scrutin
from seances.services.preparation import TROIS_HEURES, EtapePrevue, Modele, TablePrevue
from socle.refus import Refus
from territoires.access import Access

Kind = Etape.Kind

#: A word of the title of a step → what it opens, for steps written without their kind.
WORDS = (
    ("accueil", Kind.ACCUEIL),
    ("partager", Kind.PARTAGER),
    ("ajuster", Kind.AJUSTER),
    ("sélectionner", Kind.SELECTIONNER),
    ("engager", Kind.S_ENGAGER),
    ("concl", Kind.CONCLURE),
    ("synthèse", Kind.CONCLURE),
)
#: One method an objective, so that each is seen once.
METHODES = (Methode.POINTS, Methode.IMPACT_EFFORT, Methode.JUGEMENT)
CONSIGNES = {etape.kind: etape.consigne for etape in TROIS_HEURES.etapes}


@transaction.atomic
def rejouer(by: Access, source: Seance, *, day: date) -> Seance:
    """A new séance prepared like `source` (steps, tables, one vote an objective), not open yet.

    Raises Refus when `source` has no step.
    """
    etapes = list(source.etapes.all())
    if not etapes:
        raise Refus("Cette séance n’a pas de déroulé à rejouer.")
    tables = [TablePrevue(table.number, table.theme) for table in source.tables.all()]
    seance = preparation.creer(
        by,
        title=f"{source.title}, rejouée"[:200],
        day=day,
        place=source.place,
        modele=Modele(
            source.title,
            etapes[0].starts_at,
            tuple(_planned(etape) for etape in etapes),
            len(tables),
        ),
    )
    facilitation = Facilitation(by.user, Seance.objects.for_room().get(pk=seance.pk), by)
    preparation.ecrire_tables(facilitation, tables)
    preparation.modifier(facilitation, goals=source.goals, moment=source.moment)
    votes = seance.scrutins.select_related("objectif").order_by("position")
    for vote, methode in zip(votes, METHODES, strict=False):
        scrutin.preparer(
            facilitation,
            scrutin=vote,
            title=vote.title,
            method=methode.value,
            parameters=vote.parameters if methode is Methode.POINTS else {},
            objectif=vote.objectif,
        )
    return seance


def _planned(etape: Etape) -> EtapePrevue:
    kind = Kind(etape.kind)
    if kind is Kind.LIBRE:
        kind = kind_of(etape.title)
    consigne = etape.consigne or CONSIGNES.get(kind, "")
    return EtapePrevue(kind, etape.title, etape.minutes, consigne, etape.note)


def kind_of(title: str) -> Kind:
    """What a step opens, from its title; a free step when no word tells."""
    title = title.lower()
    return next((kind for word, kind in WORDS if word in title), Kind.LIBRE)
