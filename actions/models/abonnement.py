"""Who asked to be told, or not to be told, of what is new on an action."""

from django.conf import settings
from django.db import models

from actions.models.action import Action
from actions.queries import AbonnementQuerySet


class Abonnement(models.Model):
    """A choice of one person on one action; who made none is told of what he or she takes part in."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="abonnements")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="abonnements"
    )
    follows = models.BooleanField("suit l’action", help_text="Non : ne veut plus rien en recevoir.")
    updated_at = models.DateTimeField("date", auto_now=True)

    objects = AbonnementQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement à une action"
        verbose_name_plural = "abonnements aux actions"
        constraints = [
            models.UniqueConstraint(fields=["action", "user"], name="abonnement_un_par_personne")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.action_id}"
