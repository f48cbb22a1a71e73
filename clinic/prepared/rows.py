"""Prepared queries for lists, whose rows are plain tuples with names instead of models.

A model is worth its price where something is done with it. A list of a hundred lines reads four hundred rows,
looks at a few columns of each and throws them away; as tuples they cost a third.

    class Line(NamedTuple):
        pk: UUID
        state: str

    LINES = PreparedRows(Line, lambda day: Visit.objects.filter(starts_at__gte=day).only("state"), day=...)
"""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, QuerySet

from clinic.prepared import Many, Prepared, told

Record = TypeVar("Record", bound=NamedTuple)


class Key(NamedTuple):
    """A row that is only counted."""

    pk: Any


class PreparedRows(Prepared, Generic[Record]):
    """As `Prepared`; `kind` names the columns it wants, "pk" for the key, and annotations as they are called.

    Every column of `kind` has to be one the query reads: `only` and `annotate` say which.
    """

    def __init__(self, kind: type[Record], make: Callable[..., QuerySet], **fields: Field | Many) -> None:
        super().__init__(make, **fields)
        self._kind = kind

    def all(self, **values: Any) -> list[Record]:
        text, database = self._text, connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            cursor.execute(text.sql, told(text.parameters, values, database))
            rows = cursor.fetchall()
        return list(map(self._kind._make, zip(*self._columns(rows, database), strict=True))) if rows else []

    def _columns(self, rows: list[tuple], database: BaseDatabaseWrapper) -> list[list]:
        """What `kind` wants of the rows, a column at a time, each as Django's field gives it."""
        text, columns = self._text, list(zip(*rows, strict=True))
        converters = dict(text._converters)
        wanted = []
        for place in self._places():
            column = columns[place]
            converts, expression = converters.get(place, ((), None))
            for convert in converts:
                column = [convert(value, expression, database) for value in column]
            wanted.append(column)
        return wanted

    def _places(self) -> list[int]:
        """Where in a row of the query each column of `kind` stands."""
        text = self._text
        own = {name: place for place, name in enumerate(text._names, text._own.start)}
        known = own | text._added | {"pk": own[text._model._meta.pk.attname]}
        return [known[name] for name in self._kind._fields]
