"""A patient’s appointments as a calendar file: from the own page, or kept up to date by a private address."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from clinic import audit
from clinic.policy import methods, patient_session, public
from intake.access_by_link import patient_of_care
from intake.actions.invitations import digest_of
from intake.dates import clinic_day
from intake.models import CalendarFeed, Patient, Purpose

ONCE_A_DAY = 26 * 60 * 60
"""Seconds for which it is remembered that a feed was read on a day; a day has at most 25 hours."""


@patient_session(Purpose.CARE)
@methods("GET")
def care_calendar(request: HttpRequest) -> HttpResponse:
    """The file of the patient's own page: the appointments, and what is to be done from which day."""
    patient, at = patient_of_care(request), timezone.now()
    audit.record("export", request=request, patient_id=patient.pk, target="calendar", at=at)
    answer = _file(patient, at, get_language(), is_private=True)
    answer.headers["Content-Disposition"] = 'attachment; filename="appointments.ics"'
    return answer


@public
@methods("GET")
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a calendar program reads again and again: times and neutral titles. Else nothing is there."""
    feed = CalendarFeed.objects.filter(digest=digest_of(token), revoked_at=None)
    found, at = feed.select_related("patient").first(), timezone.now()
    if found is None:
        raise Http404
    _note(request, found, at)
    return _file(found.patient, at, found.language, is_private=False)


def _note(request: HttpRequest, feed: CalendarFeed, at: datetime) -> None:
    """One event a day for each address: programs ask every few minutes."""
    with transaction.atomic():
        if cache.add(f"feed:{feed.pk}:{clinic_day(at)}", "read", ONCE_A_DAY):
            audit.record(
                "export",
                role=audit.PATIENT,
                patient_id=feed.patient_id,
                target=f"calendar feed {feed.pk}",
                request=request,
                at=at,
            )


def _file(patient: Patient, at: datetime, language: str, *, is_private: bool) -> HttpResponse:
    # Here and not above: the library behind it takes a third of a second, which no start has to wait for.
    from intake.calendar import CONTENT_TYPE, calendar_file
    from intake.calendar.entries import entries_of

    entries = entries_of(patient, at=at, language=language, is_private=is_private)
    return HttpResponse(calendar_file(entries, language=language), content_type=CONTENT_TYPE)
