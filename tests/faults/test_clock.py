"""The machine's clock jumps, forth and back: no message goes out twice, and none at night."""

from datetime import timedelta

import pytest
from django.core import mail

from clinic.audit import chain
from clinic.models import AuditEvent
from intake.dates import clinic_zone
from intake.models import Message
from tests.intake.conftest import NOW, PLANNED
from tests.intake.messages.steps import booked, moment, run, told

pytestmark = pytest.mark.django_db

WEEK, TWO_DAYS = (PLANNED.date() - timedelta(days=days) for days in (7, 2))
JUMPS = (
    (WEEK, "03:00"),  # night: written at most, not sent
    (WEEK, "09:01"),  # sent
    (WEEK - timedelta(days=3), "03:00"),  # back by days
    (WEEK, "08:59"),
    (WEEK, "09:01"),  # the same minute once more
    (TWO_DAYS, "02:00"),  # forth, into a night
    (WEEK, "12:00"),  # back
    (TWO_DAYS, "09:01"),  # sent
    (WEEK, "09:01"),
    (TWO_DAYS, "23:30"),
    (PLANNED.date() + timedelta(days=400), "10:00"),  # a year off
    (TWO_DAYS, "10:00"),
)


def test_each_reminder_goes_out_once_and_by_day(maria):
    booked(maria, PLANNED, NOW)
    for day, clock in JUMPS:
        run(moment(day, clock))
    assert told() == [("reminder", "7", "sent"), ("reminder", "2", "sent")]
    assert len(mail.outbox) == 2
    sent = [message.sent_at.astimezone(clinic_zone()) for message in Message.objects.all()]
    assert [at.strftime("%H:%M") for at in sent] == ["09:01"] * 2


def test_control_without_jumps_the_same_two_go_out(maria):
    booked(maria, PLANNED, NOW)
    for day in (WEEK, TWO_DAYS):
        run(moment(day, "09:01"))
    assert told() == [("reminder", "7", "sent"), ("reminder", "2", "sent")]


def test_a_message_in_hand_when_the_clock_went_back_is_sent_when_its_time_comes(maria):
    """A worker died with it in hand; by the new clock its claim ends later, not never."""
    booked(maria, PLANNED, NOW)
    run(moment(WEEK, "08:00") - timedelta(days=1))
    at = moment(WEEK, "09:01")
    from intake.messages.outbox import CLAIM, claim
    from intake.messages.reminders import write_due

    write_due(at=at)
    assert claim(at=at) is not None
    run(at - timedelta(hours=1))
    assert mail.outbox == []
    run(at + CLAIM + timedelta(minutes=1))
    assert len(mail.outbox) == 1 and told() == [("reminder", "7", "sent")]


def test_the_audit_trail_verifies_over_a_clock_that_went_back(maria):
    booked(maria, PLANNED, NOW)
    for day, clock in JUMPS:
        run(moment(day, clock))
        chain.seal(at=moment(day, clock))
    assert AuditEvent.objects.filter(action="export").count() == 2
    assert [problem for problem in chain.verify() if problem.is_damage] == []
