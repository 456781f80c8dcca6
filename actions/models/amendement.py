"""Amendments: a proposed change of one field, what organisations think of it, the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models.action import Action
from actions.queries import AmendementQuerySet
from organisations.models import Organisation


class Amendement(models.Model):
    """A proposed change to one field of an action, and what was decided of it."""

    class State(models.TextChoices):
        A_ARBITRER = "a_arbitrer", "à arbitrer"
        INTEGRE = "integre", "intégré"
        INTEGRE_MODIFIE = "integre_modifie", "intégré, modifié"
        REFUSE = "refuse", "refusé"
        PRECISION = "precision", "précision demandée"
        RETIRE = "retire", "retiré par son auteur"

    #: Somebody still has to do something.
    OPEN_STATES = (State.A_ARBITRER, State.PRECISION)

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="amendements")
    field = models.CharField("champ", max_length=40)
    text = models.TextField("texte proposé", max_length=20_000, blank=True)
    value = models.JSONField(
        "valeur proposée",
        null=True,
        blank=True,
        help_text="Pour un champ qui n’est pas un texte : la valeur entière, en forme canonique.",
    )
    base = models.JSONField(
        "valeur du champ quand il a été proposé",
        null=True,
        blank=True,
        help_text="En forme canonique ; vide pour un amendement repris d’un fichier.",
    )
    base_version = models.PositiveIntegerField("proposé sur la version", null=True, blank=True)
    reason = models.TextField("motif", max_length=2000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="amendements"
    )
    author_label = models.CharField("auteur", max_length=200, help_text="Par exemple « Table 3 ».")
    state = models.CharField("état", max_length=20, choices=State, default=State.A_ARBITRER)
    decision_reason = models.TextField("motif de la décision", max_length=2000, blank=True)
    decided_at = models.DateTimeField("arbitré le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField("clé d’envoi", null=True, blank=True, editable=False)
    origin = models.CharField("origine", max_length=200, blank=True)
    created_at = models.DateTimeField("proposé le", auto_now_add=True)
    rewritten_at = models.DateTimeField(
        "réécrit le", null=True, blank=True, help_text="Après une précision demandée."
    )

    objects = AmendementQuerySet.as_manager()

    class Meta:
        verbose_name = "amendement"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "form_key"], name="amendement_envoye_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.field}"

    def get_absolute_url(self) -> str:
        return reverse(
            "actions:amendement", args=[self.action.feuille.slug, self.action.numero, self.pk]
        )

    @property
    def field_label(self) -> str:
        """« Résultats attendus »; data files may name a field the model does not have."""
        fields = {field.name: field for field in Action._meta.get_fields()}
        label = str(getattr(fields.get(self.field), "verbose_name", self.field))
        return f"{label[:1].upper()}{label[1:]}"


class AvisAmendement(models.Model):
    """What an organisation, or a person without one, thinks of an amendment."""

    class Choix(models.TextChoices):
        POUR = "pour", "d’accord"
        CONTRE = "contre", "pas d’accord"
        ABSTENTION = "abstention", "abstention"

    amendement = models.ForeignKey(Amendement, on_delete=models.CASCADE, related_name="avis")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    choix = models.CharField("avis", max_length=10, choices=Choix)
    reason = models.CharField("motif", max_length=500, blank=True)
    updated_at = models.DateTimeField("date", auto_now=True)

    class Meta:
        verbose_name = "avis sur un amendement"
        verbose_name_plural = "avis sur les amendements"
        constraints = [
            models.UniqueConstraint(
                fields=["amendement", "organisation"],
                condition=Q(organisation__isnull=False),
                name="avis_un_par_organisation",
            ),
            models.UniqueConstraint(
                fields=["amendement", "user"],
                condition=Q(organisation=None),
                name="avis_un_par_personne_seule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choix} sur {self.amendement_id}"
