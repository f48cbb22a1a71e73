"""Small pages under every policy, to test what stands around a page (`urls = "tests.clinic.pages"`)."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language

from clinic import audit, patient_sessions
from clinic.policy import background, methods, patient_session, public, staff
from clinic.roles import DERMATOLOGIST, NURSE
from clinic.urls import handler400, handler403, handler404, handler429, handler500, of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]


@public
@methods("GET", "POST")
def for_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_language())


@public(cache_seconds=300)
@methods("GET")
def guide(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same for everybody")


@staff(NURSE, DERMATOLOGIST)
@methods("GET", "POST")
def reasons(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.acting_role} {get_language()}")


@background
@staff(NURSE, DERMATOLOGIST)
@methods("GET")
def refreshed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing new")


@staff(NURSE)
@methods("GET")
def not_yours(request: HttpRequest) -> HttpResponse:
    """Refuses inside a transaction that is rolled back, as a view under ATOMIC_REQUESTS would."""
    with transaction.atomic():
        audit.record("view", request=request, target="undone with the transaction")
        audit.record_denied(request, target="visit 1")
        raise Http404


@patient_session("questionnaire")
@methods("GET", "POST")
def question(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.invitation} {get_language()}")


@public
@methods("POST")
def redeem(request: HttpRequest) -> HttpResponse:
    patient_sessions.begin(request, "invitation-1", 3, request.POST.get("language", ""))
    return HttpResponse("in")


@public
@methods("POST")
def finish(request: HttpRequest) -> HttpResponse:
    patient_sessions.end(request)
    return HttpResponse("out")


@public
@methods("GET")
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Maria Alvarez is pregnant")


def unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


urlpatterns = [
    *of_the_site,
    path("all/", for_all),
    path("all-guide/", guide),
    path("reasons/", reasons, name="reasons"),
    path("refreshed/", refreshed),
    path("not-yours/", not_yours),
    path("question/", question),
    path("redeem/", redeem),
    path("finish/", finish),
    path("broken/", broken),
    path("unmarked/", unmarked),
]
