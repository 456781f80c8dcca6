"""What came out of the room: the thread from a table to an amendment, an action, an engagement."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from actions.models import Action, Amendement, Commentaire
from engagements.models import Engagement
from seances.models.salle import Participant, Table
from seances.models.seance import Seance
from seances.queries import ContributionQuerySet, QuestionQuerySet

#: What a contribution became: exactly one of these.
KINDS = ("amendement", "action", "commentaire", "engagement")


def _one_of(name: str) -> Q:
    return Q(**{f"{kind}__isnull": kind != name for kind in KINDS})


class Contribution(models.Model):
    """What a table or a person brought, and what it became part of."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="contributions")
    table = models.ForeignKey(
        Table, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    participant = models.ForeignKey(
        Participant,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
    )
    amendement = models.OneToOneField(
        Amendement, on_delete=models.CASCADE, null=True, blank=True, related_name="contribution"
    )
    action = models.OneToOneField(
        Action, on_delete=models.CASCADE, null=True, blank=True, related_name="contribution"
    )
    commentaire = models.OneToOneField(
        Commentaire, on_delete=models.CASCADE, null=True, blank=True, related_name="contribution"
    )
    engagement = models.OneToOneField(
        Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="contribution"
    )
    confirm_email = models.EmailField(
        "adresse pour confirmer",
        blank=True,
        help_text="Un engagement pris en séance se confirme ensuite par courriel.",
    )
    is_sent_back = models.BooleanField("renvoyée au porteur", default=False)
    client_key = models.UUIDField(
        "clé d’envoi",
        null=True,
        blank=True,
        editable=False,
        help_text="La même contribution envoyée deux fois n’est reçue qu’une fois.",
    )
    created_at = models.DateTimeField("reçue le", default=timezone.now, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution de séance"
        verbose_name_plural = "contributions de séance"
        constraints = [
            models.CheckConstraint(
                condition=_one_of("amendement")
                | _one_of("action")
                | _one_of("commentaire")
                | _one_of("engagement"),
                name="contribution_devient_une_chose",
            ),
            models.UniqueConstraint(
                fields=["seance", "client_key"], name="contribution_recue_une_fois"
            ),
        ]

    def __str__(self) -> str:
        became = self.amendement_id or self.action_id or self.commentaire_id or self.engagement_id
        return f"{self.seance_id} {became}"


class Accord(models.Model):
    """A participant agrees with an amendment of the room, or not."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="accords")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="accords")
    agrees = models.BooleanField("d’accord")
    mark = models.BigIntegerField(
        default=0,
        editable=False,
        help_text="Le numéro du dernier geste reçu : un plus ancien, renvoyé, ne change rien.",
    )

    class Meta:
        verbose_name = "accord"
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "participant"], name="accord_un_par_personne"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {'pour' if self.agrees else 'contre'}"


class Question(models.Model):
    """What somebody in the room asks who runs the séance, from a phone.

    `is_anonymous`: the room does not read who asks, on the projector nor in the minutes; who runs
    the séance does. Whether it is on the projector is said by the séance (`screen_question`).
    """

    class State(models.TextChoices):
        POSEE = "posee", "posée"
        REPONDUE = "repondue", "répondue"
        ECARTEE = "ecartee", "écartée"

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="questions")
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    text = models.CharField("question", max_length=400)
    is_anonymous = models.BooleanField("anonyme pour la salle", default=False)
    state = models.CharField("état", max_length=10, choices=State, default=State.POSEE)
    client_key = models.UUIDField(
        "clé d’envoi",
        editable=False,
        help_text="La même question envoyée deux fois n’est reçue qu’une fois.",
    )
    created_at = models.DateTimeField("posée le", default=timezone.now, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question de la salle"
        verbose_name_plural = "questions de la salle"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seance", "client_key"], name="question_recue_une_fois"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["posee", "repondue", "ecartee"]),
                name="question_etat_connu",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def asker(self) -> str:
        """Who asks, as the room may read it."""
        if self.is_anonymous or self.participant is None:
            return "Une personne de la salle"
        return self.participant.signature
