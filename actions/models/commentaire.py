"""Comments and questions on an action."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.models.action import Action
from actions.queries import CommentaireQuerySet
from organisations.models import Organisation


class Commentaire(models.Model):
    """A remark or a question on an action; `answers` points to what it answers."""

    class Kind(models.TextChoices):
        COMMENTAIRE = "commentaire", "commentaire"
        QUESTION = "question", "question"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="commentaires")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="commentaires"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField("nature", max_length=12, choices=Kind, default=Kind.COMMENTAIRE)
    answers = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reponses",
        verbose_name="répond à",
    )
    settled_at = models.DateTimeField(
        "question réglée le", null=True, blank=True, help_text="Quand une réponse suffit."
    )
    settled_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réponse qui la règle",
    )
    text = models.TextField("commentaire", max_length=5000, blank=True)
    edited_at = models.DateTimeField("modifié le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré par son auteur le", null=True, blank=True)
    hidden_at = models.DateTimeField("masqué le", null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.CharField("motif, lu par son auteur", max_length=500, blank=True)
    form_key = models.UUIDField("clé d’envoi", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("date", auto_now_add=True)

    objects = CommentaireQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "form_key"], name="commentaire_envoye_une_fois"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""),
                name="commentaire_masque_dit_son_motif",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(kind="question"),
                name="commentaire_seule_une_question_se_regle",
            ),
            models.CheckConstraint(
                condition=~Q(kind="question") | Q(answers=None),
                name="commentaire_une_reponse_n_est_pas_une_question",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(text=""),
                name="commentaire_retire_ne_garde_pas_son_texte",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_shown(self) -> bool:
        """Everybody reads its text: neither hidden nor withdrawn."""
        return self.hidden_at is None and self.withdrawn_at is None

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
