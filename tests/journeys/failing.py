"""The product's addresses, and beside them one for everything that can go wrong (`ROOT_URLCONF`)."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clinic.policy import methods, public
from clinic.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns
from clinic.web import errors

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]

RAISED = {400: SuspiciousOperation, 403: PermissionDenied, 500: KeyError, 503: OperationalError}
ANSWERED = {413: errors.too_large, 429: errors.too_many}


@public
@methods("GET")
def fails(request: HttpRequest, status: int) -> HttpResponse:
    """Goes wrong as asked."""
    if status in RAISED:
        raise RAISED[status]("for a test")
    return ANSWERED[status](request)


@public
@methods("GET", "POST")
def form(request: HttpRequest) -> HttpResponse:
    """A form without its token."""
    return HttpResponse('<form method="post"><button>Send</button></form>')


urlpatterns = [*urlpatterns, path("fails/<int:status>/", fails), path("form/", form)]
