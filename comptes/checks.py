"""What `manage.py check --deploy` says of accounts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def demonstration_is_closed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        Warning(
            "La démonstration est ouverte : chacun peut prendre la place d’un personnage.",
            hint="Retirez DEMO de l’environnement sur un site qui contient de vraies données.",
            id="comptes.W001",
        )
    ]
