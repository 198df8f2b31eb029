"""How much memory the linked session takes: its process and the client library's, linked to the loopback server.

Measured at rest and after a burst of 300 messages, in MiB of what each process holds for itself (PSS). Printed; no bar: the
figures stand in docs/whatsapp.md. `python benchmarks/session_memory.py`
"""

from __future__ import annotations

import os
import tempfile
import time
from functools import partial
from pathlib import Path

from sofia.tests.test_line_killed import Phone, on
from whatsapp.tests.emulator.running import Emulator

BURST = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as name, Emulator(Path(name) / "emulator") as emulator:
        folder = Path(name) / "data"
        folder.mkdir()
        with on("sqlite", folder) as (environ, rows):
            copies = Path(name) / "copies"
            copies.mkdir()
            phone = Phone({**environ, **emulator.environment(copies)}, rows, emulator)
            try:
                _measure(phone)
            finally:
                phone.stop()


def _measure(phone: Phone) -> None:
    phone.manage("migrate", "--verbosity", "0")
    phone.start()
    phone.until("SELECT count(*) FROM whatsapp_line", lambda found: found[0][0] == 1)
    phone.rows("UPDATE whatsapp_line SET wish = 'qr'")
    phone.emulator.scan(phone.until("SELECT code FROM whatsapp_line", lambda found: bool(found[0][0]))[0][0])
    phone.until("SELECT state FROM whatsapp_line", lambda found: found[0][0] == "connected")
    time.sleep(5)
    _tell("linked, at rest", phone)
    for number in range(BURST):
        phone.emulator.say(f"gasté {number + 1} en pan")
    phone.until("SELECT count(*) FROM whatsapp_inbound WHERE state = 'done'", partial(_at_least, BURST))
    _tell(f"after a burst of {BURST}", phone)


def _at_least(wanted: int, found: list[tuple[int]]) -> bool:
    return found[0][0] >= wanted


def _tell(when: str, phone: Phone) -> None:
    assert phone.process is not None
    parent = phone.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    print(f"{when}: session {_held(parent)} MiB, client library {sum(_held(int(child)) for child in children)} MiB")


def _held(pid: int) -> int:
    rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rolled.split("\n") if line.startswith("Pss:")) // 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sofia.settings")
    main()
