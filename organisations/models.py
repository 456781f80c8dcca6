from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from socle.recherche import Cherchable

#: An invitation that nobody used opens nothing after this long.
INVITATION_LIFE = timedelta(days=14)


class College(models.TextChoices):
    """The four colleges, always in this order: votes, funding and charts keep it."""

    ENTREPRISES = "entreprises", "Entreprises"
    COLLECTIVITES = "collectivites", "Collectivités"
    ETAT_OPERATEURS = "etat_operateurs", "État et opérateurs"
    PARTENAIRES = "partenaires", "Partenaires"


def validate_siret(value: str) -> None:
    """Refuse a SIRET whose length or key is wrong (ISO/IEC 7812 Luhn, by python-stdnum)."""
    if not stdnum_siret.is_valid(value):
        raise ValidationError(
            "Vérifiez le SIRET : quatorze chiffres, dont le dernier est une clé de contrôle. "
            "Laissez vide si vous ne le connaissez pas."
        )


def validate_siren(value: str) -> None:
    """Refuse a SIREN whose length or key is wrong."""
    if not stdnum_siren.is_valid(value):
        raise ValidationError(
            "Vérifiez le SIREN\u00a0: neuf chiffres, dont le dernier est une clé de contrôle. "
            "Laissez vide si vous ne le connaissez pas."
        )


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def represented_by(self, user: Any) -> "OrganisationQuerySet":
        """Organisations the user may act for."""
        return self.filter(grants__user=user, grants__permission__codename="representer")

    def named(self, name: str) -> "Organisation | None":
        """The organisation that bears this name, whatever the case, or bore it before a merge.

        One query.
        """
        name = name.strip()
        if not name:
            return None
        found = self.filter(name__iexact=name).select_related("merged_into").first()
        return found.merged_into or found if found else None

    def kept(self) -> "OrganisationQuerySet":
        """Those that were not merged into another one."""
        return self.filter(merged_into=None)

    def with_siren(self, siren: str) -> "OrganisationQuerySet":
        """The organisations of one enterprise, known by its SIRET or by its SIREN alone."""
        return self.filter(Q(siret__startswith=siren) | Q(siren_seul=siren))


class Organisation(Cherchable, models.Model):
    """An enterprise or partner of the roadmap."""

    SEARCHED = frozenset(
        {"name", "kind", "college", "siret", "siren_seul", "commune", "activite", "fait_public"}
    )

    class Kind(models.TextChoices):
        COLLECTIVITE = "collectivite", "Collectivité ou EPCI"
        ETAT = "etat", "Service de l’État"
        OPERATEUR = "operateur", "Opérateur public ou financeur"
        INDUSTRIEL = "industriel", "Industriel"
        PME = "pme", "PME ou ETI industrielle"
        SERVICES = "services", "Services à l’industrie"
        FORMATION = "formation", "Formation, emploi, insertion"
        RESEAU = "reseau", "Réseau, association, chambre consulaire"
        PORT = "port", "Autorité portuaire"

    COLLEGE_BY_KIND = {
        Kind.COLLECTIVITE: College.COLLECTIVITES,
        Kind.ETAT: College.ETAT_OPERATEURS,
        Kind.OPERATEUR: College.ETAT_OPERATEURS,
        Kind.PORT: College.ETAT_OPERATEURS,
        Kind.INDUSTRIEL: College.ENTREPRISES,
        Kind.PME: College.ENTREPRISES,
        Kind.SERVICES: College.ENTREPRISES,
        Kind.FORMATION: College.PARTENAIRES,
        Kind.RESEAU: College.PARTENAIRES,
    }

    name = models.CharField("nom", max_length=200, unique=True)
    kind = models.CharField("type", max_length=20, choices=Kind)
    college = models.CharField("collège", max_length=20, choices=College)
    siret = models.CharField(
        "SIRET",
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_siret],
        help_text="Facultatif. Quatorze chiffres.",
    )
    siren_seul = models.CharField(
        "SIREN",
        max_length=9,
        null=True,
        blank=True,
        validators=[validate_siren],
        help_text="Quand le SIRET n’est pas connu. Neuf chiffres.",
    )
    commune = models.CharField("commune", max_length=100, blank=True)
    activite = models.CharField("activité", max_length=200, blank=True)
    effectif = models.CharField(
        "effectif", max_length=20, blank=True, help_text="Tranche, par exemple 20-49."
    )
    fait_public = models.TextField("présentation publique", blank=True)
    is_fictif = models.BooleanField("fictive (démonstration)", default=False)
    reference = models.CharField(
        "référence du fichier d’origine",
        max_length=40,
        blank=True,
        help_text="Pour importer à nouveau sans doublon.",
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="fusionnée dans",
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["name"]
        permissions = [
            ("representer", "représenter l’organisation"),
            ("signer", "signer pour l’organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(college__in=College.values), name="organisation_college_connu"
            ),
            models.CheckConstraint(
                condition=models.Q(siret=None) | models.Q(siret__regex=r"^[0-9]{14}$"),
                name="organisation_siret_quatorze_chiffres",
            ),
            models.CheckConstraint(
                condition=models.Q(siren_seul=None)
                | models.Q(siret=None, siren_seul__regex=r"^[0-9]{9}$"),
                name="organisation_siren_sans_siret",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=F("pk")),
                name="organisation_fusionnee_dans_une_autre",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def texts(self) -> tuple[str, str]:
        """Its name; what it is, where, its registration."""
        told = (
            self.get_kind_display(), self.get_college_display(), self.commune, self.activite,
            self.fait_public, self.siret or "", self.siren,
        )  # fmt: skip
        return self.name, "\n".join(told)

    def clean(self) -> None:
        if self.siret is not None:
            self.siret = stdnum_siret.compact(self.siret) or None
        if self.siren_seul is not None:
            self.siren_seul = stdnum_siren.compact(self.siren_seul) or None

    @property
    def siren(self) -> str:
        """Nine digits, from the SIRET or known alone; empty when neither is known."""
        return self.siret[:9] if self.siret else self.siren_seul or ""

    @property
    def immatriculation(self) -> str:
        """« SIRET 356 000 000 00048 », « SIREN 356 000 000 », or nothing."""
        if self.siret:
            return f"SIRET {stdnum_siret.format(self.siret, chr(160))}"
        return f"SIREN {stdnum_siren.format(self.siren_seul, chr(160))}" if self.siren_seul else ""


class OrganisationGrant(UserObjectPermissionBase):
    """Who may represent or sign for an organisation (guardian, direct foreign key)."""

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="grants"
    )

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "droit sur une organisation"
        verbose_name_plural = "droits sur les organisations"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Neither used nor cancelled; they may have expired."""
        return self.filter(accepted_at=None, cancelled_at=None)


class Invitation(models.Model):
    """A person is asked, by e-mail, to represent an organisation, and to sign for it or not.

    The link holds a secret; only its digest is here.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    #: The roadmap it was sent from, a plain number: organisations lie below roadmaps.
    feuille_id = models.BigIntegerField("feuille de route")
    email = models.EmailField("adresse électronique")
    signer = models.BooleanField("pourra signer", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="envoyée par",
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField("envoyée le")
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="acceptée par",
    )
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, cancelled_at=None),
                name="invitation_une_en_attente",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(cancelled_at=None),
                name="invitation_acceptee_ou_annulee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation_id}"

    def is_expired(self, now: datetime) -> bool:
        return now >= self.expires_at


class RattachementQuerySet(models.QuerySet["Rattachement"]):
    def waiting(self) -> "RattachementQuerySet":
        """Not decided yet, oldest first."""
        return self.filter(state=self.model.State.DEMANDE).order_by("created_at", "pk")


class Rattachement(models.Model):
    """Somebody who proved his or her address asks to represent an organisation."""

    class State(models.TextChoices):
        DEMANDE = "demande", "demandé"
        ACCEPTE = "accepte", "accepté"
        REFUSE = "refuse", "refusé"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="rattachements"
    )
    feuille_id = models.BigIntegerField("feuille de route")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rattachements"
    )
    origin = models.CharField("origine", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.DEMANDE)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )

    objects = RattachementQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de rattachement"
        verbose_name_plural = "demandes de rattachement"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state="demande"),
                name="rattachement_une_demande",
            ),
            models.CheckConstraint(
                condition=Q(state="demande", decided_at=None)
                | (~Q(state="demande") & Q(decided_at__isnull=False)),
                name="rattachement_decide_dit_quand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.organisation_id} ({self.get_state_display()})"
