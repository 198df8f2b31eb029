"""The house rules that no linter knows, read from the sources; `.importlinter` and ruff hold the others.

Each rule brings a piece of source that breaks it and one that does not, so that a rule which sees nothing is noticed.
"""

import ast
import configparser
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).parents[2]
PACKAGES = ("sofia", "finance", "webui", "whatsapp", "benchmarks")
LONGEST_FILE = 400  # lines
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "service", "services"}
WIRE_MODULES = ("django.http", "django.shortcuts", "django.urls", "django.views")

Broken = Iterator[tuple[int, str]]  # a line, and what is wrong there


class Rule(NamedTuple):
    """What SAYS holds in the Python files where APPLIES, as FIND sees it; TEMPT breaks it and OBEY does not."""

    says: str
    applies: Callable[[Path], bool]
    find: Callable[[str], Broken]
    tempt: str
    obey: str


def sources(*endings: str) -> list[Path]:
    found = [file for package in PACKAGES for ending in endings for file in (ROOT / package).rglob(f"*{ending}")]
    found += [file for file in (ROOT / "conftest.py", ROOT / "manage.py") if file.suffix in endings]
    return sorted(file.relative_to(ROOT) for file in found if "__pycache__" not in file.parts)


def is_migration(file: Path) -> bool:
    return "migrations" in file.parts


def is_test(file: Path) -> bool:
    return "tests" in file.parts or file.name == "conftest.py"


def touches_money(file: Path) -> bool:
    rooms = {"ledger", "reports", "journal"}
    in_a_room = file.parts[0] == "finance" and file.parts[1] in rooms
    return (in_a_room or file == Path("finance/money.py")) and not is_test(file)


def is_models(file: Path) -> bool:
    return file.name == "models.py" or "models" in file.parts


def in_finance(file: Path) -> bool:
    return file.parts[0] == "finance" and not is_test(file)


def meets_no_request(file: Path) -> bool:
    return in_finance(file) and file.name != "admin.py"


def no_floats(source: str) -> Broken:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"the float {node.value}"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"
        elif isinstance(node, ast.Attribute) and node.attr == "FloatField":
            yield node.lineno, "FloatField"


def no_inexact_columns(source: str) -> Broken:
    for node in ast.walk(ast.parse(source)):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in {"FloatField", "DecimalField"}:
            assert isinstance(node, ast.Attribute | ast.Name)
            yield node.lineno, f"{name}: SQLite keeps it as a float"


def no_ordering(source: str) -> Broken:
    for meta in (
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef) and node.name == "Meta"
    ):
        for line in meta.body:
            if isinstance(line, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "ordering" for t in line.targets
            ):
                yield line.lineno, "Meta.ordering: a query says itself how it is ordered"


def no_logic_in_save(source: str) -> Broken:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == "save":
            yield node.lineno, "save(): update() and bulk_create() would go around it"


def no_notes_to_self(source: str) -> Broken:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX)\b", token.string):
            yield token.start[0], token.string


def imports(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def no_celery(source: str) -> Broken:
    return ((line, f"imports {name}") for line, name in imports(source) if name.split(".")[0] == "celery")


def no_wire(source: str) -> Broken:
    for line, name in imports(source):
        if any(name == module or name.startswith(f"{module}.") for module in WIRE_MODULES):
            yield line, f"imports {name}"


def booleans_by_name(source: str) -> Broken:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for argument in (*node.args.posonlyargs, *node.args.args):
                if argument.annotation and re.search(r"\bbool\b", ast.unparse(argument.annotation)):
                    yield argument.lineno, f"{node.name}({argument.arg}): nobody reads `{node.name}(True)`"


def public_things_explained(source: str) -> Broken:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if node.name.startswith("_") or ast.get_docstring(node):
                continue
            yield node.lineno, f"{node.name} has no docstring"


RULES = [
    Rule("no float touches money", touches_money, no_floats, "half = money.minor * 0.5", "half = money.minor // 2"),
    Rule("no float touches money", touches_money, no_floats, "def f(rate: float): ...", "def f(rate: Decimal): ..."),
    Rule(
        "money is stored as whole minor units",
        is_models,
        no_inexact_columns,
        "amount = models.DecimalField(max_digits=9, decimal_places=2)",
        "minor = models.BigIntegerField()",
    ),
    Rule(
        "no default order hides in Meta",
        is_models,
        no_ordering,
        "class Entry:\n    class Meta:\n        ordering = ['pk']",
        "class Entry:\n    class Meta:\n        indexes = []\nordering = 1",
    ),
    Rule(
        "no logic in save()",
        is_models,
        no_logic_in_save,
        "class Entry(Model):\n    def save(self): ...",
        "class Entry(Model):\n    def total(self): ...",
    ),
    Rule(
        "no notes to self",
        lambda _file: True,
        no_notes_to_self,
        "a = 1  # TO" + "DO: two",
        "borra = 'BORRA TODO'  # todo junto",
    ),
    Rule(
        "Celery only where the tasks are",
        lambda file: (
            file.parts[0] in {"finance", "webui", "whatsapp"} and file.name != "tasks.py" and not is_test(file)
        ),
        no_celery,
        "def later():\n    from celery import shared_task",
        "from finance.conversations import tasks",
    ),
    Rule(
        "finance knows no request",
        meets_no_request,
        no_wire,
        "from django.shortcuts import get_object_or_404",
        "from django.utils import timezone",
    ),
    Rule("finance knows no request", meets_no_request, no_wire, "from django import http", "from django import forms"),
    Rule(
        "booleans are passed by name",
        in_finance,
        booleans_by_name,
        "def undo(entry: Entry, again: bool | None = None): ...",
        "def undo(entry: Entry, *, again: bool = False): ...",
    ),
    Rule(
        "what others call is explained",
        lambda file: in_finance(file) and file.name in {"operations.py", "queries.py"},
        public_things_explained,
        "class NothingToRecord(ValueError): ...",
        'def record():\n    """Record it once."""\ndef _row(): ...',
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.says)
class TestRules:
    def test_the_house_keeps_it(self, rule: Rule) -> None:
        broken = [
            f"{file}:{line}: {what}"
            for file in sources(".py")
            if rule.applies(file) and not is_migration(file)
            for line, what in rule.find((ROOT / file).read_text())
        ]
        assert not broken, "\n".join([f"{rule.says}, but:", *broken])

    def test_it_sees_what_breaks_it_and_only_that(self, rule: Rule) -> None:
        assert list(rule.find(rule.tempt))
        assert not list(rule.find(rule.obey))


class TestFiles:
    def test_none_is_longer_than_one_can_hold_in_mind(self) -> None:
        lengths = {file: len((ROOT / file).read_text().splitlines()) for file in sources(".py", ".js", ".css")}
        long = [f"{file}: {n} lines" for file, n in lengths.items() if n > LONGEST_FILE and not is_migration(file)]
        assert not long, "\n".join([f"a file has {LONGEST_FILE} lines at most, but:", *long])

    def test_names_say_what_is_inside(self) -> None:
        vague = [
            str(file) for file in sources(".py") if FORBIDDEN_NAMES & {part.removesuffix(".py") for part in file.parts}
        ]
        assert not vague, "\n".join(["a module is named by a noun of the domain, but:", *vague])

    def test_pages_have_no_notes_to_self(self) -> None:
        note = re.compile(r"(//|/\*|<!--|\{#).*\b(TODO|FIXME|XXX)\b")
        assert note.search("margin: 0; /* TO" + "DO: less */")
        notes = [
            f"{file}:{number}: {line.strip()}"
            for file in sources(".js", ".css", ".html")
            for number, line in enumerate((ROOT / file).read_text().splitlines(), start=1)
            if note.search(line)
        ]
        assert not notes, "\n".join(notes)

    def test_all_of_them_are_looked_at(self) -> None:
        assert {Path("manage.py"), Path("sofia/env.py"), Path("finance/money.py")} <= set(sources(".py"))


# Relations by name ("ledger.Entry") are imports that import-linter cannot see.


def staircase() -> list[set[str]]:
    """The rooms of finance, highest first, each step with those that stand beside each other."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    steps = contracts["importlinter:contract:rooms"]["layers"].split("\n")
    return [{room.strip() for room in step.split("|")} for step in steps if step.strip()]


def may_point(source: str, target: str, steps: list[set[str]]) -> bool:
    """May a table of the package SOURCE point at one of TARGET: at its own room, down the stairs, or at Django's."""
    if source == target or not target.startswith(("sofia", "webui", "whatsapp", "finance.")):
        return True
    if not target.startswith("finance."):
        return False  # what finance and the wires keep must not depend on a wire
    if not source.startswith("finance."):
        return True
    height = {room: step for step, rooms in enumerate(reversed(steps)) for room in rooms}
    return height[target.split(".")[1]] < height[source.split(".")[1]]


def relations() -> Iterator[tuple[type[Model], str, type[Model]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            if field.is_relation and not field.auto_created and isinstance(target, type) and issubclass(target, Model):
                yield model, field.name, target


def package_of(model: type[Model]) -> str:
    return apps.get_app_config(model._meta.app_label).name


class TestRelations:
    def test_tables_point_down_the_stairs_only(self) -> None:
        steps = staircase()
        upward = [
            f"{source._meta.label}.{name} -> {target._meta.label}"
            for source, name, target in relations()
            if not may_point(package_of(source), package_of(target), steps)
        ]
        assert not upward, "\n".join(["a table points only at its own room and those below, but:", *upward])

    def test_there_are_relations_to_look_at(self) -> None:
        assert any(package_of(target) == "finance.people" for _, _, target in relations())

    @pytest.mark.parametrize(
        ("source", "target", "may"),
        [
            ("finance.ledger", "finance.people", True),
            ("finance.ledger", "finance.ledger", True),
            ("finance.people", "django.contrib.auth", True),
            ("webui", "finance.people", True),
            ("finance.people", "finance.ledger", False),
            ("finance.countries", "finance.money", False),
            ("finance.conversations", "webui", False),
            ("webui", "whatsapp", False),
        ],
    )
    def test_up_and_sideways_are_seen(self, *, source: str, target: str, may: bool) -> None:
        assert may_point(source, target, [{"conversations"}, {"ledger"}, {"people"}, {"countries", "money"}]) is may
