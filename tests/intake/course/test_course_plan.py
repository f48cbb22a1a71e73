"""What stored rows say about the next session: sessions, waits, signatures, closed days."""

from datetime import date, timedelta

import pytest

from clinic.models import Holiday
from intake.actions import courses
from intake.actions.answers import save_answers
from intake.actions.drafts import open_draft
from intake.actions.requests import Wanted
from intake.actions.submission import submit
from intake.actions.visits import book, move
from intake.choices import AreaChoice
from intake.courses.plan import first_day_for, next_session_for, plans_for
from intake.courses.plan_words import first_day_words, reasons_of
from intake.models import Assessment, Course, Draft
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked, course_of, held, moment
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
JUDGED = {"reason_code": "clinical_judgement"}


def days(number: int) -> timedelta:
    return timedelta(days=number)


class TestNextSession:
    def test_lies_between_the_shortest_and_the_longest_interval(self, course):
        found = next_session_for(course, on=DAY)
        assert (found.proposed, found.window_to) == (DAY + days(28), DAY + days(42))
        assert found.binding.code == "interval"

    def test_counts_a_needling_of_overlapping_areas_in_another_course(
        self, course, maria, front_desk, dermatologist
    ):
        other = booked(
            maria, DAY + days(30), by=front_desk, on=DAY, concern="general", areas=("cheeks", "chin")
        )
        send(other, at=moment(DAY, 12))
        agree(other, dermatologist, at=moment(DAY, 13))
        held(other, dermatologist)
        assert course_of(other) != course
        assert next_session_for(course, on=DAY + days(31)).proposed == date(2026, 5, 13)

    def test_counts_one_elsewhere_that_the_desk_was_told_of(self, course, maria, front_desk):
        booked(
            maria,
            DAY + days(60),
            by=front_desk,
            on=DAY + days(20),
            areas=("cheeks",),
            previous=(DAY + days(10),),
        )
        assert next_session_for(course, on=DAY + days(20)).first_possible == DAY + days(38)

    def test_does_not_count_other_skin_or_another_patient(self, course, daniel, front_desk, dermatologist):
        other = booked(daniel, DAY + days(7), by=front_desk, on=DAY)
        send(other, at=moment(DAY, 12))
        agree(other, dermatologist, at=moment(DAY, 13))
        held(other, dermatologist)
        assert next_session_for(course, on=DAY + days(8)).first_possible == DAY + days(28)

    def test_skips_days_the_clinic_is_closed(self, course, lead):
        Holiday.objects.create(day=DAY + days(28), added_at=NOW, added_by=lead)
        found = next_session_for(course, on=DAY)
        assert (found.first_possible, found.proposed) == (DAY + days(28), DAY + days(29))

    def test_follows_an_interval_that_was_changed_for_this_patient(self, course, dermatologist):
        courses.change_schedule(
            course=course,
            sessions=(2, 3),
            interval_days=(14, 21),
            reason="Heals fast",
            by=dermatologist,
            at=NOW,
            on=DAY,
        )
        found = next_session_for(Course.objects.get(), on=DAY)
        assert (found.proposed, found.window_to) == (DAY + days(14), DAY + days(21))

    def test_waits_for_what_the_latest_answers_ask_to_wait_for(self, course, maria, front_desk):
        second = booked(maria, DAY + days(28), by=front_desk, on=DAY + days(20))
        send(second, at=moment(DAY + days(25)), retinoid_on=(DAY + days(24)).isoformat())
        found = next_session_for(course, on=DAY + days(25))
        assert found.proposed == DAY + days(31) and found.binding.code == "wait"

    def test_has_no_day_while_the_course_is_paused_or_closed(self, course, dermatologist):
        for name in ("pause", "stop"):
            getattr(courses, name)(course=course, reason="Pregnant", by=dermatologist, at=NOW, on=DAY)
            assert next_session_for(Course.objects.get(), on=DAY).proposed is None

    def test_after_the_last_one_maintenance_follows_as_the_dermatologist_sets_it(self, course, dermatologist):
        told = {"course": course, "reason": "One is enough", "by": dermatologist, "at": NOW, "on": DAY}
        courses.change_schedule(sessions=(1, 1), interval_days=(28, 42), **told)
        assert next_session_for(Course.objects.get(), on=DAY).binding.code == "maintenance_unset"
        courses.set_maintenance(every_days=91, **told)
        found = next_session_for(Course.objects.get(), on=DAY)
        assert (found.proposed, found.window_to) == (DAY + days(91), date(2027, 3, 16))
        late = next_session_for(Course.objects.get(), on=date(2027, 4, 1))
        assert late.proposed == date(2027, 4, 1)

    def test_after_the_last_one_nothing_follows_where_the_schedule_has_no_maintenance(
        self, protocol, daniel, place, front_desk, dermatologist
    ):
        visit = booked(daniel, DAY, by=front_desk, on=TODAY, concern="burn_scars")
        send(visit, scar_age_months=60)
        agree(visit, dermatologist)
        held(visit, dermatologist)
        told = {"reason": "One is enough", "by": dermatologist, "at": NOW, "on": DAY}
        courses.change_schedule(course=course_of(visit), sessions=(1, 1), interval_days=(28, 42), **told)
        found = next_session_for(course_of(visit), on=DAY)
        assert found.proposed is None and found.binding.code == "all_done"


class TestFirstDayOfAVisit:
    def test_of_a_first_visit_nothing_binds(self, visit):
        first = first_day_for(visit, on=TODAY)
        assert (first.day, first.binding) == (TODAY, None)

    def test_is_the_end_of_a_wait_with_its_rule_for_clinicians(self, visit):
        send(visit, retinoid_on="2026-03-12")
        first = first_day_for(visit, on=TODAY)
        assert (first.day, first.binding.rule) == (date(2026, 3, 19), "retinoid")
        assert first_day_words(first, reasons=False) == "The first day that works is Thursday 19-Mar-2026."
        assert reasons_of(first)[0]["sentence"] in first_day_words(first, reasons=True)
        assert "etinoid" in reasons_of(first)[0]["sentence"]

    def test_is_the_signed_day_where_it_is_later(self, visit, dermatologist):
        send(visit, retinoid_on="2026-03-12")
        wait = AreaChoice("wait", date(2026, 4, 1))
        agree(visit, dermatologist, forehead=wait, cheeks=wait)
        first = first_day_for(visit, on=TODAY)
        assert (first.day, first.binding.code) == (date(2026, 4, 1), "signed")

    def test_an_override_lets_it_be_earlier(self, visit, dermatologist, front_desk):
        send(visit, retinoid_on="2026-03-12")
        treat = AreaChoice("treat", **JUDGED)
        agree(visit, dermatologist, forehead=treat, cheeks=treat)
        moved = move(visit=visit, starts_at=moment(date(2026, 3, 17)), by=front_desk, at=NOW, on=TODAY)
        assert moved.signature == "given"

    def test_an_override_of_one_area_lets_it_be_earlier_and_the_page_still_opens_on_the_later_day(
        self, visit, dermatologist, front_desk
    ):
        send(visit, retinoid_on="2026-03-12")
        agree(visit, dermatologist, cheeks=AreaChoice("treat", **JUDGED))
        first = first_day_for(visit, on=TODAY)
        assert (first.day, first.allowed_from) == (date(2026, 3, 19), TODAY)
        assert move(visit=visit, starts_at=moment(date(2026, 3, 17)), by=front_desk, at=NOW, on=TODAY)

    def test_a_concern_that_is_ruled_out_keeps_no_day_from_the_other(
        self, protocol, maria, place, front_desk, dermatologist
    ):
        wanted = [
            Wanted("micro-needling", "wrinkles", ("forehead",)),
            Wanted("micro-needling", "acne_scars", ("cheeks",)),
        ]
        told = {"patient": maria, "place": place, "by": front_desk, "at": NOW, "on": TODAY}
        both = book(starts_at=PLANNED, wanted=wanted, **told)
        send(both, scar_age_months=24, retinoid_on="2026-03-12")
        out = AreaChoice("do_not_treat", **JUDGED)
        agree(both, dermatologist, forehead=out)
        first = first_day_for(both, on=TODAY)
        assert (first.day, first.binding.code) == (date(2026, 3, 19), "signed")
        agree(both, dermatologist, forehead=out, cheeks=out)
        first = first_day_for(both, on=TODAY)
        assert (first.day, first.binding.code) == (None, "undated")

    def test_an_override_does_not_excuse_another_wait(self, visit, dermatologist, front_desk):
        """The laser's wait was over on the day that was signed; before that day nobody departed from it."""
        send(visit, retinoid_on="2026-03-12", laser_on="2026-03-01", laser_kind="non_ablative")
        treat = AreaChoice("treat", **JUDGED)
        agree(visit, dermatologist, forehead=treat, cheeks=treat)
        first = first_day_for(visit, on=TODAY)
        assert (first.binding.rule, first.allowed_from) == ("laser_non_ablative", date(2026, 3, 15))
        with pytest.raises(NotNow, match="16-Mar-2026"):  # the 15th is a Sunday
            move(visit=visit, starts_at=moment(date(2026, 3, 13)), by=front_desk, at=NOW, on=TODAY)

    def test_a_signature_that_lapsed_lets_nothing_be_earlier(self, visit, dermatologist, front_desk):
        send(visit, retinoid_on="2026-03-12")
        treat = AreaChoice("treat", **JUDGED)
        agree(visit, dermatologist, forehead=treat, cheeks=treat)
        send(visit, retinoid_on="2026-03-12", diabetes="yes")
        with pytest.raises(NotNow, match="19-Mar-2026"):
            move(visit=visit, starts_at=moment(date(2026, 3, 17)), by=front_desk, at=NOW, on=TODAY)

    def test_without_a_day_known_any_day_may_be_booked(self, visit, dermatologist, front_desk):
        send(visit)
        wait = AreaChoice("wait", **JUDGED)
        agree(visit, dermatologist, forehead=wait, cheeks=wait)
        assert first_day_for(visit, on=TODAY).day is None
        assert move(visit=visit, starts_at=moment(date(2026, 3, 17)), by=front_desk, at=NOW, on=TODAY)

    def test_answers_that_are_missing_hide_no_wait_that_is_known(self, visit, front_desk):
        draft = open_draft(visit=visit, mode="phone", by=front_desk, at=NOW)
        told = {"visit": visit, "mode": "phone", "by": front_desk, "at": NOW, "on": TODAY}
        save_answers(values={"retinoid_on": "2026-03-01"}, version=draft.version, **told)
        told.pop("visit")
        submit(draft=Draft.objects.get(), version=None, blanks_allowed=True, **told)
        assert Assessment.objects.get().decision == "incomplete"
        first = first_day_for(visit, on=TODAY)
        assert (first.day, first.binding.rule) == (date(2026, 3, 9), "retinoid")  # the 8th is a Sunday

    def test_the_same_day_may_always_get_another_hour(self, visit, front_desk):
        send(visit, retinoid_on="2026-03-12")
        assert move(visit=visit, starts_at=moment(DAY, 15), by=front_desk, at=NOW, on=TODAY)


class TestBooking:
    def test_a_second_session_is_refused_before_its_interval_with_the_first_day_that_works(
        self, course, maria, front_desk, nurse
    ):
        with pytest.raises(NotNow, match=r"^The first day that works is Monday 13-Apr-2026\.$"):
            booked(maria, DAY + days(27), by=front_desk, on=DAY)
        with pytest.raises(NotNow, match="28 days lie between two sessions"):
            booked(maria, DAY + days(27), by=nurse, on=DAY)
        assert booked(maria, DAY + days(28), by=front_desk, on=DAY)

    def test_the_interval_counts_for_another_concern_on_the_same_skin(self, course, maria, front_desk):
        with pytest.raises(NotNow):
            booked(maria, DAY + days(20), by=front_desk, on=DAY, concern="general", areas=("cheeks",))
        assert booked(maria, DAY + days(2), by=front_desk, on=DAY, concern="general", areas=("neck",))

    def test_a_first_visit_stays_free_whatever_happened_elsewhere_and_waits_once_answers_say_so(
        self, protocol, daniel, place, front_desk
    ):
        first = booked(daniel, DAY, by=front_desk, on=TODAY, previous=(date(2026, 2, 24),))
        send(first)
        with pytest.raises(NotNow, match="24-Mar-2026"):
            move(visit=first, starts_at=moment(DAY + days(1)), by=front_desk, at=NOW, on=TODAY)

    def test_a_session_elsewhere_typed_at_the_desk_counts_for_a_course(self, course, maria, front_desk):
        on = DAY + days(20)
        with pytest.raises(NotNow, match="first day that works is Thursday 23-Apr-2026"):
            booked(maria, DAY + days(30), by=front_desk, on=on, previous=(DAY + days(10),))

    def test_a_wait_binds_a_new_booking_for_the_same_skin_too(self, visit, maria, front_desk):
        send(visit, retinoid_on="2026-03-12")
        with pytest.raises(NotNow, match="19-Mar-2026"):
            booked(maria, date(2026, 3, 18), by=front_desk, on=TODAY, concern="general", areas=("cheeks",))
        assert booked(maria, date(2026, 3, 18), by=front_desk, on=TODAY, concern="general", areas=("neck",))

    def test_of_two_concerns_the_later_day_counts(self, course, maria, place, front_desk):
        wanted = [
            Wanted("micro-needling", "wrinkles", ("forehead",)),
            Wanted("micro-needling", "general", ("neck",)),
        ]
        told = {
            "patient": maria,
            "place": place,
            "wanted": wanted,
            "by": front_desk,
            "at": PLANNED,
            "on": DAY,
        }
        with pytest.raises(NotNow):
            book(starts_at=moment(DAY + days(2)), **told)
        assert book(starts_at=moment(DAY + days(28)), **told).requests.count() == 2


def test_plans_cost_the_same_for_one_course_and_for_several(
    course, maria, front_desk, dermatologist, django_assert_max_num_queries
):
    for number, area in enumerate(("neck", "chin", "hands")):
        other = booked(maria, DAY + days(number), by=front_desk, on=TODAY, concern="general", areas=(area,))
        send(other, at=NOW)
        agree(other, dermatologist, at=NOW)
    every = list(Course.objects.select_related("edition__treatment"))
    assert len(every) == 4
    plans_for(every, on=DAY)
    for some in (every[:1], every):
        with django_assert_max_num_queries(12):
            plans_for(some, on=DAY)
