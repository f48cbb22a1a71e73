"""The site, and beside it the pages the site is measured against: nothing, and one bare insert."""

import os
from datetime import UTC, datetime
from functools import cache
from itertools import count

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from clinic import audit
from clinic.policy import methods, patient_session, public
from intake.models import Response, VisitMove

NOTICED = datetime(2026, 3, 2, 15, tzinfo=UTC)


@public
@methods("GET")
def empty(request: HttpRequest) -> HttpResponse:
    """What the middleware alone costs."""
    return HttpResponse(b"")


@patient_session("questionnaire")
@methods("GET")
def empty_session(request: HttpRequest) -> HttpResponse:
    """The middleware, the session and its invitation."""
    return HttpResponse(b"")


@patient_session("questionnaire")
@methods("POST")
def insert_small(request: HttpRequest) -> HttpResponse:
    """The floor: one small row and its audit event in one transaction."""
    visit = request.invitation.visit
    with transaction.atomic():
        row = VisitMove.objects.create(
            visit=visit,
            from_starts_at=NOTICED,
            to_starts_at=NOTICED,
            at=NOTICED,
            by_id=visit.created_by_id,
        )
        audit.record("create", request=request, patient_id=visit.patient_id, target=f"row {row.pk}")
    return HttpResponse(b"")


@patient_session("questionnaire")
@methods("POST")
def insert_response(request: HttpRequest) -> HttpResponse:
    """The same with the row a submit keeps: a response with all its answers, ready made."""
    visit = request.invitation.visit
    with transaction.atomic():
        row = Response.objects.create(visit=visit, **ready_made(visit))
        audit.record("create", request=request, patient_id=visit.patient_id, target=f"response {row.pk}")
    return HttpResponse(b"")


numbers = count(int(os.environ.get("BENCH_NUMBERS_FROM", 1)))
"""This process and the one that is served write responses of the same visit."""
LEFT_OUT = ("id", "visit", "number", "submit_key", "supersedes", "edition", "submitted_by")


@cache
def _columns() -> dict:
    """Those of a response that somebody sent, read once a process."""
    sent = Response.objects.order_by("-submitted_at").first()
    columns = {field.name: getattr(sent, field.name) for field in sent._meta.fields}
    return {name: told for name, told in columns.items() if name not in LEFT_OUT} | {
        "edition_id": sent.edition_id
    }


def ready_made(visit) -> dict:
    number = next(numbers)
    return _columns() | {"number": number, "submit_key": f"bench:{visit.pk}:{number}"}


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/session/", empty_session),
    path("bench/small/", insert_small),
    path("bench/response/", insert_response),
    path("bench/plain/small/", insert_small),
    path("bench/plain/response/", insert_response),
    path("", include("clinic.urls")),
]

handler400 = "clinic.web.errors.bad_request"
handler403 = "clinic.web.errors.forbidden"
handler404 = "clinic.web.errors.not_found"
handler500 = "clinic.web.errors.server_error"
