"""The site and /raise/<kind>/: fails as asked, with the words of the request in what is raised."""

import logging
from smtplib import SMTPRecipientsRefused

from allauth.core.ratelimit import respond_429
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from clinic.models import Place
from clinic.policy import methods, public
from clinic.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]
log = logging.getLogger("intake.somewhere")


def _row(words: str) -> None:
    """PostgreSQL's message quotes the whole row, SQLite's none of it."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO clinic_place (name, address) VALUES (%s, NULL)", [words[:120]])


def _logged(words: str) -> None:
    try:
        raise SMTPRecipientsRefused({words: (550, f"no mailbox {words}".encode())})
    except SMTPRecipientsRefused as refused:
        log.warning("mail failed: %s", refused)
        log.exception(refused)


def _raising(kind: type[Exception]):
    def fail(words: str) -> None:
        raise kind(words)

    return fail


WAYS = {
    "400": _raising(BadRequest),
    "403": _raising(PermissionDenied),
    "404": _raising(Http404),
    "500": _raising(KeyError),
    "503": lambda words: Place.objects.filter(name=words).count(),
    "row": _row,
    "mail": _raising(SMTPRecipientsRefused),
    "logged": _logged,
}


@csrf_exempt
@public
@methods("GET", "POST")
def fail(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "429":
        return respond_429(request)
    words = " ".join((*request.GET.values(), *request.POST.values(), request.headers.get("User-Agent", "")))
    WAYS[kind](words)
    return HttpResponse("nothing failed")


@csrf_exempt
@public
@methods("POST")
def length(request: HttpRequest) -> HttpResponse:
    """How much of the body arrived."""
    return HttpResponse(str(len(request.body)))


urlpatterns = [
    *urlpatterns,
    path("raise/<str:kind>/", fail, name="raise"),
    path("length/", length, name="length"),
]
