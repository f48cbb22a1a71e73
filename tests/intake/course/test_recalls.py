"""Who had to wait and has no later visit stands on the recall list until somebody acts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction

from clinic.models import AuditEvent
from intake.actions import visits
from intake.actions.recalls import close_recall, recall_left_behind
from intake.choices import AreaChoice
from intake.models import Recall, Visit
from intake.refusals import NotNow
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.course.steps import booked, held, moment
from tests.intake.steps import agree, send

pytestmark = pytest.mark.django_db
DAY = PLANNED.date()
NEXT_WEEK = PLANNED + timedelta(days=7)


@pytest.fixture
def deferred(visit, dermatologist) -> Visit:
    """Signed: wait until Thursday 19 March, three days after the visit."""
    send(visit, retinoid_on="2026-03-12")
    agree(visit, dermatologist)
    return visit


def end(visit, how: str, by, at=PLANNED, **more) -> Visit:
    visit.refresh_from_db()
    return getattr(visits, how)(visit=visit, by=by, at=at, **more)


def here(visit, by) -> Visit:
    return visits.check_in(visit=visit, by=by, at=PLANNED, on=DAY)


class TestWhoComesOnTheList:
    @pytest.mark.parametrize("reason", ["wait", "patient", "clinic"])
    def test_somebody_who_had_to_wait_and_whose_visit_is_called_off(self, deferred, front_desk, reason):
        end(deferred, "cancel", front_desk, at=NOW, reason=reason)
        recall = Recall.objects.get()
        assert (recall.patient, recall.visit, recall.due_on) == (
            deferred.patient,
            deferred,
            date(2026, 3, 19),
        )
        assert (recall.opened_at, recall.opened_by) == (NOW, front_desk)
        event = AuditEvent.objects.get(target=f"recall {recall.pk}")
        assert (event.action, event.patient_id) == ("create", deferred.patient_id)

    def test_somebody_who_goes_home_without_a_session(self, deferred, front_desk):
        end(here(deferred, front_desk), "finish", front_desk)
        assert Recall.objects.get().due_on == date(2026, 3, 19)

    def test_somebody_who_had_to_wait_and_did_not_come(self, deferred, front_desk):
        end(deferred, "no_show", front_desk)
        assert Recall.objects.get().visit == deferred

    def test_advice_that_nobody_signed_counts_too(self, visit, front_desk):
        send(visit, retinoid_on="2026-03-12")
        end(visit, "no_show", front_desk)
        assert Recall.objects.get().due_on == date(2026, 3, 19)

    def test_a_wait_without_a_day_has_none_on_the_list(self, visit, front_desk, dermatologist):
        send(visit)
        wait = AreaChoice("wait", reason_code="clinical_judgement")
        agree(visit, dermatologist, forehead=wait, cheeks=wait)
        end(visit, "no_show", front_desk)
        assert Recall.objects.get().due_on is None

    def test_a_visit_called_off_for_a_wait_before_any_answer(self, visit, front_desk):
        end(visit, "cancel", front_desk, at=NOW, reason="wait")
        assert Recall.objects.get().due_on is None

    def test_a_day_on_which_the_clinic_is_closed_is_skipped(self, visit, front_desk):
        send(visit, retinoid_on="2026-03-14")  # until Saturday 21
        end(visit, "no_show", front_desk)
        assert Recall.objects.get().due_on == date(2026, 3, 23)


class TestWhoDoesNot:
    @pytest.mark.parametrize(
        ("how", "more"),
        [("no_show", {}), ("cancel", {"reason": "patient"}), ("cancel", {"reason": "clinic"})],
    )
    def test_somebody_who_could_have_been_treated(self, visit, front_desk, dermatologist, how, more):
        send(visit)
        agree(visit, dermatologist)
        end(visit, how, front_desk, **more)
        assert not Recall.objects.exists()

    def test_somebody_whom_nobody_asked_yet(self, visit, front_desk):
        end(visit, "no_show", front_desk)
        assert not Recall.objects.exists()

    def test_somebody_not_to_be_treated(self, deferred, front_desk):
        end(deferred, "cancel", front_desk, reason="not_treated")
        assert not Recall.objects.exists()

    def test_somebody_signed_as_not_to_be_treated(self, visit, front_desk, dermatologist):
        send(visit, retinoid_on="2026-03-12")
        no = AreaChoice("do_not_treat", reason_code="clinical_judgement")
        agree(visit, dermatologist, forehead=no, cheeks=no)
        end(visit, "no_show", front_desk)
        assert not Recall.objects.exists()

    def test_somebody_who_is_booked_again_already(self, deferred, maria, front_desk):
        booked(maria, NEXT_WEEK.date(), by=front_desk, on=TODAY)
        end(deferred, "cancel", front_desk, at=NOW, reason="wait")
        assert not Recall.objects.exists()


class TestHowItEnds:
    @pytest.fixture
    def recall(self, deferred, front_desk) -> Recall:
        end(deferred, "no_show", front_desk)
        return Recall.objects.get()

    def closed(self, recall, outcome):
        recall.refresh_from_db()
        return recall.outcome == outcome and recall.closed_at is not None and recall.closed_by is not None

    def test_a_booking_ends_it(self, recall, maria, front_desk):
        booked(maria, NEXT_WEEK.date(), by=front_desk, on=DAY)
        assert self.closed(recall, "booked")

    def test_moving_the_visit_ends_it(self, recall, deferred, front_desk):
        visits.move(visit=deferred, starts_at=NEXT_WEEK, by=front_desk, at=PLANNED, on=DAY)
        assert self.closed(recall, "booked")

    def test_the_patient_who_comes_late_ends_it(self, recall, deferred, front_desk):
        visits.check_in(visit=deferred, by=front_desk, at=PLANNED + timedelta(hours=1), on=DAY)
        assert self.closed(recall, "booked")

    def test_another_patients_booking_does_not(self, recall, daniel, front_desk):
        booked(daniel, NEXT_WEEK.date(), by=front_desk, on=DAY)
        recall.refresh_from_db()
        assert recall.closed_at is None

    def test_a_booking_too_early_ends_nothing(self, recall, maria, front_desk):
        with pytest.raises(NotNow):
            booked(maria, date(2026, 3, 18), by=front_desk, on=DAY)
        recall.refresh_from_db()
        assert recall.closed_at is None

    @pytest.mark.parametrize("outcome", ["declined", "not_reached", "not_needed"])
    def test_a_person_ends_it_with_a_note(self, recall, front_desk, outcome):
        close_recall(recall=recall, outcome=outcome, note="Called twice", by=front_desk, at=NEXT_WEEK)
        assert self.closed(recall, outcome) and recall.note == "Called twice"
        assert AuditEvent.objects.get(target=f"recall {recall.pk}", action="change").fields == [outcome]

    @pytest.mark.parametrize(
        ("outcome", "note"), [("declined", " "), ("booked", "x"), ("", "x"), ("gone", "x")]
    )
    def test_an_end_that_says_nothing_is_refused(self, recall, front_desk, outcome, note):
        with pytest.raises(NotNow):
            close_recall(recall=recall, outcome=outcome, note=note, by=front_desk, at=NEXT_WEEK)

    def test_it_ends_once(self, recall, front_desk, nurse):
        close_recall(recall=recall, outcome="declined", note="No", by=front_desk, at=NEXT_WEEK)
        with pytest.raises(NotNow, match="already"):
            close_recall(recall=recall, outcome="not_needed", note="Yes", by=nurse, at=NEXT_WEEK)

    def test_nobody_without_the_role_ends_it(self, recall, lead, nobody):
        for person in (lead, nobody):
            with pytest.raises(PermissionDenied):
                close_recall(recall=recall, outcome="declined", note="No", by=person, at=NEXT_WEEK)

    def test_a_new_booking_that_does_not_take_place_brings_the_patient_back(self, recall, maria, front_desk):
        again = booked(maria, NEXT_WEEK.date(), by=front_desk, on=DAY)
        end(again, "cancel", front_desk, at=PLANNED + timedelta(days=1), reason="patient")
        back = Recall.objects.get(closed_at=None)
        assert (back.visit, back.due_on) == (again, recall.due_on)

    def test_the_database_refuses_an_end_without_its_outcome_and_a_second_open_one(self, recall, front_desk):
        for columns in ({"closed_at": NOW}, {"outcome": "declined"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Recall.objects.filter(pk=recall.pk).update(**columns)
        with pytest.raises(IntegrityError), transaction.atomic():
            Recall.objects.create(patient=recall.patient, visit=recall.visit, opened_at=NOW)


class TestLeftBehind:
    tomorrow = PLANNED + timedelta(days=1)

    def test_a_visit_that_nobody_moved_is_found_the_day_after_and_once(self, deferred):
        assert recall_left_behind(at=PLANNED) == []
        (found,) = recall_left_behind(at=self.tomorrow)
        assert (found.visit, found.due_on, found.opened_by) == (deferred, date(2026, 3, 19), None)
        assert AuditEvent.objects.get(target=f"recall {found.pk}").actor_role == "system"
        assert recall_left_behind(at=self.tomorrow) == []

    def test_one_that_was_taken_off_is_not_put_on_again(self, deferred, front_desk):
        (found,) = recall_left_behind(at=self.tomorrow)
        close_recall(recall=found, outcome="declined", note="No", by=front_desk, at=self.tomorrow)
        assert recall_left_behind(at=self.tomorrow) == []

    def test_somebody_booked_or_treated_later_is_not(self, deferred, maria, front_desk, dermatologist):
        later = booked(maria, NEXT_WEEK.date(), by=front_desk, on=DAY)
        assert recall_left_behind(at=self.tomorrow) == []
        send(later, at=self.tomorrow)
        agree(later, dermatologist, at=self.tomorrow)
        held(later, dermatologist)
        assert recall_left_behind(at=NEXT_WEEK + timedelta(days=1)) == []

    def test_an_area_that_had_to_wait_while_another_was_treated_is_found(self, visit, dermatologist):
        send(visit)
        until = AreaChoice("wait", date(2026, 3, 30), "clinical_judgement")
        agree(visit, dermatologist, cheeks=until)
        held(visit, dermatologist, areas=["forehead"])
        (found,) = recall_left_behind(at=self.tomorrow)
        assert found.due_on >= date(2026, 3, 30)

    def test_nobody_else_is(self, visit, dermatologist):
        send(visit)
        agree(visit, dermatologist)
        assert recall_left_behind(at=self.tomorrow) == []

    def test_what_lies_months_back_is_left_alone(self, deferred):
        assert recall_left_behind(at=PLANNED + timedelta(days=90)) == []

    def test_the_worker_looks(self, deferred, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.tomorrow)
        call_command("worker", once=True)
        assert Recall.objects.get().visit == deferred


def test_the_queries_of_looking_back_do_not_grow(
    protocol, place, daniel, front_desk, django_assert_max_num_queries
):
    for number in range(6):
        visit = booked(daniel, DAY - timedelta(days=number), by=front_desk, on=TODAY)
        send(visit, diabetes="yes")
    with django_assert_max_num_queries(8):
        recall_left_behind(at=moment(DAY + timedelta(days=1)))
