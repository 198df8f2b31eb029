"""The Cloud API at work: our number there, what its webhook brings, what leaves by it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import DataError, transaction
from django.utils import timezone

from whatsapp import carrying, intake
from whatsapp.cloud import translation
from whatsapp.cloud.client import Cloud, meaning_of
from whatsapp.models import Line
from whatsapp.port import Arrival
from whatsapp.work import UNHURRIED, Carrier, Intake

logger = logging.getLogger(__name__)

WIRE = Line.Wire.CLOUD.value


def is_configured() -> bool:
    """Whether the operator has a number there."""
    return settings.WHATSAPP.cloud_token is not None


def port() -> Cloud:
    """Our number there."""
    whatsapp = settings.WHATSAPP
    return Cloud(token=whatsapp.cloud_token or "", phone_id=whatsapp.cloud_phone_id, base_url=whatsapp.cloud_base_url)


@transaction.atomic
def receive(webhook: object, *, now: datetime) -> int:
    """Store everything a genuine WEBHOOK says for our number, once; how many things were new.

    What is for another number of the same account is left out. Nothing is dealt with here: Meta waits for its answer.
    """
    read = translation.read(webhook)
    for problem in read.problems:
        logger.warning("a webhook had something that could not be read: %s", problem)
    ours = settings.WHATSAPP.cloud_phone_id
    new = sum(_stored(one, now) for account, one in read.arrivals if account == ours)
    receipts = [receipt for account, receipt in read.receipts if account == ours]
    carrying.heard(receipts, wire=WIRE, now=now, meaning=meaning_of)
    return new


def _stored(arrival: Arrival, now: datetime) -> bool:
    try:
        with transaction.atomic():
            return intake.store(wire=WIRE, arrival=arrival, now=now)
    except (DataError, ValueError) as error:  # the others are not lost with it
        logger.error("an arrival does not fit: %s", type(error).__name__)  # noqa: TRY400  (it may quote what they wrote)
        return False


async def take_in() -> None:
    """Deal with all that came in and waits."""
    taking = Intake(port(), timezone.now)
    await taking.look()
    await taking.settled()


async def carry() -> None:
    """Carry all that may leave now."""
    carrier = Carrier(port(), timezone.now, UNHURRIED)
    while await carrier.look():
        await carrier.settled()
