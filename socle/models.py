import uuid

from django.db import models
from django.utils import timezone


class JournalQuerySet(models.QuerySet["Journal"]):
    """Lines are read and added, never changed."""

    def update(self, **kwargs):
        raise TypeError("Le journal ne se modifie pas.")

    def bulk_update(self, *args, **kwargs):
        raise TypeError("Le journal ne se modifie pas.")

    def delete(self):
        raise TypeError("Le journal ne s’efface pas.")

    def about(self, obj: models.Model):
        """The lines on one object, newest first."""
        return self.filter(target_type=obj._meta.label_lower, target_id=str(obj.pk)).order_by(
            "-at", "-pk"
        )

    def of_feuille(self, feuille_id: int):
        """The lines of one roadmap, newest first."""
        return self.filter(feuille_id=feuille_id).order_by("-at", "-pk")


class Journal(models.Model):
    """One line of the append-only journal.

    User and roadmap are plain numbers, not foreign keys: erasing a person or a roadmap must not
    rewrite what happened.
    """

    at = models.DateTimeField("date", auto_now_add=True)
    verb = models.CharField("fait", max_length=60)
    user_id = models.BigIntegerField("personne", null=True, blank=True)
    user_name = models.CharField("nom de la personne", max_length=200, blank=True)
    target_type = models.CharField("type d’objet", max_length=60)
    target_id = models.CharField("objet", max_length=60)
    feuille_id = models.BigIntegerField("feuille de route", null=True, blank=True)
    details = models.JSONField("détails", default=dict, blank=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"]),
            models.Index(fields=["feuille_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("Le journal ne se modifie pas.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Le journal ne s’efface pas.")


class Job(models.Model):
    """A piece of background work. The row is the truth; the broker only wakes a worker.

    See socle/jobs.py for its life: claim by conditional update, heartbeat, end state and effect
    in one transaction fenced by `token`, a reaper that sends again what was lost.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "en attente"
        RUNNING = "running", "en cours"
        DONE = "done", "terminé"
        FAILED = "failed", "échoué"
        CANCELLED = "cancelled", "annulé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("travail", max_length=60)
    args = models.JSONField("arguments", default=dict)
    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    token = models.UUIDField("jeton", null=True, blank=True)
    progress = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("sur", default=0)
    error = models.TextField("erreur", blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    nudged_at = models.DateTimeField("envoyé le", auto_now_add=True)
    heartbeat_at = models.DateTimeField("dernier signe", null=True, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        indexes = [models.Index(fields=["state", "nudged_at"])]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"

    @property
    def ended(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)


class CourrielQuerySet(models.QuerySet["Courriel"]):
    def of_feuille(self, feuille_id: int) -> "CourrielQuerySet":
        """What was written for one roadmap, newest first."""
        return self.filter(feuille_id=feuille_id).order_by("-created_at", "-pk")

    def about(self, obj: models.Model) -> "CourrielQuerySet":
        """What was written about one object, newest first."""
        return self.filter(target_type=obj._meta.label_lower, target_id=str(obj.pk)).order_by(
            "-created_at", "-pk"
        )

    def of_person(self, user_id: int, email: str) -> "CourrielQuerySet":
        """What was written to one person, known by account or by address, newest first."""
        return self.filter(models.Q(user_id=user_id) | models.Q(to__iexact=email)).order_by(
            "-created_at", "-pk"
        )

    def waiting(self) -> "CourrielQuerySet":
        return self.filter(state=Courriel.State.ATTEND)

    def failed(self) -> "CourrielQuerySet":
        return self.filter(state=Courriel.State.ECHOUE)

    def resendable(self) -> "CourrielQuerySet":
        """Those whose text is still here, and is no secret."""
        return self.filter(is_secret=False).exclude(text="")

    def counted_by_state(self) -> dict[str, int]:
        """How many messages are in each state that has some. One query."""
        rows = self.order_by().values("state").annotate(n=models.Count("pk"))
        return {row["state"]: row["n"] for row in rows}


class Courriel(models.Model):
    """A message to one address, written with what it tells. The row is the truth.

    See socle/courriels.py for its life. User, roadmap and object are plain values, not foreign
    keys: what was sent stays known when they are gone.
    """

    class State(models.TextChoices):
        ATTEND = "attend", "en attente"
        ENVOYE = "envoye", "envoyé"
        ECHOUE = "echoue", "échoué"

    kind = models.CharField("sorte", max_length=60)
    to = models.CharField("destinataire", max_length=254)
    subject = models.CharField("objet", max_length=250)
    text = models.TextField("texte", blank=True)
    html = models.TextField("version mise en page", blank=True)
    headers = models.JSONField("en-têtes", default=dict, blank=True)
    is_secret = models.BooleanField("contient un code", default=False)
    cle = models.CharField(
        "clé", max_length=200, null=True, blank=True, unique=True, help_text="Une clé, un message."
    )
    feuille_id = models.BigIntegerField("feuille de route", null=True, blank=True)
    user_id = models.BigIntegerField("personne", null=True, blank=True)
    target_type = models.CharField("type d’objet", max_length=60, blank=True)
    target_id = models.CharField("objet lié", max_length=60, blank=True)

    state = models.CharField("état", max_length=10, choices=State, default=State.ATTEND)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("dernière erreur", max_length=500, blank=True)
    message_id = models.CharField("Message-ID", max_length=250, blank=True)
    token = models.UUIDField("jeton", null=True, blank=True)
    claimed_at = models.DateTimeField("pris le", null=True, blank=True)
    created_at = models.DateTimeField("écrit le", default=timezone.now)
    nudged_at = models.DateTimeField("remis à un ouvrier le", default=timezone.now)
    next_try_at = models.DateTimeField("prochain essai", default=timezone.now)
    expires_at = models.DateTimeField("inutile après", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = CourrielQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        indexes = [
            models.Index(fields=["feuille_id", "-created_at"]),
            models.Index(fields=["state", "next_try_at"]),
            models.Index(fields=["target_type", "target_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="envoye", sent_at__isnull=False)
                | (~models.Q(state="envoye") & models.Q(sent_at=None)),
                name="courriel_envoye_dit_quand",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="echoue") | ~models.Q(error=""),
                name="courriel_echoue_dit_pourquoi",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"


class LexiqueQuerySet(models.QuerySet["Lexique"]):
    def of(self, target_type: str, keys: list[int]) -> "LexiqueQuerySet":
        """The words of these rows of one model (`app.model`)."""
        return self.filter(target_type=target_type, target_id__in=keys)


class Lexique(models.Model):
    """The words of one row as search compares them; derived, see socle/recherche.py.

    The object is a plain number, not a foreign key: the words of any app lie here, below them all.
    """

    target_type = models.CharField("type d’objet", max_length=60)
    target_id = models.BigIntegerField("objet")
    title = models.TextField("mots du titre", blank=True)
    body = models.TextField("mots du texte", blank=True)

    objects = LexiqueQuerySet.as_manager()

    class Meta:
        verbose_name = "mots d’une fiche"
        verbose_name_plural = "mots des fiches"
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id"], name="lexique_un_par_objet"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}"
