"""Texts through the outbox and a provider that answers over a real connection: each at most once."""

from datetime import timedelta

import pytest

from intake.messages.outbox import CLAIM, WAITS, claim, deliver, drain
from intake.messages.reminders import write_due
from intake.models import Message, Patient
from tests.intake.conftest import NOW, PLANNED
from tests.intake.messages import phone_service as answers
from tests.intake.messages.steps import booked, moment, run

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.intake.link_urls")]

WEEK_BEFORE = moment((PLANNED - timedelta(days=7)).date(), "09:00")


@pytest.fixture
def provider(settings, daniel):
    settings.SMS_SERVICE, settings.SMS_FROM, settings.SMS_TIMEOUT = "twilio", "+12125550100", 1
    settings.SMS_ACCOUNT, settings.SMS_TOKEN = "AC123", "token"
    Patient.objects.update(texts_allowed=True)
    booked(daniel, PLANNED, NOW)
    with answers.phone_service() as (address, service):
        settings.SMS_API = address
        yield service


def state():
    message = Message.objects.get()
    return message.state, message.error


def test_a_reminder_goes_out_once(provider):
    assert run(WEEK_BEFORE) == 1 and run(WEEK_BEFORE + timedelta(minutes=2)) == 0
    (asked,) = provider.asked
    assert asked["To"] == "+12125550177" and asked["Body"].startswith("Example Skin Clinic: your appointment")
    assert state() == ("sent", "")


def test_a_provider_that_is_away_is_tried_again_with_a_link_of_its_own(provider):
    provider.answers = [answers.BROKEN, answers.BUSY]
    run(WEEK_BEFORE)
    assert state() == ("queued", "SmsAway 503")
    run(WEEK_BEFORE + timedelta(minutes=WAITS[0]))
    run(WEEK_BEFORE + timedelta(minutes=WAITS[0] + WAITS[1]))
    assert state() == ("sent", "") and len({asked["Body"] for asked in provider.asked}) == 3


def test_a_number_that_is_none_is_not_tried_again(provider):
    provider.answers = [answers.NO_NUMBER]
    run(WEEK_BEFORE)
    assert state() == ("failed", "SmsRefused 21211")
    run(WEEK_BEFORE + timedelta(hours=1))
    assert len(provider.asked) == 1


@pytest.mark.parametrize("answer", [answers.HANGS, answers.HANGS_UP])
def test_without_an_answer_it_is_the_desk_that_decides(provider, answer):
    provider.answers = [answer]
    run(WEEK_BEFORE)
    assert state()[0] == "failed" and state()[1].startswith("SmsUnanswered")
    run(WEEK_BEFORE + timedelta(hours=1))
    assert len(provider.asked) == 1


def test_a_worker_that_died_with_a_text_in_hand_sends_no_second_one(provider):
    write_due(at=WEEK_BEFORE)
    deliver(claim(at=WEEK_BEFORE), at=WEEK_BEFORE)
    until = WEEK_BEFORE + CLAIM
    Message.objects.update(state="sending", sent_at=None, claimed_until=until)  # died before marking
    assert drain(clock=lambda: until + timedelta(seconds=1)) == 1
    assert len(provider.asked) == 1 and state() == ("failed", "SmsUnanswered WorkerStopped")


def test_the_log_names_neither_number_nor_text(provider, caplog):
    provider.answers = [answers.NO_NUMBER]
    with caplog.at_level("DEBUG"):
        run(WEEK_BEFORE)
    told = caplog.text
    assert "SmsRefused 21211" in told
    assert "5550177" not in told and "/link/" not in told and "token" not in told.replace("<token>", "")
