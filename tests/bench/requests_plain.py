"""The floor where nothing is prepared: query sets make its session, its invitation and its event."""

from collections.abc import Callable
from typing import Any

from clinic import audit, session_store
from clinic.prepared import Prepared
from intake import access_by_link


class AskedAnew:
    """The query of a `Prepared`, put together for each request as any query set is."""

    def __init__(self, prepared: Prepared) -> None:
        self._make = prepared._make

    def first(self, **values: Any) -> Any:
        return next(iter(self._make(**values)), None)


class Saved:
    """An insert as a model's own `save` makes it."""

    @staticmethod
    def add(row: Any) -> Any:
        row.save(force_insert=True)
        return row


def unprepared(call: Callable[[], Any]) -> Callable[[], Any]:
    """The same call with all that the floor reads and writes made by query sets."""
    plain = {
        (session_store, "_STORED"): AskedAnew(session_store._STORED),
        (access_by_link, "_INVITED"): AskedAnew(access_by_link._INVITED),
        (audit, "_ADDED"): Saved,
    }
    prepared = {(module, name): getattr(module, name) for module, name in plain}

    def called() -> Any:
        _set(plain)
        try:
            return call()
        finally:
            _set(prepared)

    return called


def _set(values: dict) -> None:
    for (module, name), value in values.items():
        setattr(module, name, value)
