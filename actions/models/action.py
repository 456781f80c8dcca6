from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.queries import (
    ActionQuerySet,
)
from organisations.models import Organisation
from socle.recherche import Cherchable
from territoires.models import AxeNational, FeuilleDeRoute, Objectif


def euros_field(label: str, **options) -> models.DecimalField:
    """An amount in euros before tax: exact, never negative, twelve digits before the comma."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


class Action(Cherchable, models.Model):
    """The unit of the roadmap: proposed, shared, adjusted, selected. One number for life.

    Three scales are kept apart: `state` is its way to the roadmap, `maturite` how ready it is
    (CRTE), `avancement` how far it is once running.
    """

    #: « updated_by » too: the lines of a fiche are written before its row.
    SEARCHED = frozenset({"title", "summary", "updated_by"})

    class State(models.TextChoices):
        PROPOSEE = "proposee", "proposée"
        PARTAGEE = "partagee", "partagée"
        AJUSTEE = "ajustee", "ajustée"
        RETENUE = "retenue", "retenue"
        ENGAGEE = "engagee", "engagée"
        A_RETRAVAILLER = "a_retravailler", "à retravailler"
        ECARTEE = "ecartee", "écartée"
        FUSIONNEE = "fusionnee", "fusionnée"
        REPORTEE = "reportee", "reportée"

    #: On the board by default; the other states are read by choosing them in the filter.
    OPEN_STATES = (
        State.PROPOSEE,
        State.PARTAGEE,
        State.AJUSTEE,
        State.RETENUE,
        State.ENGAGEE,
        State.A_RETRAVAILLER,
    )
    #: Part of the roadmap that is published.
    SELECTED_STATES = (State.RETENUE, State.ENGAGEE)

    class Maturite(models.TextChoices):
        IDEE = "idee", "idée"
        FICHE_PROJET = "fiche_projet", "fiche-projet"
        FICHE_ACTION = "fiche_action", "fiche-action"

    class Avancement(models.TextChoices):
        A_LANCER = "a_lancer", "à lancer"
        EN_COURS = "en_cours", "en cours"
        EN_RETARD = "en_retard", "en retard"
        EN_PAUSE = "en_pause", "en pause"
        BLOQUEE = "bloquee", "bloquée"
        TERMINEE = "terminee", "terminée"
        ABANDONNEE = "abandonnee", "abandonnée"

    class Priorite(models.TextChoices):
        ELEVEE = "elevee", "élevée"
        MOYENNE = "moyenne", "moyenne"
        BASSE = "basse", "basse"

    class Fermete(models.TextChoices):
        FERME = "ferme", "ferme"
        CONDITIONNELLE = "conditionnelle", "conditionnelle"
        A_CONFIRMER = "a_confirmer", "à confirmer"

    class Avis(models.TextChoices):
        EN_ATTENTE = "en_attente", "en attente"
        FAVORABLE = "favorable", "favorable"
        RESERVE = "reserve", "favorable avec réserves"
        DEFAVORABLE = "defavorable", "défavorable"

    feuille = models.ForeignKey(
        FeuilleDeRoute, on_delete=models.CASCADE, related_name="actions", verbose_name="feuille"
    )
    objectif = models.ForeignKey(
        Objectif, on_delete=models.PROTECT, related_name="actions", verbose_name="objectif"
    )
    numero = models.CharField("numéro", max_length=12)
    rank = models.PositiveIntegerField("rang dans l’objectif", help_text="2 pour l’action 1.2.")
    title = models.CharField("titre", max_length=300)
    summary = models.TextField("résumé", max_length=2000, blank=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.PROPOSEE)
    maturite = models.CharField("maturité", max_length=20, choices=Maturite, default=Maturite.IDEE)
    avancement = models.CharField(
        "avancement", max_length=20, choices=Avancement, default=Avancement.A_LANCER
    )
    progress = models.PositiveSmallIntegerField("part réalisée (%)", default=0)
    axe = models.ForeignKey(
        AxeNational,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name="axe national",
    )
    priorite = models.CharField("priorité", max_length=10, choices=Priorite, blank=True)
    fermete = models.CharField(
        "fermeté de la réalisation",
        max_length=20,
        choices=Fermete,
        default=Fermete.A_CONFIRMER,
    )

    # Who ---------------------------------------------------------------------------------------
    porteur = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_portees",
        verbose_name="porteur",
    )
    referent = models.CharField(
        "référent",
        max_length=200,
        blank=True,
        help_text="La personne qui suit l’action, et sa fonction.",
    )
    pilote = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions_pilotees",
        verbose_name="compte du référent",
    )
    copilotes = models.ManyToManyField(
        Organisation, related_name="actions_copilotees", blank=True, verbose_name="copilotes"
    )
    partenaires = models.ManyToManyField(
        Organisation, related_name="actions_partenaires", blank=True, verbose_name="partenaires"
    )
    comite = models.CharField("instance de gouvernance", max_length=200, blank=True)

    # What --------------------------------------------------------------------------------------
    finding = models.TextField("constat", max_length=20_000, blank=True)
    description = models.TextField("description", max_length=20_000, blank=True)
    aims = models.TextField("objectifs de l’action", max_length=10_000, blank=True)
    results = models.TextField(
        "résultats attendus", max_length=10_000, blank=True, help_text="Un par ligne."
    )
    beneficiaries = models.CharField("bénéficiaires", max_length=300, blank=True)
    location = models.CharField("localisation", max_length=300, blank=True)
    means = models.TextField("moyens humains et techniques", max_length=10_000, blank=True)
    risks = models.TextField(
        "points de vigilance", max_length=10_000, blank=True, help_text="Un par ligne."
    )
    linked = models.ManyToManyField("self", blank=True, verbose_name="actions liées")

    # When and how much -------------------------------------------------------------------------
    start = models.DateField("début", null=True, blank=True, help_text="Premier jour du mois.")
    end = models.DateField("fin", null=True, blank=True, help_text="Premier jour du mois.")
    is_continuous = models.BooleanField("sans date de fin", default=False)
    budget = euros_field("budget prévisionnel (euros hors taxes)", null=True, blank=True)
    budget_is_estimate = models.BooleanField("ordre de grandeur", default=True)

    # What governance said ----------------------------------------------------------------------
    decision_reason = models.TextField("motif de la décision", max_length=2000, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidée par",
    )
    avis = models.CharField(
        "avis de la gouvernance", max_length=20, choices=Avis, default=Avis.EN_ATTENTE
    )
    fusionnee_dans = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fusionnees",
        verbose_name="fusionnée dans",
    )
    inscrite_at = models.DateTimeField("inscrite dans une édition le", null=True, blank=True)

    # Record ------------------------------------------------------------------------------------
    is_restricted = models.BooleanField(
        "accès restreint",
        default=False,
        help_text="Lue par ses auteurs et l’équipe ; jamais publiée.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions_proposees",
        verbose_name="proposée par",
    )
    origin = models.CharField(
        "origine",
        max_length=200,
        blank=True,
        help_text="Par exemple « séance du 11 avril 2024, table 4 ».",
    )
    provenance = models.JSONField("provenance des données", default=dict, blank=True)
    reference = models.CharField("référence du fichier d’origine", max_length=40, blank=True)
    form_key = models.UUIDField(
        "clé d’envoi",
        null=True,
        blank=True,
        editable=False,
        help_text="Le même formulaire envoyé deux fois ne crée qu’une action.",
    )
    version = models.PositiveIntegerField("version", default=1)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("mise à jour le", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mise à jour par",
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        ordering = ["objectif__position", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["feuille", "numero"], name="action_numero_unique"),
            models.UniqueConstraint(fields=["objectif", "rank"], name="action_rang_unique"),
            models.UniqueConstraint(fields=["author", "form_key"], name="action_envoyee_une_fois"),
            models.CheckConstraint(
                condition=Q(end=None) | Q(start=None) | Q(end__gte=models.F("start")),
                name="action_fin_apres_debut",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | Q(budget__gte=0), name="action_budget_positif"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="action_part_sur_cent"),
            models.CheckConstraint(
                condition=Q(state="fusionnee", fusionnee_dans__isnull=False)
                | (~Q(state="fusionnee") & Q(fusionnee_dans=None)),
                name="action_fusionnee_dans_une_autre",
            ),
        ]
        indexes = [models.Index(fields=["feuille", "state"])]

    def __str__(self) -> str:
        return f"{self.numero} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.feuille.slug, self.numero])

    def texts(self) -> tuple[str, str]:
        """Its title; what a person wrote of it, its milestones, its needs and who pays."""
        lines = [
            *(jalon.title for jalon in self.jalons.all()),
            *(besoin.title for besoin in self.besoins.all()),
            *(financement.financeur for financement in self.financements.all()),
        ]
        told = (
            self.summary, self.finding, self.description, self.aims, self.results,
            self.beneficiaries, self.location, self.means, self.risks, self.referent, self.comite,
        )  # fmt: skip
        return self.title, "\n".join((*told, *lines))

    @property
    def writers(self) -> frozenset[int]:
        """The accounts (keys) that proposed it, and those of the actions it took in."""
        taken = self.fusionnees.all() if self.pk else ()
        return frozenset(one.author_id for one in (self, *taken) if one.author_id)
