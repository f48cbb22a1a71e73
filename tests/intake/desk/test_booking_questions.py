"""Booking: what is there already, and what is asked about before it is made all the same."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.actions.visits import cancel
from intake.models import TreatmentRequest, Visit
from tests.intake.conftest import PLANNED
from tests.intake.desk.test_booking_pages import BOOKING, errors_of
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
ELSEWHERE = {"0-previous": "12 Jan 2026"}


@pytest.fixture
def page(desk, protocol, daniel) -> str:
    return reverse("book", args=[daniel.pk])


@pytest.fixture
def typed(place) -> dict:
    return BOOKING | {"place": place.pk}


@pytest.fixture
def here(typed) -> dict:
    return typed | {"day": "", "time": "", "walk_in": "1"}


class TestTheSameWithOtherEarlierSessions:
    def test_a_booking_says_that_the_days_were_not_kept_and_leads_to_the_visit(self, desk, page, typed):
        desk.post(page, typed)
        answer = desk.post(page, typed | ELSEWHERE)
        ((field, (said,)),) = errors_of(answer).items()
        assert field == "previous" and said.startswith("This visit exists already (20-Mar-2026 14:15)")
        assert "are not kept: to change them, cancel that visit, then book it again." in said
        text = answer.content.decode()
        assert 'value="12 Jan 2026"' in text and reverse("visit", args=[Visit.objects.get().pk]) in text
        assert TreatmentRequest.objects.get().previous_sessions_elsewhere == []

    def test_so_does_a_walk_in(self, desk, page, here):
        desk.post(page, here | ELSEWHERE)
        assert set(errors_of(desk.post(page, here))) == {"previous"}
        assert TreatmentRequest.objects.get().previous_sessions_elsewhere == ["2026-01-12"]

    def test_it_stands_at_the_concern_it_is_about(self, desk, page, typed):
        both = typed | {"1-treatment": "micro-needling", "1-indication": "wrinkles", "1-areas": ["forehead"]}
        desk.post(page, both)
        forms = desk.post(page, both | {"1-previous": "12 Jan 2026"}).context["concerns"].forms
        assert "previous" in forms[1].errors and not forms[0].errors

    def test_the_same_days_in_another_order_are_the_same_booking(self, desk, page, typed):
        desk.post(page, typed | {"0-previous": "12 Jan 2026, 15 Feb 2026"})
        again = desk.post(page, typed | {"0-previous": "2/15/2026, 12 Jan 2026"})
        assert again.headers["Location"] == reverse("visit", args=[Visit.objects.get().pk])

    def test_after_that_visit_was_canceled_it_is_booked_with_them(self, desk, page, typed, front_desk):
        desk.post(page, typed)
        cancel(visit=Visit.objects.get(), reason="patient", by=front_desk, at=PLANNED)
        assert desk.post(page, typed | ELSEWHERE).status_code == 302
        kept = TreatmentRequest.objects.get(visit__state="booked").previous_sessions_elsewhere
        assert kept == ["2026-01-12"]


class TestAnHourThatIsOver:
    over = {"day": "today", "time": "9:59"}

    def test_is_refused_at_its_field_and_what_was_typed_stays(self, desk, page, typed):
        answer = desk.post(page, typed | self.over)
        assert errors_of(answer) == {"time": ["This time is over. Choose a later time or another day."]}
        assert 'value="9:59"' in answer.content.decode() and not Visit.objects.exists()

    def test_the_minute_that_it_is_can_be_booked(self, at, desk, page, typed):
        at(PLANNED + timedelta(seconds=40))
        assert desk.post(page, typed | {"day": "today", "time": "10:00"}).status_code == 302

    def test_a_press_again_after_the_hour_came_still_finds_the_booking(self, at, desk, page, typed):
        soon = typed | {"day": "today", "time": "10:05"}
        desk.post(page, soon)
        at(PLANNED + timedelta(minutes=6))
        assert desk.post(page, soon).status_code == 302 and Visit.objects.count() == 1

    def test_nobody_is_moved_there_but_the_place_may_change(self, at, desk, visit, place):
        at(PLANNED + timedelta(minutes=10))
        data = self.over | {"place": place.pk, "version": visit.version}
        move = reverse("move", args=[visit.pk])
        assert list(desk.post(move, data).context["form"].errors) == ["time"]
        other = type(place).objects.create(name="Hilltop")
        assert desk.post(move, data | {"time": "10:00", "place": other.pk}).status_code == 302


class TestTheSamePatientAtThatTime:
    asked = "This patient has a visit on 20-Mar-2026 14:15 already."

    @pytest.fixture
    def other(self, desk, page, typed) -> dict:
        """Half an hour into a visit of 45 minutes, for something else."""
        desk.post(page, typed)
        return typed | {"time": "2:45 pm", "0-indication": "wrinkles", "0-areas": ["forehead"]}

    def test_is_asked_about_once_and_then_booked(self, desk, page, other):
        answer = desk.post(page, other)
        assert errors_of(answer) == {"__all__": [f"{self.asked} To book all the same, press “Book” again."]}
        assert Visit.objects.count() == 1 and 'value="2:45 pm"' in answer.content.decode()
        assert desk.post(page, other | {"read": answer.context["read"]}).status_code == 302
        assert Visit.objects.count() == 2

    def test_what_was_read_of_another_time_counts_for_nothing(self, desk, page, other):
        read = ["This patient has a visit on 20-Mar-2026 14:00 already."]
        assert desk.post(page, other | {"read": read}).context["read"] == [self.asked]

    @pytest.mark.parametrize("time", ["3:00 pm", "1:30 pm"])
    def test_a_visit_right_before_or_after_is_booked_at_once(self, desk, page, other, time):
        assert desk.post(page, other | {"time": time}).status_code == 302

    def test_a_visit_that_was_canceled_takes_no_time(self, desk, page, other, front_desk):
        cancel(visit=Visit.objects.get(), reason="patient", by=front_desk, at=PLANNED)
        assert desk.post(page, other).status_code == 302

    def test_so_is_a_walk_in_who_is_booked_for_soon(self, desk, page, typed, here):
        desk.post(page, typed | {"day": "today", "time": "10:20"})
        read = desk.post(page, here).context["read"]
        assert read == ["This patient has a visit on 16-Mar-2026 10:20 already."]
        assert desk.post(page, here | {"read": read}).status_code == 302

    def test_so_is_a_move_to_that_time(self, desk, page, other, place):
        desk.post(page, other | {"time": "4:00 pm"})
        moved = Visit.objects.latest("starts_at")
        address = reverse("move", args=[moved.pk])
        there = {"day": other["day"], "time": "2:45 pm", "place": place.pk, "version": moved.version}
        answer = desk.post(address, there)
        said = f"{self.asked} To move it all the same, press “Move” again."
        assert answer.context["form"].errors == {"__all__": [said]} and said in answer.content.decode()
        assert Visit.objects.filter(starts_at=moved.starts_at).exists() and not moved.moves.exists()
        assert desk.post(address, there | {"read": answer.context["read"]}).status_code == 302
        assert moved.moves.count() == 1


class TestAWalkInWithAWait:
    @pytest.fixture
    def waits(self, desk, visit, dermatologist, front_desk, place) -> tuple[str, dict]:
        """María may be treated from the 19th; she stands at the desk on the 16th, for the same."""
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        cancel(visit=visit, reason="patient", by=front_desk, at=PLANNED)
        wanted = {"0-indication": "wrinkles", "0-areas": ["forehead", "cheeks"], "place": place.pk}
        return reverse("book", args=[visit.patient_id]), BOOKING | wanted

    def test_reads_what_a_booking_is_refused_with_and_is_taken_in_when_pressed_again(self, desk, waits):
        page, typed = waits
        (refused,) = errors_of(desk.post(page, typed | {"day": "tomorrow"}))["day"]
        answer = desk.post(page, typed | {"walk_in": "1"})
        assert refused == "The first day that works is Thursday 19-Mar-2026."
        assert answer.context["read"] == [refused]
        assert "press “walk-in” again" in errors_of(answer)["__all__"][0]
        assert not Visit.objects.filter(walk_in=True).exists()
        assert desk.post(page, typed | {"walk_in": "1", "read": refused}).status_code == 302
        assert Visit.objects.get(walk_in=True).state == "arrived"

    def test_what_was_read_lets_no_booking_through(self, desk, waits):
        page, typed = waits
        read = ["The first day that works is Thursday 19-Mar-2026."]
        assert "day" in errors_of(desk.post(page, typed | {"day": "tomorrow", "read": read}))
