from django.apps import AppConfig

from comptes import checks  # noqa: F401 -- registers the check


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"
