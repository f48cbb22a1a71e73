"""What followed earlier sessions, on the next visit's summary: for those who see reasons."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.actions.outcomes import rate_change
from intake.actions.reviews import summary_digest
from intake.models import Visit
from intake.summary import summary_of
from intake.summary.pdf import summary_as_pdf
from intake.summary.words import in_words
from tests.intake.aftermath.steps import MILD, report
from tests.intake.course.steps import booked, course_of, moment
from tests.intake.steps import send

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 4, 19))


@pytest.fixture
def second(session, front_desk) -> Visit:
    """The next visit, answered."""
    visit = booked(session.patient, date(2026, 4, 20), by=front_desk, on=date(2026, 4, 1))
    send(visit, at=NOW)
    return Visit.objects.select_related("patient", "place").get(pk=visit.pk)


def words(visit: Visit) -> dict:
    return in_words(summary_of(visit))


def test_without_reports_and_ratings_there_is_no_such_card(second, at, signed_in, nurse):
    at(NOW)
    assert words(second)["symptoms"] == [] and words(second)["outcome"] == []
    page = signed_in(nurse).get(reverse("summary", args=[second.pk])).content.decode()
    assert "After earlier sessions" not in page


def test_each_session_shows_its_highest_level_and_its_signs_with_their_days(second, session):
    report(session, moment(date(2026, 3, 17)), **MILD)
    report(session, moment(date(2026, 3, 19)), **MILD | {"swelling_size": 8})
    report(session, moment(date(2026, 4, 13)), late_lumps="yes")
    (row,) = words(second)["symptoms"]
    assert (row["on"], row["level"]) == ("16-Mar-2026", "Call today")
    assert "Swelling that grows or is more than mild (day 3)" in row["signs"]
    assert "Lumps, weeks later (day 28)" in row["signs"]
    assert row["signs"].endswith("; 1 report as expected")


def test_clinicians_see_them_with_the_line_as_rated_on_page_print_and_pdf(
    second, session, at, signed_in, nurse
):
    report(session, moment(date(2026, 3, 19)), **MILD | {"swelling_size": 8})
    rate_change(course=course_of(session.visit), visit=second, scale="gais", value=2, at=NOW)
    at(NOW)
    browser = signed_in(nurse)
    for name in ("summary", "summary-print"):
        page = browser.get(reverse(name, args=[second.pk])).content.decode()
        assert "After earlier sessions" in page and "Swelling that grows" in page
        assert "change as rated, not promised" in page and "<circle" in page
        assert '<span class="hint legend">● the patient</span></figcaption>' in page
    shown = words(second)
    assert shown["outcome"][0]["said"] == ["19-Apr-2026 the patient: Much better"]
    assert summary_as_pdf(shown, "0" * 64).startswith(b"%PDF")


def test_a_report_that_arrives_makes_an_open_summary_outdated(second, session):
    before = summary_digest(summary_of(second))
    assert before == summary_digest(summary_of(second))
    report(session, moment(date(2026, 4, 19)), pain="severe")
    assert before != summary_digest(summary_of(second))


def test_many_reports_cost_as_many_queries_as_one(second, session):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            summary_of(second)
        return len(seen)

    report(session, moment(date(2026, 3, 17)), **MILD)
    queries()
    one = queries()
    for day in range(18, 26):
        report(session, moment(date(2026, 3, day)), **MILD)
    assert queries() == one
