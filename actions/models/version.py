"""What each version of an action was, and where it came from."""

from django.db import models
from reversion.models import Revision

from actions.models.action import Action
from actions.models.amendement import Amendement
from actions.queries import VersionActionQuerySet


class VersionAction(models.Model):
    """One version of an action: who and when are in its revision, with the fiche and its lines.

    Written by `services.versions` only, never changed: an older one restored is a new version.
    """

    class Cause(models.TextChoices):
        REPRISE = "reprise", "première version gardée"
        PROPOSITION = "proposition", "proposition"
        MODIFICATION = "modification", "modification"
        AMENDEMENT = "amendement", "amendement intégré"
        IMPORT = "import", "import d’un fichier"
        DECISION = "decision", "changement d’état"
        RESTAURATION = "restauration", "version rétablie"
        FUSION = "fusion", "fusion"
        SCISSION = "scission", "scission"

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="action")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("version")
    cause = models.CharField("cause", max_length=20, choices=Cause)
    fields = models.JSONField("champs changés", default=list, blank=True)
    amendements = models.ManyToManyField(Amendement, related_name="versions", blank=True)
    restored = models.PositiveIntegerField("version rétablie", null=True, blank=True)
    source = models.CharField("fichier ou action d’origine", max_length=200, blank=True)

    objects = VersionActionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une action"
        verbose_name_plural = "versions des actions"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "number"], name="version_numero_unique_par_action"
            ),
            models.CheckConstraint(
                condition=models.Q(cause="restauration", restored__isnull=False)
                | (~models.Q(cause="restauration") & models.Q(restored=None)),
                name="version_retablie_dit_laquelle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} version {self.number}"
