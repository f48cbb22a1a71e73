"""The audit trail's rows as a check reads them: in order, a few at a time, also those that cannot be read.

Whoever writes to the database file may leave a value that no longer can be read at all, or one that reads the
same but is spelled otherwise (SQLite keeps times, identifiers and lists as text). Both are told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast

from clinic.models import AuditEvent, AuditSeal

ROWS_AT_ONCE = 2_000
KEPT_AS_TEXT = {AuditEvent: ("at", "patient_id", "fields"), AuditSeal: ("at",)}
"""Columns whose text on SQLite can be spelled in several ways."""
# What reading a spoiled value may end in: a driver's, Django's or Python's own complaint.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, RecursionError, DatabaseError)


@dataclass(frozen=True)
class Unreadable:
    """A row that the database has but cannot give."""

    pk: int


def rows(model: type[Model], low: int, high: int) -> Iterator[Model | Unreadable]:
    """The rows with these numbers, ascending. Raises DatabaseError when the table cannot be read."""
    wanted = _with_spelling(model).filter(pk__lte=high).order_by("pk")
    while True:
        found = _read(model, wanted.filter(pk__gte=low)[:ROWS_AT_ONCE])
        yield from found
        if len(found) < ROWS_AT_ONCE:
            return
        low = found[-1].pk + 1


def is_spelled_as_written(row: Model) -> bool:
    """Whether the columns kept as text say what the product writes, letter by letter."""
    return connection.vendor != "sqlite" or all(
        getattr(row, f"text_of_{name}") == _spelled(row, name) for name in KEPT_AS_TEXT[type(row)]
    )


def _spelled(row: Model, name: str) -> str | None:
    return row._meta.get_field(name).get_db_prep_save(getattr(row, name), connection)


def _with_spelling(model: type[Model]) -> QuerySet:
    if connection.vendor != "sqlite":
        return model._default_manager.all()
    texts = {f"text_of_{name}": Cast(name, TextField()) for name in KEPT_AS_TEXT[model]}
    return model._default_manager.annotate(**texts)


def _read(model: type[Model], wanted: QuerySet) -> list[Model | Unreadable]:
    try:
        return list(wanted)
    except UNREADABLE:
        numbers = list(wanted.values_list("pk", flat=True))
        return [_read_one(model, number) for number in numbers]


def _read_one(model: type[Model], number: int) -> Model | Unreadable:
    try:
        return next(iter(_with_spelling(model).filter(pk=number)))
    except (*UNREADABLE, StopIteration):
        return Unreadable(number)
