"""Play a past séance again: the same steps, tables and place, ready to be run live.

In demonstration it may also play by itself (`seances/scenario.py`), at once or while one watches.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from engagements.models import Engagement
from seances.access import Facilitation
from seances.depouillement.methodes import Methode
from seances.models import Etape, Seance
from seances.rules import console as rules
from seances.services import preparation, scrutin
from seances.services.preparation import TROIS_HEURES, EtapePrevue, Modele, TablePrevue
from socle.jobs import enqueue
from socle.models import Job
from socle.refus import Refus, refuse
from territoires.access import Access
from territoires.access import locked as locked_access

Kind = Etape.Kind
#: The job that plays the acts one after the other; done by `seances/tasks.py`.
JOB = "seances.rejeu"
#: How long the whole lasts, by what the person chose, in seconds.
ALLURES = {"direct": 0, "cinq-minutes": 300}

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
#: Of five actions an objective: whether the first three hold is worth asking.
TOP = 3
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
    Seance.objects.filter(pk=seance.pk).update(source=source)
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
            top=TOP,
        )
    return seance


@transaction.atomic
def jouer(by: Access, source: Seance, *, day: date, allure: str) -> Seance:
    """Prepare `source` again and let it play by itself; what an earlier replay left is erased.

    Actions of the roadmap do not change. `allure`: a key of `ALLURES`. Raises Refus.
    """
    olds = list(source.rejeux.select_for_update(of=("self",)).order_by("pk"))  # before the roadmap
    access = locked_access(by)
    refuse(rules.why_not_rejouer(access, is_demo=settings.DEMO))
    for old in olds:
        _effacer(old)
    seance = rejouer(access, source, day=day)
    # Nobody is late: what a wave votes is there before the next act.
    seance.scrutins.update(grace=0)
    enqueue(JOB, seance=seance.pk, by=by.user.pk, act=0, seconds=ALLURES[allure])
    return seance


def _effacer(seance: Seance) -> None:
    """Take a replay away, with what its room brought and nobody took up since."""
    for kind in ("amendement", "commentaire"):
        for contribution in seance.contributions.exclude(**{kind: None}).select_related(kind):
            getattr(contribution, kind).delete()
    Engagement.objects.filter(contribution__seance=seance, state=Engagement.State.DECLARE).delete()
    seance.delete()


def signes_de_vie(seance: Seance) -> None:
    """The invented phones of a replay are there as long as it plays. One query."""
    seance.participants.update(seen_at=now())


def job_of(seance: Seance) -> Job | None:
    """The last job that played this replay. One query."""
    return Job.objects.filter(kind=JOB, args__seance=seance.pk).order_by("-created_at").first()


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
