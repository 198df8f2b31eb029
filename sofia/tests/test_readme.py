"""What the README and the docs claim is there is there."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])


def names(page: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", page.read_text()) + re.findall(r"^([a-z].*)$", page.read_text(), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_it_names_exists(page: Path) -> None:
    said = "\n".join(names(page))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b(?!d)", said)) - {"sure"} <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", said)) <= set(get_commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_path_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    linked = {page.parent / target for target in re.findall(r"\]\(([^)#:]+)\)", text)}
    named = {ROOT / path for path in re.findall(r"`((?:finance|webui|sofia|docs|benchmarks)/[\w/.]+)`", text)}
    assert [str(path) for path in linked | named if not path.exists()] == []


def test_the_map_has_every_room_and_no_other() -> None:
    text = (ROOT / "README.md").read_text()
    rooms = {path.name for path in (ROOT / "finance").iterdir() if (path / "__init__.py").exists()} - {"tests"}
    assert set(re.findall(r"`finance/(\w+)/`", text)) == rooms


def test_the_map_stands_in_the_order_of_the_stairs() -> None:
    order = re.findall(r"`finance/(\w+)(?:/|\.py)`", (ROOT / "README.md").read_text())
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    stairs = contracts["importlinter:contract:rooms"]["layers"].replace("|", " ").split()
    assert order == stairs
