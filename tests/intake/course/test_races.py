"""At the same moment: signing two visits, changing a course, booking and closing a recall, two leads.

Each guard has a control that shows what happens without it (on PostgreSQL; SQLite puts writers in order by
itself).
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from clinic.models import ClinicTimes
from clinic.times import Times
from clinic.times.changes import TimesChanged, Wanted, change_times
from clinic.times.forms import HoursForm
from intake.actions import courses
from intake.actions.recalls import close_recall
from intake.actions.reviews import sign
from intake.choices import AreaChoice
from intake.models import Course, CourseChange, Patient, Recall
from intake.refusals import Changed, NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked, course_of
from tests.intake.races import at_once
from tests.intake.steps import agree, send, shown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite puts writers in order by itself"
)


def signing(visit, by):
    page, request = shown(visit), visit.requests.get()
    choices = {(str(request.pk), area): AreaChoice("treat") for area in request.areas}
    return lambda: sign(visit=visit, shown=page, choices=choices, by=by, at=NOW)


@pytest.fixture
def two_visits(visit, maria, front_desk):
    """Two bookings of María for the same concern on the same skin, answered and unsigned."""
    second = booked(maria, PLANNED.date() + timedelta(days=1), by=front_desk, on=TODAY)
    for one in (visit, second):
        send(one)
    return visit, second


def test_two_visits_signed_at_once_belong_to_one_course(two_visits, dermatologist, other_dermatologist):
    acts = [
        signing(visit, by) for visit, by in zip(two_visits, (dermatologist, other_dermatologist), strict=True)
    ]
    results = at_once(*acts)
    assert all(isinstance(result, list) for result in results), results
    assert Course.objects.count() == 1 and course_of(two_visits[0]) == course_of(two_visits[1])


@on_postgresql
def test_control_without_the_patients_lock_two_signatures_open_two_courses(
    two_visits, dermatologist, other_dermatologist, monkeypatch
):
    gate = threading.Barrier(2)

    def wait_for_the_other(patient, version=None):
        gate.wait(timeout=20)
        return Patient.objects.get(pk=patient.pk)

    monkeypatch.setattr("intake.actions.courses.lock_patient", wait_for_the_other)
    acts = [
        signing(visit, by) for visit, by in zip(two_visits, (dermatologist, other_dermatologist), strict=True)
    ]
    at_once(*acts)
    assert Course.objects.count() == 2


def test_of_several_changes_of_one_page_at_once_one_is_made(visit, dermatologist):
    send(visit)
    agree(visit, dermatologist)
    course = course_of(visit)
    told = {"course": course, "version": 1, "reason": "x", "by": dermatologist, "at": NOW, "on": TODAY}
    results = at_once(
        lambda: courses.pause(**told),
        lambda: courses.stop(**told),
        lambda: courses.change_schedule(sessions=(3, 3), interval_days=(14, 21), **told),
        lambda: courses.set_maintenance(every_days=90, **told),
    )
    assert sum(isinstance(result, Course) for result in results) == 1, results
    assert sum(isinstance(result, Changed) for result in results) == 3, results
    assert CourseChange.objects.count() == 1 and Course.objects.get().version == 2


def test_signing_again_while_the_interval_changes_ends_in_no_deadlock(
    visit, dermatologist, other_dermatologist
):
    send(visit)
    agree(visit, dermatologist)
    told = {"course": course_of(visit), "reason": "x", "by": dermatologist, "at": NOW, "on": TODAY}
    results = at_once(
        signing(visit, other_dermatologist),
        lambda: courses.change_schedule(sessions=(3, 3), interval_days=(14, 21), **told),
    )
    assert isinstance(results[1], Course), results
    assert isinstance(results[0], list | Changed), results


def test_a_recall_closed_and_booked_at_once_ends_once(visit, maria, front_desk, nurse):
    recall = Recall.objects.create(patient=maria, visit=visit, opened_at=NOW, opened_by=front_desk)
    day = PLANNED.date() + timedelta(days=7)
    results = at_once(
        lambda: close_recall(recall=recall, outcome="declined", note="No", by=nurse, at=NOW),
        lambda: close_recall(recall=recall, outcome="not_reached", note="No", by=front_desk, at=NOW),
        lambda: booked(maria, day, by=front_desk, on=TODAY),
    )
    closed = [result for result in results if isinstance(result, Recall)]
    assert len(closed) + (Recall.objects.get().outcome == "booked") == 1, results
    assert all(isinstance(result, NotNow) for result in results[:2] if result not in closed)


def test_two_leads_who_change_the_hours_at_once_do_not_overwrite_each_other(lead):
    initial = HoursForm.initial_of(Times())
    numbers = {"open_weekdays": (1, 2), "reminder_days": (2,), "symptom_hours": (24,)}

    def changing(recall_days):
        wanted = Wanted(**initial | numbers | {"recall_days": recall_days})
        return lambda: change_times(wanted=wanted, version=0, by=lead, at=NOW)

    results = at_once(*[changing(days) for days in (3, 4, 5)])
    assert sum(isinstance(result, ClinicTimes) for result in results) == 1, results
    assert sum(isinstance(result, TimesChanged) for result in results) == 2, results
    assert ClinicTimes.objects.get().version == 1
