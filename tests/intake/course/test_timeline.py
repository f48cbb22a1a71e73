"""A course drawn: words that never collide, every day said, nothing that a patient may not read."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.actions import courses
from intake.courses.plan import plans_for
from intake.courses.timeline import HEIGHT, WIDTH, Wording, drawn, events_of
from intake.courses.timelines import STAFF_TOLD, STAFF_WORDS, course_timeline, patient_timeline
from intake.models import SessionDepth, SessionRecord, TreatmentRequest
from intake.summary import summary_of
from intake.summary.words import in_words
from tests.intake.conftest import NOW, PLANNED
from tests.intake.course.steps import booked, course_of, held, moment
from tests.intake.steps import agree, send

DAY = PLANNED.date()
WORDING = Wording(
    STAFF_WORDS,
    STAFF_TOLD,
    lambda day: f"{day:%d-%b}",
    str,
    "Scars",
    lambda day: "" if day.year == 2026 else str(day.year),
)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
AS_SET, AS_SET_BOLD = 6.9, 7.9
"""Units of a letter at 14 units, measured in Chromium on the widest of these words and days."""


def numbered(days) -> dict[date, int]:
    return {day: number for number, day in enumerate(sorted(days), start=1)}


def kinds(timeline) -> list[tuple[str, str]]:
    return [(mark.kind, mark.day) for mark in timeline.marks]


class TestDrawing:
    def test_stands_in_the_order_of_days_with_its_window_and_wait_as_bars(self):
        events = events_of(
            done={DAY: 1}, this=DAY + timedelta(28), waits=[DAY + timedelta(35)],
            window=(DAY + timedelta(63), DAY + timedelta(77)),
        )  # fmt: skip
        found = drawn(events, wording=WORDING)
        assert [mark.kind for mark in found.marks] == ["done", "this", "wait", "from", "to"]
        wait, window = found.bars
        places = {mark.kind: mark.x for mark in found.marks}
        assert (wait.kind, wait.x, wait.x + wait.width) == ("wait", places["this"], places["wait"])
        assert (window.x, window.x + window.width) == (places["from"], places["to"])

    def test_of_nothing_is_nothing(self):
        assert drawn(events_of(done={}), wording=WORDING) is None

    def test_says_every_day_to_somebody_who_does_not_see_it(self):
        found = drawn(events_of(done={DAY: 1}, window=(DAY + timedelta(28), None)), wording=WORDING)
        assert found.label == "Scars: session done 2026-03-16; next session from 2026-04-13."

    def test_of_many_sessions_puts_the_oldest_together_and_still_says_all(self):
        days = [DAY + timedelta(28 * number) for number in range(12)]
        found = drawn(events_of(done=numbered(days), booked=[days[-1] + timedelta(28)]), wording=WORDING)
        first = found.marks[0]
        assert first.kind == "more" and first.number + len(found.marks) - 2 == 12
        assert found.label.count("session done") == 12

    def test_in_maintenance_goes_on_to_its_end(self):
        ends = DAY + timedelta(365)
        found = drawn(events_of(done={DAY: 1}, window=(ends, None), maintenance_to=ends), wording=WORDING)
        assert found.marks[-1].word == "until"

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(DAYS, max_size=15, unique=True), st.lists(DAYS, max_size=3), DAYS, st.lists(DAYS),
        st.lists(DAYS, max_size=5, unique=True), DAYS,
    )  # fmt: skip
    def test_words_never_run_into_each_other_or_out_of_the_drawing(
        self, done, away, this, waits, booked, first
    ):
        told = {"done": numbered(done), "elsewhere": away, "this": this, "waits": waits, "booked": booked}
        events = events_of(**told, window=(first, first + timedelta(14)))
        found = drawn(events, wording=WORDING)
        half = {mark: half_of(mark) for mark in found.marks}
        assert all(one.x + half[one] + 2 < two.x - half[two] for one, two in pairwise(found.marks))
        assert all(mark.x - half[mark] >= 0 and mark.x + half[mark] <= found.width for mark in found.marks)
        assert found.width == WIDTH or booked
        assert [event.on for event in events] == sorted(event.on for event in events)

    def test_a_year_stands_on_a_line_of_its_own_so_that_a_wait_and_a_window_beside_it_keep_apart(self):
        days = {date(2026, 10, 5): 1, date(2026, 10, 30): 2}
        told = {"this": date(2026, 11, 23), "waits": [date(2026, 11, 30)]}
        events = events_of(done=days, **told, window=(date(2027, 3, 9), date(2027, 3, 30)))
        found = drawn(events, wording=WORDING)
        assert found.width == WIDTH and found.height > HEIGHT
        assert [(mark.day, mark.year) for mark in found.marks[-3:]] == [
            ("30-Nov", ""), ("09-Mar", "2027"), ("30-Mar", "2027"),
        ]  # fmt: skip
        assert all(one.x + half_of(one) < two.x - half_of(two) for one, two in pairwise(found.marks))


def half_of(mark) -> float:
    return max(AS_SET * len(mark.word), AS_SET_BOLD * max(len(mark.day), len(mark.year))) / 2


@pytest.mark.django_db
class TestOfACourse:
    @pytest.fixture
    def course(self, visit, dermatologist):
        """One session held on 16 March 2026."""
        send(visit)
        agree(visit, dermatologist)
        self.session = held(visit, dermatologist)
        return course_of(visit)

    def plan(self, course, on=DAY):
        return plans_for([course], on=on)[course.pk]

    def test_shows_the_session_and_the_schedules_window(self, course):
        found = course_timeline(self.plan(course))
        assert kinds(found) == [("done", "16-Mar"), ("from", "13-Apr"), ("to", "27-Apr")]

    def test_a_day_has_its_year_where_that_is_not_the_year_of_today(self, course, signed_in, nurse, at):
        found = course_timeline(self.plan(course))
        assert [mark.year for mark in found.marks] == ["", "", ""]
        later = course_timeline(self.plan(course, date(2027, 1, 4)))
        assert [(mark.day, mark.year) for mark in later.marks] == [("16-Mar", "2026"), ("04-Jan", "")]
        at(moment(date(2027, 1, 4)))
        text = signed_in(nurse).get(reverse("course", args=[course.pk])).content.decode()
        assert f">{DAY.year}</text>" in text and ">2027</text>" not in text

    def test_shows_what_is_booked_and_what_has_to_be_waited_for_to_clinicians(
        self, course, maria, front_desk
    ):
        second = booked(maria, DAY + timedelta(28), by=front_desk, on=DAY + timedelta(20))
        send(second, at=moment(DAY + timedelta(25)), retinoid_on=(DAY + timedelta(24)).isoformat())
        TreatmentRequest.objects.filter(visit=second).update(course=course)
        found = course_timeline(self.plan(course, DAY + timedelta(25)))
        assert ("booked", "13-Apr") in kinds(found) and ("wait", "16-Apr") in kinds(found)

    def test_shows_a_patient_no_wait_and_no_day_that_is_not_the_schedules(self, course, maria, front_desk):
        second = booked(maria, DAY + timedelta(28), by=front_desk, on=DAY + timedelta(20))
        send(second, at=moment(DAY + timedelta(25)), retinoid_on=(DAY + timedelta(24)).isoformat())
        told = patient_timeline(self.plan(course, DAY + timedelta(25)), language="en", title="Wrinkles")
        assert {mark.kind for mark in told.marks} <= {"done", "booked"}
        assert "wait" not in told.label and "16 April" not in told.label

    def test_is_in_the_patients_language(self, course):
        told = patient_timeline(self.plan(course), language="es", title="Arrugas")
        assert told.label.startswith("Arrugas: ") and "16 de marzo de 2026" in told.label
        assert told.marks[0].day == "16 mar" and "done" not in told.label

    def test_of_a_paused_course_shows_no_next_day(self, course, dermatologist):
        told = {"reason": "Pregnant", "by": dermatologist, "at": NOW, "on": DAY}
        courses.pause(course=course, **told)
        course.refresh_from_db()
        for found in (
            course_timeline(self.plan(course)),
            patient_timeline(self.plan(course), language="en", title=""),
        ):
            assert [mark.kind for mark in found.marks] == ["done"]

    def test_holds_no_depth(self, course, nurse):
        record = SessionRecord.objects.create(
            session=self.session, device="DP4", needle_batch="L1", tolerance="well", operator=nurse,
            recorded_at=NOW, recorded_by=nurse, content_hash="0" * 64,
        )  # fmt: skip
        SessionDepth.objects.create(record=record, position=0, area="forehead", depth_mm=Decimal("0.45"))
        told = patient_timeline(self.plan(course), language="en", title="Wrinkles")
        assert "0.45" not in repr(told) and "mm" not in told.label

    def test_stands_on_the_course_page_and_has_no_style_of_its_own(
        self, course, signed_in, nurse, front_desk
    ):
        text = signed_in(nurse).get(reverse("course", args=[course.pk])).content.decode()
        svg = re.search(r'<svg class="timeline".*?</svg>', text, re.DOTALL)[0]
        assert "style=" not in svg and 'role="img"' in svg and "session done 16-Mar-2026" in svg
        page = signed_in(front_desk).get(reverse("course", args=[course.pk]))
        assert page.status_code == 404

    def test_stands_on_the_summary_of_the_next_visit_and_replaces_the_sentence_it_draws(
        self, course, maria, front_desk, dermatologist
    ):
        told = {"reason": "Deep lines", "by": dermatologist, "at": PLANNED, "on": DAY}
        courses.change_schedule(course=course, sessions=(3, 3), interval_days=(28, 42), **told)
        second = booked(maria, DAY + timedelta(28), by=front_desk, on=DAY)
        send(second, at=timezone.now())
        words = in_words(summary_of(second))
        assert [mark.kind for mark in words["timelines"][0].marks] == ["done", "this", "from", "to"]
        assert "next after this" not in words["plan"][0]

    def test_of_a_first_visit_nothing_is_drawn_and_the_next_days_are_said(self, visit):
        send(visit)
        words = in_words(summary_of(visit))
        assert words["timelines"] == [] and "next after this" in words["plan"][0]
