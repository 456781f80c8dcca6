from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from guardian.models import UserObjectPermissionBase
from stdnum.fr import siret as stdnum_siret


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


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def represented_by(self, user: Any) -> "OrganisationQuerySet":
        """Organisations the user may act for."""
        return self.filter(grants__user=user, grants__permission__codename="representer")


class Organisation(models.Model):
    """An enterprise or partner of the roadmap."""

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
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.siret is not None:
            self.siret = stdnum_siret.compact(self.siret) or None


class OrganisationGrant(UserObjectPermissionBase):
    """Who may represent or sign for an organisation (guardian, direct foreign key)."""

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="grants"
    )

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "droit sur une organisation"
        verbose_name_plural = "droits sur les organisations"
