"""Statements that PostgreSQL plans once a connection, and writes that are sent with the statement after them.

Planning costs the server more than answering: 0.1 to 0.4 ms of CPU for a query over a few tables. So a text
marked as `Planned` is sent as PREPARE at its first use on a connection and as EXECUTE from then on; any other
text goes as ever. What was prepared belongs to the connection and ends with it: a new one starts anew, and a
rollback takes nothing of it back. A pooler that changes connections between transactions cannot stand in
between. An answer's columns are listed in every text, so a plan outlives a migration that adds some.

A message to the server and back costs both about 0.07 ms of CPU. So within `held_back` a statement that asks
nothing waits, and goes in one message with the next that does (`clinic.prepared.sent_together`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from psycopg2.errors import FeatureNotSupported
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, AsIs, cursor, new_type, register_type

from clinic.prepared.identifiers import identifier

UUIDS = (2950,)
"""PostgreSQL's number for the type uuid."""
IDENTIFIERS = new_type(UUIDS, "UUID", identifier)

_numbers = count(1)
_prepared: WeakKeyDictionary[Any, dict[int, str]] = WeakKeyDictionary()
"""For each open connection what was prepared on it: the text's number, and its name on the server."""


_waiting: WeakKeyDictionary[Any, list[bytes]] = WeakKeyDictionary()
"""For each connection within `held_back` what waits for the next statement."""


class Planned(str):
    """The text of a statement. `differs` says of each parameter whether it changes from run to run.

    The others stay constants of the text: a partial index is chosen by them. `asks`: it gives an answer
    that somebody reads.
    """

    def __new__(cls, sql: str, differs: Sequence[bool], *, asks: bool = True) -> "Planned":
        made = super().__new__(cls, sql)
        made.differs, made.asks = tuple(differs), asks
        made.number = next(_numbers)
        made.places = f" ({', '.join(['%s'] * sum(differs))})" if any(differs) else ""
        return made

    def numbered(self, values: Sequence[Any]) -> list[Any]:
        """The parameters of PREPARE: $1, $2 … for those that differ."""
        numbers = count(1)
        pairs = zip(values, self.differs, strict=True)
        return [AsIs(f"${next(numbers)}") if differs else value for value, differs in pairs]

    def told(self, values: Sequence[Any]) -> list[Any]:
        """The parameters of EXECUTE."""
        return [value for value, differs in zip(values, self.differs, strict=True) if differs]


@contextmanager
def held_back(connection: Any) -> Iterator[None]:
    """Within it statements that ask nothing wait for the next that does; at its end what is left is sent.

    After a failure nothing is: its transaction is not to be committed. One within another changes nothing.
    """
    if connection in _waiting:
        yield
        return
    _waiting[connection] = []
    try:
        yield
        with connection.cursor() as last:
            last.send_waiting()
    finally:
        del _waiting[connection]


class PlanningCursor(cursor):
    """psycopg2's cursor, which prepares what is marked as Planned."""

    _asked: tuple[Planned, Sequence[Any]] | None = None

    def execute(self, query: Any, vars: Any = None) -> None:
        if not isinstance(query, Planned):
            self._asked = None
            self.send_waiting()
            return super().execute(query, vars)
        self._asked = query, vars
        try:
            return self._run(query, vars)
        except FeatureNotSupported:
            # A migration has meanwhile given a column another type: the plan is good for nothing now.
            _prepared[self.connection].pop(query.number, None)
            if self.connection.info.transaction_status != TRANSACTION_STATUS_IDLE:
                raise
            return self._run(query, vars)

    def send_waiting(self) -> None:
        """Run what waits, before what does not know of it."""
        if waiting := _waiting.get(self.connection):
            message = b"; ".join(waiting)
            waiting.clear()  # whatever becomes of it: it is not sent twice
            super().execute(message)

    def _run(self, query: Planned, values: Sequence[Any]) -> None:
        told, waiting = self._told(query, values), _waiting.get(self.connection)
        if waiting is None:
            return super().execute(*told)
        waiting.append(self.mogrify(*told))
        if query.asks:
            self.send_waiting()

    def _told(self, query: Planned, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """EXECUTE with its parameters, of a statement that was prepared on this connection."""
        names = _prepared.get(self.connection)
        if names is None:
            register_type(IDENTIFIERS, self.connection)
            names = _prepared[self.connection] = {}
        if query.number not in names:
            name = f"planned_{query.number}_{next(_numbers)}"
            super().execute(f"PREPARE {name} AS {query}", query.numbered(values))
            names[query.number] = name
        return f"EXECUTE {names[query.number]}{query.places}", query.told(values)

    @property
    def query(self) -> bytes | None:
        """What was run, for logs and for tests that ask how it is read: the statement, not its number."""
        return self.mogrify(*self._asked) if self._asked else super().query
