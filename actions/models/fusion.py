"""Two actions become one, or one becomes two; and back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action


class Fusion(models.Model):
    """Several actions (sources) gathered in one (target), or one action split.

    A split has its action as `target` and the new ones as `sources`. `moved` remembers each row
    that changed place, with what it was, so that undoing gives exactly that back.
    """

    class Kind(models.TextChoices):
        FUSION = "fusion", "fusion"
        SCISSION = "scission", "scission"

    kind = models.CharField("geste", max_length=10, choices=Kind, default=Kind.FUSION)
    target = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="fusions")
    sources = models.ManyToManyField(Action, related_name="fusionnee_par")
    reason = models.TextField("motif", max_length=2000, blank=True)
    moved = models.JSONField("ce qui a changé de place", default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("faite le", auto_now_add=True)
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "fusion ou scission"
        verbose_name_plural = "fusions et scissions"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None) | Q(undone_at__isnull=False),
                name="fusion_defaite_a_une_date",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target_id}"


class Distinction(models.Model):
    """Somebody read two actions that look alike: they are two. `one` has the smaller key."""

    one = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("dite le", auto_now_add=True)

    class Meta:
        verbose_name = "distinction de deux actions"
        verbose_name_plural = "distinctions d’actions"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinction_une_par_paire"),
            models.CheckConstraint(
                condition=Q(one__lt=models.F("other")), name="distinction_dans_l_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} et {self.other_id}"
