"""Prepared queries for lists, whose rows are plain tuples with names instead of models.

A model is worth its price where something is done with it. A list of a hundred lines reads four hundred rows,
looks at a few columns of each and throws them away; as tuples they cost a third.

    class Line(NamedTuple):
        pk: UUID
        state: str

    LINES = PreparedRows(Line, lambda day: Visit.objects.filter(starts_at__gte=day).only("state"), day=...)
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, QuerySet

from clinic.prepared import GivenMany, Many, Prepared, _told

Record = TypeVar("Record", bound=NamedTuple)


class Key(NamedTuple):
    """A row that is only counted."""

    pk: Any


class _Keys(GivenMany):
    """Many values, the connection looked up once: by its proxy that costs more than to convert a key."""

    def parameter(self, values: Iterable[Any]) -> Any:
        database, convert = connections[DEFAULT_DB_ALIAS], self.output_field.get_db_prep_value
        listed = [convert(value, database) for value in values]
        return listed if database.vendor == "postgresql" else json.dumps(listed)


class PreparedRows(Prepared, Generic[Record]):
    """As `Prepared`; `kind` names the columns it wants, "pk" for the key, and annotations as they are called.

    Every column of `kind` has to be one the query reads: `only` and `annotate` say which.
    """

    def __init__(self, kind: type[Record], make: Callable[..., QuerySet], **fields: Field | Many) -> None:
        super().__init__(make, **fields)
        many = {name: field.field for name, field in fields.items() if isinstance(field, Many)}
        self._given |= {name: _Keys(name, output_field=field) for name, field in many.items()}
        self._kind = kind

    def all(self, **values: Any) -> list[Record]:
        text = self._text
        with connection.cursor() as cursor:
            cursor.execute(text.sql, _told(text.parameters, values))
            rows = cursor.fetchall()
        return list(map(self._kind._make, zip(*self._columns(rows), strict=True))) if rows else []

    def _columns(self, rows: list[tuple]) -> list[list]:
        """What `kind` wants of the rows, a column at a time, each as Django's field gives it."""
        text, told = self._text, list(zip(*rows, strict=True))
        converters, database = dict(text._converters), connections[DEFAULT_DB_ALIAS]
        wanted = []
        for place in self._places():
            column = told[place]
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
