"""Booking the next session and moving somebody who must wait: the day the pages open on and refuse."""

import pytest
from django.urls import reverse

from intake.models import TreatmentRequest, Visit
from tests.intake.conftest import PLANNED
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


class TestAtTheDesk:
    def test_the_patients_page_says_how_many_and_from_when_and_never_why(self, desk, course, maria):
        text = desk.get(reverse("patient", args=[maria.pk])).content.decode()
        assert "1 of 1–2 sessions done" in text and "Monday 13-Apr-2026" in text
        assert "days lie between" not in text and reverse("course", args=[course.pk]) not in text

    def test_the_next_session_opens_on_its_day_with_its_areas_and_is_of_the_course(
        self, desk, course, maria, place
    ):
        address = reverse("book", args=[maria.pk]) + f"?course={course.pk}"
        assert address in desk.get(reverse("patient", args=[maria.pk])).content.decode()
        shown = desk.get(address).context
        assert shown["when"].initial["day"] == "13-Apr-2026"
        form = shown["concerns"].forms[0]
        assert (form.initial["indication"], form.initial["areas"]) == ("wrinkles", ["forehead", "cheeks"])
        sent = {f"0-{name}": value for name, value in form.initial.items()} | shown["when"].initial
        sent |= {"time": "10:00", "course": course.pk}
        assert desk.post(reverse("book", args=[maria.pk]), sent).status_code == 302
        assert TreatmentRequest.objects.latest("created_at").course == course
        assert "Book next session" not in desk.get(reverse("patient", args=[maria.pk])).content.decode()

    @pytest.mark.parametrize(
        ("day", "says"),
        [
            ("12 Apr 2026", "The clinic is closed on Sunday"),
            ("10 Apr 2026", "The first day that works is Monday 13-Apr-2026."),
        ],
    )
    def test_a_day_that_does_not_work_is_refused_at_its_field(self, desk, course, maria, place, day, says):
        sent = {
            "0-treatment": "micro-needling",
            "0-indication": "wrinkles",
            "0-areas": ["cheeks"],
            "day": day,
        }
        sent |= {"time": "10:00", "minutes": "30", "place": place.pk, "course": course.pk}
        answer = desk.post(reverse("book", args=[maria.pk]), sent)
        assert says in str(answer.context["when"].errors["day"]) and Visit.objects.count() == 1

    def test_a_closed_day_is_booked_where_it_is_meant(self, desk, course, maria, place):
        sent = {"0-treatment": "micro-needling", "0-indication": "wrinkles", "0-areas": ["cheeks"]}
        sent |= {"day": "18 Apr 2026", "time": "10:00", "minutes": "30", "place": place.pk}
        assert "although_closed" in desk.post(reverse("book", args=[maria.pk]), sent).content.decode()
        assert (
            desk.post(reverse("book", args=[maria.pk]), sent | {"although_closed": "on"}).status_code == 302
        )

    def test_a_day_behind_the_window_is_booked_and_noted(self, desk, course, maria, place):
        sent = {
            "0-treatment": "micro-needling",
            "0-indication": "wrinkles",
            "0-areas": ["cheeks"],
            "course": course.pk,
        }
        sent |= {"day": "28 Apr 2026", "time": "10:00", "minutes": "30", "place": place.pk}
        answer = desk.post(reverse("book", args=[maria.pk]), sent, follow=True)
        told = [str(message) for message in answer.context["messages"]]
        assert told == [
            "Booked.",
            "This is later than the schedule’s window, which ends on Monday 27-Apr-2026.",
        ]

    def test_another_patients_course_is_left_alone(self, desk, course, daniel):
        shown = desk.get(reverse("book", args=[daniel.pk]), {"course": course.pk})
        assert shown.context["course"] is None

    @pytest.mark.parametrize("named", ["x", "00000000-0000-4000-8000-000000000001", "é", "9" * 300])
    def test_a_course_that_is_none_is_not_there(self, desk, daniel, protocol, place, named):
        assert desk.get(reverse("book", args=[daniel.pk]), {"course": named}).status_code == 404


class TestMovingSomebodyWhoMustWait:
    @pytest.fixture
    def deferred(self, visit, dermatologist) -> Visit:
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        return visit

    def test_the_desk_reads_the_day_and_a_nurse_also_the_rule(self, at, desk, signed_in, nurse, deferred):
        address = reverse("move", args=[deferred.pk])
        plain, told = desk.get(address).content.decode(), signed_in(nurse).get(address).content.decode()
        for text in (plain, told):
            assert "Thursday 19-Mar-2026" in text and 'value="19-Mar-2026"' in text
        assert "etinoid" in told and "etinoid" not in plain and "signed" not in plain

    def test_an_earlier_day_is_refused_and_the_first_one_taken(self, desk, deferred, place):
        sent = {"time": "9:00", "place": place.pk, "version": Visit.objects.get().version}
        early = desk.post(reverse("move", args=[deferred.pk]), sent | {"day": "18 Mar 2026"})
        assert "The first day that works is Thursday 19-Mar-2026." in str(early.context["form"].errors["day"])
        assert "etinoid" not in early.content.decode()
        assert (
            desk.post(reverse("move", args=[deferred.pk]), sent | {"day": "19 Mar 2026"}).status_code == 302
        )

    def test_today_leads_there(self, desk, deferred):
        assert reverse("move", args=[deferred.pk]) in desk.get(reverse("today")).content.decode()
