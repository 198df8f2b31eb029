"""How much memory the linked session takes: its own process, and the client library's, linked to the loopback server.

Measured at rest and after a burst of 300 messages, in MiB of what each process holds for itself (PSS), beside the floor: a
Python process that has loaded Django and nothing else. The bar is what one t3.medium can spare for the line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sofia.tests.test_line_killed import Phone, on
from whatsapp.tests.emulator.running import Emulator

BAR = 300  # MiB, of both processes together after the burst
_BURST = 300
_FLOOR = "import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'sofia.settings'; django.setup(); input()"


def floor(environ: dict[str, str]) -> int:
    process = subprocess.Popen([sys.executable, "-c", _FLOOR], stdin=subprocess.PIPE, env=environ)
    time.sleep(3)
    held = _held(process.pid)
    process.communicate(b"\n")
    return held


def run(burst: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="sofia-line-") as name, Emulator(Path(name) / "emulator") as emulator:
        folder, copies = Path(name) / "data", Path(name) / "copies"
        folder.mkdir()
        copies.mkdir()
        with on("sqlite", folder) as (environ, rows):
            phone = Phone({**environ, **emulator.environment(copies)}, rows, emulator)
            try:
                told = [
                    _row("linked, at rest", _linked(phone)),
                    _row(f"after {burst} messages", _answered(phone, burst)),
                ]
            finally:
                phone.stop()
            bare = floor(phone.environ)
    most = told[-1]["session"] + told[-1]["library"]
    ratio = {"session/floor": round(told[-1]["session"] / bare, 2)}
    figures = {"floor": bare, "together": most}
    return {
        "name": "session_memory",
        "rows": told,
        "figures": figures,
        "ratio": ratio,
        "bar": BAR,
        "holds": most <= BAR,
    }


def _linked(phone: Phone) -> Phone:
    phone.manage("migrate", "--verbosity", "0")
    phone.start()
    phone.until("SELECT count(*) FROM whatsapp_line", lambda found: found[0][0] == 1)
    phone.rows("UPDATE whatsapp_line SET wish = 'qr'")
    phone.emulator.scan(phone.until("SELECT code FROM whatsapp_line", lambda found: bool(found[0][0]))[0][0])
    phone.until("SELECT state FROM whatsapp_line", lambda found: found[0][0] == "connected")
    time.sleep(5)
    return phone


def _answered(phone: Phone, burst: int) -> Phone:
    for number in range(burst):
        phone.emulator.say(f"gasté {number + 1} en pan")
    phone.until("SELECT count(*) FROM whatsapp_inbound WHERE state = 'done'", partial(_at_least, burst))
    return phone


def _at_least(wanted: int, found: list[tuple[int]]) -> bool:
    return found[0][0] >= wanted


def _row(when: str, phone: Phone) -> dict[str, Any]:
    assert phone.process is not None
    parent = phone.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {"when": when, "session": _held(parent), "library": sum(_held(int(child)) for child in children)}


def _held(pid: int) -> int:
    rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rolled.split("\n") if line.startswith("Pss:")) // 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one object instead of a table")
    parser.add_argument("--burst", type=int, default=_BURST, help="how many messages")
    options = parser.parse_args()
    result = run(options.burst)
    if options.json:
        print(json.dumps(result))
    else:
        for row in result["rows"]:
            print(f"{row['when']:22} session {row['session']:>4} MiB, client library {row['library']:>4} MiB")
        print(
            f"Django alone {result['figures']['floor']} MiB; together at most {BAR}: {'holds' if result['holds'] else 'DOES NOT HOLD'}"
        )
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
