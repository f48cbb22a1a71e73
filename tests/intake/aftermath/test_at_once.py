"""Two tabs, two dermatologists, two ratings at the same moment: each leaves one row, in order."""

from datetime import date

import pytest

from intake.actions.outcomes import rate_change
from intake.actions.symptoms import close_report
from intake.models import OutcomeRating, SymptomClosure, SymptomReport
from intake.refusals import NotNow
from tests.intake.aftermath.steps import MILD, report
from tests.intake.course.steps import booked, course_of, moment
from tests.intake.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NEXT_DAY = moment(date(2026, 3, 17))


def test_one_page_sent_from_two_tabs_at_once_is_one_report(session):
    sent = at_once(*[lambda: report(session, NEXT_DAY, key="one page", **MILD)] * 4)
    assert len({one.pk for one in sent}) == SymptomReport.objects.count() == 1


def test_of_two_reports_at_once_the_second_is_held_against_the_first(session):
    sizes = (2, 3, 4)
    tabs = [
        lambda size=size: report(session, NEXT_DAY, key=f"tab {size}", **MILD | {"swelling_size": size})
        for size in sizes
    ]
    sent = at_once(*tabs)
    assert SymptomReport.objects.count() == 3
    # Whatever their order: a larger number after a smaller one has grown, the first of all has not.
    assert [one.level for one in sent].count("call") <= 2
    assert any(one.level == "expected" for one in sent)


def test_two_dermatologists_closing_at_once_leave_one_note(session, dermatologist, other_dermatologist):
    told = report(session, NEXT_DAY, pain="severe")
    people = (dermatologist, other_dermatologist)
    acts = [lambda by=by: close_report(report=told, note=by.full_name, by=by, at=NEXT_DAY) for by in people]
    done = at_once(*acts)
    assert sorted(type(one) is NotNow for one in done) == [False, True]
    assert SymptomClosure.objects.count() == 1


def test_a_rating_pressed_twice_at_once_is_one(session, front_desk):
    visit = booked(session.patient, date(2026, 4, 20), by=front_desk, on=date(2026, 4, 1))
    told = {"course": course_of(session.visit), "visit": visit, "scale": "gais", "value": 2, "at": NEXT_DAY}
    at_once(*[lambda: rate_change(**told)] * 3)
    assert OutcomeRating.objects.count() == 1
