"""What people bring to an action in one gesture: supports, points; and drafts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from actions.models.action import Action
from actions.queries import (
    BrouillonQuerySet,
    GommettesQuerySet,
)
from organisations.models import College, Organisation
from territoires.models import FeuilleDeRoute


class Soutien(models.Model):
    """A person supports an action, once; the organisation is the one he or she acted for."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="soutiens")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="soutiens"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="soutiens"
    )
    created_at = models.DateTimeField("date", auto_now_add=True)

    class Meta:
        verbose_name = "soutien"
        constraints = [
            models.UniqueConstraint(fields=["action", "user"], name="soutien_un_par_personne")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.action_id}"


class Gommettes(models.Model):
    """Points one person put on one action, outside a séance; the college is fixed at that time."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="gommettes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="gommettes"
    )
    college = models.CharField("collège", max_length=20, choices=College)
    points = models.PositiveSmallIntegerField("points")
    updated_at = models.DateTimeField("date", auto_now=True)

    objects = GommettesQuerySet.as_manager()

    class Meta:
        verbose_name = "gommettes"
        verbose_name_plural = "gommettes"
        constraints = [
            models.UniqueConstraint(fields=["action", "user"], name="gommettes_une_ligne"),
            models.CheckConstraint(condition=Q(points__gte=1), name="gommettes_au_moins_une"),
        ]

    def __str__(self) -> str:
        return f"{self.points} sur {self.action_id}"


class Brouillon(models.Model):
    """What somebody typed and did not send: a proposal (no action yet) or a change of an action.

    The raw form is kept, valid or not, so that nothing typed is lost.
    """

    feuille = models.ForeignKey(FeuilleDeRoute, on_delete=models.CASCADE, related_name="brouillons")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="brouillons"
    )
    action = models.ForeignKey(
        Action, on_delete=models.CASCADE, null=True, blank=True, related_name="brouillons"
    )
    part = models.CharField(
        "partie de la fiche",
        max_length=60,
        blank=True,
        help_text="Le champ d’un amendement qui s’écrit ; vide pour la fiche entière.",
    )
    form_key = models.UUIDField(
        "clé d’envoi",
        null=True,
        blank=True,
        editable=False,
        help_text="Distingue les propositions qu’une personne écrit en même temps.",
    )
    data = models.JSONField("saisie", default=dict, help_text="Nom de champ → textes reçus.")
    updated_at = models.DateTimeField("gardé le", auto_now=True)

    objects = BrouillonQuerySet.as_manager()

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "action", "part"],
                condition=Q(action__isnull=False),
                name="brouillon_un_par_action_et_partie",
            ),
            models.UniqueConstraint(
                fields=["user", "form_key"],
                condition=Q(action__isnull=True),
                name="brouillon_un_par_proposition",
            ),
        ]

    def __str__(self) -> str:
        if self.action and self.part:
            return f"Amendement sur l’action {self.action.numero}"
        title = (self.data.get("title") or [""])[0].strip()
        return Truncator(title).chars(120) or "Proposition sans titre"

    def get_absolute_url(self) -> str:
        """The form that takes it up again."""
        if self.action and self.part:
            return self._amendement_url(self.action)
        if self.action:
            return reverse("actions:modifier", args=[self.feuille.slug, self.action.numero])
        return f"{reverse('actions:proposer', args=[self.feuille.slug])}?brouillon={self.pk}"

    def _amendement_url(self, action: Action) -> str:
        """« title » and « jalons:3 » are new amendments, « amendement:12 » one to write again."""
        name, _, key = self.part.partition(":")
        here = [self.feuille.slug, action.numero]
        if name == "amendement":
            return reverse("actions:reecrire", args=[*here, int(key)])
        line = f"?ligne={key}" if key else ""
        return reverse("actions:amender", args=[*here, name]) + line
