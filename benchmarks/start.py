"""How long SofIA takes to answer once installed: `manage.py serve`, which is all that `make run` then does.

    a  floor   a bare Daphne with one view, from its start to its first answer
    b  SofIA   `manage.py serve` on a folder that it has prepared before, from its start to the first page

in turns; both start a new process each time, on the same machine. The bar: SofIA answers within 3 seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))  # a program beside the project, not a part of it

from sofia.tests import servers  # noqa: E402  (found by the line above)

BAR = 3.0  # seconds
_PATIENCE = 60.0
_FLOOR = """
import sys
from daphne.server import Server
async def view(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hola"})
Server(view, endpoints=[f"tcp:port={sys.argv[1]}:interface=127.0.0.1"], signal_handlers=False).run()
"""


class NeverAnswered(AssertionError):
    """It was started, and did not answer."""


def seconds(command: list[str], port: int, path: str, environment: dict[str, str]) -> float:
    """From the start of COMMAND to its first answer; it is ended afterwards."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            while time.perf_counter() - began < _PATIENCE:
                if _answers(f"http://127.0.0.1:{port}{path}"):
                    return time.perf_counter() - began
                time.sleep(0.005)
            raise NeverAnswered(" ".join(command))
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310  (our own address)
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def run(rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="sofia-start-") as folder:
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "SOFIA_DATA_DIR": folder}
        sofia = [sys.executable, "manage.py", "serve", "--port"]
        first = servers.free_port()
        print(f"prepared in {seconds([*sofia, str(first)], first, '/entrar/', environment):.1f} s", file=sys.stderr)
        figures: dict[str, list[float]] = {"a": [], "b": []}
        for number in range(rounds):
            port, other = servers.free_port(), servers.free_port()
            figures["a"].append(seconds([sys.executable, "-c", _FLOOR, str(port)], port, "/", environment))
            figures["b"].append(seconds([*sofia, str(other)], other, "/entrar/", environment))
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
    middle = {kind: round(statistics.median(times), 2) for kind, times in figures.items()}
    names = {"a": "a bare Daphne", "b": "SofIA"}
    rows = [{"kind": kind, "what": names[kind], "seconds": taken} for kind, taken in middle.items()]
    ratio = {"b/a": round(middle["b"] / middle["a"], 2)}
    return {"name": "start", "rows": rows, "ratio": ratio, "bar": BAR, "holds": middle["b"] <= BAR}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print one object instead of a table")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is started")
    options = parser.parse_args()
    result = run(options.rounds)
    if options.json:
        print(json.dumps(result))
    else:
        for row in result["rows"]:
            print(f"{row['kind']}  {row['what']:14}{row['seconds']:>6} s to the first answer")
        print(f"b/a {result['ratio']['b/a']}; at most {BAR} s: {'holds' if result['holds'] else 'DOES NOT HOLD'}")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
