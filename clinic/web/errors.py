"""Pages for what went wrong. None of them needs the database, a session or a signed-in person."""

import sys
from collections.abc import Iterable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from another site: tells how to go on. Nothing was saved."""
    return _page("403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for what does not exist and for what somebody may not see."""
    return _page("404.html", 404)


def not_allowed(methods: Iterable[str]) -> HttpResponse:
    """The page is there and takes only these methods."""
    answer = _page("405.html", 405)
    answer.headers["Allow"] = ", ".join(methods)
    return answer


def too_large(request: HttpRequest) -> HttpResponse:
    return _page("413.html", 413)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page("429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the database is away or busy: that passes, so the browser is told to try again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        answer = _page("503.html", 503)
        answer.headers["Retry-After"] = "30"
        return answer
    return _page("500.html", 500)


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)
