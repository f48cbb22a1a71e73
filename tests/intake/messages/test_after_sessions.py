"""The check after a session, and the invitation to book again: hours that pass, and waits that are over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from intake.actions.recalls import close_recall
from intake.messages.reminders import write_due
from intake.models import Message, Patient, Recall, TreatmentSession
from tests.factories import TreatmentRequestFactory
from tests.intake.conftest import NOW, PLANNED
from tests.intake.messages.steps import booked, moment, run, run_until, times, told, treated

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.intake.link_urls")]

ENDED = datetime(2026, 3, 16, 14, 40, tzinfo=UTC)  # 10:40 by the clinic's clocks


@pytest.fixture
def session(visit, dermatologist):
    return treated(visit, dermatologist, ENDED)


class TestTheCheckAfterASession:
    def test_is_sent_at_each_of_the_settings_hours_once(self, session):
        run_until(ENDED, ENDED + timedelta(days=16), timedelta(hours=4))
        assert told() == [("symptoms", hours, "sent") for hours in ("24", "72", "336")]
        assert {sent.subject for sent in mail.outbox} == {"¿Cómo está después de su cita?"}
        assert all("to=how" in sent.body and "911" in sent.body for sent in mail.outbox)

    def test_counts_from_the_recorded_end(self, session):
        assert write_due(at=ENDED + timedelta(hours=24) - timedelta(seconds=1)) == 0
        assert write_due(at=ENDED + timedelta(hours=24)) == 1
        assert Message.objects.get().session == session

    def test_waits_for_the_morning(self, session):
        session.ended_at = datetime(2026, 3, 17, 1, 0, tzinfo=UTC)  # 21:00 of 16 March
        session.save()
        assert write_due(at=session.ended_at + timedelta(hours=24)) == 0
        assert write_due(at=moment(date(2026, 3, 18), "07:59")) == 0
        assert write_due(at=moment(date(2026, 3, 18), "08:00")) == 1

    def test_a_session_that_has_not_ended_asks_nothing(self, session):
        session.ended_at = session.ended_by = None
        session.save()
        assert write_due(at=ENDED + timedelta(hours=24)) == 0

    def test_of_several_that_were_missed_only_the_latest_is_written(self, session):
        assert write_due(at=ENDED + timedelta(hours=73)) == 1
        assert told()[0][1] == "72"

    def test_a_worker_that_was_away_writes_it_for_three_days(self, session):
        assert write_due(at=ENDED + timedelta(hours=336 + 72)) == 0
        assert write_due(at=ENDED + timedelta(hours=336 + 71)) == 1

    def test_whoever_wants_no_reminders_is_not_asked(self, session):
        Patient.objects.update(reminders_wanted=False)
        assert write_due(at=ENDED + timedelta(hours=24)) == 0

    @pytest.mark.parametrize(
        ("day", "asked"),
        [
            (date(2026, 3, 7), "11:40"),  # the clocks go forward that night
            (date(2026, 10, 31), "09:40"),  # and back
            (date(2028, 2, 28), "10:40"),
            (date(2026, 12, 31), "10:40"),
        ],
    )
    def test_hours_are_hours_that_pass(self, visit, dermatologist, day, asked):
        """24 hours on a day of 23 or 25 are another time on the clock."""
        treated(visit, dermatologist, moment(day, "10:40"))
        at = moment(day + timedelta(days=1), asked)
        assert write_due(at=at - timedelta(minutes=1)) == 0
        assert write_due(at=at) == 1

    def test_two_sessions_of_one_visit_are_asked_about_once(self, session):
        TreatmentSession.objects.create(
            visit=session.visit,
            patient=session.patient,
            request=TreatmentRequestFactory(visit=session.visit, position=5, areas=["chin"]),
            review=session.review,
            treatment=session.treatment,
            areas=["chin"],
            performed_on=session.performed_on,
            started_at=ENDED,
            started_by=session.started_by,
            ended_at=ENDED + timedelta(minutes=50),
            ended_by=session.started_by,
        )
        run_until(ENDED + timedelta(hours=24), ENDED + timedelta(hours=30), timedelta(minutes=30))
        assert told() == [("symptoms", "24", "sent")]


class TestTheInvitationToBookAgain:
    OVER = date(2026, 4, 1)

    @pytest.fixture
    def recall(self, maria, front_desk):
        visit = booked(maria, PLANNED, NOW)
        return Recall.objects.create(
            patient=maria, visit=visit, due_on=self.OVER, opened_at=PLANNED, opened_by=front_desk
        )

    def test_is_sent_so_many_days_after_the_wait_is_over_once(self, recall):
        due = moment(self.OVER + timedelta(days=14), "09:00")
        assert write_due(at=due - timedelta(minutes=1)) == 0
        run_until(due, due + timedelta(days=20), timedelta(hours=12))
        assert told() == [("recall", "", "sent")]
        assert mail.outbox[0].subject.startswith("Su próxima cita") and "555-0100" in mail.outbox[0].body

    def test_is_not_sent_to_somebody_who_was_heard_meanwhile(self, recall, front_desk):
        due = moment(self.OVER + timedelta(days=14), "09:00")
        write_due(at=due)
        close_recall(recall=recall, outcome="declined", note="Does not want to.", by=front_desk, at=due)
        run(due)
        assert told() == [("recall", "", "cancelled")] and mail.outbox == []

    def test_without_a_day_nobody_is_written_to(self, recall):
        Recall.objects.update(due_on=None)
        assert write_due(at=moment(self.OVER + timedelta(days=14), "09:00")) == 0

    def test_somebody_waited_for_later_than_the_day_is_written_to_after_that(self, recall):
        Recall.objects.update(opened_at=moment(self.OVER + timedelta(days=40)))
        assert write_due(at=moment(self.OVER + timedelta(days=53), "09:00")) == 0
        assert write_due(at=moment(self.OVER + timedelta(days=54), "09:00")) == 1

    def test_the_settings_say_how_many_days(self, recall, lead):
        times(lead, recall_days=3)
        assert write_due(at=moment(self.OVER + timedelta(days=3), "09:00")) == 1

    def test_a_worker_that_was_away_for_a_week_leaves_it_to_the_desk(self, recall):
        due = moment(self.OVER + timedelta(days=14), "09:00")
        assert write_due(at=due + timedelta(days=7)) == 0
        assert write_due(at=due + timedelta(days=6, hours=23)) == 1
