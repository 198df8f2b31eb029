"""The ways in which there is no answer, each a fact of its own; whoever asks catches `ModelFailure`.

Their messages are ours: they never repeat what was asked, what was answered, nor the key.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from finance.language_model.exchange import Usage


class ModelFailure(Exception):
    """There is no answer. KIND is what the call's row and the metrics call it."""

    kind: ClassVar[str]
    may_pass: ClassVar[bool] = False  # asking once more at once may help
    is_free: ClassVar[bool] = False  # the provider had not begun to work: nothing is billed
    usage: Usage | None = None  # what it took all the same, where the provider says so


# The provider's.


class BadKey(ModelFailure):
    """The key is unknown or no longer active."""

    kind = "bad_key"
    is_free = True


class Quota(ModelFailure):
    """The credit of our account with the provider is used up."""

    kind = "quota"
    is_free = True


class Gone(ModelFailure):
    """What we ask for is not offered any more, or not at this address."""

    kind = "gone"
    is_free = True


class Refused(ModelFailure):
    """The provider does not take the request as it is: our mistake."""

    kind = "refused"
    is_free = True


class RateLimited(ModelFailure):
    """We ask too often. RETRY_AFTER is how long the provider says to wait, None where it says nothing."""

    kind = "rate_limited"
    may_pass = True
    is_free = True

    def __init__(self, said: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(said)
        self.retry_after = retry_after


class Upstream(ModelFailure):
    """Something is broken at the provider's, or on the way there."""

    kind = "upstream"
    may_pass = True
    is_free = True


class Unreachable(Upstream):
    """There was no connection to the provider at all."""


class NotTheDialect(Upstream):
    """What came is no answer of this provider's: a redirect, a page, more bytes than an answer has."""

    may_pass = False
    is_free = False


class TimedOut(ModelFailure):
    """The answer did not begin, or did not end, in time."""

    kind = "timed_out"


class Truncated(ModelFailure):
    """The answer broke off, or is longer than it may be: a part of it is no answer."""

    kind = "truncated"


class Failed(ModelFailure):
    """The provider says itself that the answer failed, or it is empty."""

    kind = "failed"


# Ours: the provider is not asked.


class NotConfigured(ModelFailure):
    """No key is configured."""

    kind = "not_configured"
    is_free = True


class SwitchedOff(ModelFailure):
    """Staff have turned the provider off."""

    kind = "switched_off"
    is_free = True


class OverBudget(ModelFailure):
    """The day's money, the person's or everybody's, does not suffice for this call."""

    kind = "over_budget"
    is_free = True


class BreakerOpen(ModelFailure):
    """The last calls failed: it is left alone for a while."""

    kind = "breaker_open"
    is_free = True


class TooBusy(ModelFailure):
    """As many calls as our tier allows are under way."""

    kind = "too_busy"
    is_free = True


class Abandoned(ModelFailure):
    """Whoever asked stopped listening before the answer ended."""

    kind = "abandoned"
