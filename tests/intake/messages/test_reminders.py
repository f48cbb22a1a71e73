"""Reminders of a visit: at their moment, once, for the day that holds, and not when they are not wanted."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail

from intake.actions.visits import cancel, move
from intake.messages.reminders import write_due
from intake.models import Message, Patient
from tests.intake.conftest import NOW, PLANNED, TODAY
from tests.intake.messages.steps import booked, moment, run, run_until, times, told
from tests.intake.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.intake.link_urls")]

WEEK_BEFORE = moment(date(2026, 3, 9), "09:00")
TWO_DAYS_BEFORE = moment(date(2026, 3, 14), "09:00")


def test_a_visit_is_reminded_of_on_each_day_of_the_settings_once(maria):
    booked(maria, PLANNED + timedelta(days=10), NOW)  # 26 March, booked on 2 March
    run_until(NOW.astimezone(UTC), PLANNED + timedelta(days=12))
    assert told() == [("reminder", "14", "sent"), ("reminder", "7", "sent"), ("reminder", "2", "sent")]
    assert [sent.subject for sent in mail.outbox] == ["Su cita del 26 de marzo de 2026"] * 3
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 3


def test_it_goes_out_at_nine_of_the_clinics_morning_and_not_a_minute_earlier(maria):
    booked(maria, PLANNED, NOW)
    assert write_due(at=WEEK_BEFORE - timedelta(seconds=1)) == 0
    assert write_due(at=WEEK_BEFORE) == 1
    assert write_due(at=WEEK_BEFORE) == 0


def test_a_booking_made_three_days_before_has_the_one_of_two_days(maria):
    booked(maria, PLANNED, PLANNED - timedelta(days=3))
    run_until((PLANNED - timedelta(days=3)).astimezone(UTC), PLANNED)
    assert told() == [("reminder", "2", "sent")]


def test_a_booking_made_that_day_needs_no_reminder_that_day(maria):
    booked(maria, PLANNED, PLANNED - timedelta(days=2, hours=3))
    run_until((PLANNED - timedelta(days=2, hours=3)).astimezone(UTC), PLANNED)
    assert told() == []


def test_a_moved_visit_is_reminded_of_for_its_new_day(visit, front_desk):
    run(WEEK_BEFORE)
    at = WEEK_BEFORE + timedelta(hours=2)
    move(visit=visit, starts_at=PLANNED + timedelta(days=7), by=front_desk, at=at, on=at.date())
    run_until(at.astimezone(UTC), PLANNED + timedelta(days=8))
    assert told(kind="reminder") == [(("reminder"), days, "sent") for days in ("7", "7", "2")]
    assert [sent.subject for sent in mail.outbox] == [
        "Su cita del 16 de marzo de 2026",
        "Su cita es ahora el 23 de marzo de 2026",
        "Su cita del 23 de marzo de 2026",
        "Su cita del 23 de marzo de 2026",
    ]


def test_a_visit_moved_away_and_back_is_not_reminded_of_twice(visit, front_desk):
    run(WEEK_BEFORE)
    for days in (1, 0):
        at = WEEK_BEFORE + timedelta(hours=2 - days)
        move(visit=visit, starts_at=PLANNED + timedelta(days=days), by=front_desk, at=at, on=at.date())
    run_until(WEEK_BEFORE.astimezone(UTC), WEEK_BEFORE + timedelta(hours=5))
    assert len(told(kind="reminder")) == 1


def test_a_reminder_that_waits_is_not_sent_for_a_day_that_is_no_more(visit, front_desk):
    write_due(at=WEEK_BEFORE)
    move(visit=visit, starts_at=PLANNED + timedelta(days=1), by=front_desk, at=WEEK_BEFORE, on=TODAY)
    run(WEEK_BEFORE + timedelta(minutes=1))
    assert told(kind="reminder") == [("reminder", "7", "cancelled")]
    assert [sent.subject for sent in mail.outbox] == ["Su cita es ahora el 17 de marzo de 2026"]


def test_a_visit_called_off_is_not_reminded_of(visit, front_desk):
    write_due(at=WEEK_BEFORE)
    cancel(visit=visit, reason="patient", by=front_desk, at=WEEK_BEFORE)
    run_until(WEEK_BEFORE.astimezone(UTC), PLANNED)
    assert told(kind="reminder") == [("reminder", "7", "cancelled")]
    assert [sent.subject for sent in mail.outbox] == ["Se canceló su cita del 16 de marzo de 2026"]


def test_whoever_wants_no_reminders_gets_none_though_one_was_written(maria):
    booked(maria, PLANNED, NOW)
    write_due(at=WEEK_BEFORE)
    Patient.objects.update(reminders_wanted=False)
    run_until(WEEK_BEFORE.astimezone(UTC), PLANNED)
    assert told() == [("reminder", "7", "cancelled")] and mail.outbox == []


def test_a_patient_whom_nothing_reaches_has_no_message(daniel):
    booked(daniel, PLANNED, NOW)
    assert run(WEEK_BEFORE) == 0 and told() == []


def test_without_an_address_the_phone_is_told_where_it_may_be(daniel, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    Patient.objects.update(texts_allowed=True)
    booked(daniel, PLANNED, NOW)
    run(WEEK_BEFORE)
    text = next(tmp_path.iterdir()).read_text()
    assert text.startswith("To: +12125550177\n") and "Monday 16 March 2026, 10:00 am" in text
    assert Message.objects.get().channel == "sms" and mail.outbox == []


class TestQuietHours:
    def test_the_moment_waits_for_their_end(self, maria, lead):
        times(lead, quiet_from=time(20), quiet_until=time(11, 30))
        booked(maria, PLANNED, NOW)
        assert write_due(at=WEEK_BEFORE + timedelta(hours=2, minutes=29)) == 0
        assert run(WEEK_BEFORE + timedelta(hours=2, minutes=30)) == 1

    def test_a_worker_that_begins_at_night_leaves_it_for_the_morning(self, maria):
        booked(maria, PLANNED, NOW)
        run(WEEK_BEFORE + timedelta(hours=13))
        assert mail.outbox == [] and Message.objects.get().next_try_at == WEEK_BEFORE + timedelta(hours=23)
        run(WEEK_BEFORE + timedelta(hours=23))
        assert len(mail.outbox) == 1

    def test_a_second_try_waits_too(self, maria):
        booked(maria, PLANNED, NOW)
        write_due(at=WEEK_BEFORE)
        Message.objects.update(next_try_at=WEEK_BEFORE + timedelta(hours=11, minutes=1))
        run(WEEK_BEFORE + timedelta(hours=11, minutes=5))
        waiting = Message.objects.get()
        assert (waiting.state, waiting.next_try_at) == ("queued", WEEK_BEFORE + timedelta(hours=23))

    def test_what_staff_just_did_is_told_at_once(self, visit, front_desk):
        night = WEEK_BEFORE + timedelta(hours=13)
        cancel(visit=visit, reason="clinic", by=front_desk, at=night)
        run(night)
        assert len(mail.outbox) == 1

    def test_the_night_the_clocks_go_forward_has_no_message(self, maria):
        """8 March 2026: nine o'clock comes an hour sooner."""
        booked(maria, moment(date(2026, 3, 10)), NOW)
        night = datetime(2026, 3, 8, 1, 0, tzinfo=UTC)  # 20:00 of 7 March
        run_until(night, night + timedelta(hours=11, minutes=59), timedelta(minutes=30))
        assert mail.outbox == []
        run(datetime(2026, 3, 8, 13, 0, tzinfo=UTC))  # 09:00 by daylight-saving time
        assert len(mail.outbox) == 1

    def test_the_day_the_clocks_go_back_it_goes_out_at_nine_once(self, maria):
        booked(maria, moment(date(2026, 11, 3)), NOW)
        nine = datetime(2026, 11, 1, 14, 0, tzinfo=UTC)
        run_until(nine - timedelta(hours=14), nine - timedelta(minutes=1), timedelta(minutes=30))
        assert mail.outbox == []
        run_until(nine, nine + timedelta(hours=20), timedelta(minutes=30))
        assert len(mail.outbox) == 1


class TestAWorkerThatWasAway:
    def test_writes_what_it_missed_for_a_day(self, maria):
        booked(maria, PLANNED, NOW)
        assert write_due(at=WEEK_BEFORE + timedelta(hours=23, minutes=59)) == 1

    def test_leaves_out_what_is_longer_past(self, maria):
        booked(maria, PLANNED, NOW)
        assert write_due(at=WEEK_BEFORE + timedelta(hours=24)) == 0
        assert write_due(at=TWO_DAYS_BEFORE) == 1

    def test_says_nothing_of_a_visit_that_has_begun(self, maria, lead):
        booked(maria, moment(date(2026, 3, 16), "08:30"), NOW)
        times(lead, reminder_days=[1])
        eve = moment(date(2026, 3, 15), "09:00")
        assert write_due(at=moment(date(2026, 3, 16), "08:30")) == 0
        assert write_due(at=eve) == 1
        assert run(moment(date(2026, 3, 16), "08:30")) == 1
        assert told() == [("reminder", "1", "cancelled")]


@pytest.mark.parametrize(
    ("day", "reminded"),
    [
        (date(2028, 3, 1), date(2028, 2, 28)),  # over a leap day
        (date(2028, 3, 2), date(2028, 2, 29)),
        (date(2027, 3, 1), date(2027, 2, 27)),
        (date(2027, 1, 1), date(2026, 12, 30)),  # over the year's end
    ],
)
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "Pacific/Apia", "Europe/Madrid"])
def test_days_are_counted_by_the_clinics_calendar(settings, maria, zone, day, reminded):
    settings.TIME_ZONE = zone
    booked(maria, moment(day, "00:30"), NOW)
    at = moment(reminded, "09:00")
    assert write_due(at=(at - timedelta(minutes=1)).astimezone(UTC)) == 0
    assert write_due(at=at.astimezone(UTC)) == 1
    assert Message.objects.get().detail == "2"


def test_no_days_in_the_settings_mean_no_reminders(maria, lead):
    times(lead, reminder_days=[])
    booked(maria, PLANNED, NOW)
    run_until(WEEK_BEFORE.astimezone(UTC), PLANNED, timedelta(hours=6))
    assert told() == []


def test_a_round_costs_the_same_for_many_visits(maria, daniel, django_assert_max_num_queries):
    for minutes in range(0, 300, 10):
        booked(maria, PLANNED + timedelta(minutes=minutes), NOW)
    with django_assert_max_num_queries(9):
        assert write_due(at=WEEK_BEFORE) == 30
    with django_assert_max_num_queries(8):
        assert write_due(at=WEEK_BEFORE) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_moment_write_each_reminder_once(maria):
    for minutes in range(0, 100, 10):
        booked(maria, PLANNED + timedelta(minutes=minutes), NOW)
    at_once(*[lambda: write_due(at=WEEK_BEFORE)] * 4)
    assert Message.objects.count() == 10
