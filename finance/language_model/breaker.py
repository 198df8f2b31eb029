"""Whether the provider is left alone for a while, told by how the last calls went.

There is no state but the calls themselves, so that it holds across processes and machines. A success after a failure
closes it. It is read while the provider's row is held: of two who come at once, one is the probe.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import takewhile

from django.db.models import Q, QuerySet

from finance.language_model.deadline import LONGEST
from finance.language_model.failures import BadKey, Failed, Gone, Quota, TimedOut, Truncated, Upstream
from finance.language_model.models import Call
from finance.prepared import Asked

# These do not pass by themselves: somebody has to do something, and asking on only makes noise.
LASTING = (BadKey.kind, Quota.kind, Gone.kind)
LASTING_REST = timedelta(minutes=15)
# These pass, or they do not: several in a row say that it is not chance.
PASSING = (Upstream.kind, TimedOut.kind, Truncated.kind, Failed.kind)
PASSING_REST = timedelta(seconds=30)
IN_A_ROW = 5
WITHIN = timedelta(seconds=60)
# Calls that were under way when it opened end later and push the row out of sight of the newest five; a few more are read.
_READ = 4 * IN_A_ROW


class Gate(Enum):
    """Who may pass now."""

    ALL = "all"
    PROBE = "probe"  # one, to see whether the provider is back
    NOBODY = "nobody"


def look(now: datetime) -> Gate:
    """Who may pass at NOW, by the calls that ended last."""
    failed = list(takewhile(lambda call: call[0] == Call.State.FAILED, _NEWEST.rows()))  # since the last that went well
    if any(kind in LASTING and end > now - LASTING_REST for _state, kind, _is_probe, end in failed if end):
        return Gate.NOBODY
    passing = [(is_probe, end) for _state, kind, is_probe, end in failed if kind in PASSING and end]
    if not (_row_of_failures([end for _is_probe, end in passing]) or any(is_probe for is_probe, _end in passing)):
        return Gate.ALL
    back_at = passing[0][1] + PASSING_REST
    return Gate.NOBODY if now < back_at or _probe_under_way(back_at, now) else Gate.PROBE


def _newest() -> QuerySet[Call, tuple[object, ...]]:
    ended = Call.objects.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    return ended.values_list("state", "failure", "is_probe", "ended_at")[:_READ]


_NEWEST = Asked(_newest)


def _row_of_failures(ends: Sequence[datetime]) -> bool:
    """Did IN_A_ROW of them, newest first, end within a minute?"""
    return any(ends[n] - ends[n + IN_A_ROW - 1] <= WITHIN for n in range(len(ends) - IN_A_ROW + 1))


def _probe_under_way(opened_at: datetime, now: datetime) -> bool:
    probes = Q(state=Call.State.RESERVED, started_at__gte=opened_at, started_at__gt=now - LONGEST)
    return Call.objects.filter(probes).exists()
