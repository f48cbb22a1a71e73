"""Rows added by a statement whose text is written once a process, as clinic/prepared/ does for queries.

    _ADDED = PreparedInsert(AuditEvent)
    _ADDED.add(AuditEvent(at=at, action="view"))

The row becomes what `save(force_insert=True)` makes of it, but no signal is sent: not for a model to which
somebody listens.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.constants import OnConflict

from clinic.prepared import planned

Row = TypeVar("Row", bound=Model)


class PreparedInsert(Generic[Row]):
    """An INSERT of one model. With `once` a row whose unique columns are taken already is left out.

    With `number` that column is one more than the highest among the rows with the same `within`. Whoever adds
    such a row holds what they belong to, so that nobody takes the same number meanwhile. Unless `is_told` the
    number is not asked back: the row reads it when somebody looks.
    """

    def __init__(
        self,
        model: type[Row],
        *,
        once: bool = False,
        number: str = "",
        within: str = "",
        is_told: bool = True,
    ) -> None:
        self._model, self._once = model, OnConflict.IGNORE if once else None
        self._number, self._within, self._is_told = number, within, is_told

    def add(self, row: Row) -> Row:
        """Write the row, which then has its key and number. The caller's transaction, as always."""
        with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
            cursor.execute(self._one, self._values(row))
            if self._told_back:
                for field, value in zip(self._told_back, cursor.fetchone(), strict=True):
                    setattr(row, field.attname, value)
        if self._number and not self._is_told:
            row.__dict__.pop(self._number, None)  # as a deferred column
        return _as_stored(row)

    def add_all(self, rows: Sequence[Row]) -> None:
        """Write rows that bring their own keys, or need none here, in one statement; nothing for none."""
        if not rows:
            return
        told = [value for row in rows for value in self._values(row)]
        with transaction.mark_for_rollback_on_error(), connection.cursor() as cursor:
            cursor.execute(self._text(len(rows)), told)

    def _values(self, row: Row) -> list[Any]:
        """The parameters of a row. In the place of its number stands what it is counted within."""
        database = connections[DEFAULT_DB_ALIAS]
        return [field.get_db_prep_save(field.pre_save(row, True), database) for field in self._sources]

    @cached_property
    def _told_back(self) -> list[Field]:
        """The columns whose values the database gives."""
        meta = self._model._meta
        key = [meta.auto_field] if meta.auto_field is not None else []
        return key + ([meta.get_field(self._number)] if self._number and self._is_told else [])

    @cached_property
    def _fields(self) -> list[Field]:
        """The columns that are written, each but the key that the database gives."""
        meta = self._model._meta
        return [field for field in meta.local_concrete_fields if field is not meta.auto_field]

    @cached_property
    def _sources(self) -> list[Field]:
        """Where a row's parameters come from, in the order of `_fields`."""
        within = self._model._meta.get_field(self._within) if self._number else None
        return [within if field.name == self._number else field for field in self._fields]

    @cached_property
    def _one(self) -> str:
        text = self._text(1)
        if self._told_back:
            text = f"{text} {connection.ops.return_insert_columns(self._told_back)[0]}"
        return planned(text, [True] * len(self._fields), asks=bool(self._told_back))

    def _text(self, rows: int) -> str:
        ops, quote = connection.ops, connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self._fields)
        row = f"({', '.join(map(self._place, self._fields))})"
        text = (
            f"{ops.insert_statement(on_conflict=self._once)} {quote(self._model._meta.db_table)} ({columns}) "
        )
        end = ops.on_conflict_suffix_sql(self._fields, self._once, (), ())
        return f"{text}VALUES {', '.join([row] * rows)} {end}".rstrip()

    def _place(self, field: Field) -> str:
        """Where the value of a column goes: a parameter, or how its number is found."""
        if field.name != self._number:
            return "%s"
        quote, meta = connection.ops.quote_name, self._model._meta
        within, number = quote(meta.get_field(self._within).column), quote(field.column)
        table = quote(meta.db_table)
        return f"(SELECT COALESCE(MAX({number}), 0) + 1 FROM {table} WHERE {within} = %s)"


def _as_stored(row: Row) -> Row:
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row
