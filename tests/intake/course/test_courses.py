"""A course opens with a signature that lets something be treated; only a dermatologist changes it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from clinic.models import AuditEvent
from intake.actions import courses
from intake.actions.courses import course_to_treat
from intake.actions.requests import Wanted
from intake.actions.visits import book
from intake.choices import AreaChoice
from intake.models import Assessment, Course, CourseChange, Visit
from intake.refusals import Changed, NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked, course_of, held, moment
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
JUDGED = {"reason_code": "clinical_judgement"}


@pytest.fixture
def course(visit, dermatologist) -> Course:
    """María's course as her first signature opened it."""
    send(visit)
    agree(visit, dermatologist)
    return course_of(visit)


def change(name: str, course: Course, by, at=NOW, on=TODAY, reason="She asked for it", **more) -> Course:
    return getattr(courses, name)(course=course, reason=reason, by=by, at=at, on=on, **more)


class TestOpening:
    def test_a_signature_opens_a_course_with_the_schedule_in_force(self, course, visit, dermatologist):
        assert (course.patient, course.treatment, course.indication) == (
            visit.patient,
            "micro-needling",
            "wrinkles",
        )
        assert course.areas == ["forehead", "cheeks"]
        assert (course.sessions_from, course.sessions_to) == (1, 2)
        assert (course.interval_from_days, course.interval_to_days, course.maintenance_months) == (28, 42, 12)
        assert course.maintenance_every_days is None and course.state == "active"
        event = AuditEvent.objects.get(target=f"course {course.pk}")
        assert (event.action, event.actor, event.patient_id) == ("create", dermatologist, visit.patient_id)

    def test_where_nothing_is_to_be_treated_none_opens(self, visit, dermatologist):
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist)
        assert not Course.objects.exists() and visit.requests.get().course is None

    def test_an_area_that_is_never_to_be_treated_stays_out_of_it(self, visit, dermatologist):
        send(visit)
        agree(visit, dermatologist, cheeks=AreaChoice("do_not_treat", **JUDGED))
        assert course_of(visit).areas == ["forehead"]

    def test_signing_again_opens_no_second_one(self, course, visit, dermatologist):
        agree(visit, dermatologist, forehead=AreaChoice("wait", **JUDGED))
        assert Course.objects.get() == course

    def test_a_later_visit_for_some_of_its_areas_continues_it_from_the_booking_on(
        self, course, maria, front_desk
    ):
        later = booked(maria, date(2026, 4, 20), by=front_desk, on=TODAY, areas=("cheeks",))
        assert course_of(later) == course

    @pytest.mark.parametrize(
        "other", [{"areas": ("forehead", "chin")}, {"concern": "general"}, {"areas": ("neck",)}]
    )
    def test_other_areas_or_another_concern_begin_another_one(
        self, course, maria, front_desk, dermatologist, other
    ):
        later = booked(maria, date(2026, 4, 20), by=front_desk, on=TODAY, **other)
        assert later.requests.get().course is None
        send(later, at=NOW)
        agree(later, dermatologist)
        assert course_of(later) != course and Course.objects.count() == 2

    def test_another_patients_course_is_never_continued(self, course, daniel, front_desk):
        later = booked(daniel, date(2026, 4, 20), by=front_desk, on=TODAY)
        assert later.requests.get().course is None
        with pytest.raises(ValidationError) as wrong:
            booked(daniel, date(2026, 4, 21), by=front_desk, on=TODAY, course=course)
        assert list(wrong.value.message_dict) == ["course"]

    @pytest.mark.parametrize("wanted", [{"areas": ("chin",)}, {"concern": "general"}])
    def test_a_session_of_a_course_is_for_its_areas_and_its_concern(self, course, maria, front_desk, wanted):
        with pytest.raises(ValidationError):
            booked(maria, date(2026, 4, 20), by=front_desk, on=TODAY, course=course, **wanted)

    def test_a_session_without_a_course_opens_one(self, course, visit, nurse):
        """As for a visit that was signed before there were courses."""
        request = visit.requests.get()
        request.course = None
        request.save()
        CourseChange.objects.all()
        Course.objects.all().delete()
        assert (
            course_to_treat(treatment_request=visit.requests.get(), by=nurse, at=PLANNED).opened_by == nurse
        )
        assert visit.requests.get().course is not None


class TestChanges:
    def test_number_and_interval_may_be_others_for_one_patient_shorter_ones_too(self, course, dermatologist):
        change("change_schedule", course, dermatologist, sessions=(3, 4), interval_days=(14, 21))
        kept = Course.objects.get()
        assert (kept.sessions_from, kept.sessions_to) == (3, 4)
        assert (kept.interval_from_days, kept.interval_to_days, kept.version) == (14, 21, 2)
        row = CourseChange.objects.get()
        assert row.before == {
            "sessions_from": 1,
            "sessions_to": 2,
            "interval_from_days": 28,
            "interval_to_days": 42,
        }
        assert (row.after["interval_to_days"], row.reason, row.by) == (21, "She asked for it", dermatologist)
        event = AuditEvent.objects.get(target=f"course {course.pk}", action="change")
        assert event.fields == ["interval_from_days", "interval_to_days", "sessions_from", "sessions_to"]

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"sessions": (0, 2)}, "Write sessions from 1 to 24"),
            ({"sessions": (3, 2)}, "Write sessions from 1 to 24"),
            ({"sessions": (1, 25)}, "Write sessions from 1 to 24"),
            ({"interval_days": (0, 5)}, "Write days from 1 to 365"),
            ({"interval_days": (9, 366)}, "Write days from 1 to 365"),
            ({"sessions": (1, 2)}, "Nothing was changed."),
            ({"reason": "  "}, "Write the reason."),
        ],
    )
    def test_a_schedule_that_makes_no_sense_is_refused(self, course, dermatologist, wrong, says):
        given = {"sessions": (1, 2), "interval_days": (28, 42)} | wrong
        with pytest.raises(NotNow, match=says):
            change("change_schedule", course, dermatologist, **given)
        assert not CourseChange.objects.exists() and Course.objects.get().version == 1

    def test_fewer_sessions_than_are_done_are_refused(self, course, visit, dermatologist, maria, front_desk):
        held(visit, dermatologist)
        second = booked(maria, DAY + timedelta(days=28), by=front_desk, on=DAY)
        send(second, at=moment(DAY, 12))
        agree(second, dermatologist, at=moment(DAY, 13))
        held(second, dermatologist)
        with pytest.raises(NotNow, match="2 sessions are done already"):
            change("change_schedule", course, dermatologist, sessions=(1, 1), interval_days=(28, 42))

    def test_maintenance_has_no_interval_until_it_is_set_and_none_where_the_schedule_has_none(
        self, course, dermatologist, maria, front_desk
    ):
        assert change("set_maintenance", course, dermatologist, every_days=90).maintenance_every_days == 90
        scars = booked(
            maria, date(2026, 4, 20), by=front_desk, on=TODAY, concern="acne_scars", areas=("chin",)
        )
        send(scars, scar_age_months=60)
        agree(scars, dermatologist)
        with pytest.raises(NotNow, match="has no maintenance"):
            change("set_maintenance", course_of(scars), dermatologist, every_days=90)

    @pytest.mark.parametrize("days", [0, 27, 731])
    def test_maintenance_never_comes_sooner_than_the_interval(self, course, dermatologist, days):
        with pytest.raises(NotNow, match="Write days between 28 and 730"):
            change("set_maintenance", course, dermatologist, every_days=days)

    def test_areas_may_be_others_of_the_list(self, course, dermatologist):
        assert change("change_areas", course, dermatologist, areas=("chin", "forehead")).areas == [
            "forehead",
            "chin",
        ]
        for areas in ((), ("moon",)):
            with pytest.raises(NotNow, match="Choose at least one area"):
                change("change_areas", course, dermatologist, areas=areas)

    STEPS = {
        "active": {"pause": "paused", "complete": "completed", "stop": "stopped"},
        "paused": {"resume": "active", "complete": "completed", "stop": "stopped"},
        "completed": {"reopen": "active"},
        "stopped": {"reopen": "active"},
    }

    @pytest.mark.parametrize("state", STEPS)
    def test_every_step_is_done_or_refused_as_the_table_says(self, course, dermatologist, state):
        if state != "active":
            change(
                {"paused": "pause", "completed": "complete", "stopped": "stop"}[state], course, dermatologist
            )
        for name in ("pause", "resume", "complete", "stop", "reopen"):
            with transaction.atomic():
                if name in self.STEPS[state]:
                    assert change(name, course, dermatologist).state == self.STEPS[state][name]
                else:
                    with pytest.raises(NotNow, match=f"Cannot {name}"):
                        change(name, course, dermatologist)
                transaction.set_rollback(True)

    def test_a_closed_course_says_since_when_and_takes_no_other_change(self, course, dermatologist):
        closed = change("stop", course, dermatologist)
        assert (closed.closed_at, closed.closed_by) == (NOW, dermatologist)
        with pytest.raises(NotNow, match="Open it again first"):
            change("change_schedule", course, dermatologist, sessions=(3, 3), interval_days=(28, 42))
        assert change("reopen", course, dermatologist).closed_at is None

    def test_a_course_is_not_opened_again_beside_another_for_the_same(self, course, visit, dermatologist):
        change("stop", course, dermatologist)
        agree(visit, dermatologist)
        assert Course.objects.filter(state="active").count() == 1
        with pytest.raises(NotNow, match="open already"):
            change("reopen", course, dermatologist)

    def test_an_outdated_page_changes_nothing(self, course, dermatologist):
        change("pause", course, dermatologist, version=1)
        with pytest.raises(Changed):
            change("resume", course, dermatologist, version=1)
        assert Course.objects.get().state == "paused"

    def test_only_a_dermatologist_changes_a_course(self, course, front_desk, nurse, lead, nobody):
        for person in (front_desk, nurse, lead, nobody):
            with pytest.raises(PermissionDenied):
                change("pause", course, person)
        assert Course.objects.get().state == "active"

    def test_a_longer_interval_lapses_the_signature_of_a_visit_that_is_now_too_soon(
        self, course, visit, dermatologist, maria, front_desk
    ):
        held(visit, dermatologist)
        second = booked(maria, DAY + timedelta(days=28), by=front_desk, on=DAY)
        send(second, at=moment(DAY, 12))
        agree(second, dermatologist, at=moment(DAY, 13))
        change(
            "change_schedule",
            course,
            dermatologist,
            moment(DAY, 14),
            DAY,
            sessions=(1, 2),
            interval_days=(35, 42),
        )
        newest = Assessment.objects.filter(request__visit=second).latest("number")
        assert (newest.cause, newest.decision) == ("rechecked", "defer")
        assert newest.facts["interval_days"] == [35, 42]
        assert Visit.objects.get(pk=second.pk).signature == "awaited"


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "resting"},
        {"state": "stopped"},
        {"closed_at": NOW},
        {"sessions_from": 0},
        {"sessions_to": 0},
        {"interval_from_days": 43},
    ],
)
def test_the_database_refuses_a_course_that_makes_no_sense(course, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(**columns)


def test_a_course_that_does_not_go_on_lets_no_session_start(course, visit, dermatologist, nurse):
    for name, back in (("pause", "resume"), ("stop", "reopen"), ("complete", "reopen")):
        change(name, course, dermatologist)
        with pytest.raises(NotNow, match="A dermatologist has to"):
            course_to_treat(treatment_request=visit.requests.get(), by=nurse, at=PLANNED)
        change(back, course, dermatologist)
        assert course_to_treat(treatment_request=visit.requests.get(), by=nurse, at=PLANNED) == course


def test_a_paused_course_is_not_booked_for_from_its_own_page(course, maria, dermatologist, front_desk, place):
    change("pause", course, dermatologist)
    course.refresh_from_db()
    with pytest.raises(ValidationError):
        book(
            patient=maria,
            place=place,
            starts_at=PLANNED + timedelta(days=60),
            wanted=[Wanted("micro-needling", "wrinkles", ("forehead",), course=course)],
            by=front_desk,
            at=NOW,
            on=TODAY,
        )
