from django.db import models
from django.urls import reverse

from actions.models import Action, Amendement
from organisations.models import College
from seances.queries import SeanceQuerySet
from socle import francais
from territoires.models import FeuilleDeRoute


class Seance(models.Model):
    """A seminar of a roadmap: a date, a place, steps, tables, votes."""

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="seances", verbose_name="feuille"
    )
    title = models.CharField("intitulé", max_length=200)
    date = models.DateField("date")
    moment = models.CharField("moment", max_length=60, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    goals = models.JSONField("buts", default=list, blank=True)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("seances:seance", args=[self.feuille.slug, self.pk])


class Etape(models.Model):
    """A step of a séance, with its hours."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="etapes")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    title = models.CharField("titre", max_length=200)
    starts_at = models.TimeField("de")
    ends_at = models.TimeField("à")
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "étape de séance"
        verbose_name_plural = "étapes de séance"
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="etape_finit_apres_debut",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        return f"{francais.heure(self.starts_at)} à {francais.heure(self.ends_at)}"


class Table(models.Model):
    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField("numéro")
    theme = models.CharField("thème", max_length=200, blank=True)

    class Meta:
        verbose_name = "table"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "number"], name="table_numero_unique")
        ]

    def __str__(self) -> str:
        return f"Table {self.number}"


class Presence(models.Model):
    """How many people of a college were in the room."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="presences")
    college = models.CharField("collège", max_length=20, choices=College)
    people = models.PositiveSmallIntegerField("personnes")

    class Meta:
        verbose_name = "présence par collège"
        verbose_name_plural = "présences par collège"
        constraints = [
            models.UniqueConstraint(fields=["seance", "college"], name="presence_college_unique")
        ]

    def __str__(self) -> str:
        return f"{self.get_college_display()} : {self.people}"


class Resultat(models.Model):
    """The frozen result of a closed vote on one action; no ballot, no person."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="resultats")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="resultats")
    voters = models.PositiveSmallIntegerField("votants")
    points = models.PositiveIntegerField("points", null=True, blank=True)
    impact = models.DecimalField(
        "impact moyen (1 à 5)", max_digits=3, decimal_places=2, null=True, blank=True
    )
    effort = models.DecimalField(
        "effort moyen (1 à 5)", max_digits=3, decimal_places=2, null=True, blank=True
    )
    mentions = models.JSONField(
        "jugement majoritaire", default=dict, blank=True, help_text="Nombre de votes par mention."
    )

    class Meta:
        verbose_name = "résultat de vote"
        verbose_name_plural = "résultats de vote"
        ordering = ["-points", "action__rank"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "action"], name="resultat_un_par_action")
        ]

    def __str__(self) -> str:
        return f"{self.action_id} : {self.points}"


class Contribution(models.Model):
    """What a table brought: an amendment or a proposal, and the action it became part of."""

    seance = models.ForeignKey(Seance, on_delete=models.CASCADE, related_name="contributions")
    table = models.ForeignKey(
        Table, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    amendement = models.OneToOneField(
        Amendement, on_delete=models.CASCADE, null=True, blank=True, related_name="contribution"
    )
    action = models.OneToOneField(
        Action, on_delete=models.CASCADE, null=True, blank=True, related_name="contribution"
    )

    class Meta:
        verbose_name = "contribution de séance"
        verbose_name_plural = "contributions de séance"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amendement=None, action__isnull=False)
                | models.Q(amendement__isnull=False, action=None),
                name="contribution_amendement_ou_action",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seance_id} {self.amendement_id or self.action_id}"
