from importlib import import_module

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "publication"
    verbose_name = "Publication"

    def ready(self) -> None:
        # The web process draws in tests and in commands: it must know the job, as a worker does.
        import_module("publication.tasks")
