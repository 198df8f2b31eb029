"""Queries of the ORM that are compiled once and asked many times, and rows that are written without being asked back.

A chat turn asks and writes the same few things every time. Building such a query costs more than running it, so the
turn's path keeps the ORM's own SQL, with the fields' own conversions; everything else uses the ORM as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model, QuerySet
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

    def prepared(self, value: object) -> object:
        """VALUE as this database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


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
        query = self._kept.get(connection.vendor) or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(query.sql, query.values(given))
            found = cursor.fetchall()
        return [tuple(row) for row in query.compiler.apply_converters(found, query.converters)]

    def objects(self, **given: object) -> list[Any]:
        """Ask for models, with what `select_related` and `annotate` add to them."""
        rows = self.rows(**given)
        query = self._kept[connection.vendor]
        info, select = query.compiler.klass_info, query.compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column[0].target.attname for column in select[first:last]]
        related = populators(info, select, connection.alias)
        found = []
        for row in rows:
            one = info["model"].from_db(connection.alias, names, row[first:last])
            for populator in related:
                populator.populate(row, one)
            for name, place in query.compiler.annotation_col_map.items():
                setattr(one, name, row[place])
            found.append(one)
        return found

    def _compile(self) -> _Compiled:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select]
        query = _Compiled(sql, tuple(parameters), compiler, compiler.get_converters(columns))
        self._kept[connection.vendor] = query
        return query


class _Compiled(NamedTuple):
    """A query as this database takes it, and how what it gives is read."""

    sql: str
    parameters: tuple[object, ...]
    compiler: Any
    converters: Any

    def values(self, given: Mapping[str, object]) -> list[Any]:
        return [one.prepared(given[one.name]) if isinstance(one, Given) else one for one in self.parameters]


def insert(rows: Sequence[Model]) -> None:
    """Write new ROWS of one model, whose keys are known or given by the database and not asked back."""
    for start in range(0, len(rows), _MOST_ROWS):
        some = rows[start : start + _MOST_ROWS]
        fields = _fields(type(rows[0]), is_numbered=some[0].pk is None)
        values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in some for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(_insertion(type(rows[0]), fields, len(some), connection.vendor), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  (as `Model.save` does)


def update(row: Model, *names: str) -> None:
    """Write these fields of ROW, which is there."""
    fields = tuple(row._meta.get_field(name) for name in names)  # noqa: SLF001  (Django's public _meta)
    key = row._meta.pk  # noqa: SLF001
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in (*fields, key)]  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(_change(type(row), names, connection.vendor), values)


@cache
def _fields(model: type[Model], *, is_numbered: bool) -> tuple[Field[Any, Any], ...]:
    whole = model._meta.local_concrete_fields  # noqa: SLF001
    return tuple(field for field in whole if not (is_numbered and field.primary_key))


@cache
def _insertion(model: type[Model], fields: tuple[Field[Any, Any], ...], count: int, vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608, SLF001


@cache
def _change(model: type[Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(given(model, name).output_field.column))} = %s" for name in names)
    key = str(model._meta.pk.column)  # noqa: SLF001
    return f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {quote(key)} = %s"  # noqa: S608, SLF001
