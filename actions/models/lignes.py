"""The lines of a fiche: milestones, money, measures, needs, proofs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.apports import Apport
from actions.models.action import Action, euros_field
from organisations.models import Organisation


class Jalon(models.Model):
    """A dated milestone of an action."""

    class State(models.TextChoices):
        A_VENIR = "a_venir", "à venir"
        EN_COURS = "en_cours", "en cours"
        TERMINE = "termine", "terminé"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="jalons")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    title = models.CharField("étape", max_length=300)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    quarter = models.PositiveSmallIntegerField("trimestre", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.A_VENIR)

    class Meta:
        verbose_name = "jalon"
        verbose_name_plural = "jalons"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__range=(1, 4)),
                name="jalon_trimestre_de_1_a_4",
            )
        ]

    def __str__(self) -> str:
        return self.title


class BudgetAnnuel(models.Model):
    """What an action plans to spend, and spent, in one year."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField("année")
    planned = euros_field("prévu")
    spent = euros_field("réalisé", null=True, blank=True)

    class Meta:
        verbose_name = "budget annuel"
        verbose_name_plural = "budgets annuels"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["action", "year"], name="budget_annee_unique")
        ]

    def __str__(self) -> str:
        return f"{self.year} : {self.planned} €"


class Financement(models.Model):
    """One line of the financing plan; it survives the loss of a financer as « à confirmer »."""

    class State(models.TextChoices):
        ACQUIS = "acquis", "acquis"
        SOLLICITE = "sollicite", "sollicité"
        A_CONFIRMER = "a_confirmer", "à confirmer"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="financements")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    financeur = models.CharField("financeur", max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="financements"
    )
    amount = euros_field("montant (euros hors taxes)")
    state = models.CharField("état", max_length=20, choices=State, default=State.A_CONFIRMER)

    class Meta:
        verbose_name = "financement"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="financement_positif")
        ]

    def __str__(self) -> str:
        return f"{self.financeur} : {self.amount} €"


class Indicateur(models.Model):
    """What is measured: from a reference to a target."""

    class Kind(models.TextChoices):
        REALISATION = "realisation", "réalisation"
        RESULTAT = "resultat", "résultat"
        IMPACT = "impact", "impact"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="indicateurs")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    title = models.CharField("ce que nous mesurons", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.REALISATION)
    unit = models.CharField("unité", max_length=60, blank=True)
    reference = models.DecimalField(
        "départ", max_digits=16, decimal_places=3, null=True, blank=True
    )
    target = models.DecimalField("cible", max_digits=16, decimal_places=3, null=True, blank=True)
    due = models.DateField("échéance", null=True, blank=True)
    frequency = models.CharField("rythme", max_length=60, blank=True)
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "indicateur"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Besoin(models.Model):
    """What the action asks for; what engagements answer."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="besoins")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    title = models.CharField("besoin", max_length=300)
    kind = models.CharField("type d’apport", max_length=20, choices=Apport, blank=True)
    quantity = models.DecimalField(
        "quantité", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "besoin"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Piece(models.Model):
    """A proof or a follow-up note: a dated sentence, with a link when there is one."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="pieces")
    title = models.CharField("titre", max_length=200)
    note = models.TextField("note", max_length=5000, blank=True)
    url = models.URLField("lien", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("date", auto_now_add=True)

    class Meta:
        verbose_name = "pièce ou note"
        verbose_name_plural = "pièces et notes"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title
