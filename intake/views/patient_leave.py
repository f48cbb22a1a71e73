"""Reading on in another language, and stopping for now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import get_language

from clinic import patient_sessions
from clinic.policy import methods, patient_session, policy_of
from clinic.session_limits import is_on_tablet
from intake.actions.answers import choose_language
from intake.care.before import weekday_and_moment
from intake.models import Purpose
from intake.views.patient_homes import HOMES
from intake.views.patient_language import read_on, switches
from intake.views.patient_sitting import address_after, page
from intake.views.patient_tablet import leave_tablet


@patient_session(*Purpose.values)
@methods("POST")
def language(request: HttpRequest) -> HttpResponse:
    """Switch the session's language and go back to the page the switch stood on, one without a form."""
    if switches(request):
        spoken, visit = read_on(request), request.invitation.visit
        if visit is not None:
            choose_language(visit=visit, language=spoken, at=timezone.now())
    return redirect(_back_to(request.POST.get("next", ""), HOMES[request.invitation.purpose]))


@patient_session(Purpose.QUESTIONNAIRE)
@methods("GET", "POST")
def finish_later(request: HttpRequest) -> HttpResponse:
    """How to come back; a press on the button also forgets the session on this device."""
    if request.method == "POST":
        if is_on_tablet(request):
            return leave_tablet(request)
        patient_sessions.end(request)
        return redirect(address_after("link-ended", done="1"))
    until = weekday_and_moment(request.invitation.last_minute, get_language())
    return page(request, "patient/later.html", {"until": until})


def _back_to(path: str, home: str) -> str:
    """The path if it is one of the patient's own pages; nothing else is ever redirected to."""
    try:
        found = resolve(path)
    except Resolver404:
        return home
    policy = policy_of(found.func)
    return path if policy and policy.kind == "patient" and "GET" in found.func.methods else home
