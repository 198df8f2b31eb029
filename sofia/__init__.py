"""The project: it configures the rooms and wires them together."""

from sofia.celery import app as celery_app

__all__ = ["celery_app"]
