import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feuille_de_route.settings")

app = Celery("feuille_de_route")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
