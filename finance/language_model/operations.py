"""Ask the provider: reserve, call, settle. Every call that goes out has its row, and its money, before it does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction
from django.db.models import F

from finance.language_model import breaker, prices, queries
from finance.language_model.breaker import Gate
from finance.language_model.deadline import Patience
from finance.language_model.exchange import Event, Reply, Request, Usage
from finance.language_model.failures import (
    Abandoned,
    BreakerOpen,
    ModelFailure,
    NotConfigured,
    OverBudget,
    Refused,
    SwitchedOff,
    TooBusy,
)
from finance.language_model.models import Call, Provider
from finance.prepared import Asked

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def ask(
    *, request: Request, purpose: str, person_id: int | None, now: Clock, patience: Patience | None = None
) -> Reply:
    """Ask, and wait for the whole answer. Raises a ModelFailure. May not be called with a transaction open."""
    from finance.language_model import client  # httpx is paid for by the first who asks

    call = _reserve_for(request, purpose, person_id, now)
    try:
        reply = client.configured(patience).complete(request)
    except ModelFailure as failure:
        fail(call=call, failure=failure, now=now())
        raise
    settle(call=call, reply=reply, now=now())
    return replace(reply, call_id=call.pk)


def ask_streaming(
    *, request: Request, purpose: str, person_id: int | None, now: Clock, patience: Patience | None = None
) -> Generator[Event, None, None]:
    """Ask, and give the answer as it comes; its last event is the Reply. Raises as `ask` does, from the first event on.

    Whoever stops listening closes it, and the call counts as abandoned.
    """
    from finance.language_model import client

    call = _reserve_for(request, purpose, person_id, now)
    reply = None
    try:
        for event in client.configured(patience).stream(request):
            if isinstance(event, Reply):
                reply = event
            else:
                yield event
    except ModelFailure as failure:
        fail(call=call, failure=failure, now=now())
        raise
    except GeneratorExit:
        fail(call=call, failure=Abandoned("nobody listens any more"), now=now())
        raise
    assert reply is not None  # a stream ends with it, or fails
    settle(call=call, reply=reply, now=now())
    yield replace(reply, call_id=call.pk)


@transaction.atomic(durable=True)
def reserve(
    *,
    purpose: str,
    person_id: int | None,
    estimate: int,
    now: datetime,
    model: str = "",
    lane: Call.Lane = Call.Lane.CLOSED,
) -> Call:
    """Take ESTIMATE micro-USD of the day's money for a call that begins now.

    Raises SwitchedOff, BreakerOpen, TooBusy or OverBudget, and nothing is taken. What is reserved and never ended, because
    the process died, stays charged.
    """
    provider = _provider_in_hand()
    if not provider.is_on:
        raise SwitchedOff("the provider is turned off")
    gate = breaker.look(now)
    if gate is Gate.NOBODY:
        raise BreakerOpen("the last calls failed")
    load = queries.load(now, person_id=person_id)
    if load.under_way >= settings.LANGUAGE_MODEL_CALLS_AT_ONCE:
        raise TooBusy("too many calls are under way")
    if load.spent + estimate > provider.daily_limit_micro_usd:
        raise OverBudget("the day's limit is reached")
    if person_id is not None and load.spent_by_person + estimate > provider.person_daily_limit_micro_usd:
        raise OverBudget("the person's limit of the day is reached")
    return Call.objects.create(
        purpose=purpose,
        lane=lane,
        model=model,
        person_id=person_id,
        is_probe=gate is Gate.PROBE,
        reserved_micro_usd=estimate,
        started_at=now,
    )


def settle(*, call: Call, reply: Reply, now: datetime) -> None:
    """Write down what a call took. Only the first end of a call counts."""
    usage = Usage(reply.input_tokens, reply.output_tokens, reply.cost_micro_usd)
    _end(call, now, usage, state=Call.State.DONE, model=reply.model or call.model)


def fail(*, call: Call, failure: ModelFailure, now: datetime) -> None:
    """Write down how a call failed. What it may have cost stays charged, unless the provider told or had not begun."""
    usage = failure.usage or Usage(cost_micro_usd=0 if failure.is_free else None)
    _end(call, now, usage, state=Call.State.FAILED, failure=failure.kind)
    needs_somebody = failure.kind in breaker.LASTING or failure.kind == Refused.kind
    logger.log(
        logging.ERROR if needs_somebody else logging.WARNING, "call %s failed: %s (%s)", call.pk, failure.kind, failure
    )


def refuse_figures(*, call_id: int, count: int) -> None:
    """Count the figures of a call's answer that nothing proved."""
    Call.objects.filter(pk=call_id).update(refused_figures=F("refused_figures") + count)


def _reserve_for(request: Request, purpose: str, person_id: int | None, now: Clock) -> Call:
    if not queries.is_configured():
        raise NotConfigured("no key is configured")
    model = settings.LANGUAGE_MODEL
    call = reserve(
        purpose=purpose,
        person_id=person_id,
        estimate=prices.estimate(request, model),
        now=now(),
        model=model,
        lane=Call.Lane.WEB if request.web else Call.Lane.CLOSED,
    )
    _give_back_connections()
    return call


def _give_back_connections() -> None:
    """A model thinks for seconds: others need the database meanwhile. The next query opens a connection again."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # as it is inside a test
            connection.close()


def _provider_in_hand() -> Provider:
    """The switch, held until the transaction ends: reservations go one after the other."""
    found = _SWITCH.objects()
    if not found:
        Provider.objects.get_or_create(pk=Provider.THE_ONE)
        found = _SWITCH.objects()
    provider: Provider = found[0]
    return provider


_SWITCH = Asked(lambda: Provider.objects.select_for_update().filter(pk=Provider.THE_ONE))


@transaction.atomic(durable=True)
def _end(call: Call, now: datetime, usage: Usage, **fields: str) -> None:
    Call.objects.filter(pk=call.pk, state=Call.State.RESERVED).update(
        ended_at=now,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cost_micro_usd=usage.cost_micro_usd,
        **fields,
    )
