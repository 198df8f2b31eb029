"""What came in and is not known to be stored yet: one file an event, on the disk before anybody is told of it.

WhatsApp holds an event for delivered before we can store it, so the directory remembers what a lost process would not.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DIGITS = 20  # names sort in the order of arrival


def put_aside(folder: Path, report: dict[str, Any]) -> None:
    """Keep what an event was, for staff, under a name that is not read again. For the parent: it writes nothing else here."""
    path = folder / f"{int(report['name']):0{_DIGITS}}.unreadable"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"kind": report["kind"], "event": report["event"]}, file)


class Spool:
    """A folder of events. One process writes it; `forget` is safe to repeat."""

    def __init__(self, folder: Path) -> None:
        """Open FOLDER, made if absent, for its owner alone. What a dead process had half written is cleared away."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        for half in folder.glob("*.half"):
            half.unlink()
        self._last = max((int(path.stem) for path in folder.glob("*.json")), default=0)

    def keep(self, event: dict[str, Any]) -> str:
        """Put EVENT on the disk and return the name it is known by. OSError when the disk refuses: nothing is kept then."""
        self._last = max(self._last + 1, time.time_ns())
        name = f"{self._last:0{_DIGITS}}"
        half = self._folder / f"{name}.half"
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(event, file)
            file.flush()
            os.fsync(file.fileno())
        half.rename(self._folder / f"{name}.json")
        self._settle()
        return name

    def waiting(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Everything kept, oldest first. A file that cannot be read is put aside for staff, under another name."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                event = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                path.rename(path.with_suffix(".broken"))
            else:
                yield path.stem, event

    def forget(self, name: str) -> None:
        """Take away an event that is stored elsewhere now."""
        if name.isdigit():  # it comes over a pipe: never a path
            (self._folder / f"{name}.json").unlink(missing_ok=True)

    def _settle(self) -> None:
        """The new name itself must be on the disk too."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
