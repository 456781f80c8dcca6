"""What people bring to an action: amendments, comments, supports, points, drafts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from actions.models.action import Action
from actions.queries import (
    BrouillonQuerySet,
    CommentaireQuerySet,
    GommettesQuerySet,
)
from organisations.models import College, Organisation
from territoires.models import FeuilleDeRoute


class Amendement(models.Model):
    """A proposed change to one field of an action, and what was decided of it."""

    class State(models.TextChoices):
        A_ARBITRER = "a_arbitrer", "à arbitrer"
        INTEGRE = "integre", "intégré"
        INTEGRE_MODIFIE = "integre_modifie", "intégré, modifié"
        REFUSE = "refuse", "refusé"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="amendements")
    field = models.CharField("champ", max_length=40)
    text = models.TextField("texte proposé", max_length=20_000)
    reason = models.TextField("motif", max_length=2000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_label = models.CharField("auteur", max_length=200, help_text="Par exemple « Table 3 ».")
    state = models.CharField("état", max_length=20, choices=State, default=State.A_ARBITRER)
    decision_reason = models.TextField("motif de la décision", max_length=2000, blank=True)
    decided_at = models.DateTimeField("arbitré le", null=True, blank=True)
    origin = models.CharField("origine", max_length=200, blank=True)
    created_at = models.DateTimeField("proposé le", auto_now_add=True)

    class Meta:
        verbose_name = "amendement"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.action_id} {self.field}"

    @property
    def field_label(self) -> str:
        """« Résultats attendus »; data files may name a field the model does not have."""
        fields = {field.name: field for field in Action._meta.get_fields()}
        label = str(getattr(fields.get(self.field), "verbose_name", self.field))
        return f"{label[:1].upper()}{label[1:]}"


class Commentaire(models.Model):
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="commentaires")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="commentaires"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField("commentaire", max_length=5000)
    form_key = models.UUIDField("clé d’envoi", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("date", auto_now_add=True)

    objects = CommentaireQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "form_key"], name="commentaire_envoye_une_fois"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def author_name(self) -> str:
        """The account, else the first name of whom wrote it in a room (read by `for_list`)."""
        if self.author:
            return str(self.author)
        return getattr(self, "first_name_in_room", None) or "Compte effacé"

    @property
    def signature(self) -> str:
        """Whom the author wrote for, else what he or she does."""
        if self.organisation:
            return str(self.organisation)
        if self.author:
            return self.author.fonction
        return getattr(self, "organisation_in_room", None) or ""


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
                fields=["user", "action"],
                condition=Q(action__isnull=False),
                name="brouillon_un_par_action",
            ),
            models.UniqueConstraint(
                fields=["user", "form_key"],
                condition=Q(action__isnull=True),
                name="brouillon_un_par_proposition",
            ),
        ]

    def __str__(self) -> str:
        title = (self.data.get("title") or [""])[0].strip()
        return Truncator(title).chars(120) or "Proposition sans titre"

    def get_absolute_url(self) -> str:
        """The form that takes it up again."""
        if self.action:
            return reverse("actions:modifier", args=[self.feuille.slug, self.action.numero])
        return f"{reverse('actions:proposer', args=[self.feuille.slug])}?brouillon={self.pk}"
