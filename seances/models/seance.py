"""The séance, its steps, and who may run it."""

from datetime import datetime, timedelta
from math import ceil

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from guardian.models import UserObjectPermissionBase

from actions.models import Action
from seances.queries import SeanceQuerySet
from socle import francais
from territoires.models import FeuilleDeRoute


class Seance(models.Model):
    """A seminar of a roadmap: a date, a place, steps, tables, votes.

    While it is open it is also the state of the room, that every screen shows: the current step,
    the timer, what is on the projector. Two counters rise in the transaction of each change, and
    screens fetch again when theirs did: `stage` when the facilitator moves on (all screens),
    `tally` when the room answers (projector and console only).
    """

    class State(models.TextChoices):
        PREPARATION = "preparation", "en préparation"
        OUVERTE = "ouverte", "ouverte"
        CLOSE = "close", "close"

    class Screen(models.TextChoices):
        """What the projector shows."""

        CODE = "code", "code"
        CONSIGNE = "consigne", "consigne"
        ACTION = "action", "action en cours"
        RESULTATS = "resultats", "résultats"
        ENGAGEMENTS = "engagements", "mur des engagements"
        QUESTION = "question", "question de la salle"
        NOIR = "noir", "noir"

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="seances", verbose_name="feuille"
    )
    title = models.CharField("intitulé", max_length=200)
    source = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="rejeux",
        verbose_name="séance rejouée",
        help_text="Pour la démonstration\u00a0: celle que cette séance rejoue.",
    )
    date = models.DateField("date")
    moment = models.CharField("moment", max_length=60, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    goals = models.JSONField("buts", default=list, blank=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.PREPARATION)
    small_group = models.PositiveSmallIntegerField(
        "plus petit groupe montré",
        default=3,
        help_text="En dessous de ce nombre de votants, un collège n’est pas compté à part.",
    )

    # Joining -----------------------------------------------------------------------------------
    code = models.CharField(
        "code",
        max_length=30,
        null=True,
        blank=True,
        unique=True,
        help_text="Par exemple roseau-47 ; il vaut tant que la séance est ouverte.",
    )
    code_expires_at = models.DateTimeField("code valable jusqu’au", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    # What every screen shows -------------------------------------------------------------------
    current_etape = models.ForeignKey(
        "Etape",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="étape en cours",
    )
    timer_ends_at = models.DateTimeField("fin du minuteur", null=True, blank=True)
    timer_left = models.PositiveIntegerField(
        "secondes restantes", null=True, blank=True, help_text="Quand le minuteur est en pause."
    )
    screen = models.CharField("à l’écran", max_length=20, choices=Screen, default=Screen.CODE)
    screen_action = models.ForeignKey(
        Action, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    screen_scrutin = models.ForeignKey(
        "Scrutin", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    screen_question = models.ForeignKey(
        "Question", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stage = models.PositiveIntegerField("version de la conduite", default=0)
    tally = models.PositiveIntegerField("version des réponses", default=0)
    last_move = models.CharField(
        "dernier geste", max_length=250, blank=True, help_text="La phrase lue par l’autre console."
    )
    before_move = models.JSONField("avant le dernier geste", default=dict, blank=True)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["-date", "-pk"]
        permissions = [("faciliter", "animer la séance")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ouverte")
                | Q(code__isnull=False, code_expires_at__isnull=False),
                name="seance_ouverte_a_un_code",
            ),
            models.CheckConstraint(
                condition=Q(timer_ends_at=None) | Q(timer_left=None),
                name="seance_minuteur_court_ou_attend",
            ),
            models.CheckConstraint(
                condition=Q(small_group__gte=1), name="seance_plus_petit_groupe"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("seances:seance", args=[self.feuille.slug, self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OUVERTE

    @property
    def spoken_code(self) -> str:
        """« roseau 47 », as it is said and shown."""
        return (self.code or "").replace("-", " ")

    def seconds_left(self, now: datetime) -> int | None:
        """What the timer shows at this instant, 0 when it is over, None when it is off."""
        if self.timer_ends_at is None:
            return self.timer_left
        return max(0, ceil((self.timer_ends_at - now) / timedelta(seconds=1)))

    @property
    def version(self) -> str:
        """« 12.340 »: what the projector and the console show."""
        return f"{self.stage}.{self.tally}"


class Etape(models.Model):
    """A step of a séance, with its planned hours and the real ones.

    `kind` decides what those in the room may do (`seances/droits.py`).
    """

    class Kind(models.TextChoices):
        ACCUEIL = "accueil", "accueil"
        PARTAGER = "partager", "partager"
        AJUSTER = "ajuster", "ajuster"
        SELECTIONNER = "selectionner", "sélectionner"
        S_ENGAGER = "s_engager", "s’engager"
        CONCLURE = "conclure", "conclure"
        LIBRE = "libre", "étape libre"

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="etapes")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    kind = models.CharField("type", max_length=20, choices=Kind, default=Kind.LIBRE)
    title = models.CharField("titre", max_length=200)
    starts_at = models.TimeField("de")
    ends_at = models.TimeField("à")
    note = models.TextField("note", blank=True)
    consigne = models.CharField(
        "consigne", max_length=300, blank=True, help_text="Une phrase, montrée à l’écran."
    )
    started_at = models.DateTimeField("commencée le", null=True, blank=True)
    ended_at = models.DateTimeField("finie le", null=True, blank=True)

    class Meta:
        verbose_name = "étape de séance"
        verbose_name_plural = "étapes de séance"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="etape_finit_apres_debut"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        return f"{francais.heure(self.starts_at)} à {francais.heure(self.ends_at)}"

    @property
    def minutes(self) -> int:
        """How long it is planned to last."""
        start, end = self.starts_at, self.ends_at
        return end.hour * 60 + end.minute - start.hour * 60 - start.minute


class SeanceGrant(UserObjectPermissionBase):
    """Who may run a séance, and nothing else (guardian, direct foreign key)."""

    content_object = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="grants")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "droit d’animer une séance"
        verbose_name_plural = "droits d’animer une séance"
