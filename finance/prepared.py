"""Queries of the ORM that are compiled once and asked many times, and rows that are written without being asked back.

A chat turn asks and writes the same few things every time. Building such a query costs more than running it, so the
turn's path keeps the ORM's own SQL, with the fields' own conversions; everything else uses the ORM as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models import query as _query
from django.db.models.expressions import Expression

# The stubs know a newer signature than the Django we run.
populators: Any = _query.get_related_populators

_MOST_ROWS = 50  # of one INSERT: more go in several, so that few forms of it are kept


class Given(Expression):
    """Stands in a query for a value that is given each time it is asked."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ANN401  (Django's own signature; itself as parameter)
        return "%s", [self]

    def prepared(self, value: object, database: BaseDatabaseWrapper) -> object:
        """VALUE as this database takes it."""
        return self.output_field.get_db_prep_value(value, database)


@cache
def given(model: type[Model], name: str) -> Given:
    """A place for a value of the field NAME of MODEL, which is also what it is called when it is asked."""
    field = model._meta.get_field(name)  # noqa: SLF001  (Django's public _meta)
    assert isinstance(field, Field)
    return Given(name, field)


class Asked:
    """A queryset with `Given`s in it, compiled at first use; `rows` or `objects` give what it would give."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._kept: dict[str, _Compiled] = {}

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """Ask a `values_list`, with a value for each name that stands in it."""
        database = connections[DEFAULT_DB_ALIAS]
        return self._on(database).ask(database, given)

    def objects(self, **given: object) -> list[Any]:
        """Ask for models, with what `select_related` and `annotate` add to them."""
        database = connections[DEFAULT_DB_ALIAS]
        query = self._on(database)
        return [query.as_object(row) for row in query.ask(database, given)]

    def _on(self, database: BaseDatabaseWrapper) -> _Compiled:
        if database.vendor not in self._kept:
            self._kept[database.vendor] = _Compiled(self._build(), database)
        return self._kept[database.vendor]


class _Compiled:
    """A query as one kind of database takes it, and how what it gives is read."""

    def __init__(self, queryset: QuerySet[Any, Any], database: BaseDatabaseWrapper) -> None:
        compiler: Any = queryset.query.get_compiler(connection=database)
        self._sql, parameters = compiler.as_sql()
        self._parameters: tuple[object, ...] = tuple(parameters)
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        info = compiler.klass_info
        if info is not None:
            self._model = info["model"]
            self._own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
            self._names = [column[0].target.attname for column in compiler.select[self._own]]
            self._related = populators(info, compiler.select, DEFAULT_DB_ALIAS)
            self._added = list(compiler.annotation_col_map.items())

    def ask(self, database: BaseDatabaseWrapper, given: Mapping[str, object]) -> list[tuple[Any, ...]]:
        values: Any = [
            one.prepared(given[one.name], database) if isinstance(one, Given) else one for one in self._parameters
        ]
        with _cursor(database, "read") as cursor:
            cursor.execute(self._sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        if not self._converters:
            return found
        return [tuple(row) for row in self._compiler.apply_converters(found, self._converters)]

    def as_object(self, row: tuple[Any, ...]) -> Any:  # noqa: ANN401  (of the queryset's model)
        one = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for populator in self._related:
            populator.populate(row, one)
        for name, place in self._added:
            setattr(one, name, row[place])
        return one


@contextmanager
def _cursor(database: BaseDatabaseWrapper, use: str) -> Iterator[Any]:
    """A cursor that is kept as long as its connection, one for each USE: making one costs as much as a small query.

    Where somebody counts or watches what is asked, Django's own, which tells them.
    """
    if database.vendor != "postgresql" or database.queries_logged or database.execute_wrappers:
        with database.cursor() as cursor:
            yield cursor
        return
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        database.ensure_connection()
        kept = vars(database).setdefault("kept_cursors", {})
        cursor = kept.get(use)
        if cursor is None or cursor.connection is not database.connection:
            cursor = kept[use] = database.create_cursor()
        yield cursor


_scope = threading.local()


@contextmanager
def one_wait() -> Iterator[None]:
    """A block that may end with writes for which nobody waits one by one: its own end waits for all, once.

    They begin at `from_here`. Until then the block is like any other.
    """
    with ExitStack() as stack:
        _scope.stack = stack
        try:
            yield
        finally:
            _scope.stack = None


def from_here() -> None:
    """What this `one_wait` still does is `insert`, `update` and reading: let PostgreSQL take it without our waiting.

    The ORM may read and add rows, which waits for their answer, but not rely on how many rows a change of its own met:
    that is not known yet. What the database refuses is heard of at the next answer, or at the end.
    """
    stack = getattr(_scope, "stack", None)
    if stack is not None and not _is_open():
        stack.enter_context(_pipeline())


def _is_open() -> bool:
    database: Any = connections[DEFAULT_DB_ALIAS]
    return database.vendor == "postgresql" and bool(database.connection.pgconn.pipeline_status)


@contextmanager
def together() -> Iterator[None]:
    """Let the writes of this block go to PostgreSQL one after the other, without waiting for each; its end waits for all.

    For `insert` and `update` of this module only, as in `from_here`.
    """
    if _is_open():
        yield
        return
    with _pipeline():
        yield


@contextmanager
def _pipeline() -> Iterator[None]:
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        yield
        return
    with database.wrap_database_errors, database.connection.pipeline():
        yield


def insert(rows: Sequence[Model]) -> None:
    """Write new ROWS of one model, whose keys are known or given by the database and not asked back."""
    database = connections[DEFAULT_DB_ALIAS]
    for start in range(0, len(rows), _MOST_ROWS):
        some = rows[start : start + _MOST_ROWS]
        fields = _fields(type(rows[0]), database.vendor, is_numbered=some[0].pk is None)
        values = [
            getattr(row, name) if prepare is None else prepare(getattr(row, name), database)
            for row in some
            for name, prepare in fields
        ]
        with _cursor(database, "write") as cursor:
            cursor.execute(_insertion(type(rows[0]), fields, len(some)), values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  (as `Model.save` does)


def update(row: Model, *names: str) -> None:
    """Write these fields of ROW, which is there."""
    database = connections[DEFAULT_DB_ALIAS]
    fields = [given(type(row), name).output_field for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]
    with _cursor(database, "write") as cursor:
        cursor.execute(_change(type(row), names, database.vendor), [*values, row.pk])


# What PostgreSQL takes as Python has it; everything else goes through the field's own conversion.
_AS_IT_IS = (BooleanField, CharField, DateField, ForeignKey, IntegerField, TextField, UUIDField)
_Prepare = Callable[[Any, BaseDatabaseWrapper], Any]


@cache
def _fields(model: type[Model], vendor: str, *, is_numbered: bool) -> tuple[tuple[str, _Prepare | None], ...]:
    """The name of each column's value on a row, and how it is made ready; None where it is."""
    whole = model._meta.local_concrete_fields  # noqa: SLF001  (Django's public _meta)
    return tuple(
        (field.attname, None if vendor == "postgresql" and isinstance(field, _AS_IT_IS) else field.get_db_prep_save)
        for field in whole
        if not (is_numbered and field.primary_key)
    )


@cache
def _insertion(model: type[Model], fields: tuple[tuple[str, _Prepare | None], ...], count: int) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = {field.attname: str(field.column) for field in model._meta.local_concrete_fields}  # noqa: SLF001  (public)
    names = ", ".join(quote(columns[name]) for name, _prepare in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608, SLF001  (our own names)


@cache
def _change(model: type[Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(f"{quote(str(given(model, name).output_field.column))} = %s" for name in names)
    key = str(model._meta.pk.column)  # noqa: SLF001  (public)
    return f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {quote(key)} = %s"  # noqa: S608, SLF001  (our own names)
