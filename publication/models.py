from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from publication.queries import EditionQuerySet, ProjetQuerySet
from socle.models import Job
from territoires.models import FeuilleDeRoute


class Edition(models.Model):
    """A numbered, frozen, hashed publication. Once published its content never changes."""

    class State(models.TextChoices):
        EN_COURS = "en_cours", "en préparation"
        PROGRAMMEE = "programmee", "programmée"
        PUBLIEE = "publiee", "publiée"
        RETIREE = "retiree", "retirée"
        ECHOUEE = "echouee", "échouée"
        ANNULEE = "annulee", "annulée"

    #: Not online yet, and nothing else may be frozen meanwhile.
    PENDING_STATES = (State.EN_COURS, State.PROGRAMMEE)
    #: Were online one day: their number and their address are taken for ever.
    KNOWN_STATES = (State.PUBLIEE, State.RETIREE)
    #: Never were online: the next edition takes their row and their number.
    LEFT_STATES = (State.ECHOUEE, State.ANNULEE)

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
    embargo_at = models.DateTimeField("paraît le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawal_reason = models.TextField("motif du retrait", max_length=1000, blank=True)
    told_at = models.DateTimeField("organisations prévenues le", null=True, blank=True)
    redraw_job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="edition_redessinee"
    )
    redrawn_at = models.DateTimeField("redessinée le", null=True, blank=True)
    redrawn_sha256 = models.CharField("empreinte du PDF redessiné", max_length=64, blank=True)

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
                condition=models.Q(state__in=("en_cours", "programmee")),
                name="edition_une_seule_en_preparation",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("programmee", "publiee", "retiree"))
                | (~models.Q(content="") & ~models.Q(sha256="") & ~models.Q(pdf="")),
                name="edition_dessinee_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("publiee", "retiree"))
                | models.Q(published_at__isnull=False),
                name="edition_publiee_datee",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="programmee") | models.Q(embargo_at__isnull=False),
                name="edition_programmee_datee",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state="retiree", withdrawn_at__isnull=False)
                    & ~models.Q(withdrawal_reason="")
                )
                | (~models.Q(state="retiree") & models.Q(withdrawn_at=None, withdrawal_reason="")),
                name="edition_retiree_motivee",
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    def get_absolute_url(self) -> str:
        return reverse("publication:edition", args=[self.feuille.slug, self.numero])

    @property
    def numero(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def changed_at(self) -> datetime | None:
        """When what its address answers last changed."""
        return self.withdrawn_at or self.published_at

    @property
    def is_redrawn_alike(self) -> bool:
        """Whether its last redrawing gave the very bytes of its PDF."""
        return bool(self.redrawn_sha256) and self.redrawn_sha256 == self.pdf_sha256


class Signataire(models.Model):
    """Who signs the roadmap, as the next editions print it; without any, one block a party."""

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="signataires", verbose_name="feuille"
    )
    organisation = models.CharField("organisation", max_length=200)
    nom = models.CharField("nom", max_length=150, blank=True)
    fonction = models.CharField("fonction", max_length=150, blank=True)
    signe_le = models.DateField("signé le", null=True, blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "signataire"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.organisation


class Visa(models.Model):
    """A deliberation that approves the roadmap, as the next editions print it."""

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="visas", verbose_name="feuille"
    )
    organisation = models.CharField("organisation", max_length=200)
    date = models.DateField("date")
    reference = models.CharField("référence", max_length=120, blank=True)

    class Meta:
        verbose_name = "visa"
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return self.organisation


class Projet(models.Model):
    """The last trial PDF of a roadmap: what the next edition would be, marked « projet »."""

    feuille = models.OneToOneField(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="projet", verbose_name="feuille"
    )
    numero = models.CharField("édition annoncée", max_length=9, blank=True)
    pdf = models.FileField("PDF", upload_to="projets/", blank=True)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField("pages", default=0)
    drawn_at = models.DateTimeField("dessiné le", null=True, blank=True)
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="projet"
    )

    objects = ProjetQuerySet.as_manager()

    class Meta:
        verbose_name = "PDF d’essai"
        verbose_name_plural = "PDF d’essai"

    def __str__(self) -> str:
        return f"Projet de l’édition {self.numero}"
