"""Floors where nothing is prepared: below PLAIN query sets make session, invitation and event."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

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


PLAIN = "/bench/plain/"
_BY_QUERY_SETS = {
    (session_store, "_STORED"): AskedAnew(session_store._STORED),
    (access_by_link, "_INVITED"): AskedAnew(access_by_link._INVITED),
    (audit, "_ADDED"): Saved,
}
_AS_IT_IS = {(module, name): getattr(module, name) for module, name in _BY_QUERY_SETS}


def unprepared(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware. Nobody else may be answered meanwhile: it swaps names for the time of a request."""

    def answered(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PLAIN):
            return answer(request)
        _set(_BY_QUERY_SETS)
        try:
            return answer(request)
        finally:
            _set(_AS_IT_IS)

    return answered


def _set(values: dict) -> None:
    for (module, name), value in values.items():
        setattr(module, name, value)
