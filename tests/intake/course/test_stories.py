"""Courses as they go in life: another treatment, a second concern, a pause, a year away."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from intake.actions import courses
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.courses.plan import next_session_for, plans_for
from intake.models import Assessment, Course, Visit
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked, course_of, held, moment
from tests.intake.steps import agree, send
from treatments import editions, publishing
from treatments.protocol_file.reading import read_file

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()


def days(number: int) -> timedelta:
    return timedelta(days=number)


def session_on(visit: Visit, dermatologist, **answers) -> Course:
    """Answers sent the day before, signed, held on the visit's day."""
    day = visit.starts_at.date()
    at = moment(day - days(1))
    send(visit, at=at, **answers)
    agree(visit, dermatologist, at=at)
    held(visit, dermatologist)
    return course_of(visit)


@pytest.fixture
def first(visit, dermatologist) -> Course:
    """María's first session for wrinkles on forehead and cheeks, held on 16 March."""
    return session_on(visit, dermatologist)


def told(dermatologist, on: date, reason: str = "As agreed") -> dict:
    return {"by": dermatologist, "at": moment(on), "on": on, "reason": reason}


def test_sessions_follow_each_other_until_the_last_and_are_counted_by_area(
    first, maria, front_desk, dermatologist
):
    second = booked(maria, DAY + days(28), by=front_desk, on=DAY + days(1), course=first)
    assert session_on(second, dermatologist) == first
    plan = plans_for([first], on=DAY + days(29))[first.pk]
    assert plan.progress.by_area == {"forehead": 2, "cheeks": 2} and plan.progress.done == 2
    assert [session.performed_on for session in plan.sessions] == [DAY, DAY + days(28)]
    assert plan.proposal.binding.code == "maintenance_unset"


def test_the_next_one_is_planned_from_the_day_it_really_was_and_not_from_the_plan(
    first, maria, front_desk, dermatologist
):
    late = booked(maria, DAY + days(37), by=front_desk, on=DAY + days(1), course=first)
    session_on(late, dermatologist)
    courses.change_schedule(
        course=first, sessions=(3, 3), interval_days=(28, 42), **told(dermatologist, DAY + days(38))
    )
    found = next_session_for(course_of(late), on=DAY + days(38))
    assert found.first_possible == DAY + days(65) and found.window_to == DAY + days(79)


def test_an_area_that_was_left_out_once_is_counted_by_itself(first, maria, front_desk, dermatologist):
    second = booked(maria, DAY + days(28), by=front_desk, on=DAY + days(1))
    at = moment(DAY + days(27))
    send(second, at=at)
    agree(second, dermatologist, at=at)
    held(second, dermatologist, areas=["cheeks"])
    plan = plans_for([first], on=DAY + days(29))[first.pk]
    assert plan.progress.by_area == {"forehead": 1, "cheeks": 2} and plan.progress.done == 1


class TestAnotherTreatment:
    @pytest.fixture
    def peel(self, protocol, dermatologist):
        edition = publishing.store(
            read_file(Path(__file__).parents[2] / "treatments" / "protocols" / "second.yaml")
        )
        publishing.publish(edition, by=dermatologist, at=NOW)
        return editions.in_force(edition.treatment.code)

    def test_the_old_course_ends_and_the_new_one_begins_with_its_own_schedule(
        self, first, peel, maria, place, front_desk, dermatologist
    ):
        courses.stop(course=first, **told(dermatologist, DAY + days(1), "Changes to another treatment"))
        document = editions.document_of(peel)
        schedule = document["schedules"][0]
        area = next(iter(document["areas"]))
        visit = book(
            patient=maria,
            place=place,
            starts_at=moment(DAY + days(7)),
            wanted=[Wanted(peel.treatment.code, schedule["indications"][0], (area,))],
            by=front_desk,
            at=moment(DAY + days(1)),
            on=DAY + days(1),
        )
        assert visit.requests.get().course is None
        course = courses.open_course(
            treatment_request=visit.requests.get(), areas=[area], by=dermatologist, at=moment(DAY + days(2))
        )
        assert (course.treatment, course.edition) == (peel.treatment.code, peel)
        assert [course.interval_from_days, course.interval_to_days] == schedule["interval_days"]
        first.refresh_from_db()
        assert first.state == "stopped"
        # The needling before counts for needling, not for another treatment.
        assert next_session_for(course, on=DAY + days(2)).reasons == ()


class TestASecondConcern:
    def test_on_other_skin_runs_beside_the_first_by_its_own_schedule(
        self, first, maria, front_desk, dermatologist
    ):
        scars = booked(
            maria, DAY + days(2), by=front_desk, on=DAY, concern="acne_scars", areas=("chin", "neck")
        )
        second = session_on(scars, dermatologist, scar_age_months=60)
        assert second != first and second.is_open and first.is_open
        assert next_session_for(first, on=DAY + days(3)).first_possible == DAY + days(28)
        assert next_session_for(second, on=DAY + days(3)).first_possible == DAY + days(2 + 21)

    def test_both_may_be_treated_in_one_visit_on_the_later_of_their_days(
        self, first, maria, place, front_desk
    ):
        wanted = [
            Wanted("micro-needling", "wrinkles", ("forehead", "cheeks"), course=first),
            Wanted("micro-needling", "acne_scars", ("chin",)),
        ]
        later = {
            "patient": maria,
            "place": place,
            "wanted": wanted,
            "by": front_desk,
            "at": PLANNED,
            "on": DAY,
        }
        with pytest.raises(NotNow):
            book(starts_at=moment(DAY + days(27)), **later)
        both = book(starts_at=moment(DAY + days(28)), **later)
        assert [request.course for request in both.requests.order_by("position")] == [first, None]


class TestAPause:
    def test_no_session_while_it_lasts_and_then_from_what_really_happened(
        self, first, maria, front_desk, dermatologist, nurse
    ):
        second = booked(maria, DAY + days(28), by=front_desk, on=DAY + days(1), course=first)
        send(second, at=moment(DAY + days(27)))
        agree(second, dermatologist, at=moment(DAY + days(27)))
        courses.pause(course=first, **told(dermatologist, DAY + days(27), "Pregnant"))
        with pytest.raises(NotNow, match="paused"):
            courses.course_to_treat(
                treatment_request=second.requests.get(), by=nurse, at=moment(DAY + days(28))
            )
        assert next_session_for(Course.objects.get(), on=DAY + days(28)).binding.code == "paused"
        courses.resume(course=first, **told(dermatologist, DAY + days(300), "The child is born"))
        found = next_session_for(Course.objects.get(), on=DAY + days(300))
        assert found.first_possible == DAY + days(300) and found.window_to == DAY + days(42)


class TestAYearAway:
    back = DAY + days(365)

    def test_an_open_course_goes_on_and_the_day_is_noted_as_late(
        self, first, maria, front_desk, dermatologist
    ):
        visit = booked(maria, self.back + days(7), by=front_desk, on=self.back)
        assert course_of(visit) == first
        send(visit, at=moment(self.back))
        told = Assessment.objects.get(request__visit=visit)
        assert "late_session" in {mark["code"] for mark in told.marks} and told.decision == "ready"
        agree(visit, dermatologist, at=moment(self.back))
        held(visit, dermatologist)
        assert plans_for([first], on=self.back + days(8))[first.pk].progress.done == 2

    def test_after_a_completed_course_a_new_one_begins(self, first, maria, front_desk, dermatologist):
        courses.complete(course=first, **told(dermatologist, DAY + days(60), "Goal met"))
        visit = booked(maria, self.back + days(7), by=front_desk, on=self.back)
        assert visit.requests.get().course is None
        course = session_on(visit, dermatologist)
        assert course != first
        plan = plans_for([course], on=self.back + days(8))[course.pk]
        assert plan.progress.done == 1
        # Its first interval counts from the session that was just held, whatever the course.
        assert plan.proposal.first_possible == self.back + days(35)


def test_a_signature_after_the_course_was_stopped_begins_a_new_one(first, maria, front_desk, dermatologist):
    second = booked(maria, DAY + days(28), by=front_desk, on=DAY + days(1), course=first)
    courses.stop(course=first, **told(dermatologist, DAY + days(2)))
    assert session_on(second, dermatologist) != first
    assert TODAY < DAY and NOW < PLANNED
