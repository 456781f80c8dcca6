import os
from pathlib import Path
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feuille_de_route.settings")

app = Celery("feuille_de_route")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **_kwargs: Any) -> None:
    """The embedded broker is a set of folders; Celery expects them to be there."""
    for name, folder in sender.conf.broker_transport_options.items():
        if name.startswith("data_folder") or name == "control_folder":
            Path(folder).mkdir(parents=True, exist_ok=True)
