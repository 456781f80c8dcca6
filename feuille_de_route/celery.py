import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feuille_de_route.settings")

app = Celery("feuille_de_route")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")

#: What time starts, in the time zone of the product. A start that was missed happens at the next
#: start of the beat; each of these may run twice without harm.
app.conf.beat_schedule = {
    "conservation": {
        "task": "feuille_de_route.tasks.conserver",
        "schedule": crontab(hour="3", minute="0"),
    },
    "parutions": {"task": "publication.clock.paraitre", "schedule": crontab()},
    "pdf_orphelins": {
        "task": "publication.clock.nettoyer",
        "schedule": crontab(hour="3", minute="30"),
    },
    "nouvelles": {
        "task": "actions.clock.envoyer_nouvelles",
        "schedule": crontab(hour="7", minute="0"),
    },
    "rappels": {
        "task": "engagements.clock.envoyer_rappels",
        "schedule": crontab(hour="8", minute="0", day_of_week="mon"),
    },
}


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **_kwargs: Any) -> None:
    """The embedded broker is a set of folders; Celery expects them to be there."""
    for name, folder in sender.conf.broker_transport_options.items():
        if name.startswith("data_folder") or name == "control_folder":
            Path(folder).mkdir(parents=True, exist_ok=True)
