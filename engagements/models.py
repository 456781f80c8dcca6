import json
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.apports import MEASURED, Apport
from actions.models import Action, Besoin
from engagements.lettres.models import Lettre  # noqa: F401 -- a table of this app, in its package
from engagements.queries import EngagementQuerySet, FrozenQuerySet, SignatureQuerySet
from organisations.models import Organisation
from socle.recherche import Cherchable


class Engagement(Cherchable, models.Model):
    """What an organisation commits to an action: a voluntary declaration, not a contract."""

    SEARCHED = frozenset({"kind", "text", "condition"})

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
    version = models.PositiveIntegerField(
        "version",
        default=1,
        help_text="Une de plus à chaque changement d’un engagement confirmé ou signé.",
    )
    withdrawal_reason = models.CharField("motif du retrait", max_length=500, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    lifted_condition = models.CharField("condition levée", max_length=500, blank=True)
    lifted_note = models.CharField("ce qui lève la condition", max_length=500, blank=True)
    lifted_at = models.DateTimeField("condition levée le", null=True, blank=True)
    realised_at = models.DateTimeField("réalisé le", null=True, blank=True)
    realised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="marqué réalisé par",
    )
    realised_note = models.CharField("ce qui a été fait", max_length=500, blank=True)

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
            models.CheckConstraint(condition=Q(version__gte=1), name="engagement_version_positive"),
            models.CheckConstraint(
                condition=Q(state="retire") | Q(withdrawn_at=None),
                name="engagement_retire_a_sa_date",
            ),
            models.CheckConstraint(
                condition=Q(state="realise") | Q(realised_at=None, realised_note=""),
                name="engagement_realise_a_sa_date",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_condition="", lifted_note="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_condition="") & ~Q(lifted_note="")),
                name="engagement_condition_levee_dit_laquelle",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(fermete="conditionnel"),
                name="engagement_condition_levee_ou_en_cours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.action_id} ({self.get_kind_display()})"

    def get_absolute_url(self) -> str:
        return reverse("engagements:detail", args=[self.action.feuille.slug, self.pk])

    def texts(self) -> tuple[str, str]:
        """Its kind; what the organisation wrote. Never its amount, which may be hidden."""
        return self.get_kind_display(), f"{self.text}\n{self.condition}"


class Frozen(models.Model):
    """What is written once and kept: the fields of `FROZEN` never change again."""

    FROZEN: frozenset[str] = frozenset()

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            written = set(kwargs.get("update_fields") or self.FROZEN)
            if written & self.FROZEN:
                raise TypeError("Ce qui est figé ne se réécrit pas.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("Ce qui est figé ne s’efface pas.")


class VersionEngagement(Frozen):
    """What a pledge said before it changed. The version in force is the pledge itself.

    So a pledge at version 3 has two rows here, 1 and 2, and nothing of what it said is lost.
    """

    FROZEN = frozenset({"engagement_id", "engagement", "number", "text", "state", "replaced_at"})

    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="versions", verbose_name="engagement"
    )
    number = models.PositiveIntegerField("numéro")
    text = models.TextField("texte figé", help_text="JSON canonique, comme celui d’une signature.")
    state = models.CharField("état d’alors", max_length=20, choices=Engagement.State)
    replaced_at = models.DateTimeField("remplacée le", auto_now_add=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="remplacée par",
    )

    class Meta:
        verbose_name = "version d’un engagement"
        verbose_name_plural = "versions d’un engagement"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "number"], name="version_engagement_une_par_numero"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="version_engagement_numero_positif"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engagement_id}, version {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.text)
        return content


class Signature(Frozen):
    """The signature of one version of a pledge: asked first, then confirmed by a code.

    Exactly what was read is in `text`, and never changes; no person is named there, so that
    somebody may be erased from the columns without breaking the fingerprint. Whether it still
    holds is derived (`validite`): the row knows nothing of what came after.
    """

    class Validite(models.TextChoices):
        VALIDE = "valide", "valide"
        REMPLACEE = "remplacee", "remplacée"
        RETIREE = "retiree", "retirée"

    FROZEN = frozenset(
        {"engagement_id", "engagement", "version", "reference", "text", "sha256", "lot", "asked_at"}
    )

    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="signatures", verbose_name="engagement"
    )
    version = models.PositiveIntegerField("version signée")
    reference = models.CharField("référence publique", max_length=10, unique=True)
    text = models.TextField("texte figé", help_text="JSON canonique de ce qui a été lu.")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    name = models.CharField("nom du signataire", max_length=150)
    fonction = models.CharField("fonction", max_length=150)
    email = models.EmailField("adresse confirmée", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name="compte",
    )
    is_habilite = models.BooleanField("déclare être habilité", default=False)
    lot = models.UUIDField(
        "lot", default=uuid.uuid4, help_text="Un code pour tous les engagements d’un même lot."
    )
    asked_at = models.DateTimeField("demandée le", auto_now_add=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    code_digest = models.CharField("empreinte du code", max_length=64, blank=True)
    code_expires_at = models.DateTimeField("fin du code", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "signature"
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(fields=["lot"], name="signature_lot"),
            models.Index(fields=["user", "asked_at"], name="signature_demandes"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "version"],
                condition=Q(signed_at__isnull=False),
                name="signature_une_par_version",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | (Q(is_habilite=True) & ~Q(name="") & ~Q(fonction="")),
                name="signature_par_une_personne_habilitee",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(code_digest=""),
                name="signature_un_code_sert_une_fois",
            ),
            models.CheckConstraint(
                condition=Q(code_digest="") | Q(code_expires_at__isnull=False),
                name="signature_un_code_expire",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="signature_empreinte_complete"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="signature_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, version {self.version}"

    @property
    def content(self) -> dict[str, Any]:
        """What was read, as `engagements.texte` froze it."""
        content: dict[str, Any] = json.loads(self.text)
        return content

    @property
    def validite(self) -> "Signature.Validite":
        """Whether what was signed still holds, from the pledge as it is. Of a confirmed one."""
        if self.engagement.state == Engagement.State.RETIRE:
            return self.Validite.RETIREE
        if self.engagement.version != self.version:
            return self.Validite.REMPLACEE
        return self.Validite.VALIDE
