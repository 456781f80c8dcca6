from django.conf import settings
from django.db import models
from django.urls import reverse

from publication.queries import EditionQuerySet
from socle.models import Job
from territoires.models import FeuilleDeRoute


class Edition(models.Model):
    """A numbered, frozen, hashed publication. Once published its content never changes."""

    class State(models.TextChoices):
        EN_COURS = "en_cours", "en préparation"
        PUBLIEE = "publiee", "publiée"
        ECHOUEE = "echouee", "échouée"

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.PROTECT, related_name="editions", verbose_name="feuille"
    )
    major = models.PositiveSmallIntegerField("numéro majeur", default=1)
    minor = models.PositiveSmallIntegerField("numéro mineur", default=0)
    state = models.CharField("état", max_length=10, choices=State, default=State.EN_COURS)
    note = models.TextField("note de version", max_length=2000, blank=True)
    content = models.TextField("contenu figé (JSON)", blank=True)
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    audit = models.JSONField(
        "ce que ses sommes additionnent (interne)", default=dict, blank=True, editable=False
    )
    pdf = models.FileField("PDF", upload_to="editions/", blank=True)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField("poids du PDF (octets)", default=0)
    pages = models.PositiveSmallIntegerField("pages", default=0)
    n_actions = models.PositiveIntegerField("actions", default=0)
    n_engagements = models.PositiveIntegerField("engagements", default=0)
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="edition"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition"
        ordering = ["-major", "-minor"]
        constraints = [
            models.UniqueConstraint(
                fields=["feuille", "major", "minor"], name="edition_numero_unique"
            ),
            models.UniqueConstraint(
                fields=["feuille"],
                condition=models.Q(state="en_cours"),
                name="edition_une_seule_en_preparation",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="publiee")
                | (
                    models.Q(published_at__isnull=False)
                    & ~models.Q(content="")
                    & ~models.Q(sha256="")
                    & ~models.Q(pdf="")
                ),
                name="edition_publiee_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("publication:edition", args=[self.feuille.slug, self.numero])

    @property
    def numero(self) -> str:
        return f"{self.major}.{self.minor}"
