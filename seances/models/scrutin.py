"""The vote: scrutin, ballots, who has voted, and the result per action.

Secrecy. While a scrutin is open a voter may change his or her ballot, so the ballot is found by
`voter`: a digest of the participant under a key drawn for this scrutin. No page and no back office
shows the key, the digest or a ballot. When the scrutin is sealed the key is destroyed, every
ballot is written again in random order under a new identifier, without digest, numbers of
taps or source (counted on the scrutin), and small groups are merged: what remains is what was voted, the college and the table.
`Emargement` alone says who voted, and never what.
"""

import uuid

from django.db import models
from django.db.models import Q

from actions.models import Action
from organisations.models import College
from seances.depouillement.methodes import Methode
from seances.models.salle import Participant
from seances.models.seance import Etape, Seance
from seances.queries import ScrutinQuerySet
from territoires.models import Objectif


class Scrutin(models.Model):
    """One question put to the vote, on the actions of an objective or on a list."""

    class State(models.TextChoices):
        PREPARE = "prepare", "préparé"
        OUVERT = "ouvert", "ouvert"
        FERME = "ferme", "fermé"
        DEPOUILLE = "depouille", "dépouillé"
        PUBLIE = "publie", "publié"

    #: Sealed: nobody votes any more, the link between person and ballot is gone.
    SEALED_STATES = (State.DEPOUILLE, State.PUBLIE)

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="scrutins")
    etape = models.ForeignKey(
        Etape, on_delete=models.SET_NULL, null=True, blank=True, related_name="scrutins"
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)
    title = models.CharField("intitulé", max_length=200)
    consigne = models.CharField("consigne", max_length=300, blank=True)
    method = models.CharField(
        "méthode", max_length=20, choices=[(methode.value, methode.label) for methode in Methode]
    )
    parameters = models.JSONField("réglages", default=dict, blank=True)
    objectif = models.ForeignKey(
        Objectif,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scrutins",
        help_text="À l’ouverture, les actions de cet objectif sont mises au vote.",
    )
    actions = models.ManyToManyField(Action, related_name="scrutins", blank=True)
    top = models.PositiveSmallIntegerField(
        "premières actions", default=5, help_text="Celles dont on regarde si elles tiennent."
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.PREPARE)
    opened_at = models.DateTimeField("ouvert le", null=True, blank=True)
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)
    sealed_at = models.DateTimeField("dépouillé le", null=True, blank=True)
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    grace = models.PositiveSmallIntegerField(
        "délai de grâce (secondes)",
        default=20,
        help_text="Un vote donné avant la fermeture compte s’il arrive dans ce délai.",
    )
    waits_for_paper = models.BooleanField(
        "bulletins papier",
        default=False,
        help_text="Ne pas dépouiller avant que les bulletins papier soient saisis.",
    )
    voter_key = models.CharField(max_length=64, blank=True, editable=False)
    result = models.JSONField("résultat figé", null=True, blank=True)
    result_sha256 = models.CharField("empreinte du résultat", max_length=64, blank=True)
    sources = models.JSONField(
        "provenance des bulletins", default=dict, blank=True, help_text="Source → nombre."
    )
    robustesse = models.JSONField("solidité", null=True, blank=True)

    objects = ScrutinQuerySet.as_manager()

    class Meta:
        verbose_name = "scrutin"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("depouille", "publie"), voter_key="", result__isnull=False)
                | ~Q(state__in=("depouille", "publie")),
                name="scrutin_depouille_est_secret",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("ouvert", "ferme")) | ~Q(voter_key=""),
                name="scrutin_ouvert_a_une_cle",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("prepare", "ouvert"), closed_at=None)
                | Q(state__in=("ferme", "depouille", "publie"), closed_at__isnull=False),
                name="scrutin_ferme_a_une_heure",
            ),
            models.CheckConstraint(
                condition=Q(method__in=[methode.value for methode in Methode]),
                name="scrutin_methode_connue",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def methode(self) -> Methode:
        return Methode(self.method)

    @property
    def is_sealed(self) -> bool:
        return self.state in self.SEALED_STATES


class Bulletin(models.Model):
    """A ballot: what one person votes, on all the actions of a scrutin.

    `choix`: action (key, as text) → value of the method. `marks`, while it may change: action →
    the number of the last tap received, so that an older one sent again later changes nothing.
    """

    class Source(models.TextChoices):
        TELEPHONE = "telephone", "téléphone"
        ASSISTE = "assiste", "saisi pour une personne sans téléphone"
        PAPIER = "papier", "bulletin papier"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scrutin = models.ForeignKey(Scrutin, on_delete=models.CASCADE, related_name="bulletins")
    voter = models.CharField(max_length=64, null=True, editable=False)
    college = models.CharField("collège", max_length=20, choices=College, blank=True)
    table = models.PositiveSmallIntegerField("table", null=True, blank=True)
    choix = models.JSONField("choix", default=dict)
    marks = models.JSONField(default=dict, editable=False)
    source = models.CharField(
        "source", max_length=10, choices=Source, default=Source.TELEPHONE, blank=True
    )

    class Meta:
        verbose_name = "bulletin"
        constraints = [
            models.UniqueConstraint(fields=["scrutin", "voter"], name="bulletin_un_par_votant")
        ]

    def __str__(self) -> str:
        return f"bulletin du scrutin {self.scrutin_id}"


class Emargement(models.Model):
    """Who has voted, and how; never what."""

    scrutin = models.ForeignKey(Scrutin, on_delete=models.CASCADE, related_name="emargements")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="emargements"
    )
    source = models.CharField(
        "source", max_length=10, choices=Bulletin.Source, default=Bulletin.Source.TELEPHONE
    )
    saved_at = models.DateTimeField("dernier enregistrement")

    class Meta:
        verbose_name = "émargement"
        constraints = [
            models.UniqueConstraint(
                fields=["scrutin", "participant"], name="emargement_un_par_votant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} au scrutin {self.scrutin_id}"


class Resultat(models.Model):
    """The frozen result of a closed vote on one action; no ballot, no person."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="resultats")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="resultats")
    voters = models.PositiveSmallIntegerField("votants")
    points = models.PositiveIntegerField("points", null=True, blank=True)
    impact = models.DecimalField(
        "impact moyen (1 à 5)", max_digits=3, decimal_places=2, null=True, blank=True
    )
    effort = models.DecimalField(
        "effort moyen (1 à 5)", max_digits=3, decimal_places=2, null=True, blank=True
    )
    score = models.DecimalField(
        "note pondérée (0 à 5)", max_digits=3, decimal_places=2, null=True, blank=True
    )
    mentions = models.JSONField(
        "jugement majoritaire", default=dict, blank=True, help_text="Nombre de votes par mention."
    )

    class Meta:
        verbose_name = "résultat de vote"
        verbose_name_plural = "résultats de vote"
        ordering = ["-points", "action__rank"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "action"], name="resultat_un_par_action")
        ]

    def __str__(self) -> str:
        return f"{self.action_id} : {self.points}"
