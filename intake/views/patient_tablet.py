"""The clinic's own tablet in a patient's hands: is it the right person, is anybody there, and giving it back.

A tablet's session is short (clinic/session_limits.py). The page asks before it ends, and while somebody
types, it tells the server so. Both need script; without it the server alone ends the session.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from clinic import patient_sessions
from clinic.policy import methods, patient_session, public
from intake.care.before import weekday_and_moment
from intake.models import Patient, Purpose
from intake.views.patient_homes import HOMES
from intake.views.patient_link import public_page
from intake.views.patient_sitting import HANDED_BACK, address_after, page


@patient_session(Purpose.QUESTIONNAIRE, Purpose.SAME_DAY)
@methods("GET")
def is_it_you(request: HttpRequest) -> HttpResponse:
    """After the birth date: initials and time, so that nobody answers in another person's place."""
    visit = request.invitation.visit
    begins = reverse(HOMES[request.invitation.purpose])
    when = weekday_and_moment(visit.starts_at, get_language())
    return page(
        request,
        "patient/is_it_you.html",
        {"initials": initials(visit.patient), "when": when, "begins": begins},
    )


@patient_session(*Purpose.values)
@methods("POST")
def still_here(request: HttpRequest) -> HttpResponse:
    """Somebody types: the request itself is what counts."""
    return HttpResponse(status=204)


@public
@methods("POST")
def give_back(request: HttpRequest) -> HttpResponse:
    """Forget the patient on this tablet. Open to anybody: the session may have ended a moment ago."""
    return leave_tablet(request)


@public
@methods("GET")
def handed_back(request: HttpRequest) -> HttpResponse:
    """The tablet holds nobody's session: give it to the front desk."""
    return public_page(request, "patient/handed_back.html", {})


def leave_tablet(request: HttpRequest) -> HttpResponse:
    """End the session, if a patient's is held, and let the browser drop the pages it kept."""
    if patient_sessions.is_held(request):
        patient_sessions.end(request)
    answer = redirect(address_after(HANDED_BACK))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def initials(patient: Patient) -> str:
    """M. G. L. for María García López: enough to know oneself by, too little to tell anybody."""
    words = f"{patient.given_name} {patient.family_name}".split()
    return " ".join(f"{word[0].upper()}." for word in words)
