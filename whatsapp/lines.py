"""The state of a wire, as its row tells it: what the session's process writes, what staff wishes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from whatsapp import alerts
from whatsapp.models import Line

State, Wish = Line.State, Line.Wish

# From these it does not come back by itself: another session, a ban or an unlinked number would only get worse.
ENDED = frozenset(
    {State.OFF, State.REPLACED, State.LOGGED_OUT, State.BANNED, State.OUTDATED, State.NEEDS_PASSKEY, State.FAILED}
)
_NEEDS_A_HAND = ENDED - {State.OFF} | {State.SILENT}
_LINKING = frozenset({State.QR, State.CODE})
# What the child calls them, where that is another word.
_STATES = {
    "refused": State.DISCONNECTED,
    "unreachable": State.DISCONNECTED,
    "expired": State.OFF,
    "not_paired": State.OFF,
}


def of(wire: str) -> Line:
    """The row of WIRE, made at the first look."""
    return Line.objects.get_or_create(wire=wire)[0]


def beat(wire: str, *, now: datetime) -> None:
    """Note a sign of life of the session's process."""
    Line.objects.update_or_create(wire=wire, defaults={"beat_at": now})


def wish(wire: str, what: Line.Wish, *, phone: str = "") -> None:
    """Ask the session's process for something; it looks here every second."""
    of(wire)
    Line.objects.filter(wire=wire).update(wish=what, wish_phone=phone)


def granted(line: Line) -> None:
    """The wish of LINE was taken up; one that was made since stands."""
    Line.objects.filter(pk=line.pk, wish=line.wish).update(wish="", wish_phone="")


def show_code(wire: str, *, kind: Line.State, code: str, now: datetime) -> None:
    """What is to be scanned, or typed on the phone."""
    Line.objects.filter(wire=wire).update(state=kind, state_at=now, code=code, code_at=now, detail="")


def note(wire: str, report: dict[str, Any], *, now: datetime) -> Line.State:
    """Write down a state that the child reported, and tell staff where it needs them."""
    said = str(report["state"])
    state = _STATES.get(said) or State(said)
    until = report.get("until")
    more: dict[str, Any] = {"code": "", "code_at": None} if state not in _LINKING else {}
    if state in (State.PAIRED, State.CONNECTED) and report.get("number"):
        more |= {"number": str(report["number"])}
    if state == State.LOGGED_OUT:
        more |= {"number": ""}
    Line.objects.filter(wire=wire).update(
        state=state,
        state_at=now,
        detail=str(report.get("detail", ""))[:120] or (said if said in _STATES else ""),
        banned_until=datetime.fromtimestamp(float(until), UTC) if until else F("banned_until"),
        **more,
    )
    if state in _NEEDS_A_HAND:
        alerts.raise_alert(kind=f"{wire} {state}", detail=str(report.get("detail", "")), now=now)
    return state
