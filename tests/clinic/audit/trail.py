"""A small audit trail, and what somebody with the database's password can do to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from clinic import append_only_sql, audit
from clinic.audit import chain
from clinic.audit.seals import Problem
from clinic.models import AuditEvent, User

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
PATIENT = UUID("3f2a91c0-0000-4000-8000-00000000beef")
EVENTS, SEALS = "clinic_auditevent", "clinic_auditseal"


def write(count: int, begin: int = 0, by: User | None = None) -> list[AuditEvent]:
    """Events a second apart, every column filled."""
    return [
        audit.record(
            "change",
            by=by,
            role="front_desk" if by else "system",
            patient_id=PATIENT,
            target=f"visit {begin + n}",
            fields=["phone", "email"],
            at=NOON + timedelta(seconds=begin + n, microseconds=123456),
        )
        for n in range(count)
    ]


def sealed(batches: int = 3, each: int = 4, by: User | None = None) -> None:
    """Some seals of a few events each."""
    for batch in range(batches):
        write(each, batch * each, by)
        chain.seal(at=NOON + timedelta(minutes=batch + 1))


def problems(**given) -> list[Problem]:
    return chain.verify(at=NOON + timedelta(minutes=5), **given)


def told(**given) -> str:
    """The problems as lines."""
    return "\n".join(str(problem) for problem in problems(**given))


@contextmanager
def without_triggers() -> Iterator:
    """A cursor of an attacker: the triggers of both tables are off, and stand again afterwards."""
    with connection.cursor() as cursor:
        _settle(cursor)
        found = append_only_sql.found_triggers(connection, cursor)
        off = [trigger for trigger in found if trigger.table in (EVENTS, SEALS)]
        for trigger in off:
            append_only_sql.drop(connection, cursor, trigger)
        yield cursor
        _settle(cursor)
        for trigger in off:
            append_only_sql.create(connection, cursor, trigger)


def tamper(sql: str, *values) -> None:
    with without_triggers() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount >= 1, "nothing was tampered with"


def _settle(cursor) -> None:
    """PostgreSQL alters no table while references to it are still to be looked at."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
