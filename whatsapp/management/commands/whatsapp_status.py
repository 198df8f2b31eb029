"""`manage.py whatsapp_status`: how both wires are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from whatsapp import official
from whatsapp.models import Alert, Line

_ALIVE = timedelta(seconds=15)


class Command(BaseCommand):
    help = "Say how the linked session and the Cloud API are; exit 1 when something needs a hand."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        now = timezone.now()
        line = Line.objects.filter(wire=Line.Wire.LINKED).first()
        if line is None or (not line.number and line.state == Line.State.OFF):
            self.stdout.write("linked session: no number is linked (manage.py whatsapp_link)")
        else:
            alive = line.beat_at is not None and now - line.beat_at < _ALIVE
            number = f"+{line.number}" if line.number else "no number"
            self.stdout.write(f"linked session: {line.get_state_display()}, {number} {line.detail}".rstrip())
            self.stdout.write(
                f"  its process: {'alive' if alive else 'not running'}; last heard: {line.heard_at or 'never'}"
            )
        self.stdout.write(f"Cloud API: {'configured' if official.is_configured() else 'not configured'}")
        for stopped in Line.objects.exclude(stopped_at=None):
            self.stdout.write(f"nothing leaves by {stopped}: {stopped.stopped_by}")
        unseen = list(Alert.objects.filter(seen_at=None).order_by("raised_at"))
        for alert in unseen:
            self.stdout.write(f"alert: {alert} {alert.detail}".rstrip())
        if unseen:
            raise SystemExit(1)
