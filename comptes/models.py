from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

#: What an erased person is called wherever a name was printed.
NOM_EFFACE = "Compte effacé"


class UserManager(BaseUserManager["User"]):
    """Accounts are e-mail addresses; no password is needed."""

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, name: str = "", **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_unusable_password()
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.create_user(email, is_staff=True, is_superuser=True, **fields)
        if password:
            user.set_password(password)
            user.save(update_fields=["password"])
        return user

    def personas(self) -> models.QuerySet["User"]:
        """The people of the demonstration, in the order they were created."""
        return self.filter(is_demo=True, is_active=True).order_by("pk")


class User(AbstractBaseUser, PermissionsMixin):
    """A person: a professional address, a name, a function. Nothing else is asked."""

    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom", max_length=150, blank=True)
    fonction = models.CharField("fonction", max_length=150, blank=True)
    is_staff = models.BooleanField("accès à l’administration technique", default=False)
    is_active = models.BooleanField("actif", default=True)
    averti_at = models.DateTimeField(
        "averti de l’effacement le",
        null=True,
        blank=True,
        editable=False,
        help_text="Un compte inactif n’est effacé que trente jours après cet avis.",
    )
    is_demo = models.BooleanField(
        "personnage de démonstration",
        default=False,
        help_text="Connexion en un clic, en mode démonstration seulement.",
    )
    rappels = models.BooleanField(
        "recevoir les résumés",
        default=True,
        help_text="Le lundi ce qui attend cette personne, chaque matin ce qui s’est écrit la veille.",
    )
    date_joined = models.DateTimeField("inscription", default=timezone.now)
    erased_at = models.DateTimeField(
        "effacé le",
        null=True,
        blank=True,
        editable=False,
        help_text="La personne est partie ; la ligne reste, sans elle, pour ce qui pointe ici.",
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name=NOM_EFFACE, fonction="", is_active=False, is_staff=False),
                name="personne_effacee_n_a_plus_de_nom",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]
