"""A Redis that is frozen, or gone, holds no turn; what it missed is healed when it is back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import redis

from sofia.tests import servers
from sofia.tests.served import Browser, Served


def test_a_frozen_redis_holds_no_turn(tmp_path: Path) -> None:
    with servers.redis() as url:
        served = Served({"SOFIA_DATA_DIR": str(tmp_path), "DATABASE_URL": "", "REDIS_URL": url})
        served.start()
        browser = Browser(served)
        browser.come_in()
        with redis.Redis.from_url(url) as client:
            pid = int(client.info()["process_id"])
        with browser.tab() as tab:
            tab.send(type="since", message_id=0)
            tab.ask("gasté 25 en taxi")
            os.kill(pid, signal.SIGSTOP)
            try:
                assert "S/ 30.00" in tab.ask("gasté 30 en pan")
                with browser.tab() as late:
                    late.send(type="since", message_id=0)
                    assert "S/ 31.00" in late.ask("gasté 31 en pan"), "a tab opened meanwhile works too"
            finally:
                os.kill(pid, signal.SIGCONT)
            with browser.tab() as fresh:
                fresh.send(type="since", message_id=0)
                assert "S/ 86.00" in fresh.ask("¿cuánto gasté hoy?")
                tab.until(type="message", role="sofia", message_id=fresh.frames[-1]["message_id"])
        assert served.stop() == 0
