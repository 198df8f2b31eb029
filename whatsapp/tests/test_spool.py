"""What the line hears is on the disk before anybody is told, in order, and goes only when it is stored elsewhere."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from whatsapp.spool import Spool

pytestmark = pytest.mark.once


def kept(spool: Spool) -> list[int]:
    return [event["n"] for _name, event in spool.waiting()]


def test_it_gives_back_what_was_kept_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for number in range(30):
        spool.keep({"n": number})
    assert kept(Spool(tmp_path / "spool")) == list(range(30))


def test_what_is_stored_elsewhere_is_forgotten_however_often(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    names = [spool.keep({"n": number}) for number in range(3)]
    spool.forget(names[1])
    spool.forget(names[1])
    assert kept(spool) == [0, 2]


def test_names_go_on_after_a_restart_though_the_clock_went_back(tmp_path: Path) -> None:
    Spool(tmp_path / "spool").keep({"n": 1})
    with mock.patch("time.time_ns", return_value=5):
        Spool(tmp_path / "spool").keep({"n": 2})
    assert kept(Spool(tmp_path / "spool")) == [1, 2]


def test_a_disk_that_refuses_is_told_and_nothing_half_is_given_back(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    with mock.patch("os.fsync", side_effect=OSError("no space left")), pytest.raises(OSError, match="no space"):
        spool.keep({"n": 1})
    assert kept(spool) == []
    assert kept(Spool(tmp_path / "spool")) == []
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_cannot_be_read_is_put_aside_and_the_rest_given(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    (tmp_path / "spool" / "00000000000000000001.json").write_text("{half")
    spool.keep({"n": 1})
    assert kept(spool) == [1]
    assert [path.suffix for path in sorted((tmp_path / "spool").iterdir())] == [".broken", ".json"]


@pytest.mark.parametrize("name", ["../secret", "", "1/../../x"])
def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.json").write_text("{}")
    Spool(tmp_path / "spool").forget(name)
    assert (tmp_path / "secret.json").exists()


def test_it_is_its_owners_alone(tmp_path: Path) -> None:
    name = Spool(tmp_path / "spool").keep({"n": 1})
    paths = (tmp_path / "spool", tmp_path / "spool" / f"{name}.json")
    assert [path.stat().st_mode & 0o077 for path in paths] == [0, 0]
