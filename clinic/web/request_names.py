"""What a log line calls a request: its number, its route, who made it. Never its address or its words."""

from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request this thread is answering; empty outside one."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def method(request: HttpRequest) -> str:
    """One of the known ones: a client may send any word as a method."""
    return request.method if request.method in METHODS else "other"


def route(request: HttpRequest) -> str:
    """The name of the address, "static" for a file of the site, "none" where no view was found."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return match.view_name
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def who(request: HttpRequest) -> str:
    """A person's public id, "patient", or empty. Asks the session only if the page did already."""
    if getattr(request, "invitation", None) is not None:
        return "patient"
    person = getattr(request, "_cached_user", None)
    return str(person.public_id) if person is not None and person.is_authenticated else ""
