"""At the same moment: one visit booked twice or moved twice, one session recorded twice.

Each guard has a control that shows what happens without it (on PostgreSQL; SQLite puts writers in order by
itself).
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from clinic.models import AuditEvent
from intake.actions import bookings, session_records
from intake.actions.requests import Wanted
from intake.actions.session_records import Depth, Done, record_session
from intake.actions.sessions import end_session, start_session
from intake.actions.visits import book, cancel, check_in, move, walk_in
from intake.models import SessionDepth, SessionRecord, TreatmentSession, Visit, VisitMove
from intake.refusals import Changed, NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.races import at_once, meeting, without_unique
from tests.intake.steps import agree, make_ready, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite puts writers in order by itself"
)
FOR = [Wanted("micro-needling", "wrinkles", ("forehead",))]


class TestBookedTwice:
    @pytest.fixture
    def press(self, protocol, daniel, place, front_desk):
        told = {"patient": daniel, "place": place, "wanted": FOR, "by": front_desk, "at": NOW, "on": TODAY}
        return lambda: book(starts_at=PLANNED, **told)

    def test_a_booking_pressed_twice_at_once_is_one_visit(self, press):
        results = at_once(*[press] * 4)
        assert len({visit.pk for visit in results}) == Visit.objects.count() == 1
        assert AuditEvent.objects.filter(action="create", target__startswith="visit ").count() == 1

    @on_postgresql
    def test_control_without_the_patients_lock_it_is_several(self, press, monkeypatch):
        monkeypatch.setattr(bookings, "hold_bookings", lambda patient: None)
        monkeypatch.setattr(bookings, "_made_already", meeting(4, bookings._made_already))
        at_once(*[press] * 4)
        assert Visit.objects.count() == 4

    def test_pressed_twice_on_the_page_both_lead_to_the_one_visit(
        self, signed_in, protocol, front_desk, daniel, place
    ):
        form = {"0-treatment": "micro-needling", "0-indication": "wrinkles", "0-areas": ["forehead"]}
        form |= {"day": "12/1/2027", "time": "9:30", "minutes": "30", "place": place.pk}
        browsers = [signed_in(front_desk) for _ in range(3)]
        page = reverse("book", args=[daniel.pk])
        results = at_once(*[lambda browser=browser: browser.post(page, form) for browser in browsers])
        assert {answer.headers.get("Location") for answer in results} == {
            reverse("visit", args=[Visit.objects.get().pk])
        }

    def test_somebody_taken_in_twice_at_once_waits_once(self, protocol, daniel, place, front_desk):
        told = {"patient": daniel, "place": place, "wanted": FOR, "by": front_desk, "on": PLANNED.date()}
        results = at_once(*[lambda n=n: walk_in(at=PLANNED + timedelta(seconds=n), **told) for n in range(4)])
        assert len({visit.pk for visit in results}) == Visit.objects.count() == 1

    def test_another_time_another_concern_or_another_patient_is_another_visit(
        self, press, daniel, maria, place, front_desk
    ):
        press()
        told = {"place": place, "by": front_desk, "at": NOW, "on": TODAY}
        book(patient=daniel, starts_at=PLANNED + timedelta(hours=1), wanted=FOR, **told)
        more = [*FOR, Wanted("micro-needling", "acne_scars", ("cheeks",))]
        book(patient=daniel, starts_at=PLANNED, wanted=more, **told)
        book(patient=maria, starts_at=PLANNED, wanted=FOR, **told)
        assert Visit.objects.count() == 4

    def test_after_it_was_called_off_the_same_can_be_booked_again(self, press, front_desk):
        cancel(visit=press(), reason="patient", by=front_desk, at=NOW)
        press()
        assert sorted(Visit.objects.values_list("state", flat=True)) == ["booked", "cancelled"]


class TestMovedTwice:
    def moving(self, visit, by, days, version):
        told = {"by": by, "at": NOW, "on": TODAY, "version": version}
        return lambda: move(visit=visit, starts_at=PLANNED + timedelta(days=days), **told)

    def test_of_several_moves_of_one_page_at_once_one_is_made(self, visit, front_desk, nurse):
        people = (front_desk, nurse, front_desk)
        acts = [self.moving(visit, by, days, visit.version) for days, by in enumerate(people, 1)]
        results = at_once(*acts)
        assert sum(isinstance(result, Visit) for result in results) == 1, results
        assert sum(isinstance(result, Changed) for result in results) == 2, results
        assert VisitMove.objects.get().to_starts_at == Visit.objects.get().starts_at

    def test_a_move_pressed_twice_at_once_is_one(self, visit, front_desk):
        results = at_once(*[self.moving(visit, front_desk, 1, None)] * 3)
        assert sum(isinstance(result, NotNow) for result in results) == 2, results
        assert VisitMove.objects.count() == 1

    @on_postgresql
    def test_control_without_the_visits_lock_each_is_made_and_all_but_one_lost(
        self, visit, front_desk, monkeypatch
    ):
        def read(visit, version=None):
            return Visit.objects.select_related("patient", "place").get(pk=visit.pk)

        monkeypatch.setattr(bookings, "lock_visit", meeting(3, read))
        acts = [self.moving(visit, front_desk, days, visit.version) for days in (1, 2, 3)]
        at_once(*acts)
        moved = VisitMove.objects.values_list("from_starts_at", flat=True)
        assert len(moved) > 1 and set(moved) == {PLANNED}  # two moves away from the same time: one is lost

    def test_moved_and_called_off_at_once_is_called_off(self, visit, front_desk):
        results = at_once(
            self.moving(visit, front_desk, 1, None),
            lambda: cancel(visit=visit, reason="patient", by=front_desk, at=NOW),
        )
        assert isinstance(results[1], Visit) and isinstance(results[0], Visit | NotNow), results
        assert Visit.objects.get().state == "cancelled"


class TestRecordedTwice:
    @pytest.fixture
    def ended(self, visit, nurse, dermatologist, front_desk) -> TreatmentSession:
        send(visit)
        agree(visit, dermatologist)
        check_in(visit=visit, by=front_desk, at=PLANNED, on=PLANNED.date())
        make_ready(visit, nurse, PLANNED)
        told = {"by": nurse, "at": PLANNED, "on": PLANNED.date()}
        return end_session(session=start_session(treatment_request=visit.requests.get(), **told), **told)

    def recording(self, session, by, mm):
        done = Done(device="DP4", needle_batch="LK12", tolerance="well", operator=by)
        depths = {area: Depth(Decimal(mm)) for area in session.areas}
        return lambda: record_session(session=session, depths=depths, done=done, by=by, at=PLANNED)

    def test_two_who_record_one_session_at_once_leave_one_record(self, ended, nurse, dermatologist):
        acts = [self.recording(ended, nurse, "0.5"), self.recording(ended, dermatologist, "0.25")]
        results = at_once(*acts * 2)
        assert sum(isinstance(result, SessionRecord) for result in results) == 1, results
        assert sum(isinstance(result, NotNow) for result in results) == 3, results
        record = SessionRecord.objects.get()
        assert SessionDepth.objects.filter(record=record).count() == len(ended.areas)

    @pytest.fixture
    def read_before_any_writes(self, monkeypatch):
        def unlocked(session):
            found = TreatmentSession.objects.select_related("review__assessment__edition__treatment")
            return found.get(pk=session.pk)

        monkeypatch.setattr(session_records, "_held", meeting(2, unlocked))

    @on_postgresql
    def test_without_the_lock_the_database_still_takes_one(
        self, ended, nurse, dermatologist, read_before_any_writes
    ):
        results = at_once(self.recording(ended, nurse, "0.5"), self.recording(ended, dermatologist, "0.25"))
        assert sorted(type(result).__name__ for result in results) == ["Changed", "SessionRecord"], results

    @on_postgresql
    def test_control_without_lock_and_key_there_are_two_records(
        self, ended, nurse, dermatologist, read_before_any_writes
    ):
        with without_unique(SessionRecord, "session_id"):
            at_once(self.recording(ended, nurse, "0.5"), self.recording(ended, dermatologist, "0.25"))
            assert SessionRecord.objects.filter(session=ended).count() == 2
