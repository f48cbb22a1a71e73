"""Several threads with connections of their own that begin at one moment."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from clinic import append_only


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the exception it ended with; all begin together."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def meeting(of: int, act: Callable) -> Callable:
    """`act`, behind a gate at which so many threads meet: each has read before any of them writes."""
    gate = threading.Barrier(of)

    def together(*args: Any, **more: Any) -> Any:
        result = act(*args, **more)
        gate.wait(timeout=20)
        return result

    return together


@contextmanager
def without_unique(model: type, *columns: str) -> Iterator[None]:
    """No unique key on these columns; put back at the end, over an emptied table. PostgreSQL only."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
        listed = f"({', '.join(columns)})"
        name, made = next(row for row in cursor.fetchall() if "UNIQUE" in row[1] and listed in row[1])
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [name])
        is_constraint = cursor.fetchone() is not None
        cursor.execute(
            f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' if is_constraint else f'DROP INDEX "{name}"'
        )
    try:
        yield
    finally:
        append_only.uninstall()
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
            add = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" UNIQUE {listed}'
            cursor.execute(add if is_constraint else made)
        append_only.install()
