from typing import Any

from django.db import models
from django.urls import reverse
from guardian.models import UserObjectPermissionBase

from organisations.models import Organisation


class AxeNational(models.Model):
    """A national axis of the programme: a secondary tag. Data, since axes change with phases."""

    code = models.CharField("code", max_length=10, unique=True)
    title = models.CharField("intitulé", max_length=200)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "axe national"
        verbose_name_plural = "axes nationaux"
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title


class Territoire(models.Model):
    """A labelled « Territoire d'industrie »; one or several EPCI administer it."""

    name = models.CharField("nom", max_length=200, unique=True)
    programme = models.CharField(
        "programme", max_length=200, default="Territoires d’industrie, phase 2 (2023-2027)"
    )
    id_ti = models.CharField(
        "identifiant national", max_length=20, blank=True, help_text="Par exemple ti-8418."
    )
    epci = models.ManyToManyField(
        Organisation, related_name="territoires_administres", verbose_name="EPCI", blank=True
    )
    organisations = models.ManyToManyField(
        Organisation, related_name="territoires", verbose_name="annuaire", blank=True
    )
    avertissement = models.TextField(
        "avertissement",
        blank=True,
        help_text="Affiché sur toutes les pages, par exemple en démonstration.",
    )
    facts = models.JSONField("faits publics", default=list, blank=True)
    sources = models.JSONField("sources", default=list, blank=True)

    class Meta:
        verbose_name = "territoire d’industrie"
        verbose_name_plural = "territoires d’industrie"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FeuilleQuerySet(models.QuerySet["FeuilleDeRoute"]):
    def with_territoire(self) -> "FeuilleQuerySet":
        return self.select_related("territoire")

    def reachable_by(self, user: Any) -> "FeuilleQuerySet":
        """Roadmaps on which the user holds a role, directly or through an organisation."""
        if not user.is_authenticated:
            return self.none()
        by_role = models.Q(pk__in=FeuilleGrant.objects.filter(user=user).values("content_object"))
        by_organisation = models.Q(
            territoire__organisations__in=Organisation.objects.represented_by(user).values("pk")
        )
        return self.filter(by_role | by_organisation).distinct()


class FeuilleDeRoute(models.Model):
    """The roadmap of one territory over a period."""

    class Phase(models.TextChoices):
        PREPARATION = "preparation", "Préparation"
        PARTAGE = "partage", "Partage"
        AJUSTEMENT = "ajustement", "Ajustement"
        SELECTION = "selection", "Sélection"
        ENGAGEMENT = "engagement", "Engagement"
        PUBLIEE = "publiee", "Publiée"

    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="feuilles", verbose_name="territoire"
    )
    slug = models.SlugField("adresse", max_length=80, unique=True)
    start_year = models.PositiveSmallIntegerField("première année", default=2024)
    end_year = models.PositiveSmallIntegerField("dernière année", default=2027)
    phase = models.CharField("phase", max_length=20, choices=Phase, default=Phase.PREPARATION)
    points_per_objectif = models.PositiveSmallIntegerField(
        "gommettes par objectif", default=5, help_text="Pour chaque personne qui vote."
    )
    points_per_action = models.PositiveSmallIntegerField(
        "gommettes au plus sur une action", default=3
    )
    preamble = models.TextField("préambule", blank=True)
    diagnosis = models.TextField("diagnostic", blank=True)
    ambition = models.TextField("ambition", blank=True)
    governance = models.TextField("gouvernance", blank=True)
    follow_up = models.TextField("suivi et évaluation", blank=True)
    duration = models.TextField("durée et révision", blank=True)
    method = models.TextField("méthode", blank=True)

    #: The texts of the territory, in the small Markdown of `socle.markdown`.
    TEXTES = (
        "preamble", "diagnosis", "ambition", "governance", "follow_up", "duration", "method",
    )  # fmt: skip

    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = FeuilleQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"
        ordering = ["territoire__name", "-start_year"]
        permissions = [
            ("administrer", "administrer la feuille de route"),
            ("animer", "animer la feuille de route"),
            ("porter", "porter des actions"),
            ("lire", "lire la feuille de route"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_year__gte=models.F("start_year")),
                name="feuille_periode_dans_l_ordre",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    phase__in=(
                        "preparation",
                        "partage",
                        "ajustement",
                        "selection",
                        "engagement",
                        "publiee",
                    )
                ),
                name="feuille_phase_connue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territoire} {self.periode}"

    def get_absolute_url(self) -> str:
        return reverse("tableau", args=[self.slug])

    @property
    def periode(self) -> str:
        return f"{self.start_year}-{self.end_year}"

    @property
    def years(self) -> range:
        return range(self.start_year, self.end_year + 1)


class Objectif(models.Model):
    """One of the objectives that group the actions of a roadmap."""

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="objectifs", verbose_name="feuille"
    )
    code = models.CharField("numéro", max_length=3)
    short_title = models.CharField("nom court", max_length=40)
    title = models.CharField("intitulé", max_length=200)
    summary = models.TextField("ce que nous voulons changer", blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "objectif"
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["feuille", "code"], name="objectif_code_unique")
        ]

    def __str__(self) -> str:
        return self.short_title


class FeuilleGrant(UserObjectPermissionBase):
    """Who holds which role on a roadmap (guardian, direct foreign key)."""

    content_object = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="grants"
    )

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "rôle sur une feuille de route"
        verbose_name_plural = "rôles sur les feuilles de route"
