"""The patient's own page: what comes next, what to do from when, how to reach us; and the same on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from clinic import audit, patient_sessions
from clinic.policy import methods, patient_session
from intake.access_by_link import patient_of_care
from intake.actions.day_links import invite_to_check
from intake.care.page import care_of, coming_visits
from intake.models import Purpose
from intake.refusals import NotNow
from intake.views.patient_homes import HOMES
from intake.views.patient_sitting import page

ELSEWHERE = {"symptoms": "symptoms", "ics": "care-calendar", "rate_change": "rate-change"}
"""Pages of a patient that other modules bring, by what the template calls them."""
FEED = "calendar-feed"
"""Name of the address a calendar program asks; takes the token."""


@patient_session(Purpose.CARE)
@methods("GET")
def care(request: HttpRequest) -> HttpResponse:
    """The next visit, the last session, the courses. Nothing on it was decided by a computer alone."""
    patient, at = patient_of_care(request), timezone.now()
    shown = care_of(patient, at=at, language=get_language())
    links = {name: address_if_any(url) for name, url in ELSEWHERE.items()}
    links["feed"] = address_if_any(FEED, "token")
    return page(request, "patient/care.html", {"patient": patient, "links": links, **shown})


@patient_session(Purpose.CARE)
@methods("GET")
def care_print(request: HttpRequest) -> HttpResponse:
    """The same on one sheet: the visit, the lines with their days and hours, whom to call."""
    patient, at = patient_of_care(request), timezone.now()
    audit.record("print", request=request, patient_id=patient.pk, target="patient's page", at=at)
    shown = care_of(patient, at=at, language=get_language())
    return render(request, "patient/care_print.html", {"patient": patient, "at": at, **shown})


@patient_session(Purpose.CARE)
@methods("POST")
def care_check(request: HttpRequest) -> HttpResponse:
    """Go on to the check of today's visit; this page stays open behind it, for the browser's Back."""
    patient, at = patient_of_care(request), timezone.now()
    visit = coming_visits(patient, at=at).first()
    if visit is None:
        return redirect("care")
    try:
        invitation = invite_to_check(care=request.invitation, visit=visit, at=at, request=request)
    except NotNow:
        return redirect("care")
    patient_sessions.go_on(request, invitation.pk, invitation.access_version)
    return redirect(HOMES[Purpose.SAME_DAY.value])


def address_if_any(name: str, *args: str) -> str:
    """The address of a page by its name; "" where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
