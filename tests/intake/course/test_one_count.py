"""Course page, summary, drawing and table tell one count of sessions and one next day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.actions import courses
from intake.care.courses import courses_of
from intake.choices import AreaChoice
from intake.courses.plan import plans_for
from intake.courses.timelines import course_timeline
from intake.models import Course, Visit
from intake.summary import summary_of
from intake.summary.words import in_words
from tests.intake.conftest import PLANNED
from tests.intake.course.steps import booked, course_of, held, moment
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
SECOND = DAY + timedelta(days=28)
JUDGED = {"reason_code": "clinical_judgement"}


def words_of(visit: Visit) -> dict:
    return in_words(summary_of(Visit.objects.select_related("patient", "place").get(pk=visit.pk)))


def drawn(timeline) -> list[tuple]:
    return [(mark.kind, mark.day, mark.number) for mark in timeline.marks]


@pytest.fixture
def second(course, maria, front_desk, dermatologist) -> Visit:
    """The next visit, to be signed: the cheeks are treated in spite of a wait, the forehead waits."""
    visit = booked(maria, SECOND, by=front_desk, on=DAY)
    send(visit, at=moment(SECOND, 8), retinoid_on=(SECOND - timedelta(days=1)).isoformat())
    cheeks, forehead = AreaChoice("treat", **JUDGED), AreaChoice("wait", SECOND + timedelta(days=6))
    agree(visit, dermatologist, at=moment(SECOND, 9), cheeks=cheeks, forehead=forehead)
    return visit


def changed(course: Course, by, sessions=(3, 6), interval_days=(99, 120)) -> Course:
    """The course with another schedule for this patient."""
    told = {"reason": "Heals slowly", "by": by, "at": moment(SECOND), "on": SECOND}
    courses.change_schedule(course=course, sessions=sessions, interval_days=interval_days, **told)
    return Course.objects.select_related("edition__treatment").get(pk=course.pk)


def test_before_its_session_a_visit_is_planned_and_the_next_day_counts_from_it(second, course, dermatologist):
    changed(course, dermatologist, interval_days=(28, 42))
    words = words_of(second)
    assert words["course"] == ["16-Mar-2026: Forehead and Cheeks"]
    assert "3–6 sessions, 1 done" in words["plan"][0]
    marks = drawn(words["timelines"][0])
    assert marks[:2] == [("done", "16-Mar", 1), ("this", "13-Apr", None)]
    assert marks[-2:] == [("from", "11-May", None), ("to", "25-May", None)]


def test_after_a_session_that_left_an_area_out_all_say_the_same(
    second, course, dermatologist, at, signed_in, nurse
):
    held(second, dermatologist, areas=["cheeks"])
    longer = changed(course, dermatologist)
    words = words_of(second)
    assert words["course"] == ["13-Apr-2026: Cheeks", "16-Mar-2026: Forehead and Cheeks"]
    assert "3–6 sessions, 1 to 2 done" in words["plan"][0]
    on_summary = drawn(words["timelines"][0])
    assert on_summary[:2] == [("done", "16-Mar", 1), ("done", "13-Apr", 2)]
    on_page = drawn(course_timeline(plans_for([longer], on=SECOND)[longer.pk]))
    assert [mark for mark in on_summary if mark[0] != "wait"] == [m for m in on_page if m[0] != "wait"]
    assert ("from", "21-Jul", None) in on_page and ("to", "11-Aug", None) in on_page
    at(moment(SECOND, 12))
    text = signed_in(nurse).get(reverse("course", args=[longer.pk])).content.decode()
    assert "Going on: 1 to 2 of 3–6 sessions done" in text
    assert "<td>1 of 3–6</td>" in text and "<td>2 of 3–6</td>" in text
    told = courses_of(longer.patient, on=SECOND, language="en", is_coming=False)[0]
    assert told["sessions"] == "Sessions done of 3–6: Forehead 1, Cheeks 2"
    later = courses_of(longer.patient, on=SECOND.replace(year=2027), language="es", is_coming=False)[0]
    assert later["sessions"] == "Sesiones hechas de 3–6: Frente 1, Mejillas 2"
    assert [(mark.day, mark.year) for mark in later["timeline"].marks][:2] == [
        ("16 mar", "2026"),
        ("13 abr", "2026"),
    ]


def test_a_session_of_another_course_on_the_same_skin_is_drawn_and_not_counted(
    course, maria, front_desk, dermatologist
):
    other = booked(maria, SECOND, by=front_desk, on=DAY, concern="general", areas=("cheeks", "chin"))
    send(other, at=moment(SECOND, 8))
    agree(other, dermatologist, at=moment(SECOND, 9))
    words = words_of(other)
    assert "done" not in words["plan"][0]
    assert drawn(words["timelines"][0])[0] == ("done", "16-Mar", None)


def test_where_the_course_is_over_no_next_day_is_told(second, course, dermatologist):
    held(second, dermatologist)
    told = {"reason": "Goal met", "by": dermatologist, "at": moment(SECOND, 12), "on": SECOND}
    courses.complete(course=course_of(second), **told)
    words = words_of(second)
    assert [mark.kind for mark in words["timelines"][0].marks if mark.kind != "wait"] == ["done", "done"]
    assert "next after" not in words["plan"][0]


def test_in_maintenance_the_next_day_is_the_one_of_maintenance(second, course, dermatologist):
    told = {"reason": "As agreed", "by": dermatologist, "at": moment(SECOND), "on": SECOND}
    held(second, dermatologist)
    courses.set_maintenance(course=changed(course, dermatologist, (2, 2), (28, 42)), every_days=91, **told)
    words = words_of(second)
    ends = {mark.kind: (mark.day, mark.year) for mark in words["timelines"][0].marks}
    assert (ends["from"], ends["until"]) == (("13-Jul", ""), ("13-Apr", "2027"))
    assert ", 2 done" in words["plan"][0]


def test_of_the_last_planned_visit_no_next_day_is_told_until_maintenance_is_set(
    second, course, dermatologist
):
    """The schedule has one or two sessions: this one is the second."""
    words = words_of(second)
    assert "from" not in {mark.kind for mark in words["timelines"][0].marks}
    assert "next after" not in words["plan"][0]
    told = {"reason": "As agreed", "by": dermatologist, "at": moment(SECOND), "on": SECOND}
    courses.set_maintenance(course=course_of(second), every_days=91, **told)
    assert ("from", "13-Jul", None) in drawn(words_of(second)["timelines"][0])
