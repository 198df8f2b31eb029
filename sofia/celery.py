"""The Celery app: its settings are Django's, its tasks stand in each room's `tasks.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sofia.settings")

app = Celery("sofia")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["finance.conversations"])
