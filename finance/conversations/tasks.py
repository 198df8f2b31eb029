"""Celery carries an id; the database knows the rest."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from finance.conversations import answering, outbox


@shared_task
def answer(*, conversation_id: int, **_later: object) -> None:
    """Answer what waits in one conversation."""
    answering.answer(conversation_id=conversation_id, now=timezone.now)


@shared_task
def resume(**_later: object) -> None:
    """Take up again what a lost poke, a dead worker or a dead carrier left lying."""
    now = timezone.now()
    outbox.give_up_on_lost(now=now)
    for conversation_id in answering.stuck(now=now):
        poke(conversation_id)


def poke(conversation_id: int) -> None:
    """Ask a worker to look at a conversation. May fail or be lost: `resume` repairs."""
    answer.delay(conversation_id=conversation_id)
