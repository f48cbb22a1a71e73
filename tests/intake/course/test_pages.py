"""The course page: clinicians read it, a dermatologist changes it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.models import Course, CourseChange
from tests.intake.conftest import PLANNED
from tests.intake.course.steps import booked, held, moment, post
from tests.intake.hostile import VALUES
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


@pytest.fixture
def page(course) -> str:
    return reverse("course", args=[course.pk])


def change(course, name: str) -> str:
    return reverse("change-course", args=[course.pk, name])


def typed(name: str, **fields) -> dict:
    return {f"{name}-{field}": value for field, value in fields.items()} | {"version": "1"}


SCHEDULE = {
    "sessions_from": "3",
    "sessions_to": "3",
    "interval_from": "21",
    "interval_to": "28",
    "reason": "Heals fast",
}


class TestCoursePage:
    def test_shows_progress_the_next_session_and_why_not_earlier(self, doctor, page):
        text = doctor.get(page).content.decode()
        assert "Going on: 1 of 1–2 sessions done" in text and "Monday 13-Apr-2026" in text
        assert "28 days lie between two sessions, and the last one was on 16-Mar-2026." in text
        assert "window ends on 27-Apr-2026" in text and "for 12 months, interval not set" in text

    def test_a_change_is_kept_and_told_with_its_reason(self, doctor, page, course):
        assert doctor.post(change(course, "schedule"), typed("schedule", **SCHEDULE)).status_code == 302
        text = doctor.get(page).content.decode()
        assert "1 of 3 sessions" in text and "Heals fast" in text and "sessions, at most: 2 → 3" in text
        assert "Monday 06-Apr-2026" in text

    @pytest.mark.parametrize(
        ("name", "wrong", "says"),
        [
            ("schedule", {"reason": ""}, "Write the reason."),
            ("schedule", {"sessions_to": "2"}, "Write a number that is not smaller than the first."),
            ("schedule", {"interval_from": "x"}, "Write a whole number between 1 and 365."),
            ("schedule", {"interval_from": "-1"}, "Write a whole number between 1 and 365."),
            ("schedule", {"sessions_from": "9" * 5_000}, "Write a whole number between 1 and 24."),
            ("maintenance", {"every_days": "5"}, "Write days between 28 and 730."),
            ("maintenance", {"every_days": "5000"}, "Write a whole number between 1 and 730."),
            ("areas", {"areas": []}, "Choose at least one area of the list."),
            ("areas", {"areas": ["moon"]}, "Choose at least one area of the list."),
            ("pause", {"reason": " "}, "Write the reason."),
            ("pause", {"reason": "x" * 501}, "500"),
            ("resume", {"reason": "x"}, "Cannot resume"),
        ],
    )
    def test_what_is_wrong_is_said_and_changes_nothing(self, doctor, course, name, wrong, says):
        usual = {"schedule": SCHEDULE, "maintenance": {"every_days": "90", "reason": "x"}}
        usual |= {"areas": {"areas": ["chin"], "reason": "x"}}
        answer = doctor.post(change(course, name), typed(name, **usual.get(name, {}) | wrong))
        assert answer.status_code == 200 and says in str(answer.context["form"].errors)
        assert not CourseChange.objects.exists() and Course.objects.get().version == 1

    def test_a_page_opened_before_somebody_elses_change_changes_nothing(self, doctor, course):
        sent = typed("pause", reason="x") | {"version": "7"}
        assert "Somebody else changed this" in str(
            doctor.post(change(course, "pause"), sent).context["form"].errors
        )
        assert Course.objects.get().state == "active"

    @pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
    def test_any_value_is_answered(self, doctor, course, value):
        for name, fields in (
            ("schedule", SCHEDULE),
            ("maintenance", {"every_days": "90"}),
            ("areas", {"areas": "chin"}),
        ):
            for field in (*fields, "reason"):
                sent = typed(name, **fields | {"reason": "x", field: value})
                assert post(doctor, change(course, name), sent) in (200, 302)

    def test_no_such_change_and_no_such_course(self, doctor, course):
        assert doctor.post(change(course, "burn")).status_code == 404
        assert doctor.get(reverse("course", args=["00000000-0000-4000-8000-000000000001"])).status_code == 404

    def test_a_nurse_reads_and_changes_nothing(self, at, signed_in, nurse, page, course):
        at(PLANNED)
        browser = signed_in(nurse)
        text = browser.get(page).content.decode()
        assert "13-Apr-2026" in text and "Change this course" not in text
        assert browser.post(change(course, "pause"), typed("pause", reason="x")).status_code == 404

    @pytest.mark.parametrize("who", ["front_desk", "lead", "nobody"])
    def test_others_neither_read_nor_change(self, request, signed_in, who, page, course):
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get(page).status_code == 404
        assert browser.post(change(course, "pause"), typed("pause", reason="x")).status_code == 404
        assert Course.objects.get().state == "active"

    def test_is_one_press_from_the_visit_the_summary_and_the_patient(self, doctor, page, visit):
        addresses = [reverse(name, args=[visit.pk]) for name in ("visit", "summary")]
        for address in (*addresses, reverse("patient", args=[visit.patient_id])):
            assert f'href="{page}"' in doctor.get(address).content.decode(), address

    def test_costs_the_same_with_more_sessions(
        self, doctor, page, maria, front_desk, dermatologist, course, django_assert_max_num_queries
    ):
        doctor.get(page)
        later = booked(maria, DAY + timedelta(days=28), by=front_desk, on=DAY)
        send(later, at=moment(DAY))
        agree(later, dermatologist, at=moment(DAY))
        held(later, dermatologist)
        with django_assert_max_num_queries(24):
            doctor.get(page)
