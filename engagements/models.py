from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.apports import MEASURED, Apport
from actions.models import Action, Besoin
from engagements.queries import EngagementQuerySet
from organisations.models import Organisation


class Engagement(models.Model):
    """What an organisation commits to an action: a voluntary declaration, not a contract."""

    class Fermete(models.TextChoices):
        FERME = "ferme", "ferme"
        CONDITIONNEL = "conditionnel", "conditionnel"
        INTENTION = "intention", "intention"

    class Visibilite(models.TextChoices):
        PUBLIC = "public", "public"
        MONTANT_MASQUE = "montant_masque", "montant masqué"
        ANONYME = "anonyme", "total anonyme"
        INTERNE = "interne", "interne"

    class State(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        DECLARE = "declare", "déclaré"
        CONFIRME = "confirme", "confirmé"
        SIGNE = "signe", "signé"
        REALISE = "realise", "réalisé"
        RETIRE = "retire", "retiré"

    #: Counted in totals and shown to others than the organisation itself.
    LIVE_STATES = (State.DECLARE, State.CONFIRME, State.SIGNE, State.REALISE)
    #: The organisation has said yes after reading again.
    CONFIRMED_STATES = (State.CONFIRME, State.SIGNE, State.REALISE)

    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="engagements", verbose_name="action"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="engagements",
        verbose_name="organisation",
    )
    besoin = models.ForeignKey(
        Besoin,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="engagements",
        verbose_name="besoin auquel il répond",
    )
    kind = models.CharField("apport", max_length=20, choices=Apport)
    quantity = models.DecimalField(
        "quantité",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Dans l’unité de l’apport : euros, jours, réunions, m²…",
    )
    is_mecenat = models.BooleanField("mécénat de compétences", default=False)
    text = models.TextField("ce que vous ferez", max_length=2000)
    fermete = models.CharField("fermeté", max_length=20, choices=Fermete, default=Fermete.INTENTION)
    condition = models.CharField("condition", max_length=500, blank=True)
    visibilite = models.CharField(
        "visibilité", max_length=20, choices=Visibilite, default=Visibilite.PUBLIC
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.BROUILLON)
    start = models.DateField("à partir de", null=True, blank=True)
    due = models.DateField("échéance", null=True, blank=True)
    withdrawal_reason = models.CharField("motif du retrait", max_length=500, blank=True)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="engagements_saisis",
        verbose_name="saisi par",
    )
    origin = models.CharField("origine", max_length=200, blank=True)
    reference = models.CharField("référence du fichier d’origine", max_length=40, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="confirmé par",
    )

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement"
        ordering = ["action__objectif__position", "action__rank", "created_at", "pk"]
        indexes = [
            models.Index(fields=["action", "state"]),
            models.Index(fields=["organisation", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(kind__in=[kind.value for kind in MEASURED]),
                name="engagement_quantite_si_mesurable",
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gt=0),
                name="engagement_quantite_positive",
            ),
            models.CheckConstraint(
                condition=~Q(fermete="conditionnel") | ~Q(condition="") | Q(state="brouillon"),
                name="engagement_conditionnel_dit_sa_condition",
            ),
            models.CheckConstraint(
                condition=~Q(state="retire") | ~Q(withdrawal_reason=""),
                name="engagement_retire_dit_son_motif",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.action_id} ({self.get_kind_display()})"

    def get_absolute_url(self) -> str:
        return reverse("engagements:detail", args=[self.action.feuille.slug, self.pk])
