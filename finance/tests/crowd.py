"""Several people doing something at the same moment, each in a thread and with a database connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
_PATIENCE = 60  # seconds, after which a crowd counts as stuck


def at_once(works: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Do all WORKS at the same moment; what each returned or raised, in their order. Their connections are closed."""
    start = threading.Barrier(len(works))
    outcomes: dict[int, T | Exception] = {}

    def take_part(place: int, work: Callable[[], T]) -> None:
        try:
            start.wait(timeout=_PATIENCE)
            outcomes[place] = work()
        except Exception as error:  # noqa: BLE001  (what happened is what the test asks for)
            outcomes[place] = error
        finally:
            connection.close()

    crowd = [threading.Thread(target=take_part, args=place_and_work) for place_and_work in enumerate(works)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(timeout=_PATIENCE)
    assert not any(one.is_alive() for one in crowd), "somebody is stuck"
    return [outcomes[place] for place in range(len(works))]
