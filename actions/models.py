from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from actions.apports import Apport
from actions.queries import (
    ActionQuerySet,
    BrouillonQuerySet,
    CommentaireQuerySet,
    GommettesQuerySet,
)
from organisations.models import College, Organisation
from territoires.models import AxeNational, FeuilleDeRoute, Objectif


def euros_field(label: str, **options) -> models.DecimalField:
    """An amount in euros before tax: exact, never negative, twelve digits before the comma."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


class Action(models.Model):
    """The unit of the roadmap: proposed, shared, adjusted, selected. One number for life.

    Three scales are kept apart: `state` is its way to the roadmap, `maturite` how ready it is
    (CRTE), `avancement` how far it is once running.
    """

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
        return str(self.author) if self.author else "Compte effacé"

    @property
    def signature(self) -> str:
        """Whom the author wrote for, else what he or she does."""
        if self.organisation:
            return str(self.organisation)
        return self.author.fonction if self.author else ""


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
