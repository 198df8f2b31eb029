"""What staff must know: a row in the admin and a mail, once until somebody has looked."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from whatsapp.models import Alert, Line

logger = logging.getLogger(__name__)


def raise_alert(*, kind: str, detail: str = "", now: datetime) -> bool:
    """Tell staff of KIND, unless they know; whether it is news."""
    if Alert.objects.filter(kind=kind, seen_at=None).exists():
        return False
    Alert.objects.create(kind=kind, detail=detail[:120], raised_at=now)
    logger.warning("alert: %s", kind)
    transaction.on_commit(lambda: _write(kind, detail), robust=True)
    return True


def stop_line(*, wire: str, code: str, now: datetime) -> None:
    """Nothing more leaves by WIRE until staff says so: the account is in danger."""
    Line.objects.get_or_create(wire=wire)
    Line.objects.filter(wire=wire, stopped_at=None).update(stopped_at=now, stopped_by=code[:40])
    raise_alert(kind=f"{wire} stopped", detail=code, now=now)


def start_line(*, wire: str) -> None:
    """Staff has looked: what waited may leave."""
    Line.objects.filter(wire=wire).update(stopped_at=None, stopped_by="")


def _write(kind: str, detail: str) -> None:
    if settings.STAFF_EMAILS:
        about = f"{settings.PUBLIC_URL}/admin/whatsapp/"
        send_mail(f"SofIA: {kind}", f"{kind} {detail}\n{about}", None, settings.STAFF_EMAILS)
