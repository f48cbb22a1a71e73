"""Queries whose text is written once a process, for the few that every request makes.

Django builds the SQL of a query anew each time, which takes several times longer than the database needs to
answer it. Here the query is said in Django's own language as well, its text is kept, and only the values
change; rows come out as models, exactly as the query set gives them.

    OPEN = Prepared(
        lambda key: Visit.objects.select_related("patient").filter(pk=key), key=UUIDField()
    )
    visit = OPEN.first(key=visit_id)

Nothing that is read is kept, only the text. What a value may do to the text (IS NULL, IN, a filter that is
there or not) is no matter for a prepared query. The connection is looked up once a query: Django's proxy for
it costs as much as converting a value.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError

from clinic.prepared.identifiers import cheaper

Row = TypeVar("Row", bound=Model)


class Given(Value):
    """Where a value goes that is told when the query is run."""

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "%s", [self]

    def parameter(self, value: Any, database: BaseDatabaseWrapper) -> Any:
        """The value as the database's driver takes it."""
        return self.output_field.get_db_prep_value(value, database)


class GivenMany(Given):
    """Where any number of values goes, behind `__in`: one parameter, so that the text is the same."""

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "(SELECT value FROM json_each(%s))", [self]

    def as_postgresql(self, compiler, connection) -> tuple[str, list]:
        return f"(SELECT unnest(%s::{self.output_field.db_type(connection)}[]))", [self]

    def parameter(self, values: Iterable[Any], database: BaseDatabaseWrapper) -> Any:
        convert = self.output_field.get_db_prep_value
        listed = [convert(value, database) for value in values]
        return listed if database.vendor == "postgresql" else json.dumps(listed)


class Many:
    """Said of a value of a prepared query: there can be any number of them, none included."""

    def __init__(self, field: Field) -> None:
        self.field = field


class Prepared(Generic[Row]):
    """A query with named values, each with the kind of field it is compared with."""

    def __init__(self, make: Callable[..., QuerySet[Row]], **fields: Field | Many) -> None:
        self._make = make
        self._given = {name: _given(name, field) for name, field in fields.items()}

    def all(self, **values: Any) -> list[Row]:
        """The rows. A query that locks them has to run in a transaction, as always.

        Outside of one, a connection that was lost since it was last used is opened anew: Django would ask
        each time beforehand whether it is there, by a query more.
        """
        database = connections[DEFAULT_DB_ALIAS]
        if database.in_atomic_block:
            return self._asked(values, database)
        database.health_check_done = True
        try:
            return self._asked(values, database)
        except (OperationalError, InterfaceError):
            if database.is_usable():
                raise
            database.close()
            return self._asked(values, database)

    def _asked(self, values: dict[str, Any], database: BaseDatabaseWrapper) -> list[Row]:
        text = self._text
        with database.cursor() as cursor:
            cursor.execute(text.sql, told(text.parameters, values, database))
            return [text.model_of(row, database) for row in cursor.fetchall()]

    def first(self, **values: Any) -> Row | None:
        """The one row there can be, or None."""
        return next(iter(self.all(**values)), None)

    @cached_property
    def _text(self) -> "_Text":
        return _Text(self._make(**self._given))


class PreparedUpdate:
    """An update with named values: `make` gives the rows and what their columns become."""

    def __init__(self, make: Callable[..., tuple[QuerySet, dict[str, Any]]], **fields: Field | Many) -> None:
        self._make = make
        self._given = {name: _given(name, field) for name, field in fields.items()}

    def run(self, **values: Any) -> int:
        """Write; how many rows there were, -1 while it waits (`sent_together`). The caller's transaction."""
        (sql, parameters), database = self._text, connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(sql, told(parameters, values, database))
            return cursor.rowcount

    @cached_property
    def _text(self) -> tuple[str, Sequence[Any]]:
        rows, changed = self._make(**self._given)
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changed)
        return _planned(*query.get_compiler(DEFAULT_DB_ALIAS).as_sql(), asks=False)


@contextmanager
def sent_together() -> Iterator[None]:
    """Prepared writes of this block go to PostgreSQL in one message with the next statement that asks.

    Nobody sees a difference but in time: the order stays, and what is asked sees what was written before. A
    write that fails raises where it is sent. Inside a transaction, which a failure of the block undoes.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not database.in_atomic_block:
        raise TransactionManagementError("Writes are sent together inside a transaction.")
    if database.vendor != "postgresql":  # SQLite is in this process: there is no message
        yield
        return
    from clinic.prepared.plans import held_back

    with database.wrap_database_errors, held_back(database.connection):
        yield


def told(parameters: Sequence[Any], values: dict[str, Any], database: BaseDatabaseWrapper) -> list[Any]:
    """The statement's parameters in order, with the values in their places."""
    return [
        one.parameter(values[one.value], database) if isinstance(one, Given) else one for one in parameters
    ]


def planned(sql: str, differs: Sequence[bool], *, asks: bool = True) -> str:
    """The statement, marked for PostgreSQL as one that is planned once a connection, and whether it asks."""
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return sql
    from clinic.prepared.plans import Planned

    return Planned(sql, differs, asks=asks)


def _planned(sql: str, parameters: Sequence[Any], *, asks: bool = True) -> tuple[str, Sequence[Any]]:
    return planned(sql, [isinstance(one, Given) for one in parameters], asks=asks), parameters


def _given(name: str, field: Field | Many) -> Given:
    if isinstance(field, Many):
        return GivenMany(name, output_field=field.field)
    return Given(name, output_field=field)


class _Text:
    """The SQL of a query, and how its rows become models: what ModelIterable finds out each time."""

    def __init__(self, rows: QuerySet) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.parameters = _planned(*compiler.as_sql())
        columns = compiler.select
        self._converters = [
            (place, ([cheaper(one, compiler.connection) for one in converters], expression))
            for place, (converters, expression) in compiler.get_converters([c for c, *_ in columns]).items()
        ]
        fields = compiler.klass_info["select_fields"]
        self._model, self._own = compiler.klass_info["model"], slice(fields[0], fields[-1] + 1)
        self._names = [column.target.attname for column, *_ in columns[self._own]]
        self._related = get_related_populators(compiler.klass_info, columns, DEFAULT_DB_ALIAS)
        self._added = compiler.annotation_col_map or {}

    def model_of(self, found: tuple, database: BaseDatabaseWrapper) -> Model:
        row = list(found)
        for place, (converters, expression) in self._converters:
            for convert in converters:
                row[place] = convert(row[place], expression, database)
        made = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for related in self._related:
            related.populate(row, made)
        for name, place in self._added.items():
            setattr(made, name, row[place])
        return made
