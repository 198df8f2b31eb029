"""Celery's part: what came in by the Cloud API is dealt with, and what waits for it is carried."""

from __future__ import annotations

from asgiref.sync import async_to_sync
from celery import shared_task

from whatsapp import official


@shared_task
def take_in(**_later: object) -> None:
    """Deal with everything that came in."""
    async_to_sync(official.take_in)()


@shared_task
def carry(**_later: object) -> None:
    """Carry everything that may leave."""
    async_to_sync(official.carry)()


@shared_task
def look(**_later: object) -> None:
    """What a lost poke left lying."""
    if official.is_configured():
        async_to_sync(official.take_in)()
        async_to_sync(official.carry)()
