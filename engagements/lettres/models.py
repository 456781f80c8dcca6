import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from engagements.lettres.queries import LettreQuerySet
from organisations.models import Organisation
from territoires.models import FeuilleDeRoute


def stored_name(_lettre: "Lettre", _name: str) -> str:
    """Random: neither the organisation nor the name of the file is read in an address."""
    return f"lettres/{uuid.uuid4().hex}.pdf"


class Lettre(models.Model):
    """A letter signed by hand, kept as it was sent. Replaced or withdrawn, it stays in history.

    It is no electronic signature: no pledge becomes « signé » by it.
    """

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.PROTECT, related_name="lettres", verbose_name="feuille"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="lettres",
        verbose_name="organisation",
    )
    fichier = models.FileField("fichier", upload_to=stored_name)
    name = models.CharField("nom du fichier reçu", max_length=120)
    size = models.PositiveIntegerField("taille", help_text="En octets.")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="lettres",
        verbose_name="déposée par",
    )
    created_at = models.DateTimeField("déposée le", auto_now_add=True)
    replaced_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="remplacée par",
    )
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawal_reason = models.CharField("motif du retrait", max_length=500, blank=True)

    objects = LettreQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre d’engagement"
        verbose_name_plural = "lettres d’engagement"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="lettre_empreinte_complete"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="lettre_retiree_dit_son_motif",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(replaced_by=None),
                name="lettre_retiree_ou_remplacee",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:lettres", args=[self.feuille.slug, self.organisation_id])

    @property
    def holds(self) -> bool:
        """Neither replaced nor withdrawn."""
        return self.replaced_by_id is None and self.withdrawn_at is None
